//! Typographic Latin ligatures.
//!
//! In: a text. Out: changes to single letters. Letters of a language (œ, æ, ĳ, ŉ, ǆ) are kept.

use super::definition::{CharacterRepair, Context, Entry};
use super::signs::Signs;
use crate::document::Change;

pub(super) const REPAIR: CharacterRepair = CharacterRepair {
    entry: Entry {
        id: "ligature",
        why: "A typographic ligature, which hides the word from searches.",
    },
    needs: Signs::LIGATURE,
    find,
};

fn find(text: &str, _context: &Context<'_>) -> Vec<Change> {
    text.char_indices()
        .filter_map(|(at, character)| {
            let letters = match character {
                'ﬀ' => "ff",
                'ﬁ' => "fi",
                'ﬂ' => "fl",
                'ﬃ' => "ffi",
                'ﬄ' => "ffl",
                'ﬅ' | 'ﬆ' => "st",
                _ => return None,
            };
            Some(REPAIR.entry.change(at..at + character.len_utf8(), letters))
        })
        .collect()
}
