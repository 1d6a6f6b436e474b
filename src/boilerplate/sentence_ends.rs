//! Boilerplate at the ends of a long line: the sentences that a rule would remove as lines.
//!
//! In: a line that stays, and the rules. Out: spans at its beginning and end. Only rules for whole
//! lines are tried, on up to three sentences at each end. The middle of the line is not looked at.

use std::ops::Range;

use super::finding::{Finding, Findings, tidy};
use super::layout::{Layout, Row};
use super::prose::word_count;
use super::rule::Action;
use super::rulebook::Rulebook;

/// Sentences at each end that are tried, at most.
const SENTENCES: usize = 3;
/// Words of such sentences together, at most: a longer one may be the story's own, with a label before
/// it.
const WORDS: usize = 14;

/// Adds spans for the sentences at the ends of a row that rules would remove as lines.
pub(super) fn cut_ends(
    layout: &Layout<'_>,
    index: usize,
    book: &Rulebook,
    language: Option<&str>,
    found: &mut Findings,
) {
    let Some(row) = layout.rows.get(index) else { return };
    let text = row.line.text;
    let breaks = sentence_breaks(text);
    let first = breaks.iter().take(SENTENCES).rev().map(|&at| 0..at);
    let last = breaks.iter().rev().take(SENTENCES).rev().map(|&at| at..text.len());
    for (candidates, at_end) in [(first.collect::<Vec<_>>(), false), (last.collect(), true)] {
        let cut = candidates.into_iter().find_map(|part| {
            let finding = removed_as_line(row, part.clone(), at_end, book, language)?;
            Some((part, finding))
        });
        if let Some((part, finding)) = cut {
            // The white space between the part and the rest goes with the part.
            let rest = if at_end { text.get(..part.start) } else { text.get(part.end..) };
            let rest = rest.unwrap_or_default();
            let part = if at_end {
                rest.trim_end().len()..part.end
            } else {
                part.start..text.len() - rest.trim_start().len()
            };
            let start = row.line.span.start;
            found.spans.push((index, start + part.start..start + part.end, finding));
        }
    }
}

/// The finding of the first rule that would remove a part of a row as a line of its own.
fn removed_as_line(
    row: &Row<'_>,
    part: Range<usize>,
    at_end: bool,
    book: &Rulebook,
    language: Option<&str>,
) -> Option<Finding> {
    let mut piece = Row::of_part(row, part)?;
    if piece.words > WORDS || word_count(piece.line.text) > WORDS {
        return None;
    }
    piece.prose_before += u32::from(at_end);
    piece.prose_after += u32::from(!at_end);
    let rules = book.matcher(language).rules_of(&piece);
    rules.into_iter().find_map(|tried| {
        let compiled = book.compiled(tried.rule)?;
        let rule = &compiled.rule;
        if rule.takes_span()
            || rule.action == Action::KeepLine
            || rule.beside.is_some()
            || rule.thread.is_some()
            || rule.once
        {
            return None;
        }
        let (body, common) = (piece.body(), piece.common);
        if !piece.suits(rule) || !compiled.is_match(body, common) || compiled.vetoes(&piece) {
            return None;
        }
        let field = rule.field.map(|field| {
            let captures = compiled.regex(common).and_then(|regex| regex.captures(body));
            let value = captures.as_ref().and_then(|c| c.name("value"));
            (field, tidy(value.map_or(body, |value| value.as_str())))
        });
        Some(Finding::of_rule(&piece, compiled, field))
    })
}

/// Where sentences begin within a text: after an end mark, closing quotes and white space.
fn sentence_breaks(text: &str) -> Vec<usize> {
    let mut breaks = Vec::new();
    let (mut ended, mut spaced) = (false, false);
    // The letters of the last word, and whether it begins with a capital.
    let (mut word, mut capital) = (0, false);
    for (at, c) in text.char_indices() {
        match c {
            '。' | '！' | '？' | '۔' | '।' | '؟' => (ended, spaced) = (true, true),
            // An initial or a short abbreviation ends no sentence.
            '.' => (ended, spaced) = (word > 3 || (word > 1 && !capital) || ended, false),
            '!' | '?' | '…' => (ended, spaced) = (true, false),
            '"' | '”' | '»' | '’' | '\'' | ')' => {}
            _ if c.is_whitespace() => spaced = ended,
            _ => {
                if ended && spaced && !c.is_lowercase() {
                    breaks.push(at);
                }
                (ended, spaced) = (false, false);
            }
        }
        if word == 0 {
            capital = c.is_uppercase();
        }
        word = if c.is_alphanumeric() { word + 1 } else { 0 };
    }
    breaks
}
