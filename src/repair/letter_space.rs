//! Spaces between the letters of a word: `w o r d`.
//!
//! In: the reading of a text. Out: removals of the spaces where the letters make a word that the
//! corpus knows. Initials, lists of letters and tables are kept.

use super::definition::Entry;
use super::evidence::{Reading, Token};
use crate::document::{Change, EditKind};

pub(super) const ENTRY: Entry =
    Entry { id: "spaced-letters", why: "A word with a space between all its letters." };

/// Letters of the shortest word in capitals.
const FEWEST_CAPITALS: usize = 5;

/// Letters of the longest word that is checked.
const LONGEST: usize = 32;

pub(super) fn find(reading: &Reading<'_>, changes: &mut Vec<Change>) {
    let mut from = 0;
    while from < reading.tokens.len() {
        let length = run_length(reading, from);
        if (3..=LONGEST).contains(&length) {
            join_letters(
                reading,
                reading.tokens.get(from..from + length).unwrap_or_default(),
                changes,
            );
        }
        from += length.max(1);
    }
}

/// How many tokens from here are single letters, each one space after the other.
fn run_length(reading: &Reading<'_>, from: usize) -> usize {
    // The last may have a possessive: c l i e n t's.
    let single = |token: &Token| {
        let mut letters = reading.word(token).chars();
        letters.next().is_some() && matches!(letters.as_str(), "" | "'s" | "’s")
    };
    let tokens = reading.tokens.get(from..).unwrap_or_default();
    tokens
        .iter()
        .enumerate()
        .take_while(|(i, token)| single(token) && (*i == 0 || token.follows))
        .count()
}

/// Joins the letters into a known word; a letter at either end may be a separate word.
fn join_letters(reading: &Reading<'_>, letters: &[Token], changes: &mut Vec<Change>) {
    let free = letters.first().is_some_and(|t| reading.is_prose(t))
        && letters.last().is_some_and(|t| reading.is_prose(t));
    if !free {
        return;
    }
    let word_at = |range: std::ops::Range<usize>| -> Option<(String, u32)> {
        let word: String = letters.get(range)?.iter().map(|t| reading.word(t)).collect();
        let bare = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(&word);
        let count = reading.count(bare);
        let same_case =
            word.chars().skip(1).all(|c| !c.is_uppercase()) || word.chars().all(char::is_uppercase);
        // Capitals side by side are initials and sizes of type, unless they are many: A A A.
        let capitals = word.chars().all(char::is_uppercase);
        let enough = if capitals { FEWEST_CAPITALS } else { 3 };
        let repeated = word.chars().all(|c| word.starts_with(c));
        (same_case && !repeated && count >= 3 && word.chars().count() >= enough)
            .then_some((word, count))
    };
    let end = letters.len();
    let candidates = [0..end, 1..end, 0..end - 1, 1..end - 1];
    let alone =
        |token: Option<&Token>| token.is_some_and(|t| matches!(reading.word(t), "a" | "I" | "A"));
    let best = candidates
        .into_iter()
        .filter(|range| {
            let edges = (range.start == 0 || alone(letters.first()))
                && (range.end == end || alone(letters.last()));
            range.len() >= 3 && edges
        })
        .filter_map(|range| word_at(range.clone()).map(|(word, count)| (range, word, count)))
        .max_by_key(|(_, _, count)| *count);
    if let Some((range, word, count)) = best {
        return join(
            letters.get(range).unwrap_or_default(),
            &word,
            count,
            EditKind::Repair,
            changes,
        );
    }
    two_words(reading, letters, changes);
}

/// Joins the letters of two spaced-out words in a row.
fn two_words(reading: &Reading<'_>, letters: &[Token], changes: &mut Vec<Change>) {
    let word = |tokens: &[Token]| -> String { tokens.iter().map(|t| reading.word(t)).collect() };
    for cut in 3..letters.len().saturating_sub(2) {
        let (one, two) = letters.split_at(cut);
        let (left, right) = (word(one), word(two));
        if reading.pair(&left, &right) > 1 {
            join(one, &left, reading.count(&left), EditKind::Repair, changes);
            join(two, &right, reading.count(&right), EditKind::Repair, changes);
            return;
        }
    }
}

fn join(letters: &[Token], word: &str, count: u32, kind: EditKind, changes: &mut Vec<Change>) {
    for pair in letters.windows(2) {
        let [one, two] = pair else { continue };
        let evidence = format!("{word} in {count} texts");
        let mut change = ENTRY.change_by(one.span.end..two.span.start, "", evidence);
        change.kind = kind;
        changes.push(change);
    }
}
