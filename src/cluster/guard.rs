//! Keeps documents that contain several unrelated stories from joining these stories.
//!
//! In: compared pairs. Out: the same pairs, some of them marked so that they join no cluster. It removes no
//! pair.

use rayon::prelude::*;

use super::compared_pair::ComparedPair;
use crate::document::fingerprint::Fingerprints;
use crate::document::{DocumentNumber, Match};

/// Unrelated stories that are distinguished among the documents that contain one text.
const STORIES: usize = 16;

/// One direction of a pair.
#[derive(Debug, Clone, Copy)]
struct Side {
    own: DocumentNumber,
    other: DocumentNumber,
    at: usize,
}

/// Marks the matches of digests and of site chrome saved as stories: they are reported but join no cluster.
pub(super) fn guard(fingerprints: &Fingerprints, compared: &mut [ComparedPair]) {
    let mut sides: Vec<Side> = compared
        .iter()
        .enumerate()
        .flat_map(|(at, one)| {
            [
                Side { own: one.pair.a, other: one.pair.b, at },
                Side { own: one.pair.b, other: one.pair.a, at },
            ]
        })
        .collect();
    sides.par_sort_unstable_by_key(|side| (side.own, side.other));
    for guard in [digest, hub] {
        let barred: Vec<usize> = {
            let compared = &*compared;
            sides
                .par_chunk_by(|a, b| a.own == b.own)
                .filter(|sides| sides.len() > 1)
                .flat_map_iter(|sides| guard(fingerprints, compared, sides))
                .collect()
        };
        for at in barred {
            if let Some(one) = compared.get_mut(at) {
                one.pair.joins = false;
            }
        }
    }
}

/// The matches to bar if a document contains parts of two unrelated documents: all except near copies and
/// pairs with the same headline.
fn digest(fingerprints: &Fingerprints, compared: &[ComparedPair], sides: &[Side]) -> Vec<usize> {
    let Some(own) = sides.first().map(|side| side.own) else { return Vec::new() };
    let parts: Vec<Vec<u32>> = sides
        .iter()
        .filter(|side| compared.get(side.at).is_some_and(|one| part_of(&one.pair, own)))
        .map(|side| common(&sample(fingerprints, own), &sample(fingerprints, side.other)))
        .collect();
    let Some(longest) = parts.iter().max_by_key(|part| part.len()) else { return Vec::new() };
    if !parts.iter().any(|part| apart(longest, part)) {
        return Vec::new();
    }
    let barred = |side: &&Side| {
        compared.get(side.at).is_some_and(|one| loose(&one.pair) && !same_headline(&one.pair))
    };
    sides.iter().filter(barred).map(|side| side.at).collect()
}

/// Whether a pair shares a part of a document, but not most of it.
fn part_of(pair: &Match, own: DocumentNumber) -> bool {
    let mine = if pair.a == own { pair.shingles_a } else { pair.shingles_b };
    pair.shared_shingles * 10 >= mine && pair.shared_shingles * 4 < mine * 3 && loose(pair)
}

/// Whether two parts of a document are large enough to compare, and different parts.
fn apart(one: &[u32], two: &[u32]) -> bool {
    let smaller = one.len().min(two.len());
    smaller >= 2 && common(one, two).len() * 10 < smaller
}

fn same_headline(pair: &Match) -> bool {
    pair.headline_similarity.is_some_and(|similarity| similarity >= 5_000)
}

/// The matches to bar if a document is contained in others that share nothing else. If most of these are one
/// story, the document is an excerpt of it and the others are digests. Otherwise the document is site chrome
/// that was saved as a story. Pairs with the same headline are not barred.
fn hub(fingerprints: &Fingerprints, compared: &[ComparedPair], sides: &[Side]) -> Vec<usize> {
    let holds = |side: &&Side| {
        compared.get(side.at).is_some_and(|one| {
            one.matched
                && one.pair.joins
                && loose(&one.pair)
                && own_share(&one.pair, side.other) < 60
        })
    };
    let holders: Vec<&Side> = sides.iter().filter(holds).collect();
    if holders.len() < 2 {
        return Vec::new();
    }
    let Some(own) = sides.first().map(|side| sample(fingerprints, side.own)) else {
        return Vec::new();
    };
    let mut stories: Vec<(Vec<u32>, Vec<&Side>)> = Vec::new();
    for side in holders.iter().copied() {
        let mut rest = sample(fingerprints, side.other);
        rest.retain(|key| own.binary_search(key).is_err());
        let known = stories.len() >= STORIES;
        // Two documents that match each other are one story here too.
        let same = |members: &[&Side]| {
            members.first().is_some_and(|first| are_matched(compared, first.other, side.other))
        };
        let found = stories
            .iter_mut()
            .find(|(reference, members)| known || !apart(reference, &rest) || same(members));
        match found {
            Some((_, members)) => members.push(side),
            None => stories.push((rest, vec![side])),
        }
    }
    let main = stories.iter().map(|(_, members)| members.len()).max().unwrap_or(0);
    let excerpt = main * 2 > holders.len();
    stories
        .iter()
        .filter(|(_, members)| stories.len() > 1 && !(excerpt && members.len() == main))
        .flat_map(|(_, members)| members)
        .filter(|side| compared.get(side.at).is_some_and(|one| !same_headline(&one.pair)))
        .map(|side| side.at)
        .collect()
}

/// Whether two documents are a match that may join a cluster. `compared` is sorted by its documents.
fn are_matched(compared: &[ComparedPair], a: DocumentNumber, b: DocumentNumber) -> bool {
    compared
        .binary_search_by_key(&(a.min(b), a.max(b)), |one| (one.pair.a, one.pair.b))
        .ok()
        .and_then(|at| compared.get(at))
        .is_some_and(|one| one.matched && one.pair.joins)
}

/// Whether the two documents of a match differ in more than two fifths of their shingles.
fn loose(pair: &Match) -> bool {
    let union = (pair.shingles_a + pair.shingles_b).saturating_sub(pair.shared_shingles);
    u64::from(pair.shared_shingles) * 10 < u64::from(union) * 6
}

/// The size of the other document in hundredths of the size of `own`.
fn own_share(pair: &Match, own: DocumentNumber) -> u64 {
    let (mine, other) = if pair.a == own {
        (pair.shingles_a, pair.shingles_b)
    } else {
        (pair.shingles_b, pair.shingles_a)
    };
    u64::from(other) * 100 / u64::from(mine.max(1))
}

/// The sampled shingles of a document, sorted.
fn sample(fingerprints: &Fingerprints, number: DocumentNumber) -> Vec<u32> {
    let mut keys = fingerprints.sample(number).to_vec();
    keys.sort_unstable();
    keys
}

/// The intersection of two sorted lists, sorted.
fn common(one: &[u32], two: &[u32]) -> Vec<u32> {
    one.iter().copied().filter(|key| two.binary_search(key).is_ok()).collect()
}
