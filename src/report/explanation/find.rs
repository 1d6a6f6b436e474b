//! Finds the document that a name refers to.
//!
//! In: an output folder and a name that the user typed. Out: the row of one document, or the problems of a
//! file that was not processed. It does not guess between several documents: that is an error.

use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::path::Path;

use crate::Error;

use super::super::read::{RowView, TableReader};
use super::super::terminal::visible;
use super::row::{Cells, FIELDS, LONGEST_LIST, OTHER_FIELDS, cell, cells, place};

/// Documents that the message lists if a name fits several.
const MOST_CANDIDATES: usize = 12;

/// What a name refers to.
pub enum Found {
    Article(Cells),
    /// It was not processed: the rows of `problems.csv`, as text.
    Problem(String),
}

/// How well a row fits a name, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    ArticleId,
    Place,
    SourceId,
    Url,
    EndOfPath,
}

/// The one document, or the problems, that a name refers to.
pub fn find(out: &Path, name: &str) -> Result<Found, Error> {
    let mut best: Option<Fit> = None;
    let mut rows: Vec<Cells> = Vec::new();
    let mut count = 0_u64;
    TableReader::open(out, "articles")?.rows(|row| {
        let Some(fit) = fit(row, name).filter(|&fit| best.is_none_or(|best| fit <= best)) else {
            return ControlFlow::Continue(());
        };
        if best != Some(fit) {
            (best, count) = (Some(fit), 0);
            rows.clear();
        }
        count += 1;
        if rows.len() < MOST_CANDIDATES {
            rows.push(cells(row, &[&FIELDS[..], &OTHER_FIELDS].concat()));
        }
        if fit == Fit::ArticleId { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    match rows.len() {
        0 => find_problem(out, name),
        1 => Ok(rows.pop().map_or(Found::Problem(String::new()), Found::Article)),
        _ => {
            let mut message = format!(
                "{} documents are called {}; choose one by its article_id:",
                count,
                visible(name)
            );
            for row in &rows {
                let _ = write!(message, "\n  {}  {}", cell(row, "article_id"), place(row));
            }
            if count as usize > rows.len() {
                message.push_str("\n  ...");
            }
            Err(Error::Usage(message))
        }
    }
}

fn fit(row: RowView<'_>, name: &str) -> Option<Fit> {
    if row.get("article_id") == name {
        return Some(Fit::ArticleId);
    }
    if fits_place(row, name) == Some(Fit::Place) {
        return Some(Fit::Place);
    }
    if !name.is_empty() && row.get("source_id") == name {
        return Some(Fit::SourceId);
    }
    if name.contains("://") && plain_url(row.get("url")) == plain_url(name) {
        return Some(Fit::Url);
    }
    fits_place(row, name)
}

/// An address without what is often left out or added: the scheme, `www.`, a fragment, a last `/`.
fn plain_url(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.strip_prefix("www.").unwrap_or(rest);
    let rest = rest.split_once('#').map_or(rest, |(before, _)| before);
    rest.strip_suffix('/').unwrap_or(rest)
}

/// Whether a name is a row's path or ends in it, with or without its record.
fn fits_place(row: RowView<'_>, name: &str) -> Option<Fit> {
    let path = row.get("source_path");
    let (file, record) = name.rsplit_once('#').unwrap_or((name, ""));
    let (member, record_cell) = (row.get("member"), row.get("record"));
    let ends = |name: &str| {
        let decoded = decode(path);
        let plain = name.strip_prefix("./").unwrap_or(name);
        if plain == path || plain.as_bytes() == decoded {
            return Some(Fit::Place);
        }
        let in_folder = |end: &[u8]| {
            plain.as_bytes().strip_suffix(end).is_some_and(|before| before.ends_with(b"/"))
        };
        (in_folder(path.as_bytes()) || in_folder(&decoded)).then_some(Fit::EndOfPath)
    };
    if !record.is_empty() && (record == record_cell || record == member) {
        return ends(file);
    }
    ends(name)
}

/// Decodes a percent-encoded path.
fn decode(path: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path;
    while let Some((plain, escape)) = rest.split_once('%') {
        bytes.extend_from_slice(plain.as_bytes());
        match escape.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = escape.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(b'%');
                rest = escape;
            }
        }
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}

fn find_problem(out: &Path, name: &str) -> Result<Found, Error> {
    let mut text = String::new();
    TableReader::open(out, "problems")?.rows(|row| {
        if fits_place(row, name).is_some() && text.lines().count() < LONGEST_LIST {
            let row =
                cells(row, &["source_path", "member", "record", "outcome", "code", "message"]);
            let get = |column| visible(cell(&row, column));
            let (outcome, code, message) = (get("outcome"), get("code"), get("message"));
            let _ = writeln!(text, "{}: {outcome} ({code}): {message}", place(&row));
        }
        ControlFlow::Continue(())
    })?;
    if text.is_empty() {
        return Err(Error::Usage(format!(
            "{} is neither in articles.csv nor in problems.csv of {}: name an article_id, a \
             source_id, a source_path, a URL, or PATH#RECORD",
            visible(name),
            visible(&out.display().to_string())
        )));
    }
    Ok(Found::Problem(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_has_several_spellings() {
        let plain = "post.example/2023/dam?page=2";
        for url in
            ["http://post.example/2023/dam?page=2", "https://www.post.example/2023/dam?page=2/"]
        {
            assert_eq!(plain_url(url), plain);
        }
        assert_eq!(plain_url("https://post.example/2023/dam?page=2#top"), plain);
        assert_ne!(plain_url("https://post.example/2023/dam"), plain);
    }

    #[test]
    fn percent_escapes_are_decoded() {
        assert_eq!(decode("100%25 caf%C3%A9%zz"), "100% café%zz".as_bytes());
    }
}
