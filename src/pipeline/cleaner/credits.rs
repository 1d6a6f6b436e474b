//! Finds the lines right below the story of a page that the page model removed.
//!
//! In: the original and the page model's changes. Out: these lines as a text, in which rules find
//! those who contributed. It reads no fields itself.

use crate::boilerplate::page::RULE;
use crate::document::{Change, EditKind};
use crate::edit;

/// Lines below the last line of the story that can be credits.
const LINES: usize = 5;
/// Bytes of a credit, at most.
const BYTES: usize = 400;

/// The removed lines right below the story; nothing if there are none, or no story.
pub(super) fn removed_below(original: &str, changes: &[Change]) -> Option<String> {
    let removed: Vec<&Change> =
        changes.iter().filter(|change| change.kind == EditKind::Remove).collect();
    if removed.is_empty() {
        return None;
    }
    let lines = edit::lines(original);
    let removal = |line: &edit::Line<'_>| {
        let at = removed.partition_point(|change| change.span.end <= line.span.start);
        removed.get(at).filter(|change| change.span.start <= line.span.start)
    };
    let last = lines.iter().rposition(|line| removal(line).is_none())?;
    let below = lines.iter().skip(last + 1).take(LINES);
    let credits: Vec<&str> = below
        .filter(|line| removal(line).is_some_and(|change| *change.rule == *RULE))
        .map(|line| line.text)
        .filter(|text| text.len() <= BYTES)
        .collect();
    (!credits.is_empty()).then(|| credits.join("\n\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn removed_lines_below_the_story_are_found() {
        let original = "Menu\n\nThe dam held.\n\nInes Falk contributed to this report.\n\nShare";
        let change = |text: &str, rule: &str| {
            let start = original.find(text).unwrap();
            let span = start..start + text.len();
            let (after, evidence) = (String::new(), String::new());
            Change { kind: EditKind::Remove, rule: rule.into(), span, after, evidence }
        };
        let credit = "Ines Falk contributed to this report.";
        let changes =
            [change("Menu", RULE), change(credit, RULE), change("Share", "page-comments")];
        assert_eq!(removed_below(original, &changes).as_deref(), Some(credit));
        assert_eq!(removed_below(original, &changes[..1]), None);
    }
}
