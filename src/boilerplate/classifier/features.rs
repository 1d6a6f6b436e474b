//! The features of the lines of one document.
//!
//! In: the lines, their votes and the headline. Out: rows of integers in a fixed order, named by
//! [`names`]. Ratios are in thousandths, and all values are clamped to 16 bits: no floating point is
//! used. It scores nothing.

use super::feature_value::share;
use super::line_context::{Common, Near, Peaks, Repeats, commons, near, peaks, repeats};
use super::line_input::{DocumentInput, LineInput};
use super::scan::{Scan, Word, scan};
use super::text_shape::TextShape;
use super::word_weights::{Wording, weigh};

/// The lines of one document, scanned.
pub(super) struct Document<'a> {
    inputs: &'a [LineInput<'a>],
    scans: Vec<Scan>,
    store: Vec<Word>,
    wordings: Vec<Wording>,
    /// Running sums before each line, and at the end the totals.
    before: Vec<Running>,
    repeats: Vec<Repeats>,
    commons: Vec<Common>,
    /// The distance to the nearest good line before and after, and the length of the run of lines
    /// around a line that are not good.
    near: Vec<Near>,
    peaks: Vec<Peaks>,
    shape: TextShape,
}

#[derive(Debug, Clone, Copy, Default)]
struct Running {
    good: u32,
    words: u32,
    good_words: u32,
    wording: i32,
    votes: u32,
    /// Lines with digits, lines with a time of day or a year, ended lines, capitalised words.
    figures: u32,
    times: u32,
    ended: u32,
    capitalised: u32,
}

impl<'a> Document<'a> {
    pub fn new(input: &DocumentInput<'a>, table: &[i8]) -> Document<'a> {
        let inputs = input.lines;
        let mut store = Vec::with_capacity(inputs.iter().map(|i| i.text.len() / 5).sum());
        let scans: Vec<Scan> = inputs.iter().map(|input| scan(input.text, &mut store)).collect();
        let wordings: Vec<Wording> = scans.iter().map(|s| weigh(s, &store, table)).collect();
        let repeats = repeats(&scans, &store);
        let commons = commons(&scans, &store);
        let near = near(&scans);
        let peaks = peaks(&scans, &wordings);
        let mut running = Running::default();
        let mut before = Vec::with_capacity(scans.len() + 1);
        for ((scan, wording), input) in scans.iter().zip(&wordings).zip(inputs) {
            before.push(running);
            running.words += scan.word_count();
            running.wording += wording.sum.clamp(-300, 300);
            running.votes += u32::from(input.is_voted());
            running.figures += u32::from(scan.digits > 0);
            running.times += u32::from(scan.clocks + scan.years > 0);
            running.ended += u32::from(scan.terminal());
            running.capitalised += scan.capitalised;
            if scan.is_good() {
                running.good += 1;
                running.good_words += scan.word_count();
            }
        }
        before.push(running);
        let shape = TextShape::new(&scans, &store, input.headline);
        Document { inputs, scans, store, wordings, before, repeats, commons, near, peaks, shape }
    }

    pub fn len(&self) -> usize {
        self.scans.len()
    }

    /// Whether a line looks like a paragraph of a story.
    pub fn is_good(&self, at: usize) -> bool {
        self.scans.get(at).is_some_and(Scan::is_good)
    }

    /// Words of a line.
    pub fn word_count(&self, at: usize) -> u32 {
        self.scans.get(at).map_or(0, Scan::word_count)
    }

    /// Whether a line has a digit.
    pub fn has_figures(&self, at: usize) -> bool {
        self.scans.get(at).is_some_and(|scan| scan.digits > 0)
    }

    /// The words of a line.
    pub fn words(&self, at: usize) -> &[Word] {
        let words = self.scans.get(at).and_then(|scan| self.store.get(scan.words.clone()));
        words.unwrap_or_default()
    }

    /// The evidence for chrome in the words of a line.
    pub fn wording(&self, at: usize) -> i32 {
        self.wordings.get(at).map_or(0, |wording| wording.sum)
    }

    /// The cells of the word table that a line uses.
    pub fn cells(&self, at: usize, each: impl FnMut(usize)) {
        if let Some(scan) = self.scans.get(at) {
            super::word_weights::cells(scan, &self.store, each);
        }
    }

    /// The features of one line, with their names.
    pub fn row(&self, at: usize, mut put: impl FnMut(&'static str, i32)) {
        self.row_of_text(at, &mut put);
        for &(offset, ref names) in NEIGHBOURS {
            self.neighbour(at, offset, names, &mut put);
        }
        put("alike around", self.alike_around(at));
        let here = self.before.get(at).copied().unwrap_or_default();
        let next = self.before.get(at + 1).copied().unwrap_or_default();
        let total = self.before.last().copied().unwrap_or_default();
        put("votes before", here.votes as i32);
        put("votes after", (total.votes - next.votes) as i32);
        let input = self.inputs.get(at);
        put("vote", i32::from(input.is_some_and(LineInput::is_voted)));
        put("vote kind", vote_code(input.and_then(|i| i.vote)));
    }

    /// The features that use neither votes nor single neighbours.
    pub fn row_of_text(&self, at: usize, put: &mut impl FnMut(&'static str, i32)) {
        let Some(scan) = self.scans.get(at) else { return };
        own(scan, self.wordings.get(at).copied().unwrap_or_default(), put);
        self.place(at, scan, put);
        self.shape.row(at, scan, put);
    }

    fn place(&self, at: usize, scan: &Scan, put: &mut impl FnMut(&'static str, i32)) {
        let lines = self.scans.len() as u32;
        let number = at as u32;
        let total = self.before.last().copied().unwrap_or_default();
        let here = self.before.get(at).copied().unwrap_or_default();
        let next = self.before.get(at + 1).copied().unwrap_or_default();
        put("from start", number as i32);
        put("position", share(number, lines));
        put("word position", share(here.words, total.words));
        put("good before", here.good as i32);
        put("good after", (total.good - next.good) as i32);
        put("good words before", share(here.good_words, total.good_words));
        let window = |from: usize, to: usize| {
            let a = self.before.get(from).copied().unwrap_or_default();
            let b = self.before.get(to.min(self.scans.len())).copied().unwrap_or_default();
            (
                b.words - a.words,
                b.wording - a.wording,
                b.good - a.good,
                (to.min(self.scans.len()) - from) as i32,
            )
        };
        let (words, wording, good, count) = window(at.saturating_sub(5), at);
        put("words in 5 before", words as i32);
        put("wording of 5 before", wording / count.max(1));
        put("good in 5 before", good as i32);
        let (words, wording, good, count) = window(at + 1, (at + 6).max(at + 1));
        put("words in 5 after", words as i32);
        put("wording of 5 after", wording / count.max(1));
        put("good in 5 after", good as i32);
        let (_, wording, _, count) = window((at + 1).min(self.scans.len()), self.scans.len());
        put("wording of all after", wording / count.max(1));
        let near = self.near.get(at).copied().unwrap_or_default();
        put("to good before", near.before as i32);
        put("to good after", near.after as i32);
        put("run of short lines", near.run.min(200) as i32);
        let repeats = self.repeats.get(at).copied().unwrap_or_default();
        put("repeats", repeats.line as i32);
        put("template repeats", repeats.template as i32);
        put("start repeats", repeats.start as i32);
        let common = self.commons.get(at).copied().unwrap_or_default();
        put("frequent words", share(common.frequent, scan.word_count()));
        put("topical words", share(common.topical, common.longer));
        put("topical word count", common.topical as i32);
        self.surroundings(at, put);
    }

    fn surroundings(&self, at: usize, put: &mut impl FnMut(&'static str, i32)) {
        let window = |reach: usize| {
            let from = self.before.get(at.saturating_sub(reach)).copied().unwrap_or_default();
            let end = (at + reach + 1).min(self.scans.len());
            let to = self.before.get(end).copied().unwrap_or_default();
            (from, to, (end - at.saturating_sub(reach)) as u32)
        };
        let (from, to, lines) = window(4);
        put("figures around", share(to.figures - from.figures, lines));
        put("times around", share(to.times - from.times, lines));
        put("ended around", share(to.ended - from.ended, lines));
        put("capitalised around", share(to.capitalised - from.capitalised, to.words - from.words));
        let (from, to, lines) = window(15);
        put("wording of 15 around", (to.wording - from.wording) / lines as i32);
        put(
            "good words in 15 around",
            share(to.good_words - from.good_words, to.words - from.words),
        );
        put("ended in 15 around", share(to.ended - from.ended, lines));
        let peaks = self.peaks.get(at).copied().unwrap_or_default();
        put("strongest before", peaks.before.0);
        put("to strongest before", peaks.before.1.min(200) as i32);
        put("strongest after", peaks.after.0);
        put("to strongest after", peaks.after.1.min(200) as i32);
        put("strongest of run", peaks.run.0);
        put("to strongest of run", peaks.run.1.min(200) as i32);
        put("wording of run", peaks.run_mean);
    }

    /// The number of lines around a line that have its shape.
    fn alike_around(&self, at: usize) -> i32 {
        let alike = |offset: isize| {
            let other = at.checked_add_signed(offset).and_then(|o| self.scans.get(o));
            other.zip(self.scans.get(at)).is_some_and(|(a, b)| {
                a.first == b.first
                    && a.last_inside == b.last_inside
                    && a.is_good() == b.is_good()
                    && a.word_count().abs_diff(b.word_count()) * 2
                        <= a.word_count().max(b.word_count())
            })
        };
        (-4..=4).filter(|&offset| offset != 0 && alike(offset)).count() as i32
    }

    fn neighbour(
        &self,
        at: usize,
        offset: isize,
        names: &'static [&'static str; 8],
        put: &mut impl FnMut(&'static str, i32),
    ) {
        let other = at.checked_add_signed(offset);
        let scan = other.and_then(|other| self.scans.get(other));
        let wording = other.and_then(|o| self.wordings.get(o)).copied().unwrap_or_default();
        let values = match scan {
            Some(scan) => [
                scan.word_count() as i32,
                scan.last_inside as i32,
                share(scan.lower_words, scan.word_count()),
                wording.sum,
                wording.mean,
                scan.first as i32,
                i32::from(scan.is_good()),
                i32::from(other.and_then(|o| self.inputs.get(o)).is_some_and(LineInput::is_voted)),
            ],
            None => [-1, -1, -1, 0, 0, -1, -1, -1],
        };
        // Far neighbours only give their length, end and wording.
        let count = if offset.abs() <= 2 { 8 } else { 4 };
        for (name, value) in names.iter().zip(values).take(count) {
            put(name, value);
        }
    }
}

/// Kinds of rules in the order of their codes, which begin with 1. Other kinds share the next code.
#[rustfmt::skip]
const KINDS: [&str; 25] = [
    "learned", "share", "advertising", "related", "comments", "tags", "promotion", "paywall", "cookies",
    "player", "pagination", "breadcrumbs", "copyright", "contact", "biography", "site", "markup",
    "endmark", "update", "contributor", "photo", "timestamp", "byline", "dateline", "headline",
];

fn vote_code(vote: Option<&str>) -> i32 {
    let code = |vote| KINDS.iter().position(|kind| *kind == vote).unwrap_or(KINDS.len()) as i32 + 1;
    vote.map_or(0, code)
}

#[rustfmt::skip]
const NEIGHBOURS: &[(isize, [&str; 8])] = &[
    (-1, ["words -1", "end -1", "lower -1", "wording -1", "mean wording -1", "first -1", "good -1", "vote -1"]),
    (1, ["words +1", "end +1", "lower +1", "wording +1", "mean wording +1", "first +1", "good +1", "vote +1"]),
    (-2, ["words -2", "end -2", "lower -2", "wording -2", "mean wording -2", "first -2", "good -2", "vote -2"]),
    (2, ["words +2", "end +2", "lower +2", "wording +2", "mean wording +2", "first +2", "good +2", "vote +2"]),
    (-3, ["words -3", "end -3", "lower -3", "wording -3", "", "", "", ""]),
    (3, ["words +3", "end +3", "lower +3", "wording +3", "", "", "", ""]),
];

/// The features of a line alone.
fn own(scan: &Scan, wording: Wording, put: &mut impl FnMut(&'static str, i32)) {
    let words = scan.word_count();
    put("words", words.min(2000) as i32);
    put("characters", scan.chars.min(30_000) as i32);
    put("word length", (scan.chars * 10).checked_div(words).unwrap_or(0).min(1000) as i32);
    put("upper letters", share(scan.upper, scan.upper + scan.lower));
    put("digits", share(scan.digits, scan.chars));
    put("marks", share(scan.marks, scan.chars));
    put("capitalised", share(scan.capitalised, words));
    put("all capitals", share(scan.all_caps, words));
    put("lower words", share(scan.lower_words, words));
    put("lower word count", scan.lower_words.min(2000) as i32);
    put("short words", share(scan.short_words, words));
    put("breaks", scan.breaks.min(200) as i32);
    put("words a sentence", (words / (scan.breaks + 1)).min(500) as i32);
    put("commas", scan.commas.min(200) as i32);
    put("quotes", scan.quotes.min(200) as i32);
    put("bars", scan.bars.min(200) as i32);
    put("slashes", scan.slashes.min(200) as i32);
    put("ats", scan.ats.min(20) as i32);
    put("hashes", scan.hashes.min(20) as i32);
    put("copyrights", scan.copyrights.min(20) as i32);
    put("brackets", scan.brackets.min(200) as i32);
    put("colons", scan.colons.min(200) as i32);
    put("digit runs", scan.digit_runs.min(200) as i32);
    put("clocks", scan.clocks.min(20) as i32);
    put("years", scan.years.min(20) as i32);
    put("addresses", scan.addresses.min(20) as i32);
    put("first", scan.first as i32);
    put("last", scan.last as i32);
    put("end", scan.last_inside as i32);
    put("good", i32::from(scan.is_good()));
    put("wording", wording.sum);
    put("mean wording", wording.mean);
    put("most wording", wording.most);
    put("least wording", wording.least);
}

/// The names of the features, in order.
pub(super) fn names() -> Vec<&'static str> {
    let lines = [LineInput::default()];
    let input = DocumentInput { lines: &lines, headline: None };
    let mut names = Vec::new();
    Document::new(&input, &[]).row(0, |name, _| names.push(name));
    names
}
