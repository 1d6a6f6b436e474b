//! Measures how much of each line the page's structured data repeats.
//!
//! In: the rendered lines and the text of the story in the structured data. Out: a share for each
//! line, from hashes of runs of three words.

use std::collections::HashSet;

use crate::document::markup::{MarkedLine, name_hash};

/// The most words of the structured text to read.
const MOST_WORDS: usize = 20_000;
/// A text with fewer words is a summary.
const FEWEST_WORDS: usize = 60;

/// Marks each line with the percentage of its three-word runs that occur in `body`.
pub(super) fn mark(text: &str, body: &str, lines: &mut [MarkedLine]) {
    let words = hashes(body).take(MOST_WORDS).collect::<Vec<_>>();
    if words.len() < FEWEST_WORDS {
        return;
    }
    let known: HashSet<u64> = runs(&words).collect();
    for (line, marked) in text.split('\n').filter(|line| !line.is_empty()).zip(lines) {
        let words: Vec<u32> = hashes(line).collect();
        let (mut all, mut shared) = (0u64, 0u64);
        for run in runs(&words) {
            all += 1;
            shared += u64::from(known.contains(&run));
        }
        marked.said = (shared * 100).checked_div(all).map(|share| share as u8);
    }
}

/// The hashes of the words of a text.
pub(super) fn hashes(text: &str) -> impl Iterator<Item = u32> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(|w| name_hash(w.as_bytes()))
}

/// Hashes of all runs of three words. Shorter lines have none.
pub(super) fn runs(words: &[u32]) -> impl Iterator<Item = u64> {
    words.windows(3).map(|run| {
        run.iter().fold(0u64, |hash, word| {
            (hash ^ u64::from(*word)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23)
        })
    })
}
