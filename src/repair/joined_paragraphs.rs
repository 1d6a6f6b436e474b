//! Paragraphs joined into one long line by a repeated separator, as ` ### `, ` | ` or wide spaces.
//!
//! In: a text. Out: repairs that put a paragraph break in place of each separator of such a line. A
//! run of signs such as `###` is plain by itself. A single bar is a separator only if the pieces
//! between the bars are sentences. Wide spaces are separators only in a text of one line, if all of
//! them follow a sentence and most sentences are followed by a single space. Short lines are left:
//! titles and tables use the same signs.

use super::{Context, Entry};
use crate::document::Change;
use crate::key::ends_sentence;

pub(super) const ENTRY: Entry = Entry {
    id: "joined-paragraphs",
    why: "A separator where the paragraphs of a long line were joined.",
};

/// Separators of one line, at least.
const SEPARATORS: usize = 3;
/// Words of such a line, at least.
const WORDS: usize = 60;
/// Words of a line that runs of `###` part, at least: nothing else looks like them.
const PLAIN_WORDS: usize = 20;
/// Words of a text of one line that wide spaces may part, at least.
const ONE_LINE_WORDS: usize = 100;
/// Words of a piece between single bars, on average at least.
const PIECE_WORDS: usize = 8;

pub(super) fn find(text: &str, _context: &Context<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if line.contains(['#', '|', '@', '~', '¶']) {
            divide(line, start, &mut changes);
        }
        if changes.is_empty() && text.trim_end().len() <= line.len() {
            divide_at_wide_spaces(line, start, &mut changes);
        }
        start += line.len();
    }
    changes
}

fn divide(line: &str, start: usize, changes: &mut Vec<Change>) {
    let words = line.split_whitespace().count();
    if words < PLAIN_WORDS {
        return;
    }
    let mut signs: Vec<&str> = line.split_whitespace().filter(|word| is_sign(word)).collect();
    signs.sort_unstable();
    signs.dedup();
    for sign in signs {
        let separators = separators(line, sign);
        if separators.len() < SEPARATORS
            || (words < WORDS && !(sign.starts_with('#') && begin_anew(line, &separators)))
            || (sign.chars().count() == 1 && sign != "¶")
                && !parts_sentences(line, &separators, words)
        {
            continue;
        }
        let spans = separators.into_iter().map(|span| start + span.start..start + span.end);
        changes.extend(spans.map(|span| ENTRY.change(span, "\n\n")));
        return;
    }
}

/// Puts breaks in place of wide spaces that part the paragraphs of a text of one line.
fn divide_at_wide_spaces(line: &str, start: usize, changes: &mut Vec<Change>) {
    if !line.contains("  ") {
        return;
    }
    let (mut wide, mut single, mut words, mut end) = (Vec::new(), 0, 0, 0);
    for (at, word) in words_with_places(line) {
        let ends = ends_sentence(line.get(..end).unwrap_or_default());
        match at - end {
            _ if end == 0 => {}
            2.. if !ends => return,
            2.. => wide.push(end..at),
            _ => single += usize::from(ends && word.starts_with(|c: char| !c.is_lowercase())),
        }
        words += 1;
        end = at + word.len();
    }
    if words >= ONE_LINE_WORDS && wide.len() >= SEPARATORS && single >= wide.len() {
        let spans = wide.into_iter().map(|span| start + span.start..start + span.end);
        changes.extend(spans.map(|span| ENTRY.change(span, "\n\n")));
    }
}

/// Whether a word is a separator: two or more of one sign, a single bar or a paragraph sign.
fn is_sign(word: &str) -> bool {
    let Some(first) = word.chars().next() else { return false };
    let run = word.chars().all(|c| c == first);
    run && match first {
        '#' | '@' | '~' => word.len() >= 3,
        '|' | '¶' => true,
        _ => false,
    }
}

/// The runs of a separator with the white space around them, each between two pieces of text.
fn separators(line: &str, sign: &str) -> Vec<std::ops::Range<usize>> {
    let mut found: Vec<std::ops::Range<usize>> = Vec::new();
    let mut text_end = 0;
    let mut at_sign = false;
    for (at, word) in words_with_places(line) {
        if word == sign {
            at_sign = text_end > 0;
        } else {
            if at_sign {
                found.push(text_end..at);
            }
            at_sign = false;
            text_end = at + word.len();
        }
    }
    found
}

/// The words of a line with the byte at which each begins.
fn words_with_places(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    line.split(char::is_whitespace).filter_map(move |word| {
        let start = at;
        at = start + word.len();
        // The white space after the word, of which `split` takes one character.
        at += line.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        (!word.is_empty()).then_some((start, word))
    })
}

/// Whether each piece behind a separator begins as a sentence or a headline does.
fn begin_anew(line: &str, separators: &[std::ops::Range<usize>]) -> bool {
    let behind = |span: &std::ops::Range<usize>| line.get(span.end..).unwrap_or_default();
    separators.iter().all(|span| !behind(span).starts_with(char::is_lowercase))
}

/// Whether three in four of the pieces before a separator end as sentences do, and are long enough.
fn parts_sentences(line: &str, separators: &[std::ops::Range<usize>], words: usize) -> bool {
    let ends =
        separators.iter().filter(|span| ends_sentence(line.get(..span.start).unwrap_or_default()));
    ends.count() * 4 >= separators.len() * 3 && words >= (separators.len() + 1) * PIECE_WORDS
}
