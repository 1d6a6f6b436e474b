//! Control characters from U+0080 to U+009F, which stand for what Windows-1252 has in their place.
//!
//! In: a text. Out: changes to the characters meant. Bytes that Windows-1252 leaves undefined are
//! removed. Mis-decoded UTF-8, in which these characters also occur, is mended before.

use super::mojibake::windows_1252;
use super::scan::Signs;
use super::{CharacterRepair, Context, Entry};
use crate::document::Change;

pub(super) const REPAIR: CharacterRepair = CharacterRepair {
    entry: Entry {
        id: "c1-control",
        why: "A control character that no text uses: quotes and dashes of Windows-1252 read as Latin-1.",
    },
    needs: Signs::C1,
    find,
};

fn find(text: &str, _context: &Context<'_>) -> Vec<Change> {
    text.char_indices()
        .filter(|(_, character)| matches!(character, '\u{80}'..='\u{9f}'))
        .map(|(at, character)| {
            let after = windows_1252(character).map(String::from).unwrap_or_default();
            REPAIR.entry.change(at..at + character.len_utf8(), after)
        })
        .collect()
}
