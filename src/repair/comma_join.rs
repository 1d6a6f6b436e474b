//! No space behind a comma: `word,word`.
//!
//! In: a text. Out: insertions of a space. Numbers, code, and lists of three and more items without
//! a single space (which are data, not prose) stay.

use super::marks::{Mark, Marks};
use super::surroundings::{
    before, is_code, is_protected, line_around, token_around, word_after, word_before,
};
use super::{Context, Entry, SpacingRepair};
use crate::document::Change;

pub(super) const REPAIR: SpacingRepair =
    SpacingRepair { entry: Entry { id: "comma-join", why: "No space behind a comma." }, find };

fn find(text: &str, marks: &Marks, _context: &Context<'_>, changes: &mut Vec<Change>) {
    for &at in marks.of(Mark::CommaJoin) {
        if joins_words(text, at) {
            changes.push(REPAIR.entry.change(at..at, " "));
        }
    }
}

fn joins_words(text: &str, at: usize) -> bool {
    let comma = at - 1;
    let left = word_before(text, comma);
    let right = word_after(text, at);
    let Some(token) = token_around(text, at).and_then(|span| text.get(span)) else { return false };
    if is_protected(token) || token.contains(['(', '[']) && !token.starts_with(['(', '[']) {
        return false;
    }
    // Two commas in one token are a list of data.
    if token.bytes().filter(|&b| b == b',').count() > 1 + usize::from(token.ends_with(',')) {
        return false;
    }
    let capitals = |word: &str| word.chars().all(char::is_uppercase);
    let long = |word: &str| word.chars().nth(1).is_some();
    let left_fits = match before(text, comma) {
        Some('”' | '"' | ')' | '’' | '%') => true,
        Some(c) if c.is_ascii_digit() => long(right),
        _ => long(left) || matches!(left, "I" | "a"),
    };
    let right_fits = long(right) || matches!(right, "I" | "a" | "A" | "y" | "e" | "o" | "à" | "é");
    let line = text.get(line_around(text, at)).unwrap_or_default();
    left_fits
        && right_fits
        && !(capitals(left) && capitals(right) && !left.is_empty())
        && left.chars().all(is_spaced_script)
        && right.chars().all(is_spaced_script)
        && !is_code(line)
}

/// Whether a letter's script parts words by spaces.
fn is_spaced_script(character: char) -> bool {
    (character as u32) < 0x530 || matches!(character as u32, 0x1E00..=0x1FFF | 0x2019)
}
