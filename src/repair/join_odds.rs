//! The odds that a run of letters is two words with a missing space.
//!
//! In: the two parts, the words beside them, and their counts in the corpus. Out: the log odds. The
//! weights were fitted by logistic regression on paragraphs with spaces removed and on unknown
//! words of sound pages (WCXB, M. Foley, CC BY 4.0) and stories; the counts came from another
//! corpus, and the quality was measured on held-out texts. The threshold is the caller's.

use std::sync::LazyLock;

use super::derivation::Derived;
use super::evidence::{Neighbours, Reading};
use super::function_words::is_english_function_word;
use super::log_odds::LogOdds;
use crate::document::learned::word_evidence::CountMap;
use crate::key::word_key;

/// Two parts of a run of letters, in lower case except for a first capital, and the words beside
/// them.
pub(super) struct Split<'a> {
    pub one: &'a str,
    pub two: &'a str,
    /// In how many texts they are adjacent.
    pub pair: u32,
    pub neighbours: Neighbours<'a>,
    /// Whether another split of the letters is about as good.
    pub rivalled: bool,
}

/// The log odds by the parts alone. [`unless_derived`] lowers them if the whole may be a derived
/// word.
pub(super) fn odds(reading: &Reading<'_>, split: &Split<'_>) -> i64 {
    let Split { one, two, pair, neighbours, rivalled } = *split;
    let Neighbours { before, after, hyphen } = neighbours;
    let left = before.map(|word| reading.pair(word, one));
    let right = after.map(|word| reading.pair(two, word));
    let expected = before.map_or(0, |word| reading.expected(word, one));
    let hyphenated = reading.count(&[one, "-", two].concat());
    let (begins, ends) = reading.builds(one, two);
    let length = |word: &str| word.chars().count();
    let function = (is_english_function_word(one), is_english_function_word(two));
    let (first, last) = (affixes(one), affixes(two));
    LogOdds::prior(-8985)
        .count(422, pair, 12)
        .when(-25, pair == 0)
        .count(71, left.unwrap_or(0), 16)
        .when(-652, left == Some(0))
        .beyond(212, left.unwrap_or(0), expected, 6)
        .count(159, right.unwrap_or(0), 16)
        .when(2126, first.firm && !first.prefix)
        .when(761, last.firm && !last.ending)
        .when(-160, first.prefix)
        .when(-1420, last.ending)
        .when(441, function.0)
        .when(454, function.1)
        .when(-1251, function.0 && function.1)
        .when(-1026, !function.0 && !function.1)
        .count(166, reading.small(one), 16)
        .count(330, reading.small(two), 16)
        .each(394, length(one), 8)
        .each(317, length(two), 8)
        .each(336, length(one) + length(two), 18)
        .when(-2361, length(one) == 1)
        .count(-519, begins, 8)
        .count(-622, ends, 8)
        .when(324, is_inflected(one))
        .when(-2889, one.starts_with(char::is_uppercase))
        .when(-2637, rivalled)
        .count(-606, hyphenated, 16)
        .when(1139, hyphen)
        // Not fitted: too rare to be learned from a few thousand examples.
        .when(-1500, last.ending && pair == 0)
        .when(-5000, function.1 && is_adverb_of_place(one))
        .thousandths()
}

/// Whether a word forms compounds with function words: hereof, thereto, wherein.
fn is_adverb_of_place(word: &str) -> bool {
    ["here", "there", "where"].iter().any(|adverb| adverb.eq_ignore_ascii_case(word))
}

/// The log odds, lowered if the whole run may be derived from a known word: `troubleshooter`,
/// `inpatients`.
pub(super) fn unless_derived(odds: i64, one: &str, derived: Derived) -> i64 {
    let prefix = derived.by_prefix && (affixes(one).prefix || one.chars().nth(6).is_none());
    LogOdds::prior(odds).when(-1636, derived.by_ending).when(-2745, prefix).thousandths()
}

/// Function words that hardly any longer word begins or ends with, except for those in the two
/// lists below.
const FIRM: &str = " the and of to for that with your you their this these those from are was were which who \
    they our his her its will would could should can have been but when where what how while because than then \
    each every about there if into by we has had is be not or as at on in it an a very many more most some such \
    other also before through ";

/// Beginnings of longer words: under, in, re.
const PREFIXES: &str = " in on over under out up off down after per to so as at be an back all one no un non de di \
    com con pre re sub inter anti multi us me mid bio im ";

/// Endings of longer words: tens-or, reform-at.
const ENDINGS: &str = " or at on is as an it us in he me so no es al et a i en est um em te er ing ers able ness \
    out up down off over back through like away around all ";

/// The three lists above, by word key.
static AFFIXES: LazyLock<CountMap<u64, Affixes>> = LazyLock::new(|| {
    let mut affixes: CountMap<u64, Affixes> = CountMap::default();
    for word in FIRM.split_ascii_whitespace() {
        affixes.entry(word_key(word)).or_default().firm = true;
    }
    for word in PREFIXES.split_ascii_whitespace() {
        affixes.entry(word_key(word)).or_default().prefix = true;
    }
    for word in ENDINGS.split_ascii_whitespace() {
        affixes.entry(word_key(word)).or_default().ending = true;
    }
    affixes
});

#[derive(Debug, Clone, Copy, Default)]
struct Affixes {
    firm: bool,
    prefix: bool,
    ending: bool,
}

fn affixes(word: &str) -> Affixes {
    AFFIXES.get(&word_key(word)).copied().unwrap_or_default()
}

/// Whether a word is a function word that hardly any compound contains.
pub(super) fn is_firm(word: &str) -> bool {
    affixes(word).firm
}

/// Whether a word has an ending that the first part of a compound rarely has.
fn is_inflected(word: &str) -> bool {
    const INFLECTIONS: [&str; 21] = [
        "ed", "ing", "ly", "ies", "ous", "ful", "ive", "al", "ns", "ts", "rs", "ds", "es", "ss",
        "ion", "ment", "ity", "ry", "ce", "ge", "ys",
    ];
    word.chars().nth(4).is_some() && INFLECTIONS.iter().any(|ending| word.ends_with(ending))
}
