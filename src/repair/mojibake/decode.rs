//! Garbled characters encoded to bytes and decoded again as UTF-8.
//!
//! In: characters with their offsets in the text. Out: for each intended character, the span of its
//! garbled form. Whether a run should be decoded is decided elsewhere.

use std::ops::Range;

use super::encodings::{CODE_PAGES, CodePage, PARTS};

/// One repaired character.
pub(super) struct Piece {
    /// Bytes in the text.
    pub span: Range<usize>,
    pub after: String,
}

/// A byte and the span of the character it was shown as.
#[derive(Debug, Clone)]
struct Source {
    byte: u8,
    span: Range<usize>,
}

/// Represents a lost byte. Text with this control character is not decoded.
const LOST: u8 = 0x1A;

/// Decodes characters by the first encoding in which their bytes are UTF-8 and the result
/// `is_plausible`.
pub(super) fn whole(
    characters: &[(usize, char)],
    is_plausible: impl Fn(&[Piece]) -> bool,
) -> Option<(&'static str, Vec<Piece>)> {
    CODE_PAGES.iter().find_map(|page| {
        let mut sources = encode(characters, page)?;
        if page.restores_spaces {
            sources = restore_spaces(sources);
        }
        let pieces = decode(&sources, page.lossy)?;
        is_plausible(&pieces).then_some((page.name, pieces))
    })
}

fn encode(characters: &[(usize, char)], page: &CodePage) -> Option<Vec<Source>> {
    characters
        .iter()
        .map(|&(at, character)| {
            let byte = match character {
                '\u{fffd}' if page.lossy => LOST,
                '\u{1a}' if page.lossy => return None,
                _ => page.byte(character)?,
            };
            Some(Source { byte, span: at..at + character.len_utf8() })
        })
        .collect()
}

/// Restores the byte A0 where it became a space inside a sequence.
fn restore_spaces(sources: Vec<Source>) -> Vec<Source> {
    let mut restored = Vec::with_capacity(sources.len());
    let mut at = 0;
    while let Some(source) = sources.get(at) {
        if source.byte == 0xC3
            && byte(&sources, at + 1) == Some(b' ')
            && !continues_a_word(&sources, at + 2)
        {
            // After a word that ends in à the one space is both its last byte and the separator.
            let end = source.span.end;
            restored.extend([source.clone(), Source { byte: 0xA0, span: end..end }]);
            at += 1;
            continue;
        }
        let (length, space) = altered_sequence(&sources, at);
        for (offset, source) in sources.get(at..at + length).unwrap_or_default().iter().enumerate()
        {
            let byte = if Some(offset) == space { 0xA0 } else { source.byte };
            restored.push(Source { byte, span: source.span.clone() });
        }
        at += length;
    }
    restored
}

fn byte(sources: &[Source], at: usize) -> Option<u8> {
    sources.get(at).map(|source| source.byte)
}

/// How many bytes form a sequence here, and which of them is a space in place of A0.
fn altered_sequence(sources: &[Source], at: usize) -> (usize, Option<usize>) {
    let [b1, b2, b3] = [1, 2, 3].map(|n| byte(sources, at + n));
    // Not the ellipsis and not A0: both occur next to a space in sound text.
    let firm =
        |b: Option<u8>| b.is_some_and(|b| matches!(b, 0x80..=0x84 | 0x86..=0x9F | 0xA1..=0xBF));
    let any = |b: Option<u8>| b.is_some_and(|b| matches!(b, 0x80..=0xBF));
    let gap = |b: Option<u8>| b == Some(b' ');
    match byte(sources, at) {
        Some(0xC2 | 0xC3 | 0xC5 | 0xCE | 0xD0 | 0xD9) if gap(b1) => (2, Some(1)),
        // E2 80 and a space is a quote that lost its last byte, not a dagger.
        Some(0xE2) if b1 == Some(0x80) => (1, None),
        Some(0xE2 | 0xE3) if gap(b1) && firm(b2) => (3, Some(1)),
        Some(0xE0..=0xE3) if firm(b1) && gap(b2) => (3, Some(2)),
        Some(0xF0) if gap(b1) && any(b2) && any(b3) => (4, Some(1)),
        Some(0xF0) if any(b1) && gap(b2) && any(b3) => (4, Some(2)),
        Some(0xF0) if any(b1) && any(b2) && gap(b3) => (4, Some(3)),
        _ => (1, None),
    }
}

/// Whether what follows "Ã " continues the word: Portuguese às, àquele, àquela, àquilo.
fn continues_a_word(sources: &[Source], at: usize) -> bool {
    let follows = |word: &[u8]| {
        word.iter().enumerate().all(|(i, &b)| sources.get(at + i).is_some_and(|s| s.byte == b))
    };
    [b" ".as_slice(), b"quele", b"quela", b"quilo", b"s "].into_iter().any(follows)
}

/// Decodes the bytes; `None` if they are not UTF-8. ASCII is left out.
fn decode(sources: &[Source], lossy: bool) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(source) = sources.get(at) {
        if source.byte < 0x80 && !(lossy && source.byte == LOST) {
            at += 1;
            continue;
        }
        let rest = sources.get(at..)?;
        let (length, after) = match lost_sequence(rest).filter(|_| lossy) {
            Some(length) => (length, '\u{fffd}'),
            None => sequence(rest)?,
        };
        let last = sources.get(at + length - 1)?;
        pieces.push(Piece { span: source.span.start..last.span.end, after: after.to_string() });
        at += length;
    }
    pieces.retain(|p| !p.span.is_empty());
    Some(pieces)
}

/// The length of a sequence some of whose bytes were lost.
fn lost_sequence(rest: &[Source]) -> Option<usize> {
    let [b0, b1, b2, b3, b4, b5] = [0, 1, 2, 3, 4, 5].map(|i| rest.get(i).map_or(0, |s| s.byte));
    let continues = |b: u8| matches!(b, 0x80..=0xBF);
    let lost = |b: u8| b == LOST;
    let half = |b: u8| continues(b) || lost(b);
    let low = |b: u8| lost(b) || b == b'?' || continues(b);
    let gone = |b: u8| lost(b) || b == b'?';
    match b0 {
        0xC2..=0xDF if lost(b1) => Some(2),
        0xC2 | 0xC3 if b1 == b'?' => Some(2),
        0xED if matches!(b1, 0xA0..=0xAF)
            && b3 == 0xED
            && matches!(b4, 0xB0..=0xBF)
            && low(b2)
            && low(b5)
            && (gone(b2) || gone(b5)) =>
        {
            Some(6)
        }
        0xE0..=0xEF if (gone(b1) && half(b2)) || (half(b1) && gone(b2)) => Some(3),
        0xF0..=0xF4
            if (gone(b1) && half(b2) && half(b3))
                || (half(b1) && gone(b2) && half(b3))
                || (half(b1) && half(b2) && gone(b3)) =>
        {
            Some(4)
        }
        LOST => Some(1),
        _ => None,
    }
}

/// One character of UTF-8, or of its variant that writes characters beyond U+FFFF as two halves.
fn sequence(rest: &[Source]) -> Option<(usize, char)> {
    let byte = |i: usize| rest.get(i).map(|s| s.byte);
    let first = byte(0)?;
    let length = match first {
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => return None,
    };
    let bytes: Vec<u8> = (0..length).map(byte).collect::<Option<_>>()?;
    if let Ok(text) = std::str::from_utf8(&bytes) {
        return text.chars().next().map(|character| (length, character));
    }
    let half = |at: usize, high: std::ops::RangeInclusive<u8>| -> Option<u32> {
        let (lead, middle, last) = (byte(at)?, byte(at + 1)?, byte(at + 2)?);
        let fits = lead == 0xED && high.contains(&middle) && matches!(last, 0x80..=0xBF);
        fits.then_some((u32::from(middle & 0x0F) << 6) | u32::from(last & 0x3F))
    };
    let code = 0x10000 + (half(0, 0xA0..=0xAF)? << 10) + half(3, 0xB0..=0xBF)?;
    char::from_u32(code).map(|character| (6, character))
}

/// Runs of characters that look like UTF-8 sequences in some encoding.
pub(super) fn runs(characters: &[(usize, char)]) -> Vec<&[(usize, char)]> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut after_continuation = false;
    while at < characters.len() {
        let mut end = at;
        if !after_continuation {
            while let Some(length) =
                sequence_of_characters(characters.get(end..).unwrap_or_default())
            {
                end += length;
            }
        }
        if end > at {
            found.extend(characters.get(at..end));
            // The run's last character counts as what precedes the next.
            at = end;
            after_continuation =
                characters.get(at - 1).is_some_and(|&(_, c)| continues_strictly(c));
            continue;
        }
        after_continuation = characters.get(at).is_some_and(|&(_, c)| continues_strictly(c));
        at += 1;
    }
    found
}

fn sequence_of_characters(rest: &[(usize, char)]) -> Option<usize> {
    let first = PARTS.get(&rest.first()?.1)?;
    if is_quote_without_end(rest) {
        return None;
    }
    let continues = |i: usize| {
        rest.get(i).is_some_and(|&(_, c)| c == ' ' || PARTS.get(&c).is_some_and(|p| p.continues))
    };
    [2, 3, 4]
        .into_iter()
        .zip(first.begins)
        .find(|&(length, begins)| begins && (1..length).all(continues))
        .map(|(length, _)| length)
}

/// Whether E2 80 stands before a space: a quote that lost its last byte.
fn is_quote_without_end(rest: &[(usize, char)]) -> bool {
    let mut characters = rest.iter().map(|&(_, character)| character);
    characters.next() == Some('â')
        && matches!(characters.next(), Some('€' | '\u{80}'))
        && characters.next().is_some_and(|c| matches!(c, ' ' | '\u{a0}'))
}

/// Whether a character is a continuation byte and rarely anything else. A run after one is the tail
/// of a longer sequence and must not be decoded alone.
fn continues_strictly(character: char) -> bool {
    !super::neighbours::common(character) && PARTS.get(&character).is_some_and(|p| p.continues)
}
