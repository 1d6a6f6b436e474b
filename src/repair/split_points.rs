//! Positions at which a run of letters can be split into words: `thequick` after `the`.
//!
//! In: the reading of a text, a run of letters. Out: [`SplitPoints`]. Each part is looked up once. Whether
//! a split is right is not decided here.

use super::evidence::Reading;
use super::function_words::{is_english_function_word_key, may_be_function_word};
use crate::key::word_key;

/// Positions at which a run of letters can be split: after a possible first word, and before a
/// possible last word. Each has a flag for a function word.
pub(super) struct SplitPoints {
    pub heads: Vec<(usize, bool)>,
    pub tails: Vec<(usize, bool)>,
}

impl SplitPoints {
    /// `None` if no position leaves a word on both sides. Last words are searched only after the
    /// first possible first word.
    pub fn of(reading: &Reading<'_>, word: &str) -> Option<SplitPoints> {
        let head = |at: usize| {
            let head = word.get(..at)?;
            let kind = PartKind::of(reading, head);
            (kind.is_word() || is_name(reading, head))
                .then_some((at, kind == PartKind::FunctionWord))
        };
        let tail = |at: usize| {
            let kind = PartKind::of(reading, word.get(at..)?);
            kind.is_word().then_some((at, kind == PartKind::FunctionWord))
        };
        let inside = || word.char_indices().skip(1).map(|(at, _)| at);
        let heads: Vec<(usize, bool)> = inside().filter_map(head).collect();
        let &(first, _) = heads.first()?;
        let tails: Vec<(usize, bool)> =
            inside().filter(|&at| at >= first).filter_map(tail).collect();
        (!tails.is_empty()).then_some(SplitPoints { heads, tails })
    }
}

/// What a run of letters is on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PartKind {
    FunctionWord,
    /// Another word of the corpus.
    Word,
    /// Neither.
    Letters,
}

impl PartKind {
    pub fn of(reading: &Reading<'_>, part: &str) -> PartKind {
        let mut letters = part.chars();
        let first = letters.next();
        if letters.next().is_none() {
            return match first {
                Some('a' | 'A') => PartKind::FunctionWord,
                Some('I') => PartKind::Word,
                _ => PartKind::Letters,
            };
        }
        let key = word_key(part);
        if may_be_function_word(part) && is_english_function_word_key(key) {
            PartKind::FunctionWord
        } else if letters.next().is_some() && reading.small_by_key(key) >= FEWEST {
            PartKind::Word
        } else {
            PartKind::Letters
        }
    }

    fn is_word(self) -> bool {
        self != PartKind::Letters
    }
}

/// Whether a run of letters is a name.
fn is_name(reading: &Reading<'_>, word: &str) -> bool {
    word.starts_with(char::is_uppercase)
        && word.chars().nth(2).is_some()
        && reading.count(word) >= reading.share(1, 3)
}

/// Texts that must contain a run of letters for it to count as a word.
const FEWEST: u32 = 2;
