//! Decodes bytes into text.
//!
//! In: the bytes of a document and the encoding declared for it, if any. Out: the text, the name of
//! its encoding as the WHATWG spells it (plus `UTF-32LE` and `UTF-32BE`), and the number of
//! sequences that became U+FFFD. It changes nothing else in the text.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, UTF_8};

use crate::document::EncodingSource;

/// Decoded text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// Without the byte order mark.
    pub text: String,
    pub encoding: Cow<'static, str>,
    pub source: EncodingSource,
    /// Sequences that could not be decoded.
    pub undecodable: u32,
}

/// Bytes from which an encoding is guessed.
const GUESS_BYTES: usize = 256 << 10;

/// Decodes a document. The first of these decides: its byte order mark, valid UTF-8, `declared` if
/// it fits, a guess from the bytes.
///
/// ```
/// use copydesk::parse::decode;
///
/// let decoded = decode(b"Caf\xe9 du port, o\xf9 l'on a d\xe9j\xe0 d\xeen\xe9".to_vec(), None);
/// assert_eq!((decoded.text.as_str(), &*decoded.encoding), ("Café du port, où l'on a déjà dîné", "windows-1252"));
/// ```
pub fn decode(mut bytes: Vec<u8>, declared: Option<&str>) -> Decoded {
    if let Some(wide) = Utf32::of(&bytes, declared) {
        return wide.decode(&bytes);
    }
    if let Some((encoding, mark)) = Encoding::for_bom(&bytes) {
        bytes.drain(..mark);
        return Decoded { source: EncodingSource::Mark, ..with(encoding, bytes) };
    }
    let declared = declared.and_then(|label| Encoding::for_label(label.as_bytes()));
    if let Some(encoding) = declared.filter(|encoding| encoding.name().starts_with("UTF-16")) {
        return Decoded { source: EncodingSource::Declared, ..with(encoding, bytes) };
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => {
            return escaped_japanese(&text).unwrap_or_else(|| utf8(text, 0));
        }
        Err(error) => error.into_bytes(),
    };
    if is_nearly_utf8(&bytes) {
        return with(UTF_8, bytes);
    }
    if let Some(encoding) = declared.filter(|encoding| *encoding != UTF_8) {
        let decoded = narrow(encoding, &bytes);
        if decoded.undecodable == 0 {
            return Decoded { source: EncodingSource::Declared, ..decoded };
        }
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes.get(..GUESS_BYTES).unwrap_or(&bytes), true);
    with(detector.guess(None, Utf8Detection::Deny), bytes)
}

fn utf8(text: String, undecodable: u32) -> Decoded {
    // Damaged UTF-8 was guessed, not declared.
    let source = if undecodable == 0 { EncodingSource::Valid } else { EncodingSource::Detected };
    Decoded { text, encoding: Cow::Borrowed(UTF_8.name()), source, undecodable }
}

/// Decodes with one encoding, whatever the result.
fn with(encoding: &'static Encoding, bytes: Vec<u8>) -> Decoded {
    if encoding == UTF_8 {
        return match String::from_utf8(bytes) {
            Ok(text) => utf8(text, 0),
            Err(error) => {
                let bytes = error.into_bytes();
                let bad = bytes.utf8_chunks().filter(|c| !c.invalid().is_empty()).count();
                utf8(String::from_utf8_lossy(&bytes).into_owned(), clamp(bad))
            }
        };
    }
    narrow(encoding, &bytes)
}

/// Decodes with an encoding other than UTF-8.
fn narrow(encoding: &'static Encoding, bytes: &[u8]) -> Decoded {
    let (text, bad) = encoding.decode_without_bom_handling(bytes);
    let undecodable = if bad { clamp(text.matches('\u{fffd}').count()) } else { 0 };
    Decoded {
        text: text.into_owned(),
        encoding: Cow::Borrowed(encoding.name()),
        source: EncodingSource::Detected,
        undecodable,
    }
}

fn clamp(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Whether bytes are UTF-8 with some damage: valid multi-byte sequences far outnumber invalid ones.
fn is_nearly_utf8(bytes: &[u8]) -> bool {
    let (mut right, mut wrong) = (0usize, 0usize);
    for piece in bytes.utf8_chunks() {
        right += piece.valid().chars().filter(|c| !c.is_ascii()).count();
        wrong += usize::from(!piece.invalid().is_empty());
    }
    right >= wrong * 10
}

/// Decodes ISO-2022-JP, which looks like ASCII: escape sequences switch to Japanese.
fn escaped_japanese(text: &str) -> Option<Decoded> {
    let escape = memchr::memmem::find(text.as_bytes(), b"\x1b$")?;
    let set = text.as_bytes().get(escape + 2)?;
    if !matches!(set, b'@' | b'B') || !text.is_ascii() {
        return None;
    }
    let (decoded, bad) = ISO_2022_JP.decode_without_bom_handling(text.as_bytes());
    (!bad).then(|| Decoded {
        text: decoded.into_owned(),
        encoding: Cow::Borrowed(ISO_2022_JP.name()),
        source: EncodingSource::Detected,
        undecodable: 0,
    })
}

/// UTF-32: four bytes per character. The WHATWG list does not contain it.
#[derive(Debug, Clone, Copy)]
struct Utf32 {
    big_endian: bool,
}

impl Utf32 {
    /// Detects UTF-32 by its byte order mark, or by the position of NULs where it was declared.
    fn of(bytes: &[u8], declared: Option<&str>) -> Option<Utf32> {
        if bytes.starts_with(&[0xff, 0xfe, 0, 0]) {
            return Some(Utf32 { big_endian: false });
        }
        if bytes.starts_with(&[0, 0, 0xfe, 0xff]) {
            return Some(Utf32 { big_endian: true });
        }
        let declared = declared?.get(..6)?.eq_ignore_ascii_case("utf-32");
        declared.then(|| Utf32 { big_endian: bytes.first() == Some(&0) })
    }

    fn decode(self, bytes: &[u8]) -> Decoded {
        let mut text = String::with_capacity(bytes.len() / 4);
        let mut undecodable = 0;
        for unit in bytes.chunks(4) {
            let value = <[u8; 4]>::try_from(unit).ok().map(|unit| {
                if self.big_endian { u32::from_be_bytes(unit) } else { u32::from_le_bytes(unit) }
            });
            text.push(value.and_then(char::from_u32).unwrap_or_else(|| {
                undecodable += 1;
                '\u{fffd}'
            }));
        }
        let mut source = EncodingSource::Declared;
        if let Some(rest) = text.strip_prefix('\u{feff}') {
            text = rest.to_owned();
            source = EncodingSource::Mark;
        }
        let encoding = if self.big_endian { "UTF-32BE" } else { "UTF-32LE" };
        Decoded { text, encoding: Cow::Borrowed(encoding), source, undecodable }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn name_of(bytes: &[u8], declared: Option<&str>) -> (String, String, u32) {
        let decoded = decode(bytes.to_vec(), declared);
        (decoded.text, decoded.encoding.into_owned(), decoded.undecodable)
    }

    fn expect(text: &str, encoding: &str, undecodable: u32) -> (String, String, u32) {
        (text.to_owned(), encoding.to_owned(), undecodable)
    }

    #[test]
    fn marks_and_declarations() {
        assert_eq!(name_of(b"\xef\xbb\xbfRain", None), expect("Rain", "UTF-8", 0));
        assert_eq!(name_of(b"\xff\xfeR\0a\0", None), expect("Ra", "UTF-16LE", 0));
        assert_eq!(name_of(b"\xfe\xff\0R\0a", None), expect("Ra", "UTF-16BE", 0));
        assert_eq!(name_of(b"R\0a\0", Some("UTF-16LE")), expect("Ra", "UTF-16LE", 0));
        assert_eq!(name_of(b"\xff\xfe\0\0R\0\0\0", None), expect("R", "UTF-32LE", 0));
        assert_eq!(name_of(b"\0\0\0R", Some("UTF-32")), expect("R", "UTF-32BE", 0));
        let declared = name_of(b"caf\xe9", Some("iso-8859-1"));
        assert_eq!(declared, expect("café", "windows-1252", 0));
        assert_eq!(name_of("café".as_bytes(), Some("iso-8859-1")), expect("café", "UTF-8", 0));
    }

    #[test]
    fn the_source_of_an_encoding_is_recorded() {
        let source = |bytes: &[u8], declared| decode(bytes.to_vec(), declared).source;
        assert_eq!(source(b"\xef\xbb\xbfRain", None), EncodingSource::Mark);
        assert_eq!(source(b"\xff\xfe\0\0R\0\0\0", None), EncodingSource::Mark);
        assert_eq!(source("café".as_bytes(), Some("iso-8859-1")), EncodingSource::Valid);
        assert_eq!(source(b"caf\xe9", Some("iso-8859-1")), EncodingSource::Declared);
        assert_eq!(source(b"R\0a\0", Some("utf-16le")), EncodingSource::Declared);
        assert_eq!(source(b"caf\xe9 noir", None), EncodingSource::Detected);
    }

    #[test]
    fn damage_is_counted() {
        let mut bytes = "дождь шёл всю ночь".as_bytes().to_vec();
        bytes.pop();
        let (text, encoding, undecodable) = name_of(&bytes, None);
        assert_eq!((encoding.as_str(), undecodable), ("UTF-8", 1));
        assert!(text.ends_with("ноч\u{fffd}"));
        assert_eq!(name_of(b"\x00\x00\x00R\x00", Some("utf-32be")).2, 1);
    }

    #[test]
    fn old_encodings_are_guessed() {
        let (cyrillic, _, _) =
            encoding_rs::WINDOWS_1251.encode("Правительство одобрило новый бюджет на год.");
        assert_eq!(name_of(&cyrillic, None).1, "windows-1251");
        let (japanese, _, _) = ISO_2022_JP.encode("雨が降った。港は閉まった。");
        assert_eq!(name_of(&japanese, None).1, "ISO-2022-JP");
    }

    proptest! {
        #[test]
        fn any_bytes_decode(bytes: Vec<u8>, declared in prop::option::of("utf-32|utf-16le|gb18030|x")) {
            let decoded = decode(bytes.clone(), declared.as_deref());
            prop_assert!(decoded.text.len() <= bytes.len() * 3 + 3);
        }
    }
}
