//! Keeps documents that hold unrelated stories from joining them.
//!
//! In: verified matches. Out: the same, of which some no longer join clusters.

use rayon::prelude::*;

use crate::document::fingerprint::Fingerprints;
use crate::document::{DocumentNumber, Match};

/// A match seen from one of its documents.
#[derive(Debug, Clone, Copy)]
struct Side {
    own: DocumentNumber,
    other: DocumentNumber,
    at: usize,
}

/// Marks the matches of digests and of furniture saved as stories: they are reported and join nothing.
pub(super) fn guard(fingerprints: &Fingerprints, matches: &mut [Match]) {
    let mut sides: Vec<Side> = matches
        .iter()
        .enumerate()
        .flat_map(|(at, one)| {
            [Side { own: one.a, other: one.b, at }, Side { own: one.b, other: one.a, at }]
        })
        .collect();
    sides.par_sort_unstable_by_key(|side| (side.own, side.other));
    for unrelated in [digest, hub] {
        let barred: Vec<usize> = {
            let matches = &*matches;
            sides
                .par_chunk_by(|a, b| a.own == b.own)
                .filter(|sides| sides.len() > 1)
                .flat_map_iter(|sides| unrelated(fingerprints, matches, sides))
                .collect()
        };
        for at in barred {
            if let Some(one) = matches.get_mut(at) {
                one.joins = false;
            }
        }
    }
}

/// The matches of a document that holds two unrelated ones: all those but its near copies.
fn digest(fingerprints: &Fingerprints, matches: &[Match], sides: &[Side]) -> Vec<usize> {
    let parts: Vec<&Side> = sides
        .iter()
        .filter(|side| {
            matches.get(side.at).is_some_and(|one| loose(one) && own_share(one, side.own) < 75)
        })
        .collect();
    let Some(first) = parts.first() else { return Vec::new() };
    let is_digest =
        parts.iter().skip(1).any(|side| shared(fingerprints, first.other, side.other, None) < 10);
    sides
        .iter()
        .filter(|_| is_digest)
        .filter(|side| matches.get(side.at).is_some_and(loose))
        .map(|side| side.at)
        .collect()
}

/// The matches of a document that stands in two others which share nothing beside it: furniture of a
/// site that was saved as a story.
fn hub(fingerprints: &Fingerprints, matches: &[Match], sides: &[Side]) -> Vec<usize> {
    let holders: Vec<&Side> = sides
        .iter()
        .filter(|side| {
            matches
                .get(side.at)
                .is_some_and(|one| one.joins && loose(one) && own_share(one, side.other) < 60)
        })
        .collect();
    let Some(first) = holders.first() else { return Vec::new() };
    let is_hub = holders
        .iter()
        .skip(1)
        .any(|side| shared(fingerprints, first.other, side.other, Some(side.own)) < 10);
    holders.iter().filter(|_| is_hub).map(|side| side.at).collect()
}

/// Whether the two documents of a match are far from being the same.
fn loose(one: &Match) -> bool {
    let union = one.shingles_a + one.shingles_b - one.shared_shingles.min(one.shingles_b);
    u64::from(one.shared_shingles) * 10 < u64::from(union) * 6
}

/// The size of the other document in hundredths of one's own.
fn own_share(one: &Match, own: DocumentNumber) -> u64 {
    let (mine, other) = if one.a == own {
        (one.shingles_a, one.shingles_b)
    } else {
        (one.shingles_b, one.shingles_a)
    };
    u64::from(other) * 100 / u64::from(mine.max(1))
}

/// How much two documents share, in hundredths of the smaller's sampled shingles; those of a third left out.
fn shared(
    fingerprints: &Fingerprints,
    a: DocumentNumber,
    b: DocumentNumber,
    without: Option<DocumentNumber>,
) -> u64 {
    let left_out: &[u32] = without.map_or(&[], |number| fingerprints.sample(number));
    let own = |number| -> Vec<u32> {
        let mut keys: Vec<u32> = fingerprints
            .sample(number)
            .iter()
            .copied()
            .filter(|key| !left_out.contains(key))
            .collect();
        keys.sort_unstable();
        keys
    };
    let (one, two) = (own(a), own(b));
    let common = one.iter().filter(|key| two.binary_search(key).is_ok()).count() as u64;
    (common * 100).checked_div(one.len().min(two.len()) as u64).unwrap_or(100)
}
