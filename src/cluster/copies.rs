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
/// Estimated containment from which a document is an excerpt of another, in thousandths.
const CONTAINED: u64 = 700;
/// Shared sampled shingles that an estimate needs at least.
const SHARED: u32 = 6;

/// The smallest number of each document's group of copies, by document.
pub(super) fn copies(fingerprints: &Fingerprints, candidates: &Candidates) -> Vec<DocumentNumber> {
    roots(groups(fingerprints, candidates), fingerprints)
}

fn groups(fingerprints: &Fingerprints, candidates: &Candidates) -> Components {
    let mut components = Components::new(fingerprints.len());
    for (number, first) in (0..).zip(&candidates.first_copy) {
        if !may_be_chrome(fingerprints, number, *first, true) {
            components.join(number, *first);
        }
    }
    for pair in candidates.pairs.iter().filter(|pair| pair.shared >= SHARED) {
        // What hundreds of documents share is a form, unless other sites print it.
        if pair.is_capped && !are_apart(fingerprints, pair.a, pair.b) {
            continue;
        }
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
    components
}

/// The smallest number of each document's group of copies and their excerpts, by document.
pub(super) fn stories(fingerprints: &Fingerprints, candidates: &Candidates) -> Vec<DocumentNumber> {
    let mut components = groups(fingerprints, candidates);
    for (excerpt, whole) in (0..).zip(containers(fingerprints, candidates)) {
        if let Some((_, whole)) = whole {
            components.join(excerpt, whole);
        }
    }
    roots(components, fingerprints)
}

fn roots(mut components: Components, fingerprints: &Fingerprints) -> Vec<DocumentNumber> {
    (0..fingerprints.len() as DocumentNumber).map(|number| components.root(number)).collect()
}

/// For each document, the larger document of another site that has most of it, with the share that it has. An
/// excerpt belongs to one group only: a notice that stands on many pages would otherwise make them one group.
fn containers(
    fingerprints: &Fingerprints,
    candidates: &Candidates,
) -> Vec<Option<(u64, DocumentNumber)>> {
    let mut containers: Vec<Option<(u64, DocumentNumber)>> = vec![None; fingerprints.len()];
    for pair in candidates.pairs.iter().filter(|pair| pair.shared >= SHARED) {
        let (Some(a), Some(b)) = (fingerprints.head(pair.a), fingerprints.head(pair.b)) else {
            continue;
        };
        if !are_apart(fingerprints, pair.a, pair.b) {
            continue;
        }
        let (excerpt, whole, sampled) = if (a.sampled(), pair.b) < (b.sampled(), pair.a) {
            (pair.a, pair.b, a.sampled())
        } else {
            (pair.b, pair.a, b.sampled())
        };
        let share = u64::from(pair.shared) * 1_000 / u64::from(sampled.max(1));
        if share < CONTAINED {
            continue;
        }
        // Of several that have as much, the first.
        if let Some(slot) = containers.get_mut(excerpt as usize)
            && slot.is_none_or(|(most, _)| share > most)
        {
            *slot = Some((share, whole));
        }
    }
    containers
}

/// Whether two documents are of two sites. Where a site is unknown, they are not.
fn are_apart(fingerprints: &Fingerprints, a: DocumentNumber, b: DocumentNumber) -> bool {
    let (Some(one), Some(two)) = (fingerprints.head(a), fingerprints.head(b)) else { return false };
    one.site.is_some() && two.site.is_some() && one.site != two.site
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
