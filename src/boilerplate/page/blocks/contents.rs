//! Removes the table of contents of a story: a list of its sub-headings above them.
//!
//! In: the lines of a page and which of them stay. Out: the lines of a list go of which most are repeated as
//! headings below it. The headings stay, also where the model kept the list instead of them. A list that names
//! only some of what follows is left alone.

use std::collections::{BTreeMap, HashMap};

use super::lines::{Decision, Lines, drop, keep, stays};
use crate::document::markup::Tag;
use crate::key::key;

/// The rule of the removals.
pub(in crate::boilerplate::page) const CONTENTS: &str = "page-contents";

/// Lines of a list that are headings below it, at least.
const REPEATED: usize = 3;
/// Parts of the list in tenths that they are, at least.
const SHARE: usize = 7;

pub(super) fn drop_contents(page: &Lines<'_>, all: &mut [Decision]) {
    let is_heading = |line: &usize| page.is_heading(*line) && page.link_chars(*line) == 0;
    let mut headings: HashMap<u64, Vec<usize>> = HashMap::new();
    for line in (0..page.len()).filter(is_heading) {
        headings.entry(key(page.text(line))).or_default().push(line);
    }
    if headings.len() < REPEATED {
        return;
    }
    let mut lists: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for line in (0..page.len()).filter(|line| !page.is_heading(*line)) {
        let is_list = |number: &u32| matches!(page.tag(*number), Tag::Ul | Tag::Ol | Tag::Nav);
        if let Some(list) = page.chain(page.element(line)).find(is_list) {
            lists.entry(list).or_default().push(line);
        }
    }
    let below = |line: usize, last: usize| {
        let same = headings.get(&key(page.text(line)))?;
        same.get(same.partition_point(|heading| *heading <= last)).copied()
    };
    let (mut dropped, mut kept) = (Vec::new(), Vec::new());
    for lines in lists.into_values() {
        let last = lines.last().copied().unwrap_or(0);
        let repeated: Vec<usize> = lines.iter().filter_map(|line| below(*line, last)).collect();
        if repeated.len() >= REPEATED && repeated.len() * 10 >= lines.len() * SHARE {
            // The model takes one of the two for the story.
            let was_kept = lines.iter().any(|line| stays(all, *line));
            kept.extend(repeated.into_iter().filter(|_| was_kept));
            dropped.extend(lines);
        }
    }
    dropped.into_iter().for_each(|line| drop(all, line, CONTENTS));
    kept.into_iter().for_each(|line| keep(all, line));
}
