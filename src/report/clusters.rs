//! `clusters.csv`: one row per cluster of two or more documents.
//!
//! In: the clusters, and notes on their members collected while documents are written. Out: the rows, sorted
//! by `cluster_id`. It changes no cluster.

use std::collections::BTreeSet;

use crate::Error;
use crate::document::{Fields, Relation};

use super::cells::{Rows, ratio};
use super::files::TableFile;
use super::identity::{Identities, Membership, Memberships, instant};
use super::labels;

/// Clusters that are formatted before they are written.
const BATCH: usize = 4096;

/// The earliest and the latest date of some documents, as their fields have them.
#[derive(Debug, Clone, Default)]
pub struct Period {
    first: Option<(i64, String)>,
    last: Option<(i64, String)>,
}

impl Period {
    pub fn note(&mut self, published: &str) {
        let Some(at) = instant(published) else { return };
        // If two dates name one instant, take the smaller text: independent of the order.
        let is_before = |a: (i64, &str), b: &(i64, String)| (a.0, a.1) < (b.0, b.1.as_str());
        if self.first.as_ref().is_none_or(|first| is_before((at, published), first)) {
            self.first = Some((at, published.to_owned()));
        }
        let is_later = |last: &(i64, String)| (last.0, last.1.as_str()) < (at, published);
        if self.last.as_ref().is_none_or(is_later) {
            self.last = Some((at, published.to_owned()));
        }
    }

    pub fn merge(&mut self, other: &Period) {
        for (_, published) in [&other.first, &other.last].into_iter().flatten() {
            self.note(published);
        }
    }

    pub fn first(&self) -> Option<&str> {
        self.first.as_ref().map(|(_, published)| published.as_str())
    }

    pub fn last(&self) -> Option<&str> {
        self.last.as_ref().map(|(_, published)| published.as_str())
    }
}

/// Notes on the members of one cluster.
#[derive(Debug, Clone, Default)]
pub struct ClusterNotes {
    headline: Option<String>,
    period: Period,
}

impl ClusterNotes {
    pub fn note(&mut self, membership: &Membership<'_>, fields: &Fields) {
        if membership.is_representative {
            self.headline.clone_from(&fields.headline);
        }
        if let Some(published) = &fields.published {
            self.period.note(published);
        }
    }

    /// Adds the notes on other members.
    pub fn merge(&mut self, other: ClusterNotes) {
        // Only the representative has a headline here, and it is in one of the two.
        self.headline = other.headline.or(self.headline.take());
        self.period.merge(&other.period);
    }
}

/// Writes the table.
pub fn write(
    table: &mut TableFile<'_>,
    memberships: &Memberships<'_>,
    notes: &[ClusterNotes],
    identities: &Identities,
    spreadsheet: bool,
) -> Result<(), Error> {
    let mut order: Vec<usize> = (0..memberships.clusters().len()).collect();
    order.sort_by_key(|&cluster| memberships.id(cluster));
    for batch in order.chunks(BATCH) {
        let mut rows = Rows::new(spreadsheet);
        for &cluster in batch {
            row(&mut rows, cluster, memberships, notes, identities);
        }
        table.write(rows)?;
    }
    Ok(())
}

fn row(
    rows: &mut Rows,
    number: usize,
    memberships: &Memberships<'_>,
    notes: &[ClusterNotes],
    identities: &Identities,
) {
    let (Some(cluster), Some(id)) = (memberships.clusters().get(number), memberships.id(number))
    else {
        return;
    };
    let Some(representative) = identities.article(cluster.representative) else { return };
    let sites: BTreeSet<&str> =
        cluster.members.iter().filter_map(|&n| identities.site(n)).map(|site| &**site).collect();
    let members: Vec<_> = cluster
        .members
        .iter()
        .zip(&cluster.joined)
        .filter(|(member, _)| **member != cluster.representative)
        .map(|(_, joined)| joined)
        .filter(|joined| joined.relation.is_some() || joined.similarity > 0)
        .collect();
    let relations: BTreeSet<Relation> =
        members.iter().filter_map(|joined| joined.relation).collect();
    let sum: u64 = members.iter().map(|joined| u64::from(joined.similarity)).sum();
    // Both sum and count are in ten-thousandths.
    let mean = ratio(sum, members.len() as u64 * 10_000);
    let smallest = members.iter().map(|joined| u64::from(joined.similarity)).min();
    let notes = notes.get(number).cloned().unwrap_or_default();
    rows.row()
        .hexadecimal(id)
        .number(cluster.members.len() as u64)
        .text(join(sites).as_str())
        .hexadecimal(representative)
        .text(cluster.representative_rule.as_str())
        .text(notes.headline.as_deref())
        .text(notes.period.first())
        .text(notes.period.last())
        .ratio(smallest)
        .ratio(mean)
        .word(&join(relations.into_iter().map(labels::relation)))
        .end();
}

fn join<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    words.into_iter().collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_does_not_depend_on_the_order_of_dates() {
        let dates =
            ["2021-05-01", "2021-05-01T00:00:00Z", "2020-12-31T23:00:00-03:00", "2021-04-30"];
        let mut there = Period::default();
        dates.iter().for_each(|date| there.note(date));
        let mut back = Period::default();
        dates.iter().rev().for_each(|date| back.note(date));
        assert_eq!(there.first(), Some("2020-12-31T23:00:00-03:00"));
        assert_eq!(there.last(), Some("2021-05-01T00:00:00Z"));
        assert_eq!((there.first(), there.last()), (back.first(), back.last()));
    }
}
