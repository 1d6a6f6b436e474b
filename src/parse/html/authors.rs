//! Reads the names of authors from the lines of a page.
//!
//! In: a line such as "March 3, 2021 | By Ines Falk". Out: the names. Dates and times are taken out
//! first, because nothing else tells where a name ends. [`crate::byline`] splits the names.

use crate::byline::{is_lead, names, without_lead};
use crate::date::{self, DayMonth};

/// Whether a line begins with "By" or the like, and the rest of the line.
pub(super) fn lead(line: &str) -> (bool, &str) {
    let line = line.trim();
    // "- By Ines Falk"
    let plain = line.trim_start_matches(['-', '–', '—', ' ']);
    let line = if plain.len() < line.len() && without_lead(plain).len() < plain.len() {
        plain
    } else {
        line
    };
    let behind = without_lead(line);
    if is_lead(line) { (true, "") } else { (behind.len() < line.len(), behind) }
}

/// The names in the first part of a line that has some, between its dates and times.
pub(super) fn names_in(line: &str) -> Vec<String> {
    let mut parts = without_times(line).into_iter().map(names);
    parts.find(|names| !names.is_empty()).unwrap_or_default()
}

/// The names in a line, of which some parts are in elements named for authors. A name goes no further
/// than such an element does: "By Ines Falk" before "Harbour Notes".
pub(super) fn credited(line: &str, credits: &[String]) -> Vec<String> {
    // Most credits of a page are not in this line: their last word says so at once.
    let near = |own: &&String| own.split_whitespace().next_back().is_some_and(|w| line.contains(w));
    let plain = credits.iter().filter(near).map(|own| lead(own).1).filter(|own| !own.is_empty());
    let inside = plain.filter(|own| own.len() < line.len() && line.contains(own));
    let own: Vec<String> = inside.flat_map(names_in).collect();
    let whole = names_in(line);
    if whole.is_empty() {
        return own;
    }
    let cut = |name: String| {
        let starts = |own: &&String| {
            name.strip_prefix(own.as_str()).is_some_and(|rest| rest.starts_with(' '))
        };
        own.iter().find(starts).cloned().unwrap_or(name)
    };
    whole.into_iter().map(cut).collect()
}

/// The parts of a line between its dates, clocks and ages: "Wed Aug 17, 12:08 PM ET", "17 hours ago".
pub(super) fn without_times(line: &str) -> Vec<&str> {
    let words: Vec<(usize, &str)> = spans(line);
    let plain = |at: usize| words.get(at).map(|(_, word)| bare(word)).unwrap_or_default();
    let figures = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let mut times = vec![false; words.len()];
    for at in 0..words.len() {
        let word = plain(at);
        // A figure beside the word or behind another such word. Without one they are a name: "April May".
        let back = |steps: usize| at.checked_sub(steps).map(plain).unwrap_or_default();
        let leads =
            |next: &str, second: &str| figures(next) || date::is_date_word(next) && figures(second);
        let named = date::is_date_word(word)
            && (leads(plain(at + 1), plain(at + 2)) || leads(back(1), back(2)));
        // "17 hours ago", "12:08 PM ET", "4 min read"
        let follows = at.checked_sub(1).is_some_and(|before| times.get(before) == Some(&true))
            && !is_lead(word)
            && !matches!(word, "and" | "und" | "et" | "y" | "e")
            && (word.starts_with(char::is_lowercase) || is_zone(word) || is_unit(word));
        if let Some(slot) = times.get_mut(at) {
            *slot = figures(word) || named || follows;
        }
    }
    let mut parts = Vec::new();
    let mut from = None;
    for (at, (start, _)) in words.iter().enumerate() {
        match (times.get(at), from) {
            (Some(true), Some(begin)) => {
                parts.extend(line.get(begin..*start));
                from = None;
            }
            (Some(false), None) => from = Some(*start),
            _ => {}
        }
    }
    parts.extend(from.and_then(|begin| line.get(begin..)));
    parts.into_iter().map(tidied).filter(|part| !part.is_empty()).collect()
}

/// The words of a line and where they begin. A name glued to a year is a word of its own: "2021Ines".
fn spans(line: &str) -> Vec<(usize, &str)> {
    let mut at = 0;
    let words = line.split_inclusive(char::is_whitespace).flat_map(|word| {
        at += word.len();
        let start = at - word.len();
        let word = word.trim_end();
        let figures = word.bytes().take_while(u8::is_ascii_digit).count();
        let glued = figures >= 4
            && word.get(figures..).is_some_and(|rest| rest.starts_with(char::is_uppercase));
        let (year, rest) = word.split_at(if glued { figures } else { 0 });
        [(start, year), (start + year.len(), rest)]
    });
    words.filter(|(_, word)| !word.is_empty()).collect()
}

fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

/// Whether a word follows a number of minutes or hours, in capitals too.
fn is_unit(word: &str) -> bool {
    const UNITS: [&str; 11] =
        ["min", "mins", "minute", "minutes", "hr", "hrs", "hour", "hours", "days", "read", "ago"];
    UNITS.iter().any(|unit| unit.eq_ignore_ascii_case(word))
}

/// Whether a word follows the time of a clock: PM, ET, GMT.
fn is_zone(word: &str) -> bool {
    matches!(word.to_ascii_uppercase().as_str(), "AM" | "PM" | "A.M" | "P.M")
        || (2..=4).contains(&word.len())
            && word.ends_with('T')
            && word.chars().all(|c| c.is_ascii_uppercase())
        || word == "UTC"
}

/// A part without marks and small words at its ends.
fn tidied(part: &str) -> &str {
    let mut part = part.trim_matches(|c: char| c.is_whitespace() || "|-–—•·,;:/(".contains(c));
    for end in [" on", " at", " vor", " il y a", " hace", " il", " le", " am", " -"] {
        part = part.strip_suffix(end).unwrap_or(part).trim_end();
    }
    part
}

/// The names after "by" inside a line that begins otherwise, for example with a date.
pub(super) fn within(line: &str) -> Vec<String> {
    let places = [" by ", " By ", "· By: ", "| By: "];
    let found = places.iter().find_map(|by| line.split_once(by));
    let Some((before, behind)) = found else { return Vec::new() };
    let last = before.split_whitespace().next_back().unwrap_or_default();
    let tells_day = date::find(before, DayMonth::Unknown).is_some() || date::is_ambiguous(last);
    if tells_day || before.ends_with(['|', '·', '•', '-', '–']) {
        names_in(behind)
    } else {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_inside_a_line_follow_a_date_or_a_mark() {
        assert_eq!(within("September 1st, 2023 By Ines Falk"), ["Ines Falk"]);
        assert_eq!(within("03/04/2023 by Ines Falk"), ["Ines Falk"]);
        assert_eq!(
            within("It was 16.4 years, followed by Brazilians at 16.5"),
            Vec::<String>::new()
        );
        assert_eq!(within("Passed by the council in May"), Vec::<String>::new());
    }

    #[test]
    fn dates_clocks_and_ages_end_names() {
        for (line, expected) in [
            ("INES J. FALK Wed Aug 17,12:08 PM ET", &["INES J. FALK"][..]),
            ("Ines Falk and Jo Reed 17 hours ago", &["Ines Falk", "Jo Reed"]),
            ("Dec 3, 2020 Ines Falk", &["Ines Falk"]),
            ("April Castle and May Lind", &["April Castle", "May Lind"]),
            ("Jo Reed vor 3 Stunden", &["Jo Reed"]),
            ("Ines Falk 4 min read", &["Ines Falk"]),
            ("5 MIN. READ", &[]),
            ("Dec 17, 2021Ines K. Falk", &["Ines K. Falk"]),
            ("Sunday March 3 12:08 GMT", &[]),
        ] {
            assert_eq!(names_in(line), expected, "{line}");
        }
    }

    #[test]
    fn a_name_ends_with_its_element() {
        let credits = ["By Kay M. Lind".to_owned()];
        assert_eq!(credited("By Kay M. Lind Harbour Notes", &credits), ["Kay M. Lind"]);
        let credits = ["Ines Falk".to_owned()];
        assert_eq!(credited("By Ines Falk and Jo Reed", &credits), ["Ines Falk", "Jo Reed"]);
    }
}
