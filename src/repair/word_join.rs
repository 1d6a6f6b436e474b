//! A missing space between two or three words: `thequick`, `companiesin`.
//!
//! In: the reading of a text. Out: insertions of spaces where the corpus knows the parts but not
//! the whole, and the odds favour separate words. Names, compounds, words that the text repeats and
//! texts with code are kept. Damage is local, so the threshold is lower near a certain repair.

use super::camel_odds::without_possessive;
use super::definition::Entry;
use super::derivation::{Derived, derived, may_be_derived};
use super::evidence::{Neighbours, Reading, Token, is_near};
use super::function_words::is_english_function_word;
use super::join_odds::{Split, is_firm, odds, unless_derived};
use super::lexicon;
use super::split_points::{PartKind, SplitPoints};
use crate::document::{Change, EditKind};

pub(super) const ENTRY: Entry = Entry {
    id: "joined-words",
    why: "A missing space between words that the corpus writes separately.",
};

/// Longer runs of letters are not split.
const LONGEST: usize = 40;

/// Log odds in thousandths from which a run is split.
const THRESHOLD: i64 = 2000;

/// The threshold if neither part is a function word: many compounds are also written as two words.
const THRESHOLD_WITHOUT_FUNCTION_WORD: i64 = 2500;

/// The threshold near a certain repair.
const THRESHOLD_NEAR: i64 = -2500;

/// The same for parts that are never adjacent in the corpus: most compounds have such parts.
const THRESHOLD_NEAR_UNATTESTED: i64 = -1000;

/// Log odds from which a suggestion is recorded.
const SUGGESTION_THRESHOLD: i64 = 0;

/// A run of letters that may be several words.
struct Suspect<'a> {
    index: usize,
    start: usize,
    word: &'a str,
    parts: Parts<'a>,
}

pub(super) fn find(reading: &Reading<'_>, changes: &mut Vec<Change>) {
    let suspects: Vec<Suspect<'_>> =
        (0..reading.tokens.len()).filter_map(|index| suspect(reading, index)).collect();
    if suspects.iter().all(|suspect| suspect.parts.odds < SUGGESTION_THRESHOLD) {
        return;
    }
    // Repeated unknown words are names or terms.
    let repeated = reading.occurrences(|token| token.count <= 1);
    let free = !reading.has_code();
    let may_repair = |suspect: &Suspect<'_>| {
        free && suspect.parts.may_repair
            && repeated.get(suspect.word).is_none_or(|&times| times <= 1)
    };
    let certain: Vec<usize> = suspects
        .iter()
        .filter(|suspect| may_repair(suspect) && suspect.parts.odds >= suspect.parts.threshold())
        .map(|suspect| suspect.index)
        .collect();
    for suspect in &suspects {
        let Suspect { index, start, ref parts, .. } = *suspect;
        let near = parts.odds >= parts.threshold_near()
            && !parts.may_be_compound()
            && is_near(&certain, index);
        let repairs = may_repair(suspect) && (parts.odds >= parts.threshold() || near);
        if repairs || parts.odds >= SUGGESTION_THRESHOLD {
            record(
                start,
                parts,
                if repairs { EditKind::Repair } else { EditKind::Suggest },
                changes,
            );
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

/// Checks one token.
fn suspect<'a>(reading: &Reading<'a>, index: usize) -> Option<Suspect<'a>> {
    let token = reading.tokens.get(index)?;
    if token.count > MOST_SLIPS || token.span.len() < 4 || token.span.len() > LONGEST {
        return None;
    }
    let word = reading.word(token);
    let small = word.chars().skip(1).all(|c| c.is_lowercase() || matches!(c, '\'' | '’'));
    if !small || !reading.is_prose(token) || lexicon::contains(word) {
        return None;
    }
    let bare = without_possessive(word);
    if bare != word && reading.count(bare) > MOST_SLIPS {
        return None;
    }
    let points = SplitPoints::of(reading, word)?;
    let found = match split_in_two(reading, index, word, &points) {
        Some(parts) if parts.odds >= THRESHOLD => Some(parts),
        two => match (two, split_in_three(reading, index, word, &points)) {
            (Some(two), Some(three)) if three.odds > two.odds => Some(three),
            (two, three) => two.or(three),
        },
    };
    let mut parts = found.filter(|parts| parts.odds >= THRESHOLD_NEAR)?;
    // A known word is split only if the corpus makes the same slip.
    let slip = parts.pair / 500 >= token.count
        && parts.words.iter().all(|part| is_english_function_word(part));
    if (token.count > 1 && !slip) || is_part_of_a_split(reading, index) || reading.in_code(token) {
        return None;
    }
    let derived_by = if slip { Derived::default() } else { derived(reading, word) };
    parts.odds = unless_derived(parts.odds, parts.words.first()?, derived_by);
    (parts.odds >= THRESHOLD_NEAR).then_some(Suspect {
        index,
        start: token.span.start,
        word,
        parts,
    })
}

/// Most texts that contain a run of letters that is a slip.
const MOST_SLIPS: u32 = 5;

/// Whether the word before or after completes it to a known word: then it is a fragment.
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
    /// Whether all conditions but the odds allow a repair.
    may_repair: bool,
}

impl Parts<'_> {
    /// Whether the parts may be a compound that is new to the corpus: `servicemember`.
    fn may_be_compound(&self) -> bool {
        const LAST: [&str; 40] = [
            "member",
            "members",
            "people",
            "man",
            "men",
            "woman",
            "women",
            "person",
            "persons",
            "maker",
            "makers",
            "making",
            "holder",
            "holders",
            "keeper",
            "keepers",
            "worker",
            "workers",
            "country",
            "land",
            "side",
            "line",
            "lines",
            "mentioned",
            "fire",
            "fight",
            "battle",
            "house",
            "room",
            "book",
            "books",
            "board",
            "boards",
            "mate",
            "mates",
            "ship",
            "craft",
            "town",
            "way",
            "ways",
        ];
        match self.words.as_slice() {
            [one, two] => {
                self.pair < USUAL_PHRASE && LAST.contains(two) && !is_english_function_word(one)
            }
            _ => false,
        }
    }

    fn threshold(&self) -> i64 {
        if self.may_be_compound() {
            return i64::MAX;
        }
        let function_word = self.words.iter().any(|word| is_english_function_word(word));
        if function_word { THRESHOLD } else { THRESHOLD_WITHOUT_FUNCTION_WORD }
    }

    fn threshold_near(&self) -> i64 {
        let attested =
            self.pair > 0 || self.words.iter().any(|word| is_english_function_word(word));
        if attested { THRESHOLD_NEAR } else { THRESHOLD_NEAR_UNATTESTED }
    }
}

/// The most likely split of a run of letters into two words.
fn split_in_two<'a>(
    reading: &Reading<'_>,
    index: usize,
    word: &'a str,
    points: &SplitPoints,
) -> Option<Parts<'a>> {
    let tail_at =
        |at| points.tails.binary_search_by_key(&at, |tail: &(usize, bool)| tail.0).is_ok();
    let both = points.heads.iter().filter(|head| tail_at(head.0));
    let candidates: Vec<Candidate<'a>> = both
        .filter_map(|&(at, _)| word.split_at_checked(at))
        .map(|(one, two)| Candidate::new(reading, one, two))
        .collect();
    if candidates.is_empty() {
        return None;
    }
    let neighbours = reading.neighbours(index);
    let odds_of = |candidate: &Candidate<'a>| {
        let others = || candidates.iter().filter(|other| other.one != candidate.one);
        let rivalled = others().any(|other| other.pair.saturating_mul(4) >= candidate.pair);
        // greens-and may be green-sand.
        let compound =
            candidate.pair < COMMON_PAIR && others().any(|other| other.is_compound(reading));
        candidate.odds(reading, &neighbours, rivalled) - if compound { A_COMPOUND_TOO } else { 0 }
    };
    let (odds, candidate) = candidates
        .iter()
        .map(|candidate| (odds_of(candidate), candidate))
        .max_by_key(|(odds, candidate)| (*odds, candidate.one))?;
    let odds = if neighbours.is_alone() { odds - APART } else { odds };
    // Words of another language and names stand among unknown words.
    let odds = if reading.is_beside_unknown(index) { odds - BESIDE_UNKNOWN } else { odds };
    let may_repair = reading.is_in_a_line(index)
        && may_have_a_capital(reading, index, candidate.one, candidate.two)
        && reading.is_english_near(index)
        && !may_be_derived(reading, candidate.one, candidate.two);
    Some(Parts {
        words: vec![candidate.one, candidate.two],
        pair: candidate.pair,
        odds,
        may_repair,
    })
}

/// From so many texts with adjacent parts on, two words are a phrase rather than a compound.
const USUAL_PHRASE: u32 = 100;

/// From so many texts with adjacent parts on, a compound is unlikely.
const COMMON_PAIR: u32 = 30;

/// Subtracted from the odds if no word is neighbours the run.
const APART: i64 = 2500;

/// Subtracted from the odds if a word beside the run is unknown.
const BESIDE_UNKNOWN: i64 = 2000;

/// Subtracted from the odds if another split gives a compound.
const A_COMPOUND_TOO: i64 = 3500;

/// A run of letters split in two known words.
struct Candidate<'a> {
    one: &'a str,
    two: &'a str,
    /// In how many texts they are adjacent.
    pair: u32,
}

impl<'a> Candidate<'a> {
    fn new(reading: &Reading<'_>, one: &'a str, two: &'a str) -> Candidate<'a> {
        Candidate { one, two, pair: reading.pair(one, two) }
    }

    /// Whether both parts are longer words and not function words.
    fn is_compound(&self, reading: &Reading<'_>) -> bool {
        [self.one, self.two].iter().all(|part| {
            part.chars().nth(3).is_some()
                && !is_english_function_word(part)
                && reading.small(part) >= 20
        })
    }

    fn odds(&self, reading: &Reading<'_>, neighbours: &Neighbours<'_>, rivalled: bool) -> i64 {
        let Candidate { one, two, pair } = *self;
        odds(reading, &Split { one, two, pair, neighbours: *neighbours, rivalled })
    }
}

/// Whether a first part has no capital, or one that a sentence start or a name explains.
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
        || (begins
            && is_english_function_word(one)
            && one.chars().nth(1).is_some()
            && pair >= OFTEN)
        || (is_firm(two) && pair >= FEW && (name || goes_on))
}

/// From so many texts with adjacent parts on, a capital does not matter.
const OFTEN: u32 = 100;

/// The same if the second is a function word that names do not end in.
const FEW: u32 = 5;

/// The most likely split of a run of letters into three words, at least one of them a function
/// word. The odds are the lower ones of its two split points.
fn split_in_three<'a>(
    reading: &Reading<'_>,
    index: usize,
    word: &'a str,
    points: &SplitPoints,
) -> Option<Parts<'a>> {
    let mut neighbours: Option<Neighbours<'_>> = None;
    let mut best: Option<Parts<'a>> = None;
    for &(first, one_is_function_word) in &points.heads {
        let Some((one, rest)) = word.split_at_checked(first) else { continue };
        for &(second, three_is_function_word) in points.tails.iter().filter(|tail| tail.0 > first) {
            let Some((two, three)) = rest.split_at_checked(second - first) else { continue };
            let words = [one, two, three];
            if words.iter().any(|part| part.len() < 2) {
                continue;
            }
            let fits = match PartKind::of(reading, two) {
                PartKind::FunctionWord => true,
                PartKind::Word => one_is_function_word || three_is_function_word,
                PartKind::Letters => false,
            };
            if !fits {
                continue;
            }
            let left = Candidate::new(reading, one, two);
            let right = Candidate::new(reading, two, three);
            if left.pair < 2 || right.pair < 2 {
                continue;
            }
            let around = *neighbours.get_or_insert_with(|| reading.neighbours(index));
            let behind = Neighbours { after: Some(three), ..around };
            let ahead = Neighbours { before: Some(one), ..around };
            let odds = left.odds(reading, &behind, false).min(right.odds(reading, &ahead, false));
            if best.as_ref().is_none_or(|parts| odds > parts.odds) {
                let pair = left.pair.min(right.pair);
                let may_repair = reading.is_in_a_line(index)
                    && may_have_a_capital(reading, index, one, two)
                    && reading.is_english_near(index)
                    && !may_be_derived(reading, one, two)
                    && !may_be_derived(reading, two, three);
                best = Some(Parts { words: words.to_vec(), pair, odds, may_repair });
            }
        }
    }
    best
}
