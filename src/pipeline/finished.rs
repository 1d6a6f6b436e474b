//! The result of a run, for its summary.
//!
//! In: counts and times. Out: [`Finished`]. It prints nothing.

use std::path::PathBuf;

use crate::cluster::Capped;
use crate::config::UniqueOutput;
use crate::document::Problem;
use crate::report::{self, Counts, StageTime};

/// A finished run.
#[derive(Debug, Clone)]
pub struct Finished {
    pub counts: Counts,
    pub total: StageTime,
    /// As the plan named it.
    pub output: PathBuf,
    pub unique: UniqueOutput,
    /// The name of the file or folder with the unique stories, if there is one.
    pub unique_name: Option<String>,
    pub problems: Vec<Problem>,
    /// Sentences that end the summary.
    pub advice: Vec<String>,
    /// Sentences for standard error.
    pub warnings: Vec<String>,
    pub capped: Capped,
}

impl Finished {
    /// Documents that failed.
    pub fn failed(&self) -> u64 {
        self.counts.failed
    }

    /// A sentence about pairs that were not compared; `None` if all were.
    pub fn capped(&self) -> Option<String> {
        let Capped { shingles, pairs } = self.capped;
        (pairs > 0).then(|| {
            format!(
                "{shingles} shingles are in too many documents to compare all of these with each \
                 other: {pairs} pairs were compared only if they share another shingle"
            )
        })
    }

    /// One screen for a person.
    pub fn summary(&self) -> String {
        let out = self.output.display().to_string();
        let mut text = report::summary(&report::Summary {
            counts: &self.counts,
            total: &self.total,
            out: &out,
            unique: self.unique_name.as_deref(),
        });
        for advice in &self.advice {
            text.push('\n');
            text.push_str(advice);
            text.push('\n');
        }
        text
    }
}
