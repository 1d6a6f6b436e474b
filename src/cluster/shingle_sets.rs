//! A document's exact shingle set, and what two of them share.
//!
//! In: token sequences as they were kept. Out: sorted sets and counts. Nothing is decided here.

use std::cell::OnceCell;

use crate::document::fingerprint::Sequence;
use crate::document::learned::weights::WeightTable;
use crate::document::shingle::{Token, each_shingle, key};

/// One document is so many times longer than another that they are compared from the shorter alone.
pub(super) const DISPARITY: usize = 16;

/// A document with its exact shingle set.
#[derive(Debug, Clone, Default)]
pub(super) struct Loaded {
    /// Of its shingles, ascending, each once.
    pub keys: Vec<u32>,
    /// Of each key, once they are asked for: most candidates share too little for weights to matter.
    pub weights: OnceCell<Vec<u16>>,
    /// Ascending, repetitions included.
    pub numbers: Vec<u32>,
    pub tokens: Vec<Token>,
    pub headline: Vec<u8>,
}

impl Loaded {
    pub(super) fn new(sequence: Sequence) -> Loaded {
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
        Loaded {
            keys,
            weights: OnceCell::new(),
            numbers,
            tokens: sequence.tokens,
            headline: sequence.headline,
        }
    }

    /// Looks up the weights of all shingles, and tells their sum.
    pub(super) fn weigh(&self, table: &WeightTable) -> u64 {
        let weights = self
            .weights
            .get_or_init(|| self.keys.iter().map(|key| table.weight(*key) as u16).collect());
        weights.iter().map(|weight| u64::from(*weight)).sum()
    }

    /// Whether the text has a shingle.
    pub(super) fn has(&self, key: u32) -> bool {
        self.keys.binary_search(&key).is_ok()
    }

    /// The weight of a shingle, zero if the text has it not, one before weights were looked up.
    pub(super) fn weight_of(&self, key: u32) -> u32 {
        self.keys.binary_search(&key).map_or(0, |at| self.weight_at(at))
    }

    fn weight_at(&self, at: usize) -> u32 {
        self.weights
            .get()
            .and_then(|weights| weights.get(at))
            .map_or(1, |weight| u32::from(*weight))
    }

    /// How many shingles two texts share.
    pub(super) fn shared(&self, other: &Loaded) -> u32 {
        let (few, many) =
            if self.keys.len() < other.keys.len() { (self, other) } else { (other, self) };
        if few.keys.len() * DISPARITY < many.keys.len() {
            return few.keys.iter().filter(|key| many.has(**key)).count() as u32;
        }
        let mut count = 0;
        merge(&few.keys, &many.keys, |_, same| count += u32::from(same));
        count
    }

    /// The weight of the shingles that two texts share.
    pub(super) fn shared_weight(&self, other: &Loaded) -> u64 {
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

    /// How many numbers two texts share, each as often as both have it.
    pub(super) fn shared_numbers(&self, other: &Loaded) -> u32 {
        let mut count = 0;
        merge(&self.numbers, &other.numbers, |_, same| count += u32::from(same));
        count
    }
}

/// Walks two ascending lists side by side; tells at each step the place in the first, and whether both
/// have the same number there.
fn merge(a: &[u32], b: &[u32], mut visit: impl FnMut(usize, bool)) {
    let (mut at_a, mut at_b) = (0, 0);
    while let (Some(x), Some(y)) = (a.get(at_a), b.get(at_b)) {
        visit(at_a, x == y);
        at_a += usize::from(x <= y);
        at_b += usize::from(y <= x);
    }
}

/// Sorts numbers that are spread evenly, as hashes are: each goes near its place by its upper byte, and an
/// insertion sort, which finds little left to do, ends the work. Long lists are sorted as usual.
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
    // Hashes of a text made to fall together would make this slow: they are sorted as usual.
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

    fn loaded(words: std::ops::Range<u32>) -> Loaded {
        let tokens = words
            .map(|word| Token::new(word.wrapping_mul(0x9e37_79b1), word % 10 == 0, false))
            .collect();
        Loaded::new(Sequence { tokens, headline: Vec::new() })
    }

    #[test]
    fn texts_share_what_they_share_whatever_their_lengths() {
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
        fn numbers_are_sorted_however_they_are_spread(
            mut keys in prop::collection::vec(prop_oneof![any::<u32>(), 0_u32..200], 0..3_000),
        ) {
            let mut expected = keys.clone();
            expected.sort_unstable();
            sort_spread(&mut keys);
            prop_assert_eq!(keys, expected);
        }
    }
}
