//! Measures how similar two headlines are.
//!
//! In: two folded headlines of bounded length, as fingerprints keep them. Out: a similarity in
//! ten-thousandths. It decides nothing.

/// Similarity by edit distance in characters (Levenshtein 1966): 10,000 for equal headlines, `None` if one is
/// missing. Both are at most 120 bytes long, so the cost is bounded.
pub(super) fn similarity(a: &[u8], b: &[u8]) -> Option<u16> {
    if a.is_empty() || b.is_empty() {
        return None;
    }
    if a == b {
        return Some(10_000);
    }
    // Bytes would not do: the letters of one script share their first bytes.
    let (a, b) = (characters(a), characters(b));
    // A common prefix and suffix adds no distance, and is most of an edited headline.
    let head = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let (rest_a, rest_b) = (a.get(head..).unwrap_or(&[]), b.get(head..).unwrap_or(&[]));
    let tail = rest_a.iter().rev().zip(rest_b.iter().rev()).take_while(|(x, y)| x == y).count();
    let rest_a = rest_a.get(..rest_a.len() - tail).unwrap_or(&[]);
    let rest_b = rest_b.get(..rest_b.len() - tail).unwrap_or(&[]);
    let distance = strsim::generic_levenshtein(&Characters(rest_a), &Characters(rest_b));
    let longest = a.len().max(b.len()).max(1);
    Some((longest.saturating_sub(distance) * 10_000 / longest) as u16)
}

/// Whether each of two headlines has a figure that the other lacks.
pub(super) fn have_other_figures(a: &[u8], b: &[u8]) -> bool {
    let figures = |headline: &[u8]| -> Vec<String> {
        String::from_utf8_lossy(headline)
            .split(|c: char| !c.is_numeric())
            .filter(|figure| !figure.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let (a, b) = (figures(a), figures(b));
    let lacks = |one: &[String], two: &[String]| one.iter().any(|figure| !two.contains(figure));
    lacks(&a, &b) && lacks(&b, &a)
}

fn characters(headline: &[u8]) -> Vec<char> {
    String::from_utf8_lossy(headline).chars().collect()
}

/// Characters in the form that `strsim` takes.
struct Characters<'a>(&'a [char]);

impl<'a> IntoIterator for &Characters<'a> {
    type Item = &'a char;
    type IntoIter = std::slice::Iter<'a, char>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bulletin_of_another_day_has_other_figures() {
        let other = |a: &str, b: &str| have_other_figures(a.as_bytes(), b.as_bytes());
        assert!(other("prices on 24 march", "prices on 25 march"));
        assert!(!other("prices on 24 march", "prices of 24 march"));
        assert!(!other("mill sold for 3", "mill sold for 3 in 2014"), "one has more");
    }

    #[test]
    fn similarity_runs_from_zero_to_ten_thousand() {
        assert_eq!(similarity(b"mill closes", b"mill closes"), Some(10_000));
        assert_eq!(similarity(b"abcd", b"wxyz"), Some(0));
        assert_eq!(similarity(b"mill closes", b"mill closed"), Some(9_090));
        assert_eq!(similarity(b"", b"mill"), None);
        let of = |a: &str, b: &str| similarity(a.as_bytes(), b.as_bytes());
        assert_eq!(of("ابتث", "جحخد"), Some(0), "letters of one script are not half the same");
    }
}
