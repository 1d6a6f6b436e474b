//! Two or more spaces between words.
//!
//! In: a text. Out: removals of all but the first. The white space a line begins with is its layout;
//! runs between two signs that are neither letters nor sentence punctuation may be drawing.

use super::context::{after, before};
use super::marks::{Mark, Marks};
use super::{Context, Entry, SpacingRepair};
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
        // A tab beside it makes it a table.
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
