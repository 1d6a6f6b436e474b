//! The odds that two runs of letters are one word with a space inside.
//!
//! In: the two runs, the words beside them, and the counts of the parts and the whole. Out: the log
//! odds. The weights were fitted by logistic regression on paragraphs with split words and on sound
//! pages (WCXB, M. Foley, CC BY 4.0); the counts came from another corpus, and the quality was
//! measured on held-out texts. The threshold is the caller's.

use super::evidence::Reading;
use super::function_words::is_english_function_word;
use super::log_odds::LogOdds;

/// Two adjacent runs of letters and their counts.
pub(super) struct Halves<'a> {
    pub one: &'a str,
    pub two: &'a str,
    pub whole: &'a str,
    /// In how many texts the first, the second and the whole occur.
    pub counts: [u32; 3],
    /// In how many texts the two are adjacent.
    pub pair: u32,
    pub before: Option<&'a str>,
    pub after: Option<&'a str>,
    /// Whether a hyphen connects one of them to another word.
    pub hyphen: bool,
}

pub(super) fn odds(reading: &Reading<'_>, halves: &Halves<'_>) -> i64 {
    let Halves { one, two, whole, counts: [first, second, both], pair, before, after, hyphen } =
        *halves;
    let left = before.map(|word| (reading.pair(word, whole), reading.pair(word, one)));
    let right = after.map(|word| (reading.pair(whole, word), reading.pair(two, word)));
    let (left_whole, left_part) = left.unwrap_or_default();
    let (right_whole, right_part) = right.unwrap_or_default();
    let words = (reading.is_word_or_plural(one), reading.is_word_or_plural(two));
    let function = (is_english_function_word(one), is_english_function_word(two));
    let capital = one.starts_with(char::is_uppercase);
    let speak = usize::from(left_whole > left_part) + usize::from(right_whole > right_part);
    let deny = usize::from(left_part > left_whole) + usize::from(right_part > right_whole);
    LogOdds::prior(318)
        .count(341, left_whole, 16)
        .count(-237, left_part, 16)
        .when(-411, left.is_none())
        .count(131, right_whole, 16)
        .count(-184, right_part, 16)
        .when(48, right.is_none())
        .count(664, both, 16)
        .count(-289, first, 16)
        .count(-252, second, 16)
        .count(-460, pair, 16)
        .when(2154, pair == 0)
        .count(15, first.min(second), 16)
        .when(-1629, words.0)
        .when(-1126, words.1)
        .when(777, words.0 && words.1)
        .when(17, function.0)
        .when(-592, function.1)
        .when(520, function.0 && function.1)
        .each(-248, whole.chars().count(), 12)
        .when(225, one.chars().nth(2).is_none())
        .when(1565, two.chars().nth(2).is_none())
        .when(577, capital)
        .when(-83, capital && first > 2)
        .when(-273, hyphen)
        .share(2790, reading.small(whole), both)
        .when(353, left == Some((0, 0)))
        .when(132, right == Some((0, 0)))
        .each(61, speak, 2)
        .each(-328, deny, 2)
        .thousandths()
}
