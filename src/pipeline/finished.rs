//! The result of a run, for its summary.
//!
//! In: counts and times. Out: [`Finished`]. It prints nothing.

use std::path::PathBuf;

use super::night::Night;
use super::plan::Plan;
use crate::cluster::Capped;
use crate::config::UniqueOutput;
use crate::document::Problem;
use crate::parse::ParseSettings;
use crate::report::{self, Counts, Metrics, NightMetrics, StageTime};

/// A finished run.
#[derive(Debug, Clone)]
pub struct Finished {
    pub counts: Counts,
    pub total: StageTime,
    /// The time of each stage.
    pub stages: Vec<StageTime>,
    /// For a run with an index: what it says of itself and of the runs before it.
    pub night: Option<Night>,
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
    /// Whether only changed documents were written.
    pub is_delta: bool,
    /// Whether failures that the last run had, too, count for nothing.
    pub fail_on_new: bool,
}

impl Finished {
    /// The result once the store is closed: with the size of the index, and with what the summary says of labels, of
    /// metadata and of fields that no record has.
    pub(super) fn closed(
        mut self,
        plan: &Plan,
        parsing: &ParseSettings,
        labels: Vec<String>,
    ) -> Finished {
        if let (Some(night), Some(settings)) = (&mut self.night, &plan.nightly) {
            night.index_bytes = std::fs::metadata(&settings.index).map_or(0, |found| found.len());
        }
        let whole = plan.nightly.is_none();
        self.advice.extend(labels);
        self.advice.extend(parsing.metadata_summary(whole));
        self.warnings.extend(parsing.metadata_warning().filter(|_| whole));
        self.warnings.extend(parsing.carry_warning().filter(|_| whole));
        self
    }

    /// Documents that failed.
    pub fn failed(&self) -> u64 {
        self.counts.failed
    }

    /// Whether the exit code is 0: nothing failed, or nothing new.
    pub fn is_success(&self) -> bool {
        let failures = match &self.night {
            Some(night) if self.fail_on_new => night.new_failures,
            _ => self.failed(),
        };
        failures == 0 && !self.is_nothing_read()
    }

    /// Whether documents were found and none could be read. That is a failure, whatever the reasons are.
    pub fn is_nothing_read(&self) -> bool {
        self.counts.found > 0 && self.counts.processed == 0 && !self.is_delta
    }

    /// The figures of the run for Prometheus. `now` is when it ended.
    pub fn metrics(&self, now: jiff::Timestamp) -> String {
        report::metrics(&Metrics {
            ended: now.as_second(),
            exit_code: u8::from(!self.is_success()),
            counts: &self.counts,
            total: &self.total,
            stages: &self.stages,
            night: self.night.as_ref().map(|night| NightMetrics {
                run: night.run,
                counts: &night.counts,
                new_failures: night.new_failures,
                index_bytes: night.index_bytes,
            }),
        })
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
            new_failures: self.night.as_ref().map(|night| night.new_failures),
            is_success: self.is_success(),
            unique: self.unique_name.as_deref(),
        });
        for advice in self.advice.iter().chain(&self.night.as_ref().map(Night::sentence)) {
            text.push('\n');
            text.push_str(advice);
            text.push('\n');
        }
        text
    }
}
