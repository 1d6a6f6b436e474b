//! Keeps the standfirst of a page.
//!
//! In: the lines of a page and which of them stay. Out: the sentence right below the headline stays,
//! wherever its element is. Old pages lay out everything in tables, so only the elements between the
//! line and the headline, or between it and the story, are asked.

use super::lines::{Decision, Lines, keep, stays};
use crate::document::markup::Tag;
use crate::key::key;

/// Characters of a standfirst other than white space.
const CHARS: std::ops::RangeInclusive<u32> = 30..=400;
/// How many lines below the headline it can be.
const LINES_BELOW: usize = 4;

pub(super) fn keep_standfirst(page: &Lines<'_>, all: &mut [Decision]) {
    let Some(headline) = headline_line(page, all) else { return };
    let mut story = (headline + 1..page.len()).filter(|&l| stays(all, l) && page.is_prose(l));
    let story = story.next();
    for line in (headline + 1..page.len()).take(LINES_BELOW) {
        if stays(all, line) && page.chars(line) > *CHARS.start() {
            // The story begins, or the standfirst stays anyway.
            return;
        }
        let beside = |other: usize| {
            let joint = page.joint(page.element(line), page.element(other));
            page.is_plain(page.element(line), joint) && !is_about(page, page.element(line), joint)
        };
        if CHARS.contains(&page.chars(line))
            && page.is_sentence(line, *CHARS.start())
            && (beside(headline) || story.is_some_and(beside))
        {
            keep(all, line);
            return;
        }
    }
}

/// The last line with the headline that is not below the first line of the story.
fn headline_line(page: &Lines<'_>, all: &[Decision]) -> Option<usize> {
    let headline = key(page.headline?);
    let mut found = None;
    for line in 0..page.len() {
        if key(page.text(line)) == headline {
            found = Some(line);
        } else if stays(all, line) {
            break;
        }
    }
    found
}

/// Whether an element describes a term, as boxes about the author do.
fn is_about(page: &Lines<'_>, element: u32, within: u32) -> bool {
    let mut inside = page.chain(element).take_while(|number| *number != within);
    inside.any(|number| matches!(page.tag(number), Tag::Dd | Tag::Dt))
}
