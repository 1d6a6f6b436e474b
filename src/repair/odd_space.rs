//! Spaces of other widths and no-break spaces.
//!
//! In: a text. Out: changes to plain spaces. A no-break space is kept where it is set on purpose:
//! next to French punctuation, between digits, between a number and its unit. The ideographic space
//! is kept next to East Asian characters.

use std::ops::Range;

use super::definition::{CharacterRepair, Context, Entry};
use super::french;
use super::signs::Signs;
use crate::document::Change;

pub(super) const REPAIR: CharacterRepair = CharacterRepair {
    entry: Entry {
        id: "odd-space",
        why: "An unusual space character, which hides the words next to it from searches.",
    },
    needs: Signs::ODD_SPACE,
    find,
};

pub(super) fn is_odd_space(character: char) -> bool {
    matches!(
        character,
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}

fn find(text: &str, context: &Context<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let mut previous = None;
        let mut characters = line.char_indices().peekable();
        while let Some((at, character)) = characters.next() {
            if is_odd_space(character) {
                let next = characters.peek().map(|&(_, c)| c);
                let span = start + at..start + at + character.len_utf8();
                if !is_intended(line, at, character, previous, next, context) {
                    changes.push(REPAIR.entry.change(span, " "));
                } else if let Some(plain) = plain_spaces_beside(text, &span) {
                    changes.push(REPAIR.entry.change(plain, ""));
                }
            }
            previous = Some(character);
        }
        start += line.len();
    }
    changes
}

/// Plain spaces next to a space that was set on purpose: the two are meant as one.
fn plain_spaces_beside(text: &str, span: &Range<usize>) -> Option<Range<usize>> {
    let head = text.get(..span.start)?;
    let start = head.trim_end_matches(' ').len();
    if start < span.start && start > 0 && !head.get(..start)?.ends_with('\n') {
        return Some(start..span.start);
    }
    let tail = text.get(span.end..)?;
    let spaces = tail.len() - tail.trim_start_matches(' ').len();
    (spaces > 0 && spaces < tail.len()).then_some(span.end..span.end + spaces)
}

/// Whether this space was set on purpose.
fn is_intended(
    line: &str,
    at: usize,
    space: char,
    previous: Option<char>,
    next: Option<char>,
    context: &Context<'_>,
) -> bool {
    let forbids_break = matches!(space, '\u{a0}' | '\u{202f}' | '\u{2007}' | '\u{2009}');
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    match space {
        '\u{1680}' => true,
        '\u{3000}' => previous.is_none_or(is_east_asian) || next.is_none_or(is_east_asian),
        _ if forbids_break && digit(previous) => {
            digit(next) || {
                let after = line.get(at + space.len_utf8()..).unwrap_or_default();
                starts_with_unit(after)
            }
        }
        // Clock times: 18 h 30.
        _ if forbids_break && digit(next) => ends_with_hour(line.get(..at).unwrap_or_default()),
        _ if forbids_break => {
            // A plain space may stand between the two.
            let head = line.get(..at).unwrap_or_default().trim_end_matches(' ');
            let tail = line.get(at + space.len_utf8()..).unwrap_or_default();
            let (previous, next) =
                (head.chars().next_back(), tail.trim_start_matches(' ').chars().next());
            french::sets_space(previous, next) && french::is_french(line, context.language)
        }
        _ => false,
    }
}

fn is_east_asian(character: char) -> bool {
    matches!(character as u32, 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE30..=0xFE4F | 0xFF00..=0xFFEF)
}

/// Symbols and abbreviations of units after a number.
const UNITS: [&str; 48] = [
    "%", "‰", "€", "$", "£", "¥", "°", "°C", "°F", "mm", "cm", "dm", "m", "km", "m²", "km²", "m³",
    "ha", "mg", "g", "kg", "t", "ml", "cl", "dl", "l", "L", "h", "min", "s", "ms", "Hz", "kHz",
    "MHz", "GHz", "W", "kW", "MW", "GW", "kWh", "V", "A", "J", "kB", "MB", "GB", "TB", "hPa",
];

fn starts_with_unit(after: &str) -> bool {
    let end = after
        .char_indices()
        .take(4)
        .find(|(_, c)| {
            c.is_whitespace() || matches!(c, ',' | '.' | ';' | ')' | ':' | '/' | '!' | '?')
        })
        .map(|(at, _)| at);
    let end = end.or_else(|| (after.chars().nth(4).is_none()).then_some(after.len()));
    end.and_then(|end| after.get(..end)).is_some_and(|word| UNITS.contains(&word))
}

fn ends_with_hour(before: &str) -> bool {
    before.strip_suffix('h').is_some_and(|head| {
        head.trim_end_matches(is_odd_space).ends_with(|c: char| c.is_ascii_digit())
    })
}
