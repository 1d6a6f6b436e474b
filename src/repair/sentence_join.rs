//! A missing space between two sentences: `end.Start`.
//!
//! In: a text. Out: insertions of a space. Names of sites and files, initials, titles before names,
//! abbreviations and code are kept. So are names that contain full stops: their parts recur in the
//! text.

use std::collections::HashMap;

use super::context::{
    after, before, is_apostrophe, is_code, is_ending, is_protected, line_around, token_around,
    word_after, word_before, words_before,
};
use super::definition::{Context, Entry, SpacingRepair};
use super::function_words::is_function_word;
use super::marks::{Mark, Marks};
use crate::document::Change;

pub(super) const REPAIR: SpacingRepair = SpacingRepair {
    entry: Entry { id: "sentence-join", why: "A missing space between two sentences." },
    find,
};

/// Abbreviations before a name or a number that do not end a sentence.
const TITLES: [&str; 28] = [
    "mr", "mrs", "ms", "mx", "dr", "prof", "st", "ste", "lt", "gov", "sgt", "capt", "cpt", "cmdr",
    "supt", "insp", "nos", "nr", "pp", "eds", "vs", "cf", "approx", "sra", "dra", "mme", "mlle",
    "attn",
];

/// Abbreviations that are also words in lower case: they count only with a capital.
const TITLES_LIKE_WORDS: [&str; 23] = [
    "Sen", "Rep", "Gen", "Col", "Maj", "Adm", "Rev", "Hon", "Pres", "Det", "Mt", "Ft", "Vol",
    "Art", "Fig", "Eq", "Sec", "Ch", "Ed", "Op", "Ca", "Sr", "No",
];

fn find(text: &str, marks: &Marks, _context: &Context<'_>, changes: &mut Vec<Change>) {
    let places = marks.of(Mark::SentenceJoin);
    let mut recurring = Recurring::default();
    for &at in places {
        if joins_sentences(text, at, places, &mut recurring) {
            changes.push(REPAIR.entry.change(at..at, " "));
        }
    }
}

/// How often each word precedes a full stop and a letter; counted when first needed.
#[derive(Default)]
struct Recurring<'t>(Option<HashMap<&'t str, u32>>);

impl<'t> Recurring<'t> {
    fn times(&mut self, text: &'t str, places: &[usize], word: &str) -> u32 {
        let counts = self.0.get_or_insert_with(|| {
            let mut counts = HashMap::new();
            for &at in places {
                *counts.entry(word_before(text, at - 1)).or_insert(0) += 1;
            }
            counts
        });
        counts.get(word).copied().unwrap_or(0)
    }
}

/// Whether a sentence ends right before `at` and another begins there.
fn joins_sentences<'t>(
    text: &'t str,
    at: usize,
    places: &[usize],
    recurring: &mut Recurring<'t>,
) -> bool {
    // An opening quote may precede the first word.
    let quote = after(text, at).filter(|&c| matches!(c, '“' | '‘'));
    if quote.is_none() && !after(text, at).is_some_and(char::is_uppercase) {
        return false;
    }
    let start = at + quote.map_or(0, char::len_utf8);
    let right = word_after(text, start);
    let stop = at - 1;
    let left = word_before(text, stop);
    let capitalised = left.chars().next().is_some_and(char::is_uppercase);
    let known = is_function_word(right) && right != "Com" && !(capitalised && is_ending(right));
    begins_sentence(text, start, right, after(text, stop))
        && ends_sentence(text, stop, left, known)
        && is_prose(text, at, start + right.len())
        && (known || quote.is_some() || !is_name(text, at, left, right, places, recurring))
}

fn begins_sentence(text: &str, start: usize, right: &str, sign: Option<char>) -> bool {
    let mut letters = right.chars();
    let Some(first) = letters.next().filter(|c| c.is_uppercase()) else { return false };
    let rest = letters.as_str();
    let small = rest.chars().next().is_some_and(|c| c.is_lowercase() || is_apostrophe(c));
    let next = after(text, start + right.len());
    let alone = rest.is_empty()
        && ((matches!(first, 'I' | 'A' | 'O' | 'Y' | 'À' | 'É') && next == Some(' '))
            || (sign == Some('?') && next == Some(':')));
    // A name in capitals begins a sentence only where a word follows it.
    let initials = rest.trim_end_matches(['s', '\'', '’']);
    let capitals = !initials.is_empty()
        && initials.chars().all(char::is_uppercase)
        && matches!(next, Some(' ' | ','))
        && right != "NET";
    small || alone || capitals
}

/// Whether the sign at `stop` ends a sentence rather than an abbreviation.
fn ends_sentence(text: &str, stop: usize, left: &str, known: bool) -> bool {
    let sign = after(text, stop);
    let edge = before(text, stop - left.len());
    if left.is_empty() {
        // A sentence may end after a figure or a closing quote; after other signs it is code.
        return match before(text, stop) {
            Some(')' | '”' | '"' | '%') => true,
            Some(c) if c.is_ascii_digit() => {
                sign != Some('.') || known || ends_in_a_year(text, stop)
            }
            _ => false,
        };
    }
    let letters = left.chars().count();
    let unit = known && edge.is_some_and(|c| c.is_ascii_digit());
    let last_is_small = left.chars().next_back().is_some_and(char::is_lowercase);
    let abbreviated = sign == Some('.')
        && (TITLES.contains(&left.to_lowercase().as_str()) || TITLES_LIKE_WORDS.contains(&left));
    let capitals = left.chars().all(char::is_uppercase);
    let acronym = letters >= 3 && capitals && edge.is_none_or(char::is_whitespace);
    let inside = matches!(edge, Some('.' | '@' | '#' | '$' | '&' | '\\' | '_'))
        || (edge == Some('/') && letters < 4);
    unit || ((last_is_small || acronym) && letters >= 2 && !abbreviated && !inside)
}

/// "in 2021.The": four digits that are not part of a longer number.
fn ends_in_a_year(text: &str, at: usize) -> bool {
    let head = text.get(..at).unwrap_or_default();
    let digits = head.bytes().rev().take_while(u8::is_ascii_digit).count();
    digits == 4 && head.get(..at - digits).is_some_and(|h| h.ends_with(' '))
}

fn is_prose(text: &str, at: usize, end: usize) -> bool {
    let Some(token) = token_around(text, at) else { return false };
    let Some(word) = text.get(token) else { return false };
    if is_protected(word) || word.get(1..).is_some_and(|w| w.contains(['(', '['])) {
        return false;
    }
    // The text after the right word must not continue like a name with full stops.
    let rest = text.get(end..).unwrap_or_default();
    let mut following = rest.chars();
    let next = following.next();
    let dotted = next == Some('.') && following.next().is_some_and(char::is_alphanumeric);
    let assigned = rest.trim_start().starts_with('=');
    let line = text.get(line_around(text, at)).unwrap_or_default();
    !dotted && !assigned && next != Some('(') && !is_code(line)
}

/// Whether a word has a capital behind a small letter, as the names of sites have: `GreenQuay`.
fn has_inner_capital(word: &str) -> bool {
    let mut pairs = word.chars().zip(word.chars().skip(1));
    pairs.any(|(one, two)| one.is_lowercase() && two.is_uppercase())
}

/// Places from the start of a text that show whether it drops the space again and again.
const LOOKED_AT: usize = 64;

/// Whether a text drops the space between sentences in several places that leave no doubt.
fn is_systematic(text: &str, places: &[usize]) -> bool {
    let certain = |at: &&usize| {
        let (left, right) = (word_before(text, **at - 1), word_after(text, **at));
        left.starts_with(char::is_lowercase)
            && left.chars().nth(1).is_some()
            && right.starts_with(char::is_uppercase)
            && right.chars().nth(1).is_some_and(char::is_lowercase)
            && !is_ending(right)
    };
    places.iter().take(LOOKED_AT).filter(certain).take(2).count() == 2
}

fn all_large(word: &str) -> bool {
    word.chars().nth(1).is_some() && word.chars().all(char::is_uppercase)
}

/// Whether a word is one of the endings of site names that are also words.
fn is_site_ending(word: &str) -> bool {
    const ENDINGS: &str = " work works cloud news today world life live online site store shop club \
        blog media agency group money health care law design studio space tech global city center \
        fund foundation church social network press reviews report show video watch vote zone art \
        team vip love game games fun host link page guide expert academy school university solutions \
        services systems digital company business international ";
    ENDINGS.contains(&format!(" {} ", word.to_lowercase()))
}

/// Whether two words with a full stop between them are a name rather than the end and start of a
/// sentence.
fn is_name<'t>(
    text: &'t str,
    at: usize,
    left: &'t str,
    right: &str,
    places: &[usize],
    recurring: &mut Recurring<'t>,
) -> bool {
    let capitalised = left.chars().next().is_some_and(char::is_uppercase);
    let same = left.to_lowercase() == right.to_lowercase();
    let lonely = words_before(text, at, 4) < 3;
    let core = right.trim_end_matches(['s', '\'', '’']);
    let camel =
        core.chars().skip(1).any(char::is_uppercase) && core.chars().any(char::is_lowercase);
    let ending = is_ending(right) && (capitalised || lonely || right == "Com");
    let follows =
        text.get(at + right.len()..).is_some_and(|rest| rest.starts_with([' ', ',', '\'', '’']));
    let dotted = is_site_ending(right) || has_inner_capital(left) || all_large(core);
    let site = capitalised && dotted && !is_systematic(text, places);
    same || lonely
        || camel
        || ending
        || site
        || (capitalised && !follows)
        || (!left.is_empty() && !is_function_word(left) && recurring.times(text, places, left) > 1)
}
