//! A missing space before a capital: `andMoor`, `harbourThe`.
//!
//! In: the reading of a text. Out: insertions of a space before the capital. The corpus must not
//! know the whole word (`iPhone`, `McDonald`), and the odds must favour two words. Many names have
//! a capital inside, most of all those that also begin with one: a text with several such forms
//! keeps them.

use super::camel_names::are_words;
use super::camel_odds::{Split, odds, without_possessive};
use super::definition::Entry;
use super::evidence::{Reading, Token};
use crate::document::{Change, EditKind};

pub(super) const ENTRY: Entry =
    Entry { id: "joined-capital", why: "A missing space before a capitalised word." };

/// Log odds in thousandths from which a space is inserted between a lower-case word and a name.
const THRESHOLD: i64 = -900;

/// The same between two capitals.
const THRESHOLD_OF_CAPITALS: i64 = -500;

/// Log odds from which a suggestion is recorded.
const SUGGESTION_THRESHOLD: i64 = -1000;

/// Distinct forms with a capital inside that damaged prose has at most.
const MOST_FORMS: usize = 12;

pub(super) fn find(reading: &Reading<'_>, changes: &mut Vec<Change>) {
    // Names and code repeat.
    let all_forms = || reading.occurrences(|token| only_capital(reading.word(token)).is_some());
    let mut forms = None;
    for (index, token) in reading.tokens.iter().enumerate() {
        let Some((one, two)) = suspect(reading, token) else { continue };
        let parts = split(reading, index, one, two);
        let odds = odds(reading, &parts);
        if odds < SUGGESTION_THRESHOLD {
            continue;
        }
        let forms = forms.get_or_insert_with(all_forms);
        let place = token.span.start + one.len();
        let evidence = format!(
            "{one} in {} texts, {two} in {}, side by side in {}",
            reading.count(one),
            reading.count(two),
            reading.pair(one, two)
        );
        let mut change = ENTRY.change_by(place..place, " ", evidence);
        let repeated = forms.get(reading.word(token)).is_some_and(|&times| times > 1);
        let (threshold, most) = if one.starts_with(char::is_uppercase) {
            (THRESHOLD_OF_CAPITALS, 1)
        } else {
            (THRESHOLD, MOST_FORMS)
        };
        let alone = !reading.is_in_a_line(index) || !reading.is_english_near(index);
        if odds < threshold
            || !are_words(reading, index, &parts)
            || repeated
            || alone
            || forms.len() > most
            || reading.has_code()
        {
            change.kind = EditKind::Suggest;
        }
        changes.push(change);
    }
}

/// The two parts of an unknown token with exactly one capital inside.
fn suspect<'a>(reading: &Reading<'a>, token: &Token) -> Option<(&'a str, &'a str)> {
    if token.count > 1 || token.span.len() < 3 {
        return None;
    }
    let word = reading.word(token);
    let (one, two) = word.split_at_checked(only_capital(word)?)?;
    let single = |part: &str| part.chars().nth(1).is_none();
    if (single(two) && two != "I") || (single(one) && one != "a") {
        return None;
    }
    (reading.is_prose(token) && !is_known(reading, word)).then_some((one, two))
}

/// Whether the corpus knows a form with a capital inside, or the singular or plain form of it.
fn is_known(reading: &Reading<'_>, word: &str) -> bool {
    let bare = without_possessive(word);
    let one = bare.strip_suffix('s').unwrap_or(bare);
    [word, bare, one].iter().any(|form| reading.form(form) > 0 || reading.count(form) > 1)
}

fn split<'a>(reading: &Reading<'a>, index: usize, one: &'a str, two: &'a str) -> Split<'a> {
    let token = reading.tokens.get(index);
    let colon = token.is_some_and(|t| reading.text.as_bytes().get(t.span.end) == Some(&b':'));
    Split { one, two, neighbours: reading.neighbours(index), colon }
}

/// The position of the only capital inside a word, if it follows a lower-case letter.
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
