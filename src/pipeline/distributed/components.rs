//! Connected documents: which are connected, for a list that one machine can hold, and the buckets to decide them in.
//!
//! In: pairs of places; components with their sizes. Out: the first place of each component; a bucket for each
//! component. It sees no document. An engine that has more pairs connects them itself, to the same places.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::cluster;
use crate::document::DocumentNumber;

/// For each place of a pair, the first of all places that pairs connect it with. Sorted by place.
pub fn connected(pairs: &[(u64, u64)]) -> Vec<(u64, u64)> {
    let mut places: Vec<u64> = pairs.iter().flat_map(|(a, b)| [*a, *b]).collect();
    places.sort_unstable();
    places.dedup();
    let number = |place: &u64| places.binary_search(place).ok().map(|at| at as DocumentNumber);
    let numbers = pairs.iter().filter_map(|(a, b)| Some((number(a)?, number(b)?)));
    let roots = cluster::connected(places.len(), numbers);
    let root = |root: DocumentNumber| places.get(root as usize).copied();
    places.iter().zip(roots).filter_map(|(place, first)| Some((*place, root(first)?))).collect()
}

/// Puts components into so many buckets of about one size. A component comes as its first place and its size. The
/// largest is first, each goes into the bucket with the least so far.
pub fn buckets(components: &[(u64, u64)], buckets: u32) -> Vec<(u64, u32)> {
    let mut order = components.to_vec();
    order.sort_unstable_by_key(|(root, size)| Reverse((*size, *root)));
    let mut loads: BinaryHeap<Reverse<(u64, u32)>> =
        (0..buckets.max(1)).map(|bucket| Reverse((0, bucket))).collect();
    let mut placed = Vec::with_capacity(order.len());
    for (root, size) in order {
        if let Some(Reverse((load, bucket))) = loads.pop() {
            placed.push((root, bucket));
            loads.push(Reverse((load + size, bucket)));
        }
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_named_by_the_first_that_they_are_connected_with() {
        let far = 7 << 32;
        let pairs = [(far, 12), (30, 31), (12, 5), (far + 1, far)];
        let found = [(5, 5), (12, 5), (30, 30), (31, 30), (far, 5), (far + 1, 5)];
        assert_eq!(connected(&pairs), found);
        assert_eq!(connected(&[]), []);
    }

    #[test]
    fn a_large_component_has_a_bucket_of_its_own() {
        let sizes = [(1, 3), (2, 100), (3, 4), (4, 3), (5, 3)];
        let mut found = buckets(&sizes, 3);
        found.sort_unstable();
        assert_eq!(found, [(1, 1), (2, 0), (3, 1), (4, 2), (5, 2)]);
    }
}
