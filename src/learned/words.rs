//! Counts the words of a corpus, and which words stand side by side.
//!
//! In: texts with their language, one of each cluster of copies, from any number of threads. Out:
//! [`WordEvidence`]. It does not choose the texts, and keeps no text.

use std::collections::BTreeMap;
use std::hash::Hash;
use std::sync::Mutex;

use crate::document::learned::words::{
    CountMap, LanguageWords, WordCount, WordEvidence, form_key, pair_key, word_key,
};

/// Counts in how many texts each word and each pair of neighbouring words stands.
///
/// The result depends on the texts alone, not on their order or on the number of threads. Memory is
/// bounded: at most [`MOST_WORDS`] words and [`MOST_PAIRS`] pairs are held for each language, about
/// 500 MB when both are reached (a gigabyte of news); beyond that, those whose hash is large are
/// given up, so that counts stay exact and what is known thins out evenly.
///
/// ```
/// use copydesk::learned::words::Counter;
///
/// let counter = Counter::default();
/// counter.add("The ferry sank.", "en");
/// counter.add("A ferry sank off Moor.", "en");
/// let evidence = counter.finish();
/// let english = evidence.language(Some("en")).unwrap();
/// assert_eq!(english.word("Ferry").any, 2);
/// assert_eq!(english.pair("ferry", "sank"), 2);
/// assert_eq!(english.word("moor").any, 0); // in one text only: no evidence
/// ```
#[derive(Debug, Default)]
pub struct Counter(Mutex<BTreeMap<String, LanguageCounts>>);

/// Words held for a language before some are given up.
pub const MOST_WORDS: usize = 4 << 20;

/// Pairs held for a language before some are given up.
pub const MOST_PAIRS: usize = 16 << 20;

/// Texts that must hold a word or a pair for it to be kept.
const FEWEST: u32 = 2;

#[derive(Debug, Default)]
struct LanguageCounts {
    texts: u32,
    words: Thinned<u64, WordCount>,
    /// The words in small letters, kept only until it is seen which are made of others.
    spelled: CountMap<u64, Box<str>>,
    pairs: Thinned<u32, u16>,
}

impl Counter {
    /// Counts one text.
    pub fn add(&self, text: &str, language: &str) {
        let found = read(text);
        let mut languages = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if !languages.contains_key(language) {
            languages.insert(language.to_owned(), LanguageCounts::default());
        }
        if let Some(counts) = languages.get_mut(language) {
            counts.texts = counts.texts.saturating_add(1);
            for (key, count, word) in found.words {
                counts.words.add(key, count, MOST_WORDS);
                if count.small > 0 && word.len() <= LONGEST_COMPOUND {
                    counts.spelled.entry(key).or_insert_with(|| word.into());
                }
            }
            if counts.spelled.len() > MOST_WORDS {
                let known = &counts.words.counts;
                counts.spelled.retain(|key, _| known.contains_key(key));
            }
            for key in found.pairs {
                counts.pairs.add(key, 1, MOST_PAIRS);
            }
        }
    }

    /// Adds what another counter has counted.
    pub fn merge(&self, other: Counter) {
        let theirs = other.0.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut ours = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        for (language, counts) in theirs {
            let own = ours.entry(language).or_default();
            own.texts = own.texts.saturating_add(counts.texts);
            own.words.merge(counts.words, MOST_WORDS);
            own.spelled.extend(counts.spelled);
            own.pairs.merge(counts.pairs, MOST_PAIRS);
        }
    }

    /// What was counted, without what stands in one text only.
    pub fn finish(self) -> WordEvidence {
        let languages = self.0.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        let languages = languages
            .into_iter()
            .map(|(language, counts)| {
                let mut words = counts.words.counts;
                words.retain(|_, count| count.any >= FEWEST);
                note_compounds(&mut words, counts.spelled);
                words.shrink_to_fit();
                let mut pairs = counts.pairs.counts;
                pairs.retain(|_, count| u32::from(*count) >= FEWEST);
                pairs.shrink_to_fit();
                (language, LanguageWords { texts: counts.texts, words, pairs })
            })
            .collect();
        WordEvidence { languages }
    }
}

/// Longer words are not looked at for what they are made of.
const LONGEST_COMPOUND: usize = 24;

/// Letters of the shortest part of a compound.
const SHORTEST_PART: usize = 3;

/// Notes for each word how many known words it begins and ends: `house` and `plant` build compounds,
/// so that `houseplant`, though never seen, is likely to be one.
fn note_compounds(words: &mut CountMap<u64, WordCount>, spelled: CountMap<u64, Box<str>>) {
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

/// The words and pairs of one text, each once.
struct Found<'t> {
    words: Vec<(u64, WordCount, &'t str)>,
    pairs: Vec<u32>,
}

fn read(text: &str) -> Found<'_> {
    let mut words: Vec<(u64, bool, &str)> = Vec::new();
    let mut pairs = Vec::new();
    let mut previous: Option<(u64, usize)> = None;
    for (start, word) in tokens(text) {
        let key = word_key(word);
        let small = !word.chars().any(char::is_uppercase);
        words.push((key, small, word));
        if word.chars().skip(1).any(char::is_uppercase) && word.chars().any(char::is_lowercase) {
            words.push((form_key(word), false, word));
        }
        if let Some((before, end)) = previous
            && text.get(end..start) == Some(" ")
        {
            pairs.push(pair_key(before, key));
        }
        previous = Some((key, start + word.len()));
    }
    pairs.sort_unstable();
    pairs.dedup();
    // False sorts before true: the last of a word's entries says whether it ever stood small.
    words.sort_unstable_by_key(|&(key, small, _)| (key, small));
    let words = words
        .chunk_by(|a, b| a.0 == b.0)
        .filter_map(|same| same.last())
        .map(|&(key, small, word)| {
            (key, WordCount { any: 1, small: u32::from(small), ..WordCount::default() }, word)
        })
        .collect();
    Found { words, pairs }
}

/// The words of a text with where they start: letters, with apostrophes, joiners and hyphens between
/// them. A compound with hyphens counts as one word.
pub fn tokens(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let start = at + rest.find(is_letter)?;
        let mut end = start;
        loop {
            let tail = text.get(end..).unwrap_or_default();
            let letters = tail.find(|c| !is_letter(c)).unwrap_or(tail.len());
            end += letters;
            // An apostrophe, hyphen or joiner between letters is part of the word.
            let tail = text.get(end..).unwrap_or_default();
            let joint = match bytes.get(end) {
                Some(b'\'' | b'-') => 1,
                Some(0xE2) if tail.starts_with(['’', '\u{200c}']) => 3,
                _ => 0,
            };
            let goes_on = joint > 0
                && text.get(end + joint..).and_then(|t| t.chars().next()).is_some_and(is_letter);
            if !goes_on {
                break;
            }
            end += joint;
        }
        at = end;
        text.get(start..end).map(|word| (start, word))
    })
}

fn is_letter(character: char) -> bool {
    character.is_alphabetic() || ('\u{300}'..='\u{36f}').contains(&character)
}

/// Counts by key with a bound: when there are too many keys, the half with the larger hashes is
/// given up, and stays so. Which keys are left depends on the keys alone.
#[derive(Debug)]
struct Thinned<K, V> {
    counts: CountMap<K, V>,
    /// Keys above it are given up.
    limit: u64,
}

impl<K, V> Default for Thinned<K, V> {
    fn default() -> Self {
        Thinned { counts: CountMap::default(), limit: u64::MAX }
    }
}

impl<K: Spread, V: Adds> Thinned<K, V> {
    fn add(&mut self, key: K, count: V, most: usize) {
        if key.spread() > self.limit {
            return;
        }
        self.counts.entry(key).or_default().adds(count);
        self.thin(most);
    }

    fn thin(&mut self, most: usize) {
        while self.counts.len() > most && self.limit > 0 {
            self.limit /= 2;
            let limit = self.limit;
            self.counts.retain(|key, _| key.spread() <= limit);
        }
    }

    fn merge(&mut self, other: Self, most: usize) {
        self.limit = self.limit.min(other.limit);
        let limit = self.limit;
        self.counts.retain(|key, _| key.spread() <= limit);
        for (key, count) in other.counts {
            self.add(key, count, most);
        }
    }
}

/// A hash as a number that is even over all 64 bits.
trait Spread: Copy + Eq + Hash {
    fn spread(self) -> u64;
}

impl Spread for u64 {
    fn spread(self) -> u64 {
        self
    }
}

impl Spread for u32 {
    fn spread(self) -> u64 {
        u64::from(self) << 32
    }
}

trait Adds: Default {
    fn adds(&mut self, other: Self);
}

impl Adds for u16 {
    fn adds(&mut self, other: Self) {
        *self = self.saturating_add(other);
    }
}

impl Adds for WordCount {
    fn adds(&mut self, other: Self) {
        self.any = self.any.saturating_add(other.any);
        self.small = self.small.saturating_add(other.small);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_counts_once() {
        let counter = Counter::default();
        counter.add("Late, late ferry. Late ferry!", "en");
        counter.add("The late ferry", "en");
        counter.add("Late ferry", "fr");
        let evidence = counter.finish();
        let english = evidence.language(Some("en")).expect("two texts");
        assert_eq!(english.texts, 2);
        assert_eq!(english.word("late"), WordCount { any: 2, small: 2, ..WordCount::default() });
        assert_eq!(english.pair("late", "ferry"), 2);
        assert_eq!(evidence.language(Some("fr")).map(|w| w.word("late").any), Some(0));
    }

    #[test]
    fn words_know_the_compounds_they_build() {
        let counter = Counter::default();
        for _ in 0..4 {
            counter.add("a boat in the house by a plant, a houseboat", "en");
        }
        let evidence = counter.finish();
        let english = evidence.language(Some("en")).expect("four texts");
        assert_eq!((english.word("house").begins, english.word("boat").ends), (1, 1));
        assert_eq!((english.word("plant").begins, english.word("plant").ends), (0, 0));
    }

    #[test]
    fn words_keep_their_apostrophes_and_hyphens() {
        let found: Vec<&str> =
            tokens("Don’t ask the well-known 'boss', she -said. می‌خواهم").map(|t| t.1).collect();
        assert_eq!(found, ["Don’t", "ask", "the", "well-known", "boss", "she", "said", "می‌خواهم"]);
    }

    #[test]
    fn forms_with_a_capital_inside_are_known_by_themselves() {
        let counter = Counter::default();
        counter.add("An iBoat sank", "en");
        counter.add("The iBoat", "en");
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
            keys.into_iter().for_each(|key| thinned.add(key, 1, 100));
            let mut left: Vec<(u64, u16)> = thinned.counts.into_iter().collect();
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
            let whole = Counter::default();
            texts.iter().for_each(|text| whole.add(text, "en"));
            let (first, second) = texts.split_at(cut.min(texts.len()));
            let parts = (Counter::default(), Counter::default());
            second.iter().for_each(|text| parts.0.add(text, "en"));
            first.iter().rev().for_each(|text| parts.1.add(text, "en"));
            parts.0.merge(parts.1);
            prop_assert_eq!(whole.finish(), parts.0.finish());
        }
    }
}
