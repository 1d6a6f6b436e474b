//! A compared pair of documents that have a part in common.
//!
//! In: nothing. Out: [`ComparedPair`], which the verifier makes, the guards read and the comparison cache
//! keeps.

use serde::{Deserialize, Serialize};

use crate::document::Match;

/// A compared pair: a match, or two documents of which one contains a part of the other. The guards need
/// the second kind too.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ComparedPair {
    pub pair: Match,
    /// Whether the pair is a match.
    pub matched: bool,
}

impl ComparedPair {
    /// Whether the pair is a match that no guard holds apart.
    pub(super) fn is_open(&self) -> bool {
        self.matched && self.pair.held_apart.is_none()
    }
}
