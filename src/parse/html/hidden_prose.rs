//! Tells running prose from other strings in scripts and hidden parts of a page.
//!
//! In: a text or a line. Out: whether it is prose, or a sentence, in any script. It knows no language.

use crate::key::{ends_sentence, is_hangul};

/// The fewest words of a short line that is a sentence.
const SENTENCE_WORDS: usize = 4;
/// A syllable of Korean says as much as so many letters.
pub(super) const SYLLABLE_WEIGHT: usize = 2;

/// Whether a text is running prose in any script: long, and divided into words or written without
/// spaces.
pub(super) fn is_prose(text: &str) -> bool {
    let (mut chars, mut spaces, mut wide) = (0usize, 0usize, 0usize);
    for c in text.chars() {
        chars += if is_hangul(c) { SYLLABLE_WEIGHT } else { 1 };
        spaces += usize::from(c.is_whitespace());
        wide += usize::from(is_wide(c));
    }
    wide >= 30 || chars >= 80 && spaces * 14 >= chars
}

/// Whether a short line is a sentence: it has several words and ends as sentences do.
pub(super) fn is_sentence(line: &str) -> bool {
    let wide = line.chars().filter(|c| is_wide(*c)).count();
    ends_sentence(line)
        && (line.split_whitespace().count() >= SENTENCE_WORDS || wide >= 2 * SENTENCE_WORDS)
}

/// Whether a script without spaces has a character.
pub(super) fn is_wide(c: char) -> bool {
    matches!(c, '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}')
}
