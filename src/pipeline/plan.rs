//! The plan of a run, and the receiver of its progress.
//!
//! In: nothing; the command line or a caller of the library fills a [`Plan`]. It does no work.

use std::path::PathBuf;

use crate::cluster::MatchSettings;
use crate::config::{
    CleaningSettings, InputSettings, NightlySettings, OutputSettings, TableFormat, WorkSettings,
};
use crate::report::{Formats, HAS_ALL_FORMATS};

/// Everything a run is to do.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    pub input: InputSettings,
    pub cleaning: CleaningSettings,
    pub matching: MatchSettings,
    pub output: OutputSettings,
    pub work: WorkSettings,
    /// The index of a nightly run; `None`: the run keeps nothing for the next one.
    pub nightly: Option<NightlySettings>,
    /// A file of pairs that are, or are not, the same story.
    pub labels: Option<PathBuf>,
    /// A corpus or an index that the documents are matched with, in place of each other.
    pub against: Option<PathBuf>,
}

impl Plan {
    /// What is written besides the CSV files.
    pub(super) fn formats(&self) -> Formats {
        let has = |format| self.output.formats.contains(&format);
        Formats {
            jsonl: has(TableFormat::Jsonl),
            parquet: has(TableFormat::Parquet),
            // Its files of CSV need no feature, and are written by every program.
            workbook: self.output.excel && HAS_ALL_FORMATS,
        }
    }

    /// The inputs as a message names them.
    pub(super) fn input_names(&self) -> String {
        let names = self.input.inputs.iter().map(|path| path.display().to_string());
        names.collect::<Vec<_>>().join(", ")
    }
}

/// Receives the progress of a run.
pub trait Progress: Sync {
    /// A stage begins.
    fn stage(&self, name: &'static str);
    /// So many more documents have passed it.
    fn advance(&self, documents: u64);
    /// The run has this number among those of its index.
    fn run(&self, _number: u32) {}
}

/// Ignores the progress.
impl Progress for () {
    fn stage(&self, _name: &'static str) {}
    fn advance(&self, _documents: u64) {}
}
