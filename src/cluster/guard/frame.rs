//! Tells copies of a story from pages that have the same frame around little text of their own.
//!
//! In: the pairs of one document. Out: the pairs to hold apart. It does not judge documents of two known sites: what
//! several outlets print is a story.
//!
//! A race card, a photo page or a player page has a line or two of its own and below it what the site prints on all of
//! them. The own lines of such pages are about different things, and none is about the frame. The headlines of copies
//! differ too, but they are about the text below.

use std::io;

use super::side::{Side, same_headline};
use crate::cluster::alignment::shared_tokens;
use crate::cluster::compared_pair::ComparedPair;
use crate::cluster::shingle_sets::LoadedDocument;
use crate::cluster::topic::Words;
use crate::cluster::verify::Verifier;
use crate::document::DocumentNumber;
use crate::document::shingle::Token;

/// Pages that show a frame.
const PAGES: usize = 4;
/// Pages that are read at most.
const READ: usize = 8;
/// Tokens that a page has at most.
const LENGTH: u64 = 160;
/// Tokens of its own that it has at most.
const OWN: usize = 25;
/// Words, without common ones, that the lines of its own have at least.
const WORDS: usize = 2;

/// The matches to bar if a document is one of several pages with the same frame.
pub(super) fn frame(
    verifier: &Verifier<'_>,
    compared: &[ComparedPair],
    sides: &[Side],
) -> io::Result<Vec<usize>> {
    let is_short = |number: DocumentNumber| verifier.length(number) <= LENGTH;
    let may_be_framed = |side: &&Side| {
        is_short(side.other)
            && !verifier.are_two_sites(side.own, side.other)
            && compared.get(side.at).is_some_and(|one| one.is_open() && !same_headline(&one.pair))
    };
    let Some(own) = sides.first().map(|side| side.own).filter(|own| is_short(*own)) else {
        return Ok(Vec::new());
    };
    let pages: Vec<&Side> = sides.iter().filter(may_be_framed).collect();
    if pages.len() + 1 < PAGES {
        return Ok(Vec::new());
    }
    let document = verifier.loaded(own)?;
    let mut titled: Vec<LoadedDocument> = Vec::new();
    // Pages with the lines of this one: copies, perhaps without a headline.
    let mut copies: Vec<usize> = Vec::new();
    for side in pages.iter().take(READ) {
        let other = verifier.loaded(side.other)?;
        if has_title_of_its_own(verifier, &other, &document) {
            titled.push(other);
        } else {
            copies.push(side.at);
        }
    }
    let is_titled =
        titled.first().is_some_and(|other| has_title_of_its_own(verifier, &document, other));
    if !is_titled || titled.len() + 1 < PAGES {
        return Ok(Vec::new());
    }
    let mut frame = vec![true; document.tokens.len()];
    for other in &titled {
        for (token, shared) in frame.iter_mut().zip(shared_tokens(&document, other)) {
            *token &= shared;
        }
    }
    let shared = frame.iter().filter(|token| **token).count();
    let is_framed = shared > document.tokens.len() - shared;
    let barred = pages.iter().map(|side| side.at).filter(|at| is_framed && !copies.contains(at));
    Ok(barred.collect())
}

/// Whether a page begins with words of its own, few of which the text that it shares has, and has little besides.
fn has_title_of_its_own(
    verifier: &Verifier<'_>,
    page: &LoadedDocument,
    other: &LoadedDocument,
) -> bool {
    let shared = shared_tokens(page, other);
    let own = shared.iter().filter(|shared| !**shared).count();
    let title = shared.iter().take_while(|shared| !**shared).count();
    let (title, rest) = page.tokens.split_at_checked(title).unwrap_or((&[], &page.tokens));
    let of = |tokens: &[Token]| Words::of(tokens.iter().copied());
    let (found, words) = verifier.topics().found(&of(title), &of(rest));
    own <= OWN && words >= WORDS && found * 4 < words
}
