//! Control characters from U+0080 to U+009F: text in Windows-1252 that was decoded as Latin-1.
//!
//! In: a text. Out: changes to the characters of Windows-1252. Bytes that Windows-1252 leaves
//! undefined are removed. Mis-decoded UTF-8 also contains these characters; it is repaired earlier.

use super::definition::{CharacterRepair, Context, Entry};
use super::mojibake::{Misread, misread, windows_1252};
use super::signs::Signs;
use crate::document::Change;

pub(super) const REPAIR: CharacterRepair = CharacterRepair {
    entry: Entry {
        id: "c1-control",
        why: "A control character that is a quote or dash of Windows-1252 decoded as Latin-1.",
    },
    needs: Signs::C1,
    find,
};

fn find(text: &str, _context: &Context<'_>) -> Vec<Change> {
    // In a text of an unknown encoding they are parts of letters.
    if matches!(misread(text), Misread::Unknown) {
        return Vec::new();
    }
    text.char_indices()
        .filter(|(_, character)| matches!(character, '\u{80}'..='\u{9f}'))
        .map(|(at, character)| {
            let after = windows_1252(character).map(String::from).unwrap_or_default();
            REPAIR.entry.change(at..at + character.len_utf8(), after)
        })
        .collect()
}
