//! The words around names, and what they tell of a part of a byline.
//!
//! In: a part of a byline. Out: whether it can be a name, a role or a lead. The words are in `data/bylines.toml`. It
//! divides nothing.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use serde::Deserialize;

use crate::date;

/// The words around names, in lower case.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    pub(super) leads: Vec<String>,
    pub(super) sure: HashSet<String>,
    pub(super) unsure: HashSet<String>,
    pub(super) roles: HashSet<String>,
    pub(super) jobs: HashSet<String>,
    pub(super) degrees: HashSet<String>,
    pub(super) nobody: HashSet<String>,
    pub(super) things: HashSet<String>,
    pub(super) openings: HashSet<String>,
    pub(super) filings: HashSet<String>,
    pub(super) tails: Vec<String>,
    pub(super) ends: Vec<String>,
    pub(super) particles: HashSet<String>,
    /// Values and their names; read by tests.
    #[cfg_attr(not(test), allow(dead_code))]
    pub(super) examples: BTreeMap<String, Vec<String>>,
}

pub(super) static WORDS: LazyLock<Words> = LazyLock::new(|| {
    // A test reads the file, so that this never falls back to empty lists.
    let mut words = read().unwrap_or_default();
    words.leads.sort_by_key(|lead| std::cmp::Reverse(lead.len()));
    words
});

/// The leads that begin with a letter, the longest first. Only looked up, never iterated.
static LEADS: LazyLock<HashMap<char, Vec<&'static str>>> = LazyLock::new(|| {
    let mut leads: HashMap<char, Vec<&'static str>> = HashMap::new();
    for lead in &WORDS.leads {
        if let Some(first) = lead.chars().next() {
            leads.entry(first).or_default().push(lead);
        }
    }
    leads
});

/// The leads that a text may begin with, whatever its case: those with the same first letter.
pub(super) fn leads_like(text: &str) -> &'static [&'static str] {
    let first = text.chars().next().and_then(|first| first.to_lowercase().next());
    first.and_then(|first| LEADS.get(&first)).map_or(&[], Vec::as_slice)
}

/// The places of [`Words::tails`] and [`Words::ends`] in a text.
pub(super) static TAILS: LazyLock<Phrases> = LazyLock::new(|| Phrases::of(&WORDS.tails));
pub(super) static ENDS: LazyLock<Phrases> = LazyLock::new(|| Phrases::of(&WORDS.ends));

/// Phrases that are looked for together.
pub(super) struct Phrases(Option<AhoCorasick>);

impl Phrases {
    fn of(phrases: &[String]) -> Phrases {
        Phrases(AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(phrases).ok())
    }

    /// Where the first of the phrases begins in a text.
    pub(super) fn first_in(&self, text: &str) -> Option<usize> {
        Some(self.0.as_ref()?.find(text)?.start())
    }
}

/// Reads the lists.
pub(super) fn read() -> Result<Words, toml::de::Error> {
    toml::from_str(include_str!("../../data/bylines.toml"))
}

/// Words that no name ends with.
const OPEN_WORDS: [&str; 14] =
    ["of", "for", "the", "in", "on", "at", "to", "and", "with", "from", "an", "or", "your", "our"];

/// Whether a text is "By" or the like and nothing else.
pub(crate) fn is_lead(text: &str) -> bool {
    let text = text.trim().trim_end_matches([':', '：']).trim_end().to_lowercase();
    leads_like(&text).contains(&text.as_str())
}

/// Whether a text can be the name of an author.
pub(crate) fn is_name(text: &str) -> bool {
    let lower = text.to_lowercase();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let dated = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        word.is_empty() || date::is_date_word(word)
    };
    (1..=6).contains(&words(text))
        && letters >= 2
        && text.chars().count() <= 60
        && !text.contains(|c: char| c.is_ascii_digit() || matches!(c, '@' | '?' | '!' | '…' | ':'))
        && is_capitalised(text)
        && !ends_open(&lower)
        && !lower.contains("'s ")
        && !lower.contains("’s ")
        && !["www.", ".com", "more about", "page."].iter().any(|part| lower.contains(part))
        && !lower.starts_with("the latest")
        && !is_lead(text)
        && !WORDS.nobody.contains(&lower)
        && !is_button(&lower)
        && !is_thing(&lower)
        && (!text.split_whitespace().all(dated) || is_of_months(text))
}

/// Whether a text is two names of months and nothing else, as no date is: "April May", "Júlio Março".
fn is_of_months(text: &str) -> bool {
    words(text) == 2 && text.split_whitespace().all(date::is_month)
}

/// Whether a text in lower case ends with a word that asks for more, as cut headlines do: "news of".
fn ends_open(lower: &str) -> bool {
    let last = lower.rsplit_once(' ').map(|(_, last)| last);
    last.is_some_and(|last| OPEN_WORDS.contains(&last))
}

/// Whether a part in lower case begins as buttons and labels do: "follow ines".
fn is_button(lower: &str) -> bool {
    let first = lower.split_once(' ').map(|(first, _)| first);
    first.is_some_and(|first| WORDS.openings.contains(first))
}

/// Whether a part in lower case has a word that no name of a person has: "harrow area golf".
fn is_thing(lower: &str) -> bool {
    lower.split(|c: char| !c.is_alphanumeric()).any(|word| WORDS.things.contains(word))
}

/// Whether all words of a name but its particles begin with a capital, or none does.
fn is_capitalised(text: &str) -> bool {
    let small = |word: &&str| word.starts_with(char::is_lowercase);
    let particle = |word: &str| WORDS.particles.contains(word) || word.contains(['\'', '’', '-']);
    let mut all = text.split_whitespace();
    text.split_whitespace().all(|word| small(&word))
        || all.all(|word| !small(&word) || particle(word))
}

/// Whether a part names a role, a desk or an outlet, which can be in quotation marks.
pub(crate) fn is_role(text: &str) -> bool {
    if text.contains(['«', '"', '“']) {
        return true;
    }
    let lower = text.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    words.any(|word| WORDS.roles.contains(word))
}

pub(super) fn words(text: &str) -> usize {
    text.split_whitespace().count()
}
