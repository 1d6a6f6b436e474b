//! Keeps short lines that are typed among the lines of the story, with nothing but line breaks between.
//!
//! In: the lines of a page and which of them stay. Out: one or two lines stay that stand bare in the story's
//! element, right between lines that stay and are bare there too: a name in a list, a part of a recipe, an
//! answer of two words. It keeps no line with links, without letters or figures, or of which the model is sure.

use super::apart::is_apart;
use super::lines::{Decision, Lines, keep, stays};

/// Lines side by side, at most.
const RUN: usize = 2;
/// The score from which the model is sure of such a line.
const SURE_OF_LINE: i32 = 900;

pub(super) fn keep_between(page: &Lines<'_>, all: &mut [Decision]) {
    let Some(home) = page.home(all) else { return };
    let is_bare = |line: usize| page.is_bare(page.element(line), home);
    let is_doubted = |line: usize| {
        is_bare(line)
            && page.text(line).contains(char::is_alphanumeric)
            && page.link_chars(line) == 0
            && page.score(line) < SURE_OF_LINE
            && !page.is_hidden(line)
            && !is_apart(page, page.element(line), home)
    };
    let mut line = 1;
    while line < page.len() {
        let run = (line..page.len()).take_while(|line| !stays(all, *line)).count();
        let (before, behind) = (line - 1, line + run);
        let between =
            [before, behind].into_iter().all(|beside| stays(all, beside) && is_bare(beside));
        if (1..=RUN).contains(&run) && between && (line..behind).all(is_doubted) {
            (line..behind).for_each(|line| keep(all, line));
        }
        line = behind + 1;
    }
}
