//! What `copydesk clean` does with one text or record, whatever file it is in.
//!
//! In: a text or a record. Out: the same, cleaned, and bytes on standard output. It reads no file.

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use serde_json::{Map, Value, json};

use crate::Error;
use crate::cli::message;
use crate::config::{InputSettings, Limits};
use crate::document::{
    Article, CleanArticle, DocumentId, Edit, Fields, Format, Problem, ProblemCode, RawDocument,
};
use crate::parse::{self, ParseSettings};
use crate::pipeline::Cleaner;

/// The cleaning of one file.
pub struct Job<'a> {
    pub cleaner: &'a Cleaner,
    pub name: PathBuf,
    pub edits: bool,
    pub limits: Limits,
    settings: ParseSettings,
    /// Whether nobody reads standard output any more.
    closed: AtomicBool,
    /// Records whose text was over a limit.
    refused: AtomicU64,
}

impl<'a> Job<'a> {
    pub fn new(
        cleaner: &'a Cleaner,
        input: &InputSettings,
        file: &Path,
        edits: bool,
    ) -> Result<Job<'a>, Error> {
        let is_standard_input = file == Path::new("-");
        let name = if is_standard_input { "standard input".into() } else { file.to_owned() };
        Ok(Job {
            cleaner,
            name,
            edits,
            limits: input.limits.clone(),
            settings: ParseSettings::new(input, false)?,
            closed: AtomicBool::new(false),
            refused: AtomicU64::new(0),
        })
    }
}

impl Job<'_> {
    pub fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Relaxed)
    }

    /// The error for a file, or a line of it, that is too large to be read.
    pub fn too_large(&self, most: u64) -> Error {
        let message = format!("longer than {most} bytes: allow more with --max-document");
        Error::Configuration { path: self.name.clone(), message }
    }

    /// Tells of records that were over a limit. Returns whether there are none.
    pub fn tell_refused(&self) -> bool {
        let refused = self.refused.load(Ordering::Relaxed);
        if refused > 0 {
            let name = self.name.display();
            message::note(&format!(
                "copydesk: {name}: {refused} records are over --max-document or --max-line and were \
                 left as they are; the exit code is 1"
            ));
        }
        refused == 0
    }

    pub fn unreadable(&self, source: std::io::Error) -> Error {
        Error::Input { path: self.name.clone(), source }
    }

    pub fn parse(&self, format: Format, bytes: Vec<u8>) -> Result<Article, Problem> {
        let path = self.name.to_string_lossy().into_owned();
        let id = DocumentId { root: "".into(), path: path.into(), member: None, record: None };
        let (declared_encoding, fields) = (None, Fields::default());
        parse::parse(RawDocument { id, format, bytes, declared_encoding, fields }, &self.settings)
    }

    /// Cleans the text of a record. A record without text is unchanged.
    pub fn clean_record(&self, mut record: Map<String, Value>, bytes: Vec<u8>) -> Vec<u8> {
        let parsed = self.parse(Format::Json, bytes);
        if let Err(problem) = &parsed
            && matches!(problem.code, ProblemCode::TooLarge | ProblemCode::LineTooLong)
        {
            self.refused.fetch_add(1, Ordering::Relaxed);
        }
        let article = parsed.ok();
        // The text of a page, of a fragment or of an inner object gets a key of its own.
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

    pub fn write(&self, pieces: &[Vec<u8>]) -> Result<Output, Error> {
        let mut out = std::io::stdout().lock();
        let written =
            pieces.iter().try_for_each(|piece| out.write_all(piece)).and_then(|()| out.flush());
        match written {
            Ok(()) => Ok(Output::Open),
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.closed.store(true, Ordering::Relaxed);
                Ok(Output::Closed)
            }
            Err(source) => Err(Error::Output { path: PathBuf::from("standard output"), source }),
        }
    }
}

/// Whether standard output takes more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Output {
    Open,
    /// The reader has seen enough, as `head` does. That is not an error.
    Closed,
}

/// The key of a record that holds its text.
fn text_key(record: &Map<String, Value>, text: &str) -> Option<String> {
    let holds = |key: &&String| record.get(*key).and_then(Value::as_str) == Some(text);
    let title = |key: &&String| matches!(key.as_str(), "title" | "headline");
    record.keys().filter(|key| !title(key)).find(holds).cloned()
}

/// Adds fields that cleaning found and the record lacks.
pub fn fill(record: &mut Map<String, Value>, fields: &Fields) {
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

pub fn edits(clean: &CleanArticle) -> Value {
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

pub fn to_line(record: &Map<String, Value>) -> Vec<u8> {
    let mut line = serde_json::to_vec(record).unwrap_or_default();
    line.push(b'\n');
    line
}
