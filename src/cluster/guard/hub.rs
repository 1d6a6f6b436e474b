//! Tells excerpts from site chrome that was saved as a story.
//!
//! In: the pairs of one document. Out: the pairs to hold apart. It does not bar pairs with the same headline.

use std::io;

use super::side::{Side, is_loose, overlap_at_most, same_headline, sample};
use crate::cluster::alignment::shared_tokens;
use crate::cluster::compared_pair::ComparedPair;
use crate::cluster::topic::{Likeness, Words};
use crate::cluster::verify::Verifier;
use crate::document::shingle::Token;
use crate::document::{DocumentNumber, Match};

/// Unlike stories that are distinguished among the documents that contain one text.
const STORIES: usize = 16;

/// The documents of one story that contain a text.
struct Story<'s> {
    reference: Vec<u32>,
    members: Vec<&'s Side>,
}

/// The matches to bar if a document is contained in others that are unlike each other. If most of these are
/// one story, the document is an excerpt of it and the others are digests. Otherwise the document is site
/// chrome that was saved as a story. Pairs with the same headline are not barred.
pub(super) fn hub(
    verifier: &Verifier<'_>,
    compared: &[ComparedPair],
    sides: &[Side],
) -> io::Result<Vec<usize>> {
    let contains = |side: &&Side| {
        compared.get(side.at).is_some_and(|one| {
            one.is_open() && is_loose(&one.pair) && own_share(&one.pair, side.other) < 60
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
        .is_some_and(ComparedPair::is_open)
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
