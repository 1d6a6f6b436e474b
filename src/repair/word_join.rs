//! Words stuck together: `thequick`, `companiesin`.
//!
//! In: the reading of a text. Out: insertions of spaces where the corpus does not know the run of letters,
//! knows its parts, and writes them side by side. Names, compounds and what the text itself repeats
//! stay; two ways to part it, with nothing to choose between them, stay too.

use std::collections::HashMap;

use super::evidence::{Reading, Token};
use super::little_words::is_little;
use super::Entry;
use crate::document::{Change, EditKind};

pub(super) const ENTRY: Entry =
    Entry { id: "joined-words", why: "Words without a space between them that the corpus writes apart." };

/// Longer runs of letters are not taken apart.
const LONGEST: usize = 40;

pub(super) fn find(reading: &Reading<'_>, changes: &mut Vec<Change>) {
    let mut repeated: Option<HashMap<&str, u32>> = None;
    for (index, token) in reading.tokens.iter().enumerate() {
        if token.count > 1 || token.span.len() < 4 || token.span.len() > LONGEST {
            continue;
        }
        let word = reading.word(token);
        let small = word.chars().skip(1).all(|c| c.is_lowercase() || matches!(c, '\'' | '’'));
        if !small || !reading.is_free(token) || is_part_of_a_split(reading, index) {
            continue;
        }
        let Some(parts) = part(reading, index, word) else { continue };
        let counts = repeated.get_or_insert_with(|| count_unknown(reading));
        let certain = counts.get(word).copied().unwrap_or(0) <= 1 && parts.certain;
        let mut at = token.span.start;
        let written = parts.words.join(" ");
        for piece in parts.words.iter().take(parts.words.len() - 1) {
            at += piece.len();
            let evidence = format!("{written}: side by side in {} texts", parts.pair);
            let mut change = ENTRY.change_by(at..at, " ", evidence);
            if !certain {
                change.kind = EditKind::Suggest;
            }
            changes.push(change);
        }
    }
}

/// How often each unknown word stands in the text itself: what is repeated is a name or a term.
fn count_unknown<'a>(reading: &Reading<'a>) -> HashMap<&'a str, u32> {
    let mut counts = HashMap::new();
    for token in reading.tokens.iter().filter(|token| token.count <= 1) {
        *counts.entry(reading.word(token)).or_insert(0) += 1;
    }
    counts
}

/// Whether the word before or behind completes it to a known one: then it is a fragment.
fn is_part_of_a_split(reading: &Reading<'_>, index: usize) -> bool {
    let word = reading.tokens.get(index).map(|t| reading.word(t)).unwrap_or_default();
    let with = |one: &str, two: &str| reading.count(&[one, two].concat()) > 2;
    let before = reading.before(index).is_some_and(|t: &Token| with(reading.word(t), word));
    before || reading.after(index).is_some_and(|t| with(word, reading.word(t)))
}

struct Parts<'a> {
    words: Vec<&'a str>,
    pair: u32,
    certain: bool,
}

/// The one good way to take a run of letters apart.
fn part<'a>(reading: &Reading<'_>, index: usize, word: &'a str) -> Option<Parts<'a>> {
    let mut ways: Vec<(u32, &str, &str)> = word
        .char_indices()
        .skip(1)
        .filter_map(|(at, _)| {
            let (one, two) = (word.get(..at)?, word.get(at..)?);
            let pair = plausible(reading, one, two)?;
            Some((pair, one, two))
        })
        .collect();
    ways.sort_by(|a, b| (b.0, a.1).cmp(&(a.0, b.1)));
    let Some(&(pair, one, two)) = ways.first() else { return part_in_three(reading, word) };
    let second = ways.get(1).map_or(0, |way| way.0);
    let clear = pair >= second.saturating_mul(4).max(1);
    let little = is_little(one) || is_little(two);
    let enough = if little { 1 } else { 3 };
    let neighbours = neighbours(reading, index, one, two);
    let certain = clear && (pair >= enough.max(2) || (pair >= enough && neighbours) || pair >= 10);
    Some(Parts { words: vec![one, two], pair, certain })
}

/// In how many texts two parts stand side by side, if both are words that stand alone.
fn plausible(reading: &Reading<'_>, one: &str, two: &str) -> Option<u32> {
    let alone = |word: &str| match word.chars().nth(1) {
        Some(_) => is_little(word) || (word.chars().nth(2).is_some() && reading.small(word) >= reading.share(1, 5)),
        None => matches!(word, "a" | "I" | "A" | "y" | "o" | "e" | "é" | "à"),
    };
    if !alone(one) && !(one.starts_with(char::is_uppercase) && reading.count(one) >= reading.share(1, 5) && one.len() > 2) {
        return None;
    }
    if !alone(two) {
        return None;
    }
    let pair = reading.pair(one, two);
    (pair > 0).then_some(pair)
}

/// Three words, the one in the middle a little one.
fn part_in_three<'a>(reading: &Reading<'_>, word: &'a str) -> Option<Parts<'a>> {
    let cuts: Vec<usize> = word.char_indices().skip(1).map(|(at, _)| at).collect();
    let mut best: Option<(u32, Parts<'a>)> = None;
    let mut rivals = 0;
    for (i, &first) in cuts.iter().enumerate() {
        for &second in cuts.get(i + 1..).unwrap_or_default() {
            let (Some(one), Some(two), Some(three)) =
                (word.get(..first), word.get(first..second), word.get(second..))
            else {
                continue;
            };
            if two.len() > 6 || !is_little(two) && !is_little(one) && !is_little(three) {
                continue;
            }
            let (Some(left), Some(right)) = (plausible(reading, one, two), plausible(reading, two, three))
            else {
                continue;
            };
            let pair = left.min(right);
            rivals += 1;
            if best.as_ref().is_none_or(|(most, _)| pair > *most) {
                best = Some((pair, Parts { words: vec![one, two, three], pair, certain: pair >= 3 }));
            }
        }
    }
    best.map(|(_, parts)| Parts { certain: parts.certain && rivals < 4, ..parts })
}

/// Whether the words around stand beside the parts elsewhere.
fn neighbours(reading: &Reading<'_>, index: usize, one: &str, two: &str) -> bool {
    let before = reading.before(index).is_some_and(|t| reading.pair(reading.word(t), one) > 0);
    before || reading.after(index).is_some_and(|t| reading.pair(two, reading.word(t)) > 0)
}
