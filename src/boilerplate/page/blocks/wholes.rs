//! Decides data tables and lists as wholes.
//!
//! In: the lines of a page and which of them stay. Out: the rows of a table stay or go together,
//! whichever has more characters; a table with few links between paragraphs of the story, or right below
//! the last, stays. A list among the paragraphs of the story of which most stays, that a line with a colon
//! announces, or that has no links and is doubted, stays; a list outside of which most goes, goes. Their
//! heading stays with them. It changes nothing outside them.

use std::collections::BTreeMap;

use super::lines::{Decision, Lines, SURE, keep, stays};
use super::placed::{Place, Story, heading_above, place};
use crate::document::markup::Tag;

/// Items of a list, at least.
const ITEMS: usize = 3;
/// The mean score up to which a block at the end of the story stays.
const SURE_OF_BLOCK: i32 = 1200;

/// The lines of one table or list.
#[derive(Debug, Default)]
struct Whole {
    lines: Vec<usize>,
    kept: u64,
    removed: u64,
}

/// The rows of a data table stay or go together.
pub(super) fn decide_tables(page: &Lines<'_>, all: &mut [Decision]) {
    let story = Story::of(page, all);
    for (table, whole) in wholes(page, all, |line| table(page, page.element(line))) {
        let story =
            story.as_ref().filter(|story| is_of_story(page, all, (table, story), &whole.lines));
        let stay = story.is_some() || whole.kept >= whole.removed;
        if let Some(story) = story {
            keep_heading(page, all, &whole, story.home);
        }
        for line in whole.lines {
            if let Some(decision) = all.get_mut(line) {
                decision.stays = stay;
            }
        }
    }
}

/// Whether a table with few links is between paragraphs of the story, or right below the last.
fn is_of_story(page: &Lines<'_>, all: &[Decision], of: (u32, &Story), lines: &[usize]) -> bool {
    page.few_links(lines)
        && match place(page, all, of, lines) {
            Some(Place::Among) => true,
            Some(Place::AtEnd) => lines.len() > 1 && page.mean(lines) < SURE_OF_BLOCK,
            None => false,
        }
}

/// The heading of a block that stays, stays.
fn keep_heading(page: &Lines<'_>, all: &mut [Decision], whole: &Whole, home: u32) {
    let first = whole.lines.first().copied().unwrap_or(0);
    let heading = heading_above(page, first, home);
    if let Some(line) = heading.filter(|line| !stays(all, *line) && page.score(*line) < SURE) {
        keep(all, line);
    }
}

/// The table of a row, whose line is the whole row, or of its caption.
fn table(page: &Lines<'_>, element: u32) -> Option<u32> {
    if !matches!(page.tag(element), Tag::Tr | Tag::Caption) {
        return None;
    }
    page.above(element).find(|number| page.tag(*number) == Tag::Table)
}

/// The items of a list stay or go together.
pub(super) fn decide_lists(page: &Lines<'_>, all: &mut [Decision]) {
    let Some(story) = Story::of(page, all) else { return };
    let home = story.home;
    let list = |line: usize| {
        let is_list =
            |number: &u32| matches!(page.tag(*number), Tag::Ul | Tag::Ol | Tag::Dl | Tag::Menu);
        page.chain(page.element(line)).find(is_list).filter(|list| !page.is_within(home, *list))
    };
    for (list, whole) in wholes(page, all, list) {
        let among = page.is_plain(list, home);
        if among && whole.kept == 0 && is_announced(page, all, &whole) {
            whole.lines.into_iter().for_each(|line| keep(all, line));
            continue;
        }
        if among && is_own_list(page, all, (list, &story), &whole) {
            keep_heading(page, all, &whole, home);
            whole.lines.into_iter().for_each(|line| keep(all, line));
            continue;
        }
        if whole.lines.len() < ITEMS || whole.kept == 0 || whole.removed == 0 {
            continue;
        }
        if among && whole.kept >= whole.removed {
            let is_doubted = |line: &usize| {
                page.score(*line) < SURE && page.link_chars(*line) * 2 < page.chars(*line)
            };
            let doubted = whole.lines.into_iter().filter(is_doubted);
            doubted.for_each(|line| keep(all, line));
        } else if !among && !is_nested(page, list, home) && whole.kept < whole.removed {
            for line in whole.lines {
                if let Some(decision) = all.get_mut(line) {
                    decision.stays = false;
                }
            }
        }
    }
}

/// Whether a list without links stands in the story and the model doubts it.
fn is_own_list(page: &Lines<'_>, all: &[Decision], of: (u32, &Story), whole: &Whole) -> bool {
    let lines = whole.lines.as_slice();
    whole.removed > 0
        && lines.len() > 1
        && lines.iter().all(|&line| page.link_chars(line) == 0 && page.words(line) > 0)
        && page.mean(lines) < SURE_OF_BLOCK
        && place(page, all, of, lines).is_some()
}

/// Whether the line before a list ends with a colon and stays, and the model doubts most of the list.
fn is_announced(page: &Lines<'_>, all: &[Decision], whole: &Whole) -> bool {
    let lines = whole.lines.as_slice();
    let (Some(&first), Some(&last)) = (lines.first(), lines.last()) else { return false };
    let Some(before) = first.checked_sub(1).filter(|before| stays(all, *before)) else {
        return false;
    };
    let doubted = lines.iter().filter(|line| page.score(**line) < SURE).count();
    lines.len() > 1
        && last - first + 1 == lines.len()
        && page.text(before).trim_end().ends_with([':', '：'])
        && doubted * 2 >= lines.len()
        && !lines.iter().any(|&line| page.link_chars(line) * 2 >= page.chars(line))
}

/// Whether a list is in an item of another list of the story.
fn is_nested(page: &Lines<'_>, list: u32, home: u32) -> bool {
    page.is_within(list, home)
        && page.chain(list).take_while(|number| *number != home).any(|n| page.tag(n) == Tag::Li)
}

/// The lines by the number of their table or list, in document order: what is decided on one block is
/// asked about the blocks below it.
fn wholes(
    page: &Lines<'_>,
    all: &[Decision],
    of: impl Fn(usize) -> Option<u32>,
) -> BTreeMap<u32, Whole> {
    let mut found: BTreeMap<u32, Whole> = BTreeMap::new();
    for line in 0..page.len() {
        let Some(number) = of(line) else { continue };
        let whole = found.entry(number).or_default();
        whole.lines.push(line);
        let side = if stays(all, line) { &mut whole.kept } else { &mut whole.removed };
        *side += u64::from(page.chars(line));
    }
    found
}
