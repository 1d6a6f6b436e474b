//! Counts the words of a corpus, and its pairs of adjacent words.
//!
//! In: texts with their language, one for each set of copies, on any number of threads. Out:
//! [`WordEvidence`]. It does not choose the texts, and keeps no text.

mod shards;
mod text_words;
mod tokens;

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::document::learned::word_evidence::{CountMap, LanguageWords, WordCount, WordEvidence};
use crate::key::word_key;
pub use tokens::tokens;

use shards::{Adds, Shards, Spread, Thinned};
use text_words::Found;

/// Counts the texts with each word, and with each pair of adjacent words.
///
/// The result depends only on the texts, not on their order or the number of threads. Memory is
/// bounded: there are at most [`MOST_WORDS`] words and [`MOST_PAIRS`] pairs for each language, about
/// 500 MB at both limits (a gigabyte of news). Beyond that, words with large hashes are dropped, so
/// that counts stay exact and words thin out evenly.
///
/// ```
/// use copydesk::learned::word_counter::Counter;
///
/// let mut counter = Counter::default();
/// counter.add_all(&[("The ferry sank.", "en"), ("A ferry sank off Moor.", "en")]);
/// let evidence = counter.finish();
/// let english = evidence.language(Some("en")).unwrap();
/// assert_eq!(english.word("Ferry").any, 2);
/// assert_eq!(english.pair("ferry", "sank"), 2);
/// assert_eq!(english.word("moor").any, 0); // in one text only
/// ```
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Counter(BTreeMap<String, LanguageCounts>);

/// Most words of a language before some are dropped.
pub const MOST_WORDS: usize = 4 << 20;

/// Most pairs of a language before some are dropped.
pub const MOST_PAIRS: usize = 16 << 20;

/// Fewest texts with a word or pair for it to be kept.
const FEWEST: u32 = 2;

#[derive(Debug, Default, Serialize, Deserialize)]
struct LanguageCounts {
    texts: u32,
    words: Thinned<u64, WordCount>,
    /// The words in small letters, kept until compounds are found.
    spelled: Shards<u64, Box<str>>,
    pairs: Thinned<u32, u16>,
}

impl Counter {
    /// Counts texts, each with its language, on the current rayon pool.
    pub fn add_all(&mut self, texts: &[(&str, &str)]) {
        let mut languages: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for &(text, language) in texts {
            languages.entry(language).or_default().push(text);
        }
        for (language, texts) in languages {
            match self.0.get_mut(language) {
                Some(counts) => counts.add_all(&texts),
                None => self.0.entry(language.to_owned()).or_default().add_all(&texts),
            }
        }
    }

    /// Adds the counts of another counter.
    pub fn merge(&mut self, other: Counter) {
        for (language, counts) in other.0 {
            self.0.entry(language).or_default().merge(counts);
        }
    }

    /// The counts, without words and pairs in one text only.
    pub fn finish(self) -> WordEvidence {
        let finished = self.0.into_iter().map(|(language, counts)| (language, counts.finish()));
        WordEvidence { languages: finished.collect() }
    }
}

impl LanguageCounts {
    fn add_all(&mut self, texts: &[&str]) {
        let parts: Vec<Found<'_>> = texts
            .par_iter()
            .fold(Found::default, |mut found, text| {
                found.read(text);
                found
            })
            .collect();
        self.texts = self.texts.saturating_add(texts.len() as u32);
        // One shard at a time, so that it stays in the processor's cache.
        let (words_limit, pairs_limit) = (self.words.limit, self.pairs.limit);
        let words = self.words.shards.0.par_iter_mut();
        let shards = words.zip(&mut self.spelled.0).zip(&mut self.pairs.shards.0).enumerate();
        shards.for_each(|(shard, ((words, spelled), pairs))| {
            for part in &parts {
                for &(key, small) in part.words.get(shard).into_iter().flatten() {
                    if key.spread() > words_limit {
                        continue;
                    }
                    let count = words.entry(key).or_default();
                    // Checked first, so that the second map is seldom used.
                    if count.small == 0 && is_a_part(small) {
                        spelled.entry(key).or_insert_with(|| small.into());
                    }
                    let small = u32::from(!small.is_empty());
                    count.adds(WordCount { any: 1, small, ..WordCount::default() });
                }
                for &key in part.pairs.get(shard).into_iter().flatten() {
                    if key.spread() <= pairs_limit {
                        pairs.entry(key).or_default().adds(1);
                    }
                }
            }
        });
        self.words.thin(MOST_WORDS);
        self.pairs.thin(MOST_PAIRS);
        if self.words.limit < words_limit {
            self.drop_spelled();
        }
    }

    fn merge(&mut self, other: LanguageCounts) {
        self.texts = self.texts.saturating_add(other.texts);
        self.words.merge(other.words, MOST_WORDS);
        self.pairs.merge(other.pairs, MOST_PAIRS);
        for (own, theirs) in self.spelled.0.iter_mut().zip(other.spelled.0) {
            for (key, word) in theirs {
                own.entry(key).or_insert(word);
            }
        }
        self.drop_spelled();
    }

    /// Drops the spellings of words that are not counted any more.
    fn drop_spelled(&mut self) {
        let limit = self.words.limit;
        self.spelled.0.iter_mut().for_each(|s| s.retain(|key, _| key.spread() <= limit));
    }

    fn finish(self) -> LanguageWords {
        let mut words = self.words.shards.join(|count| count.any >= FEWEST);
        note_compounds(&mut words, self.spelled.0.into_iter().flatten());
        let pairs = self.pairs.shards.join(|count| u32::from(*count) >= FEWEST);
        LanguageWords::new(self.texts, words, pairs)
    }
}

/// Whether a word may be a compound or a part of one: it is not too long. A curly apostrophe counts
/// as a straight one, so that the answer is the same for all forms under one key.
fn is_a_part(word: &str) -> bool {
    const LONGEST_COMPOUND: usize = 24;
    let too_long = word.len() > LONGEST_COMPOUND
        && word.len() > LONGEST_COMPOUND + 2 * word.matches('’').count();
    !word.is_empty() && !too_long
}

/// Fewest letters of a part of a compound.
const SHORTEST_PART: usize = 3;

/// Counts, for each word, the known compounds that it begins and ends. If `house` and `plant` form
/// many compounds, then `houseplant` is likely a word even if it was never seen.
fn note_compounds(
    words: &mut CountMap<u64, WordCount>,
    spelled: impl Iterator<Item = (u64, Box<str>)>,
) {
    let known = |words: &CountMap<u64, WordCount>, part: &str| {
        let key = word_key(part);
        words.get(&key).filter(|count| count.small >= 2 * FEWEST).map(|_| key)
    };
    for (key, word) in spelled {
        if !words.contains_key(&key) {
            continue;
        }
        for (at, _) in word.char_indices().skip(SHORTEST_PART) {
            let (one, two) = word.split_at(at);
            if two.chars().nth(SHORTEST_PART - 1).is_none() {
                break;
            }
            if let (Some(first), Some(last)) = (known(words, one), known(words, two)) {
                if let Some(count) = words.get_mut(&first) {
                    count.begins = count.begins.saturating_add(1);
                }
                if let Some(count) = words.get_mut(&last) {
                    count.ends = count.ends.saturating_add(1);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_counts_once() {
        let mut counter = Counter::default();
        let english = [("Late, late ferry. Late ferry!", "en"), ("The late ferry", "en")];
        counter.add_all(&english);
        counter.add_all(&[("Late ferry", "fr")]);
        let evidence = counter.finish();
        let english = evidence.language(Some("en")).expect("two texts");
        assert_eq!(english.texts, 2);
        assert_eq!(english.word("late"), WordCount { any: 2, small: 2, ..WordCount::default() });
        assert_eq!(english.pair("late", "ferry"), 2);
        assert_eq!(evidence.language(Some("fr")).map(|w| w.word("late").any), Some(0));
    }

    #[test]
    fn words_count_their_compounds() {
        let mut counter = Counter::default();
        counter.add_all(&[("a boat in the house by a plant, a houseboat", "en"); 4]);
        let evidence = counter.finish();
        let english = evidence.language(Some("en")).expect("four texts");
        assert_eq!((english.word("house").begins, english.word("boat").ends), (1, 1));
        assert_eq!((english.word("plant").begins, english.word("plant").ends), (0, 0));
    }

    #[test]
    fn forms_with_an_inner_capital_are_counted_separately() {
        let mut counter = Counter::default();
        counter.add_all(&[("An iBoat sank", "en"), ("The iBoat", "en")]);
        let evidence = counter.finish();
        assert_eq!(
            evidence.language(Some("en")).map(|w| (w.form("iBoat"), w.form("Iboat"))),
            Some((2, 0))
        );
    }

    #[test]
    fn too_many_keys_thin_out_the_same_in_any_order() {
        let keys: Vec<u64> = (0..2000_u64).map(|i| word_key(&i.to_string())).collect();
        let count = |keys: Vec<u64>| {
            let mut thinned: Thinned<u64, u16> = Thinned::default();
            for key in keys {
                if key <= thinned.limit {
                    thinned.shards.0[key.shard()].entry(key).or_default().adds(1);
                }
                thinned.thin(100);
            }
            let mut left: Vec<(u64, u16)> = thinned.shards.join(|_| true).into_iter().collect();
            left.sort_unstable();
            left
        };
        let once = count(keys.iter().copied().chain(keys.iter().copied()).collect());
        let turned = count(keys.iter().rev().copied().chain(keys.iter().copied()).collect());
        assert_eq!(once, turned);
        assert!(once.len() <= 100 && once.len() > 20 && once.iter().all(|entry| entry.1 == 2));
    }

    proptest! {
        #[test]
        fn order_and_split_do_not_matter(texts in prop::collection::vec("[a-c ]{0,12}", 0..12), cut in 0usize..12) {
            let texts: Vec<(&str, &str)> = texts.iter().map(|text| (text.as_str(), "en")).collect();
            let mut whole = Counter::default();
            whole.add_all(&texts);
            let (first, second) = texts.split_at(cut.min(texts.len()));
            let mut parts = Counter::default();
            parts.add_all(second);
            first.iter().rev().for_each(|&text| parts.add_all(&[text]));
            let mut merged = Counter::default();
            for text in &texts {
                let mut one = Counter::default();
                one.add_all(&[*text]);
                merged.merge(one);
            }
            let whole = whole.finish();
            prop_assert_eq!(&whole, &parts.finish());
            prop_assert_eq!(&whole, &merged.finish());
        }
    }
}
