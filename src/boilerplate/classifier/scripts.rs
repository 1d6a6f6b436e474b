//! What a letter is in scripts that need care: signs inside words, and words without spaces.
//!
//! In: one character. Out: whether it stands inside words, and how much of a word it is. It reads no
//! text.

/// Whether a character is a sign of a script of India or South-East Asia that stands inside words.
pub(super) fn is_vowel_sign(c: char) -> bool {
    matches!(
        c,
        '\u{093c}'
            | '\u{094d}'
            | '\u{09bc}'
            | '\u{09cd}'
            | '\u{0a3c}'
            | '\u{0a4d}'
            | '\u{0acd}'
            | '\u{0b4d}'
            | '\u{0bcd}'
            | '\u{0c4d}'
            | '\u{0ccd}'
            | '\u{0d4d}'
            | '\u{0e47}'..='\u{0e4e}'
    )
}

/// A word of a script without spaces is full at this measure.
pub(super) const FULL: u8 = 10;

/// How much of a word a letter is in a script without spaces, and its length in letters; nothing in
/// other scripts.
pub(super) fn without_spaces(c: char) -> (u8, u32) {
    match c {
        ..'\u{0e00}' => (0, 1),
        '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}' => (5, 3),
        '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' => (2, 1),
        _ => (0, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ideographs_fill_a_word_sooner_than_thai_letters() {
        assert_eq!(
            (without_spaces('水').0, without_spaces('ก').0, without_spaces('a').0),
            (5, 2, 0)
        );
        assert!(is_vowel_sign('\u{94d}') && !is_vowel_sign('.'));
    }
}
