//! Tells a later version with added or changed facts from a copy.
//!
//! In: two texts of one story, the earlier first. Out: whether the later one is an update. Which of two
//! is the later one, their dates say; without dates there are no updates.

use super::shingle_sets::Loaded;

/// Names and figures of its own that a later version has at least.
const FACTS: usize = 3;
/// And one word in so many of it: a byline or a note under a long story adds names, too.
const WORDS_PER_FACT: usize = 50;

/// Whether the later text adds facts: figures and capitalised words that the earlier one nowhere has; or
/// has changed a figure, where one stands in the same words as another.
pub(super) fn is_update(earlier: &Loaded, later: &Loaded, contradicted: u32) -> bool {
    if contradicted > 0 {
        return true;
    }
    let mut known: Vec<u32> = earlier.tokens.iter().map(|token| token.word()).collect();
    known.sort_unstable();
    let mut facts: Vec<u32> = later
        .tokens
        .iter()
        .filter(|token| token.is_number() || token.is_capitalised())
        .map(|token| token.word())
        .filter(|word| known.binary_search(word).is_err())
        .collect();
    facts.sort_unstable();
    facts.dedup();
    facts.len() >= FACTS.max(later.tokens.len() / WORDS_PER_FACT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::shingle::Token;

    /// A text of words by number; those from 1,000 on are names.
    fn text(words: impl Iterator<Item = u32>) -> Loaded {
        let tokens = words.map(|word| Token::new(word << 2, false, word >= 1_000)).collect();
        Loaded { tokens, ..Loaded::default() }
    }

    #[test]
    fn names_that_the_earlier_version_has_not_make_an_update() {
        let earlier = text(0..80);
        assert!(is_update(&earlier, &text((0..80).chain(1_000..1_004)), 0));
        assert!(!is_update(&earlier, &text((0..80).chain(200..240)), 0), "words are not names");
        assert!(
            !is_update(&earlier, &text((0..80).chain(1_000..1_002)), 0),
            "a byline is not news"
        );
        assert!(is_update(&earlier, &text(0..80), 1), "a figure has changed");
    }

    #[test]
    fn a_long_story_takes_more() {
        let earlier = text(0..900);
        assert!(!is_update(&earlier, &text((0..900).chain(1_000..1_008)), 0));
        assert!(is_update(&earlier, &text((0..900).chain(1_000..1_030)), 0));
    }
}
