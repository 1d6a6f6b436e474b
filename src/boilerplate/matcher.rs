//! The matcher: which rules of a language may match a line, found without trying each.
//!
//! In: rules. Out: [`Matcher`]. A rule over whole lines is found by the letters that any match of
//! it begins with, taken from its expression; one without such letters (a name, say) is tried on
//! every line that is short enough. Rules with literals are found by one Aho-Corasick scan of the
//! whole text (Aho and Corasick 1975). Conditions of place and neighbourhood are not looked at here.

use std::collections::HashMap;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use regex_syntax::hir::literal::{ExtractKind, Extractor};

use super::layout::{Layout, Row};
use super::rule::Place;
use super::rulebook::CompiledRule;

/// Bytes of a line's beginning that are compared.
const PREFIX_BYTES: usize = 8;

/// Bytes of a line that rules look at: more is no line of news.
const LINE_BYTES: usize = 100_000;

/// Rules ready to be looked for.
#[derive(Debug)]
pub(super) struct Matcher {
    /// Beginnings of lines in lower case, and the rules they may begin. Only looked up, never
    /// walked: its order is nobody's.
    prefixes: HashMap<Vec<u8>, Vec<Start>>,
    /// Rules that may begin with anything.
    open: Vec<Start>,
    literals: Option<AhoCorasick>,
    /// The numbers in the book of the rules of each literal.
    literal_rules: Vec<Vec<usize>>,
}

/// A rule over whole lines, and the lines it is worth trying on.
#[derive(Debug, Clone, Copy)]
struct Start {
    rule: usize,
    max_words: usize,
    place: Place,
}

impl Start {
    fn new(rule: usize, compiled: &CompiledRule) -> Self {
        let max_words = compiled.rule.max_words.unwrap_or(usize::MAX);
        // A rule that must match once only looks at the whole text.
        let place = if compiled.rule.once { Place::Anywhere } else { compiled.rule.place };
        Start { rule, max_words, place }
    }

    fn fits(&self, row: &Row<'_>) -> bool {
        row.words <= self.max_words && row.stands(self.place) && row.line.text.len() <= LINE_BYTES
    }
}

/// A line and a rule that may match it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Candidate {
    pub row: usize,
    pub rule: usize,
}

impl Matcher {
    pub fn new<'r>(rules: impl Iterator<Item = (usize, &'r CompiledRule)>) -> Self {
        let mut prefixes: HashMap<Vec<u8>, Vec<Start>> = HashMap::new();
        let mut open = Vec::new();
        let mut literals: Vec<String> = Vec::new();
        let mut literal_rules: Vec<Vec<usize>> = Vec::new();
        for (index, compiled) in rules {
            if compiled.rule.literals.is_empty() {
                let start = Start::new(index, compiled);
                match beginnings(&compiled.pattern) {
                    Some(found) => found
                        .into_iter()
                        .for_each(|prefix| prefixes.entry(prefix).or_default().push(start)),
                    None => open.push(start),
                }
            }
            for literal in &compiled.rule.literals {
                let known = literals.iter().position(|known| known.eq_ignore_ascii_case(literal));
                match known.and_then(|place| literal_rules.get_mut(place)) {
                    Some(rules) => rules.push(index),
                    None => {
                        literals.push(literal.clone());
                        literal_rules.push(vec![index]);
                    }
                }
            }
        }
        let scan = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::DFA))
            .match_kind(MatchKind::Standard)
            .ascii_case_insensitive(true)
            .build(&literals);
        let literals = scan.ok().filter(|_| !literals.is_empty());
        Matcher { prefixes, open, literals, literal_rules }
    }

    /// Every line with the rules that may match it, sorted, each once.
    pub fn candidates(&self, layout: &Layout<'_>) -> Vec<Candidate> {
        let mut found = Vec::new();
        let mut beginning = Vec::with_capacity(PREFIX_BYTES + 4);
        for (row, shape) in layout.rows.iter().enumerate() {
            lower_beginning(shape.body(), &mut beginning);
            let lengths = 1..=PREFIX_BYTES.min(beginning.len());
            let begun = lengths.filter_map(|n| self.prefixes.get(beginning.get(..n)?));
            let fitting = begun.flatten().chain(&self.open);
            found
                .extend(fitting.filter(|s| s.fits(shape)).map(|s| Candidate { row, rule: s.rule }));
        }
        self.scan(layout, &mut found);
        found.sort_unstable();
        found.dedup();
        found
    }

    /// One pass over the text for the literals.
    fn scan(&self, layout: &Layout<'_>, found: &mut Vec<Candidate>) {
        let Some(literals) = &self.literals else { return };
        let mut row = 0;
        // The last line, counted from 1, for which each rule was noted: a line of a million `@`
        // names its rules once.
        let rules = self.literal_rules.iter().flatten().max().map_or(0, |&last| last + 1);
        let mut noted = vec![0; rules];
        for hit in literals.find_overlapping_iter(layout.text) {
            // Hits come in the order of their ends, so that the line only ever moves on.
            while layout.rows.get(row).is_some_and(|r| r.line.span.end < hit.end()) {
                row += 1;
            }
            let Some(shape) = layout.rows.get(row).filter(|r| hit.start() >= r.line.span.start)
            else {
                continue;
            };
            if shape.line.text.len() > LINE_BYTES {
                continue;
            }
            for &rule in self.literal_rules.get(hit.pattern().as_usize()).into_iter().flatten() {
                if let Some(last) = noted.get_mut(rule).filter(|last| **last != row + 1) {
                    *last = row + 1;
                    found.push(Candidate { row, rule });
                }
            }
        }
    }
}

/// What every match of an expression begins with, in lower case; `None` where that is no short
/// list. The expression's own rules of case are passed over: both sides are compared in lower case.
fn beginnings(pattern: &str) -> Option<Vec<Vec<u8>>> {
    let caseless = pattern.replace("(?i)", "").replace("(?i:", "(?:").replace("(?-i:", "(?:");
    let hir = regex_syntax::parse(&caseless).ok()?;
    let mut extractor = Extractor::new();
    extractor.kind(ExtractKind::Prefix).limit_class(16).limit_total(5_000).limit_repeat(2);
    extractor.limit_literal_len(PREFIX_BYTES);
    let mut sequence = extractor.extract(&hir);
    sequence.keep_first_bytes(PREFIX_BYTES);
    let mut found = Vec::new();
    for literal in sequence.literals()? {
        // A character cut in the middle leaves what comes before it.
        let valid = literal.as_bytes().utf8_chunks().next().map_or("", |part| part.valid());
        let mut lower = valid.to_lowercase().into_bytes();
        lower.truncate(PREFIX_BYTES);
        if lower.is_empty() {
            return None;
        }
        found.push(lower);
    }
    found.sort_unstable();
    found.dedup();
    Some(found)
}

/// The first bytes of a line in lower case, at least [`PREFIX_BYTES`] where there are as many.
fn lower_beginning(body: &str, into: &mut Vec<u8>) {
    into.clear();
    for c in body.chars() {
        if c.is_ascii() {
            into.push(c.to_ascii_lowercase() as u8);
        } else {
            let mut buffer = [0; 4];
            c.to_lowercase()
                .for_each(|l| into.extend_from_slice(l.encode_utf8(&mut buffer).as_bytes()));
        }
        if into.len() >= PREFIX_BYTES {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_are_in_lower_case_and_cover_every_match() {
        let of = |pattern| {
            beginnings(pattern).map(|found| {
                found.into_iter().map(|b| String::from_utf8(b).unwrap()).collect::<Vec<_>>()
            })
        };
        assert_eq!(of("^(?:(?i)(?:READ|see) more.*)$").unwrap(), ["read mor", "see more"]);
        assert_eq!(of("^(?:(?i:über) uns)$").unwrap(), ["über un"]);
        assert!(of(r"^(?:\p{Lu}\S+ says)$").is_none());
        assert!(of("^(?:.*)$").is_none());
    }
}
