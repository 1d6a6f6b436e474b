//! The odds that a run of letters is two words stuck together.
//!
//! In: the two parts, their neighbours, and what the corpus knows of them. Out: [`Odds`]. The weights were fitted
//! on paragraphs with spaces taken out and on unknown words of pages that are sound (WCXB, M. Foley,
//! CC BY 4.0), the counts coming from another corpus; half of the texts was held back in turn to judge them.
//! It does not decide: the threshold is the caller's.

use super::evidence::Reading;
use super::little_words::is_little;
use super::scorecard::Odds;

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
}

pub(super) fn odds(reading: &Reading<'_>, parting: &Parting<'_>) -> i64 {
    let Parting { one, two, pair, before, after, rivalled } = *parting;
    let left = before.map(|word| reading.pair(word, one));
    let right = after.map(|word| reading.pair(two, word));
    let hyphenated = reading.count(&[one, "-", two].concat());
    let (begins, ends) = reading.builds(one, two);
    let length = |word: &str| word.chars().count();
    let (begins_firm, begins_prefix) = (is_firm(one) && !is_prefix(one), is_prefix(one));
    let (ends_firm, ends_ending) = (is_firm(two) && !is_ending(two), is_ending(two));
    Odds::prior(-10_199)
        .count(366, pair, 10)
        .when(-444, pair == 0)
        .count(205, left.unwrap_or(0), 16)
        .when(-105, left == Some(0))
        .when(343, left.is_none())
        .count(236, right.unwrap_or(0), 16)
        .when(275, right == Some(0))
        .when(-251, right.is_none())
        .when(2205, begins_firm)
        .when(1347, ends_firm)
        .when(-1092, begins_prefix)
        .when(-1381, ends_ending)
        .when(588, is_little(one))
        .when(287, is_little(two))
        .count(170, reading.small(one), 16)
        .count(232, reading.small(two), 16)
        .each(794, length(one), 8)
        .each(629, length(two), 8)
        .count(-532, begins, 8)
        .count(-668, ends, 8)
        .when(867, is_inflected(one))
        .when(-279, is_inflected(two))
        .when(-1797, one.starts_with(char::is_uppercase))
        .when(-1491, rivalled)
        .count(-507, hyphenated, 16)
        .thousandths()
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

fn is_firm(word: &str) -> bool {
    holds(FIRM, word)
}

fn is_prefix(word: &str) -> bool {
    holds(PREFIXES, word)
}

fn is_ending(word: &str) -> bool {
    holds(ENDINGS, word)
}

fn holds(list: &str, word: &str) -> bool {
    word.len() < 9 && list.contains(format!(" {} ", word.to_lowercase()).as_str())
}

/// Whether a word has an ending that the first part of a compound seldom has.
fn is_inflected(word: &str) -> bool {
    const INFLECTIONS: [&str; 20] = [
        "ed", "ing", "ly", "ies", "ous", "ful", "ive", "al", "ns", "ts", "rs", "ds", "es", "ss",
        "ion", "ment", "ity", "ry", "ce", "ge",
    ];
    word.chars().nth(4).is_some()
        && (INFLECTIONS.iter().any(|ending| word.ends_with(ending)) || word.ends_with("ys"))
}
