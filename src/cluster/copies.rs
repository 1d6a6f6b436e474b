//! Groups re-published copies before anything is learned, so that each group has one vote.
//!
//! In: candidate pairs with their counts of shared sampled shingles. Out: the group of each document. It
//! verifies nothing: a wrong vote does less harm than a wrong match.

use super::candidate::Candidates;
use super::components::Components;
use crate::document::DocumentNumber;
use crate::document::fingerprint::Fingerprints;

/// Estimated resemblance from which two documents are copies, in tenths.
const RESEMBLANCE_TENTHS: u64 = 6;
/// And from which two texts of one site without headlines are copies.
const RESEMBLANCE_OF_ONE_SITE_TENTHS: u64 = 9;
/// Shared sampled shingles that an estimate needs at least.
const SHARED: u32 = 6;

/// The smallest number of each document's group of copies, by document.
pub(super) fn copies(fingerprints: &Fingerprints, candidates: &Candidates) -> Vec<DocumentNumber> {
    let mut components = Components::new(fingerprints.len());
    for (number, first) in (0..).zip(&candidates.first_copy) {
        if !may_be_chrome(fingerprints, number, *first, true) {
            components.join(number, *first);
        }
    }
    for pair in candidates.pairs.iter().filter(|pair| pair.shared >= SHARED) {
        let sampled =
            |number| fingerprints.head(number).map_or(0, |head| u64::from(head.sampled()));
        let shared = u64::from(pair.shared);
        let union = (sampled(pair.a) + sampled(pair.b)).saturating_sub(shared);
        let alike = shared * 10 >= union * RESEMBLANCE_OF_ONE_SITE_TENTHS;
        if shared * 10 >= union * RESEMBLANCE_TENTHS
            && !may_be_chrome(fingerprints, pair.a, pair.b, alike)
        {
            components.join(pair.a, pair.b);
        }
    }
    (0..fingerprints.len() as DocumentNumber).map(|number| components.root(number)).collect()
}

/// Whether two texts of one site have different headlines, or no headlines and are not nearly the same. They may
/// share only site chrome, so each has its own vote.
fn may_be_chrome(
    fingerprints: &Fingerprints,
    a: DocumentNumber,
    b: DocumentNumber,
    alike: bool,
) -> bool {
    let (Some(one), Some(two)) = (fingerprints.head(a), fingerprints.head(b)) else { return false };
    let headlines = [one.headline_hash, two.headline_hash];
    let differ = if headlines.contains(&0) { !alike } else { headlines[0] != headlines[1] };
    one.site.is_some() && one.site == two.site && differ
}
