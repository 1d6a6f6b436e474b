//! What the line model says of the lines that rules and memory of the site leave.
//!
//! In: a layout, a model, and what was found before it. Out: more findings. The model sees every
//! line, those that go included, for they are context to their neighbours.

use super::classifier::{Cleaning, LineInput, Model, judge};
use super::layout::Layout;
use super::memory::KIND;
use super::sweep::{Finding, Findings};
use crate::document::EditKind;

/// The id under which its removals stand.
pub(super) const RULE: &str = "line-model";

/// Adds the lines that the model takes out.
pub(super) fn find_lines(
    layout: &Layout<'_>,
    model: &Model,
    cleaning: Cleaning,
    found: &mut Findings,
) {
    let inputs: Vec<LineInput<'_>> = layout
        .rows
        .iter()
        .enumerate()
        .map(|(index, row)| {
            let kind = found.lines.get(&index).map(|finding| finding.kind.as_str());
            LineInput {
                text: row.line.text,
                rule: kind.is_some_and(|kind| kind != KIND),
                site_chrome: kind == Some(KIND),
            }
        })
        .collect();
    for (index, verdict) in judge(model, &inputs, cleaning).into_iter().enumerate() {
        if verdict.goes && !found.lines.contains_key(&index) {
            found.lines.insert(
                index,
                Finding {
                    rule: RULE.into(),
                    also: Vec::new(),
                    kind: "model".to_owned(),
                    edit: EditKind::Remove,
                    field: None,
                    evidence: format!("probability .{:03}", verdict.thousandths()),
                },
            );
        }
    }
}
