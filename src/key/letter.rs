//! Which characters are letters, digits and capitals.
//!
//! In: a character. Out: what `char::is_alphabetic` and its like say, from a table for the scripts of
//! alphabets. The standard library searches for every character above ASCII, which takes a tenth of the
//! time of a corpus in Arabic or Russian. It does not know the letters of one language.

use std::array;
use std::sync::OnceLock;

const LETTER: u8 = 1;
const NUMERIC: u8 = 2;
const CAPITAL: u8 = 4;

/// The code points of a table, one for each value of their last byte.
type Table = [u8; 256];

/// Code points below this have tables: all alphabets, and no ideographs.
const TABLED: usize = 0x3000;

/// Each is made when the first of its code points is read: making all takes as long as cleaning a page.
static TABLES: [OnceLock<Table>; TABLED / 256] = [const { OnceLock::new() }; TABLED / 256];

fn table(first: u32) -> Table {
    array::from_fn(|code| char::from_u32(first + code as u32).map_or(0, class_of))
}

fn class_of(c: char) -> u8 {
    let flag = |is: bool, flag: u8| if is { flag } else { 0 };
    flag(c.is_alphabetic(), LETTER)
        | flag(c.is_numeric(), NUMERIC)
        | flag(c.is_uppercase(), CAPITAL)
}

#[inline]
fn class(c: char) -> u8 {
    let (place, last) = (c as usize / 256, c as usize % 256);
    let Some(known) = TABLES.get(place) else { return class_of(c) };
    let known = known.get_or_init(|| table(c as u32 - last as u32));
    known.get(last).copied().unwrap_or_default()
}

/// Whether a character is a letter of any script.
///
/// ```
/// use copydesk::key::is_letter;
///
/// assert!(is_letter('é') && is_letter('ب') && is_letter('山'));
/// assert!(!is_letter('4') && !is_letter('-'));
/// ```
#[inline]
pub fn is_letter(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphabetic() } else { class(c) & LETTER != 0 }
}

/// Whether a character is a digit or another sign of a number.
#[inline]
pub fn is_numeric(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_digit() } else { class(c) & NUMERIC != 0 }
}

/// Whether a character is a letter or a digit of any script.
#[inline]
pub fn is_letter_or_digit(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() } else { class(c) & (LETTER | NUMERIC) != 0 }
}

/// Whether a character is a capital letter.
#[inline]
pub fn is_capital(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_uppercase() } else { class(c) & CAPITAL != 0 }
}

/// Whether a character is kana, Han or Hangul: the scripts whose words are short, or have no spaces between them.
pub fn is_east_asian(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}') || is_hangul(c)
}

/// Whether a character is a syllable of Hangul.
pub fn is_hangul(c: char) -> bool {
    matches!(c, '\u{ac00}'..='\u{d7a3}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_is_what_the_standard_library_says() {
        for c in '\0'..=char::MAX {
            assert_eq!(is_letter(c), c.is_alphabetic(), "{c:?}");
            assert_eq!(is_numeric(c), c.is_numeric(), "{c:?}");
            assert_eq!(is_letter_or_digit(c), c.is_alphanumeric(), "{c:?}");
            assert_eq!(is_capital(c), c.is_uppercase(), "{c:?}");
        }
    }
}
