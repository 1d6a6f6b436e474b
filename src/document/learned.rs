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

/// The headlines of the corpus, as hashes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Headlines {
    /// The [`key`] of each headline, ascending.
    pub hashes: Vec<u64>,
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
        Headlines { hashes }
    }
}

/// How each site writes `03/04/2021`, learned from those of its dates that read only one way.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DateOrders {
    /// Whether the day comes first. A site whose dates disagree has no entry.
    pub sites: BTreeMap<String, bool>,
}

impl DateOrders {
    /// The order of a site's dates.
    pub fn of(&self, site: Option<&str>) -> DayMonth {
        match site.and_then(|site| self.sites.get(site)) {
            Some(true) => DayMonth::DayFirst,
            Some(false) => DayMonth::MonthFirst,
            None => DayMonth::Unknown,
        }
    }
}
