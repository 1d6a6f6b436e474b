//! Counts the slots of two texts: places between the same words where each has a name or a figure of its own.
//!
//! In: two texts. Out: a count. It decides nothing. Two versions of one report have hardly any slot: a name that
//! one adds is not in the place of another. Two fillings of a form have as many as the form.

use super::alignment::shared_tokens;
use super::shingle_sets::LoadedDocument;
use crate::document::shingle::{SHINGLE_TOKENS, Token};

/// Tokens in a slot at most.
const WIDTH: usize = 12;

/// The number of slots of two texts.
pub(super) fn slots(one: &LoadedDocument, two: &LoadedDocument) -> u32 {
    let (gaps_one, gaps_two) = (gaps(one, two), gaps(two, one));
    let (words_one, words_two) = (words(one), words(two));
    let is_own = |gap: &Gap<'_>, others: &[u32]| {
        gap.tokens.iter().any(|token| {
            (token.is_number() || token.is_capitalised())
                && others.binary_search(&token.word()).is_err()
        })
    };
    gaps_one
        .iter()
        .filter(|gap| {
            let same = gaps_two.binary_search_by_key(&gap.after, |other| other.after);
            let other = same.ok().and_then(|at| gaps_two.get(at));
            other.is_some_and(|other| is_own(gap, &words_two) && is_own(other, &words_one))
        })
        .count() as u32
}

/// A few tokens of a text that the other does not have, between tokens that it has.
struct Gap<'t> {
    /// The words before the gap.
    after: [u32; SHINGLE_TOKENS],
    tokens: &'t [Token],
}

/// The gaps of a text, sorted by the words before them. The first of several after the same words stays.
fn gaps<'t>(text: &'t LoadedDocument, other: &LoadedDocument) -> Vec<Gap<'t>> {
    let shared = shared_tokens(text, other);
    let mut gaps = Vec::new();
    let mut at = 0;
    for stretch in shared.chunk_by(|x, y| x == y) {
        let range = at..at + stretch.len();
        at += stretch.len();
        let is_inner = range.start >= SHINGLE_TOKENS && range.end < shared.len();
        if stretch.first() == Some(&true) || stretch.len() > WIDTH || !is_inner {
            continue;
        }
        let before = text.tokens.get(range.start - SHINGLE_TOKENS..range.start);
        let Some(&[a, b, c, d]) = before else { continue };
        let after = [a, b, c, d].map(Token::word);
        gaps.extend(text.tokens.get(range).map(|tokens| Gap { after, tokens }));
    }
    gaps.sort_by_key(|gap| gap.after);
    gaps.dedup_by_key(|gap| gap.after);
    gaps
}

/// The distinct words of a text, sorted.
fn words(text: &LoadedDocument) -> Vec<u32> {
    let mut words: Vec<u32> = text.tokens.iter().map(|token| token.word()).collect();
    words.sort_unstable();
    words.dedup();
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::fingerprint::Sequence;

    /// Words by number. Those from 1,000 on are names.
    fn text(words: impl Iterator<Item = u32>) -> LoadedDocument {
        let token = |word: u32| Token::new(word.wrapping_mul(0x9e37_79b1), false, word >= 1_000);
        LoadedDocument::new(Sequence { tokens: words.map(token).collect(), headline: Vec::new() })
    }

    /// A form of two slots.
    fn filled(one: u32, two: u32) -> LoadedDocument {
        text((0..10).chain([one, one + 1]).chain(10..20).chain([two]).chain(20..30))
    }

    #[test]
    fn each_place_with_names_of_its_own_is_a_slot() {
        assert_eq!(slots(&filled(1_000, 1_100), &filled(2_000, 2_100)), 2);
        assert_eq!(slots(&filled(1_000, 1_100), &filled(2_000, 1_100)), 1);
        assert_eq!(slots(&filled(1_000, 1_100), &filled(1_000, 1_100)), 0);
    }

    #[test]
    fn reworded_places_and_additions_are_no_slots() {
        assert_eq!(slots(&filled(500, 600), &filled(700, 800)), 0, "words, not names");
        let cut = text((0..10).chain(10..20).chain(20..30));
        assert_eq!(slots(&filled(1_000, 1_100), &cut), 0, "one text only adds a name");
        let named = text((0..10).chain([2_000]).chain(10..20).chain([1_000, 1_001]).chain(20..30));
        assert_eq!(slots(&filled(1_000, 1_100), &named), 0, "the name stands elsewhere");
    }
}
