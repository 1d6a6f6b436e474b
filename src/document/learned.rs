//! What a corpus taught, as immutable tables with look-ups: site chrome, word evidence, shingle
//! weights, headlines, date order.
//!
//! In: built by [`crate::learned`], or loaded from a file that `copydesk learn` wrote. Out: look-ups
//! for cleaning, repair and matching. It does not count and does not write files.

pub mod weights;

use serde::{Deserialize, Serialize};

/// All that is learned: one immutable state, named by its SHA-256.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LearnedState {
    pub headlines: Headlines,
}

/// The headlines of the corpus, as hashes of their letters and digits.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Headlines {
    /// Ascending: xxh3 of the headline's alphanumeric characters in lower case.
    pub hashes: Vec<u64>,
}
