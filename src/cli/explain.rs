//! `copydesk explain`: shows what happened to one document.
//!
//! In: the output folder of a run and the name of a document. Out: a text on standard output.

use super::arguments::ExplainArguments;
use super::message::print;
use crate::{Error, report};

/// Prints the explanation.
pub fn run(arguments: &ExplainArguments) -> Result<bool, Error> {
    print(&report::explanation(&arguments.output, &arguments.document)?)?;
    Ok(true)
}
