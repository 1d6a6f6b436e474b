//! Looks up the tokens of one line.
//!
//! In: a line and how to read its dates. Out: a [`Reader`], whose tokens are looked up by number.
//! [`super::form`] reads dates from it, [`super::clock`] times.

use std::ops::RangeInclusive;

use super::found::DayMonth;
use super::token::{Kind, Token, digit, tokens};

/// The tokens of a line, and how to read it.
pub(super) struct Reader<'a> {
    pub(super) line: &'a str,
    pub(super) tokens: Vec<Token>,
    pub(super) order: DayMonth,
    pub(super) years: RangeInclusive<i16>,
}

impl<'a> Reader<'a> {
    /// `None` for a line without a figure, which holds no date.
    pub fn new(line: &'a str, order: DayMonth, years: RangeInclusive<i16>) -> Option<Self> {
        let has_figure = line.chars().any(|c| digit(c).is_some());
        (has_figure || (line.contains('年') && line.contains('日'))).then(|| {
            let tokens = tokens(line);
            Reader { line, tokens, order, years }
        })
    }

    /// The position after at most `most` tokens that are `wanted`.
    pub(super) fn skip(&self, mut at: usize, most: usize, wanted: impl Fn(&str) -> bool) -> usize {
        for _ in 0..most {
            match self.text(at) {
                Some(text) if wanted(text) => at += 1,
                _ => break,
            }
        }
        at
    }

    /// The value of a number and its count of digits.
    pub(super) fn number(&self, at: usize) -> Option<(u64, usize)> {
        match self.tokens.get(at)?.kind {
            Kind::Number(value, digits) => Some((value, digits)),
            _ => None,
        }
    }

    pub(super) fn text(&self, at: usize) -> Option<&'a str> {
        self.line.get(self.tokens.get(at)?.span.clone())
    }

    pub(super) fn word(&self, at: usize) -> Option<&'a str> {
        self.text(at).filter(|_| self.tokens.get(at).is_some_and(|t| t.kind == Kind::Word))
    }

    pub(super) fn is_word(&self, at: usize, test: impl Fn(&str) -> bool) -> bool {
        self.word(at).is_some_and(test)
    }

    /// Whether the token is one of the marks in `marks`.
    pub(super) fn is_mark(&self, at: usize, marks: &str) -> bool {
        matches!(self.tokens.get(at), Some(Token { kind: Kind::Mark(c), .. }) if marks.contains(*c))
    }

    /// Whether a token directly follows the one before it.
    pub(super) fn glued(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.tokens.get(before));
        matches!((before, self.tokens.get(at)), (Some(a), Some(b)) if a.span.end == b.span.start)
    }
}
