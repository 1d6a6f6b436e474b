//! Keeps sub-headings between the paragraphs of the story.
//!
//! In: the lines of a page and which of them stay. Out: more lines stay: short bold lines and headings
//! of one kind, if most of that kind stand between two paragraphs that stay. They are decided
//! together. It removes nothing.

use std::collections::HashMap;

use super::lines::{Decision, Kind, Lines, keep, stays};
use crate::document::markup::Tag;

/// Words of a sub-heading, at most.
const WORDS: u32 = 8;
/// The score from which the model is sure.
const SURE: i32 = 1500;
/// Levels from a line up to what makes it bold.
const LEVELS: usize = 3;

pub(super) fn keep_subheads(page: &Lines<'_>, all: &mut [Decision]) {
    let Some(home) = page.home(all) else { return };
    let mut kinds: HashMap<Kind, (usize, Vec<usize>)> = HashMap::new();
    let is_paragraph = |line: usize| stays(all, line) && page.is_prose(line);
    for line in 1..page.len() {
        let element = page.element(line);
        if page.link_chars(line) > 0
            || !(1..=WORDS).contains(&page.words(line))
            || page.is_hidden(line)
            || !is_bold(page, element)
            || !page.is_plain(element, home)
        {
            continue;
        }
        let kind = kinds.entry(page.kind(element)).or_default();
        kind.0 += 1;
        if is_paragraph(line - 1) && is_paragraph(line + 1) {
            kind.1.push(line);
        }
    }
    let most = kinds.into_values().filter(|(count, between)| between.len() * 2 >= *count);
    let lines: Vec<usize> = most.flat_map(|(_, between)| between).collect();
    for line in lines.into_iter().filter(|&line| page.score(line) < SURE) {
        keep(all, line);
    }
}

/// Whether all of a line is bold or a heading.
fn is_bold(page: &Lines<'_>, element: u32) -> bool {
    for number in page.chain(element).take(LEVELS) {
        let tag = page.tag(number);
        if matches!(tag, Tag::B | Tag::Strong | Tag::Dt) || tag.heading() > 0 {
            return true;
        }
        if !tag.is_inline() {
            return false;
        }
    }
    false
}
