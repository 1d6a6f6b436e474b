//! Decides the lines of one form in a box of the story as one: a box of facts stays or goes whole, with its heading.
//!
//! In: the lines of a page and which of them stay. Out: three or more lines of one form with one parent, in a
//! table, an aside or another box inside the story, stay together if a third of them stays, or else go. It
//! changes no rows of a data table, no items of a list, nothing with many links and no paragraph. It brings back
//! no line that the model is sure of removing and nothing in a form, a dialog, a menu, a footer or a box
//! whose name sets it apart from the story, and removes no line that the model takes for the story.

use std::collections::BTreeMap;

use super::apart::is_apart;
use super::lines::{Decision, Kind, Lines, SURE, keep, stays};
use crate::document::markup::Tag;

/// Lines of one form, at least.
const LINES: usize = 3;
/// The score up to which the model takes a line for the story.
const STORY: i32 = 0;
/// One part of the characters in so many stays: the box stays.
const KEPT: u32 = 3;
/// Words of a heading, at most.
const HEADING_WORDS: u32 = 8;

pub(super) fn decide_boxes(page: &Lines<'_>, all: &mut [Decision]) {
    let Some(home) = page.home(all) else { return };
    let mut groups: BTreeMap<(u32, Kind), Vec<usize>> = BTreeMap::new();
    for line in 0..page.len() {
        let element = page.element(line);
        let Some(parent) = page.above(element).next() else { continue };
        let is_item =
            !matches!(page.tag(element), Tag::Tr | Tag::Td | Tag::Th | Tag::Li | Tag::Dd | Tag::A);
        if is_item && parent != home && page.is_within(parent, home) && !page.is_plain(parent, home)
        {
            groups.entry((parent, page.kind(element))).or_default().push(line);
        }
    }
    for ((parent, _), lines) in groups.into_iter().filter(|(_, lines)| lines.len() >= LINES) {
        decide_box(page, (parent, home), &lines, all);
    }
}

/// Decides the lines of one form.
fn decide_box(page: &Lines<'_>, of: (u32, u32), lines: &[usize], all: &mut [Decision]) {
    let sum = |of: &dyn Fn(usize) -> u32| lines.iter().map(|line| of(*line)).sum::<u32>();
    let chars = sum(&|line| page.chars(line));
    let kept = sum(&|line| if stays(all, line) { page.chars(line) } else { 0 });
    let is_paragraph = |line: &usize| stays(all, *line) && page.is_prose(*line);
    if !page.few_links(lines) {
        return;
    }
    let heading = lines.first().and_then(|first| heading(page, *first, of));
    if kept > 0 && kept * KEPT >= chars {
        if !is_of_facts(page, of) {
            return;
        }
        let whole = heading.into_iter().chain(lines.iter().copied());
        for line in whole.filter(|&line| page.score(line) < SURE) {
            if !stays(all, line) {
                keep(all, line);
            }
        }
    } else if !lines.iter().any(is_paragraph) {
        let whole = heading.into_iter().chain(lines.iter().copied());
        for line in whole.filter(|&line| page.score(line) > STORY) {
            if let Some(decision) = all.get_mut(line) {
                decision.stays = false;
            }
        }
    }
}

/// Whether a box can hold facts of the story: not what readers fill in or press, and not set apart by its name.
pub(super) fn is_of_facts(page: &Lines<'_>, (parent, home): (u32, u32)) -> bool {
    let mut inside = page.chain(parent).take_while(|number| *number != home);
    !is_apart(page, parent, home) && !inside.any(|number| is_no_fact(page.tag(number)))
}

fn is_no_fact(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::Form | Tag::Label | Tag::Select | Tag::Button | Tag::Dialog | Tag::Footer | Tag::Nav
    )
}

/// The heading of a box: the short line right above its first line, in the same box.
fn heading(page: &Lines<'_>, first: usize, (parent, home): (u32, u32)) -> Option<usize> {
    let line = first.checked_sub(1)?;
    let joint = page.joint(page.element(line), parent);
    let in_box = joint != home && page.is_within(joint, home);
    let short = (1..=HEADING_WORDS).contains(&page.words(line)) && !page.is_prose(line);
    let bold = page.is_heading(line)
        || matches!(page.tag(page.element(line)), Tag::B | Tag::Strong | Tag::Th | Tag::Caption);
    (in_box && short && bold).then_some(line)
}
