//! A sentence that begins right behind the full stop of the one before: `end.Start`.
//!
//! In: a text. Out: insertions of a space. Names of sites and files, initials, titles before names,
//! abbreviations and code stay.

use super::marks::{Mark, Marks};
use super::surroundings::{
    after, before, is_code, is_ending, is_protected, line_around, token_around, word_after,
    word_before,
};
use super::{Context, Entry, SpacingRepair};
use crate::document::Change;

pub(super) const REPAIR: SpacingRepair = SpacingRepair {
    entry: Entry { id: "sentence-join", why: "No space between two sentences." },
    find,
};

/// Abbreviations that stand before a name or a number without ending a sentence.
const TITLES: [&str; 52] = [
    "mr", "mrs", "ms", "mx", "dr", "prof", "st", "ste", "lt", "gov", "sen", "rep", "gen", "col",
    "sgt", "capt", "cpt", "maj", "cmdr", "adm", "rev", "hon", "pres", "supt", "det", "insp", "mt",
    "ft", "no", "nos", "nr", "vol", "art", "fig", "eq", "sec", "ch", "pp", "ed", "eds", "op",
    "cit", "vs", "cf", "ca", "approx", "sr", "sra", "dra", "mme", "mlle", "attn",
];

fn find(text: &str, marks: &Marks, _context: &Context<'_>, changes: &mut Vec<Change>) {
    for &at in marks.of(Mark::SentenceJoin) {
        if joins_sentences(text, at) {
            changes.push(REPAIR.entry.change(at..at, " "));
        }
    }
}

/// Whether a sentence ends right before `at` and another begins there.
fn joins_sentences(text: &str, at: usize) -> bool {
    // An opening quote may stand before the first word.
    let quote = after(text, at).filter(|&c| matches!(c, '“' | '‘'));
    if !quote.is_some() && !after(text, at).is_some_and(char::is_uppercase) {
        return false;
    }
    let right = word_after(text, at + quote.map_or(0, char::len_utf8));
    begins_sentence(text, at, right) && ends_sentence(text, at - 1) && is_prose(text, at, right)
}

fn begins_sentence(text: &str, at: usize, right: &str) -> bool {
    let mut letters = right.chars();
    let Some(first) = letters.next().filter(|c| c.is_uppercase()) else { return false };
    let rest = letters.as_str();
    let small = rest
        .chars()
        .next()
        .is_some_and(|c| c.is_lowercase() || super::surroundings::is_apostrophe(c));
    let next = after(text, at + right.len());
    let alone =
        rest.is_empty() && matches!(first, 'I' | 'A' | 'O' | 'Y' | 'E') && next == Some(' ');
    // A name in capitals begins a sentence only where a word follows it.
    let capitals = rest.len() > 1 && rest.chars().all(char::is_uppercase) && next == Some(' ');
    (small || alone || capitals) && !is_ending(right)
}

/// Whether the sign at `at` ends a sentence: the word before it is no abbreviation.
fn ends_sentence(text: &str, at: usize) -> bool {
    let left = word_before(text, at);
    let sign = after(text, at);
    let edge = before(text, at - left.len());
    // Inside a name with points: "will.i.am", "U.S.Senate".
    let inside =
        matches!(edge, Some('.' | '@' | '#' | '$' | '/' | '&' | '\\' | '_')) && left.len() < 5;
    if left.is_empty() {
        // Behind a figure or a closing quote a sentence may end, behind other signs it is code.
        return match before(text, at) {
            Some(')' | '”' | '"' | '%') => true,
            Some(c) if c.is_ascii_digit() => sign != Some('.') || ends_in_a_year(text, at),
            _ => false,
        };
    }
    let letters = left.chars().count();
    let last_is_small = left.chars().next_back().is_some_and(char::is_lowercase);
    let abbreviated = sign == Some('.') && TITLES.contains(&left.to_lowercase().as_str());
    let acronym = letters >= 3
        && left.chars().all(char::is_uppercase)
        && edge.is_none_or(char::is_whitespace);
    (last_is_small || acronym) && letters >= 2 && !abbreviated && !inside
}

/// "in 2021.The": four digits that are not part of a longer number.
fn ends_in_a_year(text: &str, at: usize) -> bool {
    let head = text.get(..at).unwrap_or_default();
    let digits = head.bytes().rev().take_while(u8::is_ascii_digit).count();
    digits == 4 && head.get(..at - digits).is_some_and(|h| h.ends_with(' '))
}

fn is_prose(text: &str, at: usize, right: &str) -> bool {
    let Some(token) = token_around(text, at) else { return false };
    let Some(word) = text.get(token.clone()) else { return false };
    if is_protected(word) || word.contains('(') && !word.starts_with('(') {
        return false;
    }
    // What follows the word on its right must not go on as a name with points does.
    let next = after(text, at + right.len());
    let dotted = next == Some('.')
        && text
            .get(at + right.len() + 1..)
            .and_then(|r| r.chars().next())
            .is_some_and(char::is_alphanumeric);
    let assigned =
        text.get(at + right.len()..).is_some_and(|rest| rest.trim_start().starts_with('='));
    let line = text.get(line_around(text, at)).unwrap_or_default();
    !dotted && !assigned && next != Some('(') && !is_code(line)
}
