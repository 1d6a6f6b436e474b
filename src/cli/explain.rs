//! `copydesk explain`: one document's trail.
//!
//! In: the output folder of a run and a document. Out: its trail on standard output.

use super::arguments::ExplainArguments;
use super::message::visible;
use crate::Error;

/// Prints the trail.
pub fn run(arguments: &ExplainArguments) -> Result<bool, Error> {
    let _ = (arguments, visible(""));
    Err(Error::Usage("not yet".to_owned()))
}
