//! A missing space between a closing quote or bracket and the next word: `said."The`, `late)and`.
//!
//! In: a text. Out: insertions of a space after the closing sign, or before an opening one that
//! follows a word directly. Brackets inside a word, (re)opened, are kept, and so are quotes in
//! languages that attach endings to them.

use super::context::{
    after, before, is_code, is_protected, line_around, token_around, word_after, word_before,
};
use super::definition::{Context, Entry, SpacingRepair};
use super::function_words::{is_english, is_english_function_word, is_function_word};
use super::marks::{Mark, Marks};
use super::quotes::straight_pairs;
use crate::document::Change;

pub(super) const REPAIR: SpacingRepair = SpacingRepair {
    entry: Entry {
        id: "quote-join",
        why: "A missing space between a closing quote or bracket and the next word.",
    },
    find,
};

/// Languages in which a space follows a closing quote, and ” closes a quotation.
const LANGUAGES: [&str; 10] = ["en", "es", "fr", "it", "pt", "ca", "gl", "id", "ind", "cat"];

/// Words before a quotation.
const SPEAKING: [&str; 14] = [
    "said",
    "says",
    "added",
    "adds",
    "asked",
    "told",
    "wrote",
    "replied",
    "noted",
    "explained",
    "dijo",
    "dit",
    "disse",
    "katanya",
];

/// The current line and its straight quotes.
#[derive(Default)]
struct Line {
    end: usize,
    is_code: bool,
    is_english: bool,
    closing: Vec<usize>,
    opening: Vec<usize>,
}

fn find(text: &str, marks: &Marks, context: &Context<'_>, changes: &mut Vec<Change>) {
    let known = context.language.is_some_and(|l| LANGUAGES.contains(&l));
    if !known && context.language.is_some() {
        return;
    }
    let mut line = Line::default();
    for at in merged(marks.of(Mark::ClosingJoin), marks.of(Mark::Quote)) {
        if at >= line.end {
            line = read_line(text, at);
        }
        if line.is_code {
            continue;
        }
        let sign = before(text, at);
        let closes = sign == Some('”') || line.closing.binary_search(&at).is_ok();
        if sign == Some('”') && opens_backwards(text, at) {
            changes.push(REPAIR.entry.change(at - '”'.len_utf8()..at - '”'.len_utf8(), " "));
        } else if closes && closes_before_word(text, at, known || line.is_english) {
            changes.push(REPAIR.entry.change(at..at, " "));
        } else if line.opening.binary_search(&at).is_ok() && opens_behind_word(text, at) {
            changes.push(REPAIR.entry.change(at - 1..at - 1, " "));
        } else if sign == Some(')') && closes_remark(text, at) {
            changes.push(REPAIR.entry.change(at..at, " "));
        }
    }
}

fn read_line(text: &str, at: usize) -> Line {
    let span = line_around(text, at - 1);
    let line = text.get(span.clone()).unwrap_or_default();
    let is_code = is_code(line);
    let pairs = if is_code { Vec::new() } else { straight_pairs(line, span.start) };
    Line {
        end: span.end.max(at + 1),
        is_code,
        is_english: is_english(line),
        closing: pairs.iter().map(|pair| pair.close.end).collect(),
        opening: pairs.iter().map(|pair| pair.open.end).collect(),
    }
}

/// Two sorted lists as one, without repetition.
fn merged(one: &[usize], other: &[usize]) -> Vec<usize> {
    let mut all = [one, other].concat();
    all.sort_unstable();
    all.dedup();
    all
}

/// Whether a word of at least two letters (or "I", "a") follows a closing quote directly.
fn closes_before_word(text: &str, at: usize, known: bool) -> bool {
    let word = word_after(text, at);
    let inside = before(text, at).and_then(|quote| before(text, at - quote.len_utf8()));
    let letters = word.chars().count();
    // An ending attached to a quoted word: the "A"s.
    let ending = matches!(word, "s" | "es" | "ed" | "er" | "ing" | "d" | "ish" | "ness" | "ers");
    let capital = word.chars().next().is_some_and(char::is_uppercase);
    // Behind a dash it may open a quotation.
    let opened = || {
        let head = text.get(line_around(text, at - 1).start..at).unwrap_or_default();
        head.contains('“') || head.matches('"').count() > 1
    };
    inside.is_some_and(|c| !c.is_whitespace() && !matches!(c, '“' | '"' | '('))
        && (!inside.is_some_and(|c| matches!(c, '—' | '–')) || opened())
        && (letters > 1 || matches!(word, "I" | "a" | "A"))
        && !ending
        // In other languages a small word can be an ending: "Harbour"den.
        && (known || capital || is_english_function_word(word))
        && not_protected(text, at)
}

/// Whether a ” before a word opens a quotation, as in `he added,”I am late.”`: it follows the comma or
/// colon of a sentence that speaks, no quotation is open, and the next curly quote is a ” again or the
/// word before the comma says that somebody speaks.
fn opens_backwards(text: &str, at: usize) -> bool {
    const REACH: usize = 600;
    let quote = at - '”'.len_utf8();
    let curly = |c: &char| matches!(c, '“' | '”' | '\n');
    let head = text.get(..quote).unwrap_or_default();
    let tail = text.get(at..).unwrap_or_default();
    let opened = head.chars().rev().take(REACH).find(curly) == Some('“');
    let again = tail.chars().take(REACH).find(curly) == Some('”');
    let verb = word_before(text, quote.saturating_sub(1));
    let speaks = head.ends_with([',', ':']) && verb.starts_with(char::is_lowercase);
    let told = again || SPEAKING.contains(&verb);
    speaks && told && !opened && after(text, at).is_some_and(char::is_alphanumeric)
}

/// Whether a straight opening quote follows a word directly.
fn opens_behind_word(text: &str, at: usize) -> bool {
    let outside = before(text, at - 1);
    let stuck = before(text, at) == Some('"')
        && outside.is_some_and(|c| c.is_alphabetic() || matches!(c, ',' | '.' | ':' | ';'));
    stuck && after(text, at).is_some_and(char::is_alphanumeric) && not_protected(text, at)
}

fn not_protected(text: &str, at: usize) -> bool {
    token_around(text, at).and_then(|span| text.get(span)).is_some_and(|token| !is_protected(token))
}

/// Whether the bracket that ends at `at` closes a remark rather than a part of a word.
fn closes_remark(text: &str, at: usize) -> bool {
    const REACH: usize = 400;
    let close = at - 1;
    let head = text.get(line_around(text, close).start..close).unwrap_or_default();
    let open = head.char_indices().rev().take(REACH).find(|&(_, c)| matches!(c, '(' | ')'));
    let Some((open, '(')) = open else { return false };
    let remark = head.get(open + 1..).unwrap_or_default();
    let outside = head.get(..open).unwrap_or_default();
    let word = word_after(text, at);
    if word.chars().nth(1).is_none() || !is_apart(text, at) {
        return false;
    }
    if matches!(remark, "s" | "es") {
        return outside.ends_with(char::is_alphabetic) && is_function_word(word);
    }
    if outside.ends_with(|c: char| c.is_ascii_digit()) {
        return is_function_word(word);
    }
    let apart = outside.is_empty() || outside.ends_with([' ', '“', '"']);
    let several = remark.split_whitespace().nth(1).is_some();
    let second = remark.chars().nth(1);
    let name = remark.starts_with(char::is_uppercase) && second.is_some_and(char::is_alphabetic);
    let figure = remark.chars().any(|c| c.is_ascii_digit()) && remark.len() > 2;
    // A single short word may be a part of the next: (un)happy.
    let prefix = remark.ends_with('-') || remark.chars().count() < 3;
    apart && !prefix && (several || name || figure || (is_function_word(word) && second.is_some()))
}

fn is_apart(text: &str, at: usize) -> bool {
    token_around(text, at)
        .and_then(|span| text.get(span))
        .is_some_and(|token| !is_protected(token) && !token.contains([';', '*', '+', '[', ']']))
}
