//! `copydesk clean`: one text or JSON lines in, the same out, cleaned.
//!
//! In: a file or standard input. Out: standard output; a text stays a text, records stay records
//! with their other keys untouched. It clusters nothing and writes no table.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde_json::{Map, Value, json};

use super::arguments::{CleanArguments, CleaningPart};
use super::message;
use crate::Error;
use crate::config::{InputSettings, Limits};
use crate::document::{
    Article, CleanArticle, DocumentId, Edit, Fields, Format, Problem, ProblemCode, RawDocument,
};
use crate::parse::{self, ParseSettings};
use crate::pipeline::Cleaner;
use crate::source;

/// Bytes of records read before they are cleaned together.
const BATCH_BYTES: usize = 8 << 20;

/// Runs the subcommand; true when every record could be read.
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
    super::run::workers(arguments.threads)?.install(|| job.clean(input))
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
    fn clean(&self, input: Box<dyn BufRead + Send>) -> Result<bool, Error> {
        let (mut whole, mut closed) = (true, None);
        let name = self.name.to_string_lossy();
        let other =
            source::read_records(Box::new(input), &name, &Limits::default(), &mut |batch| {
                whole &= batch.problems.is_empty();
                for problem in &batch.problems {
                    let record =
                        problem.id.record.map(|n| format!(", record {n}")).unwrap_or_default();
                    message::note(&format!("copydesk: {name}{record}: {}", problem.message));
                }
                let documents = batch.documents.into_par_iter();
                let cleaned: Vec<_> = documents
                    .map(|raw| (raw.id.record.unwrap_or(1), self.clean_line(&raw.bytes)))
                    .collect();
                let mut lines = Vec::with_capacity(cleaned.len());
                for (record, result) in cleaned {
                    match result {
                        Ok(line) => lines.push(line),
                        Err(why) => {
                            whole = false;
                            message::note(&format!("copydesk: {name}, record {record}: {why}"));
                        }
                    }
                }
                closed = self.write(&lines).err();
                closed.is_none()
            });
        let other = other.map_err(|problem| Error::Configuration {
            path: self.name.clone(),
            message: problem.message.to_string(),
        })?;
        match (closed, other) {
            (Some(error), _) => Err(error),
            (None, None) => Ok(whole),
            (None, Some(input)) => self.clean_other(BufReader::with_capacity(1 << 20, input)),
        }
    }

    /// Cleans JSON lines, one record, or a text.
    fn clean_other(&self, mut input: impl BufRead) -> Result<bool, Error> {
        let mut first = Vec::new();
        self.read_line(&mut input, &mut first)?;
        while !first.is_empty() && first.trim_ascii().is_empty() {
            let length = first.len();
            if self.read_line(&mut input, &mut first)? == length {
                break;
            }
        }
        if self.clean_line(&first).is_ok() && !first.trim_ascii().is_empty() {
            return self.clean_records(first, input);
        }
        input.read_to_end(&mut first).map_err(|source| self.unreadable(source))?;
        match serde_json::from_slice::<Map<String, Value>>(&first) {
            Ok(record) => self.write(&[self.clean_record(record, first)]).map(|()| true),
            Err(_) => self.clean_text(first).map(|()| true),
        }
    }

    /// Appends a line to `line`; returns its length now.
    fn read_line(&self, input: &mut dyn BufRead, line: &mut Vec<u8>) -> Result<usize, Error> {
        input.read_until(b'\n', line).map_err(|source| self.unreadable(source))?;
        Ok(line.len())
    }

    fn unreadable(&self, source: std::io::Error) -> Error {
        Error::Input { path: self.name.clone(), source }
    }

    /// One text, or with `--edits` one record of it.
    fn clean_text(&self, bytes: Vec<u8>) -> Result<(), Error> {
        let format = if looks_like_html(&bytes) { Format::Html } else { Format::Text };
        let article = match self.parse(format, bytes) {
            Ok(article) => article,
            Err(problem) if problem.code == ProblemCode::Empty => return Ok(()),
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
                message: "this is no text: give a text, a page or JSON lines".to_owned(),
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

    /// Records line by line; the others are cleaned when one is damaged.
    fn clean_records(&self, first: Vec<u8>, mut input: impl BufRead) -> Result<bool, Error> {
        let (mut whole, mut number) = (true, 0u64);
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
                return Ok(whole);
            }
            let done: Vec<Result<Vec<u8>, String>> =
                lines.par_iter().map(|line| self.clean_line(line)).collect();
            let mut out = Vec::with_capacity(done.len());
            for result in done {
                number += 1;
                match result {
                    Ok(line) => out.push(line),
                    Err(why) => {
                        whole = false;
                        eprintln!("copydesk: {}, line {number}: {why}", self.name.display());
                    }
                }
            }
            self.write(&out)?;
            lines.clear();
        }
    }

    fn clean_line(&self, line: &[u8]) -> Result<Vec<u8>, String> {
        if line.trim_ascii().is_empty() {
            return Ok(Vec::new());
        }
        let record = serde_json::from_slice(line).or_else(|error| {
            let repaired = std::str::from_utf8(line).ok().and_then(parse::repaired_json);
            repaired.and_then(|text| serde_json::from_str(&text).ok()).ok_or(error)
        });
        let record = record.map_err(|e| format!("not a JSON object, left out ({e})"))?;
        Ok(self.clean_record(record, line.to_vec()))
    }

    /// A record with its text cleaned; one without a text as it is.
    fn clean_record(&self, mut record: Map<String, Value>, bytes: Vec<u8>) -> Vec<u8> {
        let article = self.parse(Format::Json, bytes).ok();
        // The text of a page or of several values has a key of its own.
        let key = article.as_ref().map(|article| match article.markup {
            Some(_) => "text".to_owned(),
            None => text_key(&record, &article.original).unwrap_or_else(|| "text".to_owned()),
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

    fn write(&self, pieces: &[Vec<u8>]) -> Result<(), Error> {
        let mut out = std::io::stdout().lock();
        pieces
            .iter()
            .try_for_each(|piece| out.write_all(piece))
            .and_then(|()| out.flush())
            .map_err(|source| Error::Output { path: PathBuf::from("standard output"), source })
    }
}

/// Whether what was decoded is a text: no NUL in it, and hardly anything that could not be decoded.
fn is_text(article: &Article) -> bool {
    let characters = article.original.chars().count();
    !article.original.contains('\0') && (article.undecodable as usize) * 20 <= characters
}

/// The key of a record under which its text stands.
fn text_key(record: &Map<String, Value>, text: &str) -> Option<String> {
    let holds = |key: &&String| record.get(*key).and_then(Value::as_str) == Some(text);
    let title = |key: &&String| matches!(key.as_str(), "title" | "headline");
    record.keys().filter(|key| !title(key)).find(holds).cloned()
}

/// Whether a text begins as a page does.
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
