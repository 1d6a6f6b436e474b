//! The settings of all stages, resolved, with their defaults.
//!
//! In: nothing; the command line fills them from flags and configuration files. Out: one struct for
//! each stage. No default depends on the time or the machine. It reads no file.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::date::DayMonth;

/// Limits beyond which a document is refused.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Limits {
    /// Bytes of one document, decompressed.
    pub document_bytes: u64,
    /// Bytes of one line or record of a file of records.
    pub record_bytes: u64,
    /// Bytes of one line of text within a document.
    pub line_bytes: u64,
    /// Decompressed bytes of one file.
    pub expanded_bytes: u64,
    /// Decompressed bytes for each compressed byte, after the first megabyte.
    pub expansion_ratio: u64,
    /// Members of one archive.
    pub members: u64,
    /// Nesting of a JSON value.
    pub json_depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            document_bytes: 16 << 20,
            record_bytes: 64 << 20,
            line_bytes: 4 << 20,
            expanded_bytes: 1 << 40,
            expansion_ratio: 200,
            members: 1_000_000,
            json_depth: 100,
        }
    }
}

/// Where the site of a document comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SiteSource {
    /// The record's field, the URL's host, the first folder or the text's header, in this order.
    #[default]
    Auto,
    /// The folder at this level below the input, counting from 1.
    Folder(usize),
    /// Documents have no site.
    None,
}

/// Which fields of records that fill no field of an article are carried into `articles.jsonl`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Carry {
    #[default]
    Nothing,
    All,
    Names(Vec<String>),
}

/// What to read, and how.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct InputSettings {
    pub inputs: Vec<PathBuf>,
    /// Globs of relative paths that are left out.
    pub exclude: Vec<String>,
    /// Field name to column or key: `text` -> `content.body`.
    pub fields: BTreeMap<String, String>,
    pub site: SiteSource,
    pub carry: Carry,
    /// A table with fields of the texts, and its column with their path or id.
    pub metadata: Option<(PathBuf, String)>,
    /// `YYYY-MM-DD`. Later dates from text, URL or path are refused.
    pub reference_date: Option<String>,
    pub limits: Limits,
}

/// How much to remove from a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CleaningStrength {
    Careful,
    #[default]
    Balanced,
    Thorough,
}

/// Where the output goes, and which optional files are written.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct OutputSettings {
    pub folder: PathBuf,
    pub unique: UniqueOutput,
    pub texts: TextsOutput,
    pub compress: TextCompression,
    pub keep_original: bool,
    pub excel: bool,
    /// Formats of the tables besides CSV.
    pub formats: Vec<TableFormat>,
    /// A database of SQLite with all tables.
    pub sqlite: Option<PathBuf>,
    /// Whether to write the passages that the documents of each pair have in common.
    pub passages: bool,
}

/// Whose clean texts are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextsOutput {
    /// Of all documents, and of the unique stories again.
    #[default]
    All,
    /// Of the unique stories.
    Unique,
    None,
}

/// How the files of JSON lines are compressed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextCompression {
    #[default]
    None,
    Zstd,
    Gzip,
}

impl TextCompression {
    /// What the name of a compressed file ends with.
    pub fn ending(self) -> &'static str {
        match self {
            TextCompression::None => "",
            TextCompression::Zstd => ".zst",
            TextCompression::Gzip => ".gz",
        }
    }
}

/// A format of the tables besides CSV.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TableFormat {
    Jsonl,
    /// Needs the feature `full`.
    Parquet,
}

/// The form of the unique stories.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UniqueOutput {
    #[default]
    Jsonl,
    Txt,
}

/// Resources of a run. No table depends on them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkSettings {
    /// Worker threads. `None` is one for each core.
    pub threads: Option<usize>,
    /// Bytes of documents in progress at a time.
    pub memory_bytes: u64,
}

impl Default for WorkSettings {
    fn default() -> Self {
        WorkSettings { threads: None, memory_bytes: 256 << 20 }
    }
}

/// The model that scores the lines which rules and site chrome leave.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModelChoice {
    #[default]
    BuiltIn,
    None,
    File(PathBuf),
}

/// Settings of a nightly run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NightlySettings {
    /// The file of the index.
    pub index: PathBuf,
    /// Read every file, even if its size and times are unchanged.
    pub verify_content: bool,
    /// Continue when more than a fifth of the documents are gone.
    pub allow_shrink: bool,
    /// Keep the documents of files that are gone.
    pub keep_missing: bool,
    /// Learn again from the whole corpus.
    pub relearn: bool,
    /// Write only documents whose rows changed since the last run.
    pub delta: bool,
    /// Failures that the last run had, too, do not make this one a failure.
    pub fail_on_new: bool,
}

/// How texts are cleaned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CleaningSettings {
    /// Remove boilerplate.
    pub boilerplate: bool,
    /// Repair damaged text.
    pub repair: bool,
    pub strength: CleaningStrength,
    /// Rule files of the user.
    pub rules: Vec<PathBuf>,
    /// A learned state to use instead of learning.
    pub learned: Option<PathBuf>,
    pub model: ModelChoice,
    /// A file of lines to keep or to drop.
    pub choices: Option<PathBuf>,
    /// The order of ambiguous numeric dates whose source shows none.
    pub date_order: DayMonth,
}

impl Default for CleaningSettings {
    fn default() -> Self {
        CleaningSettings {
            boilerplate: true,
            repair: true,
            strength: CleaningStrength::default(),
            rules: Vec::new(),
            learned: None,
            model: ModelChoice::default(),
            choices: None,
            date_order: DayMonth::default(),
        }
    }
}

impl CleaningSettings {
    /// Whether texts are cleaned at all.
    pub fn any(&self) -> bool {
        self.boilerplate || self.repair
    }
}
