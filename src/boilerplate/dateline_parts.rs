//! Reads the dateline before a first sentence, part by part: place, region, date, agency, mark.
//!
//! In: a line of prose. Out: the dateline's bytes, value and certainty. `data/datelines.toml` has the names.

use std::collections::HashSet;
use std::sync::LazyLock;

use serde::Deserialize;

use super::dateline_mark::{Mark, TATWEEL};
use crate::date;

mod outlet;
#[cfg(test)]
mod tests;

/// The lists of `data/datelines.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Lists {
    agencies: HashSet<String>,
    places: HashSet<String>,
    countries: HashSet<String>,
    particles: HashSet<String>,
    firsts: HashSet<String>,
    none: HashSet<String>,
    /// Lines and their datelines; read by tests.
    #[cfg_attr(not(test), allow(dead_code))]
    examples: std::collections::BTreeMap<String, String>,
    #[cfg_attr(not(test), allow(dead_code))]
    german: std::collections::BTreeMap<String, String>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    // A test reads the file, so that this never falls back to empty lists.
    toml::from_str(include_str!("../../data/datelines.toml")).unwrap_or_default()
});

/// The most words of a place.
const PLACE_WORDS: usize = 5;
/// The most words of a region behind a place.
const REGION_WORDS: usize = 3;
/// The fewest characters of the sentence behind a dateline.
const SENTENCE_CHARS: usize = 40;
/// The fewest characters of a first paragraph behind a place in small letters and a colon.
const PARAGRAPH_CHARS: usize = 100;
/// The most characters of a signature in brackets.
const SIGNATURE_CHARS: usize = 30;

/// A dateline at the start of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dateline<'t> {
    pub value: &'t str,
    /// Where the sentence begins, in bytes of the line.
    pub end: usize,
    /// Whether only the name of the place tells it: no date and no agency.
    pub place_only: bool,
}

/// The dateline of a line in a language.
pub(super) fn dateline<'t>(line: &'t str, language: Option<&str>) -> Option<Dateline<'t>> {
    let start = line.len() - line.trim_start().len();
    let mut parts = Parts { line, at: start };
    let outlet = parts.outlet() || parts.signature();
    let place = parts.place()?;
    let region = parts.region();
    let date = parts.date();
    let agency = parts.agency();
    let end = if agency.is_some() && date.is_none() { parts.wire_date() } else { parts.at };
    let known = is_known(place);
    let mark = parts.mark()?;
    let value = line.get(start..end)?.trim();
    let sentence = line.get(parts.at..)?;
    if !begins_sentence(sentence) {
        return None;
    }
    let capitals = place.chars().filter(|c| c.is_alphabetic()).all(|c| !c.is_lowercase());
    let caseless = !place.chars().any(|c| c.is_lowercase() || c.is_uppercase());
    let evident = match agency {
        Some(Agency::Known) => mark != Mark::Nothing || !capitals || known || region,
        Some(Agency::Bracket) => mark.is_dash() && (known || date.is_some_and(|d| d == Date::Full)),
        None => match mark {
            Mark::Nothing => false,
            _ if date == Some(Date::Full) => mark.is_dash() || mark == Mark::Colon,
            _ if date.is_some() => false,
            Mark::StopDash => !outlet && (known || is_name(place)),
            Mark::Dash => known || outlet,
            Mark::Colon if region => known && capitals && is_long(sentence),
            Mark::Colon => known && (capitals || caseless || is_city(place) && is_long(sentence)),
            Mark::Stop => known && !region && (capitals && !caseless || language == Some("de")),
        },
    };
    let place_only = agency.is_none() && date.is_none();
    evident.then_some(Dateline { value, end: parts.at, place_only })
}

/// A place alone on its line, perhaps with its region, a date or an agency.
pub(super) fn place_line(line: &str) -> Option<&str> {
    let (whole, marks) = (line.trim(), ['.', ':', ' ', '-', '–', '—', '|']);
    let line = whole.trim_end_matches(marks);
    let barred = whole.ends_with('|');
    let mut parts = Parts { line, at: 0 };
    let place = parts.place()?;
    parts.region();
    let date = parts.date();
    let agency = parts.agency();
    let capitals = place.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    let dated = date == Some(Date::Full) || agency == Some(Agency::Known);
    let evident = is_known(place) && (capitals || barred || dated);
    (evident && parts.at == line.len()).then_some(line)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Date {
    /// Day and month.
    Full,
    /// The day alone: "MADRID, 3 (EUROPA PRESS)".
    Day,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Agency {
    Known,
    /// Another name in brackets.
    Bracket,
}

/// A line and the place in it up to which it was read.
struct Parts<'t> {
    line: &'t str,
    at: usize,
}

impl<'t> Parts<'t> {
    fn rest(&self) -> &'t str {
        self.line.get(self.at..).unwrap_or_default()
    }

    fn skip(&mut self, bytes: usize) {
        self.at = (self.at + bytes).min(self.line.len());
    }

    /// The words of a name: each with a capital, or in a script without case; small words inside.
    fn name(&mut self, most: usize) -> Option<&'t str> {
        let rest = self.rest();
        let (mut end, mut words, mut at) = (0, 0, 0);
        for word in rest.split_inclusive([' ', '\u{a0}']) {
            let plain = word.trim_end();
            let inner = |c: char| {
                c.is_alphabetic() || is_sign(c) || matches!(c, '\'' | '’' | '/' | '-' | '‘')
            };
            let letters = plain.find(|c: char| !inner(c)).unwrap_or(plain.len());
            let own = plain.get(..letters)?.trim_end_matches(['-', '/']);
            let capital =
                own.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_lowercase());
            let particle = words > 0 && LISTS.particles.contains(own);
            if !(capital || particle) || own.is_empty() || words == most {
                break;
            }
            words += 1;
            // "ST. LOUIS", "Washington D.C."
            let dotted =
                plain.strip_prefix(own).is_some_and(|tail| tail.starts_with('.')) && is_short(own);
            if capital {
                end = at + own.len();
            }
            if dotted {
                let initials = plain.chars().all(|c| c.is_uppercase() || c == '.');
                end = at + if initials { plain.trim_end_matches(',').len() } else { own.len() + 1 };
            } else if own.len() < plain.len() {
                break;
            }
            at += word.len();
        }
        if end == 0 {
            return None;
        }
        self.skip(end);
        rest.get(..end)
    }

    fn place(&mut self) -> Option<&'t str> {
        let start = self.at;
        let place = self.name(PLACE_WORDS)?;
        let first = place.split([' ', ',']).next().unwrap_or_default();
        let dated = date::is_date_word(first) && !is_known(place);
        // In a script without case the words of a sentence look like a name: the longest known place.
        if !place.chars().any(|c| c.is_lowercase() || c.is_uppercase()) && !is_known(place) {
            let known = place
                .char_indices()
                .filter(|(_, c)| *c == ' ')
                .filter_map(|(at, _)| place.get(..at));
            let place = known.rev().find(|place| is_known(place))?;
            self.at = start + place.len();
            return Some(place);
        }
        (!dated).then_some(place)
    }

    /// Skips the region behind a place: ", Calif.", ", Kenya".
    fn region(&mut self) -> bool {
        let before = self.at;
        let Some(rest) = self.rest().strip_prefix(", ") else { return false };
        self.skip(2);
        let name = self.name(REGION_WORDS);
        let dated = name.is_some_and(|name| {
            name.split(' ').any(|word| date::is_date_word(word.trim_end_matches('.')))
        });
        if name.is_none() || dated {
            self.at = before;
            return false;
        }
        // The full stop of an abbreviation: "Calif."
        let abbreviated =
            self.rest().strip_prefix('.').is_some_and(|behind| behind.starts_with([' ', ',']))
                && name.is_some_and(|name| name.chars().count() <= 6);
        if abbreviated && !rest.is_empty() {
            self.skip(1);
        }
        true
    }

    /// Skips a day and month, perhaps with a year or a weekday.
    fn date(&mut self) -> Option<Date> {
        let rest = self.rest();
        let from = rest.len() - rest.trim_start_matches([',', ' ', '.', '\u{a0}']).len();
        if from == 0 {
            return None;
        }
        let (mut day, mut month, mut end, mut at) = (false, false, 0, from);
        for word in rest.get(from..)?.split_inclusive([' ', '\u{a0}']).take(7) {
            let plain = word.trim_end();
            let core = plain.trim_end_matches(['.', ',', ':', 'º']);
            let figures = !core.is_empty() && core.chars().all(|c| c.is_numeric());
            let letters = core
                .trim_end_matches("st")
                .trim_end_matches("nd")
                .trim_end_matches("rd")
                .trim_end_matches("th");
            let number =
                figures || (!letters.is_empty() && letters.chars().all(|c| c.is_ascii_digit()));
            if number && (core.chars().count() <= 2 || letters.len() <= 2) {
                day = true;
            } else if number && core.chars().count() == 4 {
                // The year.
            } else if date::is_date_word(core) {
                month |= is_month(core);
            } else if day && !month && matches!(core, "de" | "of" | "di") || month && core == "de" {
                at += word.len();
                continue;
            } else {
                break;
            }
            end = at + core.len();
            at += word.len();
            if plain.ends_with(':') {
                break;
            }
        }
        if !day {
            return None;
        }
        self.skip(end);
        // The full stop of a shortened month, before an agency.
        if self.rest().starts_with(". /") || self.rest().starts_with(". (") {
            self.skip(1);
        }
        Some(if month { Date::Full } else { Date::Day })
    }

    /// Skips a signature: "(AP)", "/ТАСС/", " - بترا", ". УНН".
    fn agency(&mut self) -> Option<Agency> {
        let rest = self.rest();
        let from = rest.len() - rest.trim_start_matches([' ', ',', '.', '\u{a0}']).len();
        let open = rest.get(from..)?;
        for (mark, close) in [('(', ')'), ('[', ']'), ('/', '/')] {
            let Some(inner) = open.strip_prefix(mark) else { continue };
            let (name, _) = inner.split_once(close)?;
            let short = name.chars().count() <= SIGNATURE_CHARS && !name.is_empty();
            let known =
                name.split(['/', ',', '-']).any(|name| LISTS.agencies.contains(name.trim()))
                    || LISTS.agencies.contains(name);
            let capital =
                name.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_lowercase());
            if !short || !(known || capital) {
                return None;
            }
            self.skip(from + mark.len_utf8() + name.len() + close.len_utf8());
            return Some(if known { Agency::Known } else { Agency::Bracket });
        }
        let bare = rest.trim_start_matches([' ', ',', '.', '-', '–', '—', TATWEEL, '\u{a0}']);
        let from = rest.len() - bare.len();
        if from == 0 {
            return None;
        }
        let ends = |name: &str| {
            let behind = bare.get(name.len()..).unwrap_or_default();
            behind.trim_start().starts_with(['-', '–', '—', TATWEEL, ':', '.', '|'])
        };
        let longest =
            LISTS.agencies.iter().filter(|name| bare.starts_with(name.as_str()) && ends(name));
        let name = longest.max_by_key(|name| (name.len(), *name))?;
        self.skip(from + name.len());
        Some(Agency::Known)
    }

    /// Skips the date of a press release, "HARROW, NY / WIRE / May 3, 2017 / The". Returns the dateline's end.
    fn wire_date(&mut self) -> usize {
        let end = self.at;
        let slashed = self.line.get(..end).is_some_and(|head| head.ends_with('/'));
        if slashed && self.date() == Some(Date::Full) && self.rest().starts_with(" / ") {
            self.skip(" /".len());
            return self.at - " /".len();
        }
        self.at = end;
        end
    }

    /// Skips the mark behind a dateline.
    fn mark(&mut self) -> Option<Mark> {
        let (mark, bytes) = Mark::read(self.rest())?;
        self.skip(bytes);
        Some(mark)
    }
}

/// Whether a place is in the list.
pub(super) fn is_known(place: &str) -> bool {
    let lower = place.to_lowercase();
    let known = |name: &str| LISTS.places.contains(name.trim());
    known(&lower) || (lower.contains('/') && lower.split('/').all(known))
}

/// Whether a place is no country.
fn is_city(place: &str) -> bool {
    !LISTS.countries.contains(&place.to_lowercase())
}

/// Whether a name before ".-" can be a place: one word, or several that no person is named by, none of them
/// a label or an agency.
fn is_name(place: &str) -> bool {
    let lower = place.to_lowercase();
    let first = lower.split(' ').next().unwrap_or_default();
    let label =
        LISTS.none.contains(&lower) || LISTS.none.contains(first) || LISTS.agencies.contains(place);
    let one = !place.contains([' ', '/']);
    let several = LISTS.firsts.contains(first)
        || lower.split(' ').skip(1).any(|word| LISTS.particles.contains(word));
    !label && (one || (several && !place.contains('/'))) && place.chars().count() >= 4
}

/// Whether the rest of a line is the sentence behind a dateline.
fn begins_sentence(text: &str) -> bool {
    let first = text
        .trim_start_matches(['"', '“', '«', '‘', '\'', '„', '¿', '¡', '(', '[', '»', '*'])
        .chars()
        .next();
    first.is_some_and(|c| (c.is_alphabetic() && !c.is_lowercase()) || c.is_numeric())
        && text.chars().nth(SENTENCE_CHARS).is_some()
}

/// Whether a text is long enough for the first paragraph of a story, and no label of a list: a place in small
/// letters and a colon begin both.
fn is_long(text: &str) -> bool {
    text.chars().nth(PARAGRAPH_CHARS).is_some()
        && text.trim_end().trim_end_matches(['"', '”', ')']).ends_with(['.', '!', '?'])
        && text.starts_with(char::is_uppercase)
}

/// Whether a word before a full stop is an abbreviation inside a name: "St", "Mt", "D.C".
fn is_short(word: &str) -> bool {
    matches!(word, "St" | "ST" | "Mt" | "MT" | "Ft" | "FT" | "Sta" | "STA" | "Ste" | "STE" | "Pt")
        || word.chars().count() == 1
}

/// Whether a word of a date names a month and no day of the week.
fn is_month(word: &str) -> bool {
    crate::date::find(&format!("1 {word} 2021"), date::DayMonth::DayFirst).is_some()
        || crate::date::find(&format!("{word} 1, 2021"), date::DayMonth::DayFirst).is_some()
}

/// Combining marks, such as the vowel signs of Hindi.
fn is_sign(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{65f}' | '\u{900}'..='\u{903}' | '\u{93a}'..='\u{94f}' | '\u{980}'..='\u{983}' | '\u{9bc}'..='\u{9cd}' | '\u{200c}' | '\u{200d}')
}
