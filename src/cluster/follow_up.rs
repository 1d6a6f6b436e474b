//! Recognises two stories that have only later parts in common: a follow-up and what it follows, or two reports
//! that quote one statement.
//!
//! In: two texts and the lengths of their headlines. Out: whether they begin as two stories. It does not judge two
//! texts under one headline, nor texts of unknown sites without a headline: there a caption or site chrome above the
//! story looks like a beginning.

use super::alignment::shared_tokens;
use super::shared_chrome::{SAME_HEADLINE, headline};
use super::shingle_sets::LoadedDocument;
use super::topic::{Topics, Words};
use crate::document::shingle::Token;

/// Tokens at the start of a text without a shared run that make it a story of its own.
const BEGINNING: usize = 80;
/// And their share of the text: one in this many.
const BEGINNING_SHARE: usize = 4;
/// Tokens of a run that two stories do not share by chance: more than a name with its office.
const RUN: usize = 16;
/// Tokens of the lead of a story: its first two or three sentences.
const LEAD: usize = 60;
/// And at most this part of the text: one in this many.
const LEAD_SHARE: usize = 3;
/// Tokens of a text that is long enough to have a lead and a background.
const TEXT: usize = 100;
/// Shared tokens, in hundredths, that a lead of one's own has at most: names, offices, and what happened before.
const SHARED_LEAD: usize = 40;

/// Two texts to compare, with what is known of their headlines and sites.
pub(super) struct Stories<'p> {
    /// The texts, each with the length of its headline in tokens.
    pub texts: [(&'p LoadedDocument, usize); 2],
    /// Similarity of the headlines in ten-thousandths; `None` if one is missing.
    pub headlines: Option<u16>,
    pub is_one_site: bool,
}

/// Whether two texts begin as two stories and have only later parts in common.
pub(super) fn share_only_background(stories: &Stories<'_>, topics: Topics<'_>) -> bool {
    if stories.headlines.is_some_and(|same| same >= SAME_HEADLINE)
        || stories.headlines.is_none() && !stories.is_one_site
    {
        return false;
    }
    let [one, two] = stories.texts;
    let texts = [Text::new(one, two.0), Text::new(two, one.0)];
    stories.is_one_site && texts.iter().all(Text::has_beginning)
        || texts.iter().all(|text| text.has_lead(topics)) && {
            let [one, two] = texts.map(|text| Words::of(text.lead().iter().copied()));
            topics.are_leads_apart(&one, &two)
        }
}

/// A text below its headline, and which of its tokens the other text shares.
struct Text<'p> {
    headline: Words,
    body: &'p [Token],
    shared: Vec<bool>,
}

impl<'p> Text<'p> {
    fn new((page, length): (&'p LoadedDocument, usize), other: &LoadedDocument) -> Text<'p> {
        let shared = shared_tokens(page, other);
        Text {
            headline: headline(page, length),
            body: page.tokens.get(length..).unwrap_or(&[]),
            shared: shared.get(length..).unwrap_or(&[]).to_vec(),
        }
    }

    /// Whether no long run is shared for a good while.
    fn has_beginning(&self) -> bool {
        let own = self
            .shared
            .chunk_by(|a, b| a == b)
            .take_while(|run| run.first() == Some(&false) || run.len() < RUN)
            .map(<[bool]>::len)
            .sum::<usize>();
        own >= BEGINNING && own * BEGINNING_SHARE >= self.body.len()
    }

    fn lead(&self) -> &'p [Token] {
        self.body.get(..LEAD.min(self.body.len() / LEAD_SHARE)).unwrap_or(&[])
    }

    /// Whether most of the lead is not shared, and it says as much of the headline as the shared part does. A caption
    /// above a story says less.
    fn has_lead(&self, topics: Topics<'_>) -> bool {
        let lead = self.lead().len();
        let shared = self.shared.iter().take(lead).filter(|is_shared| **is_shared).count();
        if self.body.len() < TEXT || shared * 100 > lead * SHARED_LEAD {
            return false;
        }
        let in_headline = |words: Words| topics.found(&self.headline, &words).0;
        let tokens = || self.body.iter().copied().zip(&self.shared);
        let own = tokens().take(lead).filter(|(_, is_shared)| !**is_shared);
        let shared = tokens().filter(|(_, is_shared)| **is_shared);
        in_headline(Words::of(own.map(|(token, _)| token)))
            >= in_headline(Words::of(shared.map(|(token, _)| token)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::fingerprint::Sequence;

    /// A text with a headline of six words. Words by number; those below 100 are common.
    fn text(headline: std::ops::Range<u32>, body: impl Iterator<Item = u32>) -> LoadedDocument {
        let tokens = headline.chain(body).map(word).collect();
        LoadedDocument::new(Sequence { tokens, headline: Vec::new() })
    }

    fn word(number: u32) -> Token {
        Token::new(number.wrapping_mul(0x9e37_79b1), false, false)
    }

    fn verdict(
        one: &LoadedDocument,
        two: &LoadedDocument,
        headlines: Option<u16>,
        is_one_site: bool,
    ) -> bool {
        let mut common: Vec<u32> = (0..100).map(|number| word(number).word()).collect();
        common.sort_unstable();
        let stories = Stories { texts: [(one, 6), (two, 6)], headlines, is_one_site };
        share_only_background(&stories, Topics::new(&common))
    }

    #[test]
    fn stories_that_quote_one_statement_share_only_an_end() {
        let statement = || 5_000..5_200;
        let one = text(1_000..1_006, (1_000..1_100).chain(statement()));
        let two = text(2_000..2_006, (2_000..2_100).chain(statement()));
        for is_one_site in [true, false] {
            assert!(verdict(&one, &two, Some(2_000), is_one_site));
            assert!(!verdict(&one, &two, Some(9_000), is_one_site), "one story under one headline");
            let report = text(3_000..3_006, statement().chain(3_000..3_100));
            assert!(!verdict(&one, &report, Some(2_000), is_one_site), "it is the story of one");
        }
        assert!(verdict(&one, &two, None, true));
        assert!(!verdict(&one, &two, None, false), "a caption looks like a beginning");
    }

    #[test]
    fn a_follow_up_may_repeat_what_happened_early_on() {
        let background = || 5_000..5_300;
        let text = |from: u32| {
            let lead = (from..from + 40).chain(5_100..5_120).chain(from + 40..from + 80);
            text(from..from + 6, lead.chain(background()))
        };
        assert!(verdict(&text(1_000), &text(2_000), Some(2_000), false));
    }

    #[test]
    fn a_caption_above_a_story_is_no_beginning() {
        let story = || 5_000..5_300;
        let copy = |from: u32| text(5_010..5_016, (from..from + 60).chain(story()));
        assert!(
            !verdict(&copy(1_000), &copy(2_000), Some(2_000), false),
            "the headline is in the story"
        );
        let report = |from: u32| text(from..from + 6, (from..from + 60).chain(story()));
        assert!(verdict(&report(1_000), &report(2_000), Some(2_000), false));
        assert!(!verdict(&report(1_000), &copy(2_000), Some(2_000), false), "one of them");
    }

    #[test]
    fn a_reworded_lead_is_no_beginning() {
        let text =
            |from: u32, lead: Vec<u32>| text(from..from + 6, lead.into_iter().chain(5_000..5_300));
        let lead = || 1_000..1_080;
        let reworded = lead().rev().collect();
        assert!(!verdict(
            &text(1_000, lead().collect()),
            &text(1_030, reworded),
            Some(2_000),
            false
        ));
    }

    #[test]
    fn a_short_text_has_no_background() {
        let brief = |from: u32| text(from..from + 6, (from..from + 30).chain(5_000..5_060));
        assert!(!verdict(&brief(1_000), &brief(2_000), Some(2_000), true));
    }
}
