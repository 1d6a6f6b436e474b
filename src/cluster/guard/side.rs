//! One direction of a compared pair, and what the guards ask of pairs and of sampled shingles.
//!
//! In: pairs and fingerprints. Out: answers. It decides nothing.

use crate::document::fingerprint::Fingerprints;
use crate::document::{DocumentNumber, Match};

/// One direction of a pair.
#[derive(Debug, Clone, Copy)]
pub(super) struct Side {
    pub own: DocumentNumber,
    pub other: DocumentNumber,
    /// The place of the pair.
    pub at: usize,
}

/// Whether the two documents of a match differ in more than two fifths of their shingles.
pub(super) fn is_loose(pair: &Match) -> bool {
    let union = (pair.shingles_a + pair.shingles_b).saturating_sub(pair.shared_shingles);
    u64::from(pair.shared_shingles) * 10 < u64::from(union) * 6
}

/// Whether two parts are large enough to compare, and have less than one in `share` of the smaller in common.
pub(super) fn overlap_at_most(share: usize, one: &[u32], two: &[u32]) -> bool {
    let smaller = one.len().min(two.len());
    smaller >= 2 && common(one, two).len() * share < smaller
}

/// Whether the headlines of a pair are similar.
pub(super) fn same_headline(pair: &Match) -> bool {
    pair.headline_similarity.is_some_and(|similarity| similarity >= 5_000)
}

/// The sampled shingles of a document, sorted.
pub(super) fn sample(fingerprints: &Fingerprints, number: DocumentNumber) -> Vec<u32> {
    let mut keys = fingerprints.sample(number).to_vec();
    keys.sort_unstable();
    keys
}

/// The intersection of two sorted lists, sorted.
pub(super) fn common(one: &[u32], two: &[u32]) -> Vec<u32> {
    one.iter().copied().filter(|key| two.binary_search(key).is_ok()).collect()
}
