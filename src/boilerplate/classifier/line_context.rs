//! The context of a line in its document: repetition, common words, and the paragraphs and the
//! strongest wording around it.
//!
//! In: the scanned lines of a document. Out: for each line one record of each kind. It does not turn
//! them into features.

use super::scan::{Scan, Word};
use super::word_weights::Wording;

/// The strongest wording before and after a line, and its distance. The headings of comments and
/// lists say much about the lines below them.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Peaks {
    pub before: (i32, u32),
    pub after: (i32, u32),
    /// The strongest wording of a short line since the last good line, and its distance.
    pub run: (i32, u32),
    /// The mean wording of the run of lines around a line that are not good.
    pub run_mean: i32,
}

/// How often a line, its template and its first two words occur in the document.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Repeats {
    pub line: u32,
    pub template: u32,
    pub start: u32,
}

/// How many of a line's words occur in other lines.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Common {
    /// Words that occur in three lines or more.
    pub frequent: u32,
    /// Longer words, and those of them that other good lines have.
    pub longer: u32,
    pub topical: u32,
}

#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Near {
    pub before: u32,
    pub after: u32,
    pub run: u32,
}

/// Fewest characters of a longer word.
const LONGER: u8 = 5;
const NO_LINE: u32 = 99;

pub(super) fn repeats(scans: &[Scan], store: &[Word]) -> Vec<Repeats> {
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

/// How often each value occurs in the list.
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

/// Cells in which words are counted. Two words in one cell count as one.
const WORD_CELLS: usize = 1 << 12;

pub(super) fn commons(scans: &[Scan], store: &[Word]) -> Vec<Common> {
    // For each cell: the number of lines with it, the last such line, the number of good lines.
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

pub(super) fn near(scans: &[Scan]) -> Vec<Near> {
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

pub(super) fn peaks(scans: &[Scan], wordings: &[Wording]) -> Vec<Peaks> {
    let mut out = vec![Peaks::default(); scans.len()];
    // Only short lines are headings.
    let head = |scan: &Scan, wording: &Wording| {
        if scan.word_count() <= 8 { wording.sum.clamp(0, 300) } else { 0 }
    };
    let (mut strongest, mut run) = ((0, 200), (0, 200));
    for ((slot, scan), wording) in out.iter_mut().zip(scans).zip(wordings) {
        (slot.before, slot.run) = (strongest, run);
        let here = head(scan, wording);
        for peak in [&mut strongest, &mut run] {
            *peak = if here >= peak.0 && here > 0 { (here, 1) } else { (peak.0, peak.1 + 1) };
        }
        if scan.is_good() {
            run = (0, 200);
        }
    }
    strongest = (0, 200);
    for ((slot, scan), wording) in out.iter_mut().zip(scans).zip(wordings).rev() {
        slot.after = strongest;
        let here = head(scan, wording);
        strongest = if here >= strongest.0 && here > 0 {
            (here, 1)
        } else {
            (strongest.0, strongest.1 + 1)
        };
    }
    let mut start = 0;
    for same in scans.chunk_by(|a, b| !a.is_good() && !b.is_good()) {
        let part = wordings.get(start..start + same.len()).unwrap_or_default();
        let mean =
            part.iter().map(|w| w.sum.clamp(-300, 300)).sum::<i32>() / same.len().max(1) as i32;
        out.iter_mut().skip(start).take(same.len()).for_each(|slot| slot.run_mean = mean);
        start += same.len();
    }
    out
}
