//! What a corpus taught, as immutable tables with look-ups: site chrome, word evidence, shingle
//! weights, headlines, date order.
//!
//! In: built by [`crate::learned`], or loaded from a file that `copydesk learn` wrote. Out: look-ups
//! for cleaning, repair and matching. It does not count and does not write files.

pub mod chrome;
pub mod weights;
pub mod words;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::date::DayMonth;

/// All that is learned: one immutable state, named by its SHA-256.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LearnedState {
    pub headlines: Headlines,
    pub chrome: chrome::SiteChrome,
    pub date_orders: DateOrders,
    pub words: words::WordEvidence,
    pub weights: weights::ShingleWeights,
}

/// The headlines of the corpus, as hashes of their letters and digits.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Headlines {
    /// Ascending: xxh3 of the headline's alphanumeric characters in lower case.
    pub hashes: Vec<u64>,
}

impl Headlines {
    /// Whether a story of the corpus bears the headline with this [`chrome::key`].
    pub fn contains(&self, key: u64) -> bool {
        self.hashes.binary_search(&key).is_ok()
    }
}

/// How each site writes `03/04/2021`, by those of its dates that read one way only.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DateOrders {
    /// Sites whose unambiguous dates agree; the others are absent.
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
