//! What is to go from a text: findings, and the changes that make them.
//!
//! In: lines and spans that a rule, the memory of the site or the model names. Out: [`Findings`],
//! and their [`Change`]s. It decides nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::compiled_rule::CompiledRule;
use super::layout::{Layout, Row};
use super::rule::FieldName;
use crate::document::{Change, EditKind, RuleId};
use crate::edit::{LineRemoval, remove_lines};

/// What is to go from one text.
#[derive(Debug, Default)]
pub(super) struct Findings {
    /// By the line's index in the layout.
    pub lines: BTreeMap<usize, Finding>,
    /// In bytes of the text, with the line's index.
    pub spans: Vec<(usize, Range<usize>, Finding)>,
    /// Lines that a rule keeps.
    pub kept: BTreeSet<usize>,
}

/// What a finding is based on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Basis {
    /// The expression of a rule.
    Rule,
    /// The position in a header, a list of links or a thread of comments.
    Structure,
    /// The other stories of the site.
    Chrome,
    /// The user's choice for this line.
    Choice,
    /// The line model, and whether its probability is as good as a rule.
    Model { certain: bool },
}

impl Basis {
    pub fn is_model(self) -> bool {
        matches!(self, Basis::Model { .. })
    }
}

/// One line or span that is to go.
#[derive(Debug, Clone)]
pub(super) struct Finding {
    pub rule: RuleId,
    pub basis: Basis,
    /// Other rules that would take the same line.
    pub also: Vec<RuleId>,
    /// The name of the rule's file, or the kind it is listed under.
    pub kind: String,
    pub edit: EditKind,
    pub field: Option<(FieldName, String)>,
    pub evidence: String,
}

impl Finding {
    /// A finding of a rule that fills no field.
    pub fn without_field(compiled: &CompiledRule, evidence: String) -> Finding {
        Finding {
            rule: compiled.id.clone(),
            basis: Basis::Rule,
            also: Vec::new(),
            kind: compiled.rule.kind.clone(),
            edit: EditKind::Remove,
            field: None,
            evidence,
        }
    }

    /// A finding of a rule on a row, with the value for a field if the rule fills one.
    pub fn of_rule(
        row: &Row<'_>,
        compiled: &CompiledRule,
        field: Option<(FieldName, String)>,
    ) -> Finding {
        let place = match (row.prose_before, row.prose_after) {
            (0, _) => "above the story",
            (_, 0) => "below the story",
            _ => "in the story",
        };
        let (edit, evidence) = match &field {
            Some((field, _)) => (EditKind::Field, format!("{}, {place}", field.name())),
            None => (EditKind::Remove, format!("{}, {place}", compiled.rule.kind)),
        };
        Finding { edit, field, ..Finding::without_field(compiled, evidence) }
    }
}

impl Findings {
    /// Removes the findings of the model.
    pub fn drop_model(&mut self) {
        self.lines.retain(|_, finding| !finding.basis.is_model());
    }

    /// Whether a line fills a field.
    pub fn fills(&self, name: FieldName) -> bool {
        self.lines.values().any(|finding| finding.field.as_ref().is_some_and(|(n, _)| *n == name))
    }

    /// Removes the findings of lines that a rule keeps.
    pub fn drop_kept(&mut self) {
        for row in &self.kept {
            self.lines.remove(row);
        }
    }

    /// Removes the spans within lines that go as a whole.
    pub fn drop_covered_spans(&mut self) {
        let lines = &self.lines;
        self.spans.retain(|(row, _, _)| !lines.contains_key(row));
    }

    /// Adds a line that a rule removes. A rule that fills a field takes a line over from one that
    /// does not; every other rule is noted beside the first.
    pub fn take_line(&mut self, index: usize, row: &Row<'_>, compiled: &CompiledRule) {
        let field = compiled.rule.field.map(|field| {
            let captures = compiled.regex(row.common).and_then(|regex| regex.captures(row.body()));
            let value = captures.as_ref().and_then(|c| c.name("value"));
            (field, tidy(value.map_or(row.body(), |v| v.as_str())))
        });
        let mut finding = Finding::of_rule(row, compiled, field);
        match self.lines.get_mut(&index) {
            None => {
                self.lines.insert(index, finding);
            }
            Some(first) if first.field.is_none() && finding.field.is_some() => {
                finding.also = std::mem::take(&mut first.also);
                finding.also.push(first.rule.clone());
                *first = finding;
            }
            Some(first) => first.also.push(finding.rule),
        }
    }

    /// Whether a part of a line is to go.
    pub fn has_span(&self, row: usize) -> bool {
        self.spans.iter().any(|(of, _, _)| *of == row)
    }

    /// The changes that make all findings, in bytes of the layout's text, sorted.
    pub fn changes(&self, layout: &Layout<'_>) -> Vec<Change> {
        let removals: Vec<LineRemoval> = self
            .lines
            .iter()
            .map(|(&index, finding)| LineRemoval {
                index,
                kind: finding.edit,
                rule: finding.rule.clone(),
                evidence: finding.evidence.clone(),
            })
            .collect();
        if removals.is_empty() && self.spans.is_empty() {
            return Vec::new();
        }
        let mut changes = remove_lines(layout.text, &layout.lines(), removals);
        self.name_all_rules(layout, &mut changes);
        let spans = self.spans.iter().filter(|(row, _, _)| !self.lines.contains_key(row));
        changes.extend(spans.map(|(_, span, finding)| Change {
            kind: finding.edit,
            rule: finding.rule.clone(),
            span: span.clone(),
            after: String::new(),
            evidence: finding.evidence.clone(),
        }));
        changes.sort_by_key(|change| (change.span.start, change.span.end));
        changes
    }

    /// Repeats the change of a line for every other rule that would make it: an edit names them
    /// all.
    fn name_all_rules(&self, layout: &Layout<'_>, changes: &mut Vec<Change>) {
        let more: Vec<Change> = changes
            .iter()
            .flat_map(|change| {
                let row =
                    layout.rows.binary_search_by_key(&change.span.start, |r| r.line.span.start);
                let finding = row.ok().and_then(|row| self.lines.get(&row));
                let also = finding.filter(|f| f.rule == change.rule).map(|f| f.also.as_slice());
                also.unwrap_or_default()
                    .iter()
                    .map(move |rule| Change { rule: rule.clone(), ..change.clone() })
            })
            .collect();
        changes.extend(more);
    }
}

/// A field's value on one line: single spaces, without a bracket around the whole.
pub(super) fn tidy(value: &str) -> String {
    let value = value.trim();
    let inner = value.strip_prefix('(').and_then(|v| v.strip_suffix(')'));
    let bare = inner.filter(|v| !v.contains(['(', ')'])).unwrap_or(value);
    bare.split_whitespace().collect::<Vec<_>>().join(" ")
}
