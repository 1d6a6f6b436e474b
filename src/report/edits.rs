//! `edits.csv`: one row per edit.
//!
//! In: the edits of a document. Out: their rows.

use std::borrow::Cow;

use super::articles::Document;
use super::cells::Rows;
use super::labels;

pub fn write(rows: &mut Rows, document: &Document<'_>) {
    for edit in &document.clean.edits {
        let rules: Cow<'_, str> = match edit.rules.as_slice() {
            [rule] => Cow::Borrowed(rule),
            rules => Cow::Owned(rules.join("+")),
        };
        rows.row()
            .hexadecimal(document.id)
            .text(&*rules)
            .word(labels::edit_kind(edit.kind))
            .number(u64::from(edit.line))
            .number(edit.span.start as u64)
            .number(edit.span.end as u64)
            .escaped(&edit.before)
            .escaped(&edit.after)
            .text(edit.evidence.as_str())
            .end();
    }
}
