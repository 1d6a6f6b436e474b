//! The line classifier: which lines of a text are not part of its story, from the text alone.
//!
//! In: the lines of a text with the votes of rules and learned chrome, and a [`Model`]. Out: a
//! [`Verdict`] for each line. It removes nothing. Gradient-boosted trees (Friedman 2001) score a
//! line by its own features, its neighbours and its place. All arithmetic is in integers.

mod columns;
mod feature_value;
mod features;
mod format;
mod line_context;
mod line_input;
mod model;
mod quickscorer;
mod scan;
mod scripts;
mod text_features;
mod text_shape;
#[doc(hidden)]
pub mod training;
mod trees;
mod word_weights;

pub use format::ModelError;
pub use line_input::{DocumentInput, LineInput};
pub use model::{Cleaning, Model};

pub(super) use columns::Columns;
pub(super) use feature_value::{Value, clamp, share};
pub(super) use format::Reader;
pub(super) use quickscorer::Trees;
pub(super) use text_features::{TextFeatures, WORD_CELLS, hashes};
pub(super) use trees::Forest;

use features::Document;

/// The model's verdict on one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// The log-odds that the line is not part of the story, in 1/1024.
    pub score: i32,
    /// Whether the setting removes it.
    pub goes: bool,
}

impl Verdict {
    /// The probability that the line is not part of the story, in thousandths, for `edits.csv`.
    ///
    /// It comes from a table of the logistic function, so that it is the same on every machine.
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

/// Texts of up to this many lines have too little context to judge.
const FEWEST_LINES: usize = 2;
/// The extra score that a paragraph needs to be removed where otherwise no paragraph would stay. A
/// short story among much chrome looks like chrome itself.
const LAST_PROSE_MARGIN: i32 = 3072;
/// The extra score that every line needs where no rule and no learned chrome removes a line. Such a
/// text was probably clean, and its short lines are lists and sub-headings.
const CLEAN_MARGIN: i32 = 2048;
/// The extra score that every line needs where almost no line looks like chrome. It falls to zero
/// where one line in [`FULL_SHARE`] does.
const SPARSE_MARGIN: i64 = 3072;
const FULL_SHARE: usize = 5;

/// Judges the lines of a document: one verdict for each, in order.
pub fn judge(model: &Model, input: &DocumentInput<'_>, cleaning: Cleaning) -> Vec<Verdict> {
    if input.lines.len() <= FEWEST_LINES {
        let stays = Verdict { score: i32::MIN, goes: false };
        return vec![stays; input.lines.len()];
    }
    let document = Document::new(input, &model.words);
    let scores = scores_of(model, &document);
    let threshold = model.threshold(cleaning).saturating_add(doubt(input.lines, &scores));
    let margin = prose_margin(cleaning);
    let lines = || scores.iter().copied().zip(input.lines).enumerate();
    let a_paragraph_stays = lines().any(|(at, (score, line))| {
        document.is_good(at) && !line.is_chrome() && score.saturating_sub(margin) < threshold
    });
    let margin = if a_paragraph_stays { margin } else { LAST_PROSE_MARGIN };
    let verdict = |(at, (score, _)): (usize, (i32, _))| {
        let margin = if document.is_good(at) { margin } else { 0 };
        Verdict { score, goes: score.saturating_sub(margin) >= threshold }
    };
    lines().map(verdict).collect()
}

/// The extra score that a paragraph needs to be removed.
fn prose_margin(cleaning: Cleaning) -> i32 {
    match cleaning {
        Cleaning::Careful => 1536,
        Cleaning::Balanced => 512,
        Cleaning::Thorough => 0,
    }
}

/// The extra score that a line needs in a text that looks clean.
fn doubt(lines: &[LineInput<'_>], scores: &[i32]) -> i32 {
    let clean = if lines.iter().any(LineInput::is_chrome) { 0 } else { CLEAN_MARGIN };
    let evident = lines.iter().zip(scores).filter(|(line, score)| line.is_chrome() || **score > 0);
    let missing = lines.len().saturating_sub(evident.count() * FULL_SHARE);
    let sparse = SPARSE_MARGIN * missing as i64 / lines.len().max(1) as i64;
    clean + sparse as i32
}

/// A line whose score by the first trees is below this stays. The other trees would only lower the
/// score further.
const SETTLED: i32 = -3072;
/// The numbers of trees after which [`SETTLED`] is checked.
const STOPS: [usize; 1] = [40];

/// The scores of all lines.
fn scores_of(model: &Model, document: &Document<'_>) -> Vec<i32> {
    let mut scores = vec![0; document.len()];
    model.forest.score(
        document.len(),
        &STOPS,
        |at, row| document.row(at, |_, value| row.put(value)),
        |score| score < SETTLED,
        |at, score, _| scores.iter_mut().skip(at).take(1).for_each(|slot| *slot = score),
    );
    scores
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORY: [&str; 5] = [
        "The ferry to the northern islands will stop for three weeks in March while its engines are replaced, the operator said on Tuesday.",
        "About four hundred people use the crossing every day, most of them on their way to the cannery and the secondary school.",
        "“We know what this means for families, and we have asked for a second bus on the coast road,” said the mayor of the largest island.",
        "The county will pay for the bus until the end of the month, and a decision on the rest is expected when the council meets in April.",
        "The last time the engines were changed, in the autumn of 2009, the work took two weeks longer than had been planned.",
    ];

    fn goes(lines: &[&str], cleaning: Cleaning) -> Vec<bool> {
        let mut inputs: Vec<LineInput> =
            lines.iter().map(|text| LineInput { text, ..LineInput::default() }).collect();
        if let Some(last) = inputs.last_mut().filter(|line| line.text == "Leave a Reply") {
            last.vote = Some("comments");
        }
        let input = DocumentInput { lines: &inputs, headline: None };
        judge(&Model::built_in(), &input, cleaning).iter().map(|v| v.goes).collect()
    }

    #[test]
    fn a_story_alone_stays_whole() {
        assert_eq!(goes(&STORY, Cleaning::Thorough), [false; 5]);
    }

    #[test]
    fn chrome_around_a_story_is_removed() {
        let mut lines = STORY.to_vec();
        lines.extend([
            "Share this article",
            "Subscribe to our newsletter",
            "Related Posts",
            "Leave a Reply",
        ]);
        let gone = goes(&lines, Cleaning::Balanced);
        assert_eq!(gone[..5], [false; 5]);
        assert_eq!(gone[5..], [true; 4]);
    }

    #[test]
    fn a_short_story_among_much_chrome_stays() {
        let lines = [
            "The Calder Courier Home World Business Sport Culture Travel Weather Jobs Classifieds Puzzles Log in Subscribe",
            "Share",
            "Log in",
            "A local band has said that it will play for ten thousand fans in a new show here on Friday.",
            "Sign up for our newsletter",
            "Related stories",
            "The Calder Courier is published by Merrow Media Group Ltd. Privacy policy Cookie settings",
            "Leave a Reply",
        ];
        let gone = goes(&lines, Cleaning::Thorough);
        assert_eq!(gone, [true, true, true, false, true, true, true, true]);
    }

    #[test]
    fn settings_nest() {
        let mut lines = STORY.to_vec();
        lines.extend([
            "Photo: A. Miller",
            "More from the islands",
            "Read also: A bus for the coast",
        ]);
        let (careful, balanced) =
            (goes(&lines, Cleaning::Careful), goes(&lines, Cleaning::Balanced));
        let thorough = goes(&lines, Cleaning::Thorough);
        assert!(careful.iter().zip(&balanced).all(|(c, b)| c <= b));
        assert!(balanced.iter().zip(&thorough).all(|(b, t)| b <= t));
    }

    #[test]
    fn an_empty_model_removes_nothing_and_odd_texts_are_handled() {
        let inputs = [LineInput { text: "Share this", ..LineInput::default() }];
        let input = DocumentInput { lines: &[inputs[0]; 9], headline: None };
        assert!(!judge(&Model::default(), &input, Cleaning::Thorough).iter().any(|v| v.goes));
        let nothing = DocumentInput::default();
        assert!(judge(&Model::built_in(), &nothing, Cleaning::Balanced).is_empty());
        let odd = ["", "…", "\u{200f}", "7", "Жжж", "你好", &"a".repeat(70_000)];
        assert_eq!(goes(&odd, Cleaning::Balanced).len(), odd.len());
    }

    #[test]
    fn probabilities_rise_with_the_score() {
        let of = |score| Verdict { score, goes: false }.thousandths();
        assert_eq!((of(i32::MIN), of(0), of(i32::MAX)), (1, 500, 999));
        assert!((-9000..9000).step_by(50).all(|score| of(score) <= of(score + 50)));
    }
}
