//! Look-ups in sorted hashes.
//!
//! In: hashes in ascending order. Out: whether a hash is among them. It sorts nothing.

/// Whether a hash is among sorted ones. Hashes are spread evenly, so the value of a hash tells
/// roughly where it is (interpolation search: Peterson 1957).
pub(super) fn contains(sorted: &[u64], hash: u64) -> bool {
    let count = sorted.len();
    let place = ((u128::from(hash) * count as u128) >> u64::BITS) as usize;
    let reach = 2 * count.isqrt() + 8;
    let (from, to) = (place.saturating_sub(reach), place.saturating_add(reach).min(count));
    let near = sorted.get(from..to).unwrap_or_default();
    let below = from > 0 && near.first().is_none_or(|&first| hash < first);
    let above = to < count && near.last().is_none_or(|&last| hash > last);
    let among = if below || above { sorted } else { near };
    among.binary_search(&hash).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_hash_is_found_and_no_other() {
        // Even and uneven spreads.
        for step in [1_u64, 997, u64::MAX / 500] {
            let sorted: Vec<u64> = (0..500).map(|n| n * step).collect();
            assert!(sorted.iter().all(|&hash| contains(&sorted, hash)));
            assert!(!contains(&sorted, 499 * step + 1));
        }
        assert!(!contains(&[], 0));
    }
}
