//! Whether a word with a capital inside is a name, such as `MasterCard` or `kwaZulu`, or two words.
//!
//! In: the reading of a text and the two parts with the words beside them. Out: yes or no. Firms and
//! Bantu languages write capitals inside words, and no count tells a new name from damage. So two
//! words need a positive sign; the odds of `camel_odds.rs` are asked in addition.

use super::camel_odds::{Split, without_possessive};
use super::derivation::is_share;
use super::evidence::{Neighbours, Reading};
use super::function_words::is_english_function_word;

/// Whether the parts are words of their own.
pub(super) fn are_words(reading: &Reading<'_>, index: usize, split: &Split<'_>) -> bool {
    if split.one.starts_with(char::is_lowercase) {
        are_word_and_name(reading, split)
    } else {
        are_two_capitals(reading, index, split)
    }
}

/// `andMoor`, but not `aRuler`, `ripKurrent` or `kwaZulu`.
fn are_word_and_name(reading: &Reading<'_>, split: &Split<'_>) -> bool {
    let Split { one, two, .. } = *split;
    let known_name = reading.count(without_possessive(two)) >= 1;
    let enough = match one.chars().count() {
        1 => known_name || two.chars().nth(LONG_NAME - 1).is_some(),
        2 | 3 => {
            known_name
                || is_english_function_word(one)
                || reading.small(one) >= reading.share(50, FEWEST_OF_A_WORD)
        }
        _ => true,
    };
    !is_noun_class(one) && enough
}

/// Letters of a name that is too long to be the second half of a brand.
const LONG_NAME: usize = 6;

/// Whether a part is one that names of persons and places begin with: `AbdulMoor`, `VanderLarch`.
fn begins_a_name(one: &str) -> bool {
    const PREFIXES: &str = " abdul abd abu al el ben bin ibn van vander von der de da di du la le los san \
        saint st mac mc fitz o ";
    PREFIXES.contains(&format!(" {} ", one.to_lowercase()))
}

/// `Moor’sHarbour`, `SpecialForm:`, `HighlyRated`, but not `MasterCard`.
fn are_two_capitals(reading: &Reading<'_>, index: usize, split: &Split<'_>) -> bool {
    let Split { one, two, neighbours, colon } = *split;
    let last = without_possessive(two);
    let letters = one.chars().count() + last.chars().count();
    if begins_a_name(one) {
        return false;
    }
    without_possessive(one) != one
        || begins_phrase(one)
        || is_phrase_word(two)
        || is_day_or_month(last)
        || (last == "May" && is_english_function_word(one))
        || is_expansion(reading, index, &neighbours)
        || are_often_adjacent(reading, one, last)
        || (letters >= LONGER_THAN_BRANDS && is_in_a_name(&neighbours))
        || (letters >= LONG_LABEL && is_label(reading, index))
        || (letters >= LONGEST_BRAND - 1 && neighbours.before.is_some_and(begins_large))
        || (letters >= SHORTEST_LABEL && is_amid_a_name(&neighbours))
        || (letters >= SHORTEST_LABEL && colon)
        || (letters >= LONGEST_BRAND && are_common_words(reading, one, last))
}

/// Letters of a run that few brands have, and of one that hardly any has.
const LONGER_THAN_BRANDS: usize = 11;
const LONGEST_BRAND: usize = 16;

/// Letters of the shortest run that is taken for a label of two words, before a colon and before a
/// dash.
const SHORTEST_LABEL: usize = 7;
const LONG_LABEL: usize = 9;

/// Whether the corpus writes two capitalised words side by side more often than their counts explain.
fn are_often_adjacent(reading: &Reading<'_>, one: &str, last: &str) -> bool {
    let bare = without_possessive(one);
    let pair = reading.pair(bare, last);
    let capitalised = |word: &str| reading.count(word).saturating_sub(reading.small(word));
    let (first, second) = (capitalised(bare), capitalised(last));
    let expected = u64::from(first) * u64::from(second) / u64::from(reading.texts().max(1));
    // Common words may also be adjacent outside of names.
    let is_name = |word: &str| reading.small(word).saturating_mul(2) < reading.count(word);
    let names = is_name(bare);
    let letters = bare.chars().count() + last.chars().count();
    pair >= FEWEST_PAIRS
        && (names || letters >= LONG_PAIR)
        && !is_english_function_word(bare)
        && (u64::from(pair) > expected || is_share(pair, first.min(second), USUAL_PAIR))
}

/// Texts in which two capitalised words must be adjacent.
const FEWEST_PAIRS: u32 = 2;

/// Letters that two words have together, mostly written in lower case, to be no brand: `PowerUp`.
const LONG_PAIR: usize = 9;

/// Thousandths of the texts of the rarer word from which a pair is usual: `United States`.
const USUAL_PAIR: u64 = 200;

/// Whether both parts are common words in lower case.
fn are_common_words(reading: &Reading<'_>, one: &str, last: &str) -> bool {
    [one, last].iter().all(|word| reading.small(word) >= FEWEST_OF_A_WORD)
}

const FEWEST_OF_A_WORD: u32 = 10;

/// Whether a first part belongs to a phrase rather than a name: `TheHarbour`, `HighlyRated`.
fn begins_phrase(one: &str) -> bool {
    is_phrase_word(one) || (one.chars().nth(4).is_some() && one.ends_with("ly"))
}

/// Whether a part is a word that hardly any name contains.
fn is_phrase_word(part: &str) -> bool {
    const WORDS: [&str; 40] = [
        "the", "this", "that", "these", "those", "his", "her", "their", "its", "our", "your",
        "and", "but", "if", "when", "while", "after", "before", "because", "from", "with", "at",
        "of", "to", "by", "for", "what", "how", "why", "where", "which", "some", "many", "most",
        "other", "like", "plus", "contact", "explore", "both",
    ];
    WORDS.contains(&part.to_lowercase().as_str())
}

/// Whether the words beside it are parts of the same name or title, and none is that of a firm.
fn is_in_a_name(neighbours: &Neighbours<'_>) -> bool {
    const FIRMS: &str = " inc corp corporation co company ltd limited llc llp plc ag sa se nv gmbh \
        group holdings ceo cfo shares stock partners industries news media writer \
        europe asia africa america americas canada uk india china japan germany france global worldwide ";
    let firm = |word: Option<&str>| {
        word.is_some_and(|word| FIRMS.contains(&format!(" {} ", word.to_lowercase())))
    };
    let article =
        neighbours.before.is_some_and(|w| matches!(w, "The" | "This" | "My" | "Our" | "A"));
    !firm(neighbours.after) && (article || is_name(neighbours.before) || is_name(neighbours.after))
}

/// Whether it begins the long form of an abbreviation: `(SingleLens Reflex)`.
fn is_expansion(reading: &Reading<'_>, index: usize, neighbours: &Neighbours<'_>) -> bool {
    let start = reading.tokens.get(index).map_or(0, |token| token.span.start);
    let head = reading.text.get(..start).unwrap_or_default();
    head.ends_with('(') && is_name(neighbours.after)
}

fn is_day_or_month(word: &str) -> bool {
    const NAMES: [&str; 18] = [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
        "January",
        "February",
        "March",
        "April",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    NAMES.contains(&word)
}

/// Whether names are on both sides of it.
fn is_amid_a_name(neighbours: &Neighbours<'_>) -> bool {
    is_in_a_name(neighbours) && is_name(neighbours.before) && is_name(neighbours.after)
}

fn begins_large(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}

/// Whether a word is a name, as far as its capital tells.
fn is_name(word: Option<&str>) -> bool {
    word.is_some_and(|w| begins_large(w) && !is_english_function_word(w) && !is_day_or_month(w))
}

/// Whether the line begins with it, or nearly so, and is a label before a dash or a colon.
fn is_label(reading: &Reading<'_>, index: usize) -> bool {
    const REACH: usize = 48;
    let Some(token) = reading.tokens.get(index) else { return false };
    let head = reading.text.get(..token.span.start).unwrap_or_default();
    let head = head.rsplit('\n').next().unwrap_or_default();
    let tail = reading.text.get(token.span.end..).unwrap_or_default();
    let tail = tail.lines().next().unwrap_or_default();
    let end = tail.char_indices().nth(REACH).map_or(tail.len(), |(at, _)| at);
    let tail = tail.get(..end).unwrap_or_default();
    let is_short = head.chars().nth(REACH).is_none();
    let item = matches!(head.trim(), "-" | "•" | "*" | "–" | "—" | "·");
    item || (is_short && [" – ", " — ", " - ", ": "].iter().any(|dash| tail.contains(dash)))
}

/// Whether a part is a prefix that Bantu languages write before a name, and no English word.
fn is_noun_class(part: &str) -> bool {
    const PREFIXES: [&str; 43] = [
        "kwa", "ka", "ku", "mu", "wa", "ya", "za", "la", "ba", "ne", "se", "nge", "na", "ye",
        "ama", "ema", "isi", "esi", "izi", "ezi", "aba", "ulu", "ubu", "uku", "imi", "ili", "ase",
        "wase", "base", "yase", "lase", "zase", "kuma", "kwama", "kwi", "ki", "vi", "ma", "ndi",
        "lo", "nga", "pa", "ru",
    ];
    PREFIXES.contains(&part)
}
