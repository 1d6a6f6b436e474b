//! A word stuck to a name behind it: `andMoor`, `harbourThe`.
//!
//! In: the reading of a text. Out: insertions of a space before the capital, where the corpus does not
//! know the whole (`iPhone`, `McDonald`) and the odds are that the parts are words of their own. Names are made
//! this way, of two capitals most of all: a text that has several such forms keeps them.

use std::collections::HashMap;

use super::Entry;
use super::camel_odds::{Parting, odds, without_possessive};
use super::evidence::{Reading, Token};
use crate::document::{Change, EditKind};

pub(super) const ENTRY: Entry =
    Entry { id: "joined-capital", why: "No space before a word with a capital." };

/// Odds, as a logarithm in thousandths, from which on a space is set between a word and a name.
const CERTAIN: i64 = 800;

/// The same between two capitals.
const BEYOND_DOUBT: i64 = 1400;

/// Odds from which on a place is suggested.
const WORTH_A_LOOK: i64 = -1000;

/// Different forms with a capital inside that a text of prose may hold, damaged as it be.
const MOST_FORMS: usize = 12;

pub(super) fn find(reading: &Reading<'_>, changes: &mut Vec<Change>) {
    let mut forms: Option<HashMap<&str, u32>> = None;
    for (index, token) in reading.tokens.iter().enumerate() {
        let Some((one, two)) = suspect(reading, token) else { continue };
        let odds = odds(reading, &parting(reading, index, one, two));
        if odds < WORTH_A_LOOK {
            continue;
        }
        let forms = forms.get_or_insert_with(|| all_forms(reading));
        let place = token.span.start + one.len();
        let evidence = format!(
            "{one} in {} texts, {two} in {}, side by side in {}",
            reading.count(one),
            reading.count(two),
            reading.pair(one, two)
        );
        let mut change = ENTRY.change_by(place..place, " ", evidence);
        let repeated = forms.get(reading.word(token)).is_some_and(|&times| times > 1);
        let (bar, most) = if one.starts_with(char::is_uppercase) {
            (BEYOND_DOUBT, 1)
        } else {
            (CERTAIN, MOST_FORMS)
        };
        let alone = !reading.is_in_a_line(index);
        if odds < bar || repeated || alone || forms.len() > most || reading.has_code() {
            change.kind = EditKind::Suggest;
        }
        changes.push(change);
    }
}

/// The two parts of a token that the corpus does not know, if one capital stands inside it.
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

/// Whether the corpus knows a form with a capital inside, or that of which it is a plural or possessive.
fn is_known(reading: &Reading<'_>, word: &str) -> bool {
    let bare = without_possessive(word);
    let one = bare.strip_suffix('s').unwrap_or(bare);
    [word, bare, one].iter().any(|form| reading.form(form) > 0 || reading.count(form) > 1)
}

fn parting<'a>(reading: &Reading<'a>, index: usize, one: &'a str, two: &'a str) -> Parting<'a> {
    let [before, after] = [reading.before(index), reading.after(index)]
        .map(|token| token.map(|token| reading.word(token)));
    let token = reading.tokens.get(index);
    Parting {
        one,
        two,
        before,
        after,
        hyphen: token.is_some_and(|token| !reading.is_free(token)),
        colon: token.is_some_and(|t| reading.text.as_bytes().get(t.span.end) == Some(&b':')),
    }
}

/// How often each form with a capital inside stands in the text: names and code repeat.
fn all_forms<'a>(reading: &Reading<'a>) -> HashMap<&'a str, u32> {
    let mut forms = HashMap::new();
    for token in &reading.tokens {
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
