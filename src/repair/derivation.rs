//! Whether an unknown word is derived from a known one: `troubleshooter`, `inpatients`.
//!
//! In: the reading of a text, a word or its two parts. Out: [`Derived`], or whether an affix may
//! connect the parts. It knows English suffixes and common prefixes. It compares letters only and
//! knows no meaning: `reporta` counts as derived.

use super::evidence::Reading;
use super::function_words::is_english_function_word;

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

const PREFIXES: [&str; 50] = [
    "un", "re", "in", "im", "non", "over", "under", "pre", "dis", "mis", "anti", "inter", "multi",
    "semi", "sub", "super", "out", "up", "micro", "mega", "auto", "bio", "eco", "geo", "hyper",
    "post", "co", "de", "ultra", "trans", "poly", "mono", "neuro", "contra", "counter", "fore",
    "mid", "photo", "tele", "para", "pseudo", "meta", "extra", "con", "pro", "mini", "cyber", "em",
    "en", "il",
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

/// Whether the second part of a run of letters may be an affix of the first, or the first of the
/// second, rather than a word of its own: `by-passed`, `southern-most`, `problem-as`.
pub(super) fn may_be_derived(reading: &Reading<'_>, one: &str, two: &str) -> bool {
    let [first, last] = [one, two].map(str::to_lowercase);
    let among = |list: &[&str], word: &str| list.contains(&word);
    let (one_is_function_word, two_is_function_word) =
        (is_english_function_word(&first), is_english_function_word(&last));
    let pair = reading.pair(one, two);
    let usual_after = |thousandths| is_share(pair, reading.count(two), thousandths);
    let usual_before = |thousandths| is_share(pair, reading.count(one), thousandths);
    if among(&PREFIXES_LIKE_WORDS, &first) && !two_is_function_word {
        return match first.as_str() {
            "in" | "a" => is_adjective(&last) && !usual_after(80),
            "be" => pair == 0,
            _ => !usual_after(50),
        };
    }
    if among(&PREFIXES, &first) && !one_is_function_word {
        return true;
    }
    if among(&ENDINGS_LIKE_WORDS, &last) && !one_is_function_word {
        let article_or_verb = matches!(last.as_str(), "a" | "an" | "is");
        return !(is_inflected(&first) || article_or_verb && usual_before(5));
    }
    among(&SUFFIXES_LIKE_WORDS, &last)
        && !one_is_function_word
        && !is_inflected(&first)
        && !usual_before(20)
}

/// Prefixes that are also words. The two are separate words only if the corpus often writes them so.
const PREFIXES_LIKE_WORDS: [&str; 12] =
    ["over", "under", "out", "up", "off", "down", "after", "be", "back", "self", "in", "a"];

/// Endings of words in English and in the languages it quotes that are also words: `problem-as`.
const ENDINGS_LIKE_WORDS: [&str; 13] =
    ["as", "is", "us", "an", "am", "a", "i", "me", "no", "so", "do", "et", "al"];

/// Suffixes that are also words: `southern-most`, `trouble-some`.
const SUFFIXES_LIKE_WORDS: [&str; 24] = [
    "most", "some", "like", "less", "wise", "able", "ward", "wards", "ship", "ships", "hood",
    "fold", "proof", "worthy", "free", "bound", "ness", "man", "men", "people", "person",
    "persons", "ways", "way",
];

/// Whether a pair is at least so many thousandths of a count.
pub(super) fn is_share(pair: u32, count: u32, thousandths: u64) -> bool {
    u64::from(pair) * 1000 >= u64::from(count.max(1)) * thousandths
}

fn is_adjective(word: &str) -> bool {
    const ENDINGS: [&str; 14] = [
        "ic", "ical", "al", "ant", "ent", "able", "ible", "ate", "ive", "ous", "ly", "ity", "ance",
        "ence",
    ];
    word.chars().nth(4).is_some() && ENDINGS.iter().any(|ending| word.ends_with(ending))
}

/// Whether a word has an inflection, which no further ending follows.
fn is_inflected(word: &str) -> bool {
    const ENDINGS: [&str; 6] = ["s", "ed", "ing", "ly", "y", "n't"];
    word.chars().nth(3).is_some() && ENDINGS.iter().any(|ending| word.ends_with(ending))
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
