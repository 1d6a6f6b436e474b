//! What a corpus taught, as immutable tables with look-ups: site chrome, word evidence, shingle
//! weights, headlines, date order.
//!
//! In: built by [`crate::learned`], or loaded from a file that `copydesk learn` wrote. Out: look-ups
//! for cleaning, repair and matching. It does not count and does not write files.

pub mod chrome;
pub mod weights;
pub mod word_evidence;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::DocumentId;
use crate::date::DayMonth;

/// All that is learned: one immutable state, named by its SHA-256.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LearnedState {
    pub headlines: Headlines,
    pub chrome: chrome::SiteChrome,
    pub date_orders: DateOrders,
    pub words: word_evidence::WordEvidence,
    pub weights: weights::ShingleWeights,
}

/// The headlines of the corpus, as hashes of their letters and digits.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Headlines {
    /// Ascending: xxh3 of the headline's alphanumeric characters in lower case.
    pub hashes: Vec<u64>,
}

impl Headlines {
    /// Whether a headline is one of the corpus, up to case, punctuation and spacing.
    ///
    /// ```
    /// use copydesk::document::learned::Headlines;
    ///
    /// let headlines: Headlines = ["Bridge to return", "Mill burns"].into_iter().collect();
    /// assert!(headlines.contains("BRIDGE TO RETURN!"));
    /// assert!(!headlines.contains("Bridge"));
    /// ```
    pub fn contains(&self, headline: &str) -> bool {
        self.contains_key(&key(headline))
    }

    /// As [`Headlines::contains`], for a text that is letters and digits in lower case already.
    pub fn contains_key(&self, key: &str) -> bool {
        holds(&self.hashes, xxh3_64(key.as_bytes()))
    }

    /// As [`Headlines::contains`], for a [`chrome::key`].
    pub fn contains_hash(&self, hash: u64) -> bool {
        holds(&self.hashes, hash)
    }

    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }
}

/// Whether a hash is among sorted ones. Hashes are spread evenly, so that each stands near where
/// its size would have it (interpolation search: Peterson 1957).
fn holds(sorted: &[u64], hash: u64) -> bool {
    let count = sorted.len();
    let place = ((u128::from(hash) * count as u128) >> u64::BITS) as usize;
    let reach = 2 * count.isqrt() + 8;
    let (from, to) = (place.saturating_sub(reach), place.saturating_add(reach).min(count));
    let near = sorted.get(from..to).unwrap_or_default();
    let below = from > 0 && near.first().is_none_or(|&first| hash < first);
    let above = to < count && near.last().is_none_or(|&last| hash > last);
    let among = if below || above { sorted } else { near };
    among.binary_search(&hash).is_ok()
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

impl<S: AsRef<str>> FromIterator<S> for Headlines {
    fn from_iter<I: IntoIterator<Item = S>>(headlines: I) -> Self {
        let keys = headlines.into_iter().map(|headline| key(headline.as_ref()));
        let mut hashes: Vec<u64> =
            keys.filter(|key| !key.is_empty()).map(|key| xxh3_64(key.as_bytes())).collect();
        hashes.sort_unstable();
        hashes.dedup();
        Headlines { hashes }
    }
}

/// The letters and digits of a headline in lower case.
fn key(headline: &str) -> String {
    headline.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
