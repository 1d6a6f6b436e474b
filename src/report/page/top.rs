//! The entries of a long list with the smallest keys.
//!
//! In: entries, one at a time. Out: the first few in the order of their keys. It keeps only those in
//! memory. Entries with equal keys are ordered by their names.

use std::collections::BTreeMap;

use xxhash_rust::xxh3::xxh3_64;

/// The entries with the smallest keys.
#[derive(Debug)]
pub struct Top<K, V> {
    most: usize,
    kept: BTreeMap<(K, String), V>,
}

impl<K: Ord, V> Top<K, V> {
    pub fn new(most: usize) -> Top<K, V> {
        Top { most, kept: BTreeMap::new() }
    }

    /// Offers an entry. Its value is made only if it is kept.
    pub fn offer(&mut self, key: K, name: &str, value: impl FnOnce() -> V) {
        let is_full = self.kept.len() >= self.most;
        let is_better = |((worst, other), _): ((_, _), _)| (&key, name) < (worst, other);
        let worst = self.kept.last_key_value();
        if is_full && !worst.is_some_and(|((k, n), v)| is_better(((k, n.as_str()), v))) {
            return;
        }
        self.kept.insert((key, name.to_owned()), value());
        if self.kept.len() > self.most {
            self.kept.pop_last();
        }
    }

    pub fn into_values(self) -> impl Iterator<Item = V> {
        self.kept.into_values()
    }
}

/// The place of a name in a sample: the same in every run, and unrelated to what it names.
pub fn seeded(name: &str) -> u64 {
    xxh3_64(name.as_bytes())
}

/// Takes from several lists in turn, each entry once.
pub fn in_turn<T: Copy + Ord>(lists: &[Vec<T>]) -> Vec<T> {
    let longest = lists.iter().map(Vec::len).max().unwrap_or(0);
    let mut seen = std::collections::BTreeSet::new();
    let turns = (0..longest).flat_map(|at| lists.iter().filter_map(move |list| list.get(at)));
    turns.copied().filter(|entry| seen.insert(*entry)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_keys_are_kept_in_order() {
        let mut top = Top::new(2);
        for (key, name) in [(5, "e"), (1, "b"), (1, "a"), (9, "z")] {
            top.offer(key, name, || name.to_uppercase());
        }
        assert_eq!(top.into_values().collect::<Vec<_>>(), ["A", "B"]);
        let mut none: Top<u8, ()> = Top::new(0);
        none.offer(1, "a", || ());
        assert_eq!(none.into_values().count(), 0);
    }

    #[test]
    fn lists_take_turns() {
        assert_eq!(in_turn(&[vec![1, 2, 3], vec![2, 9], vec![]]), [1, 2, 9, 3]);
    }
}
