//! The matcher: which rules of a language may match a line, found without trying each.
//!
//! In: rules. Out: [`Matcher`]. Rules without literals begin at the line's first word, and one set
//! of anchored expressions finds them: prose leaves it within a few bytes. Rules with literals are
//! found by one Aho-Corasick scan of the whole text (Aho and Corasick 1975). Conditions of place
//! and neighbourhood are not looked at here.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use regex::{RegexSet, RegexSetBuilder};

use super::layout::Layout;
use super::rulebook::CompiledRule;

/// Rules ready to be looked for.
#[derive(Debug)]
pub(super) struct Matcher {
    starts: RegexSet,
    /// The number in the book of each expression of `starts`.
    start_rules: Vec<usize>,
    literals: Option<AhoCorasick>,
    /// The numbers in the book of the rules of each literal.
    literal_rules: Vec<Vec<usize>>,
}

/// A line and a rule that may match it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Candidate {
    pub row: usize,
    pub rule: usize,
}

impl Matcher {
    pub fn new<'r>(rules: impl Iterator<Item = (usize, &'r CompiledRule)>) -> Self {
        let (mut patterns, mut start_rules) = (Vec::new(), Vec::new());
        let mut literals: Vec<String> = Vec::new();
        let mut literal_rules: Vec<Vec<usize>> = Vec::new();
        for (index, compiled) in rules {
            if compiled.rule.literals.is_empty() {
                patterns.push(compiled.pattern.as_str());
                start_rules.push(index);
            }
            for literal in &compiled.rule.literals {
                match literals.iter().position(|known| known.eq_ignore_ascii_case(literal)) {
                    Some(place) => {
                        if let Some(rules) = literal_rules.get_mut(place) {
                            rules.push(index);
                        }
                    }
                    None => {
                        literals.push(literal.clone());
                        literal_rules.push(vec![index]);
                    }
                }
            }
        }
        let starts = RegexSetBuilder::new(&patterns)
            .size_limit(256 << 20)
            .dfa_size_limit(16 << 20)
            .build()
            .unwrap_or_else(|_| RegexSet::empty());
        let scan = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::DFA))
            .match_kind(MatchKind::Standard)
            .ascii_case_insensitive(true)
            .build(&literals);
        let literals = scan.ok().filter(|_| !literals.is_empty());
        Matcher { starts, start_rules, literals, literal_rules }
    }

    /// Every line with the rules that may match it, sorted, each once.
    pub fn candidates(&self, layout: &Layout<'_>) -> Vec<Candidate> {
        let mut found = Vec::new();
        for (row, shape) in layout.rows.iter().enumerate() {
            for place in &self.starts.matches(shape.body()) {
                if let Some(&rule) = self.start_rules.get(place) {
                    found.push(Candidate { row, rule });
                }
            }
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
        for hit in literals.find_overlapping_iter(layout.text) {
            // Hits come in the order of their ends, so that the line only ever moves on.
            while layout.rows.get(row).is_some_and(|r| r.line.span.end < hit.end()) {
                row += 1;
            }
            if layout.rows.get(row).is_none_or(|r| hit.start() < r.line.span.start) {
                continue;
            }
            let rules = self.literal_rules.get(hit.pattern().as_usize());
            found.extend(rules.into_iter().flatten().map(|&rule| Candidate { row, rule }));
        }
    }
}
