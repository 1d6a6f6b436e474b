//! A word parted by a space: `inter national`.
//!
//! In: the reading of a text. Out: removals of the space where the corpus knows the whole word and never
//! writes the parts side by side. Where both parts are words of their own, the whole may be a compound
//! that the writer parts on purpose: then the neighbours must speak for it too, or it is only
//! suggested.

use super::Entry;
use super::evidence::{Reading, Token};
use super::little_words::is_little;
use crate::document::{Change, EditKind};

pub(super) const ENTRY: Entry =
    Entry { id: "split-word", why: "A space inside a word that the corpus knows." };

pub(super) fn find(reading: &Reading<'_>, changes: &mut Vec<Change>) {
    // A part that stands in more texts than this is hardly a fragment.
    let common = reading.share(20, 10);
    let mut done = 0;
    for (index, second) in reading.tokens.iter().enumerate() {
        if !second.follows || second.span.start < done {
            continue;
        }
        let Some(first) = index.checked_sub(1).and_then(|i| reading.tokens.get(i)) else {
            continue;
        };
        if first.count > common && second.count > common {
            continue;
        }
        if let Some(kind) = judge(reading, index, first, second, common) {
            done = second.span.end;
            let gap = first.span.end..second.span.start;
            let whole = [reading.word(first), reading.word(second)].concat();
            let evidence = format!(
                "{whole} in {} texts, {} in {}, {} in {}",
                reading.count(&whole),
                reading.word(first),
                first.count,
                reading.word(second),
                second.count
            );
            let mut change = ENTRY.change_by(gap, "", evidence);
            change.kind = kind;
            changes.push(change);
        }
    }
}

fn judge(
    reading: &Reading<'_>,
    index: usize,
    first: &Token,
    second: &Token,
    common: u32,
) -> Option<EditKind> {
    let (one, two) = (reading.word(first), reading.word(second));
    if !fits(one, two) {
        return None;
    }
    let whole = [one, two].concat();
    let mut count = reading.count(&whole);
    if count < 3
        && let Some(bare) = whole.strip_suffix("'s").or_else(|| whole.strip_suffix("’s"))
    {
        count = reading.count(bare);
    }
    if count < 3 || !reading.is_prose(first) || !reading.is_prose(second) {
        return None;
    }
    if reading.in_code(first) {
        return None;
    }
    let pair = reading.pair(one, two);
    let rarer = first.count.min(second.count);
    // The parts side by side are how others write it, or the same slip made twice.
    if pair > 0 && (pair.saturating_mul(50) > count || pair.saturating_mul(4) >= rarer) {
        return None;
    }
    let context = neighbours(reading, index, &whole, one, two);
    // A fragment: far rarer than the word it makes.
    let fragment = rarer <= 2 || rarer.saturating_mul(8) < count;
    let one_common = first.count.max(second.count) > common;
    // Beside a word as common as that, another word as frequent would have been seen.
    let never_beside =
        one_common && pair.saturating_mul(1000) < count && count.saturating_mul(4) >= rarer;
    let name =
        one.starts_with(char::is_uppercase) && first.count > 2 && !reading.begins_sentence(first);
    if name && rarer > 2 && context != Some(true) {
        return None;
    }
    // Both parts are words: the whole may be a compound that the writer parts on purpose.
    if stands_alone(reading, one) && stands_alone(reading, two) {
        let speaks = context == Some(true) || (context.is_none() && one_common);
        let certain = speaks && pair == 0 && count >= 50 && count > rarer;
        return Some(if certain { EditKind::Repair } else { EditKind::Suggest });
    }
    // Unseen parts prove little where few texts were seen.
    let little = is_little(one) || is_little(two);
    if little && reading.texts() < WELL_READ {
        return Some(EditKind::Suggest);
    }
    let written = if two.chars().all(char::is_lowercase) && one.chars().all(char::is_lowercase) {
        reading.small(&whole)
    } else {
        count
    };
    let word = little || stands_alone(reading, one) || stands_alone(reading, two);
    if written < if word { 20 } else { 3 } {
        return None;
    }
    if fragment && (rarer <= 2 || pair == 0 || context == Some(true)) {
        return Some(EditKind::Repair);
    }
    let half = pair == 0 && rarer.saturating_mul(2) < count && context.is_none();
    if (half || (never_beside && context == Some(true))) && !hyphen_beside(reading, first, second) {
        return Some(EditKind::Repair);
    }
    (context == Some(true) && !is_little(one) && !is_little(two) && pair == 0)
        .then_some(EditKind::Suggest)
}

/// Texts from which on a word that was never seen is hardly one.
const WELL_READ: u32 = 5000;

/// Whether a part is a word of three letters or more, or the plural of one.
fn stands_alone(reading: &Reading<'_>, part: &str) -> bool {
    let known = |word: &str| word.chars().nth(2).is_some() && reading.small(word) >= 5;
    known(part) || part.strip_suffix('s').is_some_and(known)
}

/// Whether a hyphen binds one of two tokens to something else.
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

/// What the neighbours say: `Some(true)` if one stands beside the whole word elsewhere and none rather
/// beside the parts, `Some(false)` if one stands rather beside a part, `None` if neither is known.
fn neighbours(
    reading: &Reading<'_>,
    index: usize,
    whole: &str,
    one: &str,
    two: &str,
) -> Option<bool> {
    let before =
        index.checked_sub(1).and_then(|first| reading.before(first)).map(|t| reading.word(t));
    let after = reading.after(index).map(|t| reading.word(t));
    let left = before.map(|word| (reading.pair(word, whole), reading.pair(word, one)));
    let right = after.map(|word| (reading.pair(whole, word), reading.pair(two, word)));
    let sides = [left, right];
    let denies = sides.iter().flatten().any(|&(with, without)| without > with);
    let speaks = sides.iter().flatten().any(|&(with, without)| with > 0 && with > without);
    match (speaks, denies) {
        (_, true) => Some(false),
        (true, false) => Some(true),
        (false, false) => None,
    }
}
