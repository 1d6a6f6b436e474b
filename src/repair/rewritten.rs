//! Signs that a machine rewrote a story: sentence fragments and misplaced words.
//!
//! In: a text, and word evidence if there is any. Out: a count. Nothing is repaired: the original
//! wording is lost.

use super::context::{after, before, is_protected, token_around, word_after, word_before};
use super::definition::{Context, Own};
use crate::document::learned::word_evidence::LanguageWords;

/// Abbreviations that lower case may follow within a sentence.
const ABBREVIATIONS: [&str; 44] = [
    "mr", "mrs", "ms", "dr", "st", "vs", "etc", "inc", "ltd", "co", "corp", "no", "jr", "sr", "al",
    "est", "approx", "dept", "gen", "gov", "sen", "rep", "col", "lt", "sgt", "capt", "prof", "rev",
    "hon", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
    "mt", "ft", "cf",
];

/// Counts the signs: a full stop before lower case (`It was late. and full`), the first-person
/// pronoun after a name (`that Moor I asked`), and, with evidence, a capital in mid-sentence on a
/// word that the corpus writes in lower case (`in Harbour. the boats`).
///
/// ```
/// use copydesk::repair::{Context, rewritten_score};
///
/// let context = Context::default();
/// assert_eq!(rewritten_score("The talks. full of hope, showed that Moor I asked to go.", &context), 2);
/// assert_eq!(rewritten_score("The talks ended at 5 p.m. on Friday.", &context), 0);
/// ```
pub fn rewritten_score(text: &str, context: &Context<'_>) -> u32 {
    let words = context.words.and_then(|words| words.language(context.language));
    let own = u32::from(context.own == Own::Counted);
    // The signs apply to scripts with spaces between words and with capitals.
    let mut score: u32 = 0;
    for space in memchr::memchr_iter(b' ', text.as_bytes()) {
        let next = space + 1;
        // Most words begin in lower case and follow another word.
        let [left, right] =
            [space.wrapping_sub(1), next].map(|at| text.as_bytes().get(at).copied().unwrap_or(0));
        if left != b'.' && right.is_ascii() && !right.is_ascii_uppercase() {
            continue;
        }
        let Some(first) = after(text, next) else { continue };
        let found = if before(text, space) == Some('.') {
            first.is_lowercase() && breaks_off(text, space - 1, next)
        } else if first.is_uppercase() {
            is_stray_pronoun(text, space, next)
                || words.is_some_and(|words| is_stray_capital(text, space, next, words, own))
        } else {
            false
        };
        score = score.saturating_add(u32::from(found));
    }
    score
}

/// Whether a sentence breaks off at this full stop: a longer word before it, a lower-case word
/// after.
fn breaks_off(text: &str, stop: usize, next: usize) -> bool {
    let left = word_before(text, stop);
    let right = word_after(text, next);
    let inside =
        before(text, stop - left.len()).is_some_and(|c| matches!(c, '.' | '@' | '/' | '_'));
    let name = token_around(text, next).and_then(|span| text.get(span)).is_none_or(|token| {
        is_protected(token)
            || token.chars().any(|c| c.is_ascii_digit())
            || token.chars().skip(1).any(char::is_uppercase)
    });
    let dotted = after(text, next + right.len()) == Some('.')
        && after(text, next + right.len() + 1).is_some_and(char::is_alphanumeric);
    left.chars().count() > 2
        && left.ends_with(char::is_lowercase)
        && !ABBREVIATIONS.contains(&left.to_lowercase().as_str())
        && !right.is_empty()
        && !inside
        && !name
        && !dotted
}

/// Whether "I" is between a name and a verb: the name was the subject.
fn is_stray_pronoun(text: &str, space: usize, next: usize) -> bool {
    if !text.get(next..).is_some_and(|rest| rest.starts_with("I ")) {
        return false;
    }
    let left = word_before(text, space);
    let name = left.starts_with(char::is_uppercase)
        && left.chars().nth(2).is_some()
        && left.chars().skip(1).all(char::is_lowercase);
    let verb = word_after(text, next + 2);
    // After other words the name may be a time or a place: "On Sunday I went", "World War I began".
    let start = space - left.len();
    let link = word_before(text, start.saturating_sub(1));
    let links =
        matches!(link, "that" | "and" | "but" | "said" | "because" | "while" | "if" | "whether");
    name && links && before(text, start) == Some(' ') && verb.starts_with(char::is_lowercase)
}

/// Whether a word in mid-sentence has a capital although the corpus nearly always writes it in
/// lower case.
fn is_stray_capital(
    text: &str,
    space: usize,
    next: usize,
    words: &LanguageWords,
    own: u32,
) -> bool {
    if !before(text, space).is_some_and(char::is_lowercase) {
        return false;
    }
    let word = word_after(text, next);
    let mut letters = word.chars();
    letters.next();
    let shape = letters.clone().nth(1).is_some() && letters.all(char::is_lowercase);
    let left = || word_before(text, space);
    // Only between lower-case words: titles and names have capitals nearby.
    let behind = next + word.len();
    let small_behind =
        after(text, behind) == Some(' ') && after(text, behind + 1).is_some_and(char::is_lowercase);
    if !shape || !small_behind || left().starts_with(char::is_uppercase) {
        return false;
    }
    let count = words.word(word);
    let (any, small) = (count.any.saturating_sub(own), count.small.saturating_sub(own));
    any >= 50 && small.saturating_mul(100) >= any.saturating_mul(97)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::learned::word_evidence::{WordCount, WordEvidence};
    use crate::key::word_key;

    fn score(text: &str) -> u32 {
        rewritten_score(text, &Context::default())
    }

    #[test]
    fn fragments_count() {
        assert_eq!(score("Their long partnership. full of doubt, ended. and nobody knew."), 2);
        assert_eq!(score("He said on Sunday that Moor I asked for help."), 1);
    }

    #[test]
    fn prose_has_no_marks() {
        for text in [
            "Quay Inc. said it sold boats, etc. and more. Nobody knew.",
            "At 5 p.m. on Friday, the U.S. said no. She left.",
            "After World War I began, Elizabeth I ruled in the play.",
            "“Is it late?” he asked. iBoat sank. quay.example is a site.",
            "On Sunday I went. At Moor I slept.",
            "",
        ] {
            assert_eq!(score(text), 0, "{text}");
        }
    }

    #[test]
    fn a_capital_on_a_word_that_the_corpus_writes_small_counts() {
        let mut evidence = WordEvidence::default();
        let words = evidence.languages.entry("en".to_owned()).or_default();
        words.words.insert(
            word_key("mentioned"),
            WordCount { any: 100, small: 99, ..WordCount::default() },
        );
        words
            .words
            .insert(word_key("brown"), WordCount { any: 100, small: 70, ..WordCount::default() });
        let context =
            Context { language: Some("en"), words: Some(&evidence), ..Context::default() };
        assert_eq!(rewritten_score("as he Mentioned in the talk with Brown on boats", &context), 1);
    }
}
