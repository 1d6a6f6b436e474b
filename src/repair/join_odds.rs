//! The odds that a run of letters is two words stuck together.
//!
//! In: the two parts, their neighbours, and what the corpus knows of them. Out: the logarithm of the odds. The
//! weights were fitted by logistic regression on paragraphs with spaces taken out and on unknown words of sound
//! pages (WCXB, M. Foley, CC BY 4.0) and stories, the counts coming from another corpus; what is reported of them
//! was measured on texts that were held back in turn. It does not decide: the threshold is the caller's.

use std::sync::LazyLock;

use super::derived::Derived;
use super::evidence::Reading;
use super::little_words::is_little;
use super::scorecard::Odds;
use crate::document::learned::word_evidence::CountMap;
use crate::key::word_key;

/// Two parts of a run of letters, in small letters but for a capital at the start, and what stands
/// beside them.
pub(super) struct Parting<'a> {
    pub one: &'a str,
    pub two: &'a str,
    /// In how many texts they stand side by side.
    pub pair: u32,
    /// The word that one space parts from the first part.
    pub before: Option<&'a str>,
    pub after: Option<&'a str>,
    /// Whether another way to part the letters is about as good.
    pub rivalled: bool,
    /// Whether a hyphen binds the run to something else.
    pub hyphen: bool,
}

/// The odds by the parts alone. What the whole may be made of, [`unless_derived`], can only lower them.
pub(super) fn odds(reading: &Reading<'_>, parting: &Parting<'_>) -> i64 {
    let Parting { one, two, pair, before, after, rivalled, hyphen } = *parting;
    let left = before.map(|word| reading.pair(word, one));
    let right = after.map(|word| reading.pair(two, word));
    let expected = before.map_or(0, |word| reading.expected(word, one));
    let hyphenated = reading.count(&[one, "-", two].concat());
    let (begins, ends) = reading.builds(one, two);
    let length = |word: &str| word.chars().count();
    let little = (is_little(one), is_little(two));
    let (first, last) = (sorts(one), sorts(two));
    Odds::prior(-8985)
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
        .when(441, little.0)
        .when(454, little.1)
        .when(-1251, little.0 && little.1)
        .when(-1026, !little.0 && !little.1)
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
        // Not fitted: what is seldom enough not to be learned from a few thousand places.
        .when(-1500, last.ending && pair == 0)
        .when(-5000, little.1 && is_adverb_of_place(one))
        .thousandths()
}

/// Whether a word makes others with little words behind it: hereof, thereto, wherein.
fn is_adverb_of_place(word: &str) -> bool {
    ["here", "there", "where"].iter().any(|adverb| adverb.eq_ignore_ascii_case(word))
}

/// The odds once it is known what the whole run may be derived from: `troubleshooter`, `inpatients`.
pub(super) fn unless_derived(odds: i64, one: &str, derived: Derived) -> i64 {
    let prefix = derived.by_prefix && (sorts(one).prefix || one.chars().nth(6).is_none());
    Odds::prior(odds).when(-1636, derived.by_ending).when(-2745, prefix).thousandths()
}

/// Little words that no longer word begins or ends with, but for those in the two lists below.
const FIRM: &str = " the and of to for that with your you their this these those from are was were which who \
    they our his her its will would could should can have been but when where what how while because than then \
    each every about there if into by we has had is be not or as at on in it an a very many more most some such \
    other also before through ";

/// What longer words begin with: under, in, re.
const PREFIXES: &str = " in on over under out up off down after per to so as at be an back all one no un non de di \
    com con pre re sub inter anti multi us me mid bio im ";

/// What longer words end in: tens-or, reform-at, walk-through is none of them.
const ENDINGS: &str = " or at on is as an it us in he me so no es al et a i en est um em te er ing ers able ness \
    out up down off over back through like away around all ";

/// What is known of how words are made with some little ones, by their keys.
static SORTS: LazyLock<CountMap<u64, Sorts>> = LazyLock::new(|| {
    let mut sorts: CountMap<u64, Sorts> = CountMap::default();
    for word in FIRM.split_ascii_whitespace() {
        sorts.entry(word_key(word)).or_default().firm = true;
    }
    for word in PREFIXES.split_ascii_whitespace() {
        sorts.entry(word_key(word)).or_default().prefix = true;
    }
    for word in ENDINGS.split_ascii_whitespace() {
        sorts.entry(word_key(word)).or_default().ending = true;
    }
    sorts
});

#[derive(Debug, Clone, Copy, Default)]
struct Sorts {
    firm: bool,
    prefix: bool,
    ending: bool,
}

fn sorts(word: &str) -> Sorts {
    SORTS.get(&word_key(word)).copied().unwrap_or_default()
}

/// Whether a word is one of the little words that hardly any compound is made with.
pub(super) fn is_firm(word: &str) -> bool {
    sorts(word).firm
}

/// Whether a word has an ending that the first part of a compound seldom has.
fn is_inflected(word: &str) -> bool {
    const INFLECTIONS: [&str; 21] = [
        "ed", "ing", "ly", "ies", "ous", "ful", "ive", "al", "ns", "ts", "rs", "ds", "es", "ss",
        "ion", "ment", "ity", "ry", "ce", "ge", "ys",
    ];
    word.chars().nth(4).is_some() && INFLECTIONS.iter().any(|ending| word.ends_with(ending))
}
