//! Where a run of letters may be cut so that words are left: `thequick` behind `the`.
//!
//! In: the reading of a text, a run of letters. Out: [`Cuts`]. It looks each part up once; whether a cut is right is
//! not decided here.

use super::evidence::Reading;
use super::little_words::{is_little_key, may_be_little};
use crate::key::word_key;

/// Where a run of letters may be cut: behind what may be its first word, and before what may be its last. Each with
/// whether that is a little word.
pub(super) struct Cuts {
    pub heads: Vec<(usize, bool)>,
    pub tails: Vec<(usize, bool)>,
}

impl Cuts {
    /// `None` if no cut leaves a word on both sides. What may be a last word before any first one is not looked for.
    pub fn of(reading: &Reading<'_>, word: &str) -> Option<Cuts> {
        let head = |at: usize| {
            let head = word.get(..at)?;
            let sort = Sort::of(reading, head);
            (sort.is_word() || is_name(reading, head)).then_some((at, sort == Sort::Little))
        };
        let tail = |at: usize| {
            let sort = Sort::of(reading, word.get(at..)?);
            sort.is_word().then_some((at, sort == Sort::Little))
        };
        let inside = || word.char_indices().skip(1).map(|(at, _)| at);
        let heads: Vec<(usize, bool)> = inside().filter_map(head).collect();
        let &(first, _) = heads.first()?;
        let tails: Vec<(usize, bool)> =
            inside().filter(|&at| at >= first).filter_map(tail).collect();
        (!tails.is_empty()).then_some(Cuts { heads, tails })
    }
}

/// What a run of letters is by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Little,
    /// Another word that stands alone.
    Word,
    /// Neither.
    Letters,
}

impl Sort {
    pub fn of(reading: &Reading<'_>, part: &str) -> Sort {
        let mut letters = part.chars();
        let first = letters.next();
        if letters.next().is_none() {
            let word = match first {
                Some('a') => true,
                Some('I' | 'A') => reading.is_english(),
                Some('y' | 'o' | 'e' | 'à') => !reading.is_english(),
                _ => false,
            };
            return match word {
                true if is_little_key(word_key(part)) => Sort::Little,
                true => Sort::Word,
                false => Sort::Letters,
            };
        }
        let key = word_key(part);
        if may_be_little(part) && is_little_key(key) {
            Sort::Little
        } else if letters.next().is_some() && reading.small_by_key(key) >= FEWEST {
            Sort::Word
        } else {
            Sort::Letters
        }
    }

    fn is_word(self) -> bool {
        self != Sort::Letters
    }
}

/// Whether a run of letters is a name.
fn is_name(reading: &Reading<'_>, word: &str) -> bool {
    word.starts_with(char::is_uppercase)
        && word.chars().nth(2).is_some()
        && reading.count(word) >= reading.share(1, 3)
}

/// Texts that a word stands in at least for it to be one.
const FEWEST: u32 = 2;
