//! Edits: lines of a text, changes composed onto an original, replay and reversal.
//!
//! In: an original, and batches of [`Change`](crate::document::Change)s to its current text. Out:
//! the current text and the [`Edit`]s that produce it, in bytes of the original, disjoint and sorted.
//! It does not decide what to change.

mod draft;
mod line;
mod opening;

pub use draft::Draft;
pub use line::{Line, LineRemoval, lines, remove_lines};
pub(crate) use opening::{Opening, first_sentence, opening};

use crate::document::{Edit, EditKind};

/// Applies recorded edits to an original.
///
/// Suggestions are skipped. Returns `None` if the edits do not fit the original: out of range,
/// overlapping, or with a different text before.
///
/// ```
/// use copydesk::edit::{Draft, apply, reverse};
/// use copydesk::document::{Change, EditKind};
///
/// let mut draft = Draft::new("Rain fell .");
/// draft.apply(vec![Change {
///     kind: EditKind::Repair,
///     rule: "space-before-punctuation".into(),
///     span: 9..10,
///     after: String::new(),
///     evidence: String::new(),
/// }]);
/// let (text, edits) = draft.finish();
/// assert_eq!(text, "Rain fell.");
/// assert_eq!(apply("Rain fell .", &edits).as_deref(), Some("Rain fell."));
/// assert_eq!(reverse("Rain fell.", &edits).as_deref(), Some("Rain fell ."));
/// ```
pub fn apply(original: &str, edits: &[Edit]) -> Option<String> {
    let mut out = String::with_capacity(original.len());
    let mut at = 0;
    for edit in edits.iter().filter(|e| e.kind != EditKind::Suggest) {
        out.push_str(original.get(at..edit.span.start)?);
        if original.get(edit.span.clone())? != edit.before {
            return None;
        }
        out.push_str(&edit.after);
        at = edit.span.end;
    }
    out.push_str(original.get(at..)?);
    Some(out)
}

/// Reverses recorded edits: from the clean text to the original, byte for byte.
///
/// Returns `None` if the edits do not fit the text.
pub fn reverse(text: &str, edits: &[Edit]) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits.iter().filter(|e| e.kind != EditKind::Suggest) {
        let kept = edit.span.start.checked_sub(out.len())?;
        out.push_str(text.get(at..at + kept)?);
        at += kept;
        if !text.get(at..)?.starts_with(edit.after.as_str()) {
            return None;
        }
        out.push_str(&edit.before);
        at += edit.after.len();
    }
    out.push_str(text.get(at..)?);
    Some(out)
}
