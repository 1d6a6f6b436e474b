//! The page model: which lines of a page are not part of its story, by their words and markup.
//!
//! In: the rendered lines of a page, their [`Markup`], and a [`PageModel`]. Out: changes that remove
//! lines. There are two stages of gradient-boosted trees (Friedman 2001). The second sees the scores
//! of the first around a line, in its containers and among lines of its kind (stacking, Wolpert
//! 1992). All arithmetic is in integers. It does not apply rules, site chrome or the headline.

mod blocks;
mod choice;
mod context;
mod features;
mod format;
mod model;
mod scores;
pub mod training;
mod tree;

use super::classifier::{Cleaning, LineInput, Value, Verdict};
use crate::document::markup::Markup;
use crate::document::{Change, EditKind, RuleId};
use crate::edit::{self, LineRemoval, remove_lines};

pub use model::PageModel;

use blocks::Blocks;
use features::Page;
use scores::Scores;

/// The rule id of the page model's removals.
const RULE: &str = "page-model";

/// The rules of pages: id, kind and meaning.
pub(super) const RULES: [(&str, &str, &str); 3] = [
    (blocks::GALLERY, "caption", "A caption in a gallery beside the story."),
    (RULE, "model", "A line of a page that the page model classifies as boilerplate."),
    (
        blocks::REPEATED_BODY,
        "page",
        "A line of the second copy of a body that the page gives twice.",
    ),
];

/// The changes that remove the lines of a page that are not part of its story.
///
/// `original` is the rendered text and `markup` its markup. If they have different numbers of lines,
/// there are no changes.
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
    let texts = lines.iter().map(|line| line.text).collect();
    let decisions = Blocks::new(texts, markup, headline).decide(stays);
    let own: RuleId = RULE.into();
    let removals: Vec<LineRemoval> = judged
        .iter()
        .zip(decisions)
        .enumerate()
        .filter(|(_, (_, decision))| !decision.stays)
        .map(|(index, (&(score, _), decision))| {
            let evidence = match decision.rule {
                Some(_) => String::new(),
                None => format!("probability .{:03}", Verdict { score, goes: true }.thousandths()),
            };
            let rule = decision.rule.map_or_else(|| own.clone(), RuleId::from);
            LineRemoval { index, kind: EditKind::Remove, rule, evidence }
        })
        .collect();
    remove_lines(original, &lines, removals)
}

/// A line is settled when its score by the first stage is this far from zero, after one of these
/// numbers of trees.
const SETTLED: i32 = 2560;
const STOPS: [usize; 2] = [40, 88];
/// The same for the second stage, whose trees each add a third.
const SECOND_SETTLED: i32 = 1600;
const SECOND_STOPS: [usize; 5] = [48, 96, 144, 192, 256];

/// The score and the number of words of each line. A score is the log-odds, in 1/1024, that a line
/// is not part of the story. Lines that the first stage settles skip the second.
fn judge(
    model: &PageModel,
    inputs: &[LineInput<'_>],
    markup: &Markup,
    headline: Option<&str>,
) -> Vec<(i32, u32)> {
    let settles = |score: i32| score.abs() >= SETTLED;
    let page = Page::new(inputs, markup, headline, &model.words, &model.names);
    let mut out = vec![0; page.len()];
    // The second stage needs the rows that the first leaves open.
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
            row.copy_from(first, &model.first);
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
