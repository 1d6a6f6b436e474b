//! The model of pages: which lines of a page are not of its story, by their words and the markup
//! around them.
//!
//! In: the rendered lines of a page, their [`Markup`], and a [`PageModel`]. Out: changes that take
//! lines out. Gradient-boosted trees (Friedman 2001) in two stages: the second sees the scores of
//! the first around a line, in its containers and among lines of its kind, as stacking does
//! (Wolpert 1992). All arithmetic is in integers. What pages and plain texts share (rules, site
//! chrome, the headline) is not its business.

mod around;
mod choice;
mod features;
mod format;
mod scores;
pub mod training;
mod tree;

use super::classifier::{Cleaning, LineInput, Trees, Value, Verdict, clamp};
use crate::document::markup::Markup;
use crate::document::{Change, EditKind};
use crate::edit::{self, LineRemoval, remove_lines};

use features::Page;
use scores::Scores;

/// The id under which its removals stand.
pub(super) const RULE: &str = "page-model";

/// A trained model of pages.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PageModel {
    /// Weights of hashed words, and of hashed names of classes.
    words: Vec<i8>,
    names: Vec<i8>,
    first: Trees,
    second: Trees,
    /// Scores from which on a line goes: careful, balanced, thorough.
    thresholds: [i32; 3],
}

/// The changes that take out the lines of a page that are not of its story.
///
/// `original` is the rendered text, `markup` what belongs to it: where the two do not fit, nothing
/// is changed.
pub fn changes(
    original: &str,
    markup: &Markup,
    headline: Option<&str>,
    model: &PageModel,
    cleaning: Cleaning,
) -> Vec<Change> {
    let lines = edit::lines(original);
    if lines.len() != markup.lines.len() || model.second.is_empty() {
        return Vec::new();
    }
    let inputs: Vec<LineInput<'_>> =
        lines.iter().map(|line| LineInput { text: line.text, ..LineInput::default() }).collect();
    let judged = judge(model, &inputs, markup, headline);
    let (threshold, balanced) = (model.threshold(cleaning), model.threshold(Cleaning::Balanced));
    let stays = choice::stays(&judged, threshold, threshold.saturating_sub(balanced));
    let removals: Vec<LineRemoval> = judged
        .iter()
        .zip(stays)
        .enumerate()
        .filter(|(_, (_, stays))| !stays)
        .map(|(index, (&(score, _), _))| {
            let evidence =
                format!("probability .{:03}", Verdict { score, goes: true }.thousandths());
            LineRemoval { index, kind: EditKind::Remove, rule: RULE.into(), evidence }
        })
        .collect();
    remove_lines(original, &lines, &removals)
}

/// A score of the first stage this far from zero settles a line.
const SETTLED: i32 = 2560;

/// The scores of all lines, log-odds that a line is not of the story in 1/1024, and their words.
/// Lines that the first stage settles are not asked again: the second agreed on all of them.
fn judge(
    model: &PageModel,
    inputs: &[LineInput<'_>],
    markup: &Markup,
    headline: Option<&str>,
) -> Vec<(i32, u32)> {
    let settles = |score: i32| score.abs() >= SETTLED;
    let page = Page::new(inputs, markup, headline, &model.words, &model.names);
    // One row after the other: a second stage needs those of the lines that the first leaves open.
    let mut rows: Vec<Value> = Vec::with_capacity(page.len() * 128);
    let mut open: Vec<(usize, std::ops::Range<usize>)> = Vec::new();
    let mut first = Vec::with_capacity(page.len());
    for at in 0..page.len() {
        let from = rows.len();
        page.row(at, inputs, |_, value| rows.push(clamp(value)));
        let score = model.first.score(rows.get(from..).unwrap_or_default(), settles);
        if !settles(score) {
            open.push((at, from..rows.len()));
        } else {
            rows.truncate(from);
        }
        first.push(score);
    }
    let scores = Scores::new(&page, &first);
    let mut out = first;
    let mut row: Vec<Value> = Vec::new();
    for (at, span) in open {
        row.clear();
        row.extend_from_slice(rows.get(span).unwrap_or_default());
        scores.row(&page, at, |_, value| row.push(clamp(value)));
        if let Some(slot) = out.get_mut(at) {
            *slot = model.second.score(&row, settles);
        }
    }
    (0..).zip(out).map(|(at, score)| (score, page.text.word_count(at))).collect()
}

impl PageModel {
    fn threshold(&self, cleaning: Cleaning) -> i32 {
        let [careful, balanced, thorough] = self.thresholds;
        match cleaning {
            Cleaning::Careful => careful,
            Cleaning::Balanced => balanced,
            Cleaning::Thorough => thorough,
        }
    }
}
