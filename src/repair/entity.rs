//! HTML character references that were left undecoded, once or several times.
//!
//! In: a text. Out: changes of `&name;`, `&#39;`, `&#x27;` to the characters they stand for. Only
//! references that end in a semicolon are decoded, and `&nbsp` without one. A line that also contains markup shows code and
//! is kept. `&amp;` before another reference is decoded together with it.

use memchr::memchr_iter;

use super::context::line_around;
use super::definition::{CharacterRepair, Context, Entry};
use super::signs::Signs;
use crate::document::Change;
use crate::entity;

pub(super) const REPAIR: CharacterRepair = CharacterRepair {
    entry: Entry { id: "entity", why: "An HTML character reference that was not decoded." },
    needs: Signs::AMPERSAND,
    find,
};

/// The longest reference, without `&` and `;`.
const LONGEST: usize = 24;

/// How many `amp;` before another reference are decoded at once.
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

/// The length of the reference at the start of a text, and its character.
fn reference(text: &str) -> Option<(usize, char)> {
    let mut at = 1;
    // "&amp;lt;" was encoded twice: each "amp;" is one layer.
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
    if let Some(space) = bare_space(text) {
        return Some(space);
    }
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

/// Reads `nbsp` before white space, a bar or another reference. Browsers read it without its semicolon too. In
/// an address it is the name of a value: "?a=1&nbsp=2".
fn bare_space(text: &str) -> Option<(usize, char)> {
    let next = text.strip_prefix("nbsp")?.chars().next();
    next.is_none_or(|c| c.is_whitespace() || "|&<".contains(c)).then_some((4, '\u{a0}'))
}

fn numbered(number: &str) -> Option<char> {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
        None => number.parse().ok()?,
    };
    // Numbers from 128 to 159 mean Windows-1252, as in browsers: the next round repairs them.
    char::from_u32(code).filter(|&c| c != '\0')
}

/// Looks up a name as written; a name in capitals also as the capital of its lower-case entity.
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

/// Whether a line contains a tag, or quotes references as code: then its references are shown on
/// purpose.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_space_needs_no_semicolon_but_the_value_of_an_address_is_none() {
        assert_eq!(reference("&nbsp|"), Some((5, '\u{a0}')));
        assert_eq!(reference("&nbsp &amp;"), Some((5, '\u{a0}')));
        for text in ["&nbsp=2", "&nbsps", "&copy by"] {
            assert_eq!(reference(text), None, "{text}");
        }
    }
}
