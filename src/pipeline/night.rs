//! What a nightly run says of itself and of the runs before it.
//!
//! In: the counts of the run, and the failures that the last run had. Out: [`Night`], for messages,
//! metrics and the exit code. It reads and writes nothing.

use std::collections::BTreeMap;

use crate::document::{Outcome, Problem};

/// A run among the runs of an index.
#[derive(Debug, Clone, Default)]
pub struct Night {
    /// Counts from 1.
    pub run: u32,
    /// Counts of documents: `new`, `changed`, `moved`, `vanished`, `unchanged` and others of `run.json`.
    pub counts: BTreeMap<String, u64>,
    /// Failures that the last run did not have, and those that it had.
    pub new_failures: u64,
    pub known_failures: u64,
    /// The size of the index after the run.
    pub index_bytes: u64,
    /// For each problem the first run of those since which every run had it; sorted.
    since: Vec<(u64, u32)>,
}

impl Night {
    /// `since` has the key of each problem and the run since which it is there.
    pub(super) fn new(
        run: u32,
        counts: BTreeMap<String, u64>,
        since: Vec<(u64, u32)>,
        problems: &[Problem],
    ) -> Night {
        let mut night = Night { run, counts, since, ..Night::default() };
        let failed = problems.iter().filter(|problem| problem.outcome == Outcome::Failed);
        let (new, known): (Vec<_>, Vec<_>) = failed.partition(|problem| night.is_new(problem));
        (night.new_failures, night.known_failures) = (new.len() as u64, known.len() as u64);
        night
    }

    /// A count; 0 if there is none of this name.
    pub fn count(&self, name: &str) -> u64 {
        self.counts.get(name).copied().unwrap_or(0)
    }

    /// The run since which every run had a problem.
    pub fn since(&self, problem: &Problem) -> u32 {
        let key = problem_key(problem);
        let at = self.since.binary_search_by_key(&key, |&(known, _)| known);
        at.ok().and_then(|at| self.since.get(at)).map_or(self.run, |&(_, since)| since)
    }

    /// Whether the last run did not have a problem.
    pub fn is_new(&self, problem: &Problem) -> bool {
        self.since(problem) == self.run
    }

    /// A sentence for the summary.
    pub fn sentence(&self) -> String {
        let [new, changed, moved, gone] =
            ["new", "changed", "moved", "vanished"].map(|name| self.count(name));
        format!(
            "Run {} of the index: {new} new, {changed} changed, {moved} moved, {gone} gone.",
            self.run
        )
    }
}

/// A hash of the place of a problem and its code.
pub fn problem_key(problem: &Problem) -> u64 {
    let bytes = postcard::to_allocvec(&(&problem.id, problem.code)).unwrap_or_default();
    xxhash_rust::xxh3::xxh3_64(&bytes)
}
