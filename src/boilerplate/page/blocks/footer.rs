//! Removes lines in the footer of a page.
//!
//! In: the lines of a page and which of them stay. Out: lines in a `footer` element go that is neither
//! around the story nor in its element. The footer of the story itself is left alone.

use super::lines::{Decision, Lines, drop, stays};
use crate::document::markup::Tag;

/// The rule of the removals.
pub(in crate::boilerplate::page) const FOOTER: &str = "page-footer";

pub(super) fn drop_footer(page: &Lines<'_>, all: &mut [Decision]) {
    let Some(home) = page.home(all) else { return };
    for line in (0..page.len()).filter(|&line| stays(all, line)).collect::<Vec<_>>() {
        let element = page.element(line);
        let mut footers = page.chain(element).filter(|number| page.tag(*number) == Tag::Footer);
        if footers.any(|footer| !page.is_within(home, footer)) && !page.is_within(element, home) {
            drop(all, line, FOOTER);
        }
    }
}
