//! The prose guard: no rule, no site chrome and no model may take the story out of a text.
//!
//! In: a layout and everything that was found in it. Out: the findings without those that would
//! remove running prose beyond what their evidence covers, and a record of what was held back. This
//! is the only place where the guard is enforced. It finds nothing to remove, except that a line
//! that stays may lose a sentence at its ends that a rule would remove as a line of its own.
//!
//! A finding covers a number of words: a rule up to [`MATCH_WORDS`] in each match of its expression, site
//! chrome [`CHROME_WORDS`], the model none. Headers, lists, comment threads and the user's own choices
//! cover what they name. Prose beyond that is *uncovered*, and
//!
//! 1. a line stays if it has more than [`LINE_WORDS`] uncovered words, or for the model
//!    [`MODEL_WORDS`];
//! 2. a line stays if it is most of the text's prose and some of it is uncovered;
//! 3. if more than two thirds of the prose would go uncovered, first the model's lines stay, then
//!    those of rules, then those of site chrome. A text that is mostly certain boilerplate is exempt,
//!    such as a page with its menus and comments, as long as some prose stays;
//! 4. a text of [`TEXT_WORDS`] words is never removed altogether.

use super::finding::{Basis, Finding, Findings};
use super::layout::{Layout, Row};
use super::prose::{prose_words, word_count};
use super::rulebook::Rulebook;
use super::sentence_ends::cut_ends;
use crate::document::{Change, EditKind};

/// The rule id of what is held back.
pub(super) const RULE: &str = "prose-guard";

/// Words that one match of a rule's expression covers.
const MATCH_WORDS: usize = 40;
/// Words that site chrome covers.
const CHROME_WORDS: usize = 60;
/// Uncovered words of a line that a rule may remove, at most.
const LINE_WORDS: usize = 60;
/// Words of a line of prose that the model alone may remove, at most, unless it is certain.
const MODEL_WORDS: usize = 150;
/// Uncovered words of a line that is most of the text, at least: for a rule, and for the model.
const MAIN_LINE_WORDS: usize = 15;
const MAIN_MODEL_WORDS: usize = 40;
/// Uncovered words for each word that stays, at most, where the uncovered words are so many.
const SHARE: usize = 2;
const SHARE_WORDS: usize = 40;
/// Uncovered words that are too many if no prose stays, at least.
const LAST_WORDS: usize = 12;
/// Uncovered words of a line that stays because of its share, at least.
const SHARE_LINE_WORDS: usize = 10;
/// Words of a text that is never removed altogether.
const TEXT_WORDS: usize = 100;
/// Bytes of a line that is measured. A shorter one is a label.
const LINE_BYTES: usize = 60;

/// Takes what would remove the story out of `found`. Returns a suggestion for each line or span that
/// was held back, in bytes of the layout's text.
pub(super) fn hold_back(
    layout: &Layout<'_>,
    book: &Rulebook,
    language: Option<&str>,
    found: &mut Findings,
) -> Vec<Change> {
    let mut guard = Guard { layout, held: Vec::new() };
    guard.hold_spans(found);
    let mut lines = measure(layout, book, found);
    if lines.iter().any(|line| line.uncovered > 0) {
        guard.hold_long_lines(&mut lines, found);
        guard.hold_main_line(&mut lines, found);
        guard.hold_share(&mut lines, found);
    }
    guard.hold_text(found);
    for (row, _) in guard.held.iter().filter(|(_, change)| change.kind == EditKind::Suggest) {
        cut_ends(layout, *row, book, language, found);
    }
    guard.held.into_iter().map(|(_, change)| change).collect()
}

/// Whether the model would remove more prose than stays: it is then asked again more carefully.
pub(super) fn model_takes_too_much(layout: &Layout<'_>, found: &Findings) -> bool {
    let of_model = found.lines.iter().filter(|(_, finding)| finding.basis.is_model());
    let gone = of_model.filter_map(|(&row, _)| layout.rows.get(row)).map(words_of).sum();
    is_too_much(gone, layout, found)
}

/// Whether so many uncovered words of prose are too large a share of a text.
fn is_too_much(gone: usize, layout: &Layout<'_>, found: &Findings) -> bool {
    if gone < LAST_WORDS {
        return false;
    }
    let stays = staying(layout, found);
    if gone < SHARE_WORDS {
        return stays == 0;
    }
    let sure = |finding: &&Finding| finding.basis != Basis::Model { certain: false };
    let certain = found.lines.values().filter(sure).count();
    gone > stays * SHARE && (stays < SHARE_WORDS || certain * 2 < layout.rows.len())
}

/// Whether changes that remove lines leave prose of a text, if it has as much as a short story.
pub(super) fn leaves_prose(original: &str, changes: &[Change]) -> bool {
    let removed = || changes.iter().filter_map(|change| original.get(change.span.clone()));
    // Most pages keep enough to see it without counting.
    if removed().map(str::len).sum::<usize>() * 10 < original.len() * 9 {
        return true;
    }
    let words = |text: &str| text.lines().map(|line| line_words(line.trim())).sum::<usize>();
    let gone = removed().map(words).sum::<usize>();
    gone < TEXT_WORDS || gone < words(original)
}

/// The changes that remove no prose.
pub(super) fn without_prose(original: &str, mut changes: Vec<Change>) -> Vec<Change> {
    changes.retain(|change| {
        let text = original.get(change.span.clone()).unwrap_or_default();
        text.lines().all(|line| line_words(line.trim()) < SHARE_LINE_WORDS)
    });
    changes
}

/// A line of prose that is to go.
#[derive(Debug, Clone, Copy)]
struct Measured {
    row: usize,
    basis: Basis,
    words: usize,
    uncovered: usize,
}

/// The lines of prose among the findings.
fn measure(layout: &Layout<'_>, book: &Rulebook, found: &Findings) -> Vec<Measured> {
    let measured = found.lines.iter().filter_map(|(&index, finding)| {
        let row = layout.rows.get(index)?;
        let words = words_of(row);
        let covered = match finding.basis {
            Basis::Structure | Basis::Choice => return None,
            Basis::Model { .. } => 0,
            Basis::Chrome => CHROME_WORDS,
            Basis::Rule if words > MATCH_WORDS => covered_by_matches(row, finding, book),
            Basis::Rule => MATCH_WORDS,
        };
        let uncovered = words.saturating_sub(covered);
        (words > 0).then_some(Measured { row: index, basis: finding.basis, words, uncovered })
    });
    measured.collect()
}

/// The words that the matches of a rule's expression cover in a line; of several rules the most.
fn covered_by_matches(row: &Row<'_>, finding: &Finding, book: &Rulebook) -> usize {
    let rules = std::iter::once(&finding.rule).chain(&finding.also);
    let compiled = rules.filter_map(|rule| book.by_id(rule)?.regex());
    let body = row.body();
    // The words of a match and those before it, back to the match before.
    let covered = compiled.map(|regex| {
        let mut before = 0;
        let each = regex.find_iter(body).map(|found| {
            let part = body.get(before..found.end()).unwrap_or_default();
            before = found.end();
            word_count(part).min(MATCH_WORDS)
        });
        each.sum()
    });
    covered.max().unwrap_or(0).max(MATCH_WORDS)
}

/// The words of prose of a row.
fn words_of(row: &Row<'_>) -> usize {
    line_words(row.line.text)
}

fn line_words(line: &str) -> usize {
    if line.len() < LINE_BYTES { 0 } else { prose_words(line) }
}

/// The words of prose in the lines that stay.
fn staying(layout: &Layout<'_>, found: &Findings) -> usize {
    let rows = layout.rows.iter().enumerate();
    rows.filter(|(index, _)| !found.lines.contains_key(index)).map(|(_, row)| words_of(row)).sum()
}

/// What was held back so far, with the row of each.
struct Guard<'l, 'a> {
    layout: &'l Layout<'a>,
    held: Vec<(usize, Change)>,
}

impl Guard<'_, '_> {
    fn hold_spans(&mut self, found: &mut Findings) {
        let most = MATCH_WORDS + LINE_WORDS;
        let text = self.layout.text;
        let held = &mut self.held;
        found.spans.retain(|(row, span, finding)| {
            let words = match text.get(span.clone()) {
                Some(part) if part.len() > most && finding.basis != Basis::Choice => {
                    prose_words(part)
                }
                _ => 0,
            };
            if words > most {
                held.push((*row, suggestion(&finding.rule, span.clone(), words)));
            }
            words <= most
        });
    }

    fn hold_long_lines(&mut self, lines: &mut Vec<Measured>, found: &mut Findings) {
        self.hold(lines, found, |line| match line.basis {
            Basis::Model { certain } => line.words > MODEL_WORDS && !certain,
            Basis::Rule => line.uncovered > LINE_WORDS,
            _ => false,
        });
    }

    fn hold_main_line(&mut self, lines: &mut Vec<Measured>, found: &mut Findings) {
        let Some(&largest) = lines.iter().max_by_key(|line| line.words) else { return };
        let least = if largest.basis.is_model() { MAIN_MODEL_WORDS } else { MAIN_LINE_WORDS };
        if largest.uncovered < least {
            return;
        }
        let all: usize = self.layout.rows.iter().map(words_of).sum();
        if largest.words * 2 > all {
            self.hold(lines, found, |line| line.row == largest.row);
        }
    }

    fn hold_share(&mut self, lines: &mut Vec<Measured>, found: &mut Findings) {
        let order: [fn(Basis) -> bool; 3] =
            [Basis::is_model, |basis| basis == Basis::Rule, |basis| basis == Basis::Chrome];
        for is_next in order {
            let gone = lines.iter().map(|line| line.uncovered).sum();
            if !is_too_much(gone, self.layout, found) {
                return;
            }
            self.hold(lines, found, |line| {
                is_next(line.basis) && line.uncovered >= SHARE_LINE_WORDS
            });
        }
    }

    /// Keeps a text from being removed altogether, if only as a list of lines without prose.
    fn hold_text(&mut self, found: &mut Findings) {
        let rows = &self.layout.rows;
        if found.lines.len() < rows.len() {
            return;
        }
        if rows.iter().map(|row| word_count(row.line.text)).sum::<usize>() < TEXT_WORDS {
            return;
        }
        let order: [fn(Basis) -> bool; 2] = [Basis::is_model, |basis| basis == Basis::Rule];
        for is_next in order {
            let held: Vec<usize> = found
                .lines
                .iter()
                .filter(|(_, finding)| is_next(finding.basis) && finding.field.is_none())
                .map(|(&row, _)| row)
                .collect();
            if !held.is_empty() {
                held.into_iter().for_each(|row| self.hold_row(row, 0, found));
                return;
            }
        }
    }

    /// Takes the lines for which `stays` is true out of `lines` and `found`.
    fn hold(
        &mut self,
        lines: &mut Vec<Measured>,
        found: &mut Findings,
        stays: impl Fn(&Measured) -> bool,
    ) {
        lines.retain(|line| {
            let stays = stays(line);
            if stays {
                self.hold_row(line.row, line.words, found);
            }
            !stays
        });
    }

    fn hold_row(&mut self, index: usize, words: usize, found: &mut Findings) {
        let (Some(row), Some(finding)) = (self.layout.rows.get(index), found.lines.remove(&index))
        else {
            return;
        };
        self.held.push((index, suggestion(&finding.rule, row.line.span.clone(), words)));
    }
}

/// The record of a removal that was not made.
fn suggestion(rule: &str, span: std::ops::Range<usize>, words: usize) -> Change {
    Change {
        kind: EditKind::Suggest,
        rule: RULE.into(),
        span,
        after: String::new(),
        evidence: format!("{rule} held back: {words} words of prose"),
    }
}
