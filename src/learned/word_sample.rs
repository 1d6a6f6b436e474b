//! Which texts of a language its words are counted in, once there are more than enough.
//!
//! In: how many texts of each language there are, and a text. Out: whether it counts. It counts
//! nothing.
//!
//! The sample is chosen by the hashes of the texts. So it depends only on the texts, not on their
//! order, their split or the number of threads, and a corpus that is read again has the same.

use std::collections::BTreeMap;

use xxhash_rust::xxh3::xxh3_64_with_seed;

/// Texts of a language that are enough: about as many as the figures of word repair were measured with.
/// Up to this number every text counts.
pub const ENOUGH: u64 = 1 << 15;

/// Keeps the sample apart from choices by other hashes of a text.
const SEED: u64 = 0x776f_7264;

/// The largest hash of a text that counts, for each language with more than enough texts.
#[derive(Debug, Default)]
pub struct WordSample(BTreeMap<String, u64>);

impl WordSample {
    /// The sample of a corpus, by the number of its texts in each language.
    pub fn new<'l>(texts: impl IntoIterator<Item = (&'l str, u64)>) -> WordSample {
        let many = texts.into_iter().filter(|&(_, count)| count > ENOUGH);
        let limit = |count: u64| u64::MAX / count * ENOUGH;
        WordSample(many.map(|(language, count)| (language.to_owned(), limit(count))).collect())
    }

    /// Whether the words of a text count.
    pub fn takes(&self, language: &str, text: &str) -> bool {
        let limit = self.0.get(language);
        limit.is_none_or(|&limit| xxh3_64_with_seed(text.as_bytes(), SEED) <= limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_counts_until_there_are_enough() {
        let sample = WordSample::new([("en", ENOUGH), ("de", 4 * ENOUGH)]);
        let texts: Vec<String> = (0..4000).map(|n| format!("The ferry left at {n}.")).collect();
        let taken = |language| texts.iter().filter(|text| sample.takes(language, text)).count();
        assert_eq!((taken("en"), taken("fr")), (4000, 4000));
        assert!((900..1100).contains(&taken("de")), "{}", taken("de"));
    }
}
