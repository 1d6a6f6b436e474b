//! Reads the authors that the lines of a page show.
//!
//! In: a rendered page and the lines around its headline. Out: the names in the first line that has some:
//! marked as a byline, begun with "By", beside a date, or signed at the end of the story. It does not
//! choose between lines and metadata.

#[cfg(test)]
mod tests;

use super::authors::{credited, lead, within, without_times};
use super::elsewhere::{Elsewhere, around};
use super::header::{Header, MOST_HEADER};
use super::place::is_prose;
use super::render::Page;
use crate::byline::{is_lead, is_role, names};
use crate::date::{self, DayMonth};
use crate::document::markup::{Tag, name_hash};

/// Names that a line can show: each begins with a capital or is in a script without case. Two words with a
/// comma between them are sections.
fn written(found: Vec<String>) -> Vec<String> {
    let capital = |name: &String| !name.starts_with(char::is_lowercase);
    let listed = |name: &String| {
        name.split_once(", ")
            .is_some_and(|(last, first)| !last.contains(' ') && !first.contains(['.', ' ']))
    };
    if !found.iter().all(|name| capital(name) && !listed(name)) {
        return Vec::new();
    }
    found
}

/// The names of a line, without an outlet between a name and a role: "Ines Falk Times Staff Writer".
fn without_outlets(found: Vec<String>, line: &str) -> Vec<String> {
    let cut = |name: String| {
        let behind = line.split_once(name.as_str()).map(|(_, behind)| behind).unwrap_or_default();
        let before_role = behind.split_whitespace().next().is_some_and(is_role);
        match name.rsplit_once(' ') {
            Some((head, last)) if before_role && head.contains(' ') && is_role(last) => {
                head.to_owned()
            }
            _ => name,
        }
    };
    found.into_iter().map(cut).collect()
}

/// The names that a line shows.
fn shown(line: &str, page: &Page<'_>) -> Vec<String> {
    let line = line.strip_prefix("From ").unwrap_or(line);
    without_outlets(written(credited(line, &page.credits)), line)
}

/// Names of more than one word, each with a capital.
fn full(found: Vec<String>) -> Vec<String> {
    let full = |name: &String| name.contains(' ') || !name.is_ascii();
    let found = written(found);
    let small = |word: &str| word.starts_with(|c: char| c.is_lowercase() && c != 'd');
    let capital = |name: &String| !name.split(' ').any(small);
    if found.iter().all(|name| full(name) && capital(name)) { found } else { Vec::new() }
}

/// The authors in the lines around the headline: after "By", or on the line below it; else after
/// "by" inside a longer line, such as one with a date.
pub(super) fn led(page: &Page<'_>, elsewhere: &Elsewhere<'_>, head: &Header<'_>) -> Vec<String> {
    let near = || head.numbers.iter().copied().filter(|number| !elsewhere.has(*number));
    let short = || near().filter(|number| head.line(*number).len() <= MOST_HEADER);
    for number in short() {
        let line = head.line(number);
        // Inside a longer sentence "by" leads to anything.
        let long = line.split(' ').count() > LINE_WORDS;
        let parts = without_times(line).into_iter().take(if long { 1 } else { usize::MAX });
        let parts = parts.filter(|part| lead(part).0);
        for behind in parts.map(|part| lead(part).1) {
            if behind.starts_with(|c: char| !c.is_lowercase()) {
                let found = shown(behind, page);
                if !found.is_empty() {
                    return found;
                }
            }
        }
        if is_lead(line) && !elsewhere.has(number + 1) {
            return shown(head.line(number + 1), page);
        }
    }
    let within = short().map(|number| written(within(head.line(number))));
    within.into_iter().find(|names| !names.is_empty()).unwrap_or_default()
}

/// The most words of a line with a date and a byline.
const LINE_WORDS: usize = 14;

/// The authors in a line beside the headline that has a date, or a role beside it: "Ines Falk | Staff
/// Writer | March 3, 2021".
pub(super) fn beside_date(
    page: &Page<'_>,
    elsewhere: &Elsewhere<'_>,
    head: &Header<'_>,
) -> Vec<String> {
    const NEAR: usize = 6;
    let near = head.numbers.iter().copied().take(NEAR).filter(|number| !elsewhere.has(*number));
    let of = |number: usize| {
        let line = head.line(number);
        let parts = without_times(line);
        let marks = ['|', '•', '·'];
        let split: Vec<&str> =
            parts.iter().flat_map(|part| part.split(marks)).map(str::trim).collect();
        let whole = split.len() == 1 && split.first().is_some_and(|part| part.len() == line.len());
        let title =
            page.markup.lines.get(number).is_some_and(|mark| mark.link_chars * 2 > mark.chars)
                && line.split(' ').count() > 8;
        if line.len() > MOST_HEADER || whole || title {
            return Vec::new();
        }
        let role = split.iter().any(|part| is_role(part) && part.split(' ').count() <= 4);
        let timed = is_timed(line);
        // A list is no byline.
        let alone = |part: &&&str| !part.contains([',', '&', '(', ':', '/']);
        let mut found = split
            .iter()
            .filter(alone)
            .map(|part| full(without_outlets(written(names(part)), part)));
        let found = found.find(|names| !names.is_empty()).unwrap_or_default();
        let persons = found.iter().all(|name| is_person(page, name));
        if (role || timed) && persons { found } else { Vec::new() }
    };
    near.map(of).find(|names| !names.is_empty()).unwrap_or_default()
}

/// Whether a line has a date, a day with its month, or an age.
fn is_timed(line: &str) -> bool {
    let words: Vec<&str> =
        line.split_whitespace().map(|word| word.trim_end_matches([',', '.'])).collect();
    let figures = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let day = |two: &[&str]| match two {
        [one, other] => {
            date::is_date_word(one) && figures(other) || figures(one) && date::is_date_word(other)
        }
        _ => false,
    };
    date::find(line, DayMonth::DayFirst).is_some()
        || words.contains(&"ago")
        || words.windows(2).any(day)
}

/// Whether a name can only be a person's: two or more words, none of which the page uses in lower case.
fn is_person(page: &Page<'_>, name: &str) -> bool {
    const SMALL: [&str; 16] = [
        "a", "and", "at", "by", "for", "from", "how", "in", "is", "of", "on", "the", "to", "what",
        "with", "your",
    ];
    let is_brand = |word: &str| {
        word.contains(char::is_lowercase) && word.chars().filter(|c| c.is_uppercase()).count() >= 3
    };
    let odd = |word: &str| SMALL.contains(&word.to_lowercase().as_str()) || is_brand(word);
    if name.contains('&') || name.split(' ').any(odd) {
        return false;
    }
    let mut long =
        name.split(' ').filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 2);
    name.contains(' ') && !is_role(name) && !long.any(|word| is_used(page, word))
}

/// Whether the page uses a word in lower case.
fn is_used(page: &Page<'_>, word: &str) -> bool {
    let word = word.to_lowercase();
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    page.text.match_indices(&word).any(|(at, _)| {
        let before = page.text.get(..at).and_then(|text| text.chars().next_back());
        let behind = page.text.get(at + word.len()..).and_then(|text| text.chars().next());
        !is_letter(before) && !is_letter(behind)
    })
}

/// The authors in the page's first short line that begins with "By" and continues with a full name, or
/// below one that says "Written by" and nothing else.
pub(super) fn named(page: &Page<'_>, elsewhere: &Elsewhere<'_>, head: &Header<'_>) -> Vec<String> {
    let of = |(number, line): (usize, &&str)| {
        let (_, behind) = lead(line);
        if elsewhere.has(number) {
            return Vec::new();
        }
        let below = head.line(number + 1);
        let heads = || {
            let line = line.trim_end_matches([':', ' ']).to_lowercase();
            line.ends_with(" by") || AUTHOR.contains(&line.as_str())
        };
        let text = match behind {
            "" if heads() && below.len() <= 80 && own_story(page, head, number, false) => below,
            behind => behind,
        };
        let capital = text.chars().next().is_some_and(char::is_uppercase);
        let found = if capital { full(credited(text, &page.credits)) } else { Vec::new() };
        if found.iter().all(|name| !is_phrase(page, name)) { found } else { Vec::new() }
    };
    let is_led = |line: &str| (2..=80).contains(&line.len()) && lead(line).0;
    let lines = head.all.iter().enumerate().filter(|(_, line)| is_led(line));
    lines.take(MOST_LED).map(of).find(|names| !names.is_empty()).unwrap_or_default()
}

/// Lines that begin as bylines do and are read, at most.
const MOST_LED: usize = 64;

/// Headings above the name of an author.
const AUTHOR: [&str; 8] =
    ["author", "authors", "autor", "autora", "autoren", "auteur", "autore", "autores"];

/// Whether the page uses each word of a name in lower case.
fn is_phrase(page: &Page<'_>, name: &str) -> bool {
    let mut words = name.split(' ').filter(|word| word.chars().count() > 2);
    name.is_ascii() && words.all(|word| is_used(page, word))
}

/// The authors in lines whose elements are named for a byline: near the headline, else anywhere.
/// `near_only`: the metadata name a desk.
pub(super) fn marked(
    page: &Page<'_>,
    elsewhere: &Elsewhere<'_>,
    head: &Header<'_>,
    near_only: bool,
) -> Vec<String> {
    let hashes =
        |names: &[&str]| -> Vec<u32> { names.iter().map(|n| name_hash(n.as_bytes())).collect() };
    let exact = hashes(&[
        "author",
        "byline",
        "author-name",
        "byline-name",
        "post-author",
        "entry-author",
        "article-author",
        "reporter",
        "journalist",
    ]);
    let is_marked = |number: usize| {
        let Some(line) = page.markup.lines.get(number) else { return false };
        let mut names_around = around(page, line.element).take(3);
        names_around.any(|names| names.iter().any(|name| exact.contains(name)))
            || page.credits.iter().any(|own| own == head.line(number))
    };
    let far = head.all.len();
    let numbers = head.numbers.iter().copied().chain(0..if near_only { 0 } else { far });
    let short = |number: &usize| (2..=MOST_HEADER).contains(&head.line(*number).len());
    for number in
        numbers.filter(short).filter(|number| is_marked(*number) && !elsewhere.has(*number))
    {
        let found = shown(head.line(number), page);
        let short = |name: &String| {
            name.is_ascii() && name.len() <= 4 && !name.contains(char::is_lowercase)
        };
        let near = head.numbers.contains(&number);
        if !found.is_empty() && !found.iter().all(short) && own_story(page, head, number, near) {
            return found;
        }
    }
    Vec::new()
}

/// The authors in an element named for them that begins a line beside the headline: before their role, a date or a
/// weekday.
pub(super) fn opening(
    page: &Page<'_>,
    elsewhere: &Elsewhere<'_>,
    head: &Header<'_>,
) -> Vec<String> {
    const NEAR: usize = 6;
    let near = head.numbers.iter().copied().take(NEAR).filter(|number| !elsewhere.has(*number));
    let of = |number: usize| {
        let line = head.line(number);
        let begins = |own: &&String| {
            line.strip_prefix(own.as_str())
                .is_some_and(|rest| rest.starts_with([' ', ',', '|', '·', '•', '-', '–', '—']))
        };
        let own = page.credits.iter().find(begins)?;
        let short = line.len() <= MOST_HEADER && line.split(' ').count() <= LINE_WORDS;
        let found = full(names(own));
        (short && !found.is_empty() && own_story(page, head, number, true)).then_some(found)
    };
    near.into_iter().find_map(of).unwrap_or_default()
}

/// Whether a line can be about the story of the headline: no article or teaser around it is without the
/// headline. Nor is an item, unless it is near the headline.
pub(super) fn own_story(page: &Page<'_>, head: &Header<'_>, number: usize, near: bool) -> bool {
    let teasers = ["hentry", "h-entry", "teaser"].map(|name| name_hash(name.as_bytes()));
    let markup = &page.markup;
    let parents = |line: usize| {
        let first = markup.lines.get(line).map(|line| line.element);
        std::iter::successors(first, |element| {
            let own = markup.elements.get(*element as usize)?;
            (own.depth > 0).then_some(own.parent)
        })
    };
    let Some(at) = head.at else { return true };
    let around_headline: Vec<u32> = parents(at).collect();
    parents(number).take_while(|element| !around_headline.contains(element)).all(|element| {
        let Some(own) = markup.elements.get(element as usize) else { return true };
        let from = own.names_from as usize;
        let names = markup.names.get(from..from + usize::from(own.names)).unwrap_or_default();
        let item = own.tag == Tag::Li && !near;
        let teases = names.iter().any(|name| teasers.contains(name));
        !(own.tag == Tag::Article || item || teases)
    })
}

/// The authors who sign the story below its last line of prose: "-- Ines Falk and Jo Reed". Comments and other
/// stories can follow in other elements.
pub(super) fn signed(page: &Page<'_>, head: &Header<'_>) -> Vec<String> {
    let Some(at) = head.at else { return Vec::new() };
    let lines = &page.markup.lines;
    let is_prose = |number: usize| lines.get(number).is_some_and(is_prose);
    let parent = |number: usize| {
        let own = page.markup.elements.get(lines.get(number)?.element as usize)?;
        Some(own.parent)
    };
    // Behind a quotation the name is of the one who is quoted.
    let quotes = |number: usize| head.line(number).starts_with(['"', '“', '‘', '\'', '«', '„']);
    let sign = |number: usize| {
        let line = head.line(number);
        let dashes = ["--", "—", "–"].iter().find_map(|dash| line.strip_prefix(dash));
        let text = dashes.filter(|_| line.len() <= 80)?;
        let above = number.checked_sub(1)?;
        let last = if is_prose(above) { above } else { above.checked_sub(1)? };
        let ends = is_prose(last)
            && last > at
            && !quotes(last)
            && !(number + 1..lines.len()).any(|l| is_prose(l) && parent(l) == parent(last));
        let found = ends.then(|| full(credited(lead(text).1, &page.credits)))?;
        (!found.is_empty() && found.iter().all(|name| is_person(page, name))).then_some(found)
    };
    let dashed = |number: &usize| head.line(*number).starts_with(['-', '—', '–']);
    let dashed = (at + 1..head.all.len()).rev().filter(dashed).take(MOST_SIGNED);
    dashed.into_iter().find_map(sign).unwrap_or_default()
}

/// Lines that begin with a dash and are read, at most.
const MOST_SIGNED: usize = 32;
