//! A word parted by a space: `inter national`.
//!
//! In: the reading of a text. Out: removals of the space where the corpus knows the whole word and never
//! writes the parts side by side, and the odds are that they are one word. Where both parts are words of
//! their own, the whole may be a compound that the writer parts on purpose: then more is asked, and what
//! falls short is only suggested.

use super::Entry;
use super::evidence::{Reading, Token};
use super::little_words::is_little;
use super::split_odds::{Halves, odds};
use crate::document::{Change, EditKind};

pub(super) const ENTRY: Entry =
    Entry { id: "split-word", why: "A space inside a word that the corpus knows." };

/// A space that is likely to stand inside a word.
struct Suspect {
    index: usize,
    change: Change,
    odds: i64,
    /// The odds from which on it is mended.
    bar: i64,
}

pub(super) fn find(reading: &Reading<'_>, changes: &mut Vec<Change>) {
    // A part that stands in more texts than this is hardly a fragment.
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
        if let Some(suspect) = judge(reading, index, first, second) {
            done = second.span.end;
            suspects.push(suspect);
        }
    }
    // Damage is local: near a place that is certain there are likely to be more.
    let certain: Vec<usize> =
        suspects.iter().filter(|s| s.odds >= s.bar).map(|s| s.index).collect();
    for Suspect { index, mut change, odds, bar } in suspects {
        let company = certain.iter().any(|at| at.abs_diff(index) <= NEAR);
        if odds < bar - if company { IN_COMPANY } else { 0 } {
            change.kind = EditKind::Suggest;
        }
        if change.kind == EditKind::Repair || odds >= WORTH_A_LOOK {
            changes.push(change);
        }
    }
}

fn judge(reading: &Reading<'_>, index: usize, first: &Token, second: &Token) -> Option<Suspect> {
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
    // The parts side by side are how others write it, or the same slip made twice.
    let slip = rarer <= pair.saturating_add(1) && pair.saturating_mul(A_SLIP) < count;
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
    // Both parts are words, or one is a name: the whole may be a compound parted on purpose.
    let doubtful = name || (reading.stands_alone(one) && reading.stands_alone(two));
    if odds < CERTAIN - IN_COMPANY {
        return None;
    }
    // A letter behind a word may be the name of something: the variable s.
    let letter = two.chars().nth(1).is_none() && reading.stands_alone(one);
    // Unseen parts prove little where few texts were seen.
    let any_little = is_little(one) || is_little(two);
    let little = any_little && reading.texts() < WELL_READ;
    let hyphen = hyphen_beside(reading, first, second);
    let bar = match (
        letter || little || (hyphen && any_little),
        doubtful || hyphen || (is_little(two) && first.count > 2),
    ) {
        (true, _) => i64::MAX,
        (false, true) => BEYOND_DOUBT,
        (false, false) => CERTAIN,
    };
    let evidence = format!(
        "{whole} in {} texts, {one} in {}, {two} in {}",
        reading.count(&whole),
        first.count,
        second.count
    );
    let change = ENTRY.change_by(first.span.end..second.span.start, "", evidence);
    Some(Suspect { index, change, odds, bar })
}

/// How many times as often as the parts side by side the whole stands where they are a slip that others make, too:
/// `the ir`, if hardly anybody writes `ir` elsewhere.
const A_SLIP: u32 = 1000;

/// What is taken off the bar near a place that is certain.
const IN_COMPANY: i64 = 3000;

/// How many words away is near: a paragraph.
const NEAR: usize = 60;

/// Odds, as a logarithm in thousandths, from which on a place is mended.
const CERTAIN: i64 = 1500;

/// The same where the whole may be a compound.
const BEYOND_DOUBT: i64 = 3000;

/// Odds from which on a place is suggested.
const WORTH_A_LOOK: i64 = 0;

/// Texts from which on a word that was never seen is hardly one.
const WELL_READ: u32 = 5000;

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
