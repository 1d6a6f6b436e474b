//! Keeps sub-headings between the paragraphs of the story.
//!
//! In: the lines of a page and which of them stay. Out: more lines stay: short bold lines and headings
//! of one kind, if most of that kind stand right before a paragraph that stays, below another one. They
//! are decided together. Lines of one named kind that are not bold count too if there are several. It
//! removes nothing.

use std::collections::HashMap;

use super::apart::is_apart;
use super::lines::{Decision, Kind, Lines, keep, stays};
use crate::document::markup::Tag;

/// Words of a sub-heading, at most.
const WORDS: u32 = 8;
/// Characters of the sentence below it, at least.
const CHARS: u32 = 30;
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
        if page.link_chars(line) > 0
            || !(1..=WORDS).contains(&page.words(line))
            || page.is_hidden(line)
            || !page.is_plain(element, home)
            || !(is_bold(page, element) || is_cross_head(page, line, home))
            || is_apart(page, element, home)
        {
            continue;
        }
        let kind = kinds.entry(page.kind(element)).or_default();
        kind.0 += 1;
        let next = line + 1;
        if below && stays(all, next) && (page.is_prose(next) || page.is_sentence(next, CHARS)) {
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

/// The heading around an element, or the element.
fn heading(page: &Lines<'_>, element: u32) -> u32 {
    let mut chain = page.chain(element).take(LEVELS);
    chain.find(|number| page.tag(*number).heading() > 0).unwrap_or(element)
}

/// Whether a line is a named span among the paragraphs of the story and no sentence.
fn is_cross_head(page: &Lines<'_>, line: usize, home: u32) -> bool {
    let element = page.element(line);
    page.tag(element) == Tag::Span
        && !page.names(element).is_empty()
        && page.above(element).next() == Some(home)
        && !page.text(line).trim_end().ends_with(['.', '。', '।', ',', ';', ':'])
}
