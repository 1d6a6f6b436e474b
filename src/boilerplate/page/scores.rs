//! The features of the second stage: the scores of the first stage around a line.
//!
//! In: the score of each line of a page, and its tree. Out: rows of integers with their names. Scores
//! are clamped, so that one certain line does not outweigh ten others. It decides nothing.

use super::super::classifier::share;
use super::features::Page;

/// The scores of a page.
pub(super) struct Scores {
    scores: Vec<i32>,
    /// Running sums before each line and at the end: scores times words, words, words that likely
    /// stay.
    before: Vec<[i64; 3]>,
    /// The same for each element, each kind and each section below a heading.
    elements: Vec<[i64; 3]>,
    kinds: Vec<[i64; 3]>,
    sections: Vec<[i64; 3]>,
    first_kept: usize,
    last_kept: usize,
    runs: Vec<(i32, i32)>,
}

/// Scores are clamped to this.
const SURE: i32 = 6000;
/// Most words of a line that count; every line counts two more.
const MOST_WORDS: u32 = 60;

impl Scores {
    pub fn new(page: &Page<'_>, first: &[i32]) -> Scores {
        let scores: Vec<i32> = first.iter().map(|s| (*s).clamp(-SURE, SURE)).collect();
        let weight = |at: usize| i64::from(page.text.word_count(at).min(MOST_WORDS) + 2);
        let single = |at: usize| {
            let score = scores.get(at).copied().unwrap_or(0);
            let words = weight(at);
            [i64::from(score) * words, words, if score < 0 { words } else { 0 }]
        };
        let mut before = vec![[0; 3]];
        let mut elements = vec![[0; 3]; page.tree.markup.elements.len()];
        let mut kinds = vec![[0; 3]; page.tree.kinds()];
        let mut sections: Vec<[i64; 3]> = Vec::new();
        let mut sum = [0; 3];
        for (at, line) in page.tree.markup.lines.iter().enumerate() {
            add(&mut sum, single(at));
            before.push(sum);
            if let Some(slot) = elements.get_mut(line.element as usize) {
                add(slot, single(at));
            }
            if let Some(slot) = kinds.get_mut(page.tree.kind(at) as usize) {
                add(slot, single(at));
            }
            // Sections are numbered in order, from 0 or 1.
            sections.resize(page.headings(at).section as usize + 1, [0; 3]);
            if let Some(slot) = sections.last_mut() {
                add(slot, single(at));
            }
        }
        for at in (1..elements.len()).rev() {
            let own = elements.get(at).copied().unwrap_or_default();
            if let Some(slot) = elements.get_mut(page.tree.parent(at as u32) as usize) {
                add(slot, own);
            }
        }
        let kept = |at: &usize| {
            scores.get(*at).is_some_and(|s| *s < -1500) && page.text.word_count(*at) >= 10
        };
        let first_kept = (0..scores.len()).find(kept).unwrap_or(0);
        let last_kept = (0..scores.len()).rev().find(kept).unwrap_or(scores.len());
        let runs = runs(&scores);
        Scores { scores, before, elements, kinds, sections, first_kept, last_kept, runs }
    }

    /// The features of one line, with their names.
    pub fn row(&self, page: &Page<'_>, at: usize, mut put: impl FnMut(&'static str, i32)) {
        let of = |offset: isize| {
            let other = at.checked_add_signed(offset).and_then(|o| self.scores.get(o));
            other.copied().unwrap_or(0)
        };
        for (name, offset) in OFFSETS {
            put(name, of(offset));
        }
        for (names, reach) in WINDOWS {
            put(names[0], mean(self.span(at.saturating_sub(reach), at)));
            put(names[1], mean(self.span(at + 1, at + 1 + reach)));
        }
        let all = self.span(0, self.scores.len());
        put("s page", mean(all));
        put("s page kept", share(all[2] as u32, all[1] as u32));
        put("s kept before", share(self.span(0, at)[2] as u32, all[2] as u32));
        put("s kept words", (all[2] as i32).min(30_000));
        put("s from first kept", (at as i32 - self.first_kept as i32).clamp(-500, 500));
        put("s to last kept", (self.last_kept as i32 - at as i32).clamp(-500, 500));
        let run = self.runs.get(at).copied().unwrap_or_default();
        put("s since kept", run.0);
        put("s until kept", run.1);
        let words = i64::from(page.text.word_count(at).min(MOST_WORDS) + 2);
        let own = [i64::from(of(0)) * words, words, if of(0) < 0 { words } else { 0 }];
        let others = |sum: [i64; 3]| [sum[0] - own[0], sum[1] - own[1], sum[2] - own[2]];
        let mut element = page.tree.markup.lines.get(at).map_or(0, |line| line.element);
        if page.tree.sums(element).lines == 1 {
            element = page.tree.wider(element);
        }
        for names in CONTAINERS {
            let sum = others(self.elements.get(element as usize).copied().unwrap_or_default());
            put(names[0], mean(sum));
            put(names[1], share(sum[2] as u32, sum[1] as u32));
            put(names[2], share(sum[2] as u32, all[2] as u32));
            element = page.tree.wider(element);
        }
        let kind = others(self.kinds.get(page.tree.kind(at) as usize).copied().unwrap_or_default());
        put("s kind", mean(kind));
        put("s kind kept", share(kind[2] as u32, kind[1] as u32));
        let block = page.around(at).block as usize;
        let block = others(self.elements.get(block).copied().unwrap_or_default());
        put("s block", mean(block));
        put("s block kept", share(block[2] as u32, block[1] as u32));
        put("s block of kept", share(block[2] as u32, all[2] as u32));
        let headings = page.headings(at);
        let section = self.sections.get(headings.section as usize).copied().unwrap_or_default();
        let section = others(section);
        put("s section", mean(section));
        put("s section kept", share(section[2] as u32, section[1] as u32));
        let score =
            |line: Option<usize>| line.and_then(|l| self.scores.get(l)).copied().unwrap_or(0);
        put("s heading", score(headings.last));
        put("s parent heading", score(headings.parent));
    }

    /// The sums of the lines of a range.
    fn span(&self, from: usize, to: usize) -> [i64; 3] {
        let end = self.before.len().saturating_sub(1);
        let at = |n: usize| self.before.get(n.min(end)).copied().unwrap_or_default();
        let (a, b) = (at(from), at(to));
        [b[0] - a[0], b[1] - a[1], b[2] - a[2]]
    }
}

fn add(sum: &mut [i64; 3], other: [i64; 3]) {
    for (slot, value) in sum.iter_mut().zip(other) {
        *slot += value;
    }
}

fn mean(sum: [i64; 3]) -> i32 {
    sum[0].checked_div(sum[1]).unwrap_or(0) as i32
}

/// For each line, the distances back and ahead to the next line that likely stays.
fn runs(scores: &[i32]) -> Vec<(i32, i32)> {
    let mut out = vec![(0, 0); scores.len()];
    let mut distance = 200;
    for (slot, score) in out.iter_mut().zip(scores) {
        slot.0 = distance;
        distance = if *score < 0 { 1 } else { (distance + 1).min(200) };
    }
    distance = 200;
    for (slot, score) in out.iter_mut().zip(scores).rev() {
        slot.1 = distance;
        distance = if *score < 0 { 1 } else { (distance + 1).min(200) };
    }
    out
}

const OFFSETS: [(&str, isize); 9] = [
    ("s own", 0),
    ("s -1", -1),
    ("s +1", 1),
    ("s -2", -2),
    ("s +2", 2),
    ("s -3", -3),
    ("s +3", 3),
    ("s -4", -4),
    ("s +4", 4),
];
const WINDOWS: [([&str; 2], usize); 3] = [
    (["s 3 before", "s 3 after"], 3),
    (["s 8 before", "s 8 after"], 8),
    (["s 30 before", "s 30 after"], 30),
];
const CONTAINERS: [[&str; 3]; 5] = [
    ["s c0", "s c0 kept", "s c0 of kept"],
    ["s c1", "s c1 kept", "s c1 of kept"],
    ["s c2", "s c2 kept", "s c2 of kept"],
    ["s c3", "s c3 kept", "s c3 of kept"],
    ["s c4", "s c4 kept", "s c4 of kept"],
];
