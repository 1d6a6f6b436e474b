//! The runs of an index one after the other, and the problems that the last one had.
//!
//! In: what the last run left, and the counts and problems of this one. Out: the rows of `runs.csv`, the
//! run since which each problem is there, and the bytes for the next run.

use serde::{Deserialize, Serialize};

use super::super::night::problem_key;
use crate::Error;
use crate::document::Problem;
use crate::index::{self, Index};
use crate::report::RunRow;

/// All runs of an index so far.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Nights {
    pub runs: Vec<RunRow>,
    /// The key of each problem of the last run, and the run since which every run had it; sorted.
    since: Vec<(u64, u32)>,
}

impl Nights {
    /// Decodes what the last run left; nothing is also what a first run finds.
    pub fn load(index: &Index, bytes: &[u8]) -> Result<Nights, Error> {
        if bytes.is_empty() {
            return Ok(Nights::default());
        }
        index::unpack(bytes).ok_or_else(|| index.damaged("the list of runs cannot be read"))
    }

    /// Notes the problems of this run. Returns the run since which each is there, by key.
    pub fn note_problems(&mut self, run: u32, problems: &[Problem]) -> Vec<(u64, u32)> {
        let before = std::mem::take(&mut self.since);
        let since = |key: u64| {
            let at = before.binary_search_by_key(&key, |&(known, _)| known).ok();
            (key, at.and_then(|at| before.get(at)).map_or(run, |&(_, since)| since))
        };
        self.since = problems.iter().map(|problem| since(problem_key(problem))).collect();
        self.since.sort_unstable();
        self.since.dedup();
        self.since.clone()
    }

    /// The bytes for the next run.
    pub fn encode(&self) -> Result<Vec<u8>, Error> {
        index::pack(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{DocumentId, Outcome, ProblemCode, Stage};
    use crate::pipeline::night::Night;

    fn problem(path: &str, code: ProblemCode) -> Problem {
        let id = DocumentId { root: "".into(), path: path.into(), member: None, record: None };
        let (outcome, stage, message) = (Outcome::Failed, Stage::Parse, "why".into());
        Problem { id, outcome, stage, code, message }
    }

    #[test]
    fn a_problem_is_known_while_every_run_has_it() {
        let mut nights = Nights::default();
        let (a, b) = (problem("a", ProblemCode::BadJson), problem("b", ProblemCode::BadJson));
        let other = problem("a", ProblemCode::BadCsv);
        let mut night = |run, problems: &[Problem]| {
            let since = nights.note_problems(run, problems);
            Night::new(run, Default::default(), since, problems)
        };
        assert_eq!(night(1, std::slice::from_ref(&a)).new_failures, 1);
        let second = night(2, &[a.clone(), b.clone()]);
        assert_eq!((second.since(&a), second.since(&b)), (1, 2));
        assert_eq!((second.new_failures, second.known_failures), (1, 1));
        // Another code is another problem, and one that was away is new again.
        assert!(night(3, &[other, b.clone()]).is_new(&problem("a", ProblemCode::BadCsv)));
        let fourth = night(4, &[a.clone(), b.clone()]);
        assert_eq!((fourth.since(&a), fourth.since(&b)), (4, 2));
    }
}
