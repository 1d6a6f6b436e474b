//! Judges the form of a line: whether it can be a headline.
//!
//! In: a line, or a place in a layout. Out: whether it has the form of a headline, of a sentence, or of a label.
//! The words are in `data/headlines.toml`. It does not look for bylines and dates near the line.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use serde::Deserialize;

use super::layout::{Layout, Row, is_question, letters};
use crate::date::is_date_word;
use crate::key::ends_sentence;

/// The lists of `data/headlines.toml`, in lower case.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    summary_heads: Vec<String>,
    labels: Vec<String>,
    credits: Vec<String>,
    chrome: Vec<String>,
    sentence_words: Vec<String>,
    sentence_starts: Vec<String>,
    question_starts: Vec<String>,
    reader_words: Vec<String>,
    /// Lines that are headlines, and lines that are none; read by tests.
    #[cfg_attr(not(test), allow(dead_code))]
    headlines: Vec<String>,
    #[cfg_attr(not(test), allow(dead_code))]
    none: Vec<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    // A test reads the file, so that this never falls back to empty lists.
    toml::from_str(include_str!("../../data/headlines.toml")).unwrap_or_default()
});

static CHROME: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| AhoCorasick::new(&WORDS.chrome).ok());

static CREDITS: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| AhoCorasick::new(&WORDS.credits).ok());

/// The fewest words of a headline without a date or byline near it.
const HEADLINE_WORDS: usize = 5;
/// The most words of one in sentence case.
const SENTENCE_CASE_WORDS: usize = 16;
/// The most words of a question or exclamation that is a headline.
const QUESTION_WORDS: usize = 16;
/// The fewest sub-headings that show what a sub-heading of this text looks like.
const SUB_HEADINGS: usize = 3;
/// The length of a headline, in letters; one in Chinese has fewer.
const HEADLINE_LETTERS: std::ops::RangeInclusive<usize> = 12..=240;
const FEWEST_IDEOGRAPHS: usize = 6;

/// Whether a line looks like a headline: it does not end a sentence and is no menu entry.
pub(super) fn is_headline(row: &Row<'_>) -> bool {
    let text = row.line.text.trim();
    let count = row.words;
    let numbered = text.trim_start_matches(char::is_numeric).starts_with(['.', ')', '\t']);
    row.bullet == 0
        && !numbered
        && (3..=35).contains(&count)
        && (HEADLINE_LETTERS.contains(&letters(text)) || is_ideographic(text))
        && (!ends_sentence(text)
            || text.ends_with(['!', '！', '”', '"', '’', '»', '\''])
            || is_question(text)
            || abbreviated(text)
            || is_titled(text))
        && (!text.ends_with([':', ',', ';', '|', '>', '：', '，', '；', '、']) || is_question(text))
        && text.chars().next().is_some_and(|c| !c.is_lowercase())
        && !text.starts_with(['[', '(', '@', '#', '（'])
        && !breaks_inside(text)
        && !is_labelled(text)
        && !is_dated_only(text)
        && !is_credit(text)
        && !is_chrome(text)
        && !text.contains("://")
        && !text.contains('@')
}

/// Whether a short line is in Chinese characters.
fn is_ideographic(text: &str) -> bool {
    let ideographs = text.chars().filter(|c| matches!(c, '\u{3400}'..='\u{9fff}')).count();
    (FEWEST_IDEOGRAPHS..*HEADLINE_LETTERS.start()).contains(&ideographs)
        && ideographs * 2 > letters(text)
}

/// Whether a sentence ends inside the text: a full stop after a word of some length.
fn breaks_inside(text: &str) -> bool {
    text.match_indices(". ").any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default();
        let word = before.rsplit(' ').next().unwrap_or_default();
        word.chars().filter(|c| c.is_lowercase()).count() >= 4 && !word.contains('.')
    })
}

/// Whether a full stop belongs to the last word: `U.S.`, `Inc.`, `No. 1 Jr.`
fn abbreviated(text: &str) -> bool {
    let last = text.rsplit(' ').next().unwrap_or_default();
    let letters = last.trim_end_matches('.');
    last.ends_with("...")
        || last.ends_with('…')
        || letters.contains('.')
        || (letters.chars().count() <= 3 && letters.starts_with(char::is_uppercase))
}

/// Whether a line is a headline even with no date or byline near it: it is long enough, longer than
/// the text's sub-headings, and capitalised like a headline if it ends like a sentence.
pub(super) fn is_headline_alone(layout: &Layout<'_>, place: usize, english: bool) -> bool {
    let Some(row) = layout.rows.get(place) else { return false };
    let words = row.words;
    if words < HEADLINE_WORDS || !has_headline_form(row.body(), words, english) {
        return false;
    }
    let pairs = layout.rows.iter().zip(layout.rows.iter().skip(1)).skip(place + 1);
    let headings = pairs.filter(|(row, next)| !row.prose && next.prose && is_headline(row));
    let (count, total) = headings.fold((0, 0), |(n, sum), (row, _)| (n + 1, sum + row.words));
    count < SUB_HEADINGS || words * count > total + count
}

/// Whether a line without a byline or a date near it is written as a headline: in capitals, in title case, as
/// a short question, or in sentence case without the words of a sentence.
fn has_headline_form(text: &str, words: usize, english: bool) -> bool {
    if in_capitals(text) {
        return true;
    }
    if ends_sentence(text) {
        // In English a headline that asks has capitals, or asks who, what or why without asking the reader.
        let formed = !english || is_in_title_case(text) || is_open_question(text);
        let asks = formed
            && text
                .trim_end_matches(['"', '”', '»', '’', '\'', ' '])
                .ends_with(['?', '!', '؟', '？', '！']);
        return asks && words <= QUESTION_WORDS && !breaks_inside(text);
    }
    words <= SENTENCE_CASE_WORDS && !(english && is_sentence(text))
}

/// Whether an English line asks who, what or why, and does not address the reader.
pub(super) fn is_open_question(text: &str) -> bool {
    let lower = text.to_lowercase().replace('’', "'");
    let mut words = lower.split(|c: char| !c.is_alphanumeric() && c != '\'');
    let open = words.next().is_some_and(|word| WORDS.question_starts.iter().any(|w| w == word));
    open && !words.any(|word| WORDS.reader_words.iter().any(|w| w == word))
}

/// Whether two thirds of the words of a line begin with a capital.
pub(super) fn in_capitals(text: &str) -> bool {
    let all = text.split_whitespace().count();
    let capitals = text.split_whitespace().filter(|w| !w.starts_with(char::is_lowercase)).count();
    all > 0 && capitals * 3 >= all * 2
}

/// Whether an English line in sentence case has a word that headlines leave out, or begins as sentences do.
pub(super) fn is_sentence(text: &str) -> bool {
    let words: Vec<String> = text
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase())
        .filter(|word| !word.is_empty())
        .collect();
    let quotes =
        text.contains([':', '“', '"', '‘']) || text.contains(" '") || text.starts_with('\'');
    let starts = words.first().is_some_and(|word| WORDS.sentence_starts.contains(word));
    let within = words.iter().any(|word| WORDS.sentence_words.contains(word));
    starts || (within && !quotes) || words.len() > SENTENCE_CASE_WORDS
}

/// Whether a line is the label above the points of a summary.
pub(super) fn is_summary_head(text: &str) -> bool {
    let plain = text.trim().trim_end_matches([':', '：', '.']).trim_end();
    plain.len() <= 60 && WORDS.summary_heads.contains(&plain.to_lowercase().replace('’', "'"))
}

/// Whether a line holds nothing but dates: "February 5, 1960 - May 28, 2019".
fn is_dated_only(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.all(|word| word.chars().all(char::is_numeric) || is_date_word(word))
}

/// Whether a line credits a picture, or is a button, a form, a poll or promotion.
pub(super) fn is_of_the_page(text: &str) -> bool {
    let named = |word: &str| {
        let mut sides = word.split('/');
        let (first, second) = (sides.next().unwrap_or_default(), sides.next().unwrap_or_default());
        first.chars().count() > 1
            && first.ends_with(char::is_alphabetic)
            && second.starts_with(char::is_uppercase)
    };
    let last = text.split_whitespace().rev().take(CREDIT_WORDS);
    is_chrome(text) || is_credit(text) || text.contains(" / ") || last.into_iter().any(named)
}

/// The last words of a line among which an agency or a photographer is credited: "Jane Roe/Valley News".
const CREDIT_WORDS: usize = 3;

/// Whether a line begins with a label such as "Claim:".
fn is_labelled(text: &str) -> bool {
    let label = text.split_once([':', '：']).map(|(label, _)| label.trim().to_lowercase());
    label.is_some_and(|label| WORDS.labels.contains(&label))
}

/// Whether a line is a headline in title case that ends with a full stop: nearly all of its longer words begin
/// with a capital.
fn is_titled(text: &str) -> bool {
    (TITLE_WORDS..=SENTENCE_CASE_WORDS + 4).contains(&text.split_whitespace().count())
        && text.ends_with('.')
        && is_in_title_case(text)
}

/// Whether nearly all longer words of a text begin with a capital.
fn is_in_title_case(text: &str) -> bool {
    let words = || text.split_whitespace().filter(|word| word.chars().count() >= TITLE_LETTERS);
    let small = words().filter(|word| word.starts_with(char::is_lowercase)).count();
    small * 8 <= words().count()
}

/// The shortest word that title case writes with a capital, and the fewest words of such a title.
const TITLE_LETTERS: usize = 4;
const TITLE_WORDS: usize = 6;

/// Whether a line is a button, a form, a poll or promotion.
fn is_chrome(text: &str) -> bool {
    let lower = text.to_lowercase();
    let begins_word =
        |at: usize| !lower.get(..at).is_some_and(|before| before.ends_with(char::is_alphanumeric));
    let chrome = CHROME.iter().flat_map(|chrome| chrome.find_overlapping_iter(&lower));
    chrome.into_iter().any(|found| begins_word(found.start()))
}

/// Whether a line credits a picture.
fn is_credit(text: &str) -> bool {
    let lower = text.to_lowercase();
    let agency = text.rsplit_once(" / ").is_some_and(|(name, agency)| {
        let short = |part: &str| part.split_whitespace().count() <= 3;
        short(name) && short(agency) && in_capitals(name) && in_capitals(agency)
    });
    agency || CREDITS.as_ref().is_some_and(|credits| credits.is_match(&lower))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_headlines_as_the_examples_say() {
        let words: Words = toml::from_str(include_str!("../../data/headlines.toml")).unwrap();
        let prose = "The council voted on Monday to rebuild the bridge that the river took in the spring of last year.";
        let judged = |line: &str| {
            let text = format!("{line}\n\n{prose}\n\n{prose}");
            let layout = Layout::new(&text);
            // A question without capitals is a headline in other languages only.
            let english = !line.starts_with('¿');
            is_headline(&layout.rows[0]) && is_headline_alone(&layout, 0, english)
        };
        for line in &words.headlines {
            assert!(judged(line), "{line}");
        }
        for line in &words.none {
            assert!(!judged(line), "{line}");
        }
    }
}
