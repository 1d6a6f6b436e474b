//! What a corpus taught, as immutable tables: site chrome, word evidence, shingle weights,
//! headlines, date order.
//!
//! In: built by [`crate::learned`], or loaded from a file that `copydesk learn` wrote. Out: look-ups
//! for cleaning, repair and matching. It counts nothing, judges nothing and writes no files.

pub mod chrome;
mod sorted_hashes;
pub mod weights;
pub mod word_evidence;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::DocumentId;
use crate::date::DayMonth;
use crate::key::key;

/// Everything that a corpus teaches: one immutable state, named by its SHA-256.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LearnedState {
    pub headlines: Headlines,
    pub chrome: chrome::SiteChrome,
    pub date_orders: DateOrders,
    pub words: word_evidence::WordEvidence,
    pub weights: weights::ShingleWeights,
}

/// The headlines of the corpus, as hashes, and the sites that join them to their texts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Headlines {
    /// The [`key`] of each headline, ascending.
    pub hashes: Vec<u64>,
    /// Sites whose stories are one line that begins with the headline, ascending.
    pub joined: Vec<String>,
    /// The [`key`] of each line that looks like the headline of several stories that are no copies, ascending: it
    /// is none.
    pub recurrent: Vec<u64>,
}

impl Headlines {
    /// Whether a headline is in the corpus. Case, punctuation and spacing do not count.
    ///
    /// ```
    /// use copydesk::document::learned::Headlines;
    ///
    /// let headlines: Headlines = ["Bridge to return", "Mill burns"].into_iter().collect();
    /// assert!(headlines.contains("BRIDGE TO RETURN!"));
    /// assert!(!headlines.contains("Bridge"));
    /// ```
    pub fn contains(&self, headline: &str) -> bool {
        self.contains_hash(key(headline))
    }

    /// The same as [`Headlines::contains`], for a text that is already reduced to letters and digits
    /// in lower case.
    pub fn contains_key(&self, key: &str) -> bool {
        self.contains_hash(xxh3_64(key.as_bytes()))
    }

    /// The same as [`Headlines::contains`], for a [`key`].
    pub fn contains_hash(&self, hash: u64) -> bool {
        sorted_hashes::contains(&self.hashes, hash)
    }

    /// Whether a line looks like the headline of several stories.
    pub fn is_recurrent(&self, line: &str) -> bool {
        !self.recurrent.is_empty() && sorted_hashes::contains(&self.recurrent, key(line))
    }

    /// Whether the stories of a site are one line that begins with the headline.
    pub fn are_joined(&self, site: Option<&str>) -> bool {
        let site = site.unwrap_or_default();
        self.joined.binary_search_by(|joined| joined.as_str().cmp(site)).is_ok()
    }

    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }
}

impl<S: AsRef<str>> FromIterator<S> for Headlines {
    fn from_iter<I: IntoIterator<Item = S>>(headlines: I) -> Self {
        let has_words = |headline: &S| headline.as_ref().contains(char::is_alphanumeric);
        let headlines = headlines.into_iter().filter(has_words);
        let mut hashes: Vec<u64> = headlines.map(|headline| key(headline.as_ref())).collect();
        hashes.sort_unstable();
        hashes.dedup();
        Headlines { hashes, ..Headlines::default() }
    }
}

/// The order of day and month in numeric dates such as `03/04/2021`, by the source of the dates.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DateOrders {
    /// A source is a column (`record field date`), a column of one file if that differs, or a site.
    /// `Unknown`: unambiguous dates of the source disagree. Sources without enough of them are absent.
    pub orders: BTreeMap<String, DayMonth>,
}

impl DateOrders {
    /// The order in the lines of a site's stories.
    pub fn of_site(&self, site: Option<&str>) -> DayMonth {
        let found = site.and_then(|site| self.orders.get(&DateOrders::site_key(site)));
        found.copied().unwrap_or_default()
    }

    /// The order in a column of a document: as in its file, else as in that column of all files, else as
    /// in its site.
    pub fn of_column(&self, column: &str, id: &DocumentId, site: Option<&str>) -> DayMonth {
        let of_file = self.orders.get(&DateOrders::file_key(column, id));
        match of_file.or_else(|| self.orders.get(column)) {
            Some(order) if *order != DayMonth::Unknown => *order,
            _ => self.of_site(site),
        }
    }

    /// The key of a site.
    pub fn site_key(site: &str) -> String {
        format!("site {site}")
    }

    /// The key of a column in the file of a document.
    pub fn file_key(column: &str, id: &DocumentId) -> String {
        match &id.member {
            Some(member) => format!("{column} of {}!{member}", id.path),
            None => format!("{column} of {}", id.path),
        }
    }
}
