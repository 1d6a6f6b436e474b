//! Keeps sentences of the story that the page model doubts.
//!
//! In: the lines of a page and which of them stay. Out: more lines stay: sentences in the element that
//! holds most of the story, between its paragraphs or right beside them. A sentence beside a floated
//! image is often bare text where its neighbours are paragraphs, so the model sees it as another kind.
//! It keeps no line with links, in a box or a list, or of which the model is sure.

use super::lines::{Decision, Lines, keep, stays};

/// Characters of a sentence other than white space, at least.
const CHARS: u32 = 30;
/// Lines that are no sentences, such as sub-headings and captions, between a sentence and the story.
const GAP: usize = 4;
/// The scores from which the model is sure: of bare text, and of a paragraph before or after the story.
const SURE: i32 = 1420;
const SURE_OF_PARAGRAPH: i32 = 400;

pub(super) fn keep_sentences(page: &Lines<'_>, all: &mut [Decision]) {
    let Some(home) = page.home(all) else { return };
    let kept = |line: &usize| stays(all, *line) && page.is_prose(*line);
    let Some(first) = (0..page.len()).find(kept) else { return };
    let last = (0..page.len()).rev().find(kept).unwrap_or(first);
    for line in first..last {
        let own = is_own(page, line, home) && page.is_bare(page.element(line), home);
        if own && !stays(all, line) && page.score(line) < SURE {
            keep(all, line);
        }
    }
    keep_beside(page, home, last + 1..page.len(), all);
    keep_beside(page, home, (0..first).rev(), all);
}

/// Keeps sentences from the story outwards.
fn keep_beside(
    page: &Lines<'_>,
    home: u32,
    lines: impl Iterator<Item = usize>,
    all: &mut [Decision],
) {
    let mut gap = 0;
    for line in lines {
        if !stays(all, line) && is_own(page, line, home) {
            let bare = page.is_bare(page.element(line), home);
            if page.score(line) >= if bare { SURE } else { SURE_OF_PARAGRAPH } {
                return;
            }
            keep(all, line);
            gap = 0;
        } else {
            gap += 1;
            if gap > GAP || page.is_prose(line) {
                return;
            }
        }
    }
}

/// Whether a line is a sentence among those of the story.
fn is_own(page: &Lines<'_>, line: usize, home: u32) -> bool {
    page.is_sentence(line, CHARS) && page.is_plain(page.element(line), home)
}
