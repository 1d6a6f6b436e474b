//! Character references of HTML that were left undecoded, once or several times over.
//!
//! In: a text. Out: changes of `&name;`, `&#39;`, `&#x27;` to the characters they stand for. Only
//! references that end in a semicolon are read; a line that also holds markup shows code, and is
//! left as it is. `&amp;` before a further reference goes with it.

use memchr::memchr_iter;

use super::scan::Signs;
use super::{CharacterRepair, Context, Entry};
use crate::document::Change;
use crate::entity;

pub(super) const REPAIR: CharacterRepair = CharacterRepair {
    entry: Entry { id: "entity", why: "A character reference of HTML that was never decoded." },
    needs: Signs::AMPERSAND,
    find,
};

/// The longest reference that is read, without `&` and `;`.
const LONGEST: usize = 24;

/// References to the ampersand in front of another reference that are read at once.
const LAYERS: usize = 8;

fn find(text: &str, _context: &Context<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut done = 0;
    let mut line = 0..0;
    let mut is_code = false;
    for at in memchr_iter(b'&', text.as_bytes()) {
        if at < done {
            continue;
        }
        let Some((length, character)) = reference(text.get(at..).unwrap_or_default()) else {
            continue;
        };
        if at >= line.end {
            line = line_around(text, at);
            is_code = text.get(line.clone()).is_some_and(shows_markup);
        }
        if is_code {
            continue;
        }
        done = at + length;
        changes.push(REPAIR.entry.change(at..done, character));
    }
    changes
}

/// The length of the reference at the start of a text, and what it stands for.
fn reference(text: &str) -> Option<(usize, char)> {
    let mut at = 1;
    // "&amp;lt;" was encoded twice: each "amp;" is a layer.
    for _ in 0..LAYERS {
        let Some(rest) = text.get(at..).and_then(|rest| rest.strip_prefix("amp;")) else { break };
        if named_or_numbered(rest).is_none() {
            return Some((at + 4, '&'));
        }
        at += 4;
    }
    let (length, character) = named_or_numbered(text.get(at..)?)?;
    Some((at + length, character))
}

/// Reads `name;` or `#39;`.
fn named_or_numbered(text: &str) -> Option<(usize, char)> {
    let head = text.as_bytes().iter().take(LONGEST + 1);
    let end = head.clone().position(|&byte| byte == b';')?;
    if !head.take(end).enumerate().all(|(i, b)| b.is_ascii_alphanumeric() || (i == 0 && *b == b'#'))
    {
        return None;
    }
    let name = text.get(..end)?;
    let character = match name.strip_prefix('#') {
        Some(number) => numbered(number)?,
        None => named(name)?,
    };
    Some((end + 1, character))
}

fn numbered(number: &str) -> Option<char> {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
        None => number.parse().ok()?,
    };
    // Numbers from 128 to 159 mean Windows-1252, as browsers read them: the next round mends them.
    char::from_u32(code).filter(|&c| c != '\0')
}

/// A name as it is written, or wholly in capitals where only a text in capitals makes it so.
fn named(name: &str) -> Option<char> {
    if let Some(character) = entity::named(name) {
        return Some(character);
    }
    let in_capitals = name.len() > 1 && name.bytes().all(|b| b.is_ascii_uppercase());
    let small = in_capitals.then(|| name.to_ascii_lowercase())?;
    let character = entity::named(&small)?;
    let mut upper = character.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}

fn line_around(text: &str, at: usize) -> std::ops::Range<usize> {
    let bytes = text.as_bytes();
    let start = memchr::memrchr(b'\n', bytes.get(..at).unwrap_or_default()).map_or(0, |i| i + 1);
    let end =
        memchr::memchr(b'\n', bytes.get(at..).unwrap_or_default()).map_or(bytes.len(), |i| at + i);
    start..end
}

/// Whether a line holds a tag, so that its references are part of code that is shown, or quotes
/// them as code.
fn shows_markup(line: &str) -> bool {
    let bytes = line.as_bytes();
    let tag = memchr_iter(b'<', bytes).any(|at| {
        let next = bytes.get(at + 1).copied().unwrap_or_default();
        (next.is_ascii_alphabetic() || matches!(next, b'/' | b'!'))
            && bytes.iter().skip(at).take(400).any(|&b| b == b'>')
    });
    tag || line.contains("&lt;")
        && (line.contains("('&lt;") || line.contains("\"&lt;") || line.contains("`&lt;"))
}
