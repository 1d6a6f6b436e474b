//! Groups re-published copies before anything is learned, so that each group has one vote.
//!
//! In: candidate pairs with their counts of shared sampled shingles. Out: the group of each document. It
//! verifies nothing: a wrong vote does less harm than a wrong match.

use std::cmp::Reverse;

use super::candidate::{Candidate, Candidates};
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
        if is_one_vote(fingerprints, number, *first) {
            components.join(number, *first);
        }
    }
    for pair in candidates.pairs.iter().filter(|pair| is_copy(fingerprints, pair)) {
        components.join(pair.a, pair.b);
    }
    components
}

/// Whether a document and the first of its exact copies have one vote.
pub(super) fn is_one_vote(
    fingerprints: &Fingerprints,
    number: DocumentNumber,
    first: DocumentNumber,
) -> bool {
    !may_be_chrome(fingerprints, number, first, true)
}

/// Whether the documents of a pair are copies, which have one vote.
pub(super) fn is_copy(fingerprints: &Fingerprints, pair: &Candidate) -> bool {
    // What hundreds of documents share is a form, unless other sites print it.
    if pair.shared < SHARED || pair.is_capped && !are_apart(fingerprints, pair.a, pair.b) {
        return false;
    }
    let sampled = |number| fingerprints.head(number).map_or(0, |head| u64::from(head.sampled()));
    let shared = u64::from(pair.shared);
    let union = (sampled(pair.a) + sampled(pair.b)).saturating_sub(shared);
    let alike = shared * 10 >= union * RESEMBLANCE_OF_ONE_SITE_TENTHS;
    shared * 10 >= union * RESEMBLANCE_TENTHS && !may_be_chrome(fingerprints, pair.a, pair.b, alike)
}

/// The smallest number of each document's group of copies and their excerpts, by document.
pub(super) fn stories(fingerprints: &Fingerprints, candidates: &Candidates) -> Vec<DocumentNumber> {
    let mut components = groups(fingerprints, candidates);
    for (excerpt, whole) in (0..).zip(containers(fingerprints, candidates)) {
        if let Some((_, Reverse(whole))) = whole {
            components.join(excerpt, whole);
        }
    }
    roots(components, fingerprints)
}

fn roots(mut components: Components, fingerprints: &Fingerprints) -> Vec<DocumentNumber> {
    (0..fingerprints.len() as DocumentNumber).map(|number| components.root(number)).collect()
}

/// For each document, the larger document of another site that has most of it, with the share that it has. An
/// excerpt belongs to one group only: a notice that stands on many pages would otherwise make them one group. Of
/// several that have as much, the first is taken.
fn containers(
    fingerprints: &Fingerprints,
    candidates: &Candidates,
) -> Vec<Option<(u64, Reverse<DocumentNumber>)>> {
    let mut containers = vec![None; fingerprints.len()];
    for pair in &candidates.pairs {
        if let Some((excerpt, whole, share)) = container(fingerprints, pair)
            && let Some(slot) = containers.get_mut(excerpt as usize)
        {
            *slot = (*slot).max(Some((share, Reverse(whole))));
        }
    }
    containers
}

/// The document of a pair that may be an excerpt, the other one, and the share of the excerpt that the other one has.
pub(super) fn container(
    fingerprints: &Fingerprints,
    pair: &Candidate,
) -> Option<(DocumentNumber, DocumentNumber, u64)> {
    let (a, b) = (fingerprints.head(pair.a)?, fingerprints.head(pair.b)?);
    if pair.shared < SHARED || !are_apart(fingerprints, pair.a, pair.b) {
        return None;
    }
    let (excerpt, whole, sampled) = if (a.sampled(), pair.b) < (b.sampled(), pair.a) {
        (pair.a, pair.b, a.sampled())
    } else {
        (pair.b, pair.a, b.sampled())
    };
    let share = u64::from(pair.shared) * 1_000 / u64::from(sampled.max(1));
    (share >= CONTAINED).then_some((excerpt, whole, share))
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
