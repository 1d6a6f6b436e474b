//! Names of months, weekdays, eras and time zones, and the small words around dates.
//!
//! In: a word. Out: its meaning. The names are in `data/dates.toml` and are compared without case and
//! accents.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

/// The file of names.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    ordinals: String,
    hours: String,
    language: Vec<Language>,
}

/// The names of one language.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Language {
    /// Read by tests.
    #[cfg_attr(not(test), allow(dead_code))]
    code: String,
    months: Vec<String>,
    month_words: String,
    month_numbers: Vec<String>,
    weekdays: String,
    between: String,
    connectors: String,
    clock: String,
    eras: BTreeMap<String, u64>,
    /// Written dates and what they are in ISO 8601; read by tests.
    #[cfg_attr(not(test), allow(dead_code))]
    examples: BTreeMap<String, String>,
}

/// All names, folded.
#[derive(Debug, Default)]
struct Names {
    months: HashMap<String, u64>,
    /// Names of two words, or of two parts with a dot between them.
    two_part_months: HashMap<(String, String), u64>,
    /// Words for "month" before its number.
    month_words: HashSet<String>,
    month_numbers: HashMap<String, u64>,
    weekdays: HashSet<String>,
    between: HashSet<String>,
    connectors: HashSet<String>,
    clock: HashSet<String>,
    ordinals: HashSet<String>,
    hours: HashSet<String>,
    eras: BTreeMap<String, u64>,
}

/// Months with names of two words, as in the Levant.
const TWO_WORDS: [(&str, &str, u64); 4] =
    [("كانون", "الثاني", 1), ("تشرين", "الأول", 10), ("تشرين", "الثاني", 11), ("كانون", "الأول", 12)];

fn file() -> File {
    // A test reads the file, so that this never falls back to an empty one.
    toml::from_str(include_str!("../../data/dates.toml")).unwrap_or_default()
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let file = file();
    let all = |words: &str| words.split_whitespace().map(fold).collect::<Vec<_>>();
    let mut names = Names {
        ordinals: all(&file.ordinals).into_iter().collect(),
        hours: all(&file.hours).into_iter().collect(),
        ..Names::default()
    };
    for (first, second, month) in TWO_WORDS {
        names.two_part_months.insert((fold(first), fold(second)), month);
    }
    for language in &file.language {
        for (number, row) in (1..).zip(&language.months) {
            for name in all(row) {
                match name.split_once('.') {
                    Some((first, second)) => {
                        names.two_part_months.insert((first.to_owned(), second.to_owned()), number);
                    }
                    None => {
                        names.months.insert(name, number);
                    }
                }
            }
        }
        for (number, row) in (1..).zip(&language.month_numbers) {
            names.month_numbers.extend(all(row).into_iter().map(|name| (name, number)));
        }
        names.month_words.extend(all(&language.month_words));
        names.weekdays.extend(all(&language.weekdays));
        // The parts of "พ.ศ" are tokens of their own.
        let between = language.between.replace('.', " ");
        names.between.extend(all(&between));
        names.clock.extend(all(&language.clock));
        names.connectors.extend(all(&language.connectors));
        names.connectors.extend(all(&language.clock));
        names.eras.extend(language.eras.iter().map(|(name, year)| (name.clone(), *year)));
    }
    names
});

/// Zones with their offset in minutes east of Greenwich: those of RFC 2822 and Central Europe.
const ZONES: [(&str, i32); 14] = [
    ("Z", 0),
    ("UTC", 0),
    ("GMT", 0),
    ("UT", 0),
    ("EDT", -240),
    ("EST", -300),
    ("CDT", -300),
    ("CST", -360),
    ("MDT", -360),
    ("MST", -420),
    ("PDT", -420),
    ("PST", -480),
    ("CET", 60),
    ("CEST", 120),
];

/// Zones whose offset depends on the season or on the country.
const OPEN_ZONES: [&str; 15] = [
    "ET", "CT", "MT", "PT", "BST", "IST", "AEST", "AEDT", "JST", "KST", "WIB", "WITA", "WIT",
    "MSK", "SGT",
];

/// The month that a word names, from 1.
pub(super) fn month(word: &str) -> Option<u64> {
    NAMES.months.get(&short(word)?).copied()
}

/// The month that two words name together, from 1.
pub(super) fn month_of_two(first: &str, second: &str) -> Option<u64> {
    if first.is_ascii() {
        return None;
    }
    NAMES.two_part_months.get(&(short(first)?, short(second)?)).copied()
}

/// Whether a word announces a month by its number, as Vietnamese does.
pub(super) fn is_month_word(word: &str) -> bool {
    !word.is_ascii() && holds(&NAMES.month_words, word)
}

/// The number of a month that is written as a word after a month word.
pub(super) fn month_number(word: &str) -> Option<u64> {
    NAMES.month_numbers.get(&short(word)?).copied()
}

/// The year before the first year of the era at the end of a word, and whether the word also says that
/// this is the first year.
pub(super) fn era(word: &str) -> Option<(u64, bool)> {
    if word.is_ascii() {
        return None;
    }
    let (name, first) = word.strip_suffix('元').map_or((word, false), |name| (name, true));
    let found = NAMES.eras.iter().find(|(era, _)| name.ends_with(era.as_str()));
    found.map(|(_, before)| (*before, first))
}

pub(super) fn is_weekday(word: &str) -> bool {
    matches!(word, "," | "." | "-" | "،") || holds(&NAMES.weekdays, word)
}

/// The offset of a zone in minutes: `Some(None)` if its name does not determine it, `None` for a word
/// that is not a zone.
pub(super) fn zone(word: &str) -> Option<Option<i32>> {
    if let Some((_, offset)) = ZONES.iter().find(|(name, _)| *name == word) {
        return Some(Some(*offset));
    }
    OPEN_ZONES.contains(&word).then_some(None)
}

/// Whether a word is the name of a month or a weekday.
pub fn is_date_word(word: &str) -> bool {
    month(word).is_some() || holds(&NAMES.weekdays, word)
}

/// Whether a word is the name of a month.
pub(crate) fn is_month(word: &str) -> bool {
    month(word).is_some()
}

/// Whether a token can be between a date and its time.
pub(super) fn is_connector(text: &str) -> bool {
    matches!(text, "," | "-" | "–" | "—" | "|" | "•" | "·" | "@" | ";" | "T" | "t" | "،")
        || holds(&NAMES.connectors, text)
}

/// Whether hour and minute after this word can be divided by a dot.
pub(super) fn is_clock(word: &str) -> bool {
    holds(&NAMES.clock, word)
}

/// Whether a word is an `of` between day, month and year.
pub(super) fn is_of(word: &str) -> bool {
    holds(&NAMES.between, word)
}

/// Whether a word is the ending of an ordinal number.
pub(super) fn is_ordinal(word: &str) -> bool {
    holds(&NAMES.ordinals, word)
}

/// Whether a word means "o'clock".
pub(super) fn is_oclock(word: &str) -> bool {
    holds(&NAMES.hours, word)
}

fn holds(names: &HashSet<String>, word: &str) -> bool {
    short(word).is_some_and(|word| names.contains(&word))
}

/// The folded word, or `None` if it is certainly no name: it is too long, or no name begins and ends as it does.
fn short(word: &str) -> Option<String> {
    (word.len() <= 40 && edges(word).is_none_or(|edges| EDGES.contains(&edges))).then(|| fold(word))
}

/// The folded first and last character of a word, if both are in the table.
fn edges(word: &str) -> Option<(char, char)> {
    let folded = |c: char| FOLDED.get(c as usize).copied().flatten();
    Some((folded(word.chars().next()?)?, folded(word.chars().next_back()?)?))
}

/// The folded characters of Latin, Greek, Cyrillic, Hebrew and Arabic that become one character.
static FOLDED: LazyLock<Vec<Option<char>>> = LazyLock::new(|| {
    let fold_one = |code: u32| {
        let folded = fold(char::from_u32(code)?.encode_utf8(&mut [0; 4]));
        let mut characters = folded.chars();
        characters.next().filter(|_| characters.next().is_none())
    };
    (0..0x700).map(fold_one).collect()
});

/// The first and last character of each name that is looked up whole.
static EDGES: LazyLock<HashSet<(char, char)>> = LazyLock::new(|| {
    let names = &*NAMES;
    let sets = [
        &names.month_words,
        &names.weekdays,
        &names.between,
        &names.connectors,
        &names.clock,
        &names.ordinals,
        &names.hours,
    ];
    let two_parts = names.two_part_months.keys().flat_map(|(first, second)| [first, second]);
    let single = names.months.keys().chain(names.month_numbers.keys());
    let all = sets.into_iter().flatten().chain(single).chain(two_parts);
    all.filter_map(|name| Some((name.chars().next()?, name.chars().next_back()?))).collect()
});

/// Folds case, accents, and the letters that Arabic, Persian and Turkish write in two ways.
fn fold(word: &str) -> String {
    if word.bytes().all(|b| b.is_ascii_alphabetic()) {
        return word.to_ascii_lowercase();
    }
    let plain = word.chars().flat_map(char::to_lowercase).nfd().filter(|&c| !is_accent(c));
    plain
        .map(|c| match c {
            'ı' => 'i',
            'ς' => 'σ',
            'ی' | 'ى' => 'ي',
            'ک' => 'ك',
            'ة' => 'ه',
            _ => c,
        })
        .collect()
}

/// Accents and vowel points. The vowel signs of Indian scripts and of Thai are letters.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{64b}'..='\u{65f}' | '\u{670}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::{DayMonth, read};

    #[test]
    fn every_name_means_one_month_in_all_languages() {
        let file: File = toml::from_str(include_str!("../../data/dates.toml")).unwrap();
        assert!(file.language.len() > 30);
        for language in file.language {
            assert!(matches!(language.months.len(), 0 | 12), "{}", language.code);
            for (number, row) in (1..).zip(&language.months) {
                for name in row.split_whitespace().filter(|name| !name.contains('.')) {
                    assert_eq!(month(name), Some(number), "{}: {name}", language.code);
                    assert_eq!(month(&name.to_uppercase()), Some(number), "{name}");
                }
            }
            assert!(!language.examples.is_empty(), "{}", language.code);
            for (written, iso) in &language.examples {
                let found = read(written, DayMonth::Unknown);
                assert_eq!(found.as_ref(), Some(iso), "{}: {written}", language.code);
            }
        }
        assert_eq!(month("EKİM"), Some(10));
        assert_eq!(month("monday"), None);
    }

    #[test]
    fn every_name_is_known_in_capitals_too() {
        let sets = [
            &NAMES.weekdays,
            &NAMES.between,
            &NAMES.connectors,
            &NAMES.clock,
            &NAMES.ordinals,
            &NAMES.hours,
            &NAMES.month_words,
        ];
        for names in sets {
            assert!(!names.is_empty());
            for name in names {
                assert!(holds(names, name) && holds(names, &name.to_uppercase()), "{name}");
            }
        }
        for name in NAMES.month_numbers.keys() {
            assert!(month_number(name).is_some(), "{name}");
        }
    }

    #[test]
    fn months_of_two_words() {
        assert_eq!(month_of_two("تشرين", "الأول"), Some(10));
        assert_eq!(month_of_two("تشرين", "أكتوبر"), None);
        assert_eq!(month_of_two("เม", "ย"), Some(4));
    }

    #[test]
    fn zones_with_and_without_an_offset() {
        assert_eq!(zone("EDT"), Some(Some(-240)));
        assert_eq!(zone("ET"), Some(None));
        assert_eq!(zone("et"), None);
    }
}
