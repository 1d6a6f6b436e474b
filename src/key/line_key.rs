//! The keys of a line: hashes of its letters and digits, its template, its label, and its first and
//! last sentence.
//!
//! In: one line of text. Out: [`LineKeys`]. It knows no site and keeps no text.

#[cfg(test)]
mod tests;

use std::ops::Range;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::heading_word::{heads_a_part, is_calendar_word};
use super::letter::{is_capital, is_letter_or_digit};
use super::shape::{PAGE_WORDS_MOST, Shape, is_terminal, shape};

/// The forms under which a line is counted and looked up.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LineKeys {
    pub shape: Shape,
    /// The letters and digits of the whole line in lower case; of a line without any, its other
    /// characters.
    pub line: u64,
    /// The same with each run of digits and each name of a month or weekday as a slot; only where
    /// the line has digits and letters.
    pub numbers: Option<u64>,
    /// The same with each run of capitalised words as a slot; only where enough other words remain.
    pub names: Option<u64>,
    /// A few words, then a colon or bar, then more: label, rest, and where the rest starts.
    pub label: Option<Label>,
    /// The first sentence of several.
    pub opening: Option<Part>,
    /// The last sentence of several, or unpunctuated words after it.
    pub closing: Option<Part>,
    /// The keys of what follows the first, second, third and fourth word: for labels without a colon.
    pub rests: Vec<u64>,
}

/// A label and what it introduces.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Label {
    pub label: u64,
    pub rest: u64,
    pub rest_words: u32,
}

/// One sentence of a line of several.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Part {
    pub key: u64,
    /// The key of its first word.
    pub first_word: u64,
    /// Bytes of the line.
    pub span: Range<usize>,
    pub shape: Shape,
}

/// The key of a text by its letters and digits alone: xxh3 of them in lower case.
///
/// ```
/// use copydesk::key::key;
/// assert_eq!(key("Rain, again!"), key("rain again"));
/// ```
pub fn key(text: &str) -> u64 {
    Folded::new(text).hash()
}

/// Letters and digits in lower case, and where each word begins.
struct Folded {
    buffer: String,
    /// For each word: start in `buffer`, start in the text, whether it begins with a capital.
    words: Vec<(usize, usize, bool)>,
    raw: u64,
}

impl Folded {
    fn new(text: &str) -> Folded {
        let bytes = text.as_bytes();
        let mut buffer: Vec<u8> = Vec::with_capacity(text.len());
        let mut words = Vec::with_capacity(text.len() / 5 + 1);
        let mut inside = false;
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            if byte.is_ascii_alphanumeric() {
                if !inside {
                    words.push((buffer.len(), at, byte.is_ascii_uppercase()));
                }
                inside = true;
                let run = bytes.get(at..).unwrap_or_default();
                let length = run.iter().take_while(|b| b.is_ascii_alphanumeric()).count();
                buffer.extend(run.iter().take(length).map(u8::to_ascii_lowercase));
                at += length;
            } else if byte.is_ascii() {
                inside &= byte == b'\'';
                at += 1;
            } else {
                let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { break };
                if is_letter_or_digit(c) {
                    if !inside {
                        words.push((buffer.len(), at, is_capital(c)));
                    }
                    inside = true;
                    let mut utf8 = [0; 4];
                    c.to_lowercase().for_each(|c| {
                        buffer.extend_from_slice(c.encode_utf8(&mut utf8).as_bytes())
                    });
                } else if c != '\u{2019}' {
                    inside = false;
                }
                at += c.len_utf8();
            }
        }
        // All of it was pushed as whole characters.
        let buffer = String::from_utf8(buffer).unwrap_or_default();
        let raw = if buffer.is_empty() { xxh3_64(text.trim().as_bytes()) } else { 0 };
        Folded { buffer, words, raw }
    }

    fn hash(&self) -> u64 {
        if self.buffer.is_empty() { self.raw } else { xxh3_64(self.buffer.as_bytes()) }
    }

    fn word(&self, index: usize) -> &str {
        let start = self.words.get(index).map_or(self.buffer.len(), |w| w.0);
        let end = self.words.get(index + 1).map_or(self.buffer.len(), |w| w.0);
        self.buffer.get(start..end).unwrap_or_default()
    }

    /// The words that begin in a part of the text. No word may be cut at the ends of the part.
    fn words_in(&self, part: &Range<usize>) -> Range<usize> {
        let before = |at: usize| self.words.partition_point(|word| word.1 < at);
        before(part.start)..before(part.end)
    }

    /// The hash of some words, as if they were the whole text.
    fn hash_of(&self, words: Range<usize>) -> u64 {
        let start_of = |word: usize| self.words.get(word).map_or(self.buffer.len(), |w| w.0);
        let (start, end) = (start_of(words.start), start_of(words.end));
        xxh3_64(self.buffer.get(start..end).unwrap_or_default().as_bytes())
    }

    /// Hashes of the words of five letters and more.
    fn longer_words(&self) -> impl Iterator<Item = u64> + '_ {
        let starts_character = |byte: &&u8| **byte & 0xc0 != 0x80;
        let words = (0..self.words.len()).map(|index| self.word(index).as_bytes());
        words.filter(move |word| word.iter().filter(starts_character).nth(4).is_some()).map(xxh3_64)
    }

    /// The key of the words from `first` on.
    fn after_words(&self, first: usize) -> Option<u64> {
        let &(start, _, _) = self.words.get(first)?;
        Some(xxh3_64(self.buffer.get(start..)?.as_bytes()))
    }
}

/// Longer lines, in words, have no template, label or headline.
const TEMPLATE_WORDS: usize = 30;

/// Which of a line's keys to compute. The key of the whole line is always computed.
#[derive(Debug, Clone, Copy)]
pub struct KeySelection {
    pub numbers: bool,
    pub names: bool,
    pub parts: bool,
    pub labels: bool,
    /// [`LineKeys::rests`].
    pub rests: bool,
    /// [`Shape::of_the_page`].
    pub page_words: bool,
}

/// The keys of a line that learning counts: all but [`LineKeys::rests`]. Adds the hashes of its
/// longer words to `words`.
pub fn counted_keys(text: &str, words: &mut Vec<u64>) -> LineKeys {
    let counted = KeySelection {
        numbers: true,
        names: true,
        parts: true,
        labels: true,
        rests: false,
        page_words: true,
    };
    let folded = Folded::new(text);
    words.extend(folded.longer_words());
    keys_of(text, &folded, counted)
}

/// Some keys of a line.
pub fn keys_of_line(text: &str, asked: KeySelection) -> LineKeys {
    keys_of(text, &Folded::new(text), asked)
}

fn keys_of(text: &str, folded: &Folded, asked: KeySelection) -> LineKeys {
    let mut shape = shape(text, folded.words.len(), asked.page_words);
    shape.heads_a_part = folded.words.len() == 1 && heads_a_part(folded.word(0));
    let mut keys = LineKeys { shape, line: folded.hash(), ..LineKeys::default() };
    if folded.words.len() <= TEMPLATE_WORDS {
        keys.numbers = asked.numbers.then(|| numbers(folded, &shape)).flatten();
        keys.names = asked.names.then(|| names(folded)).flatten();
        if asked.labels {
            keys.label = label(text, folded);
        }
        if asked.rests {
            keys.rests = (1..=4).filter_map(|k| folded.after_words(k)).collect();
        }
    }
    if asked.parts {
        // A part has no page words that the whole line does not have.
        let page_words = shape.of_the_page || shape.words > PAGE_WORDS_MOST;
        (keys.opening, keys.closing) = parts(text, Some(folded), asked.page_words && page_words);
    }
    keys
}

/// The keys of a line that is too long to be chrome as a whole: its first and last sentence.
pub fn keys_of_long_line(text: &str, asked: KeySelection) -> LineKeys {
    let shape = Shape { words: u32::MAX, letters: u32::MAX, terminal: true, ..Shape::default() };
    let (opening, closing) = if asked.parts { parts(text, None, false) } else { (None, None) };
    LineKeys { shape, opening, closing, ..LineKeys::default() }
}

/// The longest first or last sentence that gets a key, in bytes.
const PART_BYTES: usize = 400;

/// The first and the last sentence of a line of several, which may be folded already.
fn parts(text: &str, line: Option<&Folded>, page_words: bool) -> (Option<Part>, Option<Part>) {
    let part = |span: Range<usize>| {
        let piece = text.get(span.clone()).filter(|piece| piece.len() <= PART_BYTES)?;
        let own = line.is_none().then(|| Folded::new(piece));
        let (folded, words) = match (line, &own) {
            (Some(line), _) => (line, line.words_in(&span)),
            (None, own) => (own.as_ref()?, 0..own.as_ref()?.words.len()),
        };
        let first_word = xxh3_64(folded.word(words.start).as_bytes());
        let shape = shape(piece, words.len(), page_words);
        (words.len() >= 2).then(|| Part { key: folded.hash_of(words), first_word, span, shape })
    };
    let first = sentence_edges(text.get(..boundary(text, PART_BYTES + 80)).unwrap_or(text), true).0;
    let from = boundary(text, text.len().saturating_sub(PART_BYTES + 80));
    let last = sentence_edges(text.get(from..).unwrap_or_default(), false).1;
    (first.and_then(|end| part(0..end)), last.and_then(|start| part(from + start..text.len())))
}

/// The last character boundary at or before a byte.
fn boundary(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

fn numbers(folded: &Folded, shape: &Shape) -> Option<u64> {
    if !shape.digits || shape.letters < 2 {
        return None;
    }
    let mut out = String::with_capacity(folded.buffer.len() + 8);
    out.push('#');
    for index in 0..folded.words.len() {
        let word = folded.word(index);
        if is_calendar_word(word) {
            out.push('0');
            continue;
        }
        let mut in_digits = false;
        for c in word.chars() {
            if c.is_numeric() {
                if !in_digits {
                    out.push('0');
                }
                in_digits = true;
            } else {
                in_digits = false;
                out.push(c);
            }
        }
    }
    Some(xxh3_64(out.as_bytes()))
}

/// The key with names as slots. At least three words must be outside the slots, and one slot must
/// be a name of two words.
fn names(folded: &Folded) -> Option<u64> {
    let mut out = String::with_capacity(folded.buffer.len() + 8);
    out.push('@');
    let (mut literal, mut run, mut pairs) = (0, 0, 0);
    for (index, &(_, _, capital)) in folded.words.iter().enumerate() {
        if capital {
            run += 1;
            if run == 1 {
                out.push_str(" N");
            }
            pairs += usize::from(run == 2);
        } else {
            run = 0;
            literal += 1;
            out.push(' ');
            out.push_str(folded.word(index));
        }
    }
    (literal >= 3 && (1..=3).contains(&pairs)).then(|| xxh3_64(out.as_bytes()))
}

/// Most words of a label.
const LABEL_WORDS: usize = 6;

fn label(text: &str, folded: &Folded) -> Option<Label> {
    let (at, mark) =
        text.char_indices().find(|(_, c)| matches!(c, ':' | '：' | '|' | '»' | '>' | '–' | '—'))?;
    let first = folded.words.iter().position(|w| w.1 > at)?;
    let next_is_space = text.get(at + mark.len_utf8()..)?.starts_with(char::is_whitespace);
    if first == 0 || first > LABEL_WORDS || (mark == ':' && !next_is_space) {
        return None;
    }
    let &(start, _, _) = folded.words.get(first)?;
    let label = xxh3_64(folded.buffer.get(..start)?.as_bytes());
    let rest = xxh3_64(folded.buffer.get(start..)?.as_bytes());
    Some(Label { label, rest, rest_words: (folded.words.len() - first) as u32 })
}

/// The end of the first sentence and the start of the last, if a text has several. With
/// `first_only` it does not look for the last.
fn sentence_edges(text: &str, first_only: bool) -> (Option<usize>, Option<usize>) {
    let (mut first, mut last) = (None, None);
    let (mut from, mut before_stop) = (0, ' ');
    while let Some(at) = next_terminal(text, from) {
        let passed = text.get(from..at).and_then(|passed| passed.chars().next_back());
        before_stop = passed.unwrap_or(before_stop);
        let rest = text.get(at..).unwrap_or_default();
        let rest = rest.trim_start_matches(|c| is_terminal(c) || is_closing(c));
        let end = text.len() - rest.len();
        let spaced = rest.starts_with(char::is_whitespace);
        let rest = rest.trim_start();
        let next = text.len() - rest.len();
        let Some(following) = rest.chars().next() else { break };
        let glued = before_stop.is_lowercase() && following.is_uppercase();
        if (spaced && !following.is_lowercase()) || glued {
            first = first.or(Some(end));
            last = Some(next);
            if first_only {
                break;
            }
        }
        from = next;
    }
    (first, last)
}

/// The position of the next mark that ends a sentence.
fn next_terminal(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        at += bytes.get(at..)?.iter().position(|&byte| BEGINS_TERMINAL[usize::from(byte)])?;
        match text.get(at..).and_then(|rest| rest.chars().next()) {
            Some(c) if is_terminal(c) => return Some(at),
            _ => at += 1,
        }
    }
}

/// The first bytes of marks that end a sentence in UTF-8: one flag for each byte, so that every
/// index is valid.
const BEGINS_TERMINAL: [bool; 256] = {
    let mut begins = [false; 256];
    let firsts = [b'.', b'!', b'?', 0xe2, 0xd8, 0xdb, 0xe3, 0xef, 0xe0];
    let mut at = 0;
    while at < firsts.len() {
        begins[firsts[at] as usize] = true;
        at += 1;
    }
    begins
};

fn is_closing(c: char) -> bool {
    matches!(c, '"' | '\'' | ')' | ']' | '”' | '’' | '»')
}
