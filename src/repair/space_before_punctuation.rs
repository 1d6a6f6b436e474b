//! A space between a word and the punctuation after it.
//!
//! In: a text. Out: removals. The space before `; : ! ?` is kept in French. Spaced ellipses,
//! decimals, names of files and emoticons are kept in all languages.

use super::context::{after, before, is_code, line_around};
use super::definition::{Context, Entry, SpacingRepair};
use super::french::is_french;
use super::function_words::is_english;
use super::marks::{Mark, Marks};
use crate::document::Change;

pub(super) const REPAIR: SpacingRepair = SpacingRepair {
    entry: Entry {
        id: "space-before-punctuation",
        why: "A space between a word and the punctuation after it.",
    },
    find,
};

fn find(text: &str, marks: &Marks, context: &Context<'_>, changes: &mut Vec<Change>) {
    for &at in marks.of(Mark::SpaceBeforePunctuation) {
        let start = text.get(..at).unwrap_or_default().trim_end_matches(' ').len();
        if belongs(text, start, at) && !keeps(text, at, context) {
            changes.push(REPAIR.entry.change(start..at, ""));
        }
    }
}

/// Whether the punctuation at `at` ends the word that ends at `start`.
fn belongs(text: &str, start: usize, at: usize) -> bool {
    let (Some(left), Some(sign)) = (before(text, start), after(text, at)) else { return false };
    let next = after(text, at + 1);
    let smiles = matches!(sign, ':' | ';') && next.is_some_and(|c| "()[]/\\".contains(c));
    let word = left.is_alphanumeric() || "\"”’')]%»".contains(left);
    let ends = next.is_none_or(|c| c.is_whitespace() || "\"”’')]".contains(c));
    // A second sign after a space means a spaced ellipsis or a drawing.
    let after_space = next.filter(|&c| c == ' ').and_then(|_| after(text, at + 2));
    let repeated = after_space.is_some_and(|c| ".,;:!?".contains(c));
    word && (ends || (sign == ',' && next.is_some_and(char::is_alphabetic))) && !repeated && !smiles
}

fn keeps(text: &str, at: usize, context: &Context<'_>) -> bool {
    let sign = after(text, at);
    let span = line_around(text, at);
    let line = text.get(span.clone()).unwrap_or_default();
    if matches!(sign, Some(';' | ':' | '!' | '?')) {
        // A short text of unknown language may be French.
        let unknown = context.language.is_none() && !is_english(line);
        if unknown || is_french(line, context.language) {
            return true;
        }
    }
    // "key : value" is a table or code, not a sentence.
    let head = text.get(span.start..at).unwrap_or_default();
    let table = sign == Some(':')
        && head.split_whitespace().nth(1).is_none()
        && text
            .get(at + 1..span.end)
            .is_some_and(|rest| rest.trim_start().starts_with(['"', '\'', '{', '[']));
    table || is_code(line)
}
