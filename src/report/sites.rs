//! `sites.csv`: one row per site.
//!
//! In: documents, problems and learned lines of sites. Out: the rows, sorted by site.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::Error;

use super::articles::{Document, Sizes};
use super::cells::{Rows, ratio};
use super::clusters::Period;
use super::files::TableFile;
use super::first::is_first;

/// The sums of one site.
#[derive(Debug, Clone, Default)]
pub struct SiteTally {
    pub articles: u64,
    pub problems: u64,
    pub lines_removed: u64,
    pub chars_raw: u64,
    pub chars_clean: u64,
    pub members: u64,
    /// Articles that credit a news agency.
    pub wire: u64,
    /// Articles in clusters, and those of them that were printed first.
    pub clustered: u64,
    pub first: u64,
    pub period: Period,
}

impl SiteTally {
    pub fn note(&mut self, document: &Document<'_>, sizes: Sizes, is_wire: bool) {
        self.articles += 1;
        self.wire += u64::from(is_wire);
        self.clustered += u64::from(document.membership.is_some());
        self.first += u64::from(is_first(document.first_in_cluster));
        self.lines_removed += document.removals_and_repairs().0;
        self.chars_raw += sizes.chars_raw;
        self.chars_clean += sizes.chars_clean;
        self.members += u64::from(document.is_member());
        if let Some(published) = &document.clean.article.fields.published {
            self.period.note(published);
        }
    }

    pub fn merge(&mut self, other: &SiteTally) {
        self.articles += other.articles;
        self.problems += other.problems;
        self.lines_removed += other.lines_removed;
        self.chars_raw += other.chars_raw;
        self.chars_clean += other.chars_clean;
        self.members += other.members;
        self.wire += other.wire;
        self.clustered += other.clustered;
        self.first += other.first;
        self.period.merge(&other.period);
    }
}

pub fn write(
    table: &mut TableFile<'_>,
    sites: &BTreeMap<Arc<str>, SiteTally>,
    learned_lines: &BTreeMap<String, u64>,
    spreadsheet: bool,
) -> Result<(), Error> {
    let mut rows = Rows::new(spreadsheet);
    for (site, tally) in sites {
        let removed = tally.chars_raw.saturating_sub(tally.chars_clean);
        rows.row()
            .text(&**site)
            .number(tally.articles)
            .number(tally.problems)
            .number(tally.lines_removed)
            .ratio(ratio(removed, tally.chars_raw))
            .number(learned_lines.get(&**site).copied().unwrap_or(0))
            .ratio(ratio(tally.members, tally.articles))
            .text(tally.period.first())
            .text(tally.period.last())
            .ratio(ratio(tally.wire, tally.articles))
            .ratio(ratio(tally.first, tally.clustered))
            .end();
    }
    table.write(rows)
}
