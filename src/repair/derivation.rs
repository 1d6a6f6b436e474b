//! Whether an unknown word is derived from a known one: `troubleshooter`, `inpatients`.
//!
//! In: the reading of a text, a word. Out: [`Derived`]. It knows English suffixes and common
//! prefixes. It compares letters only and knows no meaning: `reporta` counts as derived.

use super::evidence::Reading;

/// How a word seems to be derived.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Derived {
    pub by_ending: bool,
    pub by_prefix: bool,
}

/// Letters of the shortest stem.
const SHORTEST: usize = 4;

/// Texts that must write the stem in lower case.
const FEWEST: u32 = 3;

const ENDINGS: [&str; 37] = [
    "s", "es", "ed", "ing", "er", "ers", "or", "ors", "ly", "ness", "able", "ability", "al",
    "ally", "ment", "ist", "ists", "ism", "ize", "y", "ish", "less", "ful", "like", "wise",
    "ation", "ations", "d", "r", "rs", "ies", "ied", "iness", "ily", "a", "an", "ic",
];

const PREFIXES: [&str; 39] = [
    "un", "re", "in", "im", "non", "over", "under", "pre", "dis", "mis", "anti", "inter", "multi",
    "semi", "sub", "super", "out", "up", "micro", "mega", "auto", "bio", "eco", "geo", "hyper",
    "post", "co", "de", "ultra", "trans", "poly", "mono", "neuro", "contra", "counter", "fore",
    "mid", "photo", "tele",
];

/// Finds the affixes by which a word is derived from a known one.
pub(super) fn derived(reading: &Reading<'_>, word: &str) -> Derived {
    let word = word.to_lowercase();
    let known = |stem: &str| reading.small(stem) >= FEWEST;
    let long = |stem: &&str| stem.chars().nth(SHORTEST - 1).is_some();
    let by_ending = ENDINGS.iter().any(|ending| {
        word.strip_suffix(ending).filter(long).is_some_and(|stem| {
            known(stem) || written(stem, ending).iter().flatten().any(|stem| known(stem))
        })
    });
    let by_prefix =
        PREFIXES.iter().any(|prefix| word.strip_prefix(prefix).filter(long).is_some_and(known));
    Derived { by_ending, by_prefix }
}

/// Other spellings of a stem: `invoic-ing` of invoice, `runn-er` of run, `cop-ies` of copy,
/// `troubleshoot-er` of troubleshooting.
fn written(stem: &str, ending: &str) -> [Option<String>; 5] {
    let with = |letters: &str, when: bool| when.then(|| [stem, letters].concat());
    let mut letters = stem.chars().rev();
    let doubled = letters.next().zip(letters.next()).is_some_and(|(last, other)| last == other);
    let agent = matches!(ending, "ability" | "able" | "ing" | "er" | "or");
    [
        with("e", true),
        with("y", matches!(ending, "ies" | "ied" | "iness" | "ily")),
        with("ing", agent),
        with("ed", agent),
        (doubled && stem.chars().nth(SHORTEST).is_some())
            .then(|| stem.chars().take(stem.chars().count() - 1).collect()),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::definition::Context;
    use super::*;
    use crate::document::learned::word_evidence::{
        CountMap, LanguageWords, WordCount, WordEvidence,
    };
    use crate::key::word_key;

    #[test]
    fn words_made_of_known_ones_are_told() {
        let mut words = CountMap::default();
        for word in ["invoice", "troubleshooting", "patients", "copy", "the", "quay"] {
            let count = WordCount { any: 50, small: 50, ..WordCount::default() };
            words.insert(word_key(word), count);
        }
        let words = LanguageWords::new(1000, words, CountMap::default());
        let evidence = WordEvidence { languages: [("en".to_owned(), words)].into() };
        let context =
            Context { language: Some("en"), words: Some(&evidence), ..Context::default() };
        let reading = Reading::new("the quay the quay", &context).expect("its words are known");
        let ending = Derived { by_ending: true, by_prefix: false };
        let prefix = Derived { by_ending: false, by_prefix: true };
        assert_eq!(derived(&reading, "Invoicing"), ending);
        assert_eq!(derived(&reading, "troubleshooter"), ending);
        assert_eq!(derived(&reading, "inpatients"), prefix);
        assert_eq!(derived(&reading, "thequay"), Derived::default());
        assert_eq!(derived(&reading, ""), Derived::default());
    }
}
