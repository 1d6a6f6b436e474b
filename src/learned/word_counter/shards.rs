//! Counts by hash, in parts that threads count at once and that bound the memory together.
//!
//! In: keys that are hashes, and counts. Out: one map. What a key stands for is not its business.

use std::hash::Hash;

use crate::document::learned::word_evidence::{CountMap, WordCount};

/// Parts that the keys are dealt out to by their hash: small enough for a processor's cache, and
/// counted by several threads at once.
pub(super) const SHARDS: usize = 64;

/// A map in [`SHARDS`] parts.
#[derive(Debug)]
pub(super) struct Shards<K, V>(pub Vec<CountMap<K, V>>);

impl<K, V> Default for Shards<K, V> {
    fn default() -> Self {
        Shards(std::iter::repeat_with(CountMap::default).take(SHARDS).collect())
    }
}

impl<K: Spread, V> Shards<K, V> {
    fn len(&self) -> usize {
        self.0.iter().map(CountMap::len).sum()
    }

    /// One map of what is to be kept.
    pub fn join(self, keep: impl Fn(&V) -> bool) -> CountMap<K, V> {
        let kept = self.0.iter().flatten().filter(|(_, count)| keep(count)).count();
        let mut joined = CountMap::default();
        joined.reserve(kept);
        for shard in self.0 {
            joined.extend(shard.into_iter().filter(|(_, count)| keep(count)));
        }
        joined
    }
}

/// Counts by key with a bound: when there are too many keys, the half with the larger hashes is
/// given up, and stays so. Which keys are left depends on the keys alone.
#[derive(Debug)]
pub(super) struct Thinned<K, V> {
    pub shards: Shards<K, V>,
    /// Keys above it are given up.
    pub limit: u64,
}

impl<K, V> Default for Thinned<K, V> {
    fn default() -> Self {
        Thinned { shards: Shards::default(), limit: u64::MAX }
    }
}

impl<K: Spread, V> Thinned<K, V> {
    pub fn thin(&mut self, most: usize) {
        while self.limit > 0 && self.shards.len() > most {
            self.limit /= 2;
            let limit = self.limit;
            self.shards.0.iter_mut().for_each(|s| s.retain(|key, _| key.spread() <= limit));
        }
    }
}

/// A hash as a number that is even over all 64 bits.
pub(super) trait Spread: Copy + Eq + Hash {
    fn spread(self) -> u64;

    /// Which of the [`SHARDS`] holds it: by bits that a [`CountMap`] does not tell the keys of one
    /// shard apart by, which are the lowest, and the highest too where it takes the key as it is.
    fn shard(self) -> usize;
}

impl Spread for u64 {
    fn spread(self) -> u64 {
        self
    }

    fn shard(self) -> usize {
        (self >> 40) as usize % SHARDS
    }
}

impl Spread for u32 {
    fn spread(self) -> u64 {
        u64::from(self) << 32
    }

    fn shard(self) -> usize {
        (self >> 26) as usize % SHARDS
    }
}

pub(super) trait Adds: Default {
    fn adds(&mut self, other: Self);
}

impl Adds for u16 {
    fn adds(&mut self, other: Self) {
        *self = self.saturating_add(other);
    }
}

impl Adds for WordCount {
    fn adds(&mut self, other: Self) {
        self.any = self.any.saturating_add(other.any);
        self.small = self.small.saturating_add(other.small);
    }
}
