//! Distinguishes an update, a later version with added or changed facts, from a copy.
//!
//! In: two texts of one story, the earlier first. Out: whether the later one is an update. It does not
//! decide which one is later: dates do, and without dates there are no updates.

use super::shingle_sets::LoadedDocument;

/// New names and figures that an update has at least.
const FACTS: usize = 3;
/// An update also needs one new fact per this many words: a byline or a note below a long story adds names
/// too.
const WORDS_PER_FACT: usize = 50;

/// Whether the later text adds figures or capitalised words that the earlier one does not have, or changes
/// a figure between the same words.
pub(super) fn is_update(
    earlier: &LoadedDocument,
    later: &LoadedDocument,
    contradicted: u32,
) -> bool {
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

    /// A text of numbered words. Numbers from 1,000 are names.
    fn text(words: impl Iterator<Item = u32>) -> LoadedDocument {
        let tokens = words.map(|word| Token::new(word << 2, false, word >= 1_000)).collect();
        LoadedDocument { tokens, ..LoadedDocument::default() }
    }

    #[test]
    fn new_names_make_an_update() {
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
    fn a_long_story_needs_more_new_facts() {
        let earlier = text(0..900);
        assert!(!is_update(&earlier, &text((0..900).chain(1_000..1_008)), 0));
        assert!(is_update(&earlier, &text((0..900).chain(1_000..1_030)), 0));
    }
}
