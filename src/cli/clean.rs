//! `copydesk clean`: cleans one text, page or file of records.
//!
//! In: a file or standard input. Out: standard output. A text stays a text. JSON lines, a JSON array or a
//! CSV file stay that, and their other values are unchanged. It clusters nothing.

mod table;

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde_json::{Map, Value, json};

use super::arguments::{CleanArguments, CleaningPart};
use super::{message, plan};
use crate::Error;
use crate::config::InputSettings;
use crate::document::{
    Article, CleanArticle, DocumentId, Edit, Fields, Format, Problem, ProblemCode, RawDocument,
};
use crate::parse::{self, ParseSettings};
use crate::pipeline::Cleaner;

/// Bytes of records that are read before they are cleaned in parallel.
const BATCH_BYTES: usize = 8 << 20;

/// Runs the subcommand. Returns true when every record could be read.
pub fn run(arguments: &CleanArguments) -> Result<bool, Error> {
    let mut cleaning = super::cleaning::settings(&arguments.cleaning, true);
    match arguments.only {
        Some(CleaningPart::Repair) => cleaning.boilerplate = false,
        Some(CleaningPart::Boilerplate) => cleaning.repair = false,
        None => {}
    }
    let cleaner = Cleaner::open(&cleaning)?;
    let name = match &arguments.file {
        Some(path) if path.as_os_str() != "-" => path.clone(),
        _ => PathBuf::from("standard input"),
    };
    let input = open(arguments.file.as_deref())?;
    let settings = ParseSettings::new(&InputSettings::default(), false)?;
    let job = Job { cleaner: &cleaner, settings, name, edits: arguments.edits };
    super::run::workers(arguments.threads.map(plan::capped))?.install(|| job.clean(input))
}

fn open(path: Option<&Path>) -> Result<Box<dyn BufRead + Send>, Error> {
    match path {
        Some(path) if path.as_os_str() != "-" => {
            let file = std::fs::File::open(path)
                .map_err(|source| Error::Input { path: path.to_owned(), source })?;
            Ok(Box::new(BufReader::with_capacity(1 << 20, file)))
        }
        _ => Ok(Box::new(BufReader::with_capacity(1 << 20, std::io::stdin()))),
    }
}

struct Job<'a> {
    cleaner: &'a Cleaner,
    settings: ParseSettings,
    name: PathBuf,
    edits: bool,
}

impl Job<'_> {
    fn clean(&self, mut input: Box<dyn BufRead + Send>) -> Result<bool, Error> {
        let mut first = Vec::new();
        self.read_line(&mut input, &mut first)?;
        while !first.is_empty() && first.trim_ascii().is_empty() {
            let length = first.len();
            if self.read_line(&mut input, &mut first)? == length {
                break;
            }
        }
        if serde_json::from_slice::<Map<String, Value>>(&first).is_ok() {
            return self.clean_records(first, input);
        }
        input.read_to_end(&mut first).map_err(|source| self.unreadable(source))?;
        if let Some(inside) = first.trim_ascii_start().strip_prefix(b"[")
            && inside.trim_ascii_start().starts_with(b"{")
        {
            return self.clean_array(&first);
        }
        let text = parse::decode(first.clone(), None).text;
        let text = text.trim_start_matches('\u{feff}');
        if let Some(separator) = table::separator(text) {
            return self.clean_table(text, separator);
        }
        match serde_json::from_slice::<Map<String, Value>>(&first) {
            Ok(record) => self.write(&[self.clean_record(record, first)]).map(|_| true),
            Err(_) => self.clean_text(first).map(|_| true),
        }
    }

    /// Cleans the objects of a JSON array.
    fn clean_array(&self, bytes: &[u8]) -> Result<bool, Error> {
        let records: Vec<Map<String, Value>> =
            serde_json::from_slice(bytes).map_err(|error| Error::Configuration {
                path: self.name.clone(),
                message: format!("this is not a JSON array of objects: {error}"),
            })?;
        let lines: Vec<Vec<u8>> = records
            .into_par_iter()
            .map(|record| self.clean_record(record.clone(), to_line(&record)))
            .collect();
        let lines: Vec<&[u8]> = lines.iter().map(|line| line.trim_ascii_end()).collect();
        let mut out = b"[\n".to_vec();
        out.extend_from_slice(&lines.join(&b",\n"[..]));
        out.extend_from_slice(b"\n]\n");
        self.write(&[out]).map(|_| true)
    }

    /// Appends a line to `line`. Returns the length of `line`.
    fn read_line(&self, input: &mut dyn BufRead, line: &mut Vec<u8>) -> Result<usize, Error> {
        input.read_until(b'\n', line).map_err(|source| self.unreadable(source))?;
        Ok(line.len())
    }

    fn unreadable(&self, source: std::io::Error) -> Error {
        Error::Input { path: self.name.clone(), source }
    }

    /// Cleans one text. With `--edits`, the output is one record.
    fn clean_text(&self, bytes: Vec<u8>) -> Result<Output, Error> {
        let format = if looks_like_html(&bytes) { Format::Html } else { Format::Text };
        let article = match self.parse(format, bytes) {
            Ok(article) => article,
            Err(problem) if problem.code == ProblemCode::Empty => return Ok(Output::Open),
            Err(problem) => {
                return Err(Error::Configuration {
                    path: self.name.clone(),
                    message: problem.message.to_string(),
                });
            }
        };
        if !is_text(&article) {
            return Err(Error::Configuration {
                path: self.name.clone(),
                message: "this is not text: give a text, an HTML page or JSON lines".to_owned(),
            });
        }
        let clean = self.cleaner.clean(article);
        if self.edits {
            let mut record = Map::new();
            fill(&mut record, &clean.article.fields);
            record.insert("text".to_owned(), Value::String(clean.text.clone()));
            record.insert("edits".to_owned(), edits(&clean));
            return self.write(&[to_line(&record)]);
        }
        self.write(&[clean.text.into_bytes()])
    }

    fn parse(&self, format: Format, bytes: Vec<u8>) -> Result<Article, Problem> {
        let path = self.name.to_string_lossy().into_owned();
        let id = DocumentId { root: "".into(), path: path.into(), member: None, record: None };
        let (declared_encoding, fields) = (None, Fields::default());
        parse::parse(RawDocument { id, format, bytes, declared_encoding, fields }, &self.settings)
    }

    /// Cleans records line by line. A damaged record does not stop the others.
    fn clean_records(&self, first: Vec<u8>, mut input: impl BufRead) -> Result<bool, Error> {
        let (mut failed, mut number) = (0u64, 0u64);
        let mut lines = vec![first];
        loop {
            let mut bytes = lines.iter().map(Vec::len).sum::<usize>();
            while bytes < BATCH_BYTES {
                let mut line = Vec::new();
                if self.read_line(&mut input, &mut line)? == 0 {
                    break;
                }
                bytes += line.len();
                lines.push(line);
            }
            if lines.is_empty() {
                break;
            }
            let done: Vec<Result<Vec<u8>, String>> =
                lines.par_iter().map(|line| self.clean_line(line)).collect();
            let mut out = Vec::with_capacity(done.len());
            for result in done {
                number += 1;
                match result {
                    Ok(line) => out.push(line),
                    Err(why) => {
                        failed += 1;
                        let name = self.name.display();
                        message::note(&format!("copydesk: {name}, line {number}: {why}"));
                    }
                }
            }
            if self.write(&out)? == Output::Closed {
                break;
            }
            lines.clear();
        }
        if failed > 0 {
            let told = format!("{failed} of {number} lines failed; the exit code is 1");
            message::note(&format!("copydesk: {}: {told}", self.name.display()));
        }
        Ok(failed == 0)
    }

    fn clean_line(&self, line: &[u8]) -> Result<Vec<u8>, String> {
        if line.trim_ascii().is_empty() {
            return Ok(Vec::new());
        }
        let record: Map<String, Value> = serde_json::from_slice(line)
            .map_err(|e| format!("not a JSON object, so it was left out ({e})"))?;
        Ok(self.clean_record(record, line.to_vec()))
    }

    /// Cleans the text of a record. A record without text is unchanged.
    fn clean_record(&self, mut record: Map<String, Value>, bytes: Vec<u8>) -> Vec<u8> {
        let article = self.parse(Format::Json, bytes).ok();
        // The text of a page gets a key of its own.
        let key = article.as_ref().and_then(|article| match article.markup {
            Some(_) => Some("text".to_owned()),
            None => text_key(&record, &article.original),
        });
        if let (Some(key), Some(article)) = (key, article) {
            let before = article.fields.clone();
            let clean = self.cleaner.clean(article);
            if clean.article.fields != before {
                fill(&mut record, &clean.article.fields);
            }
            if self.edits {
                record.insert("edits".to_owned(), edits(&clean));
            }
            record.insert(key, Value::String(clean.text));
        }
        to_line(&record)
    }

    fn write(&self, pieces: &[Vec<u8>]) -> Result<Output, Error> {
        let mut out = std::io::stdout().lock();
        let written =
            pieces.iter().try_for_each(|piece| out.write_all(piece)).and_then(|()| out.flush());
        match written {
            Ok(()) => Ok(Output::Open),
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(Output::Closed),
            Err(source) => Err(Error::Output { path: PathBuf::from("standard output"), source }),
        }
    }
}

/// Whether standard output takes more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Output {
    Open,
    /// The reader has seen enough, as `head` does. That is not an error.
    Closed,
}

/// Whether the decoded bytes are text: no NUL, and few bytes that could not be decoded.
fn is_text(article: &Article) -> bool {
    let characters = article.original.chars().count();
    !article.original.contains('\0') && (article.undecodable as usize) * 20 <= characters
}

/// The key of a record that holds its text.
fn text_key(record: &Map<String, Value>, text: &str) -> Option<String> {
    let holds = |key: &&String| record.get(*key).and_then(Value::as_str) == Some(text);
    let title = |key: &&String| matches!(key.as_str(), "title" | "headline");
    record.keys().filter(|key| !title(key)).find(holds).cloned()
}

/// Whether a text begins like an HTML page.
fn looks_like_html(bytes: &[u8]) -> bool {
    let head = bytes.get(..512).unwrap_or(bytes).to_ascii_lowercase();
    let head = head.trim_ascii_start();
    head.starts_with(b"<!doctype html") || head.starts_with(b"<html")
}

/// Adds fields that cleaning found and the record lacks.
fn fill(record: &mut Map<String, Value>, fields: &Fields) {
    let known = [
        ("headline", &fields.headline, &["title"][..]),
        ("byline", &fields.byline, &["author", "authors"]),
        ("dateline", &fields.dateline, &[]),
        ("published", &fields.published, &["date", "date_publish", "publish_date"]),
        ("contributors", &fields.contributors, &[]),
        ("update_note", &fields.update_note, &[]),
    ];
    for (name, value, other_names) in known {
        let present =
            |key: &str| record.get(key).is_some_and(|v| !v.is_null() && v.as_str() != Some(""));
        if let Some(value) = value
            && !present(name)
            && !other_names.iter().any(|key| present(key))
        {
            record.insert(name.to_owned(), Value::String(value.clone()));
        }
    }
}

fn edits(clean: &CleanArticle) -> Value {
    let row = |edit: &Edit| {
        json!({
            "rule_id": edit.rules.join("+"),
            "kind": edit.kind,
            "line": edit.line,
            "byte_start": edit.span.start,
            "byte_end": edit.span.end,
            "before": edit.before,
            "after": edit.after,
            "evidence": edit.evidence,
        })
    };
    Value::Array(clean.edits.iter().map(row).collect())
}

fn to_line(record: &Map<String, Value>) -> Vec<u8> {
    let mut line = serde_json::to_vec(record).unwrap_or_default();
    line.push(b'\n');
    line
}
