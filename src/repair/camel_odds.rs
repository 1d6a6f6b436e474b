//! The odds that a capital inside a run of letters begins a word of its own.
//!
//! In: the two parts, the words beside them, and their counts in the corpus. Out: the log odds. The
//! weights were fitted by logistic regression on paragraphs with spaces removed and on names with a
//! capital inside from sound pages (WCXB, M. Foley, CC BY 4.0) and stories; the counts came from
//! another corpus, and the quality was measured on held-out texts. A lower-case first part is
//! usually prose and a capitalised one usually a name, so each has its own weights. The threshold
//! is the caller's.

use super::evidence::{Neighbours, Reading};
use super::function_words::is_english_function_word;
use super::log_odds::LogOdds;

/// Two parts of a run of letters, the second with a capital, and the words beside them.
pub(super) struct Split<'a> {
    pub one: &'a str,
    pub two: &'a str,
    pub neighbours: Neighbours<'a>,
    /// Whether a colon follows directly.
    pub colon: bool,
}

pub(super) fn odds(reading: &Reading<'_>, split: &Split<'_>) -> i64 {
    if split.one.starts_with(char::is_lowercase) {
        odds_of_a_word_and_a_name(reading, split)
    } else {
        odds_of_two_capitals(reading, split)
    }
}

fn odds_of_a_word_and_a_name(reading: &Reading<'_>, split: &Split<'_>) -> i64 {
    let Split { one, two, neighbours, .. } = *split;
    let Neighbours { before, after, .. } = neighbours;
    let name = without_possessive(two);
    let pair = pair(reading, one, two);
    let left = before.map(|word| reading.pair(word, one));
    small_share(reading, LogOdds::prior(-4642), one, 2720)
        .count(187, pair, 10)
        .when(-1753, pair == 0)
        .count(-27, left.unwrap_or(0), 12)
        .when(267, left == Some(0))
        .when(194, left.is_none())
        .count(149, reading.count(one), 14)
        .count(-294, reading.count(name), 14)
        .plus(small_share(reading, LogOdds::prior(0), name, -1073))
        .each(554, length(one), 10)
        .each(95, length(two), 10)
        .each(218, length(one) + length(two), 18)
        .when(1177, length(one) < 3)
        .when(-1227, length(two) < 3)
        .when(2294, is_english_function_word(one))
        .when(-1401, is_english_function_word(two))
        .when(-860, after.is_some_and(|word| word.starts_with(char::is_lowercase)))
        .when(566, before.is_some_and(|word| word.starts_with(char::is_lowercase)))
        .when(-2881, !is_ordinary(two))
        .when(-4113, is_prefix(one))
        .thousandths()
}

fn odds_of_two_capitals(reading: &Reading<'_>, split: &Split<'_>) -> i64 {
    let Split { one, two, neighbours, colon } = *split;
    let Neighbours { before, after, hyphen } = neighbours;
    let last = without_possessive(two);
    let pair = pair(reading, one, two);
    let left = before.map(|word| reading.pair(word, one));
    let right = after.map(|word| reading.pair(two, word).max(reading.pair(last, word)));
    let is_name = |word: &str| reading.small(word).saturating_mul(4) < reading.count(word).max(1);
    let names = is_name(one) && is_name(last);
    let (_, ends) = reading.builds(one, last);
    small_share(reading, LogOdds::prior(-3318), one, -719)
        .count(231, pair, 10)
        .when(-447, pair == 0)
        .count(22, left.unwrap_or(0), 12)
        .when(-432, left == Some(0))
        .when(531, left.is_none())
        .when(-66, right == Some(0))
        .count(57, reading.count(one), 14)
        .plus(small_share(reading, LogOdds::prior(0), last, 597))
        .when(-23, names)
        .when(-564, names && pair == 0)
        .each(237, length(one), 10)
        .each(184, length(two), 10)
        .each(198, length(one) + length(two), 18)
        .when(-1075, length(one) < 3)
        .when(-1432, length(two) < 3)
        .when(1244, is_english_function_word(one))
        .when(4622, without_possessive(one) != one)
        .when(2663, colon)
        .when(261, before.is_some_and(|word| word.starts_with(char::is_uppercase)))
        .when(-797, before.is_some_and(|word| word.starts_with(char::is_lowercase)))
        .count(-184, ends, 8)
        .when(-3267, !is_ordinary(two))
        .when(1103, hyphen)
        .when(-2259, is_prefix(one))
        .thousandths()
}

fn length(word: &str) -> usize {
    word.chars().count()
}

/// In how many texts two words are adjacent, ignoring a possessive.
fn pair(reading: &Reading<'_>, one: &str, two: &str) -> u32 {
    let bare = reading.pair(without_possessive(one), without_possessive(two));
    reading.pair(one, two).max(bare)
}

/// Adds a weight times the share of a known word's texts that write it in lower case.
fn small_share(reading: &Reading<'_>, odds: LogOdds, word: &str, weight: i64) -> LogOdds {
    match reading.count(word) {
        0 => odds,
        count => odds.share(weight, reading.small(word), count),
    }
}

/// A word without the `'s` or `'` of a possessive.
pub(super) fn without_possessive(word: &str) -> &str {
    let bare = word.strip_suffix(['s', 'S']).filter(|head| head.ends_with(['\'', '’']));
    bare.unwrap_or(word).trim_end_matches(['\'', '’'])
}

/// Whether a word has a capital at its start and nowhere else.
fn is_ordinary(word: &str) -> bool {
    let mut rest = word.chars().skip(1).filter(|c| !matches!(c, '\'' | '’')).peekable();
    rest.peek().is_some() && rest.all(char::is_lowercase)
}

/// Whether names with a capital inside begin with these letters: iBoat, eQuay, McMoor.
fn is_prefix(word: &str) -> bool {
    const PREFIXES: [&str; 25] = [
        "e", "i", "m", "c", "v", "my", "micro", "mini", "de", "mac", "mc", "la", "le", "di", "du",
        "da", "al", "el", "re", "bio", "eco", "geo", "ex", "fitz", "van",
    ];
    PREFIXES.iter().any(|prefix| prefix.eq_ignore_ascii_case(word))
}
