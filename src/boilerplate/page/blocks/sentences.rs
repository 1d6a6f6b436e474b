//! Keeps sentences of the story that the page model doubts.
//!
//! In: the lines of a page and which of them stay. Out: more lines stay: sentences in the element that
//! holds most of the story, between its paragraphs or right beside them. A sentence beside a floated
//! image is often bare text where its neighbours are paragraphs, so the model sees it as another kind.
//! A paragraph of the kind of those that stay, an answer in `details` and the verdict of a review stay more
//! easily. It keeps no line with links, in a box or a list, or of which the model is sure.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::answers::Answers;
use super::apart::is_apart;
use super::lines::{Decision, Kind, Lines, SURE, hashes, keep, stays};
use crate::document::markup::Tag;

/// Characters of a sentence other than white space, at least.
const CHARS: u32 = 30;
/// Lines that are no sentences, such as sub-headings and captions, between a sentence and the story.
const GAP: usize = 4;
/// The score from which the model is sure of a paragraph before or after the story.
const SURE_OF_PARAGRAPH: i32 = 400;
/// The same for a paragraph of the kind of those that stay: between them, and before or after them.
const SURE_OF_SISTER: i32 = 1776;
const SURE_OF_END: i32 = 1024;
/// Words of a label above a verdict, at most.
const LABEL_WORDS: u32 = 6;

pub(super) fn keep_sentences(page: &Lines<'_>, all: &mut [Decision]) {
    let Some(home) = page.home(all) else { return };
    let kept = |line: &usize| stays(all, *line) && page.is_prose(*line);
    let Some(first) = (0..page.len()).find(kept) else { return };
    let last = (0..page.len()).rev().find(kept).unwrap_or(first);
    let mut sisters = sisters(page, home, all);
    let answers = Answers::of(page, home);
    for line in first..last {
        if stays(all, line) || !is_own(page, line, home) {
            continue;
        }
        let element = page.element(line);
        let sure = if sisters.contains(&page.kind(element)) && !is_apart(page, element, home) {
            SURE_OF_SISTER
        } else if page.is_bare(element, home) || answers.has(page, element) {
            SURE
        } else {
            continue;
        };
        if page.score(line) < sure {
            keep(all, line);
        }
    }
    keep_beside(page, (home, &mut sisters, &answers), last + 1..page.len(), all);
    keep_beside(page, (home, &mut sisters, &answers), (0..first).rev(), all);
    keep_verdicts(page, home, all);
}

/// The kinds of the paragraphs that stay.
fn sisters(page: &Lines<'_>, home: u32, all: &[Decision]) -> HashSet<Kind> {
    let kept = (0..page.len()).filter(|&line| stays(all, line) && is_own(page, line, home));
    let kinds =
        kept.map(|line| page.element(line)).filter(|element| page.tag(*element) != Tag::Other);
    kinds.filter(|element| *element != home).map(|element| page.kind(element)).collect()
}

/// Keeps the verdict of a review or a check of facts, and its label.
fn keep_verdicts(page: &Lines<'_>, home: u32, all: &mut [Decision]) {
    let is_named = |number| page.names(number).iter().any(|name| VERDICT_NAMES.contains(name));
    let nearest = page.nearest(is_named);
    // Within the story's element: numbers grow inwards.
    let verdict = |line: usize| {
        nearest.get(page.element(line) as usize).copied().flatten().filter(|number| *number > home)
    };
    for line in 0..page.len() {
        if stays(all, line) || !is_own(page, line, home) || page.score(line) >= SURE {
            continue;
        }
        let Some(verdict_of) = verdict(line).filter(|number| !is_apart(page, *number, home)) else {
            continue;
        };
        keep(all, line);
        if let Some(label) = line.checked_sub(1)
            && page.is_within(page.element(label), verdict_of)
            && page.words(label) <= LABEL_WORDS
            && page.link_chars(label) == 0
            && page.score(label) < SURE
        {
            keep(all, label);
        }
    }
}

/// Keeps sentences from the story outwards.
fn keep_beside(
    page: &Lines<'_>,
    (home, sisters, answers): (u32, &mut HashSet<Kind>, &Answers),
    lines: impl Iterator<Item = usize>,
    all: &mut [Decision],
) {
    let mut gap = 0;
    for line in lines {
        if !stays(all, line) && is_own(page, line, home) {
            let element = page.element(line);
            let sure = if page.is_bare(element, home) || answers.has(page, element) {
                SURE
            } else if sisters.contains(&page.kind(element)) && !is_apart(page, element, home) {
                SURE_OF_END
            } else {
                SURE_OF_PARAGRAPH
            };
            if page.score(line) >= sure {
                return;
            }
            keep(all, line);
            sisters.insert(page.kind(element));
            gap = 0;
        } else {
            gap += 1;
            if gap > GAP || page.is_prose(line) && !page.is_heading(line) {
                return;
            }
        }
    }
}

/// Whether a line is a sentence among those of the story.
fn is_own(page: &Lines<'_>, line: usize, home: u32) -> bool {
    page.is_sentence(line, CHARS) && page.is_plain(page.element(line), home)
}

/// Hashes of the names of verdicts of reviews and of checks of facts.
static VERDICT_NAMES: LazyLock<HashSet<u32>> = LazyLock::new(|| {
    let names = [
        "verdict",
        "rating",
        "reviewrating",
        "fazit",
        "urteil",
        "veredicto",
        "verdetto",
        "conclusion",
        "claimreview",
        "factcheck",
        "fact-check",
    ];
    hashes(&names).into_iter().collect()
});
