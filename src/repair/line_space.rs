//! White space at the ends of lines, runs of blank lines, and the ends of the text.
//!
//! In: a text. Out: removals. A run of blank lines becomes one. White space before the first line
//! is removed. At the end one line break is kept if there was one. Single line breaks between
//! paragraphs and white space at the start of a line are kept.

use super::definition::{Context, Entry, SpacingRepair};
use super::marks::{Mark, Marks};
use crate::document::Change;

pub(super) const TRAILING: SpacingRepair = SpacingRepair {
    entry: Entry { id: "trailing-space", why: "White space at the end of a line." },
    find: trailing,
};

pub(super) const BLANK_LINES: SpacingRepair = SpacingRepair {
    entry: Entry { id: "blank-lines", why: "More than one blank line in a row." },
    find: blank_lines,
};

pub(super) const TEXT_ENDS: SpacingRepair = SpacingRepair {
    entry: Entry { id: "text-ends", why: "White space before the first line or after the last." },
    find: text_ends,
};

fn trailing(text: &str, marks: &Marks, _context: &Context<'_>, changes: &mut Vec<Change>) {
    for &at in marks.of(Mark::LineEnd) {
        let line = text.get(..at).unwrap_or_default();
        let start = line.trim_end_matches([' ', '\t']).len();
        changes.push(TRAILING.entry.change(start..at, ""));
    }
}

fn blank_lines(_text: &str, marks: &Marks, _context: &Context<'_>, changes: &mut Vec<Change>) {
    let mut run: Option<(usize, usize)> = None;
    // Each mark is the second of two line breaks.
    for &at in marks.of(Mark::BlankLine).iter().chain(std::iter::once(&usize::MAX)) {
        run = match run {
            Some((start, end)) if end + 1 == at => Some((start, at)),
            other => {
                if let Some((start, end)) = other.filter(|(start, end)| end > start) {
                    changes.push(BLANK_LINES.entry.change(start + 1..end + 1, ""));
                }
                Some((at, at))
            }
        };
    }
}

fn text_ends(text: &str, _marks: &Marks, _context: &Context<'_>, changes: &mut Vec<Change>) {
    let white = |c: char| matches!(c, ' ' | '\t' | '\n');
    let start = text.len() - text.trim_start_matches(white).len();
    if start > 0 {
        changes.push(TEXT_ENDS.entry.change(0..start, ""));
    }
    let end = text.trim_end_matches(white).len();
    let tail = text.get(end..).unwrap_or_default();
    if end > 0 && !tail.is_empty() && tail != "\n" {
        let after = if tail.contains('\n') { "\n" } else { "" };
        // The last line break is kept, so the removal is one span.
        changes.push(
            TEXT_ENDS
                .entry
                .change(end..text.len() - trailing_break(tail, after), keep(tail, after)),
        );
    }
}

/// Bytes of the line break that is kept at the end of the text.
fn trailing_break(tail: &str, after: &str) -> usize {
    usize::from(!after.is_empty() && tail.ends_with('\n'))
}

fn keep<'a>(tail: &str, after: &'a str) -> &'a str {
    if tail.ends_with('\n') { "" } else { after }
}
