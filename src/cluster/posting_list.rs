//! Proposes pairs from one posting list: the documents that have one sampled shingle.
//!
//! In: the ranks of the documents of a list. Out: pairs of documents, and the count of those that a long list
//! does not propose. It knows no other list, so lists may be paired in any order, on any machine.
//!
//! A short list is paired completely. In a long list, each document is paired with its neighbours in an order
//! by content, where copies are often adjacent, and with the two longest documents of the list. Each list has
//! an order of its own, so that the many lists of a much copied story pair a copy with many others. The number
//! of pairs is linear in the length of the list.

use super::candidate::Capped;
use super::settings::MatchSettings;
use crate::document::DocumentNumber;

/// In a long list, the number of following documents each document is paired with.
pub(super) const NEIGHBOURS: usize = 4;
/// In a long list, the number of longest documents that all others are paired with.
pub(super) const LONGEST: usize = 2;

/// The place of a document in the order of a long list: by the smallest two of its sampled shingles under a
/// hash of the list (MinHash with one function for each list), by length, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    pub first: u32,
    pub second: u32,
    pub tokens: u32,
    pub number: DocumentNumber,
}

impl Rank {
    /// The rank of a document with these sampled shingles in the list of `key`.
    pub fn new(key: u32, sample: &[u32], tokens: u32, number: DocumentNumber) -> Rank {
        let hash = |other: &u32| (other ^ key).wrapping_mul(0x9e37_79b1);
        let (mut first, mut second) = (u32::MAX, u32::MAX);
        // The list's own shingle is in all its documents.
        for hash in sample.iter().filter(|other| **other != key).map(hash) {
            second = second.min(hash.max(first));
            first = first.min(hash);
        }
        Rank { first, second, tokens, number }
    }
}

/// Whether a list of so many documents is too long to pair them all.
pub fn is_capped(documents: usize, settings: &MatchSettings) -> bool {
    documents > settings.all_pairs as usize
}

/// Emits all pairs of a short list.
pub fn pair_all<T: Copy>(list: &[T], mut emit: impl FnMut(T, T)) {
    for (nth, a) in list.iter().enumerate() {
        for b in list.iter().skip(nth + 1) {
            emit(*a, *b);
        }
    }
}

/// Emits the pairs of a long list: of each document with its neighbours and with the longest documents.
pub fn pair_neighbours(mut order: Vec<Rank>, mut emit: impl FnMut(DocumentNumber, DocumentNumber)) {
    order.sort_unstable();
    for (nth, a) in order.iter().enumerate() {
        for b in order.iter().skip(nth + 1).take(NEIGHBOURS) {
            emit(a.number, b.number);
        }
    }
    for _ in 0..LONGEST {
        let longest = order.iter().enumerate().max_by_key(|(_, rank)| (rank.tokens, !rank.number));
        let Some(longest) = longest.map(|(at, _)| at) else { return };
        let center = order.swap_remove(longest);
        order.iter().for_each(|rank| emit(center.number, rank.number));
    }
}

/// What a list of so many documents leaves out; nothing if it is short.
pub fn capped(documents: usize, settings: &MatchSettings) -> Capped {
    if !is_capped(documents, settings) {
        return Capped::default();
    }
    let count = documents as u64;
    let paired = count * (NEIGHBOURS + LONGEST) as u64;
    Capped { shingles: 1, pairs: (count * (count - 1) / 2).saturating_sub(paired) }
}
