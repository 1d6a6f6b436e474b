//! What an index holds, as types.
//!
//! In: nothing. Out: the shapes of the values. How they are kept is [`super::memory`]'s.

use serde::{Deserialize, Serialize};

use crate::document::fingerprint::Fingerprint;
use crate::document::{CleanArticle, DocumentId, Problem};

/// What an index was made with. Where one of these differs, nothing in it may be used.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// The version of the program.
    pub program: String,
    /// What decides the tables, as JSON.
    pub configuration: String,
    /// SHA-256 of the rulebook.
    pub rules: String,
    /// SHA-256 of the line model; empty without one.
    pub model: String,
}

impl Settings {
    /// Names what differs.
    pub fn difference(&self, now: &Settings) -> Option<&'static str> {
        [
            (self.program != now.program, "another version of the program"),
            (self.rules != now.rules, "other rules"),
            (self.model != now.model, "another line model"),
            (self.configuration != now.configuration, "other settings"),
        ]
        .into_iter()
        .find_map(|(differs, what)| differs.then_some(what))
    }
}

/// By what a file is known to be unchanged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileStamp {
    pub bytes: u64,
    /// Nanoseconds since 1970.
    pub modified: i128,
    /// Nanoseconds since 1970.
    pub changed: i128,
    /// Of what else decides how a file is read: a table of metadata, the reference date.
    pub reading: u64,
}

/// A file of the corpus as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptFile {
    /// `None`: read it again in any case; it was written to while it was read, or could not be.
    pub stamp: Option<FileStamp>,
    /// Names its blocks.
    pub number: u64,
    pub blocks: u32,
    pub documents: u64,
    /// The first run that may have it in its tables.
    pub since: u32,
    /// Of all articles as they were parsed: tells a file that was only touched.
    pub content: u64,
    pub problems: Vec<Problem>,
}

/// What matching and the tables about many documents need of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptHead {
    pub id: DocumentId,
    pub published: Option<String>,
    pub site: Option<String>,
    /// A hash of the original alone.
    pub raw: u64,
    /// A hash of the original and the fields as they were read.
    pub content: u64,
    /// Tokens that were left out of `fingerprint`: they have a part of their own.
    pub tokens: u32,
    pub fingerprint: Fingerprint,
}

/// A document to keep.
#[derive(Debug, Clone)]
pub struct NewDocument {
    /// As [`KeptHead::content`].
    pub content: u64,
    pub clean: CleanArticle,
    pub fingerprint: Fingerprint,
}

impl NewDocument {
    pub(super) fn head(&self) -> KeptHead {
        let article = &self.clean.article;
        let raw = article.raw_sha256.first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes));
        KeptHead {
            id: article.id.clone(),
            published: article.fields.published.clone(),
            site: article.fields.site.clone(),
            raw,
            content: self.content,
            tokens: self.fingerprint.tokens.len() as u32,
            fingerprint: Fingerprint { tokens: Vec::new(), ..self.fingerprint.clone() },
        }
    }
}

/// One learned state and the work that was done with it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Epoch {
    pub number: u32,
    /// SHA-256 of the state.
    pub state: String,
    /// The run that it was learned in.
    pub run: u32,
    /// Documents that it was learned from; 0 where it was given.
    pub documents: u64,
}

/// A run that was written, or is about to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunRecord {
    /// Counts from 1.
    pub number: u32,
    /// Names the run, its input and all runs before it.
    pub id: String,
    pub epoch: Epoch,
    pub documents: u64,
    /// Chunks of history.
    pub chunks: u32,
    /// Chunks of compared pairs.
    pub pair_chunks: u32,
}

/// What a run leaves to the next, chunk by chunk.
#[derive(Debug, Clone, Default)]
pub struct CarriedOver {
    /// Of its documents.
    pub history: Vec<Vec<u8>>,
    /// Of the pairs that it compared: a saving of work, and no more than that.
    pub pairs: Vec<Vec<u8>>,
}

/// A run whose output may stand or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    pub run: RunRecord,
    /// Where its output goes: bytes of an absolute path.
    pub output: Vec<u8>,
    /// Keys of files that are not in it.
    pub gone: Vec<Vec<u8>>,
}

/// What is true of the whole index.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    pub settings: Settings,
    /// Tells this index from every other.
    pub lineage: u64,
    pub next_file: u64,
    pub next_epoch: u32,
    /// Files whose blocks are being written.
    pub unfinished: Vec<u64>,
    /// The last run that was written.
    pub run: Option<RunRecord>,
    pub pending: Option<Pending>,
    /// A state that no run has been written with yet, and a digest of the input it belongs to.
    pub learning: Option<(Epoch, [u8; 32])>,
}
