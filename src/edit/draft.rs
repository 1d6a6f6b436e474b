//! A draft: an original with changes composed onto it.
//!
//! In: changes in bytes of the current text. Out: edits in bytes of the original, sorted and
//! disjoint. A change that touches an earlier edit is merged with it. It does not decide what to
//! change.

use std::ops::Range;

use memchr::memchr_iter;

use crate::document::{Change, Edit, EditKind, RuleId};

/// An original, the edits made to it so far, and the resulting text.
#[derive(Debug, Clone)]
pub struct Draft<'a> {
    original: &'a str,
    text: String,
    edits: Vec<Edit>,
    suggestions: Vec<Edit>,
}

impl<'a> Draft<'a> {
    pub fn new(original: &'a str) -> Self {
        Draft { original, text: original.to_owned(), edits: Vec::new(), suggestions: Vec::new() }
    }

    /// The current text.
    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn original(&self) -> &'a str {
        self.original
    }

    /// Makes one batch of changes, all in bytes of the current [`Draft::text`]. Returns how many
    /// were made.
    ///
    /// Equal changes of one span become one edit with all their rules. Of other changes that overlap,
    /// the one that starts first is made, and the longer before the shorter; the caller finds the
    /// skipped ones again in the new text. Changes out of range, inside a character or without
    /// effect are skipped. Suggestions are recorded once and change nothing.
    pub fn apply(&mut self, changes: Vec<Change>) -> usize {
        let changes = self.accept(changes);
        if changes.is_empty() {
            return 0;
        }
        let old = std::mem::take(&mut self.edits);
        let mut text = String::with_capacity(self.text.len());
        let mut at = 0;
        for change in &changes {
            text.push_str(self.text.get(at..change.span.start).unwrap_or_default());
            text.push_str(&change.after);
            at = change.span.end;
        }
        text.push_str(self.text.get(at..).unwrap_or_default());
        self.text = text;
        let count = changes.len();
        self.edits = merge(self.original, old, changes);
        count
    }

    /// The text and all edits, including suggestions, sorted by start.
    pub fn finish(self) -> (String, Vec<Edit>) {
        let Draft { original, text, mut edits, suggestions, .. } = self;
        edits.extend(suggestions);
        edits.sort_by_key(|e| (e.span.start, e.span.end));
        let mut breaks = memchr_iter(b'\n', original.as_bytes()).peekable();
        let mut line = 1;
        for edit in &mut edits {
            while breaks.next_if(|&at| at < edit.span.start).is_some() {
                line += 1;
            }
            edit.line = line;
        }
        (text, edits)
    }

    /// The changes to make: sorted, disjoint, with an effect. Suggestions are recorded instead.
    fn accept(&mut self, mut changes: Vec<Change>) -> Vec<Joined> {
        changes.sort_by(|a, b| {
            (a.span.start, std::cmp::Reverse(a.span.end), &a.rule).cmp(&(
                b.span.start,
                std::cmp::Reverse(b.span.end),
                &b.rule,
            ))
        });
        let mut accepted: Vec<Joined> = Vec::with_capacity(changes.len());
        for change in changes {
            let Some(now) = self.text.get(change.span.clone()) else { continue };
            if now == change.after {
                continue;
            }
            if change.kind == EditKind::Suggest {
                self.suggest(change);
                continue;
            }
            match accepted.last_mut() {
                Some(last) if last.span == change.span && last.after == change.after => {
                    last.join(change);
                }
                Some(last)
                    if change.span.start < last.span.end
                        || (change.span.is_empty() && change.span.start == last.span.end)
                        || last.span == change.span => {}
                _ => accepted.push(Joined::from(change)),
            }
        }
        accepted
    }

    /// Records a suggestion at its place in the original, once.
    fn suggest(&mut self, change: Change) {
        let cursor = Cursor::new(&self.edits);
        let span = cursor.original_span(&change.span);
        let Some(before) = self.original.get(span.clone()) else { return };
        let known = self.suggestions.iter().any(|s| s.span == span && s.after == change.after);
        if !known {
            self.suggestions.push(Edit {
                kind: EditKind::Suggest,
                rules: vec![change.rule],
                line: 0,
                span,
                before: before.to_owned(),
                after: change.after,
                evidence: change.evidence,
            });
        }
    }
}

/// One accepted change with the rules that asked for it.
#[derive(Debug)]
struct Joined {
    kind: EditKind,
    rules: Vec<RuleId>,
    span: Range<usize>,
    after: String,
    evidence: String,
}

impl Joined {
    fn join(&mut self, change: Change) {
        self.kind = strongest(self.kind, change.kind);
        add_rule(&mut self.rules, change.rule);
        add_evidence(&mut self.evidence, &change.evidence);
    }
}

impl From<Change> for Joined {
    fn from(change: Change) -> Self {
        Joined {
            kind: change.kind,
            rules: vec![change.rule],
            span: change.span,
            after: change.after,
            evidence: change.evidence,
        }
    }
}

/// Walks the edits of a draft in bytes of its current text.
struct Cursor<'e> {
    edits: &'e [Edit],
    /// For each edit, the span of its `after` in the current text.
    places: Vec<Range<usize>>,
}

impl<'e> Cursor<'e> {
    fn new(edits: &'e [Edit]) -> Self {
        let (mut from, mut at) = (0, 0);
        let places = edits
            .iter()
            .map(|edit| {
                at += edit.span.start - from;
                from = edit.span.end;
                let place = at..at + edit.after.len();
                at = place.end;
                place
            })
            .collect();
        Cursor { edits, places }
    }

    /// The edits that a span of the current text touches: those that overlap it, and deletions in it.
    fn touched(&self, span: &Range<usize>) -> Range<usize> {
        let first = self.places.partition_point(|p| {
            if p.is_empty() { p.start <= span.start } else { p.end <= span.start }
        });
        let count = self.places.get(first..).unwrap_or_default();
        let after = count.iter().take_while(|p| p.start < span.end).count();
        first..first + after
    }

    /// A position of the current text outside of edits, in bytes of the original.
    fn copied(&self, position: usize, edits_before: usize) -> usize {
        match edits_before.checked_sub(1) {
            Some(i) => match (self.places.get(i), self.edits.get(i)) {
                (Some(place), Some(edit)) => position - place.end + edit.span.end,
                _ => position,
            },
            None => position,
        }
    }

    fn original_span(&self, span: &Range<usize>) -> Range<usize> {
        let touched = self.touched(span);
        let start = match (self.places.get(touched.start), self.edits.get(touched.start)) {
            (Some(place), Some(edit)) if !touched.is_empty() && place.start <= span.start => {
                edit.span.start
            }
            _ => self.copied(span.start, touched.start),
        };
        let last = touched.end.wrapping_sub(1);
        let end = match (self.places.get(last), self.edits.get(last)) {
            (Some(place), Some(edit)) if !touched.is_empty() && place.end >= span.end => {
                edit.span.end
            }
            _ => self.copied(span.end, touched.end),
        };
        start..end.max(start)
    }
}

/// Composes a batch of changes onto the earlier edits.
fn merge(original: &str, old: Vec<Edit>, changes: Vec<Joined>) -> Vec<Edit> {
    // The runs of edits that are replaced, each with its replacement.
    let mut composed: Vec<(Range<usize>, Option<Edit>)> = Vec::with_capacity(changes.len());
    let cursor = Cursor::new(&old);
    // A long inserted text may be touched by several changes: they then share one edit.
    let mut group: Option<(Range<usize>, Vec<Joined>)> = None;
    let close = |(touched, parts): (Range<usize>, Vec<Joined>)| {
        let edit = compose(original, &cursor, &touched, &parts);
        (touched, edit)
    };
    for change in changes {
        let touched = cursor.touched(&change.span);
        match &mut group {
            Some((range, parts)) if touched.start < range.end && !touched.is_empty() => {
                range.end = range.end.max(touched.end);
                parts.push(change);
            }
            _ => {
                composed.extend(group.take().map(close));
                if touched.is_empty() {
                    let edit = alone(original, &cursor, touched.start, change);
                    composed.push((touched, edit));
                } else {
                    group = Some((touched, vec![change]));
                }
            }
        }
    }
    composed.extend(group.map(close));
    let mut merged: Vec<Edit> = Vec::with_capacity(old.len() + composed.len());
    let (mut old, mut at) = (old.into_iter(), 0);
    for (touched, edit) in composed {
        merged.extend(old.by_ref().take(touched.start.saturating_sub(at)));
        let gone = touched.len();
        old.by_ref().take(gone).for_each(drop);
        at = touched.end;
        merged.extend(edit);
    }
    merged.extend(old);
    merged
}

/// The edit of a change that touches no edit and comes after the first `behind` edits; `None` if it
/// changes nothing.
fn alone(original: &str, cursor: &Cursor<'_>, behind: usize, change: Joined) -> Option<Edit> {
    let Joined { kind, rules, span, after, evidence } = change;
    let start = cursor.copied(span.start, behind);
    let span = start..start + span.len();
    let before = original.get(span.clone()).filter(|before| *before != after)?.to_owned();
    Some(Edit { kind, rules, line: 0, span, before, after, evidence })
}

/// The edit made of the changes `parts` and the old edits they touch; `None` if it changes nothing.
fn compose(
    original: &str,
    cursor: &Cursor<'_>,
    touched: &Range<usize>,
    parts: &[Joined],
) -> Option<Edit> {
    let (first, last) = (parts.first()?, parts.last()?);
    let whole = first.span.start..last.span.end;
    let span = cursor.original_span_of(&whole, touched);
    let before = original.get(span.clone())?;
    let current = cursor.render(original, &span, touched);
    // `current` begins where the first touched edit or the first change begins.
    let begin = match cursor.places.get(touched.start) {
        Some(place) if !touched.is_empty() => place.start.min(whole.start),
        _ => whole.start,
    };
    let mut after = String::with_capacity(current.len());
    let mut at = begin;
    for part in parts {
        after.push_str(current.get(at - begin..part.span.start - begin)?);
        after.push_str(&part.after);
        at = part.span.end;
    }
    after.push_str(current.get(at - begin..)?);
    if after == before {
        return None;
    }
    let swallowed = after.is_empty() && parts.iter().any(|p| p.kind != EditKind::Repair);
    let (mut kind, mut rules, mut evidence) = (first.kind, Vec::new(), String::new());
    for edit in cursor.edits.get(touched.clone()).unwrap_or_default() {
        // A repair inside a line that was then removed has no effect on the text.
        if swallowed && edit.kind == EditKind::Repair {
            continue;
        }
        kind = strongest(kind, edit.kind);
        edit.rules.iter().for_each(|rule| add_rule(&mut rules, rule.clone()));
        add_evidence(&mut evidence, &edit.evidence);
    }
    for part in parts {
        kind = strongest(kind, part.kind);
        part.rules.iter().for_each(|rule| add_rule(&mut rules, rule.clone()));
        add_evidence(&mut evidence, &part.evidence);
    }
    Some(Edit { kind, rules, line: 0, span, before: before.to_owned(), after, evidence })
}

impl Cursor<'_> {
    /// Like `original_span`, for changes that together touch exactly the edits `touched`.
    fn original_span_of(&self, span: &Range<usize>, touched: &Range<usize>) -> Range<usize> {
        if touched.is_empty() {
            let start = self.copied(span.start, touched.start);
            return start..start + span.len();
        }
        self.original_span(span)
    }

    /// The current text of a span of the original that begins and ends outside or at the borders of
    /// edits.
    fn render(&self, original: &str, span: &Range<usize>, touched: &Range<usize>) -> String {
        let mut text = String::new();
        let mut at = span.start;
        for edit in self.edits.get(touched.clone()).unwrap_or_default() {
            text.push_str(original.get(at..edit.span.start).unwrap_or_default());
            text.push_str(&edit.after);
            at = edit.span.end;
        }
        text.push_str(original.get(at..span.end).unwrap_or_default());
        text
    }
}

/// A field edit takes precedence over a removal, and a removal over a repair.
fn strongest(a: EditKind, b: EditKind) -> EditKind {
    let rank = |kind| match kind {
        EditKind::Suggest => 0,
        EditKind::Repair => 1,
        EditKind::Remove => 2,
        EditKind::Field => 3,
    };
    if rank(b) > rank(a) { b } else { a }
}

fn add_rule(rules: &mut Vec<RuleId>, rule: RuleId) {
    if let Err(place) = rules.binary_search(&rule) {
        rules.insert(place, rule);
    }
}

fn add_evidence(evidence: &mut String, more: &str) {
    if more.is_empty() || evidence.as_str() == more {
        return;
    }
    if !evidence.is_empty() {
        evidence.push_str("; ");
    }
    evidence.push_str(more);
}

#[cfg(test)]
mod tests;
