//! Opening and closing straight quotes of a line.
//!
//! In: a line. Out: its pairs of quotes. Lines with an odd number of quotes, or with a pair in a
//! position that quotes never have (inch marks), give no pairs: nothing is guessed.

use std::ops::Range;

/// An opening and a closing quote, as positions in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pair {
    pub open: Range<usize>,
    pub close: Range<usize>,
}

/// The pairs on a line that starts at `offset` in its text.
pub(super) fn straight_pairs(line: &str, offset: usize) -> Vec<Pair> {
    read(line, offset).unwrap_or_default()
}

fn read(line: &str, offset: usize) -> Option<Vec<Pair>> {
    let bytes = line.as_bytes();
    let places: Vec<usize> = memchr::memchr_iter(b'"', bytes).collect();
    if places.is_empty() || !places.len().is_multiple_of(2) {
        return None;
    }
    let span = |at: &usize| offset + at..offset + at + 1;
    let pairs: Option<Vec<Pair>> = places
        .chunks_exact(2)
        .map(|two| Some(Pair { open: span(two.first()?), close: span(two.last()?) }))
        .collect();
    pairs.filter(|pairs| pairs.iter().all(|pair| fits(bytes, offset, pair)))
}

/// Whether a pair is positioned like quotes: no letter outside at least one of them, and no space
/// only on the inside.
fn fits(bytes: &[u8], offset: usize, pair: &Pair) -> bool {
    let side = |at: Option<usize>| at.and_then(|at| bytes.get(at)).copied().unwrap_or(b' ');
    let (open, close) = (pair.open.start - offset, pair.close.start - offset);
    let space = |byte: u8| matches!(byte, b' ' | b'\t');
    let outer_left = side(open.checked_sub(1));
    let inner_left = side(Some(open + 1));
    let outer_right = side(Some(close + 1));
    let inner_right = side(close.checked_sub(1));
    let opens_well = space(outer_left) || b"([-/'".contains(&outer_left) || outer_left >= 0x80;
    let closes_well = !outer_right.is_ascii_alphanumeric();
    // "word "word" word": the first of these closes, so the count is off by one.
    let shifted = (!space(outer_left) && space(inner_left)) || (space(inner_right) && !closes_well);
    close > open + 1 && !shifted && (opens_well || closes_well)
}
