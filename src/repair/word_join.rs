//! Words stuck together: `thequick`, `companiesin`.
//!
//! In: the reading of a text. Out: insertions of spaces where the corpus does not know the run of letters
//! and knows its parts, and the odds are that they are words of their own. Names, compounds and what the
//! text itself repeats stay. A text in which one such place is certain is likely to have more of them,
//! so that less is asked of the others.

use std::collections::HashMap;

use super::Entry;
use super::evidence::{Reading, Token};
use super::join_odds::{Parting, odds};
use super::little_words::is_little;
use crate::document::{Change, EditKind};

pub(super) const ENTRY: Entry = Entry {
    id: "joined-words",
    why: "Words without a space between them that the corpus writes apart.",
};

/// Longer runs of letters are not taken apart.
const LONGEST: usize = 40;

/// Odds, as a logarithm in thousandths, from which on a place is mended.
const CERTAIN: i64 = 2300;

/// The same beside a place that is certain.
const IN_COMPANY: i64 = 0;

/// Odds from which on a place is suggested.
const WORTH_A_LOOK: i64 = 0;

/// A run of letters that is likely to be several words.
struct Suspect<'a> {
    start: usize,
    word: &'a str,
    parts: Parts<'a>,
}

pub(super) fn find(reading: &Reading<'_>, changes: &mut Vec<Change>) {
    let suspects: Vec<Suspect<'_>> =
        (0..reading.tokens.len()).filter_map(|index| suspect(reading, index)).collect();
    if suspects.is_empty() {
        return;
    }
    let repeated = count_unknown(reading);
    let once = |suspect: &Suspect<'_>| repeated.get(suspect.word).copied().unwrap_or(0) <= 1;
    let certain = suspects.iter().filter(|s| once(s) && s.parts.may_act && s.parts.odds >= CERTAIN);
    let bar = if certain.count() > 0 { IN_COMPANY } else { CERTAIN };
    for suspect in &suspects {
        let parts = &suspect.parts;
        let acts = once(suspect) && parts.may_act && parts.odds >= bar;
        let written = parts.words.join(" ");
        let mut at = suspect.start;
        for piece in parts.words.iter().take(parts.words.len() - 1) {
            at += piece.len();
            let evidence = format!("{written}: side by side in {} texts", parts.pair);
            let mut change = ENTRY.change_by(at..at, " ", evidence);
            if !acts {
                change.kind = EditKind::Suggest;
            }
            changes.push(change);
        }
    }
}

/// Looks at one token.
fn suspect<'a>(reading: &Reading<'a>, index: usize) -> Option<Suspect<'a>> {
    let token = reading.tokens.get(index)?;
    if token.count > 1 || token.span.len() < 4 || token.span.len() > LONGEST {
        return None;
    }
    let word = reading.word(token);
    let small = word.chars().skip(1).all(|c| c.is_lowercase() || matches!(c, '\'' | '’'));
    if !small || !reading.is_free(token) || is_part_of_a_split(reading, index) {
        return None;
    }
    let two = part_in_two(reading, index, word);
    let parts = match two {
        Some(parts) if parts.odds >= CERTAIN => parts,
        other => match (other, part_in_three(reading, index, word)) {
            (Some(two), Some(three)) if three.odds > two.odds => three,
            (Some(parts), _) | (None, Some(parts)) => parts,
            (None, None) => return None,
        },
    };
    (parts.odds >= WORTH_A_LOOK && !reading.in_code(token)).then_some(Suspect {
        start: token.span.start,
        word,
        parts,
    })
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
    odds: i64,
    /// Whether nothing but the odds stands against a repair.
    may_act: bool,
}

/// The likeliest way to take a run of letters apart into two words.
fn part_in_two<'a>(reading: &Reading<'_>, index: usize, word: &'a str) -> Option<Parts<'a>> {
    let neighbours = neighbours(reading, index);
    let ways: Vec<Way<'a>> = word
        .char_indices()
        .skip(1)
        .filter_map(|(at, _)| Way::new(reading, word.get(..at)?, word.get(at..)?))
        .collect();
    let odds_of = |way: &Way<'a>| {
        let rivalled =
            ways.iter().any(|w| w.one != way.one && w.pair.saturating_mul(4) >= way.pair);
        way.odds(reading, neighbours, rivalled)
    };
    let (odds, way) =
        ways.iter().map(|way| (odds_of(way), way)).max_by_key(|(odds, way)| (*odds, way.one))?;
    let may_act = way.is_long_enough(reading, neighbours)
        && way.is_prose(reading, neighbours)
        && may_have_a_capital(reading, index, way.one);
    Some(Parts { words: vec![way.one, way.two], pair: way.pair, odds, may_act })
}

/// The words beside a token, each parted from it by one space.
fn neighbours<'a>(reading: &Reading<'a>, index: usize) -> [Option<&'a str>; 2] {
    [reading.before(index), reading.after(index)].map(|token| token.map(|t| reading.word(t)))
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
            Some(_) => word.chars().nth(2).is_some() && reading.small(word) >= FEWEST,
            None => matches!(word, "a" | "I" | "A" | "y" | "o" | "e" | "é" | "à"),
        };
        let name = one.starts_with(char::is_uppercase)
            && one.chars().nth(2).is_some()
            && reading.count(one) >= reading.share(1, FEWEST);
        ((known(one) || name) && known(two)).then(|| Way { one, two, pair: reading.pair(one, two) })
    }

    fn odds(&self, reading: &Reading<'_>, beside: [Option<&str>; 2], rivalled: bool) -> i64 {
        let Way { one, two, pair } = *self;
        let [before, after] = beside;
        odds(reading, &Parting { one, two, pair, before, after, rivalled })
    }

    /// So short a run is a name or a term more often than not: init, todo, typeof. Its neighbours decide.
    fn is_long_enough(&self, reading: &Reading<'_>, [before, after]: [Option<&str>; 2]) -> bool {
        let length = self.one.chars().count() + self.two.chars().count();
        let article = self.one.eq_ignore_ascii_case("the") && length == 6 && self.pair >= 20;
        let at_home = || {
            before.is_some_and(|word| reading.pair(word, self.one) >= 20)
                && after.is_some_and(|word| reading.pair(self.two, word) >= 20)
        };
        length > 6
            || article
            || (self.pair >= 3000 && (length == 6 || self.two == "the"))
            || (self.pair >= 1000 && at_home())
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

    /// Whether the run stands among words, and is no likely compound: a run alone on its line is a name, and
    /// what other words begin with or end in must be written apart often.
    fn is_prose(&self, reading: &Reading<'_>, beside: [Option<&str>; 2]) -> bool {
        let compound = if is_little(self.one) || is_little(self.two) {
            (begins_compounds(self.one) && self.pair < 100)
                || (ends_words(self.two) && self.pair < 20)
        } else {
            // The corpus must write two words side by side, or the first be such as builds no compound.
            let builds = || reading.makes_compounds(self.one, self.two);
            self.pair == 0 && !(reading.is_english() && self.cannot_be_compound() && !builds())
        };
        !compound && beside.iter().any(Option::is_some)
    }
}

/// Little words that verbs and nouns begin with: upvote, input, overwork.
fn begins_compounds(word: &str) -> bool {
    const FIRST: [&str; 13] = [
        "up", "in", "out", "over", "under", "down", "off", "on", "after", "back", "all", "per",
        "un",
    ];
    FIRST.contains(&word.to_lowercase().as_str())
}

/// Little words that others end in: tens-or, reform-at.
fn ends_words(word: &str) -> bool {
    const LAST: [&str; 9] = ["or", "at", "on", "as", "an", "us", "he", "es", "al"];
    LAST.contains(&word)
}

/// Texts that a word stands in at least for it to be one.
const FEWEST: u32 = 5;

/// Whether a first part has no capital, or that of a sentence that goes on, or of a known name.
fn may_have_a_capital(reading: &Reading<'_>, index: usize, one: &str) -> bool {
    let name = reading.small(one) * 4 < reading.count(one) && one.chars().count() > 3;
    let goes_on =
        || reading.after(index).is_some_and(|t| reading.word(t).starts_with(char::is_lowercase));
    !one.starts_with(char::is_uppercase)
        || ((name || reading.begins_sentence_at(index)) && goes_on())
}

/// The likeliest way to take a run of letters apart into three words, one of them little at least. The odds
/// are those of the worse of its two cuts.
fn part_in_three<'a>(reading: &Reading<'_>, index: usize, word: &'a str) -> Option<Parts<'a>> {
    let [before, after] = neighbours(reading, index);
    let cuts: Vec<usize> = word.char_indices().skip(1).map(|(at, _)| at).collect();
    let mut best: Option<Parts<'a>> = None;
    for (i, &first) in cuts.iter().enumerate() {
        let Some((one, rest)) = word.split_at_checked(first) else { continue };
        for &second in cuts.get(i + 1..).unwrap_or_default() {
            let Some((two, three)) = rest.split_at_checked(second - first) else { continue };
            let words = [one, two, three];
            if words.iter().any(|part| part.len() < 2) || !words.iter().any(|part| is_little(part))
            {
                continue;
            }
            let Some(left) = Way::new(reading, one, two).filter(|way| way.pair > 1) else {
                continue;
            };
            let Some(right) = Way::new(reading, two, three).filter(|way| way.pair > 1) else {
                continue;
            };
            let odds = left.odds(reading, [before, Some(three)], false).min(right.odds(
                reading,
                [Some(one), after],
                false,
            ));
            if best.as_ref().is_none_or(|parts| odds > parts.odds) {
                let pair = left.pair.min(right.pair);
                let may_act = may_have_a_capital(reading, index, one);
                best = Some(Parts { words: words.to_vec(), pair, odds, may_act });
            }
        }
    }
    best
}
