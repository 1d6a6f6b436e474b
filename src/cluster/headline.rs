//! Measures how similar two headlines are.
//!
//! In: two folded headlines of bounded length, as fingerprints keep them. Out: a similarity in
//! ten-thousandths. It decides nothing.

/// Similarity by edit distance (Levenshtein 1966): 10,000 for equal headlines, `None` if one is missing.
/// Both are at most 120 bytes long, so the cost is bounded.
pub(super) fn similarity(a: &[u8], b: &[u8]) -> Option<u16> {
    if a.is_empty() || b.is_empty() {
        return None;
    }
    if a == b {
        return Some(10_000);
    }
    // A common prefix and suffix adds no distance, and is most of an edited headline.
    let head = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (rest_a, rest_b) = (a.get(head..).unwrap_or(&[]), b.get(head..).unwrap_or(&[]));
    let tail = rest_a.iter().rev().zip(rest_b.iter().rev()).take_while(|(x, y)| x == y).count();
    let rest_a = rest_a.get(..rest_a.len() - tail).unwrap_or(&[]);
    let rest_b = rest_b.get(..rest_b.len() - tail).unwrap_or(&[]);
    let distance = strsim::generic_levenshtein(&Bytes(rest_a), &Bytes(rest_b));
    let longest = a.len().max(b.len());
    Some((longest.saturating_sub(distance) * 10_000 / longest) as u16)
}

/// Bytes in the form that `strsim` takes.
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
    fn similarity_runs_from_zero_to_ten_thousand() {
        assert_eq!(similarity(b"mill closes", b"mill closes"), Some(10_000));
        assert_eq!(similarity(b"abcd", b"wxyz"), Some(0));
        assert_eq!(similarity(b"mill closes", b"mill closed"), Some(9_090));
        assert_eq!(similarity(b"", b"mill"), None);
    }
}
