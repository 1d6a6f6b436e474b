//! Tells whether two texts are about the same thing, by the rare words and names they share.
//!
//! In: tokens of two texts and the common words of the corpus. Out: a [`Likeness`]. It knows no language, and
//! says `Unknown` where there are too few rare words or names to tell.
//!
//! Two halves of one story share a tenth or more of their rare words; two unlike stories share almost none.
//! Where no common words are known, because the corpus is small, names take their place: words that are
//! capitalised wherever they occur.

use crate::document::shingle::Token;

/// Rare words that two texts must share at least to be alike.
const SHARED_LEAST: usize = 2;
/// Tokens of a passage. The lead of a story is as long and says what its headline says.
const PASSAGE: usize = 100;

/// Whether two texts are about the same thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Likeness {
    Alike,
    Unlike,
    Unknown,
}

/// The distinct words of a text, without figures.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    /// Sorted: words with a capital at least once.
    capitalised: Vec<u32>,
    /// Sorted: words without a capital at least once.
    plain: Vec<u32>,
}

impl Words {
    pub(super) fn of(tokens: impl Iterator<Item = Token>) -> Words {
        let mut words = Words::default();
        for token in tokens.filter(|token| !token.is_number()) {
            let list =
                if token.is_capitalised() { &mut words.capitalised } else { &mut words.plain };
            list.push(token.word());
        }
        for list in [&mut words.capitalised, &mut words.plain] {
            list.sort_unstable();
            list.dedup();
        }
        words
    }

    fn has(&self, word: u32) -> bool {
        has(&self.capitalised, word) || has(&self.plain, word)
    }

    /// All words, each once.
    fn all(&self) -> impl Iterator<Item = u32> + '_ {
        let names = self.capitalised.iter().filter(|word| !has(&self.plain, **word));
        self.plain.iter().chain(names).copied()
    }
}

fn has(sorted: &[u32], word: u32) -> bool {
    sorted.binary_search(&word).is_ok()
}

/// Compares texts by their rare words.
#[derive(Debug, Clone, Copy)]
pub(super) struct Topics<'a> {
    /// Sorted. Empty: names are compared.
    common: &'a [u32],
}

impl<'a> Topics<'a> {
    /// `common` are the common words of the corpus, sorted.
    pub(super) fn new(common: &'a [u32]) -> Topics<'a> {
        Topics { common }
    }

    /// Whether two texts are about the same thing.
    pub(super) fn likeness(&self, one: &Words, two: &Words) -> Likeness {
        let (shared, fewer) = self.rare_words(one, two);
        // Names are fewer than rare words, and any two texts share a day of the week or a capital.
        let (alike, unlike, enough) = if self.common.is_empty() { (7, 12, 6) } else { (16, 25, 8) };
        if shared >= SHARED_LEAST && shared * alike >= fewer {
            Likeness::Alike
        } else if fewer >= enough && shared * unlike <= fewer {
            Likeness::Unlike
        } else {
            Likeness::Unknown
        }
    }

    /// Whether two leads tell two things: less than two fifths of the rare words of one are in the other. Where an
    /// editor has reworded a lead, most of them are. `false` where there are none.
    pub(super) fn are_leads_apart(&self, one: &Words, two: &Words) -> bool {
        let (shared, fewer) = self.rare_words(one, two);
        shared * 5 < fewer * 2
    }

    /// How many rare words or names two texts share, and how many the text with fewer has.
    fn rare_words(&self, one: &Words, two: &Words) -> (usize, usize) {
        let rare = |words: &Words, word: u32| {
            if self.common.is_empty() {
                has(&words.capitalised, word) && !has(&one.plain, word) && !has(&two.plain, word)
            } else {
                !has(self.common, word)
            }
        };
        let count = |words: &Words| words.all().filter(|word| rare(words, *word)).count();
        let shared = one.all().filter(|w| rare(one, *w) && two.has(*w) && rare(two, *w)).count();
        (shared, count(one).min(count(two)))
    }

    /// Whether a document has a word that is not common in its headline and its text, and that another lacks.
    pub(super) fn has_headline_word_of_its_own(
        &self,
        headline: &Words,
        text: &Words,
        other: &Words,
    ) -> bool {
        self.headline_words(headline).into_iter().any(|word| text.has(word) && !other.has(word))
    }

    /// How many words of a headline that are not common a text has, and how many there are.
    pub(super) fn found(&self, headline: &Words, text: &Words) -> (usize, usize) {
        let rare = self.headline_words(headline);
        (rare.iter().filter(|word| text.has(**word)).count(), rare.len())
    }

    /// Whether a text mentions hardly any word of a headline that is not common. `false` where the headline
    /// has too few such words.
    pub(super) fn lacks_headline(&self, headline: &Words, text: &Words) -> bool {
        let (found, words) = self.found(headline, text);
        if self.common.is_empty() {
            words >= 5 && found * 3 < words
        } else {
            words >= 4 && found * 4 < words
        }
    }

    /// Whether no passage of a text is about its headline: none has half of the headline's words that are not
    /// common. In a long text each word occurs somewhere. `None` where the headline has too few such words.
    pub(super) fn no_passage_has_headline(&self, headline: &Words, text: &[Token]) -> Option<bool> {
        let rare = self.headline_words(headline);
        let least = if self.common.is_empty() { 5 } else { 1 };
        if rare.len() < least {
            return None;
        }
        let found = |passage: &[Token]| {
            rare.iter().filter(|word| passage.iter().any(|token| token.word() == **word)).count()
        };
        let starts = (0..text.len()).step_by(PASSAGE / 2);
        let passages =
            starts.filter_map(|start| text.get(start..(start + PASSAGE).min(text.len())));
        Some(passages.map(found).max().is_none_or(|most| most * 2 < rare.len()))
    }

    /// Whether two headlines share no word that is not common.
    pub(super) fn are_headlines_apart(&self, one: &Words, two: &Words) -> bool {
        !self.headline_words(one).into_iter().any(|word| two.has(word))
    }

    /// The words of a headline that are not common.
    fn headline_words(&self, headline: &Words) -> Vec<u32> {
        headline.all().filter(|word| !has(self.common, *word)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words by number; those from 1,000 on are capitalised.
    fn text(words: impl Iterator<Item = u32>) -> Words {
        Words::of(words.map(|word| Token::new(word << 2, false, word >= 1_000)))
    }

    #[test]
    fn texts_with_the_same_rare_words_are_alike() {
        let common: Vec<u32> = (0..50).map(|word| word << 2).collect();
        let topics = Topics::new(&common);
        let one = text(0..90);
        assert_eq!(topics.likeness(&one, &text((0..50).chain(85..120))), Likeness::Alike);
        assert_eq!(topics.likeness(&one, &text((0..50).chain(200..240))), Likeness::Unlike);
        assert_eq!(topics.likeness(&one, &text((0..50).chain(200..204))), Likeness::Unknown);
    }

    #[test]
    fn names_tell_where_no_word_is_known_to_be_common() {
        let topics = Topics::new(&[]);
        let one = text((0..50).chain(1_000..1_010));
        assert_eq!(topics.likeness(&one, &text((0..50).chain(1_008..1_018))), Likeness::Alike);
        assert_eq!(topics.likeness(&one, &text((0..50).chain(1_020..1_030))), Likeness::Unlike);
        assert_eq!(topics.likeness(&text(0..50), &text(0..50)), Likeness::Unknown);
    }

    #[test]
    fn leads_are_apart_unless_they_share_many_rare_words() {
        let common: Vec<u32> = (0..50).map(|word| word << 2).collect();
        let topics = Topics::new(&common);
        let lead = text(40..60);
        assert!(topics.are_leads_apart(&lead, &text((40..50).chain(57..67))), "three of ten");
        assert!(!topics.are_leads_apart(&lead, &text((40..50).chain(56..66))), "four of ten");
        assert!(!topics.are_leads_apart(&text(0..20), &text(10..30)), "no rare word");
    }

    #[test]
    fn a_text_lacks_a_headline_whose_words_it_does_not_have() {
        let topics = Topics::new(&[4, 8]);
        assert!(topics.lacks_headline(&text(1..8), &text(20..90)));
        assert!(!topics.lacks_headline(&text(1..8), &text(3..90)));
        assert!(!topics.lacks_headline(&text(1..5), &text(20..90)), "too few words to tell");
    }

    #[test]
    fn a_long_text_that_has_the_words_of_a_headline_here_and_there_is_not_about_it() {
        let topics = Topics::new(&[4, 8]);
        let token = |word: u32| Token::new(word << 2, false, false);
        let headline = Words::of((10..18).map(token));
        let text = |own: std::ops::Range<u32>| -> Vec<Token> {
            (0..800_u32)
                .map(|at| if at % 100 == 7 { 10 + at / 100 } else { 1_000 + at })
                .chain(own)
                .map(token)
                .collect()
        };
        let lacks = |text: &[Token]| topics.no_passage_has_headline(&headline, text);
        assert_eq!(lacks(&text(0..0)), Some(true), "one word in each passage");
        assert_eq!(lacks(&text(10..15)), Some(false), "a passage with five of eight");
        let common = Words::of([1, 2].map(token).into_iter());
        assert_eq!(topics.no_passage_has_headline(&common, &text(0..0)), None);
        assert!(!topics.are_headlines_apart(&headline, &Words::of((17..22).map(token))));
        assert!(topics.are_headlines_apart(&headline, &Words::of((1..3).map(token))));
    }
}
