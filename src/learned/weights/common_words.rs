//! Finds the words that many stories have, so that matching can compare stories by their rare words.
//!
//! In: fingerprints and the documents that vote. Out: common words, sorted. A sample of the documents is
//! counted, chosen by content, so the result does not depend on their order.

use std::collections::HashMap;
use std::io;

use rayon::prelude::*;

use crate::document::DocumentNumber;
use crate::document::fingerprint::{Fingerprints, Sequence};

/// Documents that are counted at most.
const SAMPLE: usize = 4096;
/// With fewer documents no word is known to be common.
const DOCUMENTS: usize = 100;
/// A word is common in more than one in this many documents ...
const SHARE: usize = 50;
/// ... but never in as few as this, and always in more than this. The upper bound catches the function words
/// of a language in which only a small part of the corpus is written.
const BOUNDS: (usize, usize) = (8, 40);
/// A name, which is capitalised nearly wherever it occurs, is common in more than one in this many documents.
const NAME_SHARE: usize = 25;

/// The common words of a corpus.
pub(super) fn common_words(
    fingerprints: &Fingerprints,
    voters: &[DocumentNumber],
) -> io::Result<Vec<u32>> {
    let mut sample: Vec<(&[u8; 32], DocumentNumber)> = voters
        .iter()
        .filter_map(|&number| Some((&fingerprints.head(number)?.sha256, number)))
        .collect();
    if sample.len() < DOCUMENTS {
        return Ok(Vec::new());
    }
    sample.par_sort_unstable();
    sample.truncate(SAMPLE);
    let words: Vec<Vec<(u32, bool)>> = sample
        .par_iter()
        .map_init(Sequence::default, |sequence, (_, number)| {
            fingerprints.sequence(*number, sequence)?;
            let words = sequence.tokens.iter().filter(|token| !token.is_number());
            let mut words: Vec<(u32, bool)> =
                words.map(|token| (token.word(), token.is_capitalised())).collect();
            // Of a word with and without a capital, the one without remains.
            words.sort_unstable();
            words.dedup_by_key(|(word, _)| *word);
            Ok(words)
        })
        .collect::<io::Result<_>>()?;
    let mut counts: HashMap<u32, [usize; 2]> = HashMap::new();
    for (word, capitalised) in words.iter().flatten() {
        let [all, as_name] = counts.entry(*word).or_default();
        *all += 1;
        *as_name += usize::from(*capitalised);
    }
    let bound = (sample.len() / SHARE).clamp(BOUNDS.0, BOUNDS.1);
    let name_bound = bound.max(sample.len() / NAME_SHARE);
    let is_common = |[all, as_name]: [usize; 2]| {
        let is_name = as_name * 10 >= all * 9;
        all > if is_name { name_bound } else { bound }
    };
    let mut common: Vec<u32> =
        counts.into_iter().filter(|(_, counts)| is_common(*counts)).map(|(word, _)| word).collect();
    common.sort_unstable();
    Ok(common)
}
