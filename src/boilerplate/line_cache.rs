//! What a look at a text found out about its lines, kept for the next look at the same text with
//! a few lines changed: most lines are the same, and what holds of a line alone holds again.
//!
//! In: layouts of one text, one after the other. Out: [`LineFacts`] of each row, those of unchanged
//! lines carried over. Nothing here depends on a line's place, and nothing is decided by it: a look
//! with nothing known finds the same.

use std::cell::Cell;
use std::ops::Range;

use super::layout::Layout;
use crate::key::LineKeys;

/// Lines of the text before in which a line is looked for.
const WINDOW: usize = 64;

/// What is known of the lines of one text; [`LineCache::default`] knows nothing.
#[derive(Debug, Default)]
pub struct LineCache {
    text: String,
    lines: Vec<(Range<usize>, LineFacts)>,
    /// What the facts hold for.
    language: Option<String>,
    site: Option<String>,
}

/// What holds of a line whatever stands around it.
#[derive(Debug, Default)]
pub(super) struct LineFacts {
    /// The rules that may match it, in the order of the book; `None`: not looked for yet.
    pub rules: Option<Vec<Tried>>,
    pub keys: Option<LineKeys>,
}

/// A rule that may match a line, and what came of trying it.
#[derive(Debug, Clone)]
pub(super) struct Tried {
    pub rule: usize,
    /// Whether its expression matches the line as a whole.
    pub matches: Cell<Option<bool>>,
    /// Whether its expression is found in the line.
    pub found: Cell<Option<bool>>,
    pub vetoed: Cell<Option<bool>>,
}

impl Tried {
    pub fn new(rule: usize) -> Tried {
        Tried { rule, matches: Cell::new(None), found: Cell::new(None), vetoed: Cell::new(None) }
    }
}

/// The answer, asked for once.
pub(super) fn once(answer: &Cell<Option<bool>>, ask: impl FnOnce() -> bool) -> bool {
    answer.get().unwrap_or_else(|| {
        let said = ask();
        answer.set(Some(said));
        said
    })
}

impl LineCache {
    /// The facts of each row of the layout; what is found out is kept in them.
    pub(super) fn facts(
        &mut self,
        layout: &Layout<'_>,
        language: Option<&str>,
        site: Option<&str>,
    ) -> &mut [(Range<usize>, LineFacts)] {
        let mut old = std::mem::take(&mut self.lines);
        if self.language.as_deref() != language {
            old.iter_mut().for_each(|(_, facts)| facts.rules = None);
            self.language = language.map(str::to_owned);
        }
        if self.site.as_deref() != site {
            old.iter_mut().for_each(|(_, facts)| facts.keys = None);
            self.site = site.map(str::to_owned);
        }
        let mut next = 0;
        let mut same = |text: &str| {
            let window = old.get_mut(next..)?.iter_mut().take(WINDOW);
            let place = window.enumerate().find(|(_, (span, _))| {
                span.len() == text.len() && self.text.get(span.clone()) == Some(text)
            });
            let (skipped, (_, facts)) = place?;
            next += skipped + 1;
            Some(std::mem::take(facts))
        };
        let rows = layout.rows.iter();
        self.lines = rows
            .map(|row| (row.line.span.clone(), same(row.line.text).unwrap_or_default()))
            .collect();
        self.text.clear();
        self.text.push_str(layout.text);
        &mut self.lines
    }
}
