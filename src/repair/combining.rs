//! Letters written as a base and a combining mark where a composed character exists (Unicode NFC).
//!
//! In: a text. Out: changes of sequences that are not composed, each a starter with its marks.
//! Compatibility forms (full-width letters, superscripts) are not changed.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::is_nfc;

use super::definition::{CharacterRepair, Context, Entry};
use super::signs::Signs;
use crate::document::Change;

pub(super) const REPAIR: CharacterRepair = CharacterRepair {
    entry: Entry {
        id: "composed-letters",
        why: "A letter and its accent as two characters where one exists, so that equal words compare equal.",
    },
    needs: Signs::COMBINING,
    find,
};

/// Whether a character can neither compose with a neighbour nor change by itself. Only the common
/// blocks are listed, so some such characters answer no.
pub(super) fn surely_composed(character: char) -> bool {
    match character as u32 {
        0x374 | 0x37E | 0x387 => false,
        0x00..=0x2FF
        | 0x370..=0x482
        | 0x48A..=0x590
        | 0x5D0..=0x5EA
        | 0x600..=0x64A
        | 0x660..=0x66F
        | 0x671..=0x6D5
        | 0x6F0..=0x6FF
        | 0xE00..=0xE30
        | 0xE40..=0xE47
        | 0x1E00..=0x1EFF
        | 0x2002..=0x2125
        | 0x2127..=0x2129
        | 0x212C..=0x2328
        | 0x232B..=0x2ADB
        | 0x3000..=0x3029
        | 0x3030..=0x3098
        | 0x309B..=0x3130
        | 0x3400..=0x9FFF
        | 0xAC00..=0xD7A3
        | 0xFB00..=0xFB06
        | 0xFE0F
        | 0xFEFF..=0xFFFF
        | 0x1F000..=0x1FAFF => true,
        _ => false,
    }
}

fn find(text: &str, _context: &Context<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        // The quick check passes composed text; only other lines are compared in detail.
        if !is_nfc(line) {
            compose(line, start, &mut changes);
        }
        start += line.len();
    }
    changes
}

/// Compares a line with its composed form, from one safe boundary to the next.
fn compose(line: &str, offset: usize, changes: &mut Vec<Change>) {
    let mut from = 0;
    let mut borders: Vec<usize> = line
        .char_indices()
        .filter(|&(_, c)| surely_composed(c) && canonical_combining_class(c) == 0)
        .map(|(at, _)| at)
        .collect();
    borders.push(line.len());
    for border in borders {
        let Some(piece) = line.get(from..border) else { continue };
        if piece.chars().nth(1).is_some() || piece.chars().any(|c| !surely_composed(c)) {
            let composed: String = piece.nfc().collect();
            if composed != piece {
                changes.push(REPAIR.entry.change(offset + from..offset + border, composed));
            }
        }
        from = border;
    }
}
