//! Divides a line of a header into parts, and tells names from other parts.
//!
//! In: a line above a story. Out: its parts between separators, and whether one is a person's name. It knows
//! no words of its own; [`crate::byline`] has those around names.

use crate::byline;

/// Marks between the parts of a header.
const MARKS: [char; 14] = ['|', '•', '·', '⋅', '–', '—', ';', '(', ')', '[', ']', '\t', '｜', '»'];

/// What journalists are called behind their names. An outlet is none: "World Brief Daily".
const OCCUPATIONS: [&str; 20] = [
    "writer",
    "reporter",
    "correspondent",
    "editor",
    "columnist",
    "contributor",
    "producer",
    "journalist",
    "photographer",
    "critic",
    "intern",
    "blogger",
    "analyst",
    "redakteur",
    "redakteurin",
    "korrespondent",
    "journaliste",
    "periodista",
    "jornalista",
    "giornalista",
];

/// The words of a name that stands alone on its line.
const NAME_WORDS: std::ops::RangeInclusive<usize> = 2..=4;

/// A name without the role or the account behind it: "Ines Falk Chief Reporter", "Ines Falk @ines".
pub(super) fn without_role(text: &str) -> &str {
    let text = text.split_once(" @").map_or(text, |(name, _)| name);
    let second = text.match_indices(' ').nth(1).map(|(at, _)| at);
    let Some((name, role)) = second.map(|at| text.split_at(at)) else { return text };
    let is_role = role.split_whitespace().any(|word| {
        let word = word.trim_matches(|c: char| !c.is_alphabetic()).to_lowercase();
        OCCUPATIONS.contains(&word.as_str())
    });
    if is_role && !byline::is_role(name) && is_capitalised(role) { name } else { text }
}

/// The parts of a line between separators.
pub(super) fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(MARKS)
        .flat_map(|part| part.split("  "))
        .flat_map(|part| part.split(" - "))
        .flat_map(|part| part.split(" / "))
        .flat_map(|part| part.split(" at "))
        .flat_map(split_places)
        .map(|part| part.trim_matches(is_edge))
        .filter(|part| !part.is_empty())
}

/// Whether the last part of a text is a person's name without "by" before it.
pub(super) fn is_last_person(text: &str) -> bool {
    parts(text).last().is_some_and(is_person)
}

pub(super) fn is_first_person(text: &str) -> bool {
    parts(text).next().is_some_and(is_person)
}

pub(super) fn ends_with_mark(text: &str) -> bool {
    text.ends_with("  ") || text.trim_end().ends_with(is_mark)
}

pub(super) fn starts_with_mark(text: &str) -> bool {
    text.starts_with("  ") || text.trim_start().starts_with(is_mark)
}

/// Whether a character divides the parts of a header more than a comma does.
pub(super) fn is_mark(c: char) -> bool {
    MARKS.contains(&c) || matches!(c, '-' | '/')
}

/// Divides a part at the comma behind its last name: "Ines Falk, Calder". A list of names stays whole.
pub(super) fn split_places(part: &str) -> Vec<&str> {
    match part.rsplit_once(',') {
        Some((_, tail)) if is_person(tail.trim()) => vec![part],
        Some((head, tail)) => vec![head, tail],
        None => vec![part],
    }
}

pub(super) fn is_edge(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | ':' | '-' | '/' | '.' | '：' | '，' | '*' | '_')
}

/// Whether a text is the name of a person: two to four words, each with a capital.
pub(super) fn is_person(name: &str) -> bool {
    let words = name.split_whitespace().count();
    let capital = name.split_whitespace().filter(|word| starts_capital(word)).count() >= 2;
    NAME_WORDS.contains(&words) && capital && byline::is_name(name) && !byline::is_role(name)
}

/// Whether the names are the whole text but for the words between them.
pub(super) fn covers(names: &[String], text: &str) -> bool {
    let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count();
    let inside: usize = names.iter().map(|name| letters(name)).sum();
    letters(text) <= inside + 6 * names.len().saturating_sub(1)
}

pub(super) fn is_single(text: &str) -> bool {
    !text.contains(char::is_whitespace) && text.chars().all(|c| c.is_alphabetic() || c == '-')
}

pub(super) fn is_short(text: &str) -> bool {
    text.split_whitespace().count() <= 5 && !text.contains(|c: char| c.is_ascii_digit())
}

pub(super) fn is_capitalised(text: &str) -> bool {
    let mut words = text.split_whitespace();
    words.all(|word| starts_capital(word) || word.chars().count() <= 3)
}

pub(super) fn starts_capital(text: &str) -> bool {
    text.trim_start().starts_with(char::is_uppercase)
}
