//! A word stuck to a name behind it: `andMoor`, `harbourThe`.
//!
//! In: the reading of a text. Out: insertions of a space before the capital, where the corpus does not
//! know the whole (`iPhone`, `McDonald`) and knows the parts. Names of firms are made this way, so that
//! two capitals need the pair in the corpus.

use super::evidence::{Reading, Token};
use super::little_words::is_little;
use super::Entry;
use crate::document::{Change, EditKind};

pub(super) const ENTRY: Entry =
    Entry { id: "joined-capital", why: "No space before a word with a capital." };

pub(super) fn find(reading: &Reading<'_>, changes: &mut Vec<Change>) {
    for (index, token) in reading.tokens.iter().enumerate() {
        if token.count > 1 || token.span.len() < 4 {
            continue;
        }
        let word = reading.word(token);
        let Some(at) = only_capital(word) else { continue };
        let (Some(one), Some(two)) = (word.get(..at), word.get(at..)) else { continue };
        if reading.form(word) > 0 || !reading.is_free(token) {
            continue;
        }
        if let Some(kind) = judge(reading, index, token, one, two) {
            let place = token.span.start + at;
            let evidence = format!(
                "{one} in {} texts, {two} in {}, side by side in {}",
                reading.count(one),
                reading.count(two),
                reading.pair(one, two)
            );
            let mut change = ENTRY.change_by(place..place, " ", evidence);
            change.kind = kind;
            changes.push(change);
        }
    }
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

fn judge(reading: &Reading<'_>, index: usize, token: &Token, one: &str, two: &str) -> Option<EditKind> {
    let _ = token;
    let long = |word: &str| word.chars().nth(1).is_some();
    if !long(one) || !(long(two) || two == "I") {
        return None;
    }
    let pair = reading.pair(one, two);
    let known = |word: &str| reading.count(word) >= reading.share(1, 3);
    let small_start = one.starts_with(char::is_lowercase);
    // Prefixes of brands and names.
    let prefix = matches!(one.to_lowercase().as_str(), "mc" | "mac" | "de" | "di" | "la" | "le" | "van" | "von" | "al" | "el" | "fitz" | "san" | "du" | "da" | "ex" | "e" | "i" | "my" | "re" | "bio" | "eco" | "geo");
    if small_start {
        let beside = reading.before(index).is_some_and(|t| reading.pair(reading.word(t), one) > 0);
        let sure = pair > 0 || (beside && known(one)) || (is_little(one) && !prefix);
        let whole = known(one) && reading.small(one) > 2 && !prefix;
        return (whole && long(one) && one.len() > 1 && sure).then_some(EditKind::Repair);
    }
    let enough = if is_little(one) && !prefix { 2 } else { 3 };
    if pair >= enough && known(one) && known(two) {
        return Some(EditKind::Repair);
    }
    (known(one) && known(two)).then_some(EditKind::Suggest)
}
