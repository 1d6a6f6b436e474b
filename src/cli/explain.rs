//! `copydesk explain`: one document's trail.
//!
//! In: the output folder of a run and a document. Out: its trail on standard output.

use super::arguments::ExplainArguments;
use super::message::print;
use crate::{Error, report};

/// Prints the trail.
pub fn run(arguments: &ExplainArguments) -> Result<bool, Error> {
    print(&report::explanation(&arguments.output, &arguments.document)?)?;
    Ok(true)
}
