//! The matcher: which rules of a language may match a line, found without trying each.
//!
//! In: rules. Out: [`Matcher`]. A rule over whole lines is found by the letters that any match of
//! it begins with, taken from its expression; one without such letters (a name, say) is tried on
//! every line that is short enough. Either is tried only where the line has the characters that
//! every match holds. Rules with literals are found by one Aho-Corasick scan (Aho and Corasick
//! 1975). Conditions of place and neighbourhood are not looked at here.

use std::collections::HashMap;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use regex_syntax::hir::Hir;
use regex_syntax::hir::literal::{ExtractKind, Extractor};

use super::layout::Row;
use super::line_cache::Tried;
use super::prefilter;
use super::required_characters::Characters;
use super::rulebook::CompiledRule;

/// Bytes of a line's beginning that are compared.
const PREFIX_BYTES: usize = 8;

/// Bytes of a line that rules look at: more is no line of news.
const LINE_BYTES: usize = 100_000;

/// Rules ready to be looked for.
#[derive(Debug)]
pub(super) struct Matcher {
    /// Beginnings of lines in lower case, packed, and the rules they may begin. Only looked up,
    /// never walked: its order is nobody's.
    prefixes: HashMap<u64, Vec<Start>>,
    /// By the first byte, the lengths of the beginnings there are: a bit for each.
    lengths: [u8; 256],
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
    /// What every line that it matches holds.
    required: Characters,
}

impl Matcher {
    pub fn new<'r>(rules: impl Iterator<Item = (usize, &'r CompiledRule)>) -> Self {
        let mut prefixes: HashMap<u64, Vec<Start>> = HashMap::new();
        let mut lengths = [0_u8; 256];
        let mut open = Vec::new();
        let mut literals: Vec<String> = Vec::new();
        let mut literal_rules: Vec<Vec<usize>> = Vec::new();
        let rules: Vec<(usize, &CompiledRule)> = rules.collect();
        for (&(index, compiled), (found, required)) in rules.iter().zip(look_into_all(&rules)) {
            if compiled.rule.literals.is_empty() {
                let max_words = compiled.rule.max_words.unwrap_or(usize::MAX);
                let start = Start { rule: index, max_words, required };
                match found {
                    Some(found) => found.into_iter().for_each(|prefix| {
                        if let Some(bits) =
                            lengths.get_mut(usize::from(*prefix.first().unwrap_or(&0)))
                        {
                            *bits |= 1 << (prefix.len() - 1);
                        }
                        prefixes.entry(packed(&prefix)).or_default().push(start);
                    }),
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
        Matcher { prefixes, lengths, open, literals, literal_rules }
    }

    /// The rules that may match a line, in the order of the book, each once.
    pub fn rules_of(&self, row: &Row<'_>) -> Vec<Tried> {
        if row.line.text.len() > LINE_BYTES {
            return Vec::new();
        }
        let (beginning, length) = lower_beginning(row.body());
        let lengths = beginning.first().and_then(|&first| self.lengths.get(usize::from(first)));
        let lengths = lengths.copied().unwrap_or(0);
        let begun = (1..=length).filter(|n| lengths & (1 << (n - 1)) != 0);
        let begun = begun.filter_map(|n| self.prefixes.get(&packed(beginning.get(..n)?)));
        let fitting = begun.flatten().chain(&self.open).filter(|s| row.words <= s.max_words);
        let held = Characters::of_line(row.line.text);
        let fitting = fitting.filter(|start| start.required.all_in(held));
        let mut rules: Vec<usize> = fitting.map(|start| start.rule).collect();
        self.scan(row.line.text, &mut rules);
        rules.sort_unstable();
        rules.dedup();
        rules.into_iter().map(Tried::new).collect()
    }

    /// Adds the rules whose literals stand in a line.
    fn scan(&self, line: &str, rules: &mut Vec<usize>) {
        let Some(literals) = &self.literals else { return };
        // A line of a million `@` names its rules once.
        let mut last = None;
        for hit in literals.find_overlapping_iter(line) {
            if last != Some(hit.pattern()) {
                last = Some(hit.pattern());
                let found = self.literal_rules.get(hit.pattern().as_usize());
                rules.extend(found.into_iter().flatten());
            }
        }
    }
}

/// A short run of bytes as a number; no other run of as many bytes is the same.
fn packed(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |number, &byte| number << 8 | u64::from(byte))
}

/// What every match begins with; `None`: with anything. And what it holds.
pub(super) type Prefilter = (Option<Vec<Vec<u8>>>, Characters);

/// Prefilter into the expressions of all rules; those of the built-in book were looked into before.
fn look_into_all(rules: &[(usize, &CompiledRule)]) -> Vec<Prefilter> {
    let of = |(_, compiled): &(usize, &CompiledRule)| match compiled.rule.literals.is_empty() {
        true => prefilter::known(&compiled.pattern).unwrap_or_else(|| look_into(&compiled.pattern)),
        false => Prefilter::default(),
    };
    rules.iter().map(of).collect()
}

/// What every match of an expression begins with and what it holds. The expression's own rules of
/// case are passed over: both sides are compared in lower case.
pub(super) fn look_into(pattern: &str) -> Prefilter {
    let caseless = pattern.replace("(?i)", "").replace("(?i:", "(?:").replace("(?-i:", "(?:");
    match regex_syntax::parse(&caseless) {
        Ok(hir) => (beginnings(&hir), Characters::of_matches(&hir)),
        Err(_) => (None, Characters::default()),
    }
}

/// What every match of an expression begins with, in lower case; `None` where that is no short
/// list.
fn beginnings(hir: &Hir) -> Option<Vec<Vec<u8>>> {
    let mut extractor = Extractor::new();
    extractor.kind(ExtractKind::Prefix).limit_class(16).limit_total(5_000).limit_repeat(2);
    extractor.limit_literal_len(PREFIX_BYTES);
    let mut sequence = extractor.extract(hir);
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

/// The first bytes of a line in lower case, and how many: [`PREFIX_BYTES`] where there are as many.
fn lower_beginning(body: &str) -> ([u8; PREFIX_BYTES], usize) {
    let (mut beginning, mut length) = ([0; PREFIX_BYTES], 0);
    let mut push = |byte| match beginning.get_mut(length) {
        Some(slot) => {
            *slot = byte;
            length += 1;
            true
        }
        None => false,
    };
    for c in body.chars() {
        let mut buffer = [0; 4];
        let mut lower = c.to_lowercase();
        if !lower.all(|l| l.encode_utf8(&mut buffer).bytes().all(&mut push)) {
            break;
        }
    }
    (beginning, length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_are_in_lower_case_and_cover_every_match() {
        let of = |pattern| {
            look_into(pattern).0.map(|found| {
                found.into_iter().map(|b| String::from_utf8(b).unwrap()).collect::<Vec<_>>()
            })
        };
        assert_eq!(of("^(?:(?i)(?:READ|see) more.*)$").unwrap(), ["read mor", "see more"]);
        assert_eq!(of("^(?:(?i:über) uns)$").unwrap(), ["über un"]);
        assert!(of(r"^(?:\p{Lu}\S+ says)$").is_none());
        assert!(of("^(?:.*)$").is_none());
    }
}
