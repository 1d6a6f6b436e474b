//! Lays one text over another: which of its words the other has, and what stands between them.
//!
//! In: two texts and their shingle sets. Out: how much of a text the other covers, and how many figures
//! of one stand where the other has a different figure in the same words. It decides nothing.
//!
//! A weather report filled in anew has "a high of 7 degrees" where the other has "a high of 12 degrees":
//! the figure stands in a narrow gap between words that both share. A paragraph that one copy adds has
//! figures of its own, too, but they stand among other words of its own. In the same way a reworded copy
//! has narrow gaps throughout, while two stories that share their background have wide ones.

use super::verify::Loaded;
use crate::document::shingle::{SHINGLE_TOKENS, Token, key, shingles};

/// Words of its own that a narrow gap has at most; figures do not count.
const OWN_WORDS: usize = 6;

/// One text as another covers it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Overlay {
    /// Weight of the shingles that begin in shared words and in narrow gaps between them.
    covered: u64,
    weight: u64,
    /// Figures that the other has not, in narrow gaps.
    pub foreign_figures: u32,
}

impl Overlay {
    /// The covered share of the text in hundredths.
    pub(super) fn share(self) -> u32 {
        (self.covered * 100).checked_div(self.weight).unwrap_or(0) as u32
    }
}

/// Lays another text over a text.
pub(super) fn overlay(text: &Loaded, other: &Loaded) -> Overlay {
    let mut shared = vec![false; text.tokens.len()];
    let mut weights = vec![0; text.tokens.len()];
    for ((at, shingle), weight) in shingles(&text.tokens).map(key).enumerate().zip(&mut weights) {
        *weight = text.weight_of(shingle);
        if other.has(shingle) {
            shared.iter_mut().skip(at).take(SHINGLE_TOKENS).for_each(|token| *token = true);
        }
    }
    let is_foreign =
        |token: &&Token| token.is_number() && other.numbers.binary_search(&token.word()).is_err();
    let mut overlay = Overlay::default();
    let mut at = 0;
    for stretch in shared.chunk_by(|x, y| x == y) {
        let range = at..at + stretch.len();
        at += stretch.len();
        let tokens = text.tokens.get(range.clone()).unwrap_or(&[]);
        let weight: u64 =
            weights.get(range).unwrap_or(&[]).iter().map(|weight| u64::from(*weight)).sum();
        overlay.weight += weight;
        if stretch.first() == Some(&true) {
            overlay.covered += weight;
        } else if tokens.iter().filter(|token| !token.is_number()).count() <= OWN_WORDS {
            overlay.covered += weight;
            overlay.foreign_figures += tokens.iter().filter(is_foreign).count() as u32;
        }
    }
    overlay
}
