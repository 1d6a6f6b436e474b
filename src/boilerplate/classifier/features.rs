//! The features of the lines of one document, for the first stage and for the second.
//!
//! In: the lines and their votes; for the second stage the scores of the first. Out: rows of
//! integers in a fixed order, named by [`names_of_first`] and [`names_of_second`]. Ratios are in
//! thousandths; all are clamped to 16 bits, so that no floating point decides.

use super::LineInput;
use super::scan::{Scan, Word, scan};
use super::words::{Wording, weigh};

/// A feature value.
pub(super) type Value = i16;

/// The lines of one document, scanned.
pub(super) struct Document<'a> {
    inputs: &'a [LineInput<'a>],
    scans: Vec<Scan>,
    store: Vec<Word>,
    wordings: Vec<Wording>,
    /// For each line: good lines, words, words of good lines, wording sums before it; and at the
    /// end the totals.
    before: Vec<Running>,
    repeats: Vec<Repeats>,
    commons: Vec<Common>,
    /// Distance to the nearest good line before and after, and length of the run of lines that are
    /// not good around a line.
    near: Vec<Near>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Running {
    good: u32,
    words: u32,
    good_words: u32,
    wording: i32,
    votes: u32,
}

/// How often a line, its template or its first two words stand in the document.
#[derive(Debug, Clone, Copy, Default)]
struct Repeats {
    line: u32,
    template: u32,
    start: u32,
}

/// How many of a line's words stand in other lines.
#[derive(Debug, Clone, Copy, Default)]
struct Common {
    /// Words that stand in three lines or more.
    frequent: u32,
    /// Longer words, and those of them that other good lines hold.
    longer: u32,
    topical: u32,
}

#[derive(Debug, Clone, Copy, Default)]
struct Near {
    before: u32,
    after: u32,
    run: u32,
}

/// Longer words have so many characters.
const LONGER: u8 = 5;
const NO_LINE: u32 = 99;

impl<'a> Document<'a> {
    pub fn new(inputs: &'a [LineInput<'a>], table: &[i8]) -> Document<'a> {
        let mut store = Vec::with_capacity(inputs.iter().map(|i| i.text.len() / 5).sum());
        let scans: Vec<Scan> = inputs.iter().map(|input| scan(input.text, &mut store)).collect();
        let wordings: Vec<Wording> = scans.iter().map(|s| weigh(s, &store, table)).collect();
        let repeats = repeats(&scans, &store);
        let commons = commons(&scans, &store);
        let near = near(&scans);
        let mut running = Running::default();
        let mut before = Vec::with_capacity(scans.len() + 1);
        for ((scan, wording), input) in scans.iter().zip(&wordings).zip(inputs) {
            before.push(running);
            running.words += scan.word_count();
            running.wording += wording.sum.clamp(-300, 300);
            running.votes += u32::from(input.is_voted());
            if scan.is_good() {
                running.good += 1;
                running.good_words += scan.word_count();
            }
        }
        before.push(running);
        Document { inputs, scans, store, wordings, before, repeats, commons, near }
    }

    pub fn len(&self) -> usize {
        self.scans.len()
    }

    /// The cells of the word table that a line weighs.
    pub fn cells(&self, at: usize, each: impl FnMut(usize)) {
        if let Some(scan) = self.scans.get(at) {
            super::words::cells(scan, &self.store, each);
        }
    }

    /// The features of the first stage.
    pub fn first(&self, at: usize, mut put: impl FnMut(&'static str, i32)) {
        let Some(scan) = self.scans.get(at) else { return };
        own(scan, self.wordings.get(at).copied().unwrap_or_default(), &mut put);
        self.place(at, scan, &mut put);
        for &(offset, ref names) in NEIGHBOURS {
            self.neighbour(at, offset, names, &mut put);
        }
    }

    fn place(&self, at: usize, scan: &Scan, put: &mut impl FnMut(&'static str, i32)) {
        let lines = self.scans.len() as u32;
        let number = at as u32;
        let total = self.before.last().copied().unwrap_or_default();
        let here = self.before.get(at).copied().unwrap_or_default();
        let next = self.before.get(at + 1).copied().unwrap_or_default();
        put("lines", lines.min(2000) as i32);
        put("from start", number as i32);
        put("from end", (lines - 1 - number) as i32);
        put("position", share(number, lines));
        put("word position", share(here.words, total.words));
        put("good lines", share(total.good, lines));
        put("good words", share(total.good_words, total.words));
        put("words a line", (total.words / lines.max(1)) as i32);
        put("wording of all", total.wording / lines.max(1) as i32);
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
        put("votes before", here.votes as i32);
        put("votes after", (total.votes - next.votes) as i32);
        let vote = self.inputs.get(at).is_some_and(LineInput::is_voted);
        put("vote", i32::from(vote));
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
        // Far neighbours only say how long and how worded they are.
        let count = if offset.abs() <= 2 { 8 } else { 4 };
        for (name, value) in names.iter().zip(values).take(count) {
            put(name, value);
        }
    }

    /// The features that the second stage sees beside those of the first: the first's scores here
    /// and around.
    pub fn second(&self, at: usize, scores: &[i32], mut put: impl FnMut(&'static str, i32)) {
        let score =
            |offset: isize| at.checked_add_signed(offset).and_then(|o| scores.get(o)).copied();
        for &(offset, name) in SCORES {
            put(name, score(offset).unwrap_or(-20_000));
        }
        let mean = |from: usize, to: usize| {
            let part = scores.get(from.min(to)..to.min(scores.len())).unwrap_or_default();
            let sum: i64 = part.iter().map(|&s| i64::from(s)).sum();
            i32::try_from(sum / part.len().max(1) as i64).unwrap_or(0)
        };
        put("scores of 8 before", mean(at.saturating_sub(8), at));
        put("scores of 8 after", mean(at + 1, at + 9));
        put("scores of all before", mean(0, at));
        put("scores of all after", mean((at + 1).min(scores.len()), scores.len()));
        put("scores of all", mean(0, scores.len()));
        let is_kept = |s: &&i32| **s < 0;
        let kept_before = scores.get(..at).unwrap_or_default().iter().filter(is_kept).count();
        let kept_after = scores.get(at + 1..).unwrap_or_default().iter().filter(is_kept).count();
        put("kept before", kept_before.min(30_000) as i32);
        put("kept after", kept_after.min(30_000) as i32);
        let dropped_run = |part: &mut dyn Iterator<Item = &i32>| {
            part.take(60).take_while(|s| **s >= 0).count() as i32
        };
        put(
            "dropped run before",
            dropped_run(&mut scores.get(..at).unwrap_or_default().iter().rev()),
        );
        put("dropped run after", dropped_run(&mut scores.get(at + 1..).unwrap_or_default().iter()));
    }
}

/// A share in thousandths.
fn share(part: u32, of: u32) -> i32 {
    (u64::from(part) * 1000).checked_div(u64::from(of)).map_or(0, |s| s as i32)
}

#[rustfmt::skip]
const SCORES: &[(isize, &str)] = &[
    (0, "score"), (-1, "score -1"), (1, "score +1"), (-2, "score -2"), (2, "score +2"),
    (-3, "score -3"), (3, "score +3"), (-4, "score -4"), (4, "score +4"), (-5, "score -5"), (5, "score +5"),
];

#[rustfmt::skip]
const NEIGHBOURS: &[(isize, [&str; 8])] = &[
    (-1, ["words -1", "end -1", "lower -1", "wording -1", "mean wording -1", "first -1", "good -1", "vote -1"]),
    (1, ["words +1", "end +1", "lower +1", "wording +1", "mean wording +1", "first +1", "good +1", "vote +1"]),
    (-2, ["words -2", "end -2", "lower -2", "wording -2", "mean wording -2", "first -2", "good -2", "vote -2"]),
    (2, ["words +2", "end +2", "lower +2", "wording +2", "mean wording +2", "first +2", "good +2", "vote +2"]),
    (-3, ["words -3", "end -3", "lower -3", "wording -3", "", "", "", ""]),
    (3, ["words +3", "end +3", "lower +3", "wording +3", "", "", "", ""]),
];

/// What a line shows by itself.
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

fn repeats(scans: &[Scan], store: &[Word]) -> Vec<Repeats> {
    let start_of = |scan: &Scan| {
        let words = store.get(scan.words.clone()).unwrap_or_default();
        let first = words.first().map_or(0, |w| w.hash);
        let second = words.get(1).map_or(0, |w| w.hash);
        u64::from(first) << 32 | u64::from(second)
    };
    let lines = counts(scans.iter().map(|s| s.key).collect());
    let templates = counts(scans.iter().map(|s| s.template).collect());
    let starts = counts(scans.iter().map(start_of).collect());
    lines
        .into_iter()
        .zip(templates)
        .zip(starts)
        .map(|((line, template), start)| Repeats { line, template, start })
        .collect()
}

/// How often each value stands in the list.
fn counts(values: Vec<u64>) -> Vec<u32> {
    let mut order: Vec<u32> = (0..values.len() as u32).collect();
    let value = |&at: &u32| values.get(at as usize).copied().unwrap_or_default();
    order.sort_unstable_by_key(value);
    let mut out = vec![0; values.len()];
    for same in order.chunk_by(|a, b| value(a) == value(b)) {
        for &at in same {
            if let Some(slot) = out.get_mut(at as usize) {
                *slot = same.len().min(200) as u32;
            }
        }
    }
    out
}

/// Cells in which words are counted; two words in one cell count as one.
const WORD_CELLS: usize = 1 << 12;

fn commons(scans: &[Scan], store: &[Word]) -> Vec<Common> {
    // For each cell: lines that hold it, the last such line, good lines that hold it.
    let mut cells = vec![(0u16, u32::MAX, 0u16); WORD_CELLS];
    let cell_of = |word: &Word| word.hash as usize % WORD_CELLS;
    for (at, scan) in scans.iter().enumerate() {
        let good = u16::from(scan.is_good());
        for word in store.get(scan.words.clone()).unwrap_or_default() {
            if let Some(cell) = cells.get_mut(cell_of(word))
                && cell.1 != at as u32
            {
                *cell = (cell.0.saturating_add(1), at as u32, cell.2.saturating_add(good));
            }
        }
    }
    let common = |scan: &Scan| {
        let own = u16::from(scan.is_good());
        let mut common = Common::default();
        for word in store.get(scan.words.clone()).unwrap_or_default() {
            let &(lines, _, good) = cells.get(cell_of(word)).unwrap_or(&(0, 0, 0));
            common.frequent += u32::from(lines >= 3);
            if word.length >= LONGER {
                common.longer += 1;
                common.topical += u32::from(good > own);
            }
        }
        common
    };
    scans.iter().map(common).collect()
}

fn near(scans: &[Scan]) -> Vec<Near> {
    let mut out = vec![Near { before: NO_LINE, after: NO_LINE, run: 0 }; scans.len()];
    let mut distance = NO_LINE;
    for (slot, scan) in out.iter_mut().zip(scans) {
        slot.before = distance;
        distance = if scan.is_good() { 1 } else { (distance + 1).min(NO_LINE) };
    }
    distance = NO_LINE;
    for (slot, scan) in out.iter_mut().zip(scans).rev() {
        slot.after = distance;
        distance = if scan.is_good() { 1 } else { (distance + 1).min(NO_LINE) };
    }
    let mut start = 0;
    while start < scans.len() {
        let good = scans.get(start).is_some_and(Scan::is_good);
        let mut end = start + 1;
        while end < scans.len() && !good && !scans.get(end).is_some_and(Scan::is_good) {
            end += 1;
        }
        let run = if good { 0 } else { (end - start) as u32 };
        out.iter_mut().take(end).skip(start).for_each(|slot| slot.run = run);
        start = end;
    }
    out
}

/// A value as it stands in a row.
pub(super) fn clamp(value: i32) -> Value {
    value.clamp(i32::from(i16::MIN), i32::from(i16::MAX)) as i16
}

/// The names of the first stage's features, in their order.
pub(super) fn names_of_first() -> Vec<&'static str> {
    let inputs = [LineInput::default()];
    let mut names = Vec::new();
    Document::new(&inputs, &[]).first(0, |name, _| names.push(name));
    names
}

/// The names of the features that the second stage sees besides.
pub(super) fn names_of_second() -> Vec<&'static str> {
    let inputs = [LineInput::default()];
    let mut names = Vec::new();
    Document::new(&inputs, &[]).second(0, &[0], |name, _| names.push(name));
    names
}
