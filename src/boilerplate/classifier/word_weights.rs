//! The evidence for chrome in the words of a line: a linear model over hashed words.
//!
//! In: the words of a line and a learned table of weights. Out: [`Wording`]. A word that is not in
//! the table has no weight; neither have languages that training did not see. It decides nothing.

use super::scan::{Scan, Word};

/// Cells of the table: a power of two.
pub(super) const CELLS: usize = 1 << 15;
/// In longer lines, only this many words from the start and the end count.
const HEAD_WORDS: usize = 24;
const TAIL_WORDS: usize = 12;

/// The weights of a line's words: their sum, mean and extremes.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Wording {
    pub sum: i32,
    pub mean: i32,
    pub most: i32,
    pub least: i32,
}

/// The cells of a line: each word, each pair of neighbours, the first and last word, and short
/// lines as a whole.
pub(super) fn cells(scan: &Scan, store: &[Word], mut each: impl FnMut(usize)) {
    let words = store.get(scan.words.clone()).unwrap_or_default();
    let mut cell = |a: u32, b: u32| {
        let mixed = (a ^ b.rotate_left(13)).wrapping_mul(0x9e37_79b1);
        each(mixed as usize >> 17);
    };
    let from = words.len().saturating_sub(TAIL_WORDS).max(HEAD_WORDS.min(words.len()));
    let (head, tail) = (words.get(..HEAD_WORDS.min(words.len())), words.get(from..));
    for part in [head, tail].into_iter().flatten() {
        for (at, word) in part.iter().enumerate() {
            cell(word.hash, 0);
            if let Some(next) = part.get(at + 1) {
                cell(word.hash, next.hash);
            }
        }
    }
    if let (Some(first), Some(last)) = (words.first(), words.last()) {
        cell(first.hash, 0x1111);
        cell(last.hash, 0x2222);
    }
    if (1..=6).contains(&words.len()) {
        cell(words.iter().fold(7, |h: u32, w| (h ^ w.hash).wrapping_mul(0x85eb_ca6b)), 0x3333);
    }
}

/// The wording of a line; all zero without a table.
pub(super) fn weigh(scan: &Scan, store: &[Word], table: &[i8]) -> Wording {
    let mut w = Wording::default();
    let mut count = 0;
    cells(scan, store, |cell| {
        let weight = i32::from(table.get(cell).copied().unwrap_or(0));
        w.sum += weight;
        w.most = w.most.max(weight);
        w.least = w.least.min(weight);
        count += 1;
    });
    w.mean = (w.sum * 16).checked_div(count).unwrap_or(0);
    w
}
