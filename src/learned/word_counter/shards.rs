//! Maps of counts by hash, in shards for parallel counting, with a limit on all of them together.
//!
//! In: keys that are hashes, and counts. Out: one map. It does not know what a key means.

use std::hash::Hash;

use serde::{Deserialize, Serialize};

use crate::document::learned::word_evidence::{CountMap, WordCount};

/// The number of shards. Each fits into a processor's cache, and several are counted in parallel.
pub(super) const SHARDS: usize = 64;

/// A map in [`SHARDS`] shards.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(
    serialize = "K: Serialize, V: Serialize",
    deserialize = "K: Deserialize<'de> + Eq + Hash, V: Deserialize<'de>"
))]
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

    /// One map of the counts to keep.
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

/// Counts by key with a limit. If there are too many keys, the half with the larger hashes is
/// dropped for good. Which keys remain depends only on the keys.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(
    serialize = "K: Serialize, V: Serialize",
    deserialize = "K: Deserialize<'de> + Eq + Hash, V: Deserialize<'de>"
))]
pub(super) struct Thinned<K, V> {
    pub shards: Shards<K, V>,
    /// Keys above it are dropped.
    pub limit: u64,
}

impl<K, V> Default for Thinned<K, V> {
    fn default() -> Self {
        Thinned { shards: Shards::default(), limit: u64::MAX }
    }
}

impl<K: Spread, V> Thinned<K, V> {
    /// Adds the counts of other keys under the same rule.
    pub fn merge(&mut self, other: Thinned<K, V>, most: usize)
    where
        V: Adds,
    {
        self.limit = self.limit.min(other.limit);
        for (own, theirs) in self.shards.0.iter_mut().zip(other.shards.0) {
            theirs.into_iter().for_each(|(key, count)| own.entry(key).or_default().adds(count));
        }
        self.drop_above_limit();
        self.thin(most);
    }

    pub fn thin(&mut self, most: usize) {
        while self.limit > 0 && self.shards.len() > most {
            self.limit /= 2;
            self.drop_above_limit();
        }
    }

    fn drop_above_limit(&mut self) {
        let limit = self.limit;
        self.shards.0.iter_mut().for_each(|s| s.retain(|key, _| key.spread() <= limit));
    }
}

/// A hash that can be spread evenly over 64 bits.
pub(super) trait Spread: Copy + Eq + Hash {
    fn spread(self) -> u64;

    /// The shard of the key. It uses bits that a [`CountMap`] does not use: not the lowest, and for
    /// keys that are their own hash not the highest either.
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
