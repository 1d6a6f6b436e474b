//! Characters that every match of an expression contains: a line without them cannot match.
//!
//! In: a parsed expression, or a line. Out: a [`Characters`] set of each; the first must be a subset
//! of the second. Letters are compared in lower case, so an expression's case flags do not matter.
//! The condition is necessary, not sufficient.

use regex_syntax::hir::{Class, Hir, HirKind};

/// A set of ASCII characters in lower case and of kinds of characters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Characters(u128);

// Lines have no control characters: their bits are used for kinds.
const DIGIT: u128 = 1 << 1;
const DASH: u128 = 1 << 2;
const CYRILLIC: u128 = 1 << 3;
const ARABIC: u128 = 1 << 4;
const FIRST_OWN: u32 = 32;

impl Characters {
    /// The characters of a line.
    pub fn of_line(line: &str) -> Characters {
        let mut bits = 0;
        for &byte in line.as_bytes() {
            // All bytes of other characters are above ASCII.
            if byte.is_ascii() {
                bits |= 1 << byte.to_ascii_lowercase();
            }
        }
        if !line.is_ascii() {
            bits |= line.chars().filter(|c| !c.is_ascii()).fold(0, |all, c| all | of_char(c));
        }
        let digits = (b'0'..=b'9').fold(0, |all, digit| all | 1 << digit);
        bits |= if bits & digits != 0 { DIGIT } else { 0 };
        bits |= if bits & (1 << b'-') != 0 { DASH } else { 0 };
        Characters(bits)
    }

    /// The characters that every match contains.
    pub fn of_matches(hir: &Hir) -> Characters {
        Characters(required(hir))
    }

    /// The form in `prefilter.bin`.
    #[cfg(test)]
    pub fn bits(self) -> u128 {
        self.0
    }

    pub fn from_bits(bits: u128) -> Characters {
        Characters(bits)
    }

    /// Whether another set contains all of these.
    pub fn all_in(self, other: Characters) -> bool {
        self.0 & !other.0 == 0
    }
}

fn required(hir: &Hir) -> u128 {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => 0,
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).unwrap_or_default();
            text.chars().fold(0, |all, c| all | of_char(c))
        }
        HirKind::Class(class) => of_class(class),
        HirKind::Repetition(repetition) if repetition.min == 0 => 0,
        HirKind::Repetition(repetition) => required(&repetition.sub),
        HirKind::Capture(capture) => required(&capture.sub),
        HirKind::Concat(parts) => parts.iter().fold(0, |all, part| all | required(part)),
        HirKind::Alternation(parts) => {
            parts.iter().fold(u128::MAX, |all, part| all & required(part))
        }
    }
}

/// What all characters of a class have in common.
fn of_class(class: &Class) -> u128 {
    /// Larger classes are taken to have nothing in common.
    const MOST: u32 = 300;
    let mut common = u128::MAX;
    let mut count = 0;
    let mut add = |low: u32, high: u32| {
        count += high - low + 1;
        if count <= MOST {
            let chars = (low..=high).filter_map(char::from_u32);
            common = chars.fold(common, |all, c| all & of_char(c));
        }
    };
    match class {
        Class::Unicode(class) => {
            class.iter().for_each(|range| add(range.start() as u32, range.end() as u32))
        }
        Class::Bytes(class) => {
            class.iter().for_each(|range| add(u32::from(range.start()), u32::from(range.end())))
        }
    }
    if count == 0 || count > MOST { 0 } else { common }
}

/// The bits of one character.
fn of_char(c: char) -> u128 {
    match c {
        '0'..='9' => DIGIT | 1 << (c as u32),
        '-' => DASH | 1 << (c as u32),
        '\u{2010}'..='\u{2015}' | '\u{2212}' => DASH,
        // The Kelvin sign and the long s are equal to ASCII letters in lower case.
        '\u{212a}' => 1 << (b'k'),
        '\u{17f}' => 1 << (b's'),
        '\u{400}'..='\u{52f}' => CYRILLIC,
        '\u{600}'..='\u{6ff}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' => ARABIC,
        _ if c.is_ascii() && c as u32 >= FIRST_OWN => 1 << (c.to_ascii_lowercase() as u32),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(pattern: &str, line: &str) -> bool {
        let hir = regex_syntax::parse(pattern).unwrap();
        Characters::of_matches(&hir).all_in(Characters::of_line(line))
    }

    #[test]
    fn a_line_without_a_required_character_does_not_fit() {
        assert!(fits(r"^\p{Lu}\w+ [0-9]{1,2}, [0-9]{4}$", "March 3, 2021"));
        assert!(!fits(r"^\p{Lu}\w+ [0-9]{1,2}, [0-9]{4}$", "March, in the rain"));
        assert!(fits("^.+ [-–] .+$", "Rain – again") && !fits("^.+ [-–] .+$", "Rain again"));
        assert!(
            fits("^(?:READ|See) more$", "read more") && !fits("^(?:READ|See) more$", "Read it")
        );
        assert!(fits("^(?:Фото|Видео)$", "фото") && !fits("^(?:Фото|Видео)$", "Photo"));
        assert!(!fits("^[اأ]قرأ$", "Read") && fits("^[Rr]?$", "x"));
        assert!(fits("^ask$", "a\u{17f}\u{212a}"));
    }
}
