//! The page model: which lines of a page are not part of its story, by their words and markup.
//!
//! In: the rendered lines of a page, their [`Markup`], and a [`PageModel`]. Out: changes that remove
//! lines, and how sure they are. There are two stages of gradient-boosted trees (Friedman 2001). The second sees the scores
//! of the first around a line, in its containers and among lines of its kind (stacking, Wolpert
//! 1992). All arithmetic is in integers. It does not apply rules, site chrome or the headline.

mod blocks;
mod choice;
mod context;
mod features;
mod format;
mod listing;
mod model;
mod scores;
mod second_story;
mod siblings;
mod threads;
pub mod training;
mod tree;

use std::borrow::Cow;
use std::cell::OnceCell;

use super::classifier::{Cleaning, LineInput, Value, Verdict};
use crate::document::markup::Markup;
use crate::document::{Change, EditKind, RuleId};
use crate::edit::{self, LineRemoval, remove_lines};

pub use model::PageModel;

use blocks::Lines;
use choice::Judged;
use features::Page;
use scores::Scores;

/// The rule id of the page model's removals.
pub(crate) const RULE: &str = "page-model";

/// The rules of pages: id, kind and meaning.
pub(super) const RULES: [(&str, &str, &str); 10] = [
    (second_story::RULE, "page", "A line of another story that the page loads below its own."),
    (threads::RULE, "comments", "A line of a thread of reader comments, or its heading."),
    (blocks::GALLERY, "caption", "A caption in a gallery beside the story."),
    (blocks::CAPTION, "caption", "A caption of an image beside the story."),
    (blocks::QUOTE, "quote", "A pull quote: its words are in another line of the story."),
    (
        blocks::LINK,
        "related",
        "A headline in capitals that links to another story, between paragraphs.",
    ),
    (blocks::FOOTER, "page", "A line in the footer of a page."),
    (blocks::CONTENTS, "page", "A line of a table of contents, which is a sub-heading below too."),
    (RULE, "model", "A line of a page that the page model classifies as boilerplate."),
    (
        blocks::REPEATED_BODY,
        "page",
        "A line of the second copy of a body that the page gives twice.",
    ),
];

/// A parsed page.
#[derive(Debug, Clone, Copy)]
pub struct PageInput<'a> {
    /// The rendered text and its markup.
    pub original: &'a str,
    pub markup: &'a Markup,
    pub headline: Option<&'a str>,
    /// The language, if known: the weights of words are those of English.
    pub language: Option<&'a str>,
}

impl PageInput<'_> {
    fn is_english(&self) -> bool {
        self.language == Some("en")
    }
}

/// What the page model decides about a page.
#[derive(Debug, Clone, Default)]
pub struct PageDecision {
    /// The removals of the lines that are not part of the story.
    pub changes: Vec<Change>,
    /// The probability that what stays is the story, in thousandths.
    pub confidence: Option<u16>,
    /// Whether the page lists stories and has none of its own.
    pub is_listing: bool,
}

/// Decides which lines of a page are not part of its story.
///
/// If the text and its markup have different numbers of lines, nothing is decided.
pub fn decide(page: PageInput<'_>, model: &PageModel, cleaning: Cleaning) -> PageDecision {
    let lines = edit::lines(page.original);
    if lines.len() != page.markup.lines.len() || model.second.is_empty() {
        return PageDecision::default();
    }
    let rest = Rest::of(page, &lines);
    let judged = judge(model, &rest, page);
    let (threshold, lenience) = model.bars(cleaning);
    let mut chosen = choice::choose(&judged.lines, threshold, lenience);
    choice::keep_some_prose(&judged, &mut chosen.stays);
    let texts = rest.inputs.iter().map(|input| input.text).collect();
    let (headline, lines_judged) = (page.headline, judged.lines.as_slice());
    let seen = Lines {
        texts,
        markup: &rest.markup,
        headline,
        judged: lines_judged,
        is_listing: judged.is_listing,
        apart: OnceCell::new(),
    };
    let decisions = blocks::decide(&seen, chosen.stays);
    let is_listing = judged.is_listing || listing::alternates(&seen, &decisions);
    let own: RuleId = RULE.into();
    let mut removals: Vec<LineRemoval> = judged
        .lines
        .iter()
        .zip(decisions)
        .zip(&rest.numbers)
        .filter(|((_, decision), _)| !decision.stays)
        .map(|((&(score, _), decision), &index)| {
            let evidence = match decision.rule {
                Some(_) => String::new(),
                None => format!("probability .{:03}", Verdict { score, goes: true }.thousandths()),
            };
            let rule = decision.rule.map_or_else(|| own.clone(), RuleId::from);
            LineRemoval { index, kind: EditKind::Remove, rule, evidence }
        })
        .collect();
    removals.extend(rest.apart.iter().map(|&(index, rule)| {
        let (kind, rule) = (EditKind::Remove, RuleId::from(rule));
        LineRemoval { index, kind, rule, evidence: String::new() }
    }));
    removals.sort_unstable_by_key(|removal| removal.index);
    let changes = remove_lines(page.original, &lines, removals);
    let confidence = Some(model.confidence(chosen.expected));
    PageDecision { changes, confidence, is_listing }
}

/// What is judged of a page: its lines without threads of comments and other stories.
struct Rest<'a> {
    /// The numbers of these lines.
    numbers: Vec<usize>,
    /// The numbers of the others, with their rules.
    apart: Vec<(usize, &'static str)>,
    inputs: Vec<LineInput<'a>>,
    markup: Cow<'a, Markup>,
}

impl<'a> Rest<'a> {
    fn of(page: PageInput<'a>, lines: &[edit::Line<'a>]) -> Rest<'a> {
        let texts: Vec<&str> = lines.iter().map(|line| line.text).collect();
        let thread = threads::thread_lines(&texts, page.markup, page.headline);
        let other = second_story::other_story_lines(&texts, page.markup, page.headline);
        let is_in = |lines: &Option<Vec<bool>>, number: usize| {
            lines.as_ref().is_some_and(|lines| lines.get(number) == Some(&true))
        };
        let (mut numbers, mut apart, mut inputs) = (Vec::new(), Vec::new(), Vec::new());
        for (number, text) in texts.into_iter().enumerate() {
            if is_in(&thread, number) {
                apart.push((number, threads::RULE));
            } else if is_in(&other, number) {
                apart.push((number, second_story::RULE));
            } else {
                numbers.push(number);
                inputs.push(LineInput { text, ..LineInput::default() });
            }
        }
        let markup = if apart.is_empty() {
            Cow::Borrowed(page.markup)
        } else {
            Cow::Owned(only(page.markup, &numbers))
        };
        Rest { numbers, apart, inputs, markup }
    }
}

/// The markup of a page with these lines only.
fn only(markup: &Markup, numbers: &[usize]) -> Markup {
    Markup {
        elements: markup.elements.clone(),
        names: markup.names.clone(),
        lines: numbers.iter().filter_map(|&number| markup.lines.get(number).cloned()).collect(),
    }
}

/// A line is settled when its score by the first stage is this far from zero, after one of these
/// numbers of trees.
const SETTLED: i32 = 2560;
const STOPS: [usize; 2] = [40, 88];
/// The same for the second stage, whose trees each add a third.
const SECOND_SETTLED: i32 = 1600;
const SECOND_STOPS: [usize; 5] = [48, 96, 144, 192, 256];

/// Judges all lines. Lines that the first stage settles skip the second.
fn judge(model: &PageModel, rest: &Rest<'_>, page: PageInput<'_>) -> Judged {
    let settles = |score: i32| score.abs() >= SETTLED;
    let words = if page.is_english() { model.words.as_slice() } else { &[] };
    let page = Page::new(&rest.inputs, &rest.markup, page.headline, words, &model.names);
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
    let story = page.tree.sums(page.tree.holders[1]);
    let inside = story.first as usize..=story.last as usize;
    let prose = (0..page.len()).map(|at| inside.contains(&at) && page.text.is_good(at)).collect();
    let lines = (0..).zip(out).map(|(at, score)| (score, page.text.word_count(at))).collect();
    Judged { lines, prose, is_listing: listing::is_listing(&page) }
}
