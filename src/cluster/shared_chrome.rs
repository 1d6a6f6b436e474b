//! Recognises two pages of one site that share only what the site prints around its stories.
//!
//! In: two documents of one site. Out: whether their shared text is site chrome: a sidebar, a list of other
//! stories, a description of the site. It does not judge documents of different sites, where shared text is
//! more likely the story.

use super::alignment::shared_tokens;
use super::shingle_sets::LoadedDocument;
use super::topic::{Likeness, Topics, Words};
use crate::document::shingle::Token;

/// Tokens that the rest of a page needs for its topic to be judged.
const REST: usize = 40;
/// And its share of the page: one in this many.
const REST_SHARE: usize = 7;
/// Shared tokens from which a text should mention the words of its headline.
const TEXT: usize = 120;
/// Tokens of a page that holds other stories in place of its own.
const ROLL: usize = 600;
/// Headline similarity, in ten-thousandths, from which two headlines name one story.
pub(super) const SAME_HEADLINE: u16 = 5_000;

/// Whether two pages, each with the length of its headline in tokens, share only site chrome.
pub(super) fn share_only_chrome(
    pages: [(&LoadedDocument, usize); 2],
    headline_similarity: Option<u16>,
    topics: Topics<'_>,
) -> bool {
    let [(one, headline_one), (two, headline_two)] = pages;
    let bodies = [Body::new(one, two, headline_one), Body::new(two, one, headline_two)];
    let have_rests = bodies.iter().all(Body::has_rest);
    let is_text = bodies[0].words(true).nth(TEXT - 1).is_some();
    let may_lack_headlines = is_text && headline_similarity.is_some_and(|it| it < SAME_HEADLINE);
    if !have_rests && !may_lack_headlines {
        return false;
    }
    let about = Words::of(bodies[0].words(true));
    if have_rests {
        let rests = [Words::of(bodies[0].words(false)), Words::of(bodies[1].words(false))];
        // Two versions of a story are alike in at least one of these.
        let likenesses = [
            topics.likeness(&rests[0], &rests[1]),
            topics.likeness(&about, &rests[0]),
            topics.likeness(&about, &rests[1]),
        ];
        if likenesses.contains(&Likeness::Unlike) && !likenesses.contains(&Likeness::Alike) {
            return true;
        }
    }
    if !may_lack_headlines {
        return false;
    }
    pages.iter().all(|(page, length)| topics.lacks_headline(&headline(page, *length), &about))
        || are_rolls(pages, topics)
}

/// Whether two pages are rolls of other stories: they are long, and neither is about its own headline anywhere. Of one
/// that may be unknown, if the headlines have no rare word in common.
fn are_rolls(pages: [(&LoadedDocument, usize); 2], topics: Topics<'_>) -> bool {
    let [one, two] = pages.map(|(page, length)| headline(page, length));
    let lacks = |(page, length): (&LoadedDocument, usize), headline: &Words| {
        let text = page.tokens.get(length..).unwrap_or(&[]);
        if text.len() < ROLL {
            return Some(false);
        }
        topics.no_passage_has_headline(headline, text)
    };
    let verdicts = [lacks(pages[0], &one), lacks(pages[1], &two)];
    verdicts == [Some(true); 2]
        || topics.are_headlines_apart(&one, &two)
            && verdicts.contains(&Some(true))
            && !verdicts.contains(&Some(false))
}

/// The words of a page's headline, which has so many tokens.
pub(super) fn headline(page: &LoadedDocument, length: usize) -> Words {
    Words::of(page.tokens.iter().take(length).copied())
}

/// The tokens of a page below its headline, and which of them another page shares.
pub(super) struct Body<'p> {
    page: &'p LoadedDocument,
    headline: usize,
    shared: Vec<bool>,
}

impl<'p> Body<'p> {
    pub(super) fn new(
        page: &'p LoadedDocument,
        other: &LoadedDocument,
        headline: usize,
    ) -> Body<'p> {
        Body { page, headline, shared: shared_tokens(page, other) }
    }

    /// The words that the other page shares, or the rest.
    pub(super) fn words(&self, shared: bool) -> impl Iterator<Item = Token> {
        let marked = self.page.tokens.iter().zip(&self.shared).skip(self.headline);
        marked.filter(move |(_, is_shared)| **is_shared == shared).map(|(token, _)| *token)
    }

    /// Whether the rest is long enough to have a topic.
    fn has_rest(&self) -> bool {
        let rest = self.words(false).count();
        rest >= REST && rest * REST_SHARE >= self.page.tokens.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::fingerprint::Sequence;

    /// Words by number. All below 100 are common.
    fn page(headline: std::ops::Range<u32>, body: impl Iterator<Item = u32>) -> LoadedDocument {
        let tokens = headline.chain(body).map(word).collect();
        LoadedDocument::new(Sequence { tokens, headline: Vec::new() })
    }

    fn word(number: u32) -> Token {
        Token::new(number.wrapping_mul(0x9e37_79b1), false, false)
    }

    fn verdict(one: &LoadedDocument, two: &LoadedDocument, headlines: Option<u16>) -> bool {
        let mut common: Vec<u32> = (0..100).map(|number| word(number).word()).collect();
        common.sort_unstable();
        share_only_chrome([(one, 6), (two, 6)], headlines, Topics::new(&common))
    }

    #[test]
    fn unlike_stories_that_share_a_sidebar_share_only_chrome() {
        let sidebar = || 5_000..5_200;
        let one = page(1_000..1_006, (1_000..1_150).chain(sidebar()));
        let two = page(2_000..2_006, (2_000..2_150).chain(sidebar()));
        assert!(verdict(&one, &two, None));
        let again = page(1_500..1_506, (1_000..1_150).rev().chain(sidebar()));
        assert!(!verdict(&one, &again, None), "the stories are alike");
    }

    #[test]
    fn pages_whose_text_lacks_their_headlines_share_only_chrome() {
        let list = || 5_000..5_400;
        let (one, two) = (page(1_000..1_006, list()), page(2_000..2_006, list()));
        assert!(verdict(&one, &two, Some(2_000)));
        let named = page(5_010..5_016, list());
        assert!(!verdict(&one, &named, Some(2_000)), "the text is the story of one headline");
    }

    #[test]
    fn long_pages_that_are_nowhere_about_their_headlines_are_rolls_of_other_stories() {
        let roll = || 5_000..6_000;
        let one = page(1_000..1_008, (1_000..1_002).chain(roll()).chain(1_002..1_004));
        let two = page(2_000..2_003, roll());
        assert!(verdict(&one, &two, Some(2_000)), "the words of the headline are far apart");
        assert!(verdict(&one, &page(10..16, roll()), Some(2_000)), "a headline of common words");
        let own = page(1_000..1_008, (1_000..1_006).chain(roll()));
        assert!(!verdict(&own, &two, Some(2_000)), "the lead is about the headline");
        let again = page(1_004..1_012, roll());
        assert!(verdict(&one, &again, Some(2_000)), "two reports of one thing, neither is here");
        let led = page(1_004..1_012, (1_004..1_012).chain(roll()));
        assert!(!verdict(&one, &led, Some(2_000)), "the headlines share words, and one is here");
        assert!(!verdict(&one, &two, Some(9_000)), "the headlines are the same");
    }
}
