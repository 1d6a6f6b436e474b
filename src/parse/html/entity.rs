//! Decodes the character references of a page.
//!
//! In: text between tags or in an attribute. Out: the text with `&name;`, `&#39;` and `&#x27;`
//! decoded as browsers do; some old names need no semicolon. Names that are not in
//! `data/entities.txt` are left unchanged.

use std::borrow::Cow;

use memchr::memchr;

use crate::entity::named;

/// Names that browsers decode without a semicolon. Some of them begin parameters in addresses
/// ("&copy=1"), which does no harm in text.
const BARE: [&str; 8] = ["amp", "nbsp", "quot", "lt", "gt", "copy", "reg", "AMP"];

/// The longest name, without `&` and `;`.
const LONGEST: usize = 32;

/// Decodes all references.
pub(super) fn decode(text: &str) -> Cow<'_, str> {
    if memchr(b'&', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr(b'&', rest.as_bytes()) {
        out.push_str(rest.get(..at).unwrap_or_default());
        let behind = rest.get(at + 1..).unwrap_or_default();
        match reference(behind) {
            Some((length, c)) => {
                out.push(c);
                rest = behind.get(length..).unwrap_or_default();
            }
            None => {
                out.push('&');
                rest = behind;
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The length of the reference after an `&`, and its character.
fn reference(text: &str) -> Option<(usize, char)> {
    let bytes = text.as_bytes();
    if bytes.first() == Some(&b'#') {
        return number(bytes);
    }
    let head = bytes.get(..LONGEST).unwrap_or(bytes);
    let length = head.iter().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(head.len());
    let name = text.get(..length)?;
    if head.get(length) == Some(&b';')
        && let Some(c) = named(name)
    {
        return Some((length + 1, c));
    }
    let bare = BARE.iter().find(|bare| name.starts_with(**bare))?;
    let next = name.as_bytes().get(bare.len());
    let c = named(&bare.to_ascii_lowercase())?;
    // "&lang" is not "<ang", but "&nbspRain" is a space and "Rain".
    (next.is_none() || *bare == "nbsp").then_some((bare.len(), c))
}

/// Reads `#39;` or `#x27;`. A number without a character becomes U+FFFD.
fn number(bytes: &[u8]) -> Option<(usize, char)> {
    let hexadecimal = matches!(bytes.get(1), Some(b'x' | b'X'));
    let (from, radix) = if hexadecimal { (2, 16) } else { (1, 10) };
    let digits = bytes.get(from..)?;
    let count = digits.iter().take_while(|b| char::from(**b).is_digit(radix)).count();
    if count == 0 {
        return None;
    }
    let digits = std::str::from_utf8(digits.get(..count)?).ok()?;
    let code = u32::from_str_radix(digits, radix).unwrap_or(u32::MAX);
    let end = from + count;
    let length = end + usize::from(bytes.get(end) == Some(&b';'));
    Some((length, character(code)))
}

/// The character of a number. As in browsers, 128 to 159 are Windows-1252.
fn character(code: u32) -> char {
    if let Ok(byte @ 0x80..=0x9f) = u8::try_from(code) {
        let bytes = [byte];
        let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes);
        return text.chars().next().unwrap_or('\u{fffd}');
    }
    match code {
        0 => '\u{fffd}',
        1..=8 | 0xb | 0xe..=0x1f | 0x7f => ' ',
        _ => char::from_u32(code).unwrap_or('\u{fffd}'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_decoded_as_browsers_do() {
        let text = "A&amp;B &lt;3 &eacute;t&#233;&#xe9; &#8217;s&#146; &nosuch; &copy 2 AT&T x&y &nbspz &#0;&#99999999999;";
        let expect =
            "A&B <3 été\u{e9} \u{2019}s\u{2019} &nosuch; © 2 AT&T x&y \u{a0}z \u{fffd}\u{fffd}";
        assert_eq!(decode(text), expect);
        assert_eq!(decode("&&&;&#;&#x;"), "&&&;&#;&#x;");
        assert!(matches!(decode("plain"), Cow::Borrowed(_)));
    }
}
