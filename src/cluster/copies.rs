//! Groups re-published copies before anything is learned, so that each group has one vote.
//!
//! In: candidate pairs with their counts of shared sampled shingles. Out: for each document the number
//! that stands for its group. It verifies nothing: a vote may be wrong where a match may not.

use super::Candidates;
use super::components::Components;
use crate::document::DocumentNumber;
use crate::document::fingerprint::Fingerprints;

/// Estimated resemblance from which two documents are copies, in tenths.
const RESEMBLANCE_TENTHS: u64 = 6;
/// Fewer shared sampled shingles than this estimate nothing.
const SHARED: u32 = 6;

/// The smallest number of each document's group of copies, by document.
pub(super) fn copies(fingerprints: &Fingerprints, candidates: &Candidates) -> Vec<DocumentNumber> {
    let mut components = Components::new(fingerprints.len());
    for (number, first) in (0..).zip(&candidates.first_copy) {
        components.join(number, *first);
    }
    for pair in candidates.pairs.iter().filter(|pair| pair.shared >= SHARED) {
        let sampled =
            |number| fingerprints.head(number).map_or(0, |head| u64::from(head.sampled()));
        let shared = u64::from(pair.shared);
        let union = (sampled(pair.a) + sampled(pair.b)).saturating_sub(shared);
        if shared * 10 >= union * RESEMBLANCE_TENTHS {
            components.join(pair.a, pair.b);
        }
    }
    (0..fingerprints.len() as DocumentNumber).map(|number| components.root(number)).collect()
}
