//! One pass over a text that decides which character repairs need to run.
//!
//! In: a text. Out: a set of signs. Clean text must cost almost nothing: ASCII is checked in
//! blocks, other characters by a table. The damage itself is not located here.

use std::sync::LazyLock;

use super::combining::surely_composed;
use super::mojibake::{suspicious_alone, suspicious_in_pairs};
use super::signs::Signs;

/// The signs in a text.
pub(super) fn signs(text: &str) -> Signs {
    let mut found = Signs::default();
    let mut rest = text;
    loop {
        let plain = plain_prefix(rest.as_bytes());
        rest = rest.get(plain..).unwrap_or_default();
        let Some(first) = rest.chars().next() else { break };
        if first.is_ascii() {
            found.add(ascii_sign(first));
            rest = rest.get(1..).unwrap_or_default();
        } else {
            rest = beyond_ascii(rest, &mut found);
        }
    }
    found.remove(Signs::GARBLED_HALF.and(Signs::GARBLED_ALONE));
    found
}

/// How many bytes at the start are ASCII without a sign.
fn plain_prefix(bytes: &[u8]) -> usize {
    let mut at = 0;
    for block in bytes.chunks_exact(32) {
        // No early exit inside a block, so that the compiler vectorises it.
        if block.iter().fold(false, |any, &byte| any | has_sign(byte)) {
            break;
        }
        at += 32;
    }
    let tail = bytes.get(at..).unwrap_or_default();
    at + tail.iter().position(|&byte| has_sign(byte)).unwrap_or(tail.len())
}

fn has_sign(byte: u8) -> bool {
    byte >= 0x7F || matches!(byte, b'&' | b'\\') || (byte < 0x20 && byte != b'\n' && byte != b'\t')
}

fn ascii_sign(character: char) -> Signs {
    match character {
        '&' => Signs::AMPERSAND,
        '\\' => Signs::BACKSLASH,
        '\r' => Signs::LINE_END,
        '\x0C' => Signs::LINE_END.and(Signs::CONTROL),
        _ => Signs::CONTROL,
    }
}

/// Reads a run of non-ASCII characters; returns the rest of the text.
fn beyond_ascii<'t>(text: &'t str, found: &mut Signs) -> &'t str {
    let mut previous: Option<Signs> = None;
    let mut characters = text.char_indices();
    for (at, character) in characters.by_ref() {
        if character.is_ascii() {
            if previous.is_some_and(|p| p.any_of(Signs::GARBLED_ALONE)) {
                found.add(Signs::GARBLE);
            }
            return text.get(at..).unwrap_or_default();
        }
        let sign = sign_of(character);
        found.add(sign);
        if let Some(before) = previous
            && before.and(sign).any_of(Signs::GARBLED_HALF)
        {
            found.add(Signs::GARBLE);
        }
        previous = Some(sign);
    }
    if previous.is_some_and(|p| p.any_of(Signs::GARBLED_ALONE)) {
        found.add(Signs::GARBLE);
    }
    ""
}

const TABLE_END: usize = 0x2600;

static TABLE: LazyLock<Vec<Signs>> = LazyLock::new(|| {
    (0..TABLE_END as u32).map(|code| char::from_u32(code).map_or(Signs::default(), sign)).collect()
});

fn sign_of(character: char) -> Signs {
    TABLE.get(character as usize).copied().unwrap_or_else(|| sign(character))
}

/// The signs of one non-ASCII character.
fn sign(character: char) -> Signs {
    let mut signs = Signs::default();
    match character as u32 {
        0x80..=0x9F => signs.add(Signs::C1.and(Signs::GARBLE)),
        0xA0 | 0x1680 | 0x2000..=0x200A | 0x202F | 0x205F | 0x3000 => signs.add(Signs::ODD_SPACE),
        0xAD | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060 | 0x2066..=0x206F | 0xFEFF => {
            signs.add(Signs::INVISIBLE);
        }
        0xFFF9..=0xFFFC => signs.add(Signs::INVISIBLE),
        0x2028 | 0x2029 => signs.add(Signs::LINE_END),
        0xFB00..=0xFB06 => signs.add(Signs::LIGATURE),
        _ => {}
    }
    if !surely_composed(character) {
        signs.add(Signs::COMBINING);
    }
    if suspicious_in_pairs(character) {
        signs.add(Signs::GARBLED_HALF);
    }
    if suspicious_alone(character) {
        signs.add(Signs::GARBLED_ALONE);
    }
    signs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clean_text_shows_no_sign() {
        for text in [
            "",
            "Rain fell on the harbour.\n\tIt stopped.",
            "“Rain,” she said – ‘again’ … in 2021.",
            "Été à Orléans, où l’on dîne.",
            "Дождь шёл весь день.",
            "下雨了。",
        ] {
            assert!(signs(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn each_sign_is_seen_wherever_it_stands() {
        let cases = [
            ('\r', Signs::LINE_END),
            ('\u{2028}', Signs::LINE_END),
            ('\0', Signs::CONTROL),
            ('\u{7f}', Signs::CONTROL),
            ('&', Signs::AMPERSAND),
            ('\u{92}', Signs::C1),
            ('\u{a0}', Signs::ODD_SPACE),
            ('\u{200b}', Signs::INVISIBLE),
            ('ﬁ', Signs::LIGATURE),
            ('\u{301}', Signs::COMBINING),
        ];
        for (character, sign) in cases {
            for before in [0, 1, 31, 32, 33, 64, 100] {
                for after in [0, 1, 40] {
                    let text = format!("{}{character}{}", "a".repeat(before), "b".repeat(after));
                    assert!(signs(&text).any_of(sign), "{character:?} after {before}");
                }
            }
        }
        assert!(signs("cafÃ©").any_of(Signs::GARBLE));
        assert!(signs("Ã la carte").any_of(Signs::GARBLE));
    }
}
