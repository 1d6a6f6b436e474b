//! The news agencies that a document credits.
//!
//! In: a clean article. Out: their names, in the order in which they are found. It looks only where a
//! credit stands: the byline, the dateline, the first and the last words of the text, and the lines that
//! were moved into fields or removed as rights lines. A source that a story quotes is no credit. The
//! agencies are in `data/agencies.toml`.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use serde::Deserialize;

use crate::document::{CleanArticle, EditKind};
use crate::key::is_east_asian;

/// Bytes of the first lines in which a dateline is looked for.
const HEAD: usize = 200;
/// Words before the parentheses of a dateline.
const PLACE_WORDS: usize = 7;
/// Words of a line of credit at the end.
const CREDIT_WORDS: usize = 12;
/// Bytes of the longest line that is read as a credit.
const CREDIT_BYTES: usize = 200;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Agencies {
    credits: Vec<String>,
    agency: Vec<Agency>,
    /// Read by tests.
    #[cfg_attr(not(test), allow(dead_code))]
    example: Vec<Example>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Agency {
    id: String,
    names: Vec<String>,
    marks: Vec<String>,
    #[serde(default)]
    words: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(test), allow(dead_code))]
struct Example {
    byline: Option<String>,
    dateline: Option<String>,
    text: String,
    agency: String,
}

/// The agencies, ready to be looked up.
struct Lookup {
    agencies: Agencies,
    /// The agency of a mark as it is written, and of a name in lower case.
    by_word: HashMap<String, usize>,
    /// Marks that are names or words too.
    words: HashSet<String>,
    /// Finds names in texts in lower case.
    names: Option<AhoCorasick>,
    of_name: Vec<usize>,
}

static LOOKUP: LazyLock<Lookup> = LazyLock::new(|| {
    // A test reads the file, so that this never falls back to an empty list.
    let agencies: Agencies =
        toml::from_str(include_str!("../../data/agencies.toml")).unwrap_or_default();
    let words: HashSet<String> =
        agencies.agency.iter().flat_map(|agency| &agency.words).cloned().collect();
    let (mut by_word, mut names, mut of_name) = (HashMap::new(), Vec::new(), Vec::new());
    for (at, agency) in agencies.agency.iter().enumerate() {
        let marks = agency.marks.iter().chain(&agency.words);
        by_word.extend(marks.map(|mark| (mark.clone(), at)));
        for name in &agency.names {
            by_word.insert(name.to_lowercase(), at);
            names.push(name.to_lowercase());
            of_name.push(at);
        }
    }
    let names = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&names).ok();
    Lookup { agencies, by_word, words, names, of_name }
});

/// The agencies that a document credits, joined by `; `; empty if it credits none.
pub fn agencies(clean: &CleanArticle) -> String {
    let mut found = Found::default();
    let fields = &clean.article.fields;
    if let Some(byline) = &fields.byline {
        parts(byline).filter(|part| !is_word(part)).for_each(|part| found.mark(part));
        found.names_in(byline);
    }
    if let Some(dateline) = &fields.dateline {
        found.brackets(dateline, usize::MAX);
        found.caseless(dateline);
    }
    // The dateline may be in a field or in the text; the original has it in either case.
    let lines = || clean.article.original.lines().map(str::trim).filter(|line| !line.is_empty());
    lines().take(4).for_each(|line| found.brackets(beginning(line, HEAD), PLACE_WORDS));
    for edit in &clean.edits {
        let is_moved = matches!(edit.kind, EditKind::Remove | EditKind::Field);
        if is_moved && edit.before.len() <= CREDIT_BYTES {
            let of = |kinds: &[&str]| {
                edit.rules.iter().any(|rule| kinds.iter().any(|kind| rule.starts_with(kind)))
            };
            if of(&["byline", "contributor", "copyright"]) {
                found.names_in(&edit.before);
            }
            if of(&["copyright"]) {
                edit.before.split(|c: char| !c.is_alphanumeric()).for_each(|word| found.mark(word));
            }
        }
    }
    clean.text.trim_end().lines().next_back().into_iter().for_each(|line| found.end(line.trim()));
    lines().next_back().into_iter().for_each(|line| found.end(line));
    found.joined()
}

/// Agencies in the order in which they were found.
#[derive(Default)]
struct Found {
    numbers: Vec<usize>,
}

impl Found {
    fn add(&mut self, number: Option<usize>) {
        self.numbers.extend(number.filter(|number| !self.numbers.contains(number)));
    }

    /// A mark or a name that stands alone.
    fn mark(&mut self, word: &str) {
        let word = plain(word);
        let by_word = &LOOKUP.by_word;
        self.add(by_word.get(word).or_else(|| by_word.get(&word.to_lowercase())).copied());
    }

    /// A cell with one mark or several.
    fn cell(&mut self, cell: &str) {
        parts(cell).for_each(|part| self.mark(part));
    }

    /// Names anywhere in a short text.
    fn names_in(&mut self, text: &str) {
        let (lower, Some(names)) = (text.to_lowercase(), &LOOKUP.names) else { return };
        let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        for found in names.find_iter(&lower) {
            let before = lower.get(..found.start()).and_then(|text| text.chars().next_back());
            let after = lower.get(found.end()..).and_then(|text| text.chars().next());
            if !is_letter(before) && !is_letter(after) {
                self.add(LOOKUP.of_name.get(found.pattern().as_usize()).copied());
            }
        }
    }

    /// The first parentheses, or slashes, of a dateline: after a place and a date, before the story.
    fn brackets(&mut self, line: &str, most_words: usize) {
        // In `NORTH/SOUTH` a slash divides words.
        let opens = |(at, c): &(usize, char)| match c {
            '(' => true,
            '/' => !line.get(..*at).is_some_and(|head| head.ends_with(char::is_alphanumeric)),
            _ => false,
        };
        let open = line.char_indices().find(opens).map(|(at, _)| at);
        let Some((before, rest)) = open.and_then(|at| line.split_at_checked(at)) else { return };
        let mut rest = rest.chars();
        let close = if rest.next() == Some('(') { ')' } else { '/' };
        let Some((inside, after)) = rest.as_str().split_once(close) else { return };
        let is_dateline = most_words == usize::MAX || is_place(before, most_words, after);
        if is_dateline {
            self.cell(inside);
        }
    }

    /// Marks without capitals anywhere in a dateline, between spaces, signs or letters of East Asian scripts.
    fn caseless(&mut self, dateline: &str) {
        let cased = |c: char| c.is_uppercase() || c.is_lowercase();
        let stands = |(at, mark): &(usize, &str)| {
            let letter =
                |c: Option<char>| c.is_some_and(|c| c.is_alphabetic() && !is_east_asian(c));
            let before = dateline.get(..*at).and_then(|text| text.chars().next_back());
            let after = dateline.get(at + mark.len()..).and_then(|text| text.chars().next());
            // The first word of a dateline is its place.
            !letter(before) && !letter(after) && (*at > 0 || !is_word(mark))
        };
        let marks = LOOKUP.by_word.iter().filter(|(mark, _)| !mark.contains(cased));
        let mut at: Vec<(usize, usize)> = marks
            .filter_map(|(mark, number)| {
                let place = dateline.match_indices(mark.as_str()).find(stands)?.0;
                Some((place, *number))
            })
            .collect();
        at.sort_unstable();
        at.into_iter().for_each(|(_, number)| self.add(Some(number)));
    }

    /// The credit at the end of a text.
    fn end(&mut self, line: &str) {
        let line = line.trim_end_matches(['.', '*']);
        if let Some((_, inside)) =
            line.strip_suffix([')', ']']).and_then(|l| l.rsplit_once(['(', '[']))
        {
            self.credit(inside);
        }
        let dash =
            [" — ", " – ", " -- ", " - ", "/"].iter().filter_map(|dash| line.rsplit_once(dash));
        for (_, after) in dash {
            self.mark(after);
        }
        if line.len() <= CREDIT_BYTES && line.split_whitespace().count() <= CREDIT_WORDS {
            self.credit(line);
        }
    }

    /// A line that is a mark, or a word of credit and marks.
    fn credit(&mut self, line: &str) {
        let line = line.trim_matches(|c: char| c.is_whitespace() || "()[]-–—*".contains(c));
        let lower = line.to_lowercase();
        let credits = LOOKUP.agencies.credits.iter();
        let word = credits.filter(|word| lower.starts_with(word.as_str())).max_by_key(|w| w.len());
        match word {
            None if !is_attribution(line) => {
                parts(line).filter(|part| !is_word(part)).for_each(|part| self.mark(part));
            }
            None => {}
            Some(word) => {
                // A letter may have another length in lower case.
                let rest = line.get(word.len()..).unwrap_or_default();
                let is_whole = !rest.starts_with(char::is_alphanumeric);
                if is_whole {
                    self.names_in(rest);
                    self.cell(rest.trim_start_matches([':', ' ']));
                }
            }
        }
    }

    fn joined(self) -> String {
        let ids = self.numbers.iter().filter_map(|&number| LOOKUP.agencies.agency.get(number));
        ids.map(|agency| agency.id.as_str()).collect::<Vec<_>>().join("; ")
    }
}

/// Whether a line says whose words the text quotes: "Ines Falk, Calder Wire".
fn is_attribution(line: &str) -> bool {
    let Some((person, source)) = line.split_once(',') else { return false };
    let is_mark = |part: &str| {
        let part = plain(part);
        let by_word = &LOOKUP.by_word;
        by_word.contains_key(part) || by_word.contains_key(&part.to_lowercase())
    };
    person.split_whitespace().count() > 1 && !is_mark(person) && is_mark(source)
}

/// Whether a mark is a name or a word, too.
fn is_word(mark: &str) -> bool {
    LOOKUP.words.contains(plain(mark))
}

/// The parts of a cell that may be marks.
fn parts(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(['/', ',', ';', '&', '+', '|']).flat_map(|part| part.split(" and "))
}

/// A mark without its article and the signs around it.
fn plain(mark: &str) -> &str {
    let mark = mark.trim_matches(|c: char| c.is_whitespace() || ".:*-–—".contains(c));
    mark.strip_prefix("The ").unwrap_or(mark)
}

/// Whether the words before parentheses are a place and a date, and the parentheses end a dateline.
fn is_place(before: &str, most_words: usize, after: &str) -> bool {
    let words: Vec<&str> = before.split_whitespace().collect();
    // A place is written with a capital, and a date with digits; the article of a sentence is neither.
    let begins_low = words.first().is_some_and(|word| word.starts_with(char::is_lowercase));
    let is_sentence = words.iter().skip(1).filter(|word| word.len() > 3).any(|word| {
        word.starts_with(char::is_lowercase)
            && !word.trim_end_matches('.').chars().all(char::is_numeric)
    });
    let ends = after.trim_start_matches(['.', ' ', ':', '\u{a0}']);
    let is_end = ends.starts_with(['-', '–', '—'])
        || ends.starts_with(char::is_uppercase)
        || ends.is_empty();
    words.len() <= most_words && !begins_low && !is_sentence && is_end
}

/// The beginning of a text, of at most so many bytes.
fn beginning(text: &str, bytes: usize) -> &str {
    let end = (0..=bytes.min(text.len())).rev().find(|&at| text.is_char_boundary(at));
    end.and_then(|end| text.get(..end)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tables::tests::article;

    #[test]
    fn the_examples_of_the_list_have_their_agencies() {
        let list: Agencies = toml::from_str(include_str!("../../data/agencies.toml")).unwrap();
        assert!(list.agency.len() >= 30 && list.example.len() >= 20);
        for example in &list.example {
            let mut clean = article("a.txt", &example.text);
            clean.article.fields.byline = example.byline.clone();
            clean.article.fields.dateline = example.dateline.clone();
            assert_eq!(agencies(&clean), example.agency, "{example:?}");
        }
        let named: Vec<&str> = list.example.iter().map(|example| example.agency.as_str()).collect();
        for id in ["AP", "Reuters", "AFP", "dpa", "EFE", "Xinhua", "TASS", "ANSA", "Kyodo", "PTI"] {
            assert!(named.iter().any(|agency| agency.contains(id)), "no example names {id}");
        }
    }

    #[test]
    fn a_mark_belongs_to_one_agency() {
        let list: Agencies = toml::from_str(include_str!("../../data/agencies.toml")).unwrap();
        let all = list.agency.iter().flat_map(|agency| agency.marks.iter().chain(&agency.words));
        let mut marks: Vec<&String> = all.collect();
        let count = marks.len();
        marks.sort();
        marks.dedup();
        assert_eq!(marks.len(), count);
    }

    #[test]
    fn a_removed_rights_line_credits_its_agency() {
        let mut clean = article("a.txt", "The ferry left the quay at noon on Monday.");
        let line = "Copyright 2023 The Associated Press. All rights reserved.";
        clean.edits = vec![crate::document::Edit {
            kind: EditKind::Remove,
            rules: vec!["copyright-line".into()],
            line: 3,
            span: 0..line.len(),
            before: line.into(),
            after: String::new(),
            evidence: String::new(),
        }];
        assert_eq!(agencies(&clean), "AP");
        clean.edits[0].rules = vec!["photo-credit".into()];
        assert_eq!(agencies(&clean), "");
    }
}
