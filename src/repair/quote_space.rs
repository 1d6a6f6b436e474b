//! Spaces inside quotes: `“ word ”`, `" word "`.
//!
//! In: a text. Out: removals of the space behind an opening quote and before a closing one, on lines
//! whose quotes come out even. French quotes keep their spaces.

use super::marks::{Mark, Marks};
use super::quotes::{Pair, pairs};
use super::surroundings::{after, before, is_code, line_around};
use super::{Context, Entry, SpacingRepair};
use crate::document::Change;

pub(super) const REPAIR: SpacingRepair = SpacingRepair {
    entry: Entry { id: "quote-space", why: "A space between a quote and the words in it." },
    find,
};

fn find(text: &str, marks: &Marks, context: &Context<'_>, changes: &mut Vec<Change>) {
    if context
        .language
        .is_some_and(|l| matches!(l, "de" | "sv" | "fi" | "da" | "cs" | "sk" | "pl" | "hu"))
    {
        return;
    }
    let mut line_end = 0;
    for &at in marks.of(Mark::QuoteSpace) {
        if at < line_end {
            continue;
        }
        let span = line_around(text, at - 1);
        let line = text.get(span.clone()).unwrap_or_default();
        line_end = span.end.max(at + 1);
        if !is_code(line) {
            for pair in pairs(line, span.start) {
                tighten(text, &pair, changes);
            }
        }
    }
}

fn tighten(text: &str, pair: &Pair, changes: &mut Vec<Change>) {
    let inside = text.get(pair.open.end..pair.close.start).unwrap_or_default();
    let words = inside.trim_matches(' ');
    if words.is_empty() {
        return;
    }
    // A quote that stands free on both sides, or stuck on the outside, may be the other kind.
    let left_free = before(text, pair.open.start).is_none_or(|c| !c.is_alphanumeric());
    let right_free = after(text, pair.close.end).is_none_or(|c| !c.is_alphanumeric());
    if !left_free || !right_free {
        return;
    }
    let leading = inside.len() - inside.trim_start_matches(' ').len();
    let trailing = inside.len() - inside.trim_end_matches(' ').len();
    if leading > 0 {
        changes.push(REPAIR.entry.change(pair.open.end..pair.open.end + leading, ""));
    }
    if trailing > 0 {
        changes.push(REPAIR.entry.change(pair.close.start - trailing..pair.close.start, ""));
    }
}
