//! The line classifier: which lines of a text are not of its story, from the text alone.
//!
//! In: the lines of a text, with what rules and learned chrome say of them, and a [`Model`]. Out:
//! a [`Verdict`] for each line. It removes nothing. Two stages of gradient-boosted trees (Friedman
//! 2001) judge a line by itself, by its neighbours and its place; the second sees the first's
//! scores around the line. All arithmetic is in integers.

mod features;
mod format;
mod scan;
#[doc(hidden)]
pub mod training;
mod trees;
mod words;

use serde::{Deserialize, Serialize};

pub use format::ModelError;

use features::{Document, Value, clamp};
use trees::Forest;

/// How much may go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cleaning {
    /// Rather leave chrome than lose a line of the story.
    Careful,
    #[default]
    Balanced,
    /// Rather lose a line of the story than leave chrome.
    Thorough,
}

/// One line as the classifier sees it.
#[derive(Debug, Clone, Copy, Default)]
pub struct LineInput<'a> {
    pub text: &'a str,
    /// Whether a rule takes the line out.
    pub rule: bool,
    /// Whether it was learned as chrome of its site.
    pub site_chrome: bool,
}

impl LineInput<'_> {
    fn is_voted(&self) -> bool {
        self.rule || self.site_chrome
    }
}

/// What the model says of one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// Log-odds that the line is not of the story, in 1/1024.
    pub score: i32,
    /// Whether it goes, by the setting.
    pub goes: bool,
}

impl Verdict {
    /// The probability that the line is not of the story, in thousandths: for `edits.csv`.
    ///
    /// From a table of the logistic function, so that it is the same on every machine.
    pub fn thousandths(&self) -> u16 {
        const STEPS: [(i32, u16); 12] = [
            (-7073, 1),
            (-4705, 10),
            (-3015, 50),
            (-2250, 100),
            (-1420, 200),
            (-868, 300),
            (0, 500),
            (868, 700),
            (1420, 800),
            (2250, 900),
            (4705, 990),
            (7073, 999),
        ];
        let above = STEPS.partition_point(|&(score, _)| score < self.score);
        let (Some(&(low, from)), Some(&(high, to))) =
            (STEPS.get(above.wrapping_sub(1)), STEPS.get(above))
        else {
            return if above == 0 { 1 } else { 999 };
        };
        let part = i64::from(self.score - low) * i64::from(to - from) / i64::from(high - low);
        from + u16::try_from(part).unwrap_or(0)
    }
}

/// A trained classifier.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Model {
    /// Weights of hashed words.
    words: Vec<i8>,
    first: Forest,
    second: Forest,
    /// Scores from which on a line goes: careful, balanced, thorough.
    thresholds: [i32; 3],
}

impl Model {
    /// The score from which on a line goes.
    pub fn threshold(&self, cleaning: Cleaning) -> i32 {
        let [careful, balanced, thorough] = self.thresholds;
        match cleaning {
            Cleaning::Careful => careful,
            Cleaning::Balanced => balanced,
            Cleaning::Thorough => thorough,
        }
    }
}

/// Judges the lines of a text: one verdict for each, in their order.
///
/// The lines are all lines of the current text that hold more than white space, those included that
/// rules or learned chrome take out: they are context to their neighbours.
pub fn judge(model: &Model, lines: &[LineInput<'_>], cleaning: Cleaning) -> Vec<Verdict> {
    let document = Document::new(lines, &model.words);
    let mut rows: Vec<Vec<Value>> = Vec::with_capacity(lines.len());
    let mut scores = Vec::with_capacity(lines.len());
    for at in 0..document.len() {
        let mut row = Vec::with_capacity(160);
        document.first(at, |_, value| row.push(clamp(value)));
        scores.push(model.first.score(&row));
        rows.push(row);
    }
    let threshold = model.threshold(cleaning);
    let judged = rows.into_iter().enumerate().map(|(at, mut row)| {
        document.second(at, &scores, |_, value| row.push(clamp(value)));
        let score = model.second.score(&row);
        Verdict { score, goes: score >= threshold }
    });
    judged.collect()
}
