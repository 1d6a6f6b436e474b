//! Aligns one text with another: which words both have, and how wide the gaps between them are.
//!
//! In: two texts and their shingle sets. Out: the share of a text that the other covers, and the number of
//! figures that differ between the same words. It decides nothing.
//!
//! A weather report with new values has "a high of 7 degrees" where the other has "a high of 12 degrees":
//! the figure is in a narrow gap between shared words. A paragraph that one copy adds has new figures too,
//! but they are among new words. Likewise, a reworded copy has only narrow gaps, while two stories that
//! share their background have wide ones.

use super::shingle_sets::LoadedDocument;
use crate::document::shingle::{SHINGLE_TOKENS, Token, key, shingles};

/// Words that a narrow gap has at most. Figures do not count.
const OWN_WORDS: usize = 6;

/// How another text covers a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Alignment {
    /// Weight of the shingles that begin in shared words or in narrow gaps.
    covered: u64,
    weight: u64,
    /// Figures in narrow gaps that the other text does not have.
    pub foreign_figures: u32,
    /// Figures among shared words.
    pub shared_figures: u32,
}

impl Alignment {
    /// The covered share of the text in hundredths.
    pub(super) fn share(self) -> u32 {
        (self.covered * 100).checked_div(self.weight).unwrap_or(0) as u32
    }
}

/// Aligns a text with another.
pub(super) fn align(text: &LoadedDocument, other: &LoadedDocument) -> Alignment {
    let shared = shared_tokens(text, other);
    let mut weights = vec![0; text.tokens.len()];
    for (shingle, weight) in shingles(&text.tokens).map(key).zip(&mut weights) {
        *weight = text.weight_of(shingle);
    }
    let is_foreign =
        |token: &&Token| token.is_number() && other.numbers.binary_search(&token.word()).is_err();
    let mut alignment = Alignment::default();
    let mut at = 0;
    for stretch in shared.chunk_by(|x, y| x == y) {
        let range = at..at + stretch.len();
        at += stretch.len();
        let tokens = text.tokens.get(range.clone()).unwrap_or(&[]);
        let weight: u64 =
            weights.get(range).unwrap_or(&[]).iter().map(|weight| u64::from(*weight)).sum();
        alignment.weight += weight;
        if stretch.first() == Some(&true) {
            alignment.covered += weight;
            alignment.shared_figures +=
                tokens.iter().filter(|token| token.is_number()).count() as u32;
        } else if tokens.iter().filter(|token| !token.is_number()).count() <= OWN_WORDS {
            alignment.covered += weight;
            alignment.foreign_figures += tokens.iter().filter(is_foreign).count() as u32;
        }
    }
    alignment
}

/// For each token of a text, whether it is in a shingle that the other text has.
pub(super) fn shared_tokens(text: &LoadedDocument, other: &LoadedDocument) -> Vec<bool> {
    let mut shared = vec![false; text.tokens.len()];
    for (at, shingle) in shingles(&text.tokens).map(key).enumerate() {
        if other.has(shingle) {
            shared.iter_mut().skip(at).take(SHINGLE_TOKENS).for_each(|token| *token = true);
        }
    }
    shared
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::fingerprint::Sequence;

    /// Words by number; figures are numbers from 1,000 on.
    fn text(words: impl Iterator<Item = u32>) -> LoadedDocument {
        let tokens: Vec<Token> = words
            .map(|word| Token::new(word.wrapping_mul(0x9e37_79b1), word >= 1_000, false))
            .collect();
        LoadedDocument::new(Sequence { tokens, headline: Vec::new() })
    }

    #[test]
    fn narrow_gaps_are_covered_and_wide_ones_are_not() {
        let story = text(0..100);
        let reworded = text((0..100).map(|word| if word % 10 == 0 { 500 + word } else { word }));
        assert!(align(&reworded, &story).share() > 95);
        let background = text((0..50).chain(700..750));
        let share = align(&background, &story).share();
        assert!((48..53).contains(&share), "{share}");
    }

    #[test]
    fn a_figure_contradicts_in_the_same_words_only() {
        let report = |figure: u32| (0..20).chain([figure]).chain(20..40);
        assert_eq!(align(&text(report(1_007)), &text(report(1_012))).foreign_figures, 1);
        assert_eq!(align(&text(report(1_007)), &text(report(1_007))).foreign_figures, 0);
        let longer = text(report(1_007).chain(800..820).chain([1_033]).chain(820..840));
        assert_eq!(
            align(&longer, &text(report(1_007))).foreign_figures,
            0,
            "in a paragraph of its own"
        );
    }
}
