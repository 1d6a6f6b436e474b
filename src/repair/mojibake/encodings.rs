//! The single-byte encodings that UTF-8 is often decoded as, as tables from character to byte.
//!
//! In: a character. Out: its byte. Bytes that an encoding leaves undefined map to the control
//! character of the same number, as in browsers. Multi-byte encodings are not covered.

use std::collections::HashMap;
use std::sync::LazyLock;

use encoding_rs::Encoding;

/// One encoding, for characters beyond ASCII.
pub(super) struct CodePage {
    pub name: &'static str,
    bytes: HashMap<char, u8>,
    /// Whether U+FFFD may represent a lost byte.
    pub lossy: bool,
    /// Whether a space may represent the byte A0.
    pub restores_spaces: bool,
}

impl CodePage {
    /// The byte of a character.
    pub fn byte(&self, character: char) -> Option<u8> {
        if character.is_ascii() {
            return u8::try_from(character).ok();
        }
        self.bytes.get(&character).copied()
    }
}

/// In the order in which they are tried.
pub(super) static CODE_PAGES: LazyLock<Vec<CodePage>> = LazyLock::new(|| {
    let latin_1: String = (0x80..=0xFF_u8).map(char::from).collect();
    let by_label = |label: &str| upper_half(label).unwrap_or_default();
    let page = |name, upper: &str, lossy, restores_spaces| CodePage {
        name,
        bytes: upper.chars().zip(0x80..=0xFF_u8).collect(),
        lossy,
        restores_spaces,
    };
    vec![
        page("Latin-1", &latin_1, false, true),
        page("Windows-1252", &by_label("windows-1252"), true, true),
        page("Windows-1251", &by_label("windows-1251"), true, true),
        page("Windows-1250", &by_label("windows-1250"), true, true),
        page("Windows-1253", &by_label("windows-1253"), true, true),
        page("Windows-1254", &by_label("windows-1254"), true, true),
        page("Windows-1257", &by_label("windows-1257"), true, true),
        page("ISO 8859-2", &by_label("iso-8859-2"), false, true),
        // In this encoding a space after such a letter is an ordinary space.
        page("Mac Roman", &by_label("macintosh"), false, false),
        page("code page 437", CODE_PAGE_437, false, true),
    ]
});

/// Bytes 80 to FF of the IBM PC.
const CODE_PAGE_437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

/// The characters of bytes 80 to FF.
fn upper_half(label: &str) -> Option<String> {
    let encoding = Encoding::for_label(label.as_bytes())?;
    let upper = (0x80..=0xFF_u8)
        .map(|byte| {
            let bytes = [byte];
            let (text, _) = encoding.decode_without_bom_handling(&bytes);
            match text.chars().next() {
                Some('\u{fffd}') | None => char::from(byte),
                Some(character) => character,
            }
        })
        .collect();
    Some(upper)
}

/// The character of Windows-1252 for a control character from U+0080 to U+009F, if there is one.
pub(in crate::repair) fn windows_1252(control: char) -> Option<char> {
    let byte = u8::try_from(control).ok()?;
    let (text, _) =
        encoding_rs::WINDOWS_1252.decode_without_bom_handling(std::slice::from_ref(&byte));
    text.chars().next().filter(|c| !c.is_control())
}

/// The byte of a character in Windows-1252, or in Latin-1 where Windows-1252 leaves it undefined.
pub(super) fn byte_in_windows_1252(character: char) -> Option<u8> {
    match character {
        '\0'..='\x7f' | '\u{80}'..='\u{ff}' => u8::try_from(u32::from(character)).ok(),
        _ => CODE_PAGES.get(1)?.byte(character),
    }
}

/// The roles of a character's byte in UTF-8, over all encodings.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Parts {
    /// Begins a sequence of two, three or four bytes.
    pub begins: [bool; 3],
    pub continues: bool,
}

/// The roles of each non-ASCII character. The last two encodings are left out: they are repaired
/// only as whole lines.
pub(super) static PARTS: LazyLock<HashMap<char, Parts>> = LazyLock::new(|| {
    let mut parts: HashMap<char, Parts> = HashMap::new();
    for page in CODE_PAGES.iter().take(CODE_PAGES.len().saturating_sub(2)) {
        for (&character, &byte) in &page.bytes {
            let part = parts.entry(character).or_default();
            match byte {
                0x80..=0xBF => part.continues = true,
                0xC2..=0xDF => part.begins[0] = true,
                0xE0..=0xEF => part.begins[1] = true,
                0xF0 | 0xF3 => part.begins[2] = true,
                _ => {}
            }
        }
    }
    parts
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_has_a_byte_for_128_characters() {
        for page in CODE_PAGES.iter() {
            assert_eq!(page.bytes.len(), 128, "{}", page.name);
        }
    }

    #[test]
    fn known_characters_have_their_bytes() {
        let byte =
            |name: &str, c| CODE_PAGES.iter().find(|p| p.name == name).and_then(|p| p.byte(c));
        assert_eq!(byte("Latin-1", 'é'), Some(0xE9));
        assert_eq!(byte("Windows-1252", '€'), Some(0x80));
        assert_eq!(byte("Windows-1252", '\u{81}'), Some(0x81));
        assert_eq!(byte("Windows-1251", 'Р'), Some(0xD0));
        assert_eq!(byte("Mac Roman", '√'), Some(0xC3));
        assert_eq!(byte("code page 437", '╨'), Some(0xD0));
        assert_eq!(windows_1252('\u{93}'), Some('“'));
        assert_eq!(windows_1252('\u{81}'), None);
    }
}
