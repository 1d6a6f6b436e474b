//! Words stuck together: `thequick`, `companiesin`.
//!
//! In: the reading of a text. Out: insertions of spaces where the corpus does not know the run of letters,
//! knows its parts, and writes them side by side. Names, compounds and what the text itself repeats
//! stay; two ways to part it, with nothing to choose between them, stay too.

use std::collections::HashMap;

use super::Entry;
use super::evidence::{Reading, Token};
use super::little_words::is_little;
use crate::document::{Change, EditKind};

pub(super) const ENTRY: Entry = Entry {
    id: "joined-words",
    why: "Words without a space between them that the corpus writes apart.",
};

/// Longer runs of letters are not taken apart.
const LONGEST: usize = 40;

pub(super) fn find(reading: &Reading<'_>, changes: &mut Vec<Change>) {
    let mut repeated: Option<HashMap<&str, u32>> = None;
    for (index, token) in reading.tokens.iter().enumerate() {
        if token.count > 1 || token.span.len() < 4 || token.span.len() > LONGEST {
            continue;
        }
        let word = reading.word(token);
        let small = word.chars().skip(1).all(|c| c.is_lowercase() || matches!(c, '\'' | '’'));
        if !small || !reading.is_free(token) || is_part_of_a_split(reading, index) {
            continue;
        }
        let Some(parts) = part(reading, index, word) else { continue };
        if reading.in_code(token) {
            continue;
        }
        let counts = repeated.get_or_insert_with(|| count_unknown(reading));
        let certain = counts.get(word).copied().unwrap_or(0) <= 1 && parts.certain;
        let mut at = token.span.start;
        let written = parts.words.join(" ");
        for piece in parts.words.iter().take(parts.words.len() - 1) {
            at += piece.len();
            let evidence = format!("{written}: side by side in {} texts", parts.pair);
            let mut change = ENTRY.change_by(at..at, " ", evidence);
            if !certain {
                change.kind = EditKind::Suggest;
            }
            changes.push(change);
        }
    }
}

/// How often each unknown word stands in the text itself: what is repeated is a name or a term.
fn count_unknown<'a>(reading: &Reading<'a>) -> HashMap<&'a str, u32> {
    let mut counts = HashMap::new();
    for token in reading.tokens.iter().filter(|token| token.count <= 1) {
        *counts.entry(reading.word(token)).or_insert(0) += 1;
    }
    counts
}

/// Whether the word before or behind completes it to a known one: then it is a fragment.
fn is_part_of_a_split(reading: &Reading<'_>, index: usize) -> bool {
    let word = reading.tokens.get(index).map(|t| reading.word(t)).unwrap_or_default();
    let with = |one: &str, two: &str| reading.count(&[one, two].concat()) > 2;
    let before = reading.before(index).is_some_and(|t: &Token| with(reading.word(t), word));
    before || reading.after(index).is_some_and(|t| with(word, reading.word(t)))
}

struct Parts<'a> {
    words: Vec<&'a str>,
    pair: u32,
    certain: bool,
}

/// The one good way to take a run of letters apart.
fn part<'a>(reading: &Reading<'_>, index: usize, word: &'a str) -> Option<Parts<'a>> {
    let mut ways: Vec<Way<'a>> = word
        .char_indices()
        .skip(1)
        .filter_map(|(at, _)| Way::new(reading, word.get(..at)?, word.get(at..)?))
        .collect();
    ways.sort_by(|a, b| (b.pair, a.one).cmp(&(a.pair, b.one)));
    let best = ways.first().filter(|way| way.pair > 0 || ways.len() == 1);
    let Some(way) = best else { return part_in_three(reading, index, word) };
    let second = ways.iter().filter(|w| w.one != way.one).map(|w| w.pair).max().unwrap_or(0);
    let clear = way.pair >= second.saturating_mul(4).max(u32::from(second > 0));
    let certain = clear && way.is_certain(reading, index);
    (way.pair > 0 || certain).then(|| Parts {
        words: vec![way.one, way.two],
        pair: way.pair,
        certain,
    })
}

/// Little words that no word begins or ends with by accident.
const FIRM: &str = " the and of to for that with your you their this these those from are was were which who \
    they our his her its will would could should can have been but when where what how while because than \
    then each every about there if into by we ";

fn is_firm(word: &str) -> bool {
    word.len() < 9 && FIRM.contains(format!(" {} ", word.to_lowercase()).as_str())
}

/// Little words that other words begin with: over, under, in.
fn is_prefix(word: &str) -> bool {
    const PREFIXES: [&str; 20] = [
        "in", "on", "over", "under", "out", "up", "off", "down", "after", "per", "to", "so", "as",
        "at", "be", "an", "back", "all", "one", "no",
    ];
    PREFIXES.contains(&word.to_lowercase().as_str())
}

/// Little words that others end in: tens-or, reform-at.
fn is_ending(word: &str) -> bool {
    const ENDINGS: [&str; 13] =
        ["or", "at", "on", "is", "as", "an", "it", "us", "in", "he", "me", "so", "no"];
    ENDINGS.contains(&word)
}

/// What compounds of a verb end in: walkthrough, shutoff.
fn is_particle(word: &str) -> bool {
    const PARTICLES: [&str; 14] = [
        "through", "back", "out", "up", "down", "off", "over", "like", "on", "away", "around",
        "under", "one", "all",
    ];
    PARTICLES.contains(&word)
}

/// A run of letters cut in two, both parts words that stand alone.
struct Way<'a> {
    one: &'a str,
    two: &'a str,
    /// In how many texts they stand side by side.
    pair: u32,
}

impl<'a> Way<'a> {
    fn new(reading: &Reading<'_>, one: &'a str, two: &'a str) -> Option<Way<'a>> {
        let known = |word: &str| match word.chars().nth(1) {
            Some(_) if is_little(word) => true,
            Some(_) => {
                let fewest = if is_firm(one) || is_firm(two) { 5 } else { reading.share(1, 5) };
                word.chars().nth(2).is_some() && reading.small(word) >= fewest
            }
            None => matches!(word, "a" | "I" | "A" | "y" | "o" | "e" | "é" | "à"),
        };
        let name = one.starts_with(char::is_uppercase)
            && one.chars().nth(2).is_some()
            && reading.count(one) >= reading.share(1, 5);
        ((known(one) || name) && known(two)).then(|| Way { one, two, pair: reading.pair(one, two) })
    }

    fn is_certain(&self, reading: &Reading<'_>, index: usize) -> bool {
        let Way { one, two, pair } = *self;
        // So short a run is a name or a term more often than not: init, todo, typeof.
        let length = one.chars().count() + two.chars().count();
        let article = one.eq_ignore_ascii_case("the") && length == 6 && pair >= 20;
        if length < 7 && !article && (pair < 3000 || (length < 6 && !is_firm(two))) {
            return false;
        }
        let before = reading.before(index).map(|t| reading.pair(reading.word(t), one));
        let after = reading.after(index).map(|t| reading.pair(two, reading.word(t)));
        if one.starts_with(char::is_uppercase) && !self.may_have_a_capital(reading, index) {
            return false;
        }
        if is_firm(one) || is_firm(two) {
            return self.is_certain_by_firm_word(after);
        }
        let attested = |side: Option<u32>| side.is_some_and(|n| n > 1);
        let denied = |side: Option<u32>| side == Some(0) && pair < 10;
        match (is_little(one), is_little(two)) {
            // Little words that are endings too (on, or, in, down): what follows must go with them.
            (_, true) => {
                !is_particle(two)
                    && pair >= if is_ending(two) { 20 } else { 3 }
                    && (attested(after) || (after.is_none() && pair >= 1000))
                    && !denied(before)
            }
            (true, false) => {
                !is_prefix(one)
                    && pair >= 3
                    && (attested(before) || (before.is_none() && pair >= 1000))
                    && !denied(after)
            }
            (false, false) => {
                let long = one.chars().count() > 3 && two.chars().count() > 3;
                let sides = attested(before) && attested(after);
                let one_side =
                    (attested(before) || attested(after)) && !denied(before) && !denied(after);
                long && !reading.builds(one, two)
                    && (pair >= 100
                        || (pair >= 3 && one_side)
                        || (sides && (pair >= 1 || self.cannot_be_compound())))
            }
        }
    }

    /// Whether the capital at its start is that of a sentence that goes on, or of a known name.
    fn may_have_a_capital(&self, reading: &Reading<'_>, index: usize) -> bool {
        let name =
            reading.small(self.one) * 4 < reading.count(self.one) && self.one.chars().count() > 3;
        let goes_on = reading
            .after(index)
            .is_some_and(|token| reading.word(token).starts_with(char::is_lowercase));
        (name || reading.begins_sentence_at(index)) && self.pair >= 5 && goes_on
    }

    fn is_certain_by_firm_word(&self, after: Option<u32>) -> bool {
        let Way { one, two, pair } = *self;
        let other = if is_firm(one) { two } else { one };
        // No word ends in one of these by accident.
        let long = is_firm(two) && two.len() > 3 && two != "into" && other.chars().count() > 3;
        if pair == 0 {
            return long && after.is_none_or(|n| n > 0);
        }
        let accident = !long && is_firm(two) && !is_firm(one) && !matches!(two, "the" | "for");
        pair >= if accident { 20 } else { 2 }
            && (is_firm(other) || other.chars().count() > 2 || pair >= 50)
    }

    /// Whether the first part has an ending that the first part of a compound does not have, and the
    /// whole is longer than compounds are.
    fn cannot_be_compound(&self) -> bool {
        let inflected =
            ["ed", "ing", "ly", "ies", "ous", "ful", "ive", "al", "ns", "ts", "rs", "ds", "es"]
                .iter()
                .any(|ending| self.one.ends_with(ending));
        inflected && self.one.len() + self.two.len() > 9 && self.one.len() > 4
    }
}

/// Three words, the one in the middle a little one.
fn part_in_three<'a>(reading: &Reading<'_>, index: usize, word: &'a str) -> Option<Parts<'a>> {
    if word.starts_with(char::is_uppercase) && !reading.begins_sentence_at(index) {
        return None;
    }
    let cuts: Vec<usize> = word.char_indices().skip(1).map(|(at, _)| at).collect();
    let mut ways: Vec<(u32, [&'a str; 3])> = Vec::new();
    for (i, &first) in cuts.iter().enumerate() {
        for &second in cuts.get(i + 1..).unwrap_or_default() {
            let (Some(one), Some(two), Some(three)) =
                (word.get(..first), word.get(first..second), word.get(second..))
            else {
                continue;
            };
            if two.len() > 6 || three.len() < 2 || !is_little(two) {
                continue;
            }
            let (Some(left), Some(right)) =
                (Way::new(reading, one, two), Way::new(reading, two, three))
            else {
                continue;
            };
            let pair = left.pair.min(right.pair);
            if pair > 0 {
                ways.push((pair, [one, two, three]));
            }
        }
    }
    ways.sort_by(|a, b| (b.0, a.1).cmp(&(a.0, b.1)));
    let (pair, words) = *ways.first()?;
    let clear = ways.get(1).is_none_or(|second| pair >= second.0.saturating_mul(4));
    let firm = words.iter().filter(|word| is_firm(word)).count();
    let certain = clear && pair >= 2 && firm > 0 && words.iter().all(|w| w.len() > 1);
    Some(Parts { words: words.to_vec(), pair, certain })
}
