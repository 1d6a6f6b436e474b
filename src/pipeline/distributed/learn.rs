//! Learning in steps: counts of any documents, merged in any order, and finished once.
//!
//! In: articles and tokens, then counts as bytes. Out: a [`LearnedState`], as bytes and by name.

use serde::{Deserialize, Serialize};

use super::encoding::{damaged, decode, decode_words, encode};
use crate::Error;
use crate::document::Article;
use crate::document::learned::LearnedState;
use crate::document::shingle::Token;
use crate::learned::weights::{self, CellCounts};
use crate::learned::{self, WordSample, word_counter};
use crate::pipeline::cleaner::Cleaner;
use crate::pipeline::learn::Votes;

/// Parts of the table of shingles, as a power of two. Engines merge each on its own.
const PARTS_LOG2: u32 = 5;

/// What articles teach, before it is decided.
#[derive(Default, Serialize, Deserialize)]
pub struct Counted {
    pub votes: Votes,
    words: word_counter::Counter,
}

impl Counted {
    pub(super) fn add(
        &mut self,
        article: &Article,
        has_vote: bool,
        cleaner: &Cleaner,
        sample: &WordSample,
    ) {
        self.votes.add(article, cleaner, has_vote);
        if let Some(language) = article.fields.language.as_deref().filter(|_| has_vote)
            && sample.takes(language, &article.original)
        {
            self.words.add_all(&[(&article.original, language)]);
        }
    }

    fn merge(self, other: Counted) -> Counted {
        let mut words = self.words;
        words.merge(other.words);
        Counted { votes: self.votes.merge(other.votes), words }
    }
}

/// Merges counts of [`Executor::count`](super::Executor::count).
pub fn merge_counts(counts: &[&[u8]]) -> Result<Vec<u8>, Error> {
    encode(&merged(counts)?)
}

fn merged(counts: &[&[u8]]) -> Result<Counted, Error> {
    counts.iter().try_fold(Counted::default(), |sum, bytes| Ok(sum.merge(decode(bytes)?)))
}

/// Counts the shingles of documents that vote: of each its tokens and the class of its site. Returns counts by part of the
/// table.
pub fn weigh(documents: &[(&[u8], u32)], cells_log2: u32) -> Result<Vec<(u32, Vec<u8>)>, Error> {
    let tokens: Vec<(Vec<Token>, u32)> =
        documents.iter().map(|(bytes, class)| (tokens(bytes), *class)).collect();
    let documents = tokens.iter().map(|(tokens, class)| (tokens.as_slice(), *class & 7));
    let parts = CellCounts::of(documents, cells_log2).parts(cells_log2, PARTS_LOG2);
    parts.into_iter().map(|(part, counts)| Ok((part, encode(&counts)?))).collect()
}

/// Merges the counts of one part of the table. Once they are complete, only those of common shingles are needed.
pub fn merge_cells(counts: &[&[u8]], is_complete: bool) -> Result<Vec<u8>, Error> {
    let mut sum = CellCounts::default();
    for bytes in counts {
        sum.merge(decode(bytes)?);
    }
    encode(&if is_complete { sum.only_common() } else { sum })
}

/// The words of one document of the sample of documents.
pub fn words_of(tokens_of_document: &[u8]) -> Result<Vec<u8>, Error> {
    encode(&weights::words_of(&tokens(tokens_of_document)))
}

fn tokens(bytes: &[u8]) -> Vec<Token> {
    decode_words(bytes).into_iter().map(Token).collect()
}

/// The state that all counts together make. `cleans` is false for a job that cleans nothing.
pub fn finish(
    counts: &[&[u8]],
    cells: &[&[u8]],
    words: &[&[u8]],
    cells_log2: u32,
    cleans: bool,
) -> Result<Vec<u8>, Error> {
    let mut all = CellCounts::default();
    for bytes in cells {
        all.merge(decode(bytes)?);
    }
    let words: Vec<Vec<(u32, bool)>> =
        words.iter().map(|bytes| decode(bytes)).collect::<Result<_, _>>()?;
    let weights = all.finish(cells_log2, weights::common_words(&words));
    let Counted { votes, words } = merged(counts)?;
    let state = if cleans {
        let words = words.finish();
        votes.finish(LearnedState { weights, words, ..LearnedState::default() })
    } else {
        LearnedState { weights, date_orders: votes.date_orders(), ..LearnedState::default() }
    };
    save_state(&state)
}

/// A state as bytes.
pub fn save_state(state: &LearnedState) -> Result<Vec<u8>, Error> {
    let bytes = encode(state)?;
    zstd::encode_all(&*bytes, 3).map_err(|_| damaged("the learned state cannot be compressed"))
}

/// The state of bytes from [`save_state`].
pub fn load_state(bytes: &[u8]) -> Result<LearnedState, Error> {
    let bytes = zstd::decode_all(bytes).map_err(|_| damaged("this is not a learned state"))?;
    decode(&bytes)
}

/// The SHA-256 that names a state.
pub fn name_of_state(state: &LearnedState) -> String {
    learned::name(state)
}
