//! Keeps documents that contain several unlike stories from joining these stories.
//!
//! In: compared pairs. Out: the same pairs, some of them marked as held apart. It removes no pair.
//!
//! A digest contains several stories. A full story contains its excerpts, however little these overlap. The two
//! differ in two ways: a full story is about one thing throughout, which [`super::topic`] tests by rare words;
//! and the stories of a digest have copies of their own elsewhere, while nobody copies an excerpt as such.

use std::io;

use rayon::prelude::*;

use super::alignment::shared_tokens;
use super::compared_pair::ComparedPair;
use super::components::Components;
use super::shingle_sets::LoadedDocument;
use super::topic::{Likeness, Words};
use super::verify::Verifier;
use crate::document::fingerprint::Fingerprints;
use crate::document::shingle::Token;
use crate::document::{AdmittedBy, DocumentNumber, HeldApart, Match};

/// Unlike stories that are distinguished among the documents that contain one text.
const STORIES: usize = 16;
/// Parts of one document that are read.
const PARTS: usize = 12;
/// A part lies in a fuller version elsewhere if the document has less than this share of it, in hundredths.
const FULLER: u64 = 75;
/// Versions of one report with new figures. A form has more.
const VERSIONS: usize = 8;

/// One direction of a pair.
#[derive(Debug, Clone, Copy)]
struct Side {
    own: DocumentNumber,
    other: DocumentNumber,
    at: usize,
}

/// Marks the matches of digests, of site chrome saved as stories and of forms: they are reported but join no
/// cluster.
pub(super) fn guard(verifier: &Verifier<'_>, compared: &mut [ComparedPair]) -> io::Result<()> {
    forms(verifier.fingerprints.len(), compared);
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
    let copied = copied(verifier, compared);
    let barred = barred(&sides, |sides| digest(verifier, compared, &copied, sides))?;
    mark(compared, &barred, HeldApart::Digest);
    let barred = self::barred(&sides, |sides| hub(verifier, compared, sides))?;
    mark(compared, &barred, HeldApart::Template);
    Ok(())
}

/// The pairs that a guard bars, over all documents that have two pairs.
fn barred(
    sides: &[Side],
    guard: impl Fn(&[Side]) -> io::Result<Vec<usize>> + Sync + Send,
) -> io::Result<Vec<usize>> {
    let barred: Vec<Vec<usize>> = sides
        .par_chunk_by(|a, b| a.own == b.own)
        .filter(|sides| sides.len() > 1)
        .map(guard)
        .collect::<io::Result<_>>()?;
    Ok(barred.concat())
}

fn mark(compared: &mut [ComparedPair], barred: &[usize], reason: HeldApart) {
    for at in barred {
        if let Some(one) = compared.get_mut(*at) {
            one.pair.held_apart.get_or_insert(reason);
        }
    }
}

/// Holds revisions apart if too many documents are revisions of each other: they are a form.
fn forms(documents: usize, compared: &mut [ComparedPair]) {
    let is_revision =
        |one: &ComparedPair| one.matched && one.pair.admitted_by == AdmittedBy::Revision;
    let mut components = Components::new(documents);
    let mut members: Vec<DocumentNumber> = Vec::new();
    for one in compared.iter().filter(|one| is_revision(one)) {
        components.join(one.pair.a, one.pair.b);
        members.extend([one.pair.a, one.pair.b]);
    }
    members.sort_unstable();
    members.dedup();
    let mut roots: Vec<DocumentNumber> =
        members.iter().map(|member| components.root(*member)).collect();
    roots.sort_unstable();
    for one in compared.iter_mut().filter(|one| is_revision(one)) {
        let root = components.root(one.pair.a);
        let size = roots.partition_point(|other| *other <= root)
            - roots.partition_point(|other| *other < root);
        if size > VERSIONS {
            one.pair.held_apart = Some(HeldApart::Template);
        }
    }
}

/// For each document, whether it has an exact or near copy.
fn copied(verifier: &Verifier<'_>, compared: &[ComparedPair]) -> Vec<bool> {
    let mut copied = vec![false; verifier.fingerprints.len()];
    let exact = (0..).zip(verifier.first_copy).filter(|(number, first)| number != *first);
    let near = compared.iter().filter(|one| one.matched && !is_loose(&one.pair));
    let both = near.flat_map(|one| [one.pair.a, one.pair.b]);
    for number in exact.map(|(_, first)| *first).chain(both) {
        if let Some(flag) = copied.get_mut(number as usize) {
            *flag = true;
        }
    }
    copied
}

/// A part of a document that another document has too.
struct Part {
    /// For each token of the document, whether it is in the part.
    tokens: Vec<bool>,
    length: usize,
    /// Whether the other document has much more text than the part.
    is_cut: bool,
    /// Whether the other document has copies of its own.
    is_copied: bool,
    other: LoadedDocument,
}

/// The matches to bar if a document is a digest: all except near copies and pairs with the same headline.
fn digest(
    verifier: &Verifier<'_>,
    compared: &[ComparedPair],
    copied: &[bool],
    sides: &[Side],
) -> io::Result<Vec<usize>> {
    let Some(own) = sides.first().map(|side| side.own) else { return Ok(Vec::new()) };
    let fingerprints = verifier.fingerprints;
    let mut parts: Vec<(usize, &Side, Vec<u32>)> = sides
        .iter()
        .filter(|side| compared.get(side.at).is_some_and(|one| is_part_of(&one.pair, own)))
        .map(|side| {
            let common = common(&sample(fingerprints, own), &sample(fingerprints, side.other));
            (common.len(), side, common)
        })
        .collect();
    // Of documents with the same part one is enough, a copied one before others. A long part may be another
    // digest, which covers them all, and a short one a phrase of several: both orders are tried.
    let mut distinct: Vec<(Side, Vec<u32>)> = Vec::new();
    for longest_first in [false, true] {
        parts.sort_by_key(|(length, side, _)| {
            let is_copied = copied.get(side.other as usize).copied().unwrap_or(false);
            let order = if longest_first { usize::MAX - length } else { *length };
            (!is_copied, order, side.other)
        });
        let before = distinct.len();
        for (_, side, part) in &parts {
            let chosen = distinct.get(before..).unwrap_or(&[]);
            let is_new = chosen.iter().all(|(_, other)| overlap_at_most(2, other, part));
            if is_new && chosen.len() < PARTS && distinct.iter().all(|(one, _)| one.at != side.at) {
                distinct.push((**side, part.clone()));
            }
        }
    }
    let apart = distinct.iter().enumerate().any(|(nth, (_, one))| {
        distinct.iter().skip(nth + 1).any(|(_, two)| overlap_at_most(4, one, two))
    });
    if !apart {
        return Ok(Vec::new());
    }
    let sides_of_parts: Vec<Side> = distinct.iter().map(|(side, _)| *side).collect();
    if !holds_several_stories(verifier, compared, copied, &sides_of_parts)? {
        return Ok(Vec::new());
    }
    let is_barred = |side: &&Side| {
        compared.get(side.at).is_some_and(|one| is_loose(&one.pair) && !same_headline(&one.pair))
    };
    Ok(sides.iter().filter(is_barred).map(|side| side.at).collect())
}

/// Whether two parts of a document are different stories.
fn holds_several_stories(
    verifier: &Verifier<'_>,
    compared: &[ComparedPair],
    copied: &[bool],
    sides: &[Side],
) -> io::Result<bool> {
    let Some(own) = sides.first().map(|side| side.own) else { return Ok(false) };
    let document = verifier.loaded(own)?;
    let headline = verifier.headline_tokens(own);
    let parts: Vec<Part> = sides
        .iter()
        .map(|side| {
            let other = verifier.loaded(side.other)?;
            let mut tokens = shared_tokens(&document, &other);
            tokens.iter_mut().take(headline).for_each(|token| *token = false);
            let length = tokens.iter().filter(|token| **token).count();
            let is_cut = compared.get(side.at).is_some_and(|one| {
                let pair = &one.pair;
                let theirs = if pair.a == own { pair.shingles_b } else { pair.shingles_a };
                u64::from(pair.shared_shingles) * 100 < u64::from(theirs) * FULLER
            });
            let is_copied = copied.get(side.other as usize).copied().unwrap_or(false);
            Ok(Part { tokens, length, is_cut, is_copied, other })
        })
        .collect::<io::Result<_>>()?;
    let longest = parts.iter().map(|part| part.length).max().unwrap_or(0);
    let topics = verifier.topics();
    let words = |wanted: &dyn Fn(usize) -> bool| {
        let tokens = document.tokens.iter().enumerate().skip(headline);
        Words::of(tokens.filter(|(at, _)| wanted(*at)).map(|(_, token)| *token))
    };
    let in_part = |part: &Part, at: usize| part.tokens.get(at).copied().unwrap_or(false);
    let to_rest: Vec<Likeness> = parts
        .iter()
        .map(|part| {
            let (inside, outside) =
                (words(&|at| in_part(part, at)), words(&|at| !in_part(part, at)));
            topics.likeness(&inside, &outside)
        })
        .collect();
    for (nth, (one, one_to_rest)) in parts.iter().zip(&to_rest).enumerate() {
        for (two, two_to_rest) in parts.iter().zip(&to_rest).skip(nth + 1) {
            let both = one.tokens.iter().zip(&two.tokens).filter(|(a, b)| **a && **b).count();
            let smaller = one.length.min(two.length);
            // Statements on one matter share phrases.
            if one.is_copied && two.is_copied && both * 4 < smaller {
                return Ok(true);
            }
            // Parts that a longer one covers are versions of a story that goes on.
            if both * 10 >= smaller || one.length.max(two.length) < longest {
                continue;
            }
            // Excerpts lie within the document. What lies in fuller versions elsewhere is one story only if
            // these are alike.
            let unlike = if one.is_cut && two.is_cut {
                let all = |part: &Part| Words::of(part.other.tokens.iter().copied());
                topics.likeness(&all(one), &all(two)) != Likeness::Alike
            } else {
                let likenesses = [*one_to_rest, *two_to_rest];
                let between = || {
                    topics.likeness(&words(&|at| in_part(one, at)), &words(&|at| in_part(two, at)))
                };
                likenesses == [Likeness::Unlike; 2]
                    || (!likenesses.contains(&Likeness::Alike) && between() == Likeness::Unlike)
            };
            if unlike {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Whether a pair shares a part of a document, but not most of it.
fn is_part_of(pair: &Match, own: DocumentNumber) -> bool {
    let mine = if pair.a == own { pair.shingles_a } else { pair.shingles_b };
    pair.shared_shingles * 10 >= mine && pair.shared_shingles * 4 < mine * 3 && is_loose(pair)
}

/// Whether two parts are large enough to compare, and have less than one in `share` of the smaller in common.
fn overlap_at_most(share: usize, one: &[u32], two: &[u32]) -> bool {
    let smaller = one.len().min(two.len());
    smaller >= 2 && common(one, two).len() * share < smaller
}

fn same_headline(pair: &Match) -> bool {
    pair.headline_similarity.is_some_and(|similarity| similarity >= 5_000)
}

/// The documents of one story that contain a text.
struct Story<'s> {
    reference: Vec<u32>,
    members: Vec<&'s Side>,
}

/// The matches to bar if a document is contained in others that are unlike each other. If most of these are
/// one story, the document is an excerpt of it and the others are digests. Otherwise the document is site
/// chrome that was saved as a story. Pairs with the same headline are not barred.
fn hub(
    verifier: &Verifier<'_>,
    compared: &[ComparedPair],
    sides: &[Side],
) -> io::Result<Vec<usize>> {
    let contains = |side: &&Side| {
        compared.get(side.at).is_some_and(|one| {
            one.matched
                && one.pair.held_apart.is_none()
                && is_loose(&one.pair)
                && own_share(&one.pair, side.other) < 60
        })
    };
    let holders: Vec<&Side> = sides.iter().filter(contains).collect();
    let Some(own) = sides.first().map(|side| side.own).filter(|_| holders.len() > 1) else {
        return Ok(Vec::new());
    };
    let own_sample = sample(verifier.fingerprints, own);
    let mut stories: Vec<Story<'_>> = Vec::new();
    for side in holders.iter().copied() {
        let mut reference = sample(verifier.fingerprints, side.other);
        reference.retain(|key| own_sample.binary_search(key).is_err());
        let full = stories.len() >= STORIES;
        // Two documents that match each other are one story here too.
        let matches = |members: &[&Side]| {
            members.first().is_some_and(|first| are_matched(compared, first.other, side.other))
        };
        let found = stories.iter_mut().find(|story| {
            full || !overlap_at_most(10, &story.reference, &reference) || matches(&story.members)
        });
        match found {
            Some(story) => story.members.push(side),
            None => stories.push(Story { reference, members: vec![side] }),
        }
    }
    if stories.len() < 2 {
        return Ok(Vec::new());
    }
    let stories = merge_alike(verifier, own, stories)?;
    let left: usize = stories.iter().map(Vec::len).sum();
    let native = holders.len() - left;
    let main = stories.iter().map(Vec::len).max().unwrap_or(0);
    let is_excerpt = main * 2 > holders.len();
    Ok(stories
        .iter()
        .filter(|members| {
            (stories.len() > 1 || native > 0) && !(is_excerpt && members.len() == main)
        })
        .flatten()
        .filter(|side| compared.get(side.at).is_some_and(|one| !same_headline(&one.pair)))
        .map(|side| side.at)
        .collect())
}

/// Merges stories that may be about the same thing, judged by the text beside the one they all contain. Leaves
/// out stories that are about the same thing as that text.
fn merge_alike<'s>(
    verifier: &Verifier<'_>,
    own: DocumentNumber,
    stories: Vec<Story<'s>>,
) -> io::Result<Vec<Vec<&'s Side>>> {
    let document = verifier.loaded(own)?;
    let topics = verifier.topics();
    let about = Words::of(document.tokens.iter().copied());
    let mut merged: Vec<(Words, Vec<&'s Side>)> = Vec::new();
    for story in stories {
        let Some(first) = story.members.first() else { continue };
        let holder = verifier.loaded(first.other)?;
        let shared = shared_tokens(&holder, &document);
        let rest = holder.tokens.iter().zip(shared).filter(|(_, shared)| !shared);
        let rest = Words::of(rest.map(|(token, _): (&Token, bool)| *token));
        if topics.likeness(&about, &rest) == Likeness::Alike {
            continue;
        }
        match merged.iter_mut().find(|(words, _)| topics.likeness(words, &rest) != Likeness::Unlike)
        {
            Some((_, members)) => members.extend(story.members),
            None => merged.push((rest, story.members)),
        }
    }
    Ok(merged.into_iter().map(|(_, members)| members).collect())
}

/// Whether two documents are a match that may join a cluster. `compared` is sorted by its documents.
fn are_matched(compared: &[ComparedPair], a: DocumentNumber, b: DocumentNumber) -> bool {
    compared
        .binary_search_by_key(&(a.min(b), a.max(b)), |one| (one.pair.a, one.pair.b))
        .ok()
        .and_then(|at| compared.get(at))
        .is_some_and(|one| one.matched && one.pair.held_apart.is_none())
}

/// Whether the two documents of a match differ in more than two fifths of their shingles.
fn is_loose(pair: &Match) -> bool {
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
