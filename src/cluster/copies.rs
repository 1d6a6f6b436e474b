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
        if !furniture(fingerprints, number, *first) {
            components.join(number, *first);
        }
    }
    for pair in candidates.pairs.iter().filter(|pair| pair.shared >= SHARED) {
        let sampled =
            |number| fingerprints.head(number).map_or(0, |head| u64::from(head.sampled()));
        let shared = u64::from(pair.shared);
        let union = (sampled(pair.a) + sampled(pair.b)).saturating_sub(shared);
        if shared * 10 >= union * RESEMBLANCE_TENTHS && !furniture(fingerprints, pair.a, pair.b) {
            components.join(pair.a, pair.b);
        }
    }
    (0..fingerprints.len() as DocumentNumber).map(|number| components.root(number)).collect()
}

/// Whether two texts of one site stand under different headlines: then what they share may be the
/// site's furniture, and each votes for itself.
fn furniture(fingerprints: &Fingerprints, a: DocumentNumber, b: DocumentNumber) -> bool {
    let (Some(one), Some(two)) = (fingerprints.head(a), fingerprints.head(b)) else { return false };
    let headlines = (one.headline_hash, two.headline_hash);
    one.site.is_some()
        && one.site == two.site
        && headlines.0 != headlines.1
        && headlines.0 != 0
        && headlines.1 != 0
}
