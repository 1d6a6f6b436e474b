//! Zero-width characters: joiners, direction marks, soft hyphens, byte order marks.
//!
//! In: a text. Out: removals of those that the script around them does not use. Joiners are kept in
//! scripts that shape letters with them (Persian, the scripts of India and South-East Asia, ...)
//! and in emoji. The zero-width space is kept in scripts without spaces between words. Direction
//! marks are kept on lines with right-to-left letters. Between two letters of a Persian word, each of
//! them stands for a zero-width non-joiner and becomes one.

use super::context::{after, before};
use super::definition::{CharacterRepair, Context, Entry};
use super::signs::Signs;
use crate::document::Change;

pub(super) const REPAIR: CharacterRepair = CharacterRepair {
    entry: Entry {
        id: "zero-width",
        why: "An invisible character that the script does not use, which hides the word from searches.",
    },
    needs: Signs::INVISIBLE,
    find,
};

/// The character that keeps two letters of a word apart without a space.
const NON_JOINER: &str = "\u{200c}";

fn find(text: &str, context: &Context<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut persian = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let mut right_to_left = None;
        for (at, character) in line.char_indices() {
            let goes = match character {
                '\u{ad}' | '\u{2060}' | '\u{feff}' | '\u{206a}'..='\u{206f}' => true,
                '\u{fff9}'..='\u{fffc}' => true,
                '\u{200b}' => !beside(line, at, character, writes_without_spaces),
                '\u{200c}' | '\u{200d}' => !beside(line, at, character, shapes_by_joiners),
                '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                    !*right_to_left.get_or_insert_with(|| line.chars().any(runs_right_to_left))
                }
                _ => false,
            };
            let span = start + at..start + at + character.len_utf8();
            let stands_for_it =
                matches!(character, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}')
                    && before(text, span.start).is_some_and(is_arabic_letter)
                    && after(text, span.end).is_some_and(is_arabic_letter)
                    && *persian.get_or_insert_with(|| writes_non_joiners(text, context.language));
            if stands_for_it {
                changes.push(REPAIR.entry.change(span, NON_JOINER));
            } else if goes {
                changes.push(REPAIR.entry.change(span, ""));
            }
        }
        start += line.len();
    }
    changes
}

fn is_arabic_letter(character: char) -> bool {
    character.is_alphabetic() && matches!(character as u32, 0x0600..=0x06FF | 0x0750..=0x077F)
}

/// Whether a text is of a language that keeps letters apart inside words, as Persian and Urdu do: it
/// has letters that Arabic has not.
fn writes_non_joiners(text: &str, language: Option<&str>) -> bool {
    language != Some("ar")
        && text.chars().any(|c| matches!(c, 'پ' | 'چ' | 'ژ' | 'گ' | 'ک' | 'ی' | 'ں' | 'ے' | 'ێ'))
}

/// Whether the nearest visible character on either side meets a condition.
fn beside(line: &str, at: usize, own: char, answers: fn(char) -> bool) -> bool {
    // Only short runs of invisible characters are skipped: longer ones are not text.
    const REACH: usize = 4;
    let visible = |c: &char| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{fe0e}' | '\u{fe0f}');
    let before = line.get(..at).unwrap_or_default().chars().rev().take(REACH).find(visible);
    let after = line.get(at + own.len_utf8()..).unwrap_or_default();
    let after = after.chars().take(REACH).find(visible);
    before.is_some_and(answers) || after.is_some_and(answers)
}

fn writes_without_spaces(character: char) -> bool {
    matches!(character as u32,
        0x0E00..=0x0EFF | 0x0F00..=0x109F | 0x1780..=0x17FF | 0x19E0..=0x1AAF | 0x3040..=0x30FF
        | 0x3400..=0x9FFF | 0xA9E0..=0xA9FF | 0xAA60..=0xAA7F)
}

fn shapes_by_joiners(character: char) -> bool {
    matches!(character as u32,
        0x0600..=0x08FF | 0x0900..=0x0DFF | 0x0F00..=0x109F | 0x1780..=0x18AF | 0x1A20..=0x1CFF
        | 0xA800..=0xABFF | 0xFB50..=0xFDFF | 0xFE70..=0xFEFC
        | 0x10A00..=0x10AFF | 0x11000..=0x11FFF | 0x1E900..=0x1E95F
        // Emoji: families, professions, flags.
        | 0x2190..=0x21FF | 0x2600..=0x27BF | 0x2B00..=0x2BFF | 0x1F000..=0x1FAFF)
}

fn runs_right_to_left(character: char) -> bool {
    matches!(character as u32,
        0x0590..=0x08FF | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFC | 0x10800..=0x10FFF | 0x1E800..=0x1EFFF)
}
