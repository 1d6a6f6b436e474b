//! A missing space after a comma: `word,word`.
//!
//! In: a text. Out: insertions of a space. Numbers, code, and long lists without any space (data,
//! not prose) are kept.

use super::context::{
    before, is_code, is_protected, line_around, token_around, word_after, word_before, words_before,
};
use super::definition::{Context, Entry, SpacingRepair};
use super::function_words::is_function_word;
use super::marks::{Mark, Marks};
use crate::document::Change;

pub(super) const REPAIR: SpacingRepair = SpacingRepair {
    entry: Entry { id: "comma-join", why: "A missing space after a comma." },
    find,
};

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
    let Some(span) = token_around(text, at) else { return false };
    let Some(token) = text.get(span.clone()) else { return false };
    if is_protected(token) || token.get(1..).is_some_and(|t| t.contains(['(', '['])) {
        return false;
    }
    let commas = token.trim_end_matches(',').bytes().filter(|&b| b == b',').count();
    if commas > 1 && !lists_in_a_sentence(text, &span, token, commas) {
        return false;
    }
    let capitals = |word: &str| word.chars().all(char::is_uppercase);
    let long = |word: &str| word.chars().nth(1).is_some();
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let left_fits = match before(text, comma) {
        Some('”' | '"' | ')' | '’' | '%') => true,
        c if digit(c) => long(right),
        _ => long(left) || matches!(left, "I" | "a") || digit(before(text, comma - left.len())),
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

/// Whether a token with several commas is a list within a sentence: `rain,wind,and snow`.
fn lists_in_a_sentence(
    text: &str,
    span: &std::ops::Range<usize>,
    token: &str,
    commas: usize,
) -> bool {
    const MOST: usize = 4;
    let goes_on = text.get(span.end..).is_some_and(|rest| rest.starts_with(' '));
    let items = token.split(',').all(|item| !item.is_empty() || token.ends_with(','));
    let joined = token.split(',').any(is_function_word);
    commas <= MOST && items && (joined || (words_before(text, span.start, 3) >= 3 && goes_on))
}

/// Whether a letter's script separates words by spaces.
fn is_spaced_script(character: char) -> bool {
    (character as u32) < 0x530 || matches!(character as u32, 0x1E00..=0x1FFF | 0x2019)
}
