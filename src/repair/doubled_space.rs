//! Two or more spaces between words.
//!
//! In: a text. Out: removals of all spaces but the first. White space at the start of a line is
//! layout and is kept. Runs between two symbols that are neither letters nor sentence punctuation
//! may be a drawing and are kept.

use super::context::{after, before};
use super::definition::{Context, Entry, SpacingRepair};
use super::marks::{Mark, Marks};
use crate::document::Change;

pub(super) const REPAIR: SpacingRepair = SpacingRepair {
    entry: Entry { id: "doubled-space", why: "More than one space between two words." },
    find,
};

fn find(text: &str, marks: &Marks, _context: &Context<'_>, changes: &mut Vec<Change>) {
    let bytes = text.as_bytes();
    let mut done = 0;
    for &at in marks.of(Mark::DoubledSpace) {
        if at < done {
            continue;
        }
        let run = bytes.get(at..).unwrap_or_default().iter().take_while(|&&b| b == b' ').count();
        done = at + run;
        let (Some(left), Some(right)) = (before(text, at - 1), after(text, done)) else { continue };
        // A tab next to the run means a table.
        if left.is_whitespace() || right.is_whitespace() || is_drawing(left, right) {
            continue;
        }
        changes.push(REPAIR.entry.change(at..done, ""));
    }
}

fn is_drawing(left: char, right: char) -> bool {
    let written = |c: char| c.is_alphanumeric() || "“”‘’\"'«»„$€£¥•–—-&".contains(c);
    !written(left) && !written(right)
}
