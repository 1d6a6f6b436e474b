//! The types of the candidate stage.
//!
//! In: nothing. Out: [`Candidate`], [`Candidates`] and [`Capped`]. [`super::candidates`] fills them; this
//! file has no logic.

use crate::document::DocumentNumber;

/// Two documents that share sampled shingles. Not yet a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Candidate {
    pub a: DocumentNumber,
    pub b: DocumentNumber,
    /// The number of sampled shingles in both.
    pub shared: u32,
    /// Whether a list too long to pair all its documents proposed the pair.
    pub is_capped: bool,
}

/// The result of comparing sampled shingles.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Candidates {
    /// For each document, the first of its exact copies; the document itself if it has no copy.
    pub first_copy: Vec<DocumentNumber>,
    /// Sorted by `a`, then `b`, with `a < b`. Of a group of exact copies only the first is listed.
    pub pairs: Vec<Candidate>,
    pub capped: Capped,
}

/// Counts of the comparisons that were skipped because too many documents share a shingle.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Capped {
    /// Sampled shingles in too many documents to pair them all.
    pub shingles: u64,
    /// Pairs that these shingles did not propose. Another shingle may have proposed them.
    pub pairs: u64,
}

impl Capped {
    pub(super) fn plus(self, other: Capped) -> Capped {
        Capped { shingles: self.shingles + other.shingles, pairs: self.pairs + other.pairs }
    }
}
