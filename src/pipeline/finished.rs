//! What a run has to say of itself when it is over.
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
    pub problems: Vec<Problem>,
    /// Sentences that end the summary.
    pub advice: Vec<String>,
    pub capped: Capped,
}

impl Finished {
    /// Documents that failed.
    pub fn failed(&self) -> u64 {
        self.counts.failed
    }

    /// What was not compared, in a sentence; nothing where all was.
    pub fn capped(&self) -> Option<String> {
        let Capped { shingles, pairs } = self.capped;
        (pairs > 0).then(|| {
            format!(
                "{shingles} shingles stand in too many documents to compare them all with each \
                 other: of the pairs that share one, {pairs} were left to their other shingles"
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
            unique: match self.unique {
                UniqueOutput::Jsonl => "unique.jsonl",
                UniqueOutput::Txt => "unique/",
            },
        });
        for advice in &self.advice {
            text.push('\n');
            text.push_str(advice);
            text.push('\n');
        }
        text
    }
}
