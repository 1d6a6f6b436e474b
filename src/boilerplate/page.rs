//! The model of pages: which lines of a page are not of its story, by their words and the markup
//! around them.
//!
//! In: the rendered lines of a page, their [`Markup`], and a [`PageModel`]. Out: changes that take
//! lines out. Gradient-boosted trees (Friedman 2001) in two stages: the second sees the scores of
//! the first around a line, in its containers and among lines of its kind, as stacking does
//! (Wolpert 1992). All arithmetic is in integers. What pages and plain texts share (rules, site
//! chrome, the headline) is not its business.

mod choice;
mod context;
mod features;
mod format;
mod scores;
pub mod training;
mod tree;

use super::classifier::{Cleaning, LineInput, Trees, Value, Verdict};
use crate::document::markup::Markup;
use crate::document::{Change, EditKind, RuleId};
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
    let rule: RuleId = RULE.into();
    let removals: Vec<LineRemoval> = judged
        .iter()
        .zip(stays)
        .enumerate()
        .filter(|(_, (_, stays))| !stays)
        .map(|(index, (&(score, _), _))| {
            let evidence =
                format!("probability .{:03}", Verdict { score, goes: true }.thousandths());
            LineRemoval { index, kind: EditKind::Remove, rule: rule.clone(), evidence }
        })
        .collect();
    remove_lines(original, &lines, removals)
}

/// A score of the first stage this far from zero settles a line, after each of so many trees.
const SETTLED: i32 = 2560;
const STOPS: [usize; 2] = [40, 88];
/// The same of the second stage, whose trees each add a third.
const SECOND_SETTLED: i32 = 1600;
const SECOND_STOPS: [usize; 5] = [48, 96, 144, 192, 256];

/// The scores of all lines, log-odds that a line is not of the story in 1/1024, and their words.
/// Lines that the first stage settles are not asked again.
fn judge(
    model: &PageModel,
    inputs: &[LineInput<'_>],
    markup: &Markup,
    headline: Option<&str>,
) -> Vec<(i32, u32)> {
    let settles = |score: i32| score.abs() >= SETTLED;
    let page = Page::new(inputs, markup, headline, &model.words, &model.names);
    let mut out = vec![0; page.len()];
    // A second stage needs the rows that the first leaves open.
    let mut rows: Vec<Value> = Vec::new();
    let mut open: Vec<(usize, std::ops::Range<usize>)> = Vec::new();
    model.first.score(
        page.len(),
        &STOPS,
        |at, row| page.row(at, |_, value| row.put(value)),
        settles,
        |at, score, row| {
            if !settles(score) {
                let from = rows.len();
                rows.extend(row);
                open.push((at, from..rows.len()));
            }
            if let Some(slot) = out.get_mut(at) {
                *slot = score;
            }
        },
    );
    let scores = Scores::new(&page, &out);
    model.second.score(
        open.len(),
        &SECOND_STOPS,
        |number, row| {
            let Some((at, span)) = open.get(number) else { return };
            let first = rows.get(span.clone()).unwrap_or_default();
            row.take_over(first, &model.first);
            scores.row(&page, *at, |_, value| row.put(value));
        },
        |score| score.abs() >= SECOND_SETTLED,
        |number, score, _| {
            if let Some(slot) = open.get(number).and_then(|(at, _)| out.get_mut(*at)) {
                *slot = score;
            }
        },
    );
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
