//! The scan_rules: every rule of the book over every line of a text.
//!
//! In: a layout and a rulebook. Out: [`Findings`], the lines and spans that are to go, with the
//! values they hold for fields. Which rule wins a line: one that fills a field before one that
//! drops, then the earlier in the book.

use std::collections::BTreeMap;
use std::ops::Range;

use super::comment_thread::take_threads;
use super::layout::{Layout, Row, ends_sentence};
use super::line_cache::{LineFacts, Tried, once};
use super::rule::{FieldName, Rule};
use super::rulebook::{CompiledRule, Rulebook};
use crate::document::{EditKind, RuleId};

/// Headlines below the head of a list that go with it, at most.
const LIST_LENGTH: usize = 12;

/// Words of a headline right above prose that is more than a sub-heading.
const TEASER_WORDS: usize = 6;

/// One line or span that is to go.
#[derive(Debug, Clone)]
pub(super) struct Finding {
    pub rule: RuleId,
    /// Other rules that would take the same line.
    pub also: Vec<RuleId>,
    /// The rule's file, or the one it would stand in.
    pub kind: String,
    pub edit: EditKind,
    pub field: Option<(FieldName, String)>,
    pub evidence: String,
}

/// What is to go from one text.
#[derive(Debug, Default)]
pub(super) struct Findings {
    /// By the line's index in the layout.
    pub lines: BTreeMap<usize, Finding>,
    /// In bytes of the text, with the line's index.
    pub spans: Vec<(usize, Range<usize>, Finding)>,
}

impl Findings {
    /// Whether a part of a line is to go.
    pub fn spans_row(&self, row: usize) -> bool {
        self.spans.iter().any(|(of, _, _)| *of == row)
    }
}

/// A line and a rule that matches it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub row: usize,
    pub rule: usize,
}

/// Prefilter at every line with every rule that speaks the language. `facts` are those of the rows.
pub(super) fn scan_rules(
    layout: &Layout<'_>,
    book: &Rulebook,
    language: Option<&str>,
    facts: &mut [(Range<usize>, LineFacts)],
) -> Findings {
    let matcher = book.matcher(language);
    for ((_, facts), row) in facts.iter_mut().zip(&layout.rows) {
        facts.rules.get_or_insert_with(|| matcher.rules_of(row));
    }
    let facts: &[(Range<usize>, LineFacts)] = facts;
    let mut found = Findings::default();
    let (mut waiting, mut heads) = (Vec::new(), Vec::new());
    let mut recurring: BTreeMap<usize, bool> = BTreeMap::new();
    for (index, (row, tried)) in tries(layout, facts) {
        let Some(compiled) = book.compiled(tried.rule) else { continue };
        let rule = &compiled.rule;
        if !allowed(row, rule)
            || !(if rule.takes_span() { is_found } else { matches })(row, compiled, tried)
            || once(&tried.vetoed, || compiled.vetoes(row.line.text))
            || (rule.once
                && *recurring
                    .entry(tried.rule)
                    .or_insert_with(|| recurs(layout, facts, tried.rule, compiled)))
        {
            continue;
        }
        if rule.thread.is_some() {
            heads.push(Candidate { row: index, rule: tried.rule });
            continue;
        }
        match (rule.takes_span(), &rule.beside) {
            (true, _) => take_spans(layout, index, compiled, &mut found),
            (false, Some(_)) => waiting.push(Candidate { row: index, rule: tried.rule }),
            (false, None) => take_line(index, row, compiled, &mut found),
        }
    }
    take_lists(layout, book, &mut found);
    take_threads(layout, book, &heads, &mut found);
    take_neighbours(layout, book, &waiting, &mut found);
    take_neighbours(layout, book, &waiting.iter().rev().copied().collect::<Vec<_>>(), &mut found);
    let lines = &found.lines;
    found.spans.retain(|(row, _, _)| !lines.contains_key(row));
    found
}

/// Every line with each rule that may match it, in their order.
fn tries<'f, 'a>(
    layout: &'f Layout<'a>,
    facts: &'f [(Range<usize>, LineFacts)],
) -> impl Iterator<Item = (usize, (&'f Row<'a>, &'f Tried))> {
    let rows = layout.rows.iter().zip(facts).enumerate();
    rows.flat_map(|(index, (row, (_, facts)))| {
        facts.rules.iter().flatten().map(move |tried| (index, (row, tried)))
    })
}

fn look_up<'b, 'a>(
    layout: &'b Layout<'a>,
    book: &'b Rulebook,
    candidate: Candidate,
) -> Option<(&'b Row<'a>, &'b CompiledRule)> {
    Some((layout.rows.get(candidate.row)?, book.compiled(candidate.rule)?))
}

/// The conditions of place and length, which cost nothing.
fn allowed(row: &Row<'_>, rule: &Rule) -> bool {
    if !row.stands(rule.place)
        || (rule.above_prose && row.prose_before > 0)
        || (rule.below_prose && row.prose_after > 0)
    {
        return false;
    }
    let fits = rule.max_words.is_none_or(|max| row.words <= max);
    fits && rule.min_words.is_none_or(|min| row.words >= min)
}

/// Whether the expression matches the line without its bullet.
fn matches(row: &Row<'_>, compiled: &CompiledRule, tried: &Tried) -> bool {
    once(&tried.matches, || compiled.regex().is_some_and(|regex| regex.is_match(row.body())))
}

/// Whether the expression is found in the line: asked before the veto, for few lines hold it.
fn is_found(row: &Row<'_>, compiled: &CompiledRule, tried: &Tried) -> bool {
    once(&tried.found, || compiled.regex().is_some_and(|regex| regex.is_match(row.line.text)))
}

/// Whether the rule's expression also matches a line where the rule may not act.
fn recurs(
    layout: &Layout<'_>,
    facts: &[(Range<usize>, LineFacts)],
    rule: usize,
    compiled: &CompiledRule,
) -> bool {
    tries(layout, facts)
        .filter(|(_, (_, tried))| tried.rule == rule)
        .any(|(_, (row, tried))| !allowed(row, &compiled.rule) && matches(row, compiled, tried))
}

pub(super) fn take_line(
    index: usize,
    row: &Row<'_>,
    compiled: &CompiledRule,
    found: &mut Findings,
) {
    let field = compiled.rule.field.map(|field| {
        let captures = compiled.regex().and_then(|regex| regex.captures(row.body()));
        let value = captures.as_ref().and_then(|c| c.name("value"));
        (field, tidy(value.map_or(row.body(), |v| v.as_str())))
    });
    let mut finding = finding(row, compiled, field);
    match found.lines.get_mut(&index) {
        None => {
            found.lines.insert(index, finding);
        }
        Some(first) if first.field.is_none() && finding.field.is_some() => {
            finding.also = std::mem::take(&mut first.also);
            finding.also.push(first.rule.clone());
            *first = finding;
        }
        Some(first) => first.also.push(finding.rule),
    }
}

fn take_spans(layout: &Layout<'_>, index: usize, compiled: &CompiledRule, found: &mut Findings) {
    let (Some(regex), Some(row)) = (compiled.regex(), layout.rows.get(index)) else { return };
    let line = row.line.text;
    for captures in regex.captures_iter(line) {
        let Some(whole) = captures.get(0).filter(|m| !m.is_empty()) else { continue };
        let value = captures.name("value").unwrap_or(whole).as_str();
        let field = compiled.rule.field.map(|field| (field, tidy(value)));
        let before = line.get(..whole.start()).unwrap_or_default();
        let after = line.get(whole.end()..).unwrap_or_default();
        if before.trim().is_empty() && after.trim().is_empty() {
            take_line(index, row, compiled, found);
            return;
        }
        let (start, end) = if before.trim().is_empty() {
            (before.len(), line.len() - after.trim_start().len())
        } else {
            (before.trim_end().len(), whole.end())
        };
        let span = row.line.span.start + start..row.line.span.start + end;
        if layout.text.get(span.clone()).is_some() {
            found.spans.push((index, span, finding(row, compiled, field)));
        }
    }
}

fn finding(row: &Row<'_>, compiled: &CompiledRule, field: Option<(FieldName, String)>) -> Finding {
    let place = match (row.prose_before, row.prose_after) {
        (0, _) => "above the story",
        (_, 0) => "below the story",
        _ => "in the story",
    };
    let (edit, evidence) = match &field {
        Some((field, _)) => (EditKind::Field, format!("{}, {place}", field.name())),
        None => (EditKind::Remove, format!("{}, {place}", compiled.rule.kind)),
    };
    Finding { edit, field, ..Finding::of_line(compiled, evidence) }
}

impl Finding {
    /// A line that goes by a rule and fills no field.
    pub fn of_line(compiled: &CompiledRule, evidence: String) -> Finding {
        Finding {
            rule: compiled.id.clone(),
            also: Vec::new(),
            kind: compiled.rule.kind.clone(),
            edit: EditKind::Remove,
            field: None,
            evidence,
        }
    }
}

/// The headlines below a line that heads a list.
fn take_lists(layout: &Layout<'_>, book: &Rulebook, found: &mut Findings) {
    let heads: Vec<(usize, Finding)> = found
        .lines
        .iter()
        .filter(|(_, finding)| book.by_id(&finding.rule).is_some_and(|c| c.rule.list))
        .map(|(&row, finding)| (row, finding.clone()))
        .collect();
    for (head, finding) in heads {
        let asks =
            layout.rows.get(head).is_some_and(|r| r.line.text.ends_with([':', '…', '.', '»']));
        let teasers = teasers_below(layout, head, asks, found);
        for index in teasers {
            let evidence = format!("{}, listed below its label", finding.kind);
            let teaser = Finding { evidence, field: None, also: Vec::new(), ..finding.clone() };
            found.lines.insert(index, teaser);
        }
    }
}

/// The lines below the head of a list that read like headlines. A short one right above a
/// paragraph of prose may be its sub-heading and is no teaser, unless the head asks for one.
fn teasers_below(layout: &Layout<'_>, head: usize, asks: bool, found: &Findings) -> Vec<usize> {
    let mut teasers = Vec::new();
    for index in head + 1..=head + LIST_LENGTH {
        let Some(row) = layout.rows.get(index) else { return teasers };
        if found.lines.contains_key(&index) {
            continue;
        }
        if !is_teaser(row) {
            let short =
                |&last: &usize| layout.rows.get(last).is_some_and(|r| r.words < TEASER_WORDS);
            if row.prose && !(asks && teasers.len() == 1) && teasers.last().is_some_and(short) {
                teasers.pop();
            }
            return teasers;
        }
        teasers.push(index);
    }
    teasers
}

/// A line that reads like a headline in a list: some words, no end of a sentence.
fn is_teaser(row: &Row<'_>) -> bool {
    let body = row.body();
    !row.prose
        && (4..=25).contains(&row.words)
        && (!ends_sentence(body) || body.ends_with('?'))
        && !body.ends_with([':', ',', ';'])
        && body.chars().next().is_some_and(|c| !c.is_lowercase() && !c.is_ascii_digit())
}

/// Lines that go only beside others, one after the other along a run.
fn take_neighbours(
    layout: &Layout<'_>,
    book: &Rulebook,
    waiting: &[Candidate],
    found: &mut Findings,
) {
    for &candidate in waiting {
        if found.lines.contains_key(&candidate.row) {
            continue;
        }
        let Some((row, compiled)) = look_up(layout, book, candidate) else { continue };
        let wanted = compiled.rule.beside.as_deref().unwrap_or("any");
        let before = candidate.row.checked_sub(1);
        let beside = before.into_iter().chain([candidate.row + 1]).any(|neighbour| {
            found.lines.get(&neighbour).is_some_and(|f| wanted == "any" || f.kind == wanted)
        });
        if beside {
            take_line(candidate.row, row, compiled, found);
        }
    }
}

/// A field's value on one line: single spaces, no bracket around the whole.
fn tidy(value: &str) -> String {
    let value = value.trim();
    let inner = value.strip_prefix('(').and_then(|v| v.strip_suffix(')'));
    let bare = inner.filter(|v| !v.contains(['(', ')'])).unwrap_or(value);
    bare.split_whitespace().collect::<Vec<_>>().join(" ")
}
