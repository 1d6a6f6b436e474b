//! The matcher: which rules may match a line, found without trying each.
//!
//! In: rules. Out: [`Matcher`]. A rule over whole lines is looked up by the beginnings in its
//! [`Prefilter`]; a rule without such beginnings (one that begins with any name, say) is tried on
//! every line that is short enough. Both are tried only on lines with the required characters.
//! Rules with literals are found by one Aho-Corasick scan (Aho and Corasick 1975). Conditions of
//! position and neighbours are not checked here.

use std::collections::HashMap;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::compiled_rule::CompiledRule;
use super::layout::Row;
use super::line_cache::Tried;
use super::prefilter::{PREFIX_BYTES, Prefilter};
use super::prefilter_file;
use super::required_characters::Characters;

/// Rules are not tried on lines of more bytes.
const LINE_BYTES: usize = 100_000;

/// An index over rules.
#[derive(Debug)]
pub(super) struct Matcher {
    /// Beginnings of lines in lower case, packed, and the rules they may begin. Only looked up,
    /// never iterated, so its order does not matter.
    prefixes: HashMap<u64, Vec<Start>>,
    /// By first byte, one bit for each length of the known beginnings.
    lengths: [u8; 256],
    /// Rules that may begin with anything.
    any_beginning: Vec<Start>,
    literals: Option<AhoCorasick>,
    /// The indices of the rules of each literal.
    literal_rules: Vec<Vec<usize>>,
}

/// A rule over whole lines, and the lines it is tried on.
#[derive(Debug, Clone, Copy)]
struct Start {
    rule: usize,
    max_words: usize,
    required: Characters,
}

impl Matcher {
    pub fn new<'r>(rules: impl Iterator<Item = (usize, &'r CompiledRule)>) -> Self {
        let mut prefixes: HashMap<u64, Vec<Start>> = HashMap::new();
        let mut lengths = [0_u8; 256];
        let mut any_beginning = Vec::new();
        let mut literals: Vec<String> = Vec::new();
        let mut literal_rules: Vec<Vec<usize>> = Vec::new();
        for (index, compiled) in rules {
            if compiled.rule.literals.is_empty() {
                let Prefilter { beginnings, required } = prefilter(compiled);
                let max_words = compiled.rule.max_words.unwrap_or(usize::MAX);
                let start = Start { rule: index, max_words, required };
                match beginnings {
                    Some(beginnings) => beginnings.into_iter().for_each(|prefix| {
                        if let Some(bits) =
                            lengths.get_mut(usize::from(*prefix.first().unwrap_or(&0)))
                        {
                            *bits |= 1 << (prefix.len() - 1);
                        }
                        prefixes.entry(packed(&prefix)).or_default().push(start);
                    }),
                    None => any_beginning.push(start),
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
        Matcher { prefixes, lengths, any_beginning, literals, literal_rules }
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
        let fitting =
            begun.flatten().chain(&self.any_beginning).filter(|s| row.words <= s.max_words);
        let present = Characters::of_line(row.line.text);
        let fitting = fitting.filter(|start| start.required.all_in(present));
        let mut rules: Vec<usize> = fitting.map(|start| start.rule).collect();
        self.scan(row.line.text, &mut rules);
        rules.sort_unstable();
        rules.dedup();
        rules.into_iter().map(Tried::new).collect()
    }

    /// Adds the rules that have a literal in the line.
    fn scan(&self, line: &str, rules: &mut Vec<usize>) {
        let Some(literals) = &self.literals else { return };
        // A literal that repeats a million times adds its rules once.
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

/// At most eight bytes as a number that is unique among runs of the same length.
fn packed(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |number, &byte| number << 8 | u64::from(byte))
}

/// The prefilter of a rule over whole lines: from the file for the built-in rules.
fn prefilter(compiled: &CompiledRule) -> Prefilter {
    prefilter_file::of_pattern(&compiled.pattern)
        .unwrap_or_else(|| Prefilter::of_pattern(&compiled.pattern))
}

/// The first bytes of a line in lower case, and how many: at most [`PREFIX_BYTES`].
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
