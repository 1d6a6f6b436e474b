//! A space inside a word: `inter national`.
//!
//! In: the reading of a text. Out: removals of the space where the corpus knows the whole word, the
//! parts are never adjacent in it, and the odds favour one word. If both parts are words, the whole
//! may be a compound that the writer splits on purpose: then the threshold is higher, and weaker
//! cases are suggestions.

use super::definition::Entry;
use super::derivation::derived;
use super::evidence::{Reading, Token, is_near};
use super::function_words::is_english_function_word;
use super::split_odds::{Halves, odds};
use crate::document::{Change, EditKind};

pub(super) const ENTRY: Entry =
    Entry { id: "split-word", why: "A space inside a word that the corpus knows." };

/// A space that may be inside a word.
struct Suspect {
    index: usize,
    change: Change,
    odds: i64,
    /// The log odds from which it is repaired.
    threshold: i64,
}

pub(super) fn find(reading: &Reading<'_>, changes: &mut Vec<Change>) {
    if reading.texts() < FEWEST_TEXTS {
        return;
    }
    // A part in more texts than this is rarely a fragment.
    let common = reading.share(30, 10);
    let mut suspects: Vec<Suspect> = Vec::new();
    let mut done = 0;
    for (index, second) in reading.tokens.iter().enumerate() {
        if !second.follows || second.span.start < done {
            continue;
        }
        let Some(first) = index.checked_sub(1).and_then(|i| reading.tokens.get(i)) else {
            continue;
        };
        if reading.count_as_written(first) > common && reading.count_as_written(second) > common {
            continue;
        }
        if let Some(suspect) = suspect(reading, index, first, second) {
            done = second.span.end;
            suspects.push(suspect);
        }
    }
    // Damage is local: near a certain repair more are likely.
    let certain: Vec<usize> =
        suspects.iter().filter(|s| s.odds >= s.threshold).map(|s| s.index).collect();
    for Suspect { index, mut change, odds, threshold } in suspects {
        let near = is_near(&certain, index);
        if odds < threshold - if near { NEAR_BONUS } else { 0 } {
            change.kind = EditKind::Suggest;
        }
        if change.kind == EditKind::Repair || odds >= SUGGESTION_THRESHOLD {
            changes.push(change);
        }
    }
}

fn suspect(reading: &Reading<'_>, index: usize, first: &Token, second: &Token) -> Option<Suspect> {
    let (one, two) = (reading.word(first), reading.word(second));
    if !fits(one, two) {
        return None;
    }
    let mut count = reading.count_tokens_joined(first, second);
    if count < 3
        && let Some(bare) = two.strip_suffix("'s").or_else(|| two.strip_suffix("’s"))
    {
        count = reading.count_joined(one, bare);
    }
    if count < 2 || !reading.is_prose(first) || !reading.is_prose(second) {
        return None;
    }
    if reading.in_code(first) {
        return None;
    }
    let pair = reading.pair(one, two);
    let counts = [first, second].map(|token| reading.count_as_written(token));
    let rarer = counts[0].min(counts[1]);
    // Adjacent parts in the corpus are either the usual spelling or the same slip.
    let slip = rarer <= pair.saturating_add(1) && pair.saturating_mul(SLIP_RATIO) < count;
    if pair > 0 && !slip && (pair.saturating_mul(50) > count || pair.saturating_mul(4) >= rarer) {
        return None;
    }
    let whole = [one, two].concat();
    let odds = odds(
        reading,
        &Halves {
            one,
            two,
            whole: &whole,
            counts: [counts[0], counts[1], count],
            pair,
            before: index
                .checked_sub(1)
                .and_then(|before| reading.before(before))
                .map(|t| reading.word(t)),
            after: reading.after(index).map(|t| reading.word(t)),
            hyphen: hyphen_beside(reading, first, second),
        },
    );
    let name =
        one.starts_with(char::is_uppercase) && first.count > 2 && !reading.begins_sentence(first);
    // Both parts are words, or one is a name: the whole may be a compound that is split on purpose.
    let doubtful = name || (reading.is_word_or_plural(one) && reading.is_word_or_plural(two));
    if odds < THRESHOLD - NEAR_BONUS {
        return None;
    }
    if is_phrase(reading, first, second, count) {
        return None;
    }
    // Two words that make a rare compound may be written as two on purpose.
    let compound = reading.is_word_or_plural(one)
        && reading.is_word_or_plural(two)
        && [one, two].iter().all(|part| part.chars().nth(3).is_some())
        && count / TIMES_ITS_PARTS < rarer;
    // A letter after a word may be a symbol: the variable s.
    let letter = two.chars().nth(1).is_none() && reading.is_word_or_plural(one);
    // In a small corpus unknown parts prove little.
    let any_function_word = is_english_function_word(one) || is_english_function_word(two);
    let unproven = any_function_word && reading.texts() < LARGE_CORPUS;
    let hyphen = hyphen_beside(reading, first, second);
    let threshold = match (
        letter || compound || unproven || (hyphen && any_function_word),
        doubtful || hyphen || (is_english_function_word(two) && first.count > 2),
    ) {
        (true, _) => i64::MAX,
        (false, true) => THRESHOLD_OF_COMPOUNDS,
        (false, false) => THRESHOLD,
    };
    let evidence = format!(
        "{whole} in {} texts, {one} in {}, {two} in {}",
        reading.count(&whole),
        first.count,
        second.count
    );
    let change = ENTRY.change_by(first.span.end..second.span.start, "", evidence);
    Some(Suspect { index, change, odds, threshold })
}

/// How many times more often the whole must occur than the adjacent parts for these to be a common
/// slip: `the ir`, where `ir` is rare elsewhere.
const SLIP_RATIO: u32 = 1000;

/// Subtracted from the threshold near a certain repair.
const NEAR_BONUS: i64 = 3000;

/// Texts of the smallest corpus that is asked. Learned from 200 or 500 texts, four fifths of the joins in sound
/// news were wrong (`per cent`, `Web site`); from 1,500 on hardly any.
const FEWEST_TEXTS: u32 = 1500;

/// Log odds in thousandths from which a word is joined.
const THRESHOLD: i64 = 1000;

/// The threshold where the whole may be a compound.
const THRESHOLD_OF_COMPOUNDS: i64 = 2700;

/// Log odds from which a suggestion is recorded.
const SUGGESTION_THRESHOLD: i64 = 0;

/// In a corpus of so many texts an unknown run of letters is rarely a word.
const LARGE_CORPUS: u32 = 5000;

/// How many times more often than its rarer part a compound must occur, and a word than the content word
/// that a function word follows or precedes, to be the likelier reading.
const TIMES_ITS_PARTS: u32 = 20;
const TIMES_THE_CONTENT_WORD: u32 = 110;

/// Whether one of two tokens is a function word and the other a word of its own: `profess or`, `he
/// aped`, `Comm on`.
fn is_phrase(reading: &Reading<'_>, first: &Token, second: &Token, whole: u32) -> bool {
    let (one, two) = (reading.word(first), reading.word(second));
    let is_content_word = |token: &Token, times: u32| {
        let count = reading.count_as_written(token);
        count > 0 && whole / times <= count
    };
    let name = one.starts_with(char::is_uppercase) && !reading.begins_sentence(first);
    let times = if name { TIMES_THE_CONTENT_WORD * 2 } else { TIMES_THE_CONTENT_WORD };
    let first_is_word =
        || (name || reading.is_word_or_plural(one)) && is_content_word(first, times);
    let second_is_word = || {
        (reading.is_word_or_plural(two) || derived(reading, two).by_ending)
            && is_content_word(second, TIMES_THE_CONTENT_WORD)
    };
    (is_english_function_word(two) && first_is_word())
        || (is_english_function_word(one) && one.chars().nth(1).is_some() && second_is_word())
}

/// Whether a hyphen connects one of two tokens to another word.
fn hyphen_beside(reading: &Reading<'_>, first: &Token, second: &Token) -> bool {
    !reading.is_free(first) || !reading.is_free(second)
}

/// Whether two runs of letters may be parts of one word.
fn fits(one: &str, two: &str) -> bool {
    let mut letters = two.chars();
    let small = letters.all(|c| c.is_lowercase() || matches!(c, '\'' | '’'));
    let capitals = |word: &str| word.chars().all(char::is_uppercase);
    let same_case = small && !capitals_only(one) || capitals(one) && capitals(two);
    let alone = |word: &str| matches!(word, "a" | "A" | "I" | "i" | "o" | "O" | "y" | "e");
    same_case
        && !one.contains(['\'', '’'])
        && !alone(one)
        && !alone(two)
        && one.len() + two.len() >= 5
}

fn capitals_only(word: &str) -> bool {
    word.chars().nth(1).is_some() && word.chars().all(char::is_uppercase)
}
