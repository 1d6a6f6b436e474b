//! How alike two headlines are.
//!
//! In: two headlines as fingerprints keep them, folded and bounded in length. Out: ten-thousandths.

/// Similarity by edit distance (Levenshtein 1966): 10,000 for equal headlines, nothing if either is
/// missing. Both are at most 120 bytes long, so the cost is bounded.
pub(super) fn similarity(a: &[u8], b: &[u8]) -> Option<u16> {
    if a.is_empty() || b.is_empty() {
        return None;
    }
    if a == b {
        return Some(10_000);
    }
    // What both begin and end with costs nothing, and is most of a headline that was edited.
    let head = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (rest_a, rest_b) = (a.get(head..).unwrap_or(&[]), b.get(head..).unwrap_or(&[]));
    let tail = rest_a.iter().rev().zip(rest_b.iter().rev()).take_while(|(x, y)| x == y).count();
    let rest_a = rest_a.get(..rest_a.len() - tail).unwrap_or(&[]);
    let rest_b = rest_b.get(..rest_b.len() - tail).unwrap_or(&[]);
    let distance = strsim::generic_levenshtein(&Bytes(rest_a), &Bytes(rest_b));
    let longest = a.len().max(b.len());
    Some((longest.saturating_sub(distance) * 10_000 / longest) as u16)
}

/// Bytes as `strsim` wants them.
struct Bytes<'a>(&'a [u8]);

impl<'a> IntoIterator for &Bytes<'a> {
    type Item = &'a u8;
    type IntoIter = std::slice::Iter<'a, u8>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn likeness_runs_from_nothing_to_the_same() {
        assert_eq!(similarity(b"mill closes", b"mill closes"), Some(10_000));
        assert_eq!(similarity(b"abcd", b"wxyz"), Some(0));
        assert_eq!(similarity(b"mill closes", b"mill closed"), Some(9_090));
        assert_eq!(similarity(b"", b"mill"), None);
    }
}
