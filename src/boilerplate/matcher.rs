//! The matcher: which rules may match a line, found without trying each.
//!
//! In: rules. Out: [`Matcher`]. A rule over whole lines is looked up by the beginnings in its
//! [`Prefilter`]; a rule without such beginnings (one that begins with any name, say) is tried on
//! every line that is short enough. Both are tried only on lines with the required characters.
//! Rules with literals are found by one Aho-Corasick scan (Aho and Corasick 1975). Conditions of
//! position and neighbours are not checked here.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::compiled_rule::CompiledRule;
use super::layout::Row;
use super::line_cache::Tried;
use super::prefilter::{PREFIX_BYTES, Prefilter};
use super::prefilter_file::{self, packed};
use super::required_characters::Characters;

/// Rules are not tried on lines of more bytes.
const LINE_BYTES: usize = 100_000;

/// An index over rules.
#[derive(Debug)]
pub(super) struct Matcher {
    /// The rules of each entry of the prefilter file.
    filed: Vec<Vec<Start>>,
    /// Of the rules that the file does not have: beginnings of lines in lower case, packed, and the
    /// rules they may begin. Only looked up, never iterated, so its order does not matter.
    prefixes: HashMap<u64, Vec<Start>>,
    /// Rules that may begin with anything.
    any_beginning: Vec<Start>,
    literals: Literals,
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
        let mut filed = vec![Vec::new(); prefilter_file::entry_count()];
        let mut prefixes: HashMap<u64, Vec<Start>> = HashMap::new();
        let mut any_beginning = Vec::new();
        let mut literals: Vec<String> = Vec::new();
        let mut literal_rules: Vec<Vec<usize>> = Vec::new();
        for (index, compiled) in rules {
            if compiled.rule.literals.is_empty() {
                let max_words = compiled.rule.max_words.unwrap_or(usize::MAX);
                let start = |required| Start { rule: index, max_words, required };
                if let Some(entry) = prefilter_file::entry(compiled.pattern()) {
                    let start = start(entry.required);
                    match filed.get_mut(usize::from(entry.number)) {
                        Some(rules) if !entry.any_beginning => rules.push(start),
                        _ => any_beginning.push(start),
                    }
                } else {
                    let Prefilter { beginnings, required } =
                        Prefilter::of_pattern(compiled.pattern());
                    match beginnings {
                        Some(beginnings) => beginnings.into_iter().for_each(|prefix| {
                            prefixes.entry(packed(&prefix)).or_default().push(start(required));
                        }),
                        None => any_beginning.push(start(required)),
                    }
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
        let literals = Literals { literals, ..Literals::default() };
        Matcher { filed, prefixes, any_beginning, literals, literal_rules }
    }

    /// The rules that may match a line, in the order of the book, each once.
    pub fn rules_of(&self, row: &Row<'_>) -> Vec<Tried> {
        if row.line.text.len() > LINE_BYTES {
            return Vec::new();
        }
        let (beginning, length) = lower_beginning(row.body());
        let beginnings = || (1..=length).filter_map(|n| beginning.get(..n));
        let entries = beginnings().flat_map(prefilter_file::entries_that_begin);
        let begun = entries.filter_map(|entry| self.filed.get(usize::from(entry)));
        let others = beginnings().filter(|_| !self.prefixes.is_empty());
        let begun = begun.chain(others.filter_map(|others| self.prefixes.get(&packed(others))));
        let fitting =
            begun.flatten().chain(&self.any_beginning).filter(|s| row.words <= s.max_words);
        // Most paragraphs are too long for every rule: their characters are not looked at.
        let present = OnceCell::new();
        let present = || *present.get_or_init(|| Characters::of_line(row.line.text));
        let fitting = fitting.filter(|start| start.required.all_in(present()));
        let mut rules: Vec<usize> = fitting.map(|start| start.rule).collect();
        self.scan(row.line.text, &mut rules);
        rules.sort_unstable();
        rules.dedup();
        rules.into_iter().map(Tried::new).collect()
    }

    /// Adds the rules that have a literal in the line.
    fn scan(&self, line: &str, rules: &mut Vec<usize>) {
        let Some(literals) = self.literals.scanner() else { return };
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

/// The literals of rules, and the automata that find them.
#[derive(Debug, Default)]
struct Literals {
    literals: Vec<String>,
    /// Built in a moment.
    small: OnceLock<Option<AhoCorasick>>,
    /// Scans twice as fast, but takes as long to build as the other to scan thousands of lines.
    fast: OnceLock<Option<AhoCorasick>>,
    scans: AtomicU32,
}

/// Lines after which the fast automaton is built.
const MANY_LINES: u32 = 5000;

impl Literals {
    /// The automaton to scan a line with. Both find the same.
    fn scanner(&self) -> Option<&AhoCorasick> {
        if self.literals.is_empty() {
            return None;
        }
        if self.fast.get().is_some() || self.scans.fetch_add(1, Ordering::Relaxed) > MANY_LINES {
            return self.fast.get_or_init(|| self.build(AhoCorasickKind::DFA)).as_ref();
        }
        self.small.get_or_init(|| self.build(AhoCorasickKind::ContiguousNFA)).as_ref()
    }

    fn build(&self, kind: AhoCorasickKind) -> Option<AhoCorasick> {
        AhoCorasick::builder()
            .kind(Some(kind))
            .match_kind(MatchKind::Standard)
            .ascii_case_insensitive(true)
            .build(&self.literals)
            .ok()
    }
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
