//! Lines of a text, and the removal of whole lines with their separators.
//!
//! In: a text, and the lines to remove. Out: [`Change`]s, one for each removed line. Each also removes
//! one separator, so that the larger of the two around the line stays.

use std::ops::Range;

use memchr::memchr_iter;

use crate::document::{Change, EditKind, RuleId};

/// A line that is not blank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line<'a> {
    /// Counts from 1 over all lines of the text, including blank ones.
    pub number: u32,
    /// The bytes of the line without its line break and trailing white space.
    pub span: Range<usize>,
    pub text: &'a str,
}

/// The lines of a text that are not blank. A line ends at `\n`; a `\r` before it is trailing white
/// space.
///
/// ```
/// let lines = copydesk::edit::lines("One\n\n  Two \n");
/// assert_eq!(lines.len(), 2);
/// assert_eq!((lines[1].number, lines[1].text), (3, "  Two"));
/// ```
pub fn lines(text: &str) -> Vec<Line<'_>> {
    let mut found = Vec::new();
    let mut start = 0;
    let ends = memchr_iter(b'\n', text.as_bytes()).chain(std::iter::once(text.len()));
    for (number, end) in (1u32..).zip(ends) {
        let line = text.get(start..end).unwrap_or_default().trim_end();
        if !line.is_empty() {
            found.push(Line { number, span: start..start + line.len(), text: line });
        }
        start = end + 1;
    }
    found
}

/// One line to remove.
#[derive(Debug, Clone)]
pub struct LineRemoval {
    /// Index into the result of [`lines`].
    pub index: usize,
    /// [`EditKind::Remove`] or [`EditKind::Field`].
    pub kind: EditKind,
    pub rule: RuleId,
    pub evidence: String,
}

/// The changes that remove whole lines from a text.
///
/// `lines` is the result of [`lines`] on `text`; `removals` are sorted by index. Of the separators
/// around a run of removed lines the larger stays, byte for byte if it begins with the separator
/// before the run. At the end of the text no separator stays except the text's own last line break.
pub fn remove_lines(text: &str, lines: &[Line<'_>], mut removals: Vec<LineRemoval>) -> Vec<Change> {
    let mut changes = Vec::with_capacity(removals.len());
    for run in removals.chunk_by_mut(|one, next| next.index == one.index + 1) {
        remove_run(text, lines, run, &mut changes);
    }
    changes
}

/// Removes a run of neighbouring lines.
fn remove_run(text: &str, lines: &[Line<'_>], run: &mut [LineRemoval], changes: &mut Vec<Change>) {
    let span_of = |index: usize| lines.get(index).map(|line| line.span.clone());
    let Some(first) = run.first().map(|r| r.index) else { return };
    let before = match first.checked_sub(1).and_then(span_of) {
        Some(previous) => span_of(first).map(|span| previous.end..span.start),
        None => None,
    };
    let gap_after = |index: usize| {
        let start = span_of(index).map_or(text.len(), |span| span.end);
        start..span_of(index + 1).map_or(text.len(), |span| span.start)
    };
    let last = first + run.len() - 1;
    let at_end = last + 1 >= lines.len();
    let size = |range: &Range<usize>| {
        let gap = text.get(range.clone()).unwrap_or_default();
        (memchr_iter(b'\n', gap.as_bytes()).count(), gap.len())
    };
    // The line that is followed by a larger separator than the one before the run.
    let larger = match &before {
        Some(before) if !at_end => run
            .iter()
            .map(|r| r.index)
            .max_by_key(|&index| (size(&gap_after(index)), std::cmp::Reverse(index)))
            .filter(|&index| size(&gap_after(index)) > size(before)),
        _ => None,
    };
    if at_end && let Some(span) = before.clone() {
        let (kind, rule) = (EditKind::Repair, "line-separator".into());
        let (after, evidence) = (String::new(), String::new());
        changes.push(Change { kind, rule, span, after, evidence });
    }
    for removal in run {
        let Some(line) = span_of(removal.index) else { continue };
        let gap = gap_after(removal.index);
        let end = if at_end && removal.index == last {
            line.end
        } else if larger == Some(removal.index) {
            let kept = before.as_ref().map_or("", |b| text.get(b.clone()).unwrap_or_default());
            match text.get(gap.clone()) {
                Some(after) if after.starts_with(kept) => gap.start + kept.len(),
                _ => gap.end,
            }
        } else {
            gap.end
        };
        changes.push(Change {
            kind: removal.kind,
            rule: removal.rule.clone(),
            span: line.start..end,
            after: String::new(),
            evidence: std::mem::take(&mut removal.evidence),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::Draft;

    fn without(text: &str, gone: &[usize]) -> String {
        let all = lines(text);
        let removals: Vec<_> = gone
            .iter()
            .map(|&index| LineRemoval {
                index,
                kind: EditKind::Remove,
                rule: "test".into(),
                evidence: String::new(),
            })
            .collect();
        let changes = remove_lines(text, &all, removals);
        let mut draft = Draft::new(text);
        draft.apply(changes);
        draft.finish().0
    }

    #[test]
    fn the_larger_separator_stays() {
        assert_eq!(without("A\n\nB\nC", &[1]), "A\n\nC");
        assert_eq!(without("A\nB\n\nC", &[1]), "A\n\nC");
        assert_eq!(without("A\nB\n\nC\nD", &[1, 2]), "A\n\nD");
        assert_eq!(without("A\nB\nC", &[1]), "A\nC");
        assert_eq!(without("A\r\nB\r\n\r\nC", &[1]), "A\r\n\r\nC");
    }

    #[test]
    fn the_ends_of_a_text_keep_no_separator() {
        assert_eq!(without("A\n\nB", &[0]), "B");
        assert_eq!(without("A\n\nB", &[1]), "A");
        assert_eq!(without("A\n\nB\n", &[1]), "A\n");
        assert_eq!(without("A\n\nB\nC\n", &[1, 2]), "A\n");
        assert_eq!(without("A\n\nB", &[0, 1]), "");
    }

    #[test]
    fn lines_apart_from_each_other_go_each_with_a_separator_of_its_own() {
        assert_eq!(without("A\nB\n\nC\nD", &[1, 3]), "A\n\nC");
        assert_eq!(without("A\n\nB\nC\nD\n\nE", &[0, 2, 4]), "B\nD");
    }

    #[test]
    fn a_removed_line_is_one_row_that_starts_at_its_line() {
        let text = "A\nB\n\nC\nD";
        let all = lines(text);
        let removals = [1, 2].map(|index| LineRemoval {
            index,
            kind: EditKind::Remove,
            rule: "test".into(),
            evidence: String::new(),
        });
        let mut draft = Draft::new(text);
        draft.apply(remove_lines(text, &all, removals.into()));
        let (_, edits) = draft.finish();
        let rows: Vec<_> = edits.iter().map(|e| (e.line, e.before.as_str())).collect();
        assert_eq!(rows, [(2, "B\n"), (4, "C\n")]);
    }
}
