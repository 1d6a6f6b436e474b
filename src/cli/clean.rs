//! `copydesk clean`: cleans texts, pages and files of records.
//!
//! In: files or standard input. Out: standard output, one file after the other. A text stays a text. JSON lines, a JSON array or a
//! CSV file stay that, and their other values are unchanged; the items of a feed become JSON lines. It clusters nothing.

mod job;
mod table;

use std::io::{BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::arguments::{CleanArguments, CleaningPart};
use super::{message, plan};
use crate::Error;
use crate::config::InputSettings;
use crate::document::{Article, Format, ProblemCode};
use crate::parse;
use crate::pipeline::Cleaner;
use crate::source;

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
    let input = InputSettings { limits: plan::limits(&arguments.limits)?, ..Default::default() };
    let workers = super::run::workers(arguments.threads.map(plan::capped))?;
    let mut files = arguments.files.clone();
    if files.is_empty() {
        files.push(PathBuf::from("-"));
    }
    let mut all = true;
    for file in &files {
        let job = Job::new(&cleaner, &input, file, arguments.edits)?;
        match workers.install(|| job.clean(open(file)?)) {
            Ok(whole) => all &= whole,
            // The other files do not depend on this one.
            Err(error @ (Error::Input { .. } | Error::Configuration { .. })) if files.len() > 1 => {
                message::error(&error);
                all = false;
            }
            Err(error) => return Err(error),
        }
        if job.is_closed() {
            break;
        }
    }
    if !all && files.len() > 1 {
        message::note("copydesk: not all of the input could be cleaned; the exit code is 1");
    }
    Ok(all)
}

fn open(path: &Path) -> Result<Box<dyn BufRead + Send>, Error> {
    if path == Path::new("-") {
        return Ok(Box::new(BufReader::with_capacity(1 << 20, std::io::stdin())));
    }
    let file = std::fs::File::open(path)
        .map_err(|source| Error::Input { path: path.to_owned(), source })?;
    Ok(Box::new(BufReader::with_capacity(1 << 20, file)))
}

impl Job<'_> {
    fn clean(&self, input: Box<dyn BufRead + Send>) -> Result<bool, Error> {
        let whole = self.clean_any(input)?;
        Ok(self.tell_refused() && whole)
    }

    fn clean_any(&self, mut input: Box<dyn BufRead + Send>) -> Result<bool, Error> {
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
        self.read_rest(&mut input, &mut first)?;
        if is_array(&first) {
            return self.clean_array(&first);
        }
        if let Some(lines) = source::feed_as_json_lines(&first) {
            return self.clean_feed(lines);
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

    /// Cleans the items of a feed. They come out as JSON lines.
    fn clean_feed(&self, lines: std::io::Result<Vec<u8>>) -> Result<bool, Error> {
        let wrong = |source| Error::Input { path: self.name.clone(), source };
        let mut lines = Cursor::new(lines.map_err(wrong)?);
        let mut first = Vec::new();
        self.read_line(&mut lines, &mut first)?;
        if first.is_empty() {
            return Ok(true);
        }
        self.clean_records(first, lines)
    }

    /// Reads the rest of a file that is one document, up to the limit for one, or a table or an array,
    /// whose records have a limit of their own.
    fn read_rest(&self, input: &mut dyn BufRead, first: &mut Vec<u8>) -> Result<(), Error> {
        let limits = &self.limits;
        let head = parse::decode(first.clone(), None).text;
        let most = if is_array(first) || table::separator(&head).is_some() {
            limits.expanded_bytes
        } else if first.trim_ascii_start().starts_with(b"{") {
            limits.record_bytes
        } else {
            limits.document_bytes
        };
        let room = (most + 1).saturating_sub(first.len() as u64);
        input.take(room).read_to_end(first).map_err(|source| self.unreadable(source))?;
        if first.len() as u64 > most { Err(self.too_large(most)) } else { Ok(()) }
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
        let most = self.limits.record_bytes;
        let mut bounded = input.take(most + 1);
        let read = bounded.read_until(b'\n', line).map_err(|source| self.unreadable(source))?;
        if read as u64 > most { Err(self.too_large(most)) } else { Ok(line.len()) }
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
        self.write(&[ended(clean.text)])
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

/// A text that ends in a line break, so that another may follow it.
fn ended(mut text: String) -> Vec<u8> {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text.into_bytes()
}

/// Whether bytes begin a JSON array of objects.
fn is_array(bytes: &[u8]) -> bool {
    let inside = bytes.trim_ascii_start().strip_prefix(b"[");
    inside.is_some_and(|inside| inside.trim_ascii_start().starts_with(b"{"))
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
