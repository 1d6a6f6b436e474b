//! Splits a text into words.
//!
//! In: a text. Out: its words with their positions. It counts nothing and knows no language.

use crate::key::{self, letters_end, next_letter};

/// The words of a text with their positions: letters, and apostrophes, joiners and hyphens between
/// letters. A compound with hyphens is one word.
pub fn tokens(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = next_letter(text, at, is_letter);
        let mut end = start;
        loop {
            end = letters_end(text, end, is_letter);
            // An apostrophe, hyphen or joiner between letters is part of the word.
            let joint = match bytes.get(end) {
                Some(b'\'' | b'-') => 1,
                Some(0xE2) if text.get(end..)?.starts_with(['’', '\u{200c}']) => 3,
                _ => 0,
            };
            let goes_on = joint > 0
                && text.get(end + joint..).and_then(|t| t.chars().next()).is_some_and(is_letter);
            if !goes_on {
                break;
            }
            end += joint;
        }
        at = end;
        text.get(start..end).filter(|word| !word.is_empty()).map(|word| (start, word))
    })
}

fn is_letter(character: char) -> bool {
    key::is_letter(character) || ('\u{300}'..='\u{36f}').contains(&character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_their_apostrophes_and_hyphens() {
        let found: Vec<&str> =
            tokens("Don’t ask the well-known 'boss', she -said. می‌خواهم").map(|t| t.1).collect();
        assert_eq!(found, ["Don’t", "ask", "the", "well-known", "boss", "she", "said", "می‌خواهم"]);
    }
}
