//! `report.html`: one offline page to look at, made from the tables.
//!
//! In: an output folder. Out: the page. It loads nothing, and its policy allows its own script and
//! style sheet only. The data are compressed JSON that the script opens and shows as text, never as
//! markup. Budgets keep it under 25 MB; it says what it leaves out, and the tables have all of it.

mod clusters;
mod data;
mod documents;
mod edits;
mod figures;
mod pairs;
mod payload;
mod shown;
mod top;
mod view;

use std::path::Path;

use askama::Template;

use crate::Error;

use data::PageData;
use view::ReportPage;

/// The page of an output folder. Its bytes depend on the tables only.
///
/// # Errors
/// [`Error::Input`] when a table cannot be read.
pub fn page(out: &Path) -> Result<String, Error> {
    let data = PageData::read(out)?;
    let page = ReportPage::new(&data).render();
    page.map_err(|error| Error::Usage(format!("report.html cannot be made: {error}")))
}

#[cfg(test)]
mod tests;
