//! Splits a value into the names of authors.
//!
//! In: a value such as "By Ines Falk and Jo Reed, Staff Writers | March 3, 2021". Out: the names.
//! It has no list of persons: a name is a short text without an address or a figure.

use crate::date::{self, DayMonth};

/// Words in front of names.
const LEADS: [&str; 19] = [
    "by",
    "written by",
    "words by",
    "story by",
    "posted by",
    "published by",
    "author:",
    "authors:",
    "por",
    "par",
    "von",
    "di",
    "door",
    "oleh",
    "reported by",
    "article by",
    "text by",
    "recipe by",
    "contributed by",
];

/// Most names of one story.
const MOST: usize = 12;

/// The names in a value.
pub(super) fn authors(value: &str) -> Vec<String> {
    let value = value.trim();
    if value.len() > 300 || value.contains("://") {
        return Vec::new();
    }
    let value = without_lead(value);
    let cut = value.split(['|', '•', '·', '⋅', '—', '\n']).next().unwrap_or(value);
    let cut = cut.split(" - ").next().unwrap_or(cut);
    // A date, or one of these phrases, ends the names.
    let dated = date::find(cut, DayMonth::Unknown);
    let cut = dated.and_then(|found| cut.get(..found.span.start)).unwrap_or(cut);
    let lower = cut.to_ascii_lowercase();
    let ends = [
        " on behalf of ",
        ". reviewed by",
        " reviewed by",
        " updated",
        " published",
        " posted",
        " last ",
    ];
    let end = ends.iter().filter_map(|end| lower.find(end)).min().unwrap_or(cut.len());
    let cut = cut.get(..end).unwrap_or(cut).trim().trim_end_matches(" on").trim();
    let cut = cut.split(" \u{a0}").next().unwrap_or(cut);
    let mut names = Vec::new();
    for piece in
        cut.split([',', ';', '/']).flat_map(|p| p.split(" and ")).flat_map(|p| p.split(" & "))
    {
        let name = without_lead(piece.trim())
            .trim_matches(|c: char| !c.is_alphanumeric() && c != '.' && c != ')');
        if is_name(name) && names.len() < MOST && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        } else if !names.is_empty() && !is_name(name) {
            // After a name, a part that is not a name is a role: "Ines Falk, Staff Writer".
            break;
        }
    }
    names
}

/// Joins several names for a field.
pub(super) fn join(mut names: Vec<String>) -> Option<String> {
    let mut seen = Vec::new();
    names.retain(|name| {
        let folded = name.to_lowercase();
        let new = !seen.contains(&folded);
        seen.push(folded);
        new
    });
    if names.is_empty() { None } else { Some(names.join(", ")) }
}

/// Whether a line begins with "By" or the like, and the rest of the line.
pub(super) fn lead(line: &str) -> (bool, &str) {
    let line = line.trim();
    let behind = without_lead(line);
    let alone = LEADS
        .iter()
        .any(|lead| line.trim_end_matches(':').eq_ignore_ascii_case(lead.trim_end_matches(':')));
    if alone { (true, "") } else { (behind.len() < line.len(), behind) }
}

/// The names after "by" inside a line that begins otherwise, for example with a date.
pub(super) fn within(line: &str) -> Vec<String> {
    let places = [" by ", " By ", "· By: ", "| By: "];
    let found = places.iter().find_map(|by| line.split_once(by));
    let Some((before, behind)) = found else { return Vec::new() };
    let tells_day = date::find(before, DayMonth::Unknown).is_some();
    if tells_day || before.ends_with(['|', '·', '•', '-', '–']) {
        authors(behind)
    } else {
        Vec::new()
    }
}

/// A text without "By" or the like in front.
fn without_lead(text: &str) -> &str {
    let mut text = text.trim();
    for _ in 0..2 {
        for lead in LEADS {
            let head = text.get(..lead.len()).unwrap_or_default();
            let behind = text.get(lead.len()..).unwrap_or_default();
            if head.eq_ignore_ascii_case(lead) && behind.starts_with([' ', ':', '\u{a0}']) {
                text = behind.trim_start_matches([' ', ':', '\u{a0}']);
            }
        }
    }
    text
}

/// Whether a text can be an author's name.
fn is_name(text: &str) -> bool {
    const NONE: [&str; 28] = [
        "admin",
        "administrator",
        "author",
        "staff",
        "editor",
        "guest",
        "webmaster",
        "unknown",
        "none",
        "null",
        "email",
        "us",
        "updated",
        "event type",
        "the team",
        "share",
        "sponsored",
        "team",
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "sat",
        "sun",
        "facebook",
        "twitter",
        "linkedin",
    ];
    let lower = text.to_lowercase();
    let words = text.split_whitespace().count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    (1..=6).contains(&words)
        && letters >= 2
        && !text.contains(|c: char| c.is_ascii_digit())
        && text.chars().count() <= 60
        && !text.contains('@')
        && !["writer", "author", "www.", ".com", " says", " min read", "more about", "page."]
            .iter()
            .any(|part| lower.contains(part))
        && !lower.starts_with("the latest")
        && !LEADS.iter().any(|lead| lower.trim_end_matches(':') == lead.trim_end_matches(':'))
        && !NONE.contains(&lower.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split() {
        assert_eq!(authors("By Ines Falk and Jo Reed, Staff Writer"), ["Ines Falk", "Jo Reed"]);
        assert_eq!(authors("Written by: Ines Falk | March 3, 2021"), ["Ines Falk"]);
        assert_eq!(authors("https://harrow.example/authors/ines"), Vec::<String>::new());
        assert_eq!(authors("admin"), Vec::<String>::new());
        assert_eq!(authors("By Ines Falk March 3, 2021"), ["Ines Falk"]);
        assert_eq!(authors("Posted by Ines Falk on Tuesday, August 29, 2023"), ["Ines Falk"]);
        assert_eq!(authors("Ines Falk. Reviewed by Jo Reed"), ["Ines Falk"]);
        assert_eq!(authors("About the Author"), Vec::<String>::new());
        assert_eq!(authors("Written By"), Vec::<String>::new());
        assert_eq!(within("September 1st, 2023 By Ines Falk"), ["Ines Falk"]);
        assert_eq!(within("Passed by the council in May"), Vec::<String>::new());
        assert_eq!(
            join(vec!["Ines Falk".to_owned(), "ines falk".to_owned()]),
            Some("Ines Falk".to_owned())
        );
    }
}
