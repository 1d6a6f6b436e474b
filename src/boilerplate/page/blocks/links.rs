//! Removes headlines in capitals that link to another story, between paragraphs of this one.
//!
//! In: the lines of a page and which of them stay. Out: a line that is all link and all capitals goes, if a
//! paragraph of the story stands right before it and right after it. In a script without capitals nothing
//! goes. It removes no heading, which can be a sub-heading of the story, and no line that is only in part a link.

use super::lines::{Decision, Lines, drop, stays};
use crate::boilerplate::layout::is_in_capitals;

/// The rule of the removals.
pub(in crate::boilerplate::page) const LINK: &str = "page-capital-link";

/// Words of a headline, at least.
const FEWEST_WORDS: u32 = 4;

pub(super) fn drop_capital_links(page: &Lines<'_>, all: &mut [Decision]) {
    let Some(home) = page.home(all) else { return };
    let is_paragraph =
        |line: usize| page.is_prose(line) && page.is_within(page.element(line), home);
    let links: Vec<usize> = (1..page.len())
        .filter(|&line| {
            stays(all, line)
                && page.chars(line) == page.link_chars(line)
                && page.words(line) >= FEWEST_WORDS
                && !page.is_heading(line)
                && is_in_capitals(page.text(line))
                && page.is_plain(page.element(line), home)
                && [line - 1, line + 1]
                    .into_iter()
                    .all(|beside| stays(all, beside) && is_paragraph(beside))
        })
        .collect();
    links.into_iter().for_each(|line| drop(all, line, LINK));
}
