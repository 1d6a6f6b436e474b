//! Word evidence: in how many texts of a language each word, and each pair of adjacent words, occurs.
//!
//! In: built by [`crate::learned::word_counter`], or loaded. Out: look-ups for repair. It counts
//! nothing. Words are kept as hashes only, so a saved state contains no text of the corpus.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::OnceLock;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use xxhash_rust::xxh3::xxh3_64;

use crate::key::{form_key, pair_key, word_key};

/// Counts of words and word pairs by language. Each text counts once.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct WordEvidence {
    pub languages: BTreeMap<String, LanguageWords>,
}

/// The words of the texts of one language.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct LanguageWords {
    /// Texts counted.
    pub texts: u32,
    /// By [`word_key`] and [`form_key`]. Words in one text only are left out.
    #[serde(with = "sorted")]
    pub words: CountMap<u64, WordCount>,
    /// By [`pair_key`]. Pairs in one text only are left out.
    #[serde(with = "sorted")]
    pub pairs: CountMap<u32, u16>,
    /// The most common words; built on first use.
    #[serde(skip)]
    common: OnceLock<Common>,
}

impl PartialEq for LanguageWords {
    fn eq(&self, other: &LanguageWords) -> bool {
        (self.texts, &self.words, &self.pairs) == (other.texts, &other.words, &other.pairs)
    }
}

/// A map whose keys are hashes and are not hashed again.
pub type CountMap<K, V> = HashMap<K, V, BuildHasherDefault<HashedAlready>>;

/// The number of texts with a word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordCount {
    /// In any case.
    pub any: u32,
    /// In small letters.
    pub small: u32,
    /// Known compounds that begin with it; at most 255.
    pub begins: u8,
    /// Known compounds that end with it; at most 255.
    pub ends: u8,
}

impl WordEvidence {
    /// The words of a language, if the corpus has texts in it.
    pub fn language(&self, language: Option<&str>) -> Option<&LanguageWords> {
        self.languages.get(language?)
    }
}

impl LanguageWords {
    /// Word and pair counts from this number of texts.
    pub fn new(
        texts: u32,
        words: CountMap<u64, WordCount>,
        pairs: CountMap<u32, u16>,
    ) -> LanguageWords {
        LanguageWords { texts, words, pairs, common: OnceLock::new() }
    }

    /// The numbers of texts with a word in any case and in small letters, by its key. Faster than
    /// [`LanguageWords::by_key`] for common words. Do not change `words` after the first call.
    pub fn any_and_small(&self, key: u64) -> (u32, u32) {
        let common = self.common.get_or_init(|| Common::of(&self.words));
        common.get(key).unwrap_or_else(|| {
            let count = self.by_key(key);
            (count.any, count.small)
        })
    }

    /// The counts of a word.
    pub fn word(&self, word: &str) -> WordCount {
        self.by_key(word_key(word))
    }

    /// The counts of a word, by its key.
    pub fn by_key(&self, key: u64) -> WordCount {
        self.words.get(&key).copied().unwrap_or_default()
    }

    /// The number of texts with a word in exactly this form; counted for words with an inner capital.
    pub fn form(&self, word: &str) -> u32 {
        self.words.get(&form_key(word)).map_or(0, |count| count.any)
    }

    /// The number of texts with two adjacent words, in any case; at most 65,535.
    pub fn pair(&self, first: &str, second: &str) -> u32 {
        let key = pair_key(word_key(first), word_key(second));
        self.pairs.get(&key).copied().map_or(0, u32::from)
    }
}

/// The words in the most texts, in a table that fits into a processor's cache. Nine words in ten of
/// a text are among them and need no look-up in a table of several megabytes.
#[derive(Debug, Clone, Default)]
struct Common(Vec<(u64, u32, u32)>);

impl Common {
    /// A power of two. Of two words whose keys have the same low bits, the word in more texts is kept.
    const SLOTS: usize = 1 << 14;

    fn of(words: &CountMap<u64, WordCount>) -> Common {
        let mut slots = vec![(0, 0, 0); Self::SLOTS];
        for (&key, count) in words {
            if let Some(slot) = slots.get_mut(Self::slot(key))
                && (slot.1, slot.0) < (count.any, key)
            {
                *slot = (key, count.any, count.small);
            }
        }
        Common(slots)
    }

    fn slot(key: u64) -> usize {
        key as usize % Self::SLOTS
    }

    fn get(&self, key: u64) -> Option<(u32, u32)> {
        let &(known, any, small) = self.0.get(Self::slot(key))?;
        (known == key && any > 0).then_some((any, small))
    }
}

/// A hasher that returns the key itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct HashedAlready(u64);

impl Hasher for HashedAlready {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = xxh3_64(bytes);
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }

    fn write_u32(&mut self, key: u32) {
        // The map uses bits from the top and from the bottom.
        self.0 = u64::from(key).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}

/// Writes maps in the order of their keys, so that equal states are equal bytes.
mod sorted {
    use super::*;

    pub fn serialize<S, K, V>(map: &CountMap<K, V>, serializer: S) -> Result<S::Ok, S::Error>
    where
        S: Serializer,
        K: Serialize + Ord + Copy,
        V: Serialize + Copy,
    {
        let mut entries: Vec<(K, V)> = map.iter().map(|(&key, &value)| (key, value)).collect();
        entries.sort_unstable_by_key(|entry| entry.0);
        entries.serialize(serializer)
    }

    pub fn deserialize<'de, D, K, V>(deserializer: D) -> Result<CountMap<K, V>, D::Error>
    where
        D: Deserializer<'de>,
        K: Deserialize<'de> + Eq + std::hash::Hash,
        V: Deserialize<'de>,
    {
        Ok(Vec::<(K, V)>::deserialize(deserializer)?.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_words_have_the_same_counts() {
        let words: CountMap<u64, WordCount> = (0..40_000_u32)
            .map(|n| {
                (
                    word_key(&n.to_string()),
                    WordCount { any: n, small: n / 2, ..WordCount::default() },
                )
            })
            .collect();
        let words = LanguageWords::new(50_000, words, CountMap::default());
        for n in 0..40_000 {
            assert_eq!(words.any_and_small(word_key(&n.to_string())), (n, n / 2));
        }
        assert_eq!(words.any_and_small(word_key("harbour")), (0, 0));
    }

    #[test]
    fn equal_states_are_equal_bytes_and_load_again() {
        let mut words = LanguageWords::new(3, CountMap::default(), CountMap::default());
        for key in 0..1000_u32 {
            words.pairs.insert(key.wrapping_mul(2_654_435_761), 2);
            words.words.insert(
                u64::from(key) << 32,
                WordCount { any: key, small: 1, ..WordCount::default() },
            );
        }
        let evidence = WordEvidence { languages: [("en".to_owned(), words)].into() };
        let bytes = postcard::to_stdvec(&evidence).expect("it is plain data");
        let again: WordEvidence = postcard::from_bytes(&bytes).expect("it was just written");
        assert_eq!(again, evidence);
        assert_eq!(postcard::to_stdvec(&again).expect("it is plain data"), bytes);
    }
}
