//! Decides lines that begin with one mark, as a typed list does, as a whole.
//!
//! In: the lines of a page and which of them stay. Out: three or more lines behind each other that begin with the
//! same mark stay together, if they stand in the story's element and most of them stays, a line with a colon
//! announces them, or they are between its paragraphs and the model doubts them. It removes nothing, and keeps no
//! list with links and none that its name sets apart.

use super::apart::is_apart;
use super::lines::{Decision, Lines, SURE, keep, stays};
use super::placed::Story;

/// Lines of a list, at least; of one that is announced.
const ITEMS: usize = 3;
const ANNOUNCED: usize = 2;
/// The mean score up to which a list between paragraphs stays.
const SURE_OF_LIST: i32 = 1200;

pub(super) fn keep_bulleted(page: &Lines<'_>, all: &mut [Decision]) {
    let Some(story) = Story::of(page, all) else { return };
    let mut line = 0;
    while line < page.len() {
        let own = mark(page.text(line)).filter(|_| is_item(page, line, story.home));
        let Some(own) = own else {
            line += 1;
            continue;
        };
        let is_next =
            |line: &usize| mark(page.text(*line)) == Some(own) && is_item(page, *line, story.home);
        let behind = line + (line..page.len()).take_while(is_next).count();
        if is_of_story(page, all, &story, line..behind) {
            let doubted = (line..behind).filter(|&line| page.score(line) < SURE);
            doubted.for_each(|line| keep(all, line));
        }
        line = behind;
    }
}

/// Whether a typed list is of the story.
fn is_of_story(
    page: &Lines<'_>,
    all: &[Decision],
    story: &Story,
    lines: std::ops::Range<usize>,
) -> bool {
    let (count, items) = (lines.len(), lines.clone().collect::<Vec<_>>());
    let chars = |lines: &mut dyn Iterator<Item = &usize>| -> u64 {
        lines.map(|line| u64::from(page.chars(*line))).sum()
    };
    let kept = chars(&mut items.iter().filter(|line| stays(all, **line)));
    let announced = lines.start.checked_sub(1).is_some_and(|before| {
        stays(all, before) && page.text(before).trim_end().ends_with([':', '：'])
    });
    let doubted = page.mean(&items) < SURE_OF_LIST;
    count >= ANNOUNCED && announced && doubted
        || count >= ITEMS && kept * 2 >= chars(&mut items.iter())
        || count >= ITEMS && doubted && story.has_around(lines.start, lines.end)
}

/// Whether a line without links is among the paragraphs of the story.
fn is_item(page: &Lines<'_>, line: usize, home: u32) -> bool {
    let element = page.element(line);
    page.link_chars(line) == 0
        && page.words(line) > 0
        && !page.is_hidden(line)
        && page.is_plain(element, home)
        && !is_apart(page, element, home)
}

/// The mark that a line begins with, if it is one of a list and text follows.
fn mark(text: &str) -> Option<char> {
    let mut chars = text.trim_start().chars();
    let mark = chars.next()?;
    "•●○■□▪▫◦‣▸►➤➢✓✔✦◆◇*·・-–—".contains(mark).then_some(())?;
    let behind = chars.next()?;
    // A dash alone begins a quotation in many languages.
    let is_dash = "-–—*".contains(mark);
    (!is_dash || behind.is_whitespace()).then_some(mark)
}
