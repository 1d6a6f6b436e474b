//! Settings as the stages take them: resolved, with defaults, without a clock or a machine in them.
//!
//! In: nothing; [`crate::cli`] fills them from flags and configuration files. Out: one struct a
//! stage. It reads no file.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::date::DayMonth;

/// How much of anything a document may bring before it is refused.
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
    /// Decompressed bytes for each compressed byte, once past a megabyte.
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

/// Which level names the site of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SiteSource {
    /// The record's field, the URL's host, the first folder, the text's header: in this order.
    #[default]
    Auto,
    /// The folder at this level below the input, counting from 1.
    Folder(usize),
    /// No site at all.
    None,
}

/// What to read and how.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct InputSettings {
    pub inputs: Vec<PathBuf>,
    /// Globs over relative paths that are left out.
    pub exclude: Vec<String>,
    /// Field name to column or key: `text` -> `content.body`.
    pub fields: BTreeMap<String, String>,
    pub site: SiteSource,
    /// A table of fields beside the texts, and the column that holds their path or id.
    pub metadata: Option<(PathBuf, String)>,
    /// `YYYY-MM-DD`: dates guessed from text, URL or path after it are refused.
    pub reference_date: Option<String>,
    pub limits: Limits,
}

/// How much to take out of a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CleaningStrength {
    Careful,
    #[default]
    Balanced,
    Thorough,
}

/// What is written beside the tables, and where.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct OutputSettings {
    pub folder: PathBuf,
    pub unique: UniqueOutput,
    pub keep_original: bool,
    pub excel: bool,
}

/// The form of the unique stories.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UniqueOutput {
    #[default]
    Jsonl,
    Txt,
}

/// What the work may use. Nothing in a table depends on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkSettings {
    /// Worker threads; `None`: one a core.
    pub threads: Option<usize>,
    /// Bytes of documents under way at a time.
    pub memory_bytes: u64,
}

impl Default for WorkSettings {
    fn default() -> Self {
        WorkSettings { threads: None, memory_bytes: 256 << 20 }
    }
}

/// Which line model judges what rules and memory of a site leave.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModelChoice {
    #[default]
    BuiltIn,
    None,
    File(PathBuf),
}

/// What a nightly run remembers, and what it may do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NightlySettings {
    /// The index.
    pub index: PathBuf,
    /// Read every file, also those that look unchanged.
    pub verify_content: bool,
    /// Go on when more than a fifth of the documents have gone.
    pub allow_shrink: bool,
    /// Keep documents whose files have gone.
    pub keep_missing: bool,
    /// Learn anew from all that is there.
    pub relearn: bool,
    /// Write what differs from the last run alone.
    pub delta: bool,
}

/// How texts are cleaned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CleaningSettings {
    /// Take boilerplate out.
    pub boilerplate: bool,
    /// Mend damaged text.
    pub repair: bool,
    pub strength: CleaningStrength,
    /// Rule files of the user.
    pub rules: Vec<PathBuf>,
    /// A learned state to use instead of learning.
    pub learned: Option<PathBuf>,
    pub model: ModelChoice,
    /// A file of lines that the user keeps or drops, whatever was learned.
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
