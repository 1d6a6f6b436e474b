//! Builds the exact shingle set of a document and counts what two sets share.
//!
//! In: token sequences. Out: sorted sets and counts. It decides nothing.

use std::cell::OnceCell;

use crate::document::fingerprint::Sequence;
use crate::document::learned::weights::WeightTable;
use crate::document::shingle::{Token, each_shingle, key};

/// If one set is this many times larger, each element of the smaller is looked up instead of merging.
pub(super) const DISPARITY: usize = 16;

/// A document with its exact shingle set.
#[derive(Debug, Clone, Default)]
pub(super) struct LoadedDocument {
    /// Keys of its distinct shingles, sorted.
    pub keys: Vec<u32>,
    /// Where in `keys` the keys with each upper byte begin, and their end.
    pub begins: Vec<u32>,
    /// The weight of each key, computed on demand: most candidates share too little to need weights.
    pub weights: OnceCell<Vec<u16>>,
    /// Figures, sorted, repetitions included.
    pub numbers: Vec<u32>,
    pub tokens: Vec<Token>,
    pub headline: Vec<u8>,
}

impl LoadedDocument {
    pub(super) fn new(sequence: Sequence) -> LoadedDocument {
        let mut keys: Vec<u32> = Vec::with_capacity(sequence.tokens.len().max(1));
        each_shingle(&sequence.tokens, |shingle| keys.push(key(shingle)));
        sort_spread(&mut keys);
        keys.dedup();
        let mut numbers: Vec<u32> = sequence
            .tokens
            .iter()
            .filter(|token| token.is_number())
            .map(|token| token.word())
            .collect();
        numbers.sort_unstable();
        LoadedDocument {
            begins: begins(&keys),
            keys,
            weights: OnceCell::new(),
            numbers,
            tokens: sequence.tokens,
            headline: sequence.headline,
        }
    }

    /// Looks up the weights of all shingles and returns their sum.
    pub(super) fn weigh(&self, table: &WeightTable) -> u64 {
        let weights = self
            .weights
            .get_or_init(|| self.keys.iter().map(|key| table.weight(*key) as u16).collect());
        weights.iter().map(|weight| u64::from(*weight)).sum()
    }

    /// Whether the document has a shingle.
    pub(super) fn has(&self, key: u32) -> bool {
        self.place(key).is_some()
    }

    /// The place of a key. Keys are hashes, so a few have the same upper byte.
    fn place(&self, key: u32) -> Option<usize> {
        let bucket = (key >> 24) as usize;
        let (begin, end) = (*self.begins.get(bucket)?, *self.begins.get(bucket + 1)?);
        let keys = self.keys.get(begin as usize..end as usize)?;
        Some(begin as usize + keys.binary_search(&key).ok()?)
    }

    /// The weight of a shingle: zero if the document does not have it, one before [`Self::weigh`].
    pub(super) fn weight_of(&self, key: u32) -> u32 {
        self.place(key).map_or(0, |at| self.weight_at(at))
    }

    fn weight_at(&self, at: usize) -> u32 {
        self.weights
            .get()
            .and_then(|weights| weights.get(at))
            .map_or(1, |weight| u32::from(*weight))
    }

    /// The number of shingles that two documents share.
    pub(super) fn shared(&self, other: &LoadedDocument) -> u32 {
        let (few, many) =
            if self.keys.len() < other.keys.len() { (self, other) } else { (other, self) };
        if few.keys.len() * DISPARITY < many.keys.len() {
            return few.keys.iter().filter(|key| many.has(**key)).count() as u32;
        }
        let mut count = 0;
        merge(&few.keys, &many.keys, |_, same| count += u32::from(same));
        count
    }

    /// The weight of the shingles that two documents share.
    pub(super) fn shared_weight(&self, other: &LoadedDocument) -> u64 {
        let (few, many) =
            if self.keys.len() < other.keys.len() { (self, other) } else { (other, self) };
        if few.keys.len() * DISPARITY < many.keys.len() {
            return few.keys.iter().map(|key| u64::from(many.weight_of(*key))).sum();
        }
        let mut sum = 0;
        merge(&few.keys, &many.keys, |at, same| {
            if same {
                sum += u64::from(few.weight_at(at));
            }
        });
        sum
    }

    /// The number of figures that two documents share, counting repetitions in both.
    pub(super) fn shared_numbers(&self, other: &LoadedDocument) -> u32 {
        let mut count = 0;
        merge(&self.numbers, &other.numbers, |_, same| count += u32::from(same));
        count
    }
}

/// Where sorted keys with each upper byte begin, and the end of all.
fn begins(keys: &[u32]) -> Vec<u32> {
    let mut begins = vec![0; 257];
    for key in keys {
        if let Some(count) = begins.get_mut((key >> 24) as usize + 1) {
            *count += 1;
        }
    }
    let mut sum = 0;
    for count in &mut begins {
        sum += *count;
        *count = sum;
    }
    begins
}

/// Merges two sorted lists. Calls `visit` at each step with the position in the first list and whether both
/// lists have the same number.
fn merge(a: &[u32], b: &[u32], mut visit: impl FnMut(usize, bool)) {
    let (mut at_a, mut at_b) = (0, 0);
    while let (Some(x), Some(y)) = (a.get(at_a), b.get(at_b)) {
        visit(at_a, x == y);
        at_a += usize::from(x <= y);
        at_b += usize::from(y <= x);
    }
}

/// Sorts evenly spread numbers such as hashes: places each by its upper byte, then finishes with an insertion
/// sort. Long lists are sorted as usual.
fn sort_spread(keys: &mut Vec<u32>) {
    if !(32..2_048).contains(&keys.len()) {
        return keys.sort_unstable();
    }
    let mut places = [0_u16; 256];
    for key in keys.iter() {
        if let Some(place) = places.get_mut((key >> 24) as usize) {
            *place += 1;
        }
    }
    let mut sum = 0;
    for place in &mut places {
        sum += std::mem::replace(place, sum);
    }
    let mut spread = vec![0; keys.len()];
    for key in keys.iter() {
        if let Some(place) = places.get_mut((key >> 24) as usize) {
            if let Some(slot) = spread.get_mut(usize::from(*place)) {
                *slot = *key;
            }
            *place += 1;
        }
    }
    // A text crafted to have colliding hashes would make this quadratic: sort it as usual.
    if places
        .iter()
        .scan(0, |last, place| Some(place - std::mem::replace(last, *place)))
        .any(|count| count > 64)
    {
        spread.sort_unstable();
    } else {
        for end in 1..spread.len() {
            let mut at = end;
            while at > 0 && spread.get(at - 1) > spread.get(at) {
                spread.swap(at - 1, at);
                at -= 1;
            }
        }
    }
    *keys = spread;
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn loaded(words: std::ops::Range<u32>) -> LoadedDocument {
        let tokens = words
            .map(|word| Token::new(word.wrapping_mul(0x9e37_79b1), word % 10 == 0, false))
            .collect();
        LoadedDocument::new(Sequence { tokens, headline: Vec::new() })
    }

    #[test]
    fn shared_counts_do_not_depend_on_lengths() {
        for (long, short, shared) in
            [(0..300, 100..200, 97), (0..5_000, 100..140, 37), (0..40, 900..940, 0)]
        {
            let (long, short) = (loaded(long), loaded(short));
            assert_eq!((long.shared(&short), short.shared(&long)), (shared, shared));
            assert_eq!(long.shared_weight(&short), u64::from(shared), "one each before weighing");
        }
        assert_eq!(loaded(0..100).shared_numbers(&loaded(50..200)), 5);
    }

    proptest! {
        #[test]
        fn spread_sort_sorts_any_numbers(
            mut keys in prop::collection::vec(prop_oneof![any::<u32>(), 0_u32..200], 0..3_000),
        ) {
            let mut expected = keys.clone();
            expected.sort_unstable();
            sort_spread(&mut keys);
            prop_assert_eq!(keys, expected);
        }
    }
}
