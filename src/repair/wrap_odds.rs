//! The odds that a line break in a text wrapped without blank lines ends a paragraph.
//!
//! In: the lines of a text, which of them certainly end a paragraph (the next word would have
//! fitted), and word evidence. Out: for a break that the width also explains, the log odds that a
//! paragraph ends there. The rest of the text matters most: how long its paragraphs are, how they
//! begin, how many sentences end inside them. The weights were fitted by logistic regression on
//! wrapped pages (WCXB, M. Foley, CC BY 4.0; `benches/fit_wraps.py`). The threshold is the
//! caller's.

use super::context::{word_after, word_before};
use super::function_words::is_function_word;
use super::log_odds::LogOdds;
use super::wrapped_line::{Line, ends_sentence};
use crate::document::learned::word_evidence::{CountMap, LanguageWords};
use crate::key::word_key;

/// The paragraphs of a wrapped text that its width reveals.
pub(super) struct Paragraphs<'t> {
    lines: &'t [Line<'t>],
    /// First and last line of each.
    spans: Vec<(usize, usize)>,
    /// The paragraph of each line.
    of: Vec<usize>,
    /// How many paragraphs begin with a word.
    heads: CountMap<u64, u32>,
    /// Paragraphs that end with a sentence, and those that do not.
    full: u32,
    bare: u32,
    /// For each line: how many sentences end inside earlier lines, and how many earlier lines end
    /// one.
    before: Vec<(u32, u32)>,
}

impl<'t> Paragraphs<'t> {
    /// `ends` says for each line whether it certainly ends a paragraph.
    pub fn new(lines: &'t [Line<'t>], ends: &[bool]) -> Paragraphs<'t> {
        let mut paragraphs = Paragraphs {
            lines,
            spans: Vec::new(),
            of: Vec::with_capacity(lines.len()),
            heads: CountMap::default(),
            full: 0,
            bare: 0,
            before: sums(lines),
        };
        let mut first = None;
        for (index, line) in lines.iter().enumerate() {
            paragraphs.of.push(paragraphs.spans.len());
            if line.body.trim().is_empty() {
                continue;
            }
            let begin = *first.get_or_insert(index);
            if ends.get(index).is_none_or(|&ends| ends) {
                paragraphs.close(begin, index);
                first = None;
            }
        }
        paragraphs
    }

    fn close(&mut self, first: usize, last: usize) {
        self.spans.push((first, last));
        *self.heads.entry(word_key(first_token(self.body(first)))).or_default() += 1;
        if ends_sentence(self.body(last)) {
            self.full += 1;
        } else {
            self.bare += 1;
        }
    }

    fn body(&self, index: usize) -> &'t str {
        self.lines.get(index).map_or("", |line| line.body)
    }

    /// The log odds in thousandths that a paragraph ends with this line.
    pub fn odds(&self, index: usize, words: Option<&LanguageWords>, own: u32) -> i64 {
        let paragraph = self.of.get(index).copied().unwrap_or_default();
        let span = self.spans.get(paragraph).copied().unwrap_or((index, index));
        if ends_sentence(self.body(index)) {
            self.odds_behind_sentence(index, paragraph, span)
        } else {
            self.odds_inside_sentence(index, span, words, own)
        }
    }

    fn odds_behind_sentence(
        &self,
        index: usize,
        paragraph: usize,
        (first, last): (usize, usize),
    ) -> i64 {
        let (line, next) = (self.body(index), self.body(index + 1));
        let (lines, paragraphs) = (number(self.lines.len()), number(self.spans.len()));
        let share = |lines: usize| number(lines).saturating_mul(paragraphs);
        let alone = last == index + 1;
        let ended = self.sum(last).1.saturating_sub(self.sum(first).1 + 1);
        let inside = self.sum(self.lines.len()).0;
        let earlier = paragraph.checked_sub(1).and_then(|before| self.spans.get(before));
        let (capitals, of_words) = capitals(next);
        LogOdds::prior(-340)
            .beyond(543, self.full, inside, 6)
            .beyond(-299, self.bare, self.full, 4)
            .beyond(1034, share((index + 1).saturating_sub(first)), lines, 4)
            .beyond(971, share(last.saturating_sub(index)), lines, 4)
            .beyond(-539, share((last + 1).saturating_sub(first)), lines, 4)
            .beyond(240, lines, paragraphs, 4)
            .when(3726, alone)
            .when(-1402, line.ends_with('.'))
            .when(-1126, line.ends_with(':'))
            .when(3236, begins_with_label(next))
            .when(457, earlier.is_some_and(|&(_, last)| ends_sentence(self.body(last))))
            .count(350, self.beginning_like(index + 1), 5)
            .share(2376, capitals, of_words)
            .each(-215, usize::try_from(ended).unwrap_or(3), 3)
            .when(-2808, alone && ends_sentence(self.body(last)))
            .thousandths()
    }

    fn odds_inside_sentence(
        &self,
        index: usize,
        (first, last): (usize, usize),
        words: Option<&LanguageWords>,
        own: u32,
    ) -> i64 {
        let (line, next) = (self.body(index), self.body(index + 1));
        let (left, right) = (last_word(line), first_word(next));
        let known = words.map(|words| words.word(right)).unwrap_or_default();
        let pair = words.map_or(0, |words| words.pair(left, right));
        let (any, small) = (known.any.saturating_sub(own), known.small.saturating_sub(own));
        let ended = self.sum(index + 1).0.saturating_sub(self.sum(first).0);
        let open = |bracket: char| line.chars().filter(|&c| c == bracket).count();
        LogOdds::prior(-1687)
            .count(256, number(last.saturating_sub(index)), 5)
            .when(869, index == first)
            .when(-1737, ends_sentence(self.body(last)))
            .when(1770, is_function_word(right))
            .when(-2357, is_function_word(left))
            .when(1736, line.ends_with(['"', '”', '’', '\'', ')', ']']))
            .when(-2227, line.ends_with([',', ';', '-', '–', '—']))
            .when(-3910, next.starts_with(['(', '[']))
            .count(997, self.beginning_like(index + 1), 5)
            .beyond(-424, any, small, 6)
            .count(-449, pair.saturating_sub(own), 8)
            .count(91, any, 12)
            .count(-868, ended, 4)
            .when(-2877, open('(') > open(')'))
            .count(-288, self.beginning_like(first), 5)
            .thousandths()
    }

    fn sum(&self, index: usize) -> (u32, u32) {
        self.before.get(index).copied().unwrap_or_default()
    }

    /// How many paragraphs begin with the first word of a line.
    fn beginning_like(&self, index: usize) -> u32 {
        let key = word_key(first_token(self.body(index)));
        self.heads.get(&key).copied().unwrap_or_default()
    }
}

/// Running totals of the sentences that end inside lines and of the lines that end one.
fn sums(lines: &[Line<'_>]) -> Vec<(u32, u32)> {
    let mut sum = (0, 0);
    let ends = lines.iter().map(|line| {
        sum.0 += sentences_inside(line.body);
        sum.1 += u32::from(ends_sentence(line.body));
        sum
    });
    std::iter::once((0, 0)).chain(ends).collect()
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn first_token(line: &str) -> &str {
    line.split_whitespace().next().unwrap_or_default()
}

fn first_word(line: &str) -> &str {
    let token = first_token(line);
    word_after(token.trim_start_matches(|c: char| !c.is_alphabetic()), 0)
}

fn last_word(line: &str) -> &str {
    let token = line.split_whitespace().next_back().unwrap_or_default();
    let token = token.trim_end_matches(|c: char| !c.is_alphabetic());
    word_before(token, token.len())
}

/// How many words of a line begin with a capital, and how many have letters.
fn capitals(line: &str) -> (u32, u32) {
    let words = || line.split_whitespace().filter(|word| word.contains(char::is_alphabetic));
    (number(words().filter(|word| begins_large(word)).count()), number(words().count()))
}

/// How many sentences end before another word of the line.
fn sentences_inside(line: &str) -> u32 {
    let words = line.split_whitespace();
    let next = line.split_whitespace().skip(1);
    number(words.zip(next).filter(|(word, next)| ends_inside(word) && begins_large(next)).count())
}

fn ends_inside(word: &str) -> bool {
    ends_sentence(word) && !word.trim_end_matches(['"', '”', '’', '\'', ')', ']']).ends_with(':')
}

fn begins_large(word: &str) -> bool {
    word.trim_start_matches(['"', '“', '‘', '\'', '(']).starts_with(char::is_uppercase)
}

/// Whether a line begins with a label: a capital, at most three words, a colon.
fn begins_with_label(line: &str) -> bool {
    let Some((label, rest)) = line.split_once(':') else { return false };
    label.len() < 40
        && label.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
        && label.split_whitespace().count() <= 3
        && rest.starts_with(' ')
}
