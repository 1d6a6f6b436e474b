//! What comparing pairs found in an earlier run, so that it need not be found again.
//!
//! In: the candidates of a run and what came of them. Out: the same under the numbers of another
//! run. It holds only while the documents, the weights and the settings are what they were: that is
//! the caller's to know.

use serde::{Deserialize, Serialize};

use super::Candidate;
use super::verify::Related;
use crate::document::DocumentNumber;

/// Compared pairs, and those of them that are a match or share a part.
///
/// ```
/// use copydesk::cluster::ComparisonCache;
///
/// let nothing = ComparisonCache::default();
/// assert!(nothing.renumbered(|number| Some(number + 1)).is_empty());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ComparisonCache {
    /// Ascending.
    pairs: Vec<(DocumentNumber, DocumentNumber)>,
    /// Ascending by their documents.
    related: Vec<Related>,
}

impl ComparisonCache {
    pub(super) fn new(candidates: &[Candidate], related: &[Related]) -> ComparisonCache {
        let pairs = candidates.iter().map(|pair| (pair.a, pair.b)).collect();
        ComparisonCache { pairs, related: related.to_vec() }
    }

    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// The same under new numbers; pairs of documents that have none are left out.
    pub fn renumbered(
        self,
        number: impl Fn(DocumentNumber) -> Option<DocumentNumber>,
    ) -> ComparisonCache {
        let both = |a, b| {
            let (a, b) = (number(a)?, number(b)?);
            (a != b).then(|| (a.min(b), a.max(b)))
        };
        let mut pairs: Vec<_> = self.pairs.into_iter().filter_map(|(a, b)| both(a, b)).collect();
        let mut related: Vec<Related> = self
            .related
            .into_iter()
            .filter_map(|mut one| {
                (one.pair.a, one.pair.b) = both(one.pair.a, one.pair.b)?;
                Some(one)
            })
            .collect();
        // The order of documents rarely changes, and then these are ascending already.
        pairs.sort_unstable();
        related.sort_unstable_by_key(|one| (one.pair.a, one.pair.b));
        ComparisonCache { pairs, related }
    }

    /// Cut into pieces of so many pairs.
    pub fn pieces(&self, pairs: usize) -> Vec<ComparisonCache> {
        let mut rest = self.related.as_slice();
        self.pairs
            .chunks(pairs.max(1))
            .map(|pairs| {
                let last = pairs.last().copied().unwrap_or_default();
                let count = rest.partition_point(|one| (one.pair.a, one.pair.b) <= last);
                let (related, after) = rest.split_at(count);
                rest = after;
                ComparisonCache { pairs: pairs.to_vec(), related: related.to_vec() }
            })
            .collect()
    }

    /// Adds the next piece.
    pub fn append(&mut self, mut piece: ComparisonCache) {
        self.pairs.append(&mut piece.pairs);
        self.related.append(&mut piece.related);
    }

    /// The candidates that were not compared yet, and what is known of the others; `candidates`
    /// ascend.
    pub(super) fn split(&self, candidates: &[Candidate]) -> (Vec<Candidate>, Vec<Related>) {
        let mut pairs = self.pairs.iter().copied().peekable();
        let mut related = self.related.iter().peekable();
        let (mut fresh, mut found) = (Vec::new(), Vec::new());
        for candidate in candidates {
            let key = (candidate.a, candidate.b);
            while pairs.next_if(|pair| *pair < key).is_some() {}
            while related.next_if(|one| (one.pair.a, one.pair.b) < key).is_some() {}
            if pairs.peek() == Some(&key) {
                found.extend(related.next_if(|one| (one.pair.a, one.pair.b) == key).cloned());
            } else {
                fresh.push(*candidate);
            }
        }
        (fresh, found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Match, Relation};

    fn candidate(a: DocumentNumber, b: DocumentNumber) -> Candidate {
        Candidate { a, b, shared: 3 }
    }

    fn related(a: DocumentNumber, b: DocumentNumber) -> Related {
        let pair = Match {
            a,
            b,
            relation: Relation::Near,
            shared_shingles: 9,
            shingles_a: 10,
            shingles_b: 10,
            weighted_similarity: 8_000,
            headline_similarity: None,
            days_apart: None,
            joins: true,
        };
        Related { pair, matched: true }
    }

    #[test]
    fn what_was_compared_is_not_fresh_and_keeps_its_answer() {
        let known = ComparisonCache::new(
            &[candidate(0, 1), candidate(0, 4), candidate(2, 3)],
            &[related(0, 4)],
        );
        let known = known.renumbered(|number| (number != 3).then_some(number + 10));
        let now = [candidate(10, 11), candidate(10, 12), candidate(10, 14), candidate(12, 13)];
        let (fresh, found) = known.split(&now);
        assert_eq!(fresh, [candidate(10, 12), candidate(12, 13)]);
        assert_eq!(found, [related(10, 14)]);
    }

    #[test]
    fn pieces_make_the_whole_again() {
        let candidates: Vec<_> = (1..20).map(|b| candidate(0, b)).collect();
        let known = ComparisonCache::new(&candidates, &[related(0, 3), related(0, 19)]);
        let mut again = ComparisonCache::default();
        known.pieces(4).into_iter().for_each(|piece| again.append(piece));
        assert_eq!(again, known);
        assert!(known.pieces(4).len() == 5 && ComparisonCache::default().pieces(4).is_empty());
    }
}
