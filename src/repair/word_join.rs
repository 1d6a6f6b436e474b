//! Words stuck together: `thequick`, `companiesin`.
//!
//! In: the reading of a text. Out: insertions of spaces where the corpus does not know the run of letters
//! and knows its parts, and the odds are that they are words of their own. Names, compounds, what the text
//! itself repeats and texts with code stay. Damage is local: near a place that is certain less is asked of others.

use std::collections::HashMap;

use super::Entry;
use super::cuts::{Cuts, Sort};
use super::derived::{Derived, derived};
use super::evidence::{Reading, Token};
use super::join_odds::{Parting, is_firm, odds, unless_derived};
use super::little_words::is_little;
use crate::document::{Change, EditKind};

pub(super) const ENTRY: Entry = Entry {
    id: "joined-words",
    why: "Words without a space between them that the corpus writes apart.",
};

/// Longer runs of letters are not taken apart.
const LONGEST: usize = 40;

/// Odds, as a logarithm in thousandths, from which on a place is mended.
const CERTAIN: i64 = 2000;

/// The same for two words none of which is little: many compounds are written apart by some.
const BEYOND_DOUBT: i64 = 2500;

/// The same near a place that is certain.
const IN_COMPANY: i64 = -2500;

/// The same for two words that the corpus never writes side by side: most compounds are made of such.
const IN_COMPANY_UNATTESTED: i64 = -1000;

/// How many words away is near: a paragraph.
const NEAR: usize = 60;

/// Odds from which on a place is suggested.
const WORTH_A_LOOK: i64 = 0;

/// A run of letters that is likely to be several words.
struct Suspect<'a> {
    index: usize,
    start: usize,
    word: &'a str,
    parts: Parts<'a>,
}

pub(super) fn find(reading: &Reading<'_>, changes: &mut Vec<Change>) {
    let suspects: Vec<Suspect<'_>> =
        (0..reading.tokens.len()).filter_map(|index| suspect(reading, index)).collect();
    if suspects.iter().all(|suspect| suspect.parts.odds < WORTH_A_LOOK) {
        return;
    }
    let repeated = count_unknown(reading);
    let free = !reading.has_code();
    let may_act = |suspect: &Suspect<'_>| {
        free && suspect.parts.may_act && repeated.get(suspect.word).is_none_or(|&times| times <= 1)
    };
    let certain: Vec<usize> = suspects
        .iter()
        .filter(|suspect| may_act(suspect) && suspect.parts.odds >= suspect.parts.bar())
        .map(|suspect| suspect.index)
        .collect();
    for suspect in &suspects {
        let Suspect { index, start, ref parts, .. } = *suspect;
        let eased = parts.odds >= parts.bar_in_company()
            && certain.iter().any(|at| at.abs_diff(index) <= NEAR);
        let acts = may_act(suspect) && (parts.odds >= parts.bar() || eased);
        if acts || parts.odds >= WORTH_A_LOOK {
            record(start, parts, if acts { EditKind::Repair } else { EditKind::Suggest }, changes);
        }
    }
}

fn record(start: usize, parts: &Parts<'_>, kind: EditKind, changes: &mut Vec<Change>) {
    let written = parts.words.join(" ");
    let mut at = start;
    for piece in parts.words.iter().take(parts.words.len() - 1) {
        at += piece.len();
        let evidence = format!("{written}: side by side in {} texts", parts.pair);
        changes.push(Change { kind, ..ENTRY.change_by(at..at, " ", evidence) });
    }
}

/// Looks at one token.
fn suspect<'a>(reading: &Reading<'a>, index: usize) -> Option<Suspect<'a>> {
    let token = reading.tokens.get(index)?;
    if token.count > MOST_SLIPS || token.span.len() < 4 || token.span.len() > LONGEST {
        return None;
    }
    let word = reading.word(token);
    let small = word.chars().skip(1).all(|c| c.is_lowercase() || matches!(c, '\'' | '’'));
    if !small || !reading.is_prose(token) {
        return None;
    }
    let cuts = Cuts::of(reading, word)?;
    let found = match part_in_two(reading, index, word, &cuts) {
        Some(parts) if parts.odds >= CERTAIN => Some(parts),
        two => match (two, part_in_three(reading, index, word, &cuts)) {
            (Some(two), Some(three)) if three.odds > two.odds => Some(three),
            (two, three) => two.or(three),
        },
    };
    let mut parts = found.filter(|parts| parts.odds >= IN_COMPANY)?;
    // A word that the corpus knows is mended only if it is a slip that the corpus makes, too.
    let slip = parts.pair / 500 >= token.count && parts.words.iter().all(|part| is_little(part));
    if (token.count > 1 && !slip) || is_part_of_a_split(reading, index) || reading.in_code(token) {
        return None;
    }
    let made_of = if slip { Derived::default() } else { derived(reading, word) };
    parts.odds = unless_derived(parts.odds, parts.words.first()?, made_of);
    (parts.odds >= IN_COMPANY).then_some(Suspect { index, start: token.span.start, word, parts })
}

/// Texts in which a run of letters may stand for it still to be a slip.
const MOST_SLIPS: u32 = 5;

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
    let with = |one: &str, two: &str| reading.count_joined(one, two) > 2;
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

impl Parts<'_> {
    fn bar(&self) -> i64 {
        let little = self.words.iter().any(|word| is_little(word));
        if little { CERTAIN } else { BEYOND_DOUBT }
    }

    fn bar_in_company(&self) -> i64 {
        let attested = self.pair > 0 || self.words.iter().any(|word| is_little(word));
        if attested { IN_COMPANY } else { IN_COMPANY_UNATTESTED }
    }
}

/// The likeliest way to take a run of letters apart into two words.
fn part_in_two<'a>(
    reading: &Reading<'_>,
    index: usize,
    word: &'a str,
    cuts: &Cuts,
) -> Option<Parts<'a>> {
    let tail_at = |at| cuts.tails.binary_search_by_key(&at, |tail: &(usize, bool)| tail.0).is_ok();
    let both = cuts.heads.iter().filter(|head| tail_at(head.0));
    let ways: Vec<Way<'a>> = both
        .filter_map(|&(at, _)| word.split_at_checked(at))
        .map(|(one, two)| Way::new(reading, one, two))
        .collect();
    if ways.is_empty() {
        return None;
    }
    let beside = Beside::of(reading, index);
    let odds_of = |way: &Way<'a>| {
        let others = || ways.iter().filter(|other| other.one != way.one);
        let rivalled = others().any(|other| other.pair.saturating_mul(4) >= way.pair);
        // greens-and may be green-sand.
        let compound = way.pair < SELDOM && others().any(|other| other.is_compound(reading));
        way.odds(reading, &beside, rivalled) - if compound { A_COMPOUND_TOO } else { 0 }
    };
    let (odds, way) =
        ways.iter().map(|way| (odds_of(way), way)).max_by_key(|(odds, way)| (*odds, way.one))?;
    let odds = if beside.is_apart() { odds - APART } else { odds };
    let may_act = reading.is_in_a_line(index)
        && may_have_a_capital(reading, index, way.one, way.two)
        && (reading.is_english() || way.is_attested_abroad());
    Some(Parts { words: vec![way.one, way.two], pair: way.pair, odds, may_act })
}

/// Texts in which two words stand side by side for no compound to be thought of.
const SELDOM: u32 = 30;

/// What is taken off the odds where no word is beside it.
const APART: i64 = 2500;

/// What is taken off the odds where the letters may be a compound, too.
const A_COMPOUND_TOO: i64 = 3500;

/// What stands beside a run of letters.
struct Beside<'a> {
    /// The word that one space parts from it.
    before: Option<&'a str>,
    after: Option<&'a str>,
    hyphen: bool,
}

impl<'a> Beside<'a> {
    fn of(reading: &Reading<'a>, index: usize) -> Beside<'a> {
        let [before, after] = [reading.before(index), reading.after(index)]
            .map(|token| token.map(|t| reading.word(t)));
        let hyphen = reading.tokens.get(index).is_some_and(|token| !reading.is_free(token));
        Beside { before, after, hyphen }
    }

    /// Whether no word is beside it that could speak for it.
    fn is_apart(&self) -> bool {
        self.before.is_none() && self.after.is_none()
    }
}

/// A run of letters cut in two, both parts words that stand alone.
struct Way<'a> {
    one: &'a str,
    two: &'a str,
    /// In how many texts they stand side by side.
    pair: u32,
}

impl<'a> Way<'a> {
    fn new(reading: &Reading<'_>, one: &'a str, two: &'a str) -> Way<'a> {
        Way { one, two, pair: reading.pair(one, two) }
    }

    /// The weights are those of English. Elsewhere compounds are longer and pronouns are bound to verbs, so that the
    /// corpus must write the parts side by side, and often.
    fn is_attested_abroad(&self) -> bool {
        const PRONOUNS: [&str; 22] = [
            "se", "me", "te", "lo", "la", "le", "los", "las", "les", "nos", "os", "si", "mi", "ti",
            "ci", "vi", "ne", "gli", "li", "lhe", "vos", "ya",
        ];
        self.pair >= 20 && !PRONOUNS.contains(&self.two)
    }

    /// Whether both parts are longer words that are no little ones.
    fn is_compound(&self, reading: &Reading<'_>) -> bool {
        [self.one, self.two].iter().all(|part| {
            part.chars().nth(3).is_some() && !is_little(part) && reading.small(part) >= 20
        })
    }

    fn odds(&self, reading: &Reading<'_>, beside: &Beside<'_>, rivalled: bool) -> i64 {
        let Way { one, two, pair } = *self;
        let Beside { before, after, hyphen } = *beside;
        odds(reading, &Parting { one, two, pair, before, after, rivalled, hyphen })
    }
}

/// Whether a first part has no capital, or that of a sentence or a name that goes on.
fn may_have_a_capital(reading: &Reading<'_>, index: usize, one: &str, two: &str) -> bool {
    if !one.starts_with(char::is_uppercase) {
        return true;
    }
    let pair = reading.pair(one, two);
    let name = reading.small(one) * 4 < reading.count(one) && one.chars().count() > 3;
    let goes_on =
        reading.after(index).is_some_and(|t| reading.word(t).starts_with(char::is_lowercase));
    let begins = reading.begins_sentence_at(index);
    (goes_on && (name || begins))
        || (begins && is_little(one) && one.chars().nth(1).is_some() && pair >= OFTEN)
        || (is_firm(two) && pair >= FEW && (name || goes_on))
}

/// Texts in which two words stand side by side for a capital not to matter.
const OFTEN: u32 = 100;

/// The same where the second is a little word that names do not end in.
const FEW: u32 = 5;

/// The likeliest way to take a run of letters apart into three words, one of them little at least. The odds
/// are those of the worse of its two cuts.
fn part_in_three<'a>(
    reading: &Reading<'_>,
    index: usize,
    word: &'a str,
    cuts: &Cuts,
) -> Option<Parts<'a>> {
    let mut beside: Option<Beside<'_>> = None;
    let mut best: Option<Parts<'a>> = None;
    for &(first, one_is_little) in &cuts.heads {
        let Some((one, rest)) = word.split_at_checked(first) else { continue };
        for &(second, three_is_little) in cuts.tails.iter().filter(|tail| tail.0 > first) {
            let Some((two, three)) = rest.split_at_checked(second - first) else { continue };
            let words = [one, two, three];
            if words.iter().any(|part| part.len() < 2) {
                continue;
            }
            let fits = match Sort::of(reading, two) {
                Sort::Little => true,
                Sort::Word => one_is_little || three_is_little,
                Sort::Letters => false,
            };
            if !fits {
                continue;
            }
            let left = Way::new(reading, one, two);
            let right = Way::new(reading, two, three);
            if left.pair < 2 || right.pair < 2 {
                continue;
            }
            let Beside { before, after, hyphen } =
                *beside.get_or_insert_with(|| Beside::of(reading, index));
            let behind = Beside { before, after: Some(three), hyphen };
            let ahead = Beside { before: Some(one), after, hyphen };
            let odds = left.odds(reading, &behind, false).min(right.odds(reading, &ahead, false));
            if best.as_ref().is_none_or(|parts| odds > parts.odds) {
                let pair = left.pair.min(right.pair);
                let may_act = reading.is_in_a_line(index)
                    && may_have_a_capital(reading, index, one, two)
                    && (reading.is_english()
                        || left.is_attested_abroad() && right.is_attested_abroad());
                best = Some(Parts { words: words.to_vec(), pair, odds, may_act });
            }
        }
    }
    best
}
