//! No space between a closing quote or bracket and the word behind it: `said."The`, `late)and`.
//!
//! In: a text. Out: insertions of a space behind the closing sign, or before the opening one where
//! that is stuck to the word before. Brackets that belong into a word, (re)opened, stay.

use super::marks::{Mark, Marks};
use super::quotes::pairs;
use super::surroundings::{
    after, before, is_code, is_protected, line_around, token_around, word_after,
};
use super::{Context, Entry, SpacingRepair};
use crate::document::Change;

pub(super) const REPAIR: SpacingRepair = SpacingRepair {
    entry: Entry {
        id: "quote-join",
        why: "No space between a closing quote or bracket and the next word.",
    },
    find,
};

/// Languages that open and close a quotation with the same curly quote, or close it with the one
/// that English opens it with.
const OTHER_QUOTES: [&str; 16] = [
    "sv", "fi", "de", "da", "cs", "sk", "sl", "hr", "hu", "pl", "ro", "bg", "lt", "lv", "et", "is",
];

fn find(text: &str, marks: &Marks, context: &Context<'_>, changes: &mut Vec<Change>) {
    let english = !context.language.is_some_and(|l| OTHER_QUOTES.contains(&l));
    let mut line_end = 0;
    let mut closing: Vec<usize> = Vec::new();
    let mut opening: Vec<usize> = Vec::new();
    let mut code = false;
    for &at in merged(marks.of(Mark::ClosingJoin), marks.of(Mark::Quote)).iter() {
        if at >= line_end {
            let span = line_around(text, at - 1);
            let line = text.get(span.clone()).unwrap_or_default();
            line_end = span.end.max(at + 1);
            code = is_code(line);
            let pairs = if code || !english { Vec::new() } else { pairs(line, span.start) };
            closing = pairs.iter().map(|pair| pair.close.end).collect();
            opening = pairs.iter().map(|pair| pair.open.end).collect();
        }
        if code {
            continue;
        }
        if closing.binary_search(&at).is_ok() && closes_before_word(text, at) {
            changes.push(REPAIR.entry.change(at..at, " "));
        } else if opening.binary_search(&at).is_ok() && opens_behind_word(text, at) {
            changes.push(REPAIR.entry.change(at - 1..at - 1, " "));
        } else if before(text, at) == Some(')') && closes_remark(text, at) {
            changes.push(REPAIR.entry.change(at..at, " "));
        }
    }
}

/// Two sorted lists as one, without repetition.
fn merged(one: &[usize], other: &[usize]) -> Vec<usize> {
    let mut all = [one, other].concat();
    all.sort_unstable();
    all.dedup();
    all
}

/// Whether a word of at least two letters (or "I", "a") begins right behind a closing quote.
fn closes_before_word(text: &str, at: usize) -> bool {
    let word = word_after(text, at);
    let inside = before(text, at).and_then(|quote| before(text, at - quote.len_utf8()));
    let letters = word.chars().count();
    // The plural or possessive of a quoted word: the "A"s.
    let ending = matches!(word, "s" | "es" | "ed" | "er" | "ing" | "d" | "ish" | "ness" | "ers");
    inside.is_some_and(|c| !c.is_whitespace())
        && (letters > 1 || matches!(word, "I" | "a" | "A"))
        && !ending
        && not_protected(text, at)
}

/// Whether a straight opening quote is stuck to the word before it.
fn opens_behind_word(text: &str, at: usize) -> bool {
    let stuck = before(text, at) == Some('"')
        && before(text, at - 1)
            .is_some_and(|c| c.is_alphabetic() || matches!(c, ',' | '.' | ':' | ';'));
    stuck && after(text, at).is_some_and(char::is_alphanumeric) && not_protected(text, at)
}

fn not_protected(text: &str, at: usize) -> bool {
    token_around(text, at).and_then(|span| text.get(span)).is_some_and(|token| !is_protected(token))
}

/// Whether the bracket that ends at `at` closes a remark of its own, not a part of a word.
fn closes_remark(text: &str, at: usize) -> bool {
    const REACH: usize = 400;
    let close = at - 1;
    let head = text.get(line_around(text, close).start..close).unwrap_or_default();
    let Some((open, _)) = head
        .char_indices()
        .rev()
        .take(REACH)
        .find(|&(_, c)| matches!(c, '(' | ')'))
        .filter(|&(_, c)| c == '(')
    else {
        return false;
    };
    let remark = head.get(open + 1..).unwrap_or_default();
    let apart = head.get(..open).is_some_and(|h| h.ends_with([' ', '“', '"']) || h.is_empty());
    let word = word_after(text, at);
    let several = remark.split_whitespace().nth(1).is_some();
    let name =
        remark.chars().next().is_some_and(char::is_uppercase) && remark.chars().nth(1).is_some();
    let figure = remark.chars().any(|c| c.is_ascii_digit()) && remark.len() > 2;
    apart
        && (several || name || figure)
        && word.chars().nth(1).is_some()
        && not_code_token(text, at)
}

fn not_code_token(text: &str, at: usize) -> bool {
    token_around(text, at).and_then(|span| text.get(span)).is_some_and(|token| {
        !is_protected(token) && !token.contains([';', '*', '+', '/', '[', ']'])
    })
}
