//! A word stuck to a name behind it: `andMoor`, `harbourThe`.
//!
//! In: the reading of a text. Out: insertions of a space before the capital, where the corpus does not
//! know the whole (`iPhone`, `McDonald`) and knows the parts. Names of firms are made this way, so that
//! more is asked of two capitals.

use std::collections::HashMap;

use super::Entry;
use super::evidence::Reading;
use super::little_words::is_little;
use crate::document::{Change, EditKind};

pub(super) const ENTRY: Entry =
    Entry { id: "joined-capital", why: "No space before a word with a capital." };

pub(super) fn find(reading: &Reading<'_>, changes: &mut Vec<Change>) {
    let mut forms: Option<HashMap<&str, u32>> = None;
    for (index, token) in reading.tokens.iter().enumerate() {
        if token.count > 1 || token.span.len() < 3 {
            continue;
        }
        let word = reading.word(token);
        let Some(at) = only_capital(word) else { continue };
        let (Some(one), Some(two)) = (word.get(..at), word.get(at..)) else { continue };
        if reading.form(word) > 0 || !reading.is_prose(token) || reading.in_code(token) {
            continue;
        }
        if let Some(kind) = judge(reading, index, one, two) {
            let place = token.span.start + at;
            let evidence = format!(
                "{one} in {} texts, {two} in {}, side by side in {}",
                reading.count(one),
                reading.count(two),
                reading.pair(one, two)
            );
            let mut change = ENTRY.change_by(place..place, " ", evidence);
            let forms = forms.get_or_insert_with(|| unknown_forms(reading));
            let repeated = forms.get(word).copied().unwrap_or(0) > 1;
            change.kind =
                if repeated || forms.len() > MOST_FORMS { EditKind::Suggest } else { kind };
            changes.push(change);
        }
    }
}

/// Different unknown forms with a capital inside that a text of prose may hold, damaged as it be.
const MOST_FORMS: usize = 12;

/// How often each unknown form with a capital inside stands in the text: names and code repeat.
fn unknown_forms<'a>(reading: &Reading<'a>) -> HashMap<&'a str, u32> {
    let mut forms = HashMap::new();
    for token in reading.tokens.iter().filter(|token| token.count <= 1) {
        let word = reading.word(token);
        if only_capital(word).is_some() {
            *forms.entry(word).or_insert(0) += 1;
        }
    }
    forms
}

/// Where the one capital inside a word stands, behind a small letter.
fn only_capital(word: &str) -> Option<usize> {
    let mut found = None;
    let mut previous: Option<char> = None;
    for (at, character) in word.char_indices() {
        if character.is_uppercase() && previous.is_some_and(char::is_lowercase) {
            if found.is_some() {
                return None;
            }
            found = Some(at);
        }
        previous = Some(character);
    }
    found
}

/// Parts of names, which are not words before a capital.
const PREFIXES: [&str; 26] = [
    "mc", "mac", "de", "di", "la", "le", "van", "von", "al", "el", "fitz", "san", "du", "da", "ex",
    "e", "i", "my", "re", "bio", "eco", "geo", "del", "des", "der", "no",
];

fn judge(reading: &Reading<'_>, index: usize, one: &str, two: &str) -> Option<EditKind> {
    let pair = reading.pair(one, two);
    let known = |word: &str, fewest: u32| reading.count(word) >= reading.share(1, fewest);
    let prefix = PREFIXES.contains(&one.to_lowercase().as_str());
    if two.chars().nth(1).is_none() && two != "I" {
        return None;
    }
    if one.chars().nth(1).is_none() {
        return (one == "a" && pair > 1).then_some(EditKind::Repair);
    }
    if one.starts_with(char::is_lowercase) {
        if prefix || !known(one, 3) || reading.small(one) <= 2 {
            return None;
        }
        let beside = reading.before(index).is_some_and(|t| reading.pair(reading.word(t), one) > 0);
        // A word before a capital in mid-sentence is a word before a name.
        let name = reading.small(two) * 2 < reading.count(two) || reading.count(two) < 3;
        let long = one.chars().count() > 3;
        let sure = match (is_little(one), name) {
            (true, true) => true,
            (true, false) => pair > 0 && !CODE_PREFIXES.contains(&one),
            (false, true) => {
                pair > 1
                    || (pair > 0 && beside)
                    || (beside && long && known(two, 20))
                    || (beside
                        && is_ordinary(two)
                        && one.chars().nth(2).is_some()
                        && reading.small(one) >= 20)
            }
            (false, false) => pair >= 20 && beside,
        };
        return Some(if sure { EditKind::Repair } else { EditKind::Suggest });
    }
    if are_two_names(reading, one, two, pair) || opens_a_sentence(reading, index, one, two) {
        return Some(EditKind::Repair);
    }
    (known(one, 3) && known(two, 3)).then_some(EditKind::Suggest)
}

/// Two capitals are how brands are written, of short words most of all. Words of people and places are no
/// brand, nor are long ones that the corpus writes side by side, nor two that are longer yet.
fn are_two_names(reading: &Reading<'_>, one: &str, two: &str, pair: u32) -> bool {
    let letters = |word: &str| word.chars().count();
    let name =
        |word: &str| reading.count(word) > 1 && reading.small(word) * 4 < reading.count(word);
    let length = letters(one) + letters(two);
    let (first, second) = (name(one), name(two));
    let attested =
        pair >= 2 && (length >= 12 || (first && second)) || pair >= 5 && (first || second);
    let long = || {
        letters(one).min(letters(two)) >= 6
            && length >= 14
            && reading.count(one).min(reading.count(two)) >= reading.share(1, 20)
            && !reading.has_code()
    };
    is_ordinary(two) && (attested || long())
}

/// Whether a word has a capital at its start alone.
fn is_ordinary(word: &str) -> bool {
    word.chars().skip(1).all(|c| c.is_lowercase() || matches!(c, '\'' | '’'))
}

/// Whether the first part is a little word that a sentence begins with.
fn opens_a_sentence(reading: &Reading<'_>, index: usize, one: &str, two: &str) -> bool {
    const OPENERS: [&str; 11] = [
        "The", "This", "These", "With", "While", "When", "From", "But", "And", "Since", "Although",
    ];
    OPENERS.contains(&one)
        && two.chars().skip(1).all(char::is_lowercase)
        && reading.begins_sentence_at(index)
        && reading.after(index).is_some()
}

/// What names in code begin with.
const CODE_PREFIXES: [&str; 12] =
    ["is", "has", "on", "to", "in", "at", "by", "as", "if", "do", "no", "can"];
