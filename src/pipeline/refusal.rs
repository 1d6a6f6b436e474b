//! Refuses to go on when there is nothing to work on.
//!
//! In: the documents and the problems of a run. Out: an error that names the inputs and the most frequent reason. It
//! reads nothing.

use std::collections::BTreeMap;

use super::plan::Plan;
use super::store::Documents;
use crate::Error;
use crate::document::{Outcome, Problem};

/// An error if a run has no documents, unless it may lose them all.
pub fn refuse_empty(documents: &Documents, plan: &Plan) -> Result<(), Error> {
    let may_be_empty = plan.nightly.as_ref().is_some_and(|nightly| nightly.allow_shrink);
    if documents.identities.is_empty() && !may_be_empty {
        refuse_nothing(&documents.problems, plan)?;
    }
    Ok(())
}

/// An error if nothing was processed and nothing failed: everything was skipped.
fn refuse_nothing(problems: &[Problem], plan: &Plan) -> Result<(), Error> {
    let failed = problems.iter().any(|problem| problem.outcome == Outcome::Failed);
    if failed { Ok(()) } else { Err(nothing(problems, plan)) }
}

/// The error of a corpus without a document, with the most frequent reason.
pub fn nothing(problems: &[Problem], plan: &Plan) -> Error {
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    problems.iter().for_each(|problem| *reasons.entry(&problem.message).or_default() += 1);
    let inputs = plan.input_names();
    match reasons.into_iter().max_by_key(|(_, count)| *count) {
        Some((reason, count)) => Error::NothingRead { inputs, count, reason: reason.to_owned() },
        None => Error::NoDocuments(inputs),
    }
}
