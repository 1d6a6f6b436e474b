//! What a corpus writes: how many texts hold a word, and a pair of words, per language.
//!
//! In: built by [`crate::learned`], or loaded. Out: look-ups for repair. It does not count.

use serde::{Deserialize, Serialize};

/// Counts of words and word pairs of a corpus, each text counted once.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct WordEvidence {
    /// Texts counted.
    pub texts: u32,
}
