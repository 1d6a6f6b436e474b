//! Parts a name from what stands beside it without a mark between: a job, an outlet, a desk, a day.
//!
//! In: a part of a byline. Out: the name in it, or the part itself. It divides no names from each other.

use super::vocabulary::{TAILS, WORDS, is_name, is_role, words};
use crate::date;

/// The name after the outlet in "Harrow Online's Ines Falk".
pub(super) fn without_outlet(name: &str) -> &str {
    let parted = name.split_once("'s ").or_else(|| name.split_once("’s "));
    parted.filter(|(outlet, _)| is_role(outlet)).map_or(name, |(_, name)| name)
}

/// The full name after the job in "Harrow correspondent Ines Falk".
pub(super) fn without_job(text: &str) -> &str {
    const NAME_WORDS: std::ops::RangeInclusive<usize> = 2..=4;
    let mut at = 0;
    let mut name = None;
    let capital = |word: &str| word.starts_with(char::is_uppercase);
    // "Ines Falk Correspondent Harrow Falls": the name stands before the job.
    let is_full = |head: &str| words(head) == 2 && head.split(' ').all(capital) && !is_role(head);
    for word in text.split_inclusive(' ') {
        if name.is_none()
            && WORDS.jobs.contains(&word.trim_end().to_lowercase())
            && is_full(text.get(..at).unwrap_or_default().trim_end())
        {
            return text;
        }
        at += word.len();
        if WORDS.jobs.contains(&word.trim_end().to_lowercase()) {
            name = text.get(at..);
        }
    }
    let full = |name: &&str| {
        NAME_WORDS.contains(&words(name)) && name.split(' ').all(capital) && !is_role(name)
    };
    name.filter(full).unwrap_or(text)
}

/// The name before an agency, a role or an outlet: "INES FALK Harrow Tribune", "Ines FalkHarrow Times".
pub(super) fn without_tail(name: &str) -> &str {
    if let Some(head) = TAILS.first_in(name).filter(|at| *at > 0).and_then(|at| name.get(..at)) {
        return head.trim_end();
    }
    let capitals =
        |word: &str| word.chars().any(char::is_alphabetic) && !word.chars().any(char::is_lowercase);
    let mut end = 0;
    let mut before = '\0';
    for (at, c) in name.char_indices() {
        let (head, tail) = name.split_at(at);
        // Capitals end where the outlet begins, or a small letter meets a capital.
        let begins = || before == ' ' && tail.chars().nth(1).is_some_and(char::is_lowercase);
        let ends = || begins() && capitals(head);
        let glued = || before.is_lowercase() && !is_prefix(head);
        let two = || head.trim_end().contains(' ');
        if c.is_uppercase() && (ends() || glued()) && two() && is_role(tail) {
            end = at;
            break;
        }
        before = c;
    }
    if end > 0 { name.get(..end).unwrap_or(name).trim_end() } else { name }
}

/// The full name before a desk or an office of two words: "Ines Falk Ferries Editor", "Ines Falk Calder Bureau".
pub(super) fn without_desk(name: &str) -> &str {
    let all: Vec<&str> = name.split(' ').collect();
    let [given, family, _, desk] = all.as_slice() else { return name };
    let end = given.len() + 1 + family.len();
    let is_full = [given, family].iter().all(|word| word.starts_with(char::is_uppercase));
    let head = name.get(..end).unwrap_or(name);
    let is_desk = matches!(desk.to_lowercase().as_str(), "bureau" | "desk" | "editor" | "editors");
    if is_full && is_desk && is_name(head) && !is_role(head) { head } else { name }
}

/// The full name before a day of the week: "INES FALK Saturday".
pub(super) fn without_day(name: &str) -> &str {
    let Some((head, day)) = name.rsplit_once(' ') else { return name };
    let is_day = date::is_date_word(day) && !date::is_month(day) && day.len() > 3;
    if is_day && words(head) > 1 { head } else { name }
}

/// Whether a text ends with the first part of a name such as McFalk.
fn is_prefix(text: &str) -> bool {
    let word = text.rsplit(' ').next().unwrap_or_default();
    matches!(
        word,
        "Mc" | "Mac" | "De" | "Di" | "Du" | "La" | "Le" | "Van" | "Fitz" | "O" | "Da" | "Del"
    )
}
