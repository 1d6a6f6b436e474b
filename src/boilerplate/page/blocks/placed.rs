//! Tells whether a table or a list stands in the story: between its paragraphs, or right at its end.
//!
//! In: the lines of a page, which of them stay, and the lines of the block. Out: its place, and the heading above it.
//! It decides nothing.

use super::apart::is_apart;
use super::lines::{Decision, Lines, stays};
use crate::document::markup::Tag;

/// Short lines between the last paragraph and a block at the end, at most: a heading and a caption.
const LINES_ABOVE: usize = 2;
/// Words of such a line, at most.
const ABOVE_WORDS: u32 = 12;
/// Levels from a line up to what makes it a heading.
const LEVELS: usize = 3;

/// Where a block stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Between paragraphs of the story.
    Among,
    /// Below its last paragraph, with nothing but a heading between.
    AtEnd,
}

/// The story's element and the paragraphs in it that stay, in order.
pub(super) struct Story {
    pub home: u32,
    paragraphs: Vec<usize>,
}

impl Story {
    pub fn of(page: &Lines<'_>, all: &[Decision]) -> Option<Story> {
        let home = page.home(all)?;
        let is_paragraph = |line: &usize| {
            stays(all, *line) && page.is_prose(*line) && page.is_plain(page.element(*line), home)
        };
        Some(Story { home, paragraphs: (0..page.len()).filter(is_paragraph).collect() })
    }

    pub fn paragraphs(&self) -> impl Iterator<Item = usize> {
        self.paragraphs.iter().copied()
    }

    /// Whether a paragraph stands before a line.
    pub fn has_before(&self, line: usize) -> bool {
        self.paragraphs.first().is_some_and(|first| *first < line)
    }

    /// Whether paragraphs stand before the first line of a block and behind its last, which `behind` follows.
    pub fn has_around(&self, first: usize, behind: usize) -> bool {
        self.has_before(first) && self.paragraphs.last().is_some_and(|last| *last >= behind)
    }
}

/// The place of a block of lines in the story's element.
pub(super) fn place(
    page: &Lines<'_>,
    all: &[Decision],
    (block, story): (u32, &Story),
    lines: &[usize],
) -> Option<Place> {
    let home = story.home;
    let (&first, &last) = (lines.first()?, lines.last()?);
    // A figure around a table is how editors write one.
    let around = page.above(block).find(|number| page.tag(*number) != Tag::Figure)?;
    if !page.is_plain(around, home) || is_apart(page, block, home) || page.is_hidden(first) {
        return None;
    }
    let before = story.paragraphs.partition_point(|line| *line < first);
    let above = *story.paragraphs.get(before.checked_sub(1)?)?;
    if story.paragraphs.last().is_some_and(|line| *line > last) {
        return Some(Place::Among);
    }
    let mut between = above + 1..first;
    let near = between
        .all(|line| stays(all, line) || first - line <= LINES_ABOVE && is_short(page, line, home));
    near.then_some(Place::AtEnd)
}

/// The heading right above a block, if it does not stay: a short line in bold, or a heading.
pub(super) fn heading_above(page: &Lines<'_>, first: usize, home: u32) -> Option<usize> {
    let line = first.checked_sub(1)?;
    let mut chain =
        page.chain(page.element(line)).take(LEVELS).take_while(|number| *number != home);
    let is_head = |number: u32| {
        matches!(page.tag(number), Tag::B | Tag::Strong) || page.tag(number).heading() > 0
    };
    (is_short(page, line, home) && chain.any(is_head)).then_some(line)
}

/// Whether a line is short, has no link, and stands among the paragraphs.
fn is_short(page: &Lines<'_>, line: usize, home: u32) -> bool {
    let element = page.element(line);
    (1..=ABOVE_WORDS).contains(&page.words(line))
        && page.link_chars(line) == 0
        && page.is_plain(element, home)
        && !is_apart(page, element, home)
}
