//! The types of the values in an index.
//!
//! It does no work. `database` stores the values, `store` and `document_store` encode them.

use serde::{Deserialize, Serialize};

use crate::document::fingerprint::Fingerprint;
use crate::document::{CleanArticle, DocumentId, Problem};

/// The settings that an index was made with. If one of them differs, nothing in it may be used.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// The version of the program.
    pub program: String,
    /// The settings that decide the tables, as JSON.
    pub configuration: String,
    /// SHA-256 of the rulebook.
    pub rules: String,
    /// SHA-256 of the line model; empty without one.
    pub model: String,
}

impl Settings {
    /// Names the first difference.
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

/// What tells whether a file is unchanged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileStamp {
    pub bytes: u64,
    /// Nanoseconds since 1970.
    pub modified: i128,
    /// Nanoseconds since 1970.
    pub changed: i128,
    /// A hash of everything else that decides how a file is read: a table of metadata, the reference
    /// date.
    pub reading: u64,
}

/// The entry of a file of the corpus.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptFile {
    /// `None`: the file must be read again. It was written to while it was read, or was unreadable.
    pub stamp: Option<FileStamp>,
    /// The number under which its blocks are stored.
    pub number: u64,
    pub blocks: u32,
    pub documents: u64,
    /// The first run whose tables may have it.
    pub since: u32,
    /// A hash of all articles before cleaning: it tells whether a file was only touched.
    pub content: u64,
    pub problems: Vec<Problem>,
}

/// Everything of a document but its texts and tokens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptHead {
    pub id: DocumentId,
    pub published: Option<String>,
    pub site: Option<String>,
    /// A hash of the original alone.
    pub raw: u64,
    /// A hash of the article before cleaning.
    pub content: u64,
    /// The number of its tokens. `fingerprint` has none: they are stored elsewhere.
    pub tokens: u32,
    pub fingerprint: Fingerprint,
}

/// A document to store.
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

/// A learned state and the documents cleaned under it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Epoch {
    pub number: u32,
    /// SHA-256 of the state.
    pub state: String,
    /// The run that it was learned in.
    pub run: u32,
    /// The number of documents that it was learned from; 0 for a given state.
    pub documents: u64,
}

/// A run that was committed or is pending.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunRecord {
    /// Counts from 1.
    pub number: u32,
    /// A hash of the run, its input and all runs before it.
    pub id: String,
    pub epoch: Epoch,
    pub documents: u64,
    /// Chunks of history.
    pub chunks: u32,
    /// Chunks of compared pairs.
    pub pair_chunks: u32,
}

/// What a run leaves for the next one, in encoded chunks.
#[derive(Debug, Clone, Default)]
pub struct CarriedOver {
    /// The history of documents.
    pub history: Vec<Vec<u8>>,
    /// Comparisons of candidate pairs. They only save work.
    pub pairs: Vec<Vec<u8>>,
    /// The list of runs, in one chunk; empty if there is none.
    pub runs: Vec<u8>,
}

/// A run whose output may have been committed or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    pub run: RunRecord,
    /// Its output folder: the bytes of an absolute path.
    pub output: Vec<u8>,
    /// Keys of files that the index forgets with it.
    pub gone: Vec<Vec<u8>>,
}

/// Facts about the whole index.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    pub settings: Settings,
    /// A random number that identifies the index.
    pub lineage: u64,
    pub next_file: u64,
    pub next_epoch: u32,
    /// Files whose blocks are being written.
    pub unfinished: Vec<u64>,
    /// The last committed run.
    pub run: Option<RunRecord>,
    pub pending: Option<Pending>,
    /// A state without a committed run, and a digest of the input that it was learned from.
    pub learning: Option<(Epoch, [u8; 32])>,
}
