//! Finds the words that many stories have, so that matching can compare stories by their rare words.
//!
//! In: fingerprints and the documents that vote. Out: common words, sorted. A sample of the documents is
//! counted, chosen by content, so the result does not depend on their order.

use std::collections::HashMap;
use std::io;

use rayon::prelude::*;

use crate::document::DocumentNumber;
use crate::document::fingerprint::{Fingerprints, Sequence};
use crate::document::shingle::Token;

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
pub(super) fn of_documents(
    fingerprints: &Fingerprints,
    voters: &[DocumentNumber],
) -> io::Result<Vec<u32>> {
    let sample = sample_of_words(fingerprints, voters);
    let words: Vec<Vec<(u32, bool)>> = sample
        .par_iter()
        .map_init(Sequence::default, |sequence, number| {
            fingerprints.sequence(*number, sequence)?;
            Ok(words_of(&sequence.tokens))
        })
        .collect::<io::Result<_>>()?;
    Ok(common_words(&words))
}

/// How many of so many documents are counted; none if there are too few.
pub fn sample_size(documents: usize) -> usize {
    if documents < DOCUMENTS { 0 } else { documents.min(SAMPLE) }
}

/// The documents whose words are counted: the first by the SHA-256 of their content.
fn sample_of_words(fingerprints: &Fingerprints, voters: &[DocumentNumber]) -> Vec<DocumentNumber> {
    let mut sample: Vec<(&[u8; 32], DocumentNumber)> = voters
        .iter()
        .filter_map(|&number| Some((&fingerprints.head(number)?.sha256, number)))
        .collect();
    sample.par_sort_unstable();
    sample.truncate(sample_size(sample.len()));
    sample.into_iter().map(|(_, number)| number).collect()
}

/// The distinct words of one document, each with whether it is capitalised wherever it occurs.
pub fn words_of(tokens: &[Token]) -> Vec<(u32, bool)> {
    let words = tokens.iter().filter(|token| !token.is_number());
    let mut words: Vec<(u32, bool)> =
        words.map(|token| (token.word(), token.is_capitalised())).collect();
    // Of a word with and without a capital, the one without remains.
    words.sort_unstable();
    words.dedup_by_key(|(word, _)| *word);
    words
}

/// The words that many of the documents of a sample have, sorted.
pub fn common_words(sample: &[Vec<(u32, bool)>]) -> Vec<u32> {
    let mut counts: HashMap<u32, [usize; 2]> = HashMap::new();
    for (word, capitalised) in sample.iter().flatten() {
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
    common
}
