//! Aligns the texts of matches: the passages that both documents have.
//!
//! In: matches, and the token sequences of their documents. Out: passages in tokens of the texts, without the
//! headlines. It decides nothing: a match stays a match without a passage.
//!
//! A passage grows from runs of the same words. Runs that follow each other closely in both texts are one
//! passage, so that a changed word does not divide it.

use std::collections::HashMap;
use std::io;
use std::ops::Range;

use rayon::prelude::*;

use super::publication_time;
use crate::document::fingerprint::{Fingerprints, Sequence};
use crate::document::passage::Passage;
use crate::document::shingle::{SHINGLE_TOKENS, Token, key, shingles};
use crate::document::{DocumentNumber, Match};

/// Places of one shingle in a text that are tried.
const PLACES: usize = 8;
/// Tokens between two runs of one passage at most, in each text.
const GAP: usize = 16;
/// Tokens that a passage has at least, unless it is the longest of its pair.
const SHORTEST: usize = 8;

/// The passages of all matches, in the order of the matches and of the first text.
///
/// # Errors
/// If token sequences are on disk and cannot be read.
pub fn passages(fingerprints: &Fingerprints, matches: &[Match]) -> io::Result<Vec<Passage>> {
    let found: Vec<Vec<Passage>> = matches
        .par_iter()
        .map(|one| {
            let (a, b) = (text(fingerprints, one.a)?, text(fingerprints, one.b)?);
            let source = source(fingerprints, one);
            let passage = |part: Run| Passage {
                a: one.a,
                b: one.b,
                tokens_a: part.a.start as u32..part.a.end as u32,
                tokens_b: part.b.start as u32..part.b.end as u32,
                shared: part.shared as u32,
                source,
            };
            Ok(align(&a, &b).into_iter().map(passage).collect())
        })
        .collect::<io::Result<_>>()?;
    Ok(found.concat())
}

/// The document of a match that was published first, if that is certain.
fn source(fingerprints: &Fingerprints, one: &Match) -> Option<DocumentNumber> {
    let published = |number| fingerprints.head(number).and_then(|head| head.published);
    let (a, b) = (published(one.a)?, published(one.b)?);
    if publication_time::is_before(a, b) {
        Some(one.a)
    } else {
        publication_time::is_before(b, a).then_some(one.b)
    }
}

/// The tokens of a document below its headline.
fn text(fingerprints: &Fingerprints, number: DocumentNumber) -> io::Result<Vec<Token>> {
    let mut sequence = Sequence::default();
    fingerprints.sequence(number, &mut sequence)?;
    let headline = fingerprints.head(number).map_or(0, |head| head.headline_tokens as usize);
    Ok(sequence.tokens.split_off(headline.min(sequence.tokens.len())))
}

/// A stretch that two texts have, in tokens of each.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Run {
    a: Range<usize>,
    b: Range<usize>,
    /// Words that are the same.
    shared: usize,
}

impl Run {
    /// Whether another run follows closely in both texts.
    fn goes_on_in(&self, next: &Run) -> bool {
        let near = |end: usize, start: usize| start.checked_sub(end).is_some_and(|gap| gap <= GAP);
        near(self.a.end, next.a.start) && near(self.b.end, next.b.start)
    }
}

/// The passages that two texts have, in the order of the first.
fn align(a: &[Token], b: &[Token]) -> Vec<Run> {
    let mut passages: Vec<Run> = Vec::new();
    for run in runs(a, b) {
        match passages.last_mut().filter(|last| last.goes_on_in(&run)) {
            Some(last) => {
                (last.a.end, last.b.end) = (run.a.end, run.b.end);
                last.shared += run.shared;
            }
            None => passages.push(run),
        }
    }
    let longest = passages.iter().map(|passage| passage.shared).max().unwrap_or(0);
    passages.retain(|one| one.shared >= SHORTEST || one.shared == longest);
    passages
}

/// The longest runs of the same words, each from the first word of the first text that is in no run before it.
fn runs(a: &[Token], b: &[Token]) -> Vec<Run> {
    let mut places: HashMap<u32, Vec<usize>> = HashMap::new();
    for (at, shingle) in shingles(b).map(key).enumerate() {
        let list = places.entry(shingle).or_default();
        if list.len() < PLACES {
            list.push(at);
        }
    }
    let keys: Vec<u32> = shingles(a).map(key).collect();
    let same = |x: &Token, y: &Token| x.word() == y.word();
    let mut runs: Vec<Run> = Vec::new();
    let mut at = 0;
    while let Some(shingle) = keys.get(at) {
        let after = runs.last().map_or(0, |last| last.b.end);
        let length = |place: usize| {
            let (x, y) = (a.get(at..).unwrap_or(&[]), b.get(place..).unwrap_or(&[]));
            x.iter().zip(y).take_while(|(x, y)| same(x, y)).count()
        };
        let best = places
            .get(shingle)
            .into_iter()
            .flatten()
            .map(|&place| (length(place), place))
            // Of runs of one length, the next in the second text.
            .max_by_key(|&(length, place)| (length, place >= after, usize::MAX - place));
        match best.filter(|(length, _)| *length >= SHINGLE_TOKENS.min(a.len())) {
            Some((length, place)) => {
                runs.push(Run { a: at..at + length, b: place..place + length, shared: length });
                at += length;
            }
            None => at += 1,
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(words: impl Iterator<Item = u32>) -> Vec<Token> {
        words.map(|word| Token::new(word.wrapping_mul(0x9e37_79b1), false, false)).collect()
    }

    fn found(a: &[Token], b: &[Token]) -> Vec<(Range<usize>, Range<usize>, usize)> {
        align(a, b).into_iter().map(|one| (one.a, one.b, one.shared)).collect()
    }

    #[test]
    fn a_changed_word_does_not_divide_a_passage() {
        let story = text(0..60);
        let copy = text((200..210).chain(0..30).chain([300]).chain(31..60));
        assert_eq!(found(&story, &copy), [(0..60, 10..70, 59)]);
        assert_eq!(found(&story, &story), [(0..60, 0..60, 60)]);
    }

    #[test]
    fn passages_in_another_order_are_separate() {
        let story = text(0..60);
        let moved = text((30..60).chain(0..30));
        assert_eq!(found(&story, &moved), [(0..30, 30..60, 30), (30..60, 0..30, 30)]);
    }

    #[test]
    fn chance_phrases_are_left_out_unless_there_is_nothing_else() {
        let one = text((0..40).chain(900..905).chain(100..140));
        let two = text((900..905).chain(500..600).chain(0..40));
        assert_eq!(found(&one, &two), [(0..40, 105..145, 40)]);
        let three = text((900..905).chain(500..600));
        assert_eq!(found(&one, &three), [(40..45, 0..5, 5)]);
    }

    #[test]
    fn texts_without_a_common_shingle_have_no_passage() {
        assert!(found(&text(0..30), &text(100..130)).is_empty());
        assert!(found(&[], &text(0..3)).is_empty());
        assert_eq!(found(&text(0..3), &text(0..3)), [(0..3, 0..3, 3)], "shorter than a shingle");
    }
}
