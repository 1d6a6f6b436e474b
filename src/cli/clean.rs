//! `copydesk clean`: cleans one text, page or file of records.
//!
//! In: a file or standard input. Out: standard output. A text stays a text. JSON lines, a JSON array or a
//! CSV file stay that, and their other values are unchanged. It clusters nothing.

mod job;
mod table;

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::arguments::{CleanArguments, CleaningPart};
use super::{message, plan};
use crate::Error;
use crate::config::InputSettings;
use crate::document::{Article, Format, ProblemCode};
use crate::parse::{self, ParseSettings};
use crate::pipeline::Cleaner;

use job::{Job, Output, edits, fill, to_line};

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
        if object(&first).is_ok() {
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
        match object(&first) {
            Ok(record) => self.write(&[self.clean_record(record, first)]).map(|_| true),
            Err(_) => self.clean_text(first).map(|_| true),
        }
    }

    /// Cleans the objects of a JSON array.
    fn clean_array(&self, bytes: &[u8]) -> Result<bool, Error> {
        let records: Vec<Map<String, Value>> =
            json(bytes).map_err(|error| Error::Configuration {
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
        let record =
            object(line).map_err(|e| format!("not a JSON object, so it was left out ({e})"))?;
        Ok(self.clean_record(record, line.to_vec()))
    }
}

fn object(bytes: &[u8]) -> serde_json::Result<Map<String, Value>> {
    json(bytes)
}

/// Reads JSON. Common faults, such as `NaN`, are repaired.
fn json<T: DeserializeOwned>(bytes: &[u8]) -> serde_json::Result<T> {
    serde_json::from_slice(bytes).or_else(|error| {
        let repaired = std::str::from_utf8(bytes).ok().and_then(parse::repaired_json);
        repaired.and_then(|text| serde_json::from_str(&text).ok()).ok_or(error)
    })
}

/// Whether the decoded bytes are text: no NUL, and few bytes that could not be decoded.
fn is_text(article: &Article) -> bool {
    let characters = article.original.chars().count();
    !article.original.contains('\0') && (article.undecodable as usize) * 20 <= characters
}

/// Whether a text begins like an HTML page.
fn looks_like_html(bytes: &[u8]) -> bool {
    let head = bytes.get(..512).unwrap_or(bytes).to_ascii_lowercase();
    let head = head.trim_ascii_start();
    head.starts_with(b"<!doctype html") || head.starts_with(b"<html")
}
