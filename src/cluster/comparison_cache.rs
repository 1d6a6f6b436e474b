//! Keeps the comparisons of an earlier run, so that they need not be repeated.
//!
//! In: the candidates of a run and their comparisons. Out: the same under the document numbers of another
//! run. It does not check that documents, weights and settings are unchanged: the caller must.

use serde::{Deserialize, Serialize};

use super::candidate::Candidate;
use super::compared_pair::ComparedPair;
use crate::document::DocumentNumber;

/// The compared pairs, and the results of those that match or share a part.
///
/// ```
/// use copydesk::cluster::ComparisonCache;
///
/// let nothing = ComparisonCache::default();
/// assert!(nothing.renumbered(|number| Some(number + 1)).is_empty());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ComparisonCache {
    /// Sorted.
    pairs: Vec<(DocumentNumber, DocumentNumber)>,
    /// Sorted by their documents.
    related: Vec<ComparedPair>,
}

impl ComparisonCache {
    pub(super) fn new(candidates: &[Candidate], related: &[ComparedPair]) -> ComparisonCache {
        let pairs = candidates.iter().map(|pair| (pair.a, pair.b)).collect();
        ComparisonCache { pairs, related: related.to_vec() }
    }

    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// Renumbers the documents. Pairs with a document that has no new number are dropped.
    pub fn renumbered(
        self,
        number: impl Fn(DocumentNumber) -> Option<DocumentNumber>,
    ) -> ComparisonCache {
        let both = |a, b| {
            let (a, b) = (number(a)?, number(b)?);
            (a != b).then(|| (a.min(b), a.max(b)))
        };
        let mut pairs: Vec<_> = self.pairs.into_iter().filter_map(|(a, b)| both(a, b)).collect();
        let mut related: Vec<ComparedPair> = self
            .related
            .into_iter()
            .filter_map(|mut one| {
                (one.pair.a, one.pair.b) = both(one.pair.a, one.pair.b)?;
                Some(one)
            })
            .collect();
        // The order of documents rarely changes, so these are usually sorted already.
        pairs.sort_unstable();
        related.sort_unstable_by_key(|one| (one.pair.a, one.pair.b));
        ComparisonCache { pairs, related }
    }

    /// Splits the cache into pieces of at most `pairs` pairs.
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

    /// Appends the next piece.
    pub fn append(&mut self, mut piece: ComparisonCache) {
        self.pairs.append(&mut piece.pairs);
        self.related.append(&mut piece.related);
    }

    /// Splits sorted candidates into those not compared yet and the kept results of the others.
    pub(super) fn split(&self, candidates: &[Candidate]) -> (Vec<Candidate>, Vec<ComparedPair>) {
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
    use crate::document::{AdmittedBy, Match, Relation};

    fn candidate(a: DocumentNumber, b: DocumentNumber) -> Candidate {
        Candidate { a, b, shared: 3, is_capped: false }
    }

    fn related(a: DocumentNumber, b: DocumentNumber) -> ComparedPair {
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
            days_apart_utc: None,
            admitted_by: AdmittedBy::Near,
            held_apart: None,
        };
        ComparedPair { pair, matched: true }
    }

    #[test]
    fn compared_pairs_are_not_fresh_and_keep_their_results() {
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
    fn pieces_append_to_the_whole() {
        let candidates: Vec<_> = (1..20).map(|b| candidate(0, b)).collect();
        let known = ComparisonCache::new(&candidates, &[related(0, 3), related(0, 19)]);
        let mut again = ComparisonCache::default();
        known.pieces(4).into_iter().for_each(|piece| again.append(piece));
        assert_eq!(again, known);
        assert!(known.pieces(4).len() == 5 && ComparisonCache::default().pieces(4).is_empty());
    }
}
