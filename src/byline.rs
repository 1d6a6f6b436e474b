//! Splits a byline into the names of its authors.
//!
//! In: a value such as "By Ines Falk and Jo Reed, Staff Writers | March 3, 2021". Out: the names, and
//! the byline with `; ` between them. The words around names are in `data/bylines.toml`; there is no
//! list of persons. A value without a person in it, such as an agency, is kept whole.

mod addresses;
mod filing;
mod neighbours;
mod places;
mod references;
mod vocabulary;

use crate::date::{self, DayMonth};
use crate::key::{is_east_asian, is_hangul};

use addresses::{is_domain, without_addresses};
use filing::name_beside_dash;
use neighbours::{without_day, without_desk, without_job, without_outlet, without_tail};
use places::is_place;
use references::without_references;
use vocabulary::{ENDS, WORDS, leads_like, words};

pub(crate) use filing::filed;
pub(crate) use vocabulary::{is_lead, is_name, is_role};

/// The longest value that can be a list of names, in bytes.
const LONGEST: usize = 600;
/// The most words of a place before a name.
const PLACE_WORDS: usize = 4;
/// The most names of one story.
const MOST: usize = 24;

/// The byline of a value: its names with `; ` between them; `None` if it names nobody. A value that is
/// too long for a list of names is kept as it is.
pub(crate) fn byline(value: &str) -> Option<String> {
    let value = value.trim();
    if value.len() > LONGEST {
        return Some(value.to_owned());
    }
    join(names(value))
}

/// Names in one value. Of names that differ only in case the first stays.
pub(crate) fn join(mut names: Vec<String>) -> Option<String> {
    let mut seen = Vec::new();
    names.retain(|name| {
        let folded = name.to_lowercase();
        let new = !seen.contains(&folded);
        seen.push(folded);
        new
    });
    if names.is_empty() { None } else { Some(names.join("; ")) }
}

/// The names in a value.
pub(crate) fn names(value: &str) -> Vec<String> {
    let value = value.trim().trim_end_matches([':', '：', ' ', '\u{a0}']);
    if value.len() > LONGEST || value.contains("://") {
        return Vec::new();
    }
    let plain = without_references(value);
    let mut people: Vec<String> = Vec::new();
    let mut others: Vec<String> = Vec::new();
    for part in plain.split(';').flat_map(korean_parts).flat_map(filed_parts) {
        for name in of_filed(without_place(without_lead(part))) {
            let names = if is_role(&name) { &mut others } else { &mut people };
            if names.len() < MOST && !names.contains(&name) {
                names.push(name);
            }
        }
    }
    if people.is_empty() {
        others.truncate(1)
    } else {
        others.clear()
    }
    people.append(&mut others);
    people
}

/// The names in a part. If only a place is left without what is in brackets, the brackets hold the source:
/// "القاهرة - (رويترز)".
fn of_filed(part: &str) -> Vec<String> {
    let plain = without_addresses(part);
    let mut found = of_part(without_lead(&plain));
    if found.iter().all(|name| is_place(name))
        && let Some(inner) = in_brackets(part)
    {
        let sources = of_part(inner);
        if sources.iter().any(|name| !is_place(name)) {
            found = sources;
        }
    }
    // In a script with capitals a place can be the name of a person: "Sydney".
    found.retain(|name| !is_place(name) || name.contains(char::is_uppercase));
    found
}

/// The text in the first brackets.
fn in_brackets(text: &str) -> Option<&str> {
    let (_, inner) = text.split_once('(')?;
    inner.split_once(')').map(|(inner, _)| inner)
}

/// The parts between the middle dots of a text in Hangul, which join names.
fn korean_parts(part: &str) -> Vec<&str> {
    let joined = part.contains('·') && part.chars().filter(|c| c.is_alphabetic()).all(is_hangul);
    if joined { part.split('·').collect() } else { vec![part] }
}

/// The parts of "Calder: Ines Falk - Harrow: Jo Reed", where each author follows a place.
fn filed_parts(part: &str) -> Vec<&str> {
    let several = part.split(" - ").filter(|part| part.contains(':')).count() > 1;
    if several { part.split(" - ").collect() } else { vec![part] }
}

/// The names after the place in "Calder: Ines Falk".
fn without_place(part: &str) -> &str {
    match part.split_once(':') {
        Some((place, rest)) if words(place) <= PLACE_WORDS && !rest.trim().is_empty() => {
            rest.trim()
        }
        _ => part,
    }
}

/// The names in a part of a value without semicolons.
fn of_part(part: &str) -> Vec<String> {
    let names = until_end(part).trim();
    let pieces: Vec<&str> =
        names.split([',', '/', '،', '、', '，']).map(str::trim).filter(|p| !p.is_empty()).collect();
    if let [last, first] = pieces.as_slice()
        && is_inverted(last, first)
    {
        return vec![format!("{last}, {first}")];
    }
    // "harrow.example, Calder, Scotland": an outlet and its place.
    if pieces.len() > 1 && pieces.first().is_some_and(|first| is_domain(first)) {
        return Vec::new();
    }
    let mut found: Vec<String> = Vec::new();
    for piece in pieces {
        // "Sam Falk, Jr. and Jo Reed"
        let (suffix, piece) = split_suffix(piece);
        if let (Some(suffix), Some(name)) = (suffix, found.last_mut()) {
            name.push_str(", ");
            name.push_str(suffix);
        }
        if is_institution(piece) {
            found.push(piece.to_owned());
            continue;
        }
        for name in divided(piece) {
            let name = without_lead(name.trim());
            let name =
                name.trim_matches(|c: char| !c.is_alphanumeric() && !".)'’«»\"“”".contains(c));
            let name = if name.ends_with(')') { name } else { name.trim_end_matches('\'') };
            let name = if name.contains('(') { name } else { name.trim_end_matches(')') };
            let name = without_tail(without_outlet(name));
            let name = if found.is_empty() { without_job(name) } else { name };
            let name = without_day(without_desk(name));
            // After a full name, one word is a place or a degree: "Ines Falk, Berlin".
            let after_name = found.last().is_some_and(|before| words(before) > 1);
            let short = after_name && words(name) == 1 && !is_dense(name);
            if is_name(name) && !short && (found.is_empty() || !is_role(name)) {
                found.push(name.to_owned());
            }
        }
    }
    found
}

/// Whether a part is the name of an institution, which can hold "and": a role, then small words between
/// capitals.
fn is_institution(part: &str) -> bool {
    let mut words = part.split_whitespace();
    let leads = words.next().is_some_and(is_role);
    leads && part.contains(" for ") && part.contains(" and ") && part.chars().count() <= 60
}

/// Divides a text at the words between names.
fn divided(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut name = String::new();
    let mut unsure = None;
    for word in text.split_whitespace() {
        let folded = word.to_lowercase();
        let sure = WORDS.sure.contains(&folded);
        let divides = sure || WORDS.unsure.contains(&folded);
        // "Dan Falk" begins with a word that divides names in Indonesian.
        let first = folded == "dan" && word.starts_with(char::is_uppercase);
        if divides && !first && name.is_empty() && found.is_empty() {
            // "Ines Falk, and Jo Reed"
            continue;
        } else if divides && !name.is_empty() {
            close(&mut found, &mut name, unsure);
            unsure = (!sure).then(|| word.to_owned());
        } else {
            if !name.is_empty() {
                name.push(' ');
            }
            name.push_str(word);
        }
    }
    close(&mut found, &mut name, unsure);
    found
}

/// Ends a name. If the word before it does not surely divide, and this or the name before is one word, they
/// are one name.
fn close(found: &mut Vec<String>, name: &mut String, unsure: Option<String>) {
    let name = std::mem::take(name);
    match (found.last_mut(), unsure) {
        (Some(before), Some(word)) if words(before) < 2 || words(&name) < 2 => {
            before.push_str(&format!(" {word} {name}"));
        }
        _ if name.is_empty() => {}
        _ => found.push(name),
    }
}

/// The text before a mark, a date or a phrase that ends the names.
fn until_end(text: &str) -> &str {
    let cut = text.split(['|', '•', '·', '⋅', '—', '\n']).find(|part| !part.trim().is_empty());
    let cut = cut.unwrap_or(text);
    let cut = name_beside_dash(cut);
    let dated = date::find(cut, DayMonth::DayFirst);
    let cut = dated.and_then(|found| cut.get(..found.span.start)).unwrap_or(cut);
    let lower = cut.to_lowercase();
    let end = ENDS.first_in(&lower).filter(|_| lower.len() == cut.len());
    let cut = end.and_then(|end| cut.get(..end)).unwrap_or(cut);
    let cut = cut.trim().trim_end_matches(" on").trim();
    cut.split(" \u{a0}").next().unwrap_or(cut)
}

/// The rest of a text after "By" or the like; the text itself if there is none.
pub(crate) fn without_lead(text: &str) -> &str {
    let mut text = text.trim();
    for _ in 0..2 {
        let lead = leads_like(text).iter().find_map(|lead| {
            let rest = text.get(lead.len()..)?;
            let head = text.get(..lead.len())?.chars().flat_map(char::to_lowercase);
            let ends = rest.starts_with([' ', ':', '：', '\u{a0}']);
            (ends && head.eq(lead.chars())).then_some(rest)
        });
        let lead = lead.or_else(|| glued_lead(text));
        match lead {
            Some(rest) => text = rest.trim_start_matches([' ', ':', '：', '\u{a0}']),
            None => break,
        }
    }
    text
}

/// The rest of a text after a "By" that was glued to the name: "ByInes Falk".
fn glued_lead(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("By")?;
    let mut letters = rest.chars();
    let name = letters.next()?.is_uppercase() && letters.next()?.is_lowercase();
    name.then_some(rest)
}

/// Whether "Falk, Ines" is one name with the family name first.
fn is_inverted(last: &str, first: &str) -> bool {
    let capital = |text: &str| text.chars().next().is_some_and(char::is_uppercase);
    words(last) == 1
        && words(first) == 1
        && capital(last)
        && capital(first)
        && [last, first].into_iter().all(|part| is_name(part) && !is_role(part))
        && split_suffix(first).0.is_none()
}

/// Splits the suffix or the degree of a name off the start of a part.
fn split_suffix(part: &str) -> (Option<&str>, &str) {
    let (word, rest) = part.split_once(' ').unwrap_or((part, ""));
    let generation =
        matches!(word.trim_end_matches('.'), "Jr" | "Sr" | "II" | "III" | "IV" | "JR" | "SR");
    let plain: String = word.chars().filter(|c| c.is_alphanumeric() || *c == '-').collect();
    let capital = plain.starts_with(char::is_uppercase);
    let degree = capital && WORDS.degrees.contains(&plain.to_lowercase());
    // "Sr. Director" is no suffix.
    let ends = rest.is_empty() || rest.split(' ').next().is_some_and(divides);
    if (generation || degree) && ends { (Some(word), rest) } else { (None, part) }
}

/// Whether a word stands between names.
fn divides(word: &str) -> bool {
    let word = word.to_lowercase();
    WORDS.sure.contains(&word) || WORDS.unsure.contains(&word)
}

/// Whether a name is in a script that writes names without spaces.
fn is_dense(name: &str) -> bool {
    name.chars().all(is_east_asian)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_split_as_the_examples_say() {
        for (value, expected) in &vocabulary::read().unwrap().examples {
            assert_eq!(&names(value), expected, "{value}");
        }
    }

    #[test]
    fn a_byline_that_was_split_stays_the_same() {
        for value in ["By Ines Falk and Jo Reed", "Falk, Ines; Reed, Jo", "Sam Falk, Jr.; Jo Reed"]
        {
            let once = byline(value).unwrap();
            assert_eq!(byline(&once).as_ref(), Some(&once));
        }
    }

    proptest! {
        #[test]
        fn any_value_is_read(value in "(\\PC|By | and |; |, ){0,20}") {
            byline(&value);
        }
    }

    #[test]
    fn a_place_behind_a_name_and_its_job_is_no_name() {
        assert!(
            !names("By Ines Falk Correspondent Harrow Falls").contains(&"Harrow Falls".to_owned())
        );
        assert_eq!(names("Harrow correspondent Ines Falk"), ["Ines Falk"]);
    }
}
