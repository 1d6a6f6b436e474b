//! Tells a story that stands in a document about something else from an excerpt.
//!
//! In: compared pairs. Out: the pairs to hold apart. It bars no pair with the same headline.
//!
//! A roundup, a live page or a story with another one below it contains a whole report that is not its own. An
//! excerpt is about the same thing as the rest of its story, and the headline of the story names it.

use std::io;

use rayon::prelude::*;

use super::side::{is_loose, same_headline};
use crate::cluster::compared_pair::ComparedPair;
use crate::cluster::shared_chrome::Body;
use crate::cluster::shingle_sets::LoadedDocument;
use crate::cluster::topic::{Likeness, Words};
use crate::cluster::verify::Verifier;
use crate::document::{DocumentNumber, Match};

/// Share of a document, in hundredths, that a story embedded in it has at most.
const SHARE: usize = 35;
/// The same where there are too few rare words to tell whether the rest is about something else.
const SHARE_IF_UNKNOWN: usize = 20;
/// The same if its headline names several stories, on one matter perhaps.
const SHARE_IF_ALIKE: usize = 20;
/// The same if its headline names several stories, and the rest is about something else.
const SHARE_OF_DIGEST: usize = 60;

/// Tokens at the start of a text that stand for a headline where there is none.
const LEAD: usize = 25;

/// The matches in which one document only has the other among its text.
pub(super) fn embedded(
    verifier: &Verifier<'_>,
    compared: &[ComparedPair],
) -> io::Result<Vec<usize>> {
    let barred: Vec<Option<usize>> = compared
        .par_iter()
        .enumerate()
        .map(|(at, one)| {
            let is_judged = one.is_open() && is_loose(&one.pair) && !same_headline(&one.pair);
            Ok((is_judged && is_embedded(verifier, &one.pair)?).then_some(at))
        })
        .collect::<io::Result<_>>()?;
    Ok(barred.into_iter().flatten().collect())
}

/// Whether the larger document of a pair is about something else than the part that it shares.
fn is_embedded(verifier: &Verifier<'_>, pair: &Match) -> io::Result<bool> {
    let (part, whole) =
        if pair.shingles_a < pair.shingles_b { (pair.a, pair.b) } else { (pair.b, pair.a) };
    let (story, document) = (verifier.loaded(part)?, verifier.loaded(whole)?);
    let headline = verifier.headline_tokens(whole);
    let body = Body::new(&document, &story, headline);
    let (inside, outside) = (body.words(true).count(), body.words(false).count());
    let share = inside * 100 / (inside + outside).max(1);
    let is_digest = verifier.fingerprints.head(whole).is_some_and(|head| head.is_digest);
    let words = |shared| Words::of(body.words(shared));
    let topics = verifier.topics();
    // Two texts without headlines may begin anywhere in one story.
    let are_named = headline > 0 || verifier.headline_tokens(part) > 0;
    let are_apart = || {
        let (one, two) = (title(verifier, part, &story), title(verifier, whole, &document));
        are_named && topics.are_headlines_apart(&one, &two)
    };
    Ok(match topics.likeness(&words(true), &words(false)) {
        Likeness::Alike => is_digest && share <= SHARE_IF_ALIKE,
        Likeness::Unlike if is_digest => share <= SHARE_OF_DIGEST,
        Likeness::Unlike => share <= SHARE && are_apart(),
        Likeness::Unknown => share <= SHARE_IF_UNKNOWN && (is_digest || are_apart()),
    })
}

/// The words of a document's headline; of its first words if it has none.
fn title(verifier: &Verifier<'_>, number: DocumentNumber, document: &LoadedDocument) -> Words {
    let headline = verifier.headline_tokens(number);
    let length = if headline == 0 { LEAD } else { headline };
    Words::of(document.tokens.iter().take(length).copied())
}
