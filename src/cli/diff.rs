//! `copydesk diff`: shows what differs between two runs.
//!
//! In: the output folders of two runs. Out: a text on standard output. It changes nothing.

use super::arguments::DiffArguments;
use super::message::print;
use crate::{Error, report};

/// Prints the differences.
pub fn run(arguments: &DiffArguments) -> Result<bool, Error> {
    let DiffArguments { before, after, lines } = arguments;
    print(&report::difference(before, after, *lines)?)?;
    Ok(true)
}
