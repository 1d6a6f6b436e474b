//! The first stage's scores of a document, as features of the second.
//!
//! In: the score of each line. Out: rows of integers in a fixed order. Scores become steps of a
//! table of the logistic function, so that no floating point decides.

use super::Verdict;
use super::features::Document;

/// A line that the first stage takes for chrome has so many thousandths.
const CHROME: i32 = 500;

/// The scores of one document.
pub(super) struct Scores {
    /// Probability of chrome, in thousandths.
    chrome: Vec<i32>,
    /// Sums of it, and of words of lines that stay and of all words, before each line and at the end.
    before: Vec<Sums>,
    /// Lines that are likely of the story and long: the first and the last.
    first_sure: usize,
    last_sure: usize,
    /// For each line: the nearest line before and after that is likely of the story.
    to_kept: Vec<(i32, i32)>,
    /// Length of the run of lines on one side around each.
    runs: Vec<i32>,
    /// Mean probability over lines that begin with the same word, or are otherwise of one shape.
    alike: Vec<i32>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    chrome: i32,
    words: i32,
    kept_words: i32,
}

/// Far is so far.
const FAR: i32 = 99;

impl Scores {
    pub fn new(document: &Document<'_>, scores: &[i32]) -> Scores {
        let thousandths = |&score: &i32| i32::from(Verdict { score, goes: false }.thousandths());
        let chrome: Vec<i32> = scores.iter().map(thousandths).collect();
        let mut sums = Sums::default();
        let mut before = Vec::with_capacity(chrome.len() + 1);
        for (at, &here) in chrome.iter().enumerate() {
            before.push(sums);
            let words = document.word_count(at).min(400) as i32;
            sums.chrome += here;
            sums.words += words;
            sums.kept_words += if here < CHROME { words } else { 0 };
        }
        before.push(sums);
        let sure = |at: &usize| {
            chrome.get(*at).is_some_and(|&c| c < 250) && document.word_count(*at) >= 12
        };
        let first_sure = (0..chrome.len()).find(sure).unwrap_or(chrome.len());
        let last_sure = (0..chrome.len()).rev().find(sure).unwrap_or(0);
        let alike = document.mean_of_alike(&chrome);
        Scores {
            to_kept: distances(&chrome),
            runs: runs(&chrome),
            alike,
            first_sure,
            last_sure,
            before,
            chrome,
        }
    }

    /// The features of one line, by name.
    pub fn row(&self, at: usize, mut put: impl FnMut(&'static str, i32)) {
        let of = |offset: isize| {
            let other = at.checked_add_signed(offset).and_then(|other| self.chrome.get(other));
            other.copied().unwrap_or(-1)
        };
        for (offset, name) in OFFSETS {
            put(name, of(offset));
        }
        for (reach, names) in WINDOWS {
            let [around, before, after] = names;
            put(around, self.mean(at.saturating_sub(reach), at + reach + 1));
            put(before, self.mean(at.saturating_sub(reach), at));
            put(after, self.mean(at + 1, at + 1 + reach));
        }
        let total = self.before.last().copied().unwrap_or_default();
        let here = self.before.get(at).copied().unwrap_or_default();
        let next = self.before.get(at + 1).copied().unwrap_or_default();
        let lines = self.chrome.len() as i32;
        put("score of document", total.chrome / lines.max(1));
        put("score of all before", here.chrome.checked_div(at as i32).unwrap_or(-1));
        put(
            "score of all after",
            (total.chrome - next.chrome).checked_div(lines - at as i32 - 1).unwrap_or(-1),
        );
        put("kept words before", here.kept_words.min(30_000));
        put("kept words after", (total.kept_words - next.kept_words).min(30_000));
        let share = |part: i32, of: i32| {
            (i64::from(part) * 1000).checked_div(i64::from(of)).unwrap_or(0) as i32
        };
        put("kept share of words", share(total.kept_words, total.words));
        put("kept share before", share(here.kept_words, total.kept_words));
        put("from first sure", at as i32 - self.first_sure as i32);
        put("to last sure", self.last_sure as i32 - at as i32);
        let (before, after) = self.to_kept.get(at).copied().unwrap_or_default();
        put("to kept before", before);
        put("to kept after", after);
        put("run of one side", self.runs.get(at).copied().unwrap_or(0));
        put("score of alike", self.alike.get(at).copied().unwrap_or(-1));
    }

    /// The mean over a range of lines, cut at the ends of the document; -1 for none.
    fn mean(&self, from: usize, to: usize) -> i32 {
        let to = to.min(self.chrome.len());
        let sum = |at: usize| self.before.get(at).copied().unwrap_or_default().chrome;
        match to.checked_sub(from) {
            Some(count) if count > 0 => (sum(to) - sum(from)) / count as i32,
            _ => -1,
        }
    }
}

const OFFSETS: [(isize, &str); 9] = [
    (0, "score"),
    (-1, "score -1"),
    (1, "score +1"),
    (-2, "score -2"),
    (2, "score +2"),
    (-3, "score -3"),
    (3, "score +3"),
    (-4, "score -4"),
    (4, "score +4"),
];

const WINDOWS: [(usize, [&str; 3]); 3] = [
    (3, ["scores of 3 around", "scores of 3 before", "scores of 3 after"]),
    (8, ["scores of 8 around", "scores of 8 before", "scores of 8 after"]),
    (20, ["scores of 20 around", "scores of 20 before", "scores of 20 after"]),
];

fn distances(chrome: &[i32]) -> Vec<(i32, i32)> {
    let mut out = vec![(FAR, FAR); chrome.len()];
    let step = |here: i32, distance: i32| if here < CHROME { 1 } else { (distance + 1).min(FAR) };
    let mut distance = FAR;
    for (slot, &here) in out.iter_mut().zip(chrome) {
        slot.0 = distance;
        distance = step(here, distance);
    }
    distance = FAR;
    for (slot, &here) in out.iter_mut().zip(chrome).rev() {
        slot.1 = distance;
        distance = step(here, distance);
    }
    out
}

fn runs(chrome: &[i32]) -> Vec<i32> {
    chrome
        .chunk_by(|&a, &b| (a < CHROME) == (b < CHROME))
        .flat_map(|run| std::iter::repeat_n(run.len().min(200) as i32, run.len()))
        .collect()
}

/// The names of the score features, in their order.
pub(super) fn names() -> Vec<&'static str> {
    let scores = Scores {
        chrome: vec![0],
        before: vec![Sums::default(); 2],
        first_sure: 0,
        last_sure: 0,
        to_kept: Vec::new(),
        runs: Vec::new(),
        alike: Vec::new(),
    };
    let mut names = Vec::new();
    scores.row(0, |name, _| names.push(name));
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_and_runs_follow_the_sides() {
        let chrome = [100, 900, 900, 0, 0];
        assert_eq!(runs(&chrome), [1, 2, 2, 2, 2]);
        let expected = [(FAR, 3), (1, 2), (2, 1), (3, 1), (1, FAR)];
        assert_eq!(distances(&chrome), expected);
    }

    #[test]
    fn names_are_distinct() {
        let mut all = names();
        all.extend(super::super::features::names());
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
