//! Removes links to other stories between paragraphs of this one: headlines in capitals, and lines of one form.
//!
//! In: the lines of a page and which of them stay. Out: a line that is all link and all capitals goes, if a
//! paragraph of the story stands right before it and right after it. In a script without capitals nothing
//! goes. Of three or more lines of one form that are all link, and most of which go, the doubted others go too.
//! It removes no heading, which can be a sub-heading of the story, and no line that is only in part a link.

use std::collections::BTreeMap;

use super::lines::{Decision, Kind, Lines, drop, stays};
use crate::boilerplate::layout::is_in_capitals;

/// The rule of the removals.
pub(in crate::boilerplate::page) const LINK: &str = "page-capital-link";

/// Words of a headline, at least.
const FEWEST_WORDS: u32 = 4;
/// Lines of one form, at least.
const LINES: usize = 3;
/// The score from which the model doubts that a link is of the story.
const DOUBTED: i32 = -1500;

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

/// Links of one form go together, if the model removes most of them. In a list of stories they are titles.
pub(super) fn drop_related_links(page: &Lines<'_>, all: &mut [Decision]) {
    let Some(home) = page.home(all).filter(|_| !page.is_listing) else { return };
    let mut forms: BTreeMap<Kind, Vec<usize>> = BTreeMap::new();
    for line in 0..page.len() {
        let element = page.element(line);
        let is_link = page.chars(line) > 0 && page.chars(line) == page.link_chars(line);
        if is_link && !page.is_heading(line) && page.is_within(element, home) {
            forms.entry(page.kind(element)).or_default().push(line);
        }
    }
    for lines in forms.into_values().filter(|lines| lines.len() >= LINES) {
        let sum = |is: bool| -> u64 {
            let lines = lines.iter().filter(|line| stays(all, **line) == is);
            lines.map(|line| u64::from(page.chars(*line))).sum()
        };
        if sum(false) > sum(true) {
            for line in lines.into_iter().filter(|&line| page.score(line) > DOUBTED) {
                if let Some(decision) = all.get_mut(line) {
                    decision.stays = false;
                }
            }
        }
    }
}
