//! The language of texts whose bytes were decoded as Latin-1 although they are of another script.
//!
//! In: a sample of a text. Out: the sample decoded again, if it is such a text. Only the language is
//! found by it: the text itself is decoded again by the repair of mojibake, on record.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};

/// Non-ASCII characters of the shortest sample that is decoded again.
const FEWEST: usize = 40;

/// A text whose bytes were decoded as Latin-1 although they are of another script, decoded again.
///
/// Such a text consists of the upper half of Latin-1, which no language does.
pub(super) fn decoded_again(sample: &str) -> Option<String> {
    let high = sample.chars().filter(|c| !c.is_ascii()).count();
    let letters = sample.chars().filter(|c| c.is_ascii_alphabetic()).count();
    if high < FEWEST || high < letters * 2 {
        return None;
    }
    let bytes: Option<Vec<u8>> = sample.chars().map(byte_of).collect();
    let bytes = bytes.filter(|bytes| std::str::from_utf8(bytes).is_err())?;
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes, true);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    let (text, _) = encoding.decode_without_bom_handling(&bytes);
    Some(text.into_owned())
}

/// The byte that Latin-1 or Windows-1252 decodes to a character.
fn byte_of(character: char) -> Option<u8> {
    if let Ok(byte) = u8::try_from(u32::from(character)) {
        return Some(byte);
    }
    let mut utf8 = [0; 4];
    let (bytes, _, unmappable) = encoding_rs::WINDOWS_1252.encode(character.encode_utf8(&mut utf8));
    bytes.first().copied().filter(|_| !unmappable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misread_text_is_decoded_again_and_others_are_not() {
        let text = "Паром опять опоздал, сообщила гавань. Никто этому не удивился.";
        let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(text);
        let wrong: String = bytes.iter().map(|&byte| char::from(byte)).collect();
        assert_eq!(decoded_again(&wrong).as_deref(), Some(text));
        assert_eq!(decoded_again(text), None);
        assert_eq!(decoded_again("L’été à Orléans, où l’on dîne"), None);
    }
}
