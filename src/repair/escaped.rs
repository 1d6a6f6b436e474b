//! Escape sequences of JSON left in a text: `\\n`, `\\u2019`, `\\"`.
//!
//! In: a text. Out: changes of the sequences to the characters they stand for. A text that was
//! escaped twice has them throughout: every backslash must begin a sequence, and nothing else in the
//! text may look like code, a path or a formula. Texts about code keep their backslashes.

use std::ops::Range;

use memchr::memchr_iter;

use super::definition::{CharacterRepair, Context, Entry};
use super::signs::Signs;
use crate::document::Change;

pub(super) const REPAIR: CharacterRepair = CharacterRepair {
    entry: Entry { id: "escaped", why: "An escape sequence of JSON that was not decoded." },
    needs: Signs::BACKSLASH,
    find,
};

/// One escape sequence.
struct Sequence {
    span: Range<usize>,
    after: char,
}

fn find(text: &str, _context: &Context<'_>) -> Vec<Change> {
    let Some(sequences) = sequences(text) else { return Vec::new() };
    if !is_prose(text) || !are_plain(text, &sequences) {
        return Vec::new();
    }
    sequences
        .into_iter()
        .map(|sequence| REPAIR.entry.change(sequence.span, sequence.after))
        .collect()
}

/// All sequences of a text; `None` if a backslash begins none.
fn sequences(text: &str) -> Option<Vec<Sequence>> {
    let mut found = Vec::new();
    let mut done = 0;
    for at in memchr_iter(b'\\', text.as_bytes()) {
        if at < done {
            continue;
        }
        let (length, after) = sequence(text.get(at + 1..)?)?;
        done = at + 1 + length;
        found.push(Sequence { span: at..done, after });
    }
    Some(found)
}

/// The length of a sequence without its backslash, and its character.
fn sequence(rest: &str) -> Option<(usize, char)> {
    match rest.as_bytes().first()? {
        b'n' => Some((1, '\n')),
        b'r' => Some((1, '\r')),
        b't' => Some((1, '\t')),
        b'"' => Some((1, '"')),
        b'\'' => Some((1, '\'')),
        b'/' => Some((1, '/')),
        b'\\' => Some((1, '\\')),
        b'u' => {
            let unit = unit(rest)?;
            if let Some(character) = char::from_u32(unit) {
                return (character >= ' ').then_some((5, character));
            }
            // Two halves of one character.
            let low = unit_after_backslash(rest.get(5..)?)?;
            let pair = [u16::try_from(unit).ok()?, u16::try_from(low).ok()?];
            let character = char::decode_utf16(pair).next()?.ok()?;
            Some((11, character))
        }
        _ => None,
    }
}

fn unit_after_backslash(rest: &str) -> Option<u32> {
    unit(rest.strip_prefix('\\')?)
}

/// The number of `u2019`.
fn unit(rest: &str) -> Option<u32> {
    let digits = rest.get(1..5).filter(|_| rest.starts_with('u'))?;
    digits.bytes().all(|b| b.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())?
}

/// Whether no sign of code, of markup or of formulas is in the text.
fn is_prose(text: &str) -> bool {
    !text.bytes().any(|byte| matches!(byte, b'{' | b'}' | b'`' | b'^'))
        && !text.contains("://\\")
        && !has_path(text)
}

/// Whether the text has a path of Windows, `C:\\news`, or one of a share, `\\\\host`.
fn has_path(text: &str) -> bool {
    text.match_indices(":\\").any(|(at, _)| {
        let mut head = text.get(..at).unwrap_or_default().chars().rev();
        let drive = head.next().is_some_and(|c| c.is_ascii_alphabetic());
        let rest = text.get(at + 2..).unwrap_or_default();
        // "said:\\"No" and "said:\\n" are no drives.
        drive && !head.next().is_some_and(char::is_alphanumeric) && !rest.starts_with('"')
    })
}

/// Whether the sequences are those of a text that was escaped as a whole: several of them, or one
/// inside a word; and no real line breaks beside escaped ones.
fn are_plain(text: &str, sequences: &[Sequence]) -> bool {
    let count = |wanted: char| sequences.iter().filter(|s| s.after == wanted).count();
    let breaks = count('\n') + count('\r');
    if breaks > 0 && text.trim_end().contains('\n') {
        return false;
    }
    // Line breaks are followed by the start of a line, not by the rest of a name: \\nabla, \\theta.
    let names = sequences.iter().filter(|s| matches!(s.after, '\n' | '\r' | '\t')).filter(|s| {
        let before = text.get(..s.span.start).and_then(|head| head.chars().next_back());
        let after = text.get(s.span.end..).and_then(|tail| tail.chars().next());
        after.is_some_and(char::is_lowercase) && before.is_none_or(|c| c == ' ' || c == '$')
    });
    if names.count() * 4 > sequences.len() {
        return false;
    }
    let inside_a_word = sequences.iter().any(|s| {
        let beside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        s.after > '\u{9f}'
            && (beside(text.get(..s.span.start).and_then(|head| head.chars().next_back()))
                || beside(text.get(s.span.end..).and_then(|tail| tail.chars().next())))
    });
    sequences.len() >= FEWEST || inside_a_word
}

/// Sequences of a text in which none is inside a word.
const FEWEST: usize = 2;
