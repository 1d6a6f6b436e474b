//! Spaces inside quotes: `“ word ”`, `" word "`.
//!
//! In: a text. Out: removals of the space after an opening quote and before a closing one. The
//! shape of a curly quote says which it is; straight quotes alternate, on lines where their number
//! is even. French quotes keep their spaces.

use super::context::{after, before, is_code, line_around};
use super::definition::{Context, Entry, SpacingRepair};
use super::marks::{Mark, Marks};
use super::quotes::{Pair, straight_pairs};
use crate::document::Change;

pub(super) const REPAIR: SpacingRepair = SpacingRepair {
    entry: Entry {
        id: "quote-space",
        why: "A space between a quotation mark and the quoted words.",
    },
    find,
};

fn find(text: &str, marks: &Marks, _context: &Context<'_>, changes: &mut Vec<Change>) {
    let mut line_end = 0;
    for &at in marks.of(Mark::QuoteSpace) {
        tighten_curly(text, at, changes);
        let straight = before(text, at) == Some('"') || after(text, at) == Some('"');
        if !straight || at < line_end {
            continue;
        }
        let span = line_around(text, at - 1);
        let line = text.get(span.clone()).unwrap_or_default();
        line_end = span.end.max(at + 1);
        if !is_code(line) {
            for pair in straight_pairs(line, span.start) {
                tighten(text, &pair, changes);
            }
        }
    }
}

/// `at` is between a curly quote and a space, in either order.
fn tighten_curly(text: &str, at: usize, changes: &mut Vec<Change>) {
    let spaces = |c: Option<char>| c.is_none_or(char::is_whitespace);
    if before(text, at) == Some('“') {
        // After a word it closes a German quotation.
        let outside = before(text, at - '“'.len_utf8());
        let end = at + leading_spaces(text.get(at..).unwrap_or_default());
        let inside = after(text, end);
        if (spaces(outside) || outside.is_some_and(|c| "([—–".contains(c)))
            && end > at
            && inside.is_some_and(|c| c.is_alphanumeric() || "‘'$£€[(…".contains(c))
        {
            changes.push(REPAIR.entry.change(at..end, ""));
        }
    } else if after(text, at) == Some('”') {
        // Before a word it opens a Swedish quotation.
        let outside = after(text, at + '”'.len_utf8());
        let head = text.get(..at).unwrap_or_default();
        let start = head.trim_end_matches(' ').len();
        let inside = before(text, start);
        let tail = text.get(at + '”'.len_utf8()..).unwrap_or_default();
        if may_open(head, tail) {
            return;
        }
        if (spaces(outside) || outside.is_some_and(|c| ".,;:!?)]—–-".contains(c)))
            && start < at
            && inside.is_some_and(|c| c.is_alphanumeric() || ".,;:!?’')]%…—–".contains(c))
        {
            changes.push(REPAIR.entry.change(start..at, ""));
        }
    }
}

/// Whether a ” between these two may open a quotation: some writers open and close with it. Then
/// the quote before it on the line is a ” after a space, or the next one is a ” and none opened.
fn may_open(head: &str, tail: &str) -> bool {
    const REACH: usize = 600;
    let curly = |c: &char| matches!(c, '“' | '”');
    let mut back = head.chars().rev().take(REACH).take_while(|&c| c != '\n');
    let last = back.by_ref().find(curly);
    let free = back.next().is_none_or(char::is_whitespace);
    let next = tail.chars().take(REACH).take_while(|&c| c != '\n').find(curly);
    match last {
        Some('”') => free,
        Some(_) => false,
        // Only a second ” in a row means that this style is used.
        None => next == Some('”'),
    }
}

fn leading_spaces(text: &str) -> usize {
    text.len() - text.trim_start_matches(' ').len()
}

/// Shorter quotations with a space at one end only may be literal input.
const ONE_SIDED: usize = 24;

fn tighten(text: &str, pair: &Pair, changes: &mut Vec<Change>) {
    let inside = text.get(pair.open.end..pair.close.start).unwrap_or_default();
    let words = inside.trim_matches(' ');
    let left_free = before(text, pair.open.start).is_none_or(|c| !c.is_alphanumeric());
    let right_free = after(text, pair.close.end).is_none_or(|c| !c.is_alphanumeric());
    if !words.contains(char::is_alphanumeric) || !left_free || !right_free {
        return;
    }
    let leading = leading_spaces(inside);
    let trailing = inside.len() - inside.trim_end_matches(' ').len();
    let both = leading > 0 && trailing > 0;
    let long = words.len() > ONE_SIDED;
    if leading > 0 && (both || long) {
        changes.push(REPAIR.entry.change(pair.open.end..pair.open.end + leading, ""));
    }
    if trailing > 0 && (both || (long && words.ends_with(['.', ',', '!', '?', '…']))) {
        changes.push(REPAIR.entry.change(pair.close.start - trailing..pair.close.start, ""));
    }
}
