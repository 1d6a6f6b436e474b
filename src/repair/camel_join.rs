//! A word stuck to a name behind it: `andMoor`, `harbourThe`.
//!
//! In: the reading of a text. Out: insertions of a space before the capital, where the corpus does not
//! know the whole (`iPhone`, `McDonald`) and knows the parts. Names of firms are made this way, so that
//! two capitals need the pair in the corpus.

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
            (false, true) => pair > 1 || (pair > 0 && beside) || (beside && long && known(two, 20)),
            (false, false) => pair >= 20 && beside,
        };
        return Some(if sure { EditKind::Repair } else { EditKind::Suggest });
    }
    // Two capitals are how brands are written; a place or a person is no brand.
    let name = reading.small(two) * 4 < reading.count(two);
    if pair >= 5 && name && known(one, 3) && known(two, 3) {
        return Some(EditKind::Repair);
    }
    let article = matches!(
        one,
        "The" | "And" | "But" | "For" | "With" | "From" | "This" | "That" | "When" | "While"
    );
    if article
        && pair >= 20
        && known(two, 3)
        && reading.begins_sentence_at(index)
        && reading.after(index).is_some()
    {
        return Some(EditKind::Repair);
    }
    (known(one, 3) && known(two, 3)).then_some(EditKind::Suggest)
}

/// What names in code begin with.
const CODE_PREFIXES: [&str; 12] =
    ["is", "has", "on", "to", "in", "at", "by", "as", "if", "do", "no", "can"];
