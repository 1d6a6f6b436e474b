//! Writes the features of the lines of pages for `data/model/train_pages.py`.
//!
//! In: a command (`layout`, `lines`, `cells`, `rows`, `scores`) and a file of JSON lines with `id` and
//! `html`. `rows` needs a file with the word table and the name table, `scores` a file with the
//! scores of a first stage (32-bit integers). Out, to standard output: JSON for `layout` and `lines`;
//! otherwise little-endian 16-bit integers: for `cells` a count and the cells of each line, for the
//! others rows of features.

use std::error::Error;
use std::io::{BufRead, BufReader, BufWriter, Write};

use copydesk::boilerplate::page::{PageInput, training};
use copydesk::config::InputSettings;
use copydesk::document::{DocumentId, Fields, Format, RawDocument};
use copydesk::parse::{ParseSettings, parse};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let command = arguments.next().ok_or("no command (layout, lines, cells, rows or scores)")?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    let (first, second, words, names) = training::layout();
    if command == "layout" {
        let layout =
            serde_json::json!({ "first": first, "second": second, "words": words, "names": names });
        return Ok(writeln!(out, "{layout}")?);
    }
    let pages = std::fs::File::open(arguments.next().ok_or("no file of pages")?)?;
    let extra = arguments.next().map(std::fs::read).transpose()?.unwrap_or_default();
    let table: Vec<i8> = extra.iter().map(|&byte| byte as i8).collect();
    let scores: Vec<i32> =
        extra.chunks_exact(4).map(|b| i32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
    let settings = ParseSettings::new(&InputSettings::default(), false)?;
    let mut from = 0;
    for (number, line) in (1..).zip(BufReader::new(pages).split(b'\n')) {
        let id =
            DocumentId { root: "".into(), path: "p".into(), member: None, record: Some(number) };
        let raw = RawDocument {
            id,
            format: Format::Json,
            bytes: line?,
            declared_encoding: None,
            fields: Fields::default(),
        };
        let Ok(article) = parse(raw, &settings) else { continue };
        let markup = article.markup.unwrap_or_default();
        let headline = article.fields.headline.as_deref();
        let language = article.fields.language.as_deref();
        let input = PageInput { original: &article.original, markup: &markup, headline, language };
        let values: Vec<i16> = match command.as_str() {
            "lines" => {
                let lines = training::lines(input);
                let (id, text) = (&article.fields.source_id, &article.original);
                let line = serde_json::json!({ "id": id, "lines": lines, "language": language, "text": text });
                writeln!(out, "{line}")?;
                continue;
            }
            "cells" => {
                let flat = |cells: Vec<u16>| {
                    std::iter::once(cells.len() as i16).chain(cells.into_iter().map(|c| c as i16))
                };
                training::cells(input).into_iter().flat_map(flat).collect()
            }
            "rows" => training::rows(input, &table[..words], &table[words..words + names]),
            "scores" => {
                let count = training::lines(input).len();
                from += count;
                training::score_rows(input, &scores[from - count..from])
            }
            _ => return Err("unknown command (use layout, lines, cells, rows or scores)".into()),
        };
        for value in values {
            out.write_all(&value.to_le_bytes())?;
        }
    }
    Ok(out.flush()?)
}
