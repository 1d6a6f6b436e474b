//! The keys of words and of pairs of words.
//!
//! In: words, or a text and the span of a word in it. Out: hashes that are the same on every
//! machine. ASCII words are read sixteen letters at a time. The caller decides what a word is.

use std::ops::Range;

use xxhash_rust::xxh3::xxh3_64;

/// Letters that are read at once.
const WINDOW: usize = 16;

const ONES: u128 = u128::MAX / 255;

const HIGH: u128 = ONES << 7;

/// The key of a word in any case; a curly apostrophe counts as a straight one.
pub fn word_key(word: &str) -> u64 {
    joined_key(word, "")
}

/// The key of the word in a span of a text: the same as [`word_key`], but faster.
#[inline]
pub fn word_key_at(text: &str, span: Range<usize>) -> u64 {
    match ascii_word(text, &span) {
        Some(word) => key_of(word, span.end - span.start),
        None => text.get(span).map_or(0, word_key),
    }
}

/// The same, with the word's [`Case`].
#[inline]
pub fn word_key_and_case_at(text: &str, span: Range<usize>) -> (u64, Case) {
    if let Some(word) = ascii_word(text, &span) {
        let capitals = capitals_among(word);
        let case = match capitals {
            0 => Case::Small,
            _ if capitals >> 8 == 0 => Case::Other,
            _ if letters_among(word) == capitals => Case::Other,
            _ => Case::Mixed,
        };
        return (key_of(word, span.end - span.start), case);
    }
    let word = text.get(span).unwrap_or_default();
    (word_key(word), Case::of(word))
}

/// The capitals of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// None.
    Small,
    /// After its first letter, among small letters.
    Mixed,
    Other,
}

impl Case {
    fn of(word: &str) -> Case {
        if !word.chars().any(char::is_uppercase) {
            return Case::Small;
        }
        let inside = word.chars().skip(1).any(char::is_uppercase);
        let mixed = inside && word.chars().any(char::is_lowercase);
        if mixed { Case::Mixed } else { Case::Other }
    }
}

/// The key of the word that two words of a text make together: see [`joined_key`].
#[inline]
pub fn joined_key_at(text: &str, first: Range<usize>, second: Range<usize>) -> u64 {
    let length = first.len() + second.len();
    if !first.is_empty()
        && !second.is_empty()
        && length <= WINDOW
        && let (Some(head), Some(tail)) = (ascii_word(text, &first), ascii_word(text, &second))
    {
        return key_of(head | (tail << (8 * first.len())), length);
    }
    joined_key(text.get(first).unwrap_or_default(), text.get(second).unwrap_or_default())
}

/// The key of the word that two parts make.
pub fn joined_key(first: &str, second: &str) -> u64 {
    const LONGEST: usize = 32;
    let mut small = [0_u8; LONGEST];
    if first.is_ascii()
        && second.is_ascii()
        && let Some(small) = small.get_mut(..first.len() + second.len())
        && let Some((head, tail)) = small.split_at_mut_checked(first.len())
    {
        head.copy_from_slice(first.as_bytes());
        tail.copy_from_slice(second.as_bytes());
        small.make_ascii_lowercase();
        return xxh3_64(small);
    }
    beyond_ascii(first, second)
}

/// The same for words that are long or not ASCII.
fn beyond_ascii(first: &str, second: &str) -> u64 {
    const LONGEST: usize = 128;
    let letters = || {
        let small = first.chars().chain(second.chars()).flat_map(char::to_lowercase);
        small.map(|letter| if letter == '’' { '\'' } else { letter })
    };
    let mut buffer = [0_u8; LONGEST];
    let mut length = 0;
    for letter in letters() {
        let Some(room) = buffer.get_mut(length..length + letter.len_utf8()) else {
            return xxh3_64(letters().collect::<String>().as_bytes());
        };
        letter.encode_utf8(room);
        length += letter.len_utf8();
    }
    xxh3_64(buffer.get(..length).unwrap_or_default())
}

/// The key of a word in exactly one form.
pub fn form_key(word: &str) -> u64 {
    xxhash_rust::xxh3::xxh3_64_with_seed(word.as_bytes(), 1)
}

/// The key of two words side by side.
pub fn pair_key(first: u64, second: u64) -> u32 {
    let mixed = (first.rotate_left(23) ^ second).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed >> 32) as u32
}

/// The position of the first letter at or after `at`. Calls `is_letter` for characters beyond ASCII.
#[inline]
pub fn next_letter(text: &str, mut at: usize, is_letter: impl Fn(char) -> bool) -> usize {
    let bytes = text.as_bytes();
    while let Some(&byte) = bytes.get(at) {
        if byte.is_ascii() {
            if byte.is_ascii_alphabetic() {
                break;
            }
            at += 1;
            continue;
        }
        match text.get(at..).and_then(|rest| rest.chars().next()) {
            Some(character) if !is_letter(character) => at += character.len_utf8(),
            _ => break,
        }
    }
    at
}

/// The end of the run of letters that begins at `at`. Calls `is_letter` for characters beyond ASCII.
#[inline]
pub fn letters_end(text: &str, mut at: usize, is_letter: impl Fn(char) -> bool) -> usize {
    let bytes = text.as_bytes();
    loop {
        at = ascii_letters_end(bytes, at);
        match bytes.get(at) {
            Some(byte) if !byte.is_ascii() => {}
            _ => return at,
        }
        match text.get(at..).and_then(|rest| rest.chars().next()) {
            Some(character) if is_letter(character) => at += character.len_utf8(),
            _ => return at,
        }
    }
}

/// The end of the run of ASCII letters that begins at `at`.
#[inline]
fn ascii_letters_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(letters) = window(bytes, at) {
        let others = !letters_among(letters) & HIGH;
        if others != 0 {
            return at + others.trailing_zeros() as usize / 8;
        }
        at += WINDOW;
    }
    let tail = bytes.get(at..).unwrap_or_default();
    at + tail.iter().take_while(|byte| byte.is_ascii_alphabetic()).count()
}

#[inline]
fn window(bytes: &[u8], at: usize) -> Option<u128> {
    let window = bytes.get(at..)?.first_chunk::<WINDOW>()?;
    Some(u128::from_le_bytes(*window))
}

/// A mask of this many of the lowest bytes.
#[inline]
fn low(bytes: usize) -> u128 {
    if bytes >= WINDOW { u128::MAX } else { (1 << (8 * bytes)) - 1 }
}

/// The highest bit of each byte that is an ASCII letter. No byte carries into the next, because none
/// is above 0x7F before the addition.
#[inline]
fn letters_among(bytes: u128) -> u128 {
    let small = (bytes | (ONES * 0x20)) & !HIGH;
    let from_a = small + ONES * (0x80 - b'a' as u128);
    let beyond_z = small + ONES * (0x7F - b'z' as u128);
    from_a & !beyond_z & !bytes & HIGH
}

/// The highest bit of each byte that is a capital; all bytes must be ASCII.
#[inline]
fn capitals_among(bytes: u128) -> u128 {
    let from_a = bytes + ONES * (0x80 - b'A' as u128);
    let beyond_z = bytes + ONES * (0x7F - b'Z' as u128);
    from_a & !beyond_z & HIGH
}

/// The word in a span, followed by zeros, if it is ASCII and no longer than a window.
#[inline]
fn ascii_word(text: &str, span: &Range<usize>) -> Option<u128> {
    let length = span.end.checked_sub(span.start)?;
    let word = window(text.as_bytes(), span.start)? & low(length);
    (length <= WINDOW && word & HIGH == 0).then_some(word)
}

/// The key of an ASCII word with this number of bytes.
#[inline]
fn key_of(word: u128, length: usize) -> u64 {
    let small = (word | (capitals_among(word) >> 2)).to_le_bytes();
    xxh3_64(small.get(..length).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn keys_ignore_case_and_the_kind_of_apostrophe() {
        assert_eq!(word_key("Harbour"), word_key("hARBOUR"));
        assert_eq!(word_key("Don’t"), word_key("don't"));
        assert_eq!(word_key("Ärger"), word_key("ärger"));
        assert_ne!(form_key("iBoat"), form_key("iboat"));
        for (first, second) in [("har", "Bour"), ("é", "té"), ("ab", "é"), ("", "a"), ("a", "")]
        {
            assert_eq!(joined_key(first, second), word_key(&[first, second].concat()));
        }
        for letter in ["a", "é"] {
            let long = letter.repeat(200);
            assert_eq!(joined_key(&long, "B"), xxh3_64([&long, "b"].concat().as_bytes()));
        }
        assert_ne!(pair_key(1, 2), pair_key(2, 1));
    }

    #[test]
    fn every_ascii_byte_is_classified_at_every_position() {
        for byte in 0..0x80_u8 {
            for before in 0..18 {
                let text = format!("{}{}{}", "m".repeat(before), char::from(byte), "Q".repeat(20));
                let end = if byte.is_ascii_alphabetic() { before + 21 } else { before };
                assert_eq!(ascii_letters_end(text.as_bytes(), 0), end, "{byte} after {before}");
                let word = &text[..=before];
                let form = (word_key(word), Case::of(word));
                assert_eq!(word_key_and_case_at(&text, 0..before + 1), form);
            }
        }
    }

    proptest! {
        #[test]
        fn a_span_of_a_text_has_the_key_of_its_word(
            before in "[ A-é]{0,3}", word in "[ -~’é]{0,20}", after in "[ A-é]{0,18}"
        ) {
            let text = [before.as_str(), &word, &after].concat();
            let span = before.len()..before.len() + word.len();
            prop_assert_eq!(word_key_at(&text, span.clone()), word_key(&word));
            let form = (word_key(&word), Case::of(&word));
            prop_assert_eq!(word_key_and_case_at(&text, span.clone()), form);
            let letters = text[span.start..].bytes().take_while(u8::is_ascii_alphabetic).count();
            let parts = (span.clone(), span.end..text.len());
            prop_assert_eq!(joined_key_at(&text, parts.0, parts.1), word_key(&text[span.start..]));
            prop_assert_eq!(ascii_letters_end(text.as_bytes(), span.start), span.start + letters);
        }
    }
}
