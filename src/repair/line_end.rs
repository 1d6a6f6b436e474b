//! Line breaks of other systems: CR LF, CR, the line and paragraph separators, page breaks.
//!
//! In: a text. Out: changes to plain line breaks. A paragraph separator becomes a blank line. A
//! line separator inside a sentence becomes a space.

use super::definition::{CharacterRepair, Context, Entry};
use super::signs::Signs;
use crate::document::Change;

pub(super) const REPAIR: CharacterRepair = CharacterRepair {
    entry: Entry {
        id: "line-end",
        why: "A line break of another system, replaced by a plain one.",
    },
    needs: Signs::LINE_END,
    find,
};

fn find(text: &str, _context: &Context<'_>) -> Vec<Change> {
    let bytes = text.as_bytes();
    text.char_indices()
        .filter_map(|(at, character)| {
            let after = match character {
                '\r' if bytes.get(at + 1) == Some(&b'\n') => "",
                '\u{2028}' if inside_a_sentence(text, at) => " ",
                '\r' | '\u{2028}' => "\n",
                '\u{2029}' => "\n\n",
                // A page break next to a line break adds nothing.
                '\x0C' => {
                    let beside = |at: Option<usize>| {
                        at.and_then(|at| bytes.get(at)).is_none_or(|b| matches!(b, b'\n' | b'\r'))
                    };
                    if beside(at.checked_sub(1)) || beside(Some(at + 1)) { "" } else { "\n" }
                }
                _ => return None,
            };
            Some(REPAIR.entry.change(at..at + character.len_utf8(), after))
        })
        .collect()
}

fn inside_a_sentence(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default().chars().next_back();
    let after = text.get(at..).unwrap_or_default().chars().nth(1);
    before.is_some_and(|c| c.is_alphanumeric() || c == ',') && after.is_some_and(char::is_lowercase)
}
