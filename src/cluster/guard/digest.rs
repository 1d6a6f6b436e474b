//! Tells digests from full stories with excerpts.
//!
//! In: the pairs of one document. Out: the pairs to hold apart. It bars neither copies of most of a digest nor pairs
//! with the same headline.
//!
//! A digest contains several stories. A full story contains its excerpts, however little these overlap. The two
//! differ in two ways: a full story is about one thing throughout, which [`crate::cluster::topic`] tests by rare
//! words; and the stories of a digest have copies of their own elsewhere, while an excerpt has none.

use std::io;

use super::side::{Side, common, is_loose, overlap_at_most, same_headline, sample};
use crate::cluster::alignment::shared_tokens;
use crate::cluster::compared_pair::ComparedPair;
use crate::cluster::shingle_sets::LoadedDocument;
use crate::cluster::topic::{Likeness, Words};
use crate::cluster::verify::Verifier;
use crate::document::fingerprint::Fingerprints;
use crate::document::{DocumentNumber, Match};

/// Parts of one document that are read, in each order.
const PARTS: usize = 12;
/// A part is in a fuller version elsewhere if the document has less than this share of it, in hundredths.
const FULLER: u64 = 75;

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

/// The matches to bar if a document is a digest: all except near copies of the whole digest and pairs with the same
/// headline.
pub(super) fn digest(
    verifier: &Verifier<'_>,
    compared: &[ComparedPair],
    copied: &[bool],
    sides: &[Side],
) -> io::Result<Vec<usize>> {
    let parts = distinct_parts(verifier.fingerprints, compared, copied, sides);
    if parts.is_empty() || !holds_several_stories(verifier, compared, copied, &parts)? {
        return Ok(Vec::new());
    }
    let is_barred = |side: &&Side| {
        compared.get(side.at).is_some_and(|one| {
            (is_loose(&one.pair) || is_part_of(&one.pair, side.own)) && !same_headline(&one.pair)
        })
    };
    Ok(sides.iter().filter(is_barred).map(|side| side.at).collect())
}

/// The parts to compare: none if no two of them are apart.
///
/// Of documents with the same part one is enough, a copied one before others. A long part may be another digest,
/// which covers them all, and a short one a phrase of several: both orders are tried.
fn distinct_parts(
    fingerprints: &Fingerprints,
    compared: &[ComparedPair],
    copied: &[bool],
    sides: &[Side],
) -> Vec<Side> {
    let Some(own) = sides.first().map(|side| side.own) else { return Vec::new() };
    let mut parts: Vec<(usize, &Side, Vec<u32>)> = sides
        .iter()
        .filter(|side| compared.get(side.at).is_some_and(|one| is_part_of(&one.pair, own)))
        .map(|side| {
            let common = common(&sample(fingerprints, own), &sample(fingerprints, side.other));
            (common.len(), side, common)
        })
        .collect();
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
        return Vec::new();
    }
    distinct.into_iter().map(|(side, _)| side).collect()
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
            let all = |part: &Part| Words::of(part.other.tokens.iter().copied());
            let are_alike = || topics.likeness(&all(one), &all(two)) == Likeness::Alike;
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
                !are_alike()
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

/// Whether a pair shares a part of a document, but not most of it. A story in a digest of two may be two thirds
/// of it.
fn is_part_of(pair: &Match, own: DocumentNumber) -> bool {
    let mine = if pair.a == own { pair.shingles_a } else { pair.shingles_b };
    pair.shared_shingles * 10 >= mine && pair.shared_shingles * 4 < mine * 3
}
