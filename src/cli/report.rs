//! `copydesk report`: writes `report.html` again, from the tables.
//!
//! In: the output folder of a run. Out: its `report.html`. No table changes.

use super::arguments::ReportArguments;
use super::message::print;
use super::plan::overwrite;
use crate::{Error, report};

/// Writes the page.
pub fn run(arguments: &ReportArguments) -> Result<bool, Error> {
    let page = report::page(&arguments.output)?;
    let overwrite = overwrite(arguments.force);
    report::replace_page(&arguments.output, page.as_bytes(), overwrite)?;
    print(&format!("{}\n", arguments.output.join("report.html").display()))?;
    Ok(true)
}
