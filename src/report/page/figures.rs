//! Distributions over all documents: lengths, languages, dates.
//!
//! In: the rows of `articles.csv`. Out: counts.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::read::RowView;

/// The first number of words of each bar.
const LENGTHS: [u64; 16] =
    [0, 1, 25, 50, 100, 150, 200, 300, 400, 500, 700, 1000, 1500, 2500, 5000, 10_000];

/// Counts over all documents.
#[derive(Debug, Default, Serialize)]
pub struct Figures {
    documents: u64,
    length_from: Vec<u64>,
    lengths: Vec<u64>,
    languages: BTreeMap<String, u64>,
    encodings: BTreeMap<String, u64>,
    statuses: BTreeMap<String, u64>,
    months: BTreeMap<String, u64>,
    /// Documents by how much of their date is known.
    date_precision: BTreeMap<String, u64>,
    date_source: BTreeMap<String, u64>,
    dates_empty: u64,
    /// Documents with a date in the source that reads two ways or not at all.
    dates_unread: u64,
    no_site: u64,
    no_headline: u64,
    undecodable: u64,
}

impl Figures {
    pub fn new() -> Figures {
        let length_from = LENGTHS.to_vec();
        Figures { lengths: vec![0; LENGTHS.len()], length_from, ..Figures::default() }
    }

    pub fn add(&mut self, row: RowView<'_>) {
        self.documents += 1;
        let words: u64 = row.get("words_clean").parse().unwrap_or(0);
        let bar = LENGTHS.partition_point(|from| *from <= words).saturating_sub(1);
        if let Some(count) = self.lengths.get_mut(bar) {
            *count += 1;
        }
        let count = |counts: &mut BTreeMap<String, u64>, name: &str| match counts.get_mut(name) {
            Some(count) => *count += 1,
            None => drop(counts.insert(name.to_owned(), 1)),
        };
        count(&mut self.languages, row.get("language"));
        count(&mut self.encodings, row.get("encoding"));
        count(&mut self.statuses, row.get("status"));
        let published = row.get("published");
        if published.is_empty() {
            self.dates_empty += 1;
            self.dates_unread += u64::from(!row.get("published_raw").is_empty());
        } else {
            count(&mut self.months, published.get(..7).unwrap_or(published));
            count(&mut self.date_precision, row.get("published_precision"));
            count(&mut self.date_source, row.get("date_source"));
        }
        self.no_site += u64::from(row.get("site").is_empty());
        self.no_headline += u64::from(row.get("headline").is_empty());
        self.undecodable += u64::from(!matches!(row.get("undecodable"), "" | "0"));
    }
}
