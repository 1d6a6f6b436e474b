//! The rule scan: every rule of the book on every line of a text.
//!
//! In: a layout and a rulebook. Out: [`Findings`], the lines and spans that rules remove, with the
//! values for fields. If several rules match a line, one that fills a field wins over one that
//! does not, then the earlier in the book.

use std::collections::BTreeMap;
use std::ops::Range;

use super::comment_thread::{ThreadHead, take_threads};
use super::compiled_rule::CompiledRule;
use super::finding::{Basis, Finding, Findings, tidy};
use super::layout::{Layout, Row};
use super::line_cache::{LineFacts, Tried, once};
use super::rule::Action;
use super::rulebook::Rulebook;
use crate::key::ends_sentence;

/// Headlines below the head of a list that go with it, at most.
const LIST_LENGTH: usize = 12;

/// A headline of fewer words directly above prose may be a sub-heading of the story.
const TEASER_WORDS: usize = 6;

/// A line and a rule that matches it, but only applies beside another removed line.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    row: usize,
    rule: usize,
}

/// Tries every rule of the language on every line. `facts` has one entry for each row.
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
        if !row.suits(rule)
            || !(if rule.takes_span() { is_found } else { matches })(row, compiled, tried)
            || once(&tried.vetoed, || compiled.vetoes(row))
            || (rule.once
                && *recurring
                    .entry(tried.rule)
                    .or_insert_with(|| recurs(layout, facts, tried.rule, compiled)))
        {
            continue;
        }
        if rule.action == Action::KeepLine {
            found.kept.insert(index);
            continue;
        }
        if rule.thread.is_some() {
            heads.push(ThreadHead { row: index, rule: compiled });
            continue;
        }
        match (rule.takes_span(), &rule.beside) {
            (true, _) => take_spans(layout, index, compiled, &mut found),
            (false, Some(_)) => waiting.push(Candidate { row: index, rule: tried.rule }),
            (false, None) => found.take_line(index, row, compiled),
        }
    }
    take_lists(layout, book, &mut found);
    take_threads(layout, &heads, &mut found);
    take_neighbours(layout, book, &waiting, &mut found);
    take_neighbours(layout, book, &waiting.iter().rev().copied().collect::<Vec<_>>(), &mut found);
    found.drop_kept();
    found
}

/// Every line with each rule that may match it, in order.
fn tries<'f, 'a>(
    layout: &'f Layout<'a>,
    facts: &'f [(Range<usize>, LineFacts)],
) -> impl Iterator<Item = (usize, (&'f Row<'a>, &'f Tried))> {
    let rows = layout.rows.iter().zip(facts).enumerate();
    rows.flat_map(|(index, (row, (_, facts)))| {
        facts.rules.iter().flatten().map(move |tried| (index, (row, tried)))
    })
}

/// Whether the expression matches the line without its bullet.
fn matches(row: &Row<'_>, compiled: &CompiledRule, tried: &Tried) -> bool {
    once(&tried.matches, || compiled.is_match(row.body(), row.common))
}

/// Whether the expression is found in the line. Checked before the veto because few lines have it.
fn is_found(row: &Row<'_>, compiled: &CompiledRule, tried: &Tried) -> bool {
    once(&tried.found, || compiled.is_match(row.line.text, row.common))
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
        .any(|(_, (row, tried))| !row.suits(&compiled.rule) && matches(row, compiled, tried))
}

/// Adds what a rule's expression matches within a line; the whole line if nothing else is on it.
fn take_spans(layout: &Layout<'_>, index: usize, compiled: &CompiledRule, found: &mut Findings) {
    let Some(row) = layout.rows.get(index) else { return };
    let Some(regex) = compiled.regex(row.common) else { return };
    let line = row.line.text;
    for captures in regex.captures_iter(line) {
        let Some(whole) = captures.get(0).filter(|m| !m.is_empty()) else { continue };
        let value = captures.name("value").unwrap_or(whole).as_str();
        let field = compiled.rule.field.map(|field| (field, tidy(value)));
        let before = line.get(..whole.start()).unwrap_or_default();
        let after = line.get(whole.end()..).unwrap_or_default();
        if before.trim().is_empty() && after.trim().is_empty() {
            found.take_line(index, row, compiled);
            return;
        }
        let (start, end) = if before.trim().is_empty() {
            (before.len(), line.len() - after.trim_start().len())
        } else {
            (before.trim_end().len(), whole.end())
        };
        let span = row.line.span.start + start..row.line.span.start + end;
        if layout.text.get(span.clone()).is_some() {
            found.spans.push((index, span, Finding::of_rule(row, compiled, field)));
        }
    }
}

/// Adds the headlines below each line that heads a list.
fn take_lists(layout: &Layout<'_>, book: &Rulebook, found: &mut Findings) {
    let heads: Vec<(usize, Finding)> = found
        .lines
        .iter()
        .filter(|(_, finding)| book.by_id(&finding.rule).is_some_and(|c| c.rule.list))
        .map(|(&row, finding)| (row, finding.clone()))
        .collect();
    for (head, finding) in heads {
        let announces =
            layout.rows.get(head).is_some_and(|r| r.line.text.ends_with([':', '…', '.', '»']));
        let teasers = teasers_below(layout, head, announces, found);
        // A digest says which paper each of its items is from: "Ferry strike ends [Harrow Times]".
        let sourced = |&index: &usize| {
            layout.rows.get(index).is_some_and(|row| row.line.text.trim_end().ends_with(']'))
        };
        if teasers.iter().any(sourced) {
            found.lines.remove(&head);
            continue;
        }
        for index in teasers {
            let evidence = format!("{}, listed below its label", finding.kind);
            let teaser = Finding {
                evidence,
                basis: Basis::Structure,
                field: None,
                also: Vec::new(),
                ..finding.clone()
            };
            found.lines.insert(index, teaser);
        }
    }
}

/// The lines below the head of a list that look like headlines. A short one directly above a
/// paragraph of prose may be its sub-heading and is left, unless the head announces one.
fn teasers_below(
    layout: &Layout<'_>,
    head: usize,
    announces: bool,
    found: &Findings,
) -> Vec<usize> {
    let mut teasers = Vec::new();
    for index in head + 1..=head + LIST_LENGTH {
        let Some(row) = layout.rows.get(index) else { return teasers };
        if found.lines.contains_key(&index) {
            continue;
        }
        if !is_teaser(row) {
            let short =
                |&last: &usize| layout.rows.get(last).is_some_and(|r| r.words < TEASER_WORDS);
            if row.prose && !(announces && teasers.len() == 1) && teasers.last().is_some_and(short)
            {
                teasers.pop();
            }
            return teasers;
        }
        teasers.push(index);
    }
    teasers
}

/// Whether a line looks like a headline in a list: several words, not the end of a sentence.
fn is_teaser(row: &Row<'_>) -> bool {
    let body = without_number(row.body());
    !row.prose
        && (4..=25).contains(&row.words)
        && (!ends_sentence(body) || body.ends_with('?'))
        && !body.ends_with([':', ',', ';'])
        && body.chars().next().is_some_and(|c| !c.is_lowercase() && !c.is_ascii_digit())
}

/// An entry of a numbered list without its number.
fn without_number(entry: &str) -> &str {
    let rest = entry.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = (1..=2).contains(&(entry.len() - rest.len()));
    let rest = rest.strip_prefix(". ").or_else(|| rest.strip_prefix(") "));
    rest.filter(|_| numbered).map_or(entry, str::trim_start)
}

/// Adds the candidates beside a removed line, in the given order, so that a run of them goes.
fn take_neighbours(
    layout: &Layout<'_>,
    book: &Rulebook,
    waiting: &[Candidate],
    found: &mut Findings,
) {
    for candidate in waiting {
        if found.lines.contains_key(&candidate.row) {
            continue;
        }
        let (row, compiled) = (layout.rows.get(candidate.row), book.compiled(candidate.rule));
        let (Some(row), Some(compiled)) = (row, compiled) else { continue };
        let wanted = compiled.rule.beside.as_deref().unwrap_or("any");
        let before = candidate.row.checked_sub(1);
        let beside = before.into_iter().chain([candidate.row + 1]).any(|neighbour| {
            found.lines.get(&neighbour).is_some_and(|f| wanted == "any" || f.kind == wanted)
        });
        if beside {
            found.take_line(candidate.row, row, compiled);
        }
    }
}
