//! Which tables and documents a run writes.
//!
//! In: nothing; the pipeline fills it. It does no work.

use crate::config::TextCompression;

/// The form of the unique stories.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UniqueFormat {
    /// `unique.jsonl`.
    Jsonl,
    /// `unique/`, with a text file for each.
    Txt,
}

/// Which optional files are written.
#[derive(Debug, Clone, Copy, Default)]
pub struct TableSettings {
    /// `excel/`.
    pub excel: bool,
    pub unique: Option<UniqueFormat>,
    /// Whether `articles.jsonl` is left out.
    pub no_lines: bool,
    /// Of the files of JSON lines.
    pub compression: TextCompression,
    /// `originals.jsonl`.
    pub keep_original: bool,
    /// `passages.csv`.
    pub passages: bool,
    /// `against.csv`.
    pub against: bool,
    /// The tables of history. The nightly run writes them.
    pub history: bool,
}
