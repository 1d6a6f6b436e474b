//! Writes the features of lines for `data/model/train.py`.
//!
//! In: a command and a file of JSON lines. Each has `lines`, and may have `headline` and `votes` (1
//! for lines that learned site chrome removes). Commands: `layout`; `examples`; `cells DOCUMENTS`;
//! `rows DOCUMENTS TABLE`, where TABLE has word weights. Out, to standard output: for `layout` and
//! `examples` (the lines that the rules' examples remove and keep) JSON; for `cells` a count and the
//! cells of each line, for `rows` the features of each line, as little-endian 16-bit integers.

use std::error::Error;
use std::io::{BufRead, BufReader, BufWriter, Write};

use copydesk::boilerplate::classifier::{DocumentInput, LineInput, training};
use copydesk::boilerplate::{Context, Rulebook, with_model_input};
use copydesk::config::InputSettings;
use copydesk::date::DayMonth;
use copydesk::document::learned::Headlines;
use copydesk::document::{DocumentId, Fields, Format, RawDocument};
use copydesk::parse::{ParseSettings, parse};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let command = arguments.next().ok_or("no command (layout, examples, cells or rows)")?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    if command == "layout" {
        let (names, cells) = training::layout();
        return Ok(writeln!(out, "{}", json!({"names": names, "cells": cells}))?);
    }
    if command == "examples" {
        for rule in Rulebook::built_in().rules() {
            writeln!(out, "{}", json!({"removes": rule.removes, "keeps": rule.keeps}))?;
        }
        return Ok(out.flush()?);
    }
    let documents = std::fs::File::open(arguments.next().ok_or("no file of documents")?)?;
    let extra = arguments.next().map(std::fs::read).transpose()?.unwrap_or_default();
    let table: Vec<i8> = extra.iter().map(|&byte| byte as i8).collect();
    for document in BufReader::new(documents).lines() {
        let document: Value = serde_json::from_str(&document?)?;
        let values = see(&document, |input| match command.as_str() {
            "cells" => training::cells(input)
                .into_iter()
                .flat_map(|cells| {
                    std::iter::once(cells.len() as i16).chain(cells.into_iter().map(|c| c as i16))
                })
                .collect(),
            _ => training::rows(input, &table),
        })?;
        for value in values {
            out.write_all(&value.to_le_bytes())?;
        }
    }
    Ok(out.flush()?)
}

/// Calls `look` with a document as the program shows it to the model: with the votes of rules and
/// the given votes.
fn see<T>(
    document: &Value,
    look: impl FnOnce(&DocumentInput<'_>) -> T,
) -> Result<T, Box<dyn Error>> {
    let lines = document["lines"].as_array().ok_or("a document has no lines")?;
    let lines: Vec<&str> = lines.iter().map(|line| line.as_str().unwrap_or_default()).collect();
    let text = lines.join("\n");
    let settings = ParseSettings::new(&InputSettings::default(), false)?;
    let raw = RawDocument {
        id: DocumentId { root: "".into(), path: "a.txt".into(), member: None, record: None },
        format: Format::Text,
        bytes: text.clone().into_bytes(),
        declared_encoding: None,
        fields: Fields::default(),
    };
    let language = parse(raw, &settings).ok().and_then(|article| article.fields.language);
    let headline = document["headline"].as_str().map(str::to_owned);
    let fields = Fields { headline, ..Fields::default() };
    let headlines = Headlines::default();
    let context = Context {
        rulebook: Rulebook::built_in(),
        headlines: &headlines,
        site: None,
        model: None,
        model_last: false,
        language: language.as_deref(),
        day_month: DayMonth::Unknown,
    };
    let votes = document["votes"].as_array();
    let learned = |at: usize| votes.and_then(|v| v.get(at)).is_some_and(|v| v.as_i64() == Some(1));
    Ok(with_model_input(&text, &fields, &context, |input| {
        let mut all: Vec<LineInput<'_>> = input.lines.to_vec();
        for (at, line) in all.iter_mut().enumerate() {
            line.vote = line.vote.or_else(|| learned(at).then_some(LineInput::LEARNED));
        }
        assert_eq!(all.len(), lines.len(), "a line is blank or has a line break");
        look(&DocumentInput { lines: &all, headline: input.headline })
    }))
}
