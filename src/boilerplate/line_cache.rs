//! A cache of facts about lines. A text is looked at several times while it is cleaned, and most of
//! its lines do not change in between.
//!
//! In: layouts of one text, one after the other. Out: the [`LineFacts`] of each row, kept for lines
//! that did not change. A fact depends on the line alone, not on its position, so the cache saves
//! time and changes no decision.

use std::cell::Cell;
use std::ops::Range;

use super::layout::Layout;
use crate::key::LineKeys;

/// Lines of the previous text that are searched for a line.
const WINDOW: usize = 64;

/// The facts about the lines of one text; empty at first.
#[derive(Debug, Default)]
pub struct LineCache {
    text: String,
    lines: Vec<(Range<usize>, LineFacts)>,
    /// The language and the site that the facts are true for.
    language: Option<String>,
    site: Option<String>,
}

/// What is true of a line anywhere in a text.
#[derive(Debug, Default)]
pub(super) struct LineFacts {
    /// The rules that may match it, in the order of the book; `None`: not searched yet.
    pub rules: Option<Vec<Tried>>,
    pub keys: Option<LineKeys>,
}

/// A rule that may match a line, and the results of trying it.
#[derive(Debug, Clone)]
pub(super) struct Tried {
    pub rule: usize,
    /// Whether its expression matches the line as a whole.
    pub matches: Cell<Option<bool>>,
    /// Whether its expression is found in the line.
    pub found: Cell<Option<bool>>,
    /// Whether its `unless` is found in the line.
    pub vetoed: Cell<Option<bool>>,
}

impl Tried {
    pub fn new(rule: usize) -> Tried {
        Tried { rule, matches: Cell::new(None), found: Cell::new(None), vetoed: Cell::new(None) }
    }
}

/// The value of a cell, computed on first use.
pub(super) fn once(cell: &Cell<Option<bool>>, compute: impl FnOnce() -> bool) -> bool {
    cell.get().unwrap_or_else(|| {
        let value = compute();
        cell.set(Some(value));
        value
    })
}

impl LineCache {
    /// The facts of each row of the layout. The caller adds what it finds out.
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
