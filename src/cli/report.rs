//! `copydesk report`: the page again, from the tables.
//!
//! In: the output folder of a run. Out: its `report.html`, replaced whole.

use std::io::Write;

use super::arguments::ReportArguments;
use crate::{Error, report};

/// Writes the page beside the old one, then renames it into place.
pub fn run(arguments: &ReportArguments) -> Result<bool, Error> {
    let page = report::page(&arguments.output)?;
    let path = arguments.output.join("report.html");
    let partial = arguments.output.join(".report.html.partial");
    let write = || {
        let mut file = std::fs::File::create(&partial)?;
        file.write_all(page.as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&partial, &path)
    };
    write().map_err(|source| Error::Output { path: path.clone(), source })?;
    println!("{}", path.display());
    Ok(true)
}
