//! Keeps sub-headings between the paragraphs of the story.
//!
//! In: the lines of a page and which of them stay. Out: more lines stay: short bold lines, and headings of up to
//! two dozen words, of one kind, if most of that kind stand right before a paragraph that stays, below another
//! one. They are decided together. A line behind a mark such as ◆ counts as bold. Lines of one named kind that are
//! not bold count too if there are several. It removes nothing.

use std::collections::HashMap;

use super::apart::is_apart;
use super::lines::{Decision, Kind, Lines, keep, stays};
use crate::document::markup::Tag;
use crate::key::ends_sentence;

/// Words of a sub-heading, at most: of a bold line, and of a heading.
const WORDS: u32 = 8;
const HEADING_WORDS: u32 = 24;
/// Characters of the sentence below it, at least, or its words.
const CHARS: u32 = 30;
const SENTENCE_WORDS: u32 = 6;
/// The score from which the model is sure.
const SURE: i32 = 1776;
/// Levels from a line up to what makes it bold.
const LEVELS: usize = 3;

pub(super) fn keep_subheads(page: &Lines<'_>, all: &mut [Decision]) {
    let Some(home) = page.home(all) else { return };
    let mut kinds: HashMap<Kind, (usize, Vec<usize>)> = HashMap::new();
    let is_paragraph = |line: usize| stays(all, line) && page.is_prose(line);
    let mut below = false;
    for line in 0..page.len() {
        below |= is_paragraph(line);
        // A heading can hold a button that opens the text below it.
        let element = heading(page, page.element(line));
        let most = if page.tag(element).heading() > 0 { HEADING_WORDS } else { WORDS };
        if page.link_chars(line) > 0
            || !(1..=most).contains(&page.words(line))
            || page.is_hidden(line)
            || !page.is_plain(element, home)
            || !(is_bold(page, element)
                || is_cross_head(page, line, home)
                || is_marked(page.text(line)))
            || is_apart(page, element, home)
        {
            continue;
        }
        let kind = kinds.entry(page.kind(element)).or_default();
        kind.0 += 1;
        let next = behind(page, line);
        let sentence = page.is_sentence(next, CHARS)
            || page.words(next) >= SENTENCE_WORDS && page.is_sentence(next, 1);
        if below && stays(all, next) && (page.is_prose(next) || sentence) {
            kind.1.push(line);
        }
    }
    let is_most = |kind: &Kind, count: usize, between: usize| {
        between * 2 >= count && (between > 1 || kind.first().is_none_or(|own| own.0 != Tag::Span))
    };
    let most =
        kinds.into_iter().filter(|(kind, (count, between))| is_most(kind, *count, between.len()));
    let lines: Vec<usize> = most.flat_map(|(_, (_, between))| between).collect();
    for line in lines.into_iter().filter(|&line| page.score(line) < SURE) {
        keep(all, line);
    }
}

/// Whether all of a line is bold or a heading.
fn is_bold(page: &Lines<'_>, element: u32) -> bool {
    for number in page.chain(element).take(LEVELS) {
        let tag = page.tag(number);
        if matches!(tag, Tag::B | Tag::Strong | Tag::Dt | Tag::Summary) || tag.heading() > 0 {
            return true;
        }
        if !tag.is_inline() {
            return false;
        }
    }
    false
}

/// The line behind a sub-heading, which can go on in a second line of its element.
fn behind(page: &Lines<'_>, line: usize) -> usize {
    let next = line + 1;
    let goes_on = page.element(next) == page.element(line)
        && page.tag(page.element(line)) != Tag::Other
        && (1..=WORDS).contains(&page.words(next))
        && !page.is_prose(next);
    if goes_on { next + 1 } else { next }
}

/// The heading around an element, or the element.
fn heading(page: &Lines<'_>, element: u32) -> u32 {
    let mut chain = page.chain(element).take(LEVELS);
    chain.find(|number| page.tag(*number).heading() > 0).unwrap_or(element)
}

/// Whether a line begins with a mark that newspapers set before sub-headings, and is no sentence.
fn is_marked(text: &str) -> bool {
    let text = text.trim();
    text.starts_with(['◆', '◇', '■', '□', '▼', '▽', '▲', '△', '▶', '★', '☆', '●', '○'])
        && !ends_sentence(text)
}

/// Whether a line is a named span among the paragraphs of the story and no sentence.
fn is_cross_head(page: &Lines<'_>, line: usize, home: u32) -> bool {
    let element = page.element(line);
    page.tag(element) == Tag::Span
        && !page.names(element).is_empty()
        && page.above(element).next() == Some(home)
        && !page.text(line).trim_end().ends_with(['.', '。', '।', ',', ';', ':'])
}
