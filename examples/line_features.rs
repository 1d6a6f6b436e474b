//! Writes the features of lines for `data/model/train.py`.
//!
//! In: a command (`layout`, `cells`, `rows`), a file of JSON lines with `lines` in each
//! (and perhaps `votes`), and a word table. Out, to the standard
//! output: JSON for `layout`; for `cells` a count and the cells of each line, for `rows` the rows of
//! features, all as little-endian integers of 16 bits.

use std::error::Error;
use std::io::{BufRead, BufReader, BufWriter, Write};

use copydesk::boilerplate::classifier::{LineInput, training};
use serde_json::Value;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let command = arguments.next().ok_or("which command?")?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    if command == "layout" {
        let (names, cells) = training::layout();
        let layout = serde_json::json!({ "names": names, "cells": cells });
        return Ok(writeln!(out, "{layout}")?);
    }
    let documents = std::fs::File::open(arguments.next().ok_or("which documents?")?)?;
    let extra = arguments.next().map(std::fs::read).transpose()?.unwrap_or_default();
    let table: Vec<i8> = extra.iter().map(|&byte| byte as i8).collect();
    for document in BufReader::new(documents).lines() {
        let document: Value = serde_json::from_str(&document?)?;
        let lines = document["lines"].as_array().ok_or("a document without lines")?;
        let votes = document["votes"].as_array();
        let inputs: Vec<LineInput> = (0..)
            .zip(lines)
            .map(|(at, line)| LineInput {
                text: line.as_str().unwrap_or_default(),
                rule: votes.and_then(|v| v.get(at)).is_some_and(|v| v.as_i64() == Some(1)),
                site_chrome: false,
            })
            .collect();
        let values = match command.as_str() {
            "cells" => training::cells(&inputs)
                .into_iter()
                .flat_map(|cells| {
                    std::iter::once(cells.len() as i16).chain(cells.into_iter().map(|c| c as i16))
                })
                .collect(),
            "rows" => training::rows(&inputs, &table),
            _ => return Err("no such command".into()),
        };
        for value in values {
            out.write_all(&value.to_le_bytes())?;
        }
    }
    Ok(out.flush()?)
}
