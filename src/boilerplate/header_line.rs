//! Reads the lines above a story that hold nothing but dates, names and the words around them.
//!
//! In: a layout, the known fields, and the lines that rules have found. Out: more findings, and the byline
//! and the publication date. A line with any other word stays. The words are in `data/header-lines.toml`;
//! names are judged by [`crate::byline`]. It takes no line from between paragraphs of the story.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;

use super::finding::{Basis, Finding, Findings};
use super::forecast;
use super::header_parts::{
    covers, ends_with_mark, is_first_person, is_last_person, is_person, is_short, is_single, parts,
    starts_capital, starts_with_mark, without_role,
};
use super::headline_form::is_headline;
use super::layout::{Layout, Row};
use super::rule::FieldName;
use crate::byline;
use crate::date::{self, DayMonth};
use crate::document::{EditKind, Fields};

/// The name of what this module finds.
pub(super) const RULE: &str = "header-line";
/// Lines at the top that are read.
const TOP_LINES: usize = 12;
/// The longest line, in bytes.
const LONGEST: usize = 220;
/// Dates before it are those of events.
const EARLIEST: &str = "1990";

/// The lists of `data/header-lines.toml`, in lower case.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    published: BTreeSet<String>,
    modified: BTreeSet<String>,
    fillers: BTreeSet<String>,
    agencies: BTreeSet<String>,
    ages: Vec<String>,
    day_first: Vec<String>,
    /// Lines and what they hold, and lines that stay; read by tests.
    #[cfg_attr(not(test), allow(dead_code))]
    examples: BTreeMap<String, Vec<String>>,
    #[cfg_attr(not(test), allow(dead_code))]
    none: Vec<Others>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Others {
    #[cfg_attr(not(test), allow(dead_code))]
    lines: Vec<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    // A test reads the file, so that this never falls back to empty lists.
    toml::from_str(include_str!("../../data/header-lines.toml")).unwrap_or_default()
});

static AGES: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(&format!("^(?:{})$", WORDS.ages.join("|"))).ok());

/// What a line of a header holds.
#[derive(Debug, Default, PartialEq)]
struct Header {
    published: Option<String>,
    modified: Option<String>,
    people: Vec<String>,
    /// Agencies, desks and outlets.
    others: Vec<String>,
    /// Whether a word such as "by" comes before the names.
    is_credited: bool,
}

/// Takes the lines above the story that hold dates and names only.
pub(super) fn take(layout: &Layout<'_>, known: &Fields, found: &mut Findings, filled: &mut Fields) {
    let top = layout.rows.iter().enumerate().take(TOP_LINES);
    let top: Vec<(usize, &Row<'_>)> = top
        .take_while(|(_, row)| row.prose_before == 0)
        .filter(|(_, row)| !row.line.text.trim().is_empty())
        .collect();
    // A date that recurs divides the text, as in a chronicle.
    let below = layout.rows.iter().filter(|row| row.prose_before > 0 && !row.prose);
    if top.len() == layout.rows.len() || below.into_iter().any(is_dated) {
        return;
    }
    let mut headers: BTreeMap<usize, Header> = BTreeMap::new();
    for &(index, row) in &top {
        let header = Header::read(row.body().trim());
        let holds = |h: &Header| h.published.is_some() || h.modified.is_some() || h.is_credited;
        if let Some(header) = header.filter(holds) {
            headers.insert(index, header);
        }
    }
    take_neighbours(layout, &top, found, &mut headers);
    if let Some((index, header)) = filed_line(layout, &top, found).filter(|_| headers.is_empty()) {
        headers.insert(index, header);
    }
    insert(headers, known, found, filled);
}

/// The line directly above the story that names who filed it, in a script without capitals: a name and a place
/// or an outlet.
fn filed_line(
    layout: &Layout<'_>,
    top: &[(usize, &Row<'_>)],
    found: &Findings,
) -> Option<(usize, Header)> {
    let mut open = top.iter().filter(|(index, _)| !found.lines.contains_key(index)).peekable();
    let &&(index, row) = open.peek()?;
    let below = layout.rows.iter().skip(index + 1).find(|row| !row.line.text.trim().is_empty())?;
    let names = if below.prose && !row.prose { byline::filed(row.body().trim()) } else { None }?;
    let header = Header { people: names, is_credited: true, ..Header::default() };
    Some((index, header))
}

/// Adds the lines that are a name next to a line that is part of the header. A name that the story tells of is no
/// author's.
fn take_neighbours(
    layout: &Layout<'_>,
    top: &[(usize, &Row<'_>)],
    found: &Findings,
    headers: &mut BTreeMap<usize, Header>,
) {
    let in_header = |index: usize, headers: &BTreeMap<usize, Header>| {
        headers.contains_key(&index)
            || found
                .lines
                .get(&index)
                .is_some_and(|finding| matches!(finding.kind.as_str(), "byline" | "timestamp"))
    };
    for _ in 0..2 {
        for (at, &(index, row)) in top.iter().enumerate() {
            let text = row.body().trim();
            let titled = top.iter().take(at).any(|(above, row)| {
                is_headline(row) && !in_header(*above, headers) && !found.lines.contains_key(above)
            });
            let beside = |step: usize| top.get(step).is_some_and(|(i, _)| in_header(*i, headers));
            let near = beside(at + 1) || at.checked_sub(1).is_some_and(beside);
            let open = !row.prose && !found.lines.contains_key(&index);
            if in_header(index, headers) || !open || !titled || !near {
                continue;
            }
            let told = |name: &String| {
                layout.rows.iter().any(|row| row.prose && row.line.text.contains(name.as_str()))
            };
            let header = Header::of_name(text);
            if let Some(header) = header.filter(|header| !header.people.iter().any(told)) {
                headers.insert(index, header);
            }
        }
    }
}

/// Turns headers into findings, and fills the byline.
fn insert(
    headers: BTreeMap<usize, Header>,
    known: &Fields,
    found: &mut Findings,
    filled: &mut Fields,
) {
    let people: Vec<String> = headers.values().flat_map(|h| h.people.clone()).collect();
    let others: Vec<String> = headers.values().flat_map(|h| h.others.clone()).collect();
    if known.byline.is_none() && !people.is_empty() {
        filled.byline = byline::join(people);
    } else if known.byline.is_none() && !found.fills(FieldName::Byline) {
        filled.byline = byline::join(others.into_iter().take(1).collect());
    }
    for (index, header) in headers {
        let field = match (header.published, header.modified) {
            (Some(date), _) => Some((FieldName::Published, date)),
            (None, Some(date)) => Some((FieldName::Modified, date)),
            (None, None) => None,
        };
        match found.lines.get_mut(&index) {
            // A rule took the line for its byline and left the date.
            Some(finding) if field.is_some() && finding.kind != forecast::KIND => {
                finding.field = field;
            }
            Some(_) => {}
            None => {
                let kind = if field.is_some() { "timestamp" } else { "byline" };
                let finding = Finding {
                    rule: RULE.into(),
                    basis: Basis::Structure,
                    also: Vec::new(),
                    kind: kind.to_owned(),
                    edit: EditKind::Field,
                    field,
                    evidence: "dates and names only, above the story".to_owned(),
                };
                found.lines.insert(index, finding);
            }
        }
    }
}

/// The order of day and month in a header, if the site shows none: in most languages the day is first.
pub(super) fn order_in(order: DayMonth, language: Option<&str>) -> DayMonth {
    let day_first = language.is_some_and(|code| WORDS.day_first.iter().any(|known| known == code));
    if order == DayMonth::Unknown && day_first { DayMonth::DayFirst } else { order }
}

fn is_dated(row: &Row<'_>) -> bool {
    let text = row.body().trim();
    text.len() <= LONGEST
        && date::find(text, DayMonth::DayFirst).is_some()
        && Header::read(text).is_some_and(|h| h.people.is_empty() && h.published.is_some())
}

impl Header {
    /// Reads a line. `None` if it holds anything else.
    fn read(text: &str) -> Option<Header> {
        if text.is_empty() || text.len() > LONGEST {
            return None;
        }
        let mut header = Header::default();
        let mut rest = text;
        let mut is_change = false;
        loop {
            let date = date::find(rest, DayMonth::DayFirst);
            let end = date.as_ref().map_or(rest.len(), |date| date.span.start);
            let between = rest.get(..end)?;
            let is_behind = rest.len() < text.len();
            let label = header.read_parts(between, date.is_some())?;
            // A name beside a date, with no mark between, can be that of a place: "New York, 4 October".
            let meets = date.is_some() && !ends_with_mark(between) && is_last_person(between)
                || is_behind && !starts_with_mark(between) && is_first_person(between);
            if meets && label == Label::None {
                return None;
            }
            let Some(date) = date else { break };
            if *date.iso < *EARLIEST {
                return None;
            }
            is_change = match label {
                Label::Published => false,
                Label::Modified => true,
                Label::None => is_change,
            };
            let raw = rest.get(date.span.clone())?.to_owned();
            let slot = if is_change { &mut header.modified } else { &mut header.published };
            slot.get_or_insert(raw);
            rest = rest.get(date.span.end..)?;
        }
        // Names without a date or "by" are for `of_name`; a place before a date is no person.
        Some(header)
    }

    /// Reads a line that is one name, perhaps with a role or an account.
    fn of_name(text: &str) -> Option<Header> {
        if text.len() > LONGEST || text.ends_with(['.', ':', '?', '!', '…']) {
            return None;
        }
        let mut header = Header::default();
        header.read_parts(text, false)?;
        // An outlet alone is the name of the site.
        (!header.people.is_empty()).then_some(header)
    }

    /// Reads what is before, between and behind dates. Returns the label of the date that follows.
    fn read_parts(&mut self, text: &str, before_date: bool) -> Option<Label> {
        let mut label = Label::None;
        let parts: Vec<&str> = parts(text).collect();
        let last = parts.len().saturating_sub(1);
        for (at, part) in parts.into_iter().enumerate() {
            let lower = part.to_lowercase();
            if is_time(part) || is_age(&lower) {
                continue;
            }
            if let Some(found) = Label::of(&lower) {
                label = found;
                continue;
            }
            self.read_part(part, &lower, before_date && at == last)?;
        }
        Some(label)
    }

    /// Reads a name, a role, an outlet, or a place beside a date.
    fn read_part(&mut self, part: &str, lower: &str, before_date: bool) -> Option<()> {
        let (part, label) = without_label(part);
        if WORDS.agencies.contains(lower) {
            self.others.push(part.to_owned());
            return Some(());
        }
        let bare = byline::without_lead(part);
        let is_credited = bare.len() < part.len();
        let person = without_role(bare);
        let names = byline::names(person);
        let people = names.iter().all(|name| is_person(name) || is_credited && is_single(name));
        if !names.is_empty() && people && (is_credited || covers(&names, person)) {
            self.is_credited |= is_credited;
            self.people.extend(names);
            return Some(());
        }
        let labelled = bare.contains(':');
        if byline::is_role(bare) && is_short(bare) && starts_capital(bare) && !labelled {
            self.others.push(bare.to_owned());
            return Some(());
        }
        // A place: "Ines Falk, Calder", "Calder, 4 October".
        let place = is_single(part) && starts_capital(part) && !label;
        (place && (before_date || !self.people.is_empty())).then_some(())
    }
}

/// What the words before a date say of it.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Label {
    None,
    Published,
    Modified,
}

impl Label {
    fn of(lower: &str) -> Option<Label> {
        let bare = lower.trim_matches(|c: char| !c.is_alphanumeric());
        if bare.is_empty() || WORDS.fillers.contains(bare) {
            return Some(Label::None);
        }
        if WORDS.modified.contains(bare) {
            return Some(Label::Modified);
        }
        WORDS.published.contains(bare).then_some(Label::Published)
    }
}

/// The part without the label of a date at its end: "Ines Falk on", "par Inès Falk".
fn without_label(part: &str) -> (&str, bool) {
    let mut best = (part, false);
    for (at, _) in part.match_indices(' ') {
        let (head, tail) = part.split_at(at);
        if Label::of(&tail.trim().to_lowercase()).is_some() {
            best = (head.trim_end(), true);
            break;
        }
    }
    best
}

/// Whether a part is a time of day: "10:31 AM", "10h31", "10.31 Uhr".
fn is_time(part: &str) -> bool {
    let figures = part.chars().filter(char::is_ascii_digit).count();
    let words = part.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let known = |word: &str| {
        let lower = word.to_lowercase();
        matches!(lower.as_str(), "am" | "pm" | "m" | "p") || WORDS.fillers.contains(&lower)
    };
    (3..=8).contains(&figures) && words.into_iter().all(known)
}

fn is_age(lower: &str) -> bool {
    AGES.as_ref().is_some_and(|ages| ages.is_match(lower))
}
