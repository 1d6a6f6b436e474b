//! Removes pull quotes: boxed lines that repeat words of another line of the story.
//!
//! In: the lines of a page and which of them stay. Out: a line in a box goes if all its words are in
//! another line that stays, in their order and with hardly a word between them, and so do the short lines
//! below it that say whose words they are. If the page model took the sentence in the story with its quote, the
//! sentence stays. It removes no heading, no item of a list, no row of a table and nothing above the story.

use std::cell::LazyCell;
use std::sync::LazyLock;

use super::lines::{Decision, Lines, drop, hashes, keep, stays};
use crate::document::markup::Tag;

/// The rule of the removals.
pub(in crate::boilerplate::page) const QUOTE: &str = "page-pull-quote";

/// Words of a quote, at least, and its letters and digits in bytes.
const FEWEST_WORDS: u32 = 6;
const BYTES: std::ops::RangeInclusive<usize> = 25..=400;
/// Paragraphs of a page that can have quotes, at least.
const PARAGRAPHS: usize = 4;
/// Boxed lines of a page that are compared with its text, at most.
const MOST_QUOTES: usize = 60;
/// Lines below a quote that say whose words they are, at most, and words of each.
const SPEAKER_LINES: usize = 2;
const SPEAKER_WORDS: u32 = 12;
/// A quote leaves out one word in so many of the sentence, at most, and at least one.
const LEFT_OUT: usize = 6;
/// Lines below the story in which a sentence with a quote can be.
const LINES_BELOW: usize = 4;

/// Sentences of the story whose words a box says too, and that the model removed, stay.
pub(super) fn keep_quoted(page: &Lines<'_>, all: &mut [Decision]) {
    let Some(home) = page.home(all) else { return };
    let boxed = |line: &usize| is_boxed(page, *line, home);
    let quotes: Vec<(usize, String)> = (0..page.len())
        .filter(boxed)
        .take(MOST_QUOTES)
        .map(|line| (line, letters(page.text(line))))
        .filter(|(_, text)| BYTES.contains(&text.len()))
        .collect();
    if quotes.is_empty() {
        return;
    }
    let is_kept = |line: &usize| stays(all, *line) && page.is_prose(*line);
    let Some(first) = (0..page.len()).find(is_kept) else { return };
    let last = (0..page.len()).rev().find(is_kept).unwrap_or(first);
    for line in first..(last + 1 + LINES_BELOW).min(page.len()) {
        let element = page.element(line);
        if stays(all, line)
            || !page.is_sentence(line, *BYTES.start() as u32)
            || !page.is_plain(element, home)
            || boxed(&line)
        {
            continue;
        }
        let text = letters(page.text(line));
        if quotes.iter().any(|(quote, said)| *quote != line && text.contains(said)) {
            keep(all, line);
        }
    }
}

pub(super) fn drop_pull_quotes(page: &Lines<'_>, all: &mut [Decision]) {
    let Some(home) = page.home(all) else { return };
    let kept: Vec<usize> = (0..page.len()).filter(|&line| stays(all, line)).collect();
    let mut paragraphs = kept.iter().copied().filter(|&line| page.is_prose(line));
    let Some(first) = paragraphs.next() else { return };
    let boxed = |line: &usize| *line > first && is_boxed(page, *line, home);
    if paragraphs.count() + 1 < PARAGRAPHS || !kept.iter().any(boxed) {
        return;
    }
    let texts: Vec<(usize, String)> =
        kept.iter().map(|&line| (line, letters(page.text(line)))).collect();
    let repeats = |text: &str| {
        texts.iter().any(|(_, other)| other.len() > text.len() && other.contains(text))
    };
    let plain: LazyCell<Vec<Vec<String>>, _> = LazyCell::new(|| {
        let plain = kept.iter().filter(|line| !boxed(line));
        plain.map(|line| words(page.text(*line))).collect()
    });
    let shortens = |quote: usize| {
        let own = words(page.text(quote));
        own.len() >= FEWEST_WORDS as usize && plain.iter().any(|text| is_shortened(&own, text))
    };
    let quotes = texts.iter().filter(|(line, text)| BYTES.contains(&text.len()) && boxed(line));
    for (quote, text) in quotes.take(MOST_QUOTES) {
        if !repeats(text) && !shortens(*quote) {
            continue;
        }
        drop(all, *quote, QUOTE);
        // Whose words they are, in the same box: a name, and an office.
        for speaker in (*quote + 1..page.len()).take(SPEAKER_LINES) {
            let joint = page.joint(page.element(*quote), page.element(speaker));
            let short = (1..=SPEAKER_WORDS).contains(&page.words(speaker));
            let boxed = joint != home && page.is_within(joint, home);
            if !short || !boxed || page.is_prose(speaker) || page.is_heading(speaker) {
                break;
            }
            drop(all, speaker, QUOTE);
        }
    }
}

/// Whether a line without links is in a box within the story.
fn is_boxed(page: &Lines<'_>, line: usize, home: u32) -> bool {
    let element = page.element(line);
    if page.words(line) < FEWEST_WORDS
        || page.link_chars(line) > 0
        || page.tag(element) == Tag::Tr
        || page.is_heading(line)
        || !page.is_within(element, home)
    {
        return false;
    }
    let inside = || page.chain(element).take_while(|number| *number != home);
    let is_box = |number: u32| {
        let tag = page.tag(number);
        matches!(tag, Tag::Blockquote | Tag::Aside | Tag::Q | Tag::Figure | Tag::Table | Tag::Td)
            || page.names(number).iter().any(|name| QUOTE_NAMES.contains(name))
    };
    !inside().any(|number| page.tag(number) == Tag::Li) && inside().any(is_box)
}

/// Whether words are those of a longer text in their order, with few left out between the first and the last.
fn is_shortened(own: &[String], text: &[String]) -> bool {
    let most = (own.len() / LEFT_OUT).max(1);
    let Some(first) = own.first() else { return false };
    let starts = text.iter().enumerate().filter(|(_, word)| *word == first).map(|(at, _)| at);
    starts.into_iter().any(|start| {
        let mut behind = text.iter().skip(start);
        let mut passed = 0;
        own.iter().all(|word| {
            behind.find(|other| {
                passed += usize::from(*other != word);
                passed > most || *other == word
            }) == Some(word)
        })
    })
}

/// The words of a text in lower case.
fn words(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    parts.map(str::to_lowercase).collect()
}

/// The letters and digits of a text, in lower case.
pub(super) fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Hashes of the names of pull quotes.
static QUOTE_NAMES: LazyLock<Vec<u32>> =
    LazyLock::new(|| hashes(&["quote", "pullquote", "pull", "blockquote", "zitat", "citation"]));
