//! The difference of two texts, word by word.
//!
//! In: two texts. Out: runs of words that are in both, only in the first or only in the second. Of
//! long texts, only the beginning is compared.

/// Words of each text that are compared. The comparison needs a table of the square of it.
const MOST_WORDS: usize = 700;

/// Which text has a run of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Both,
    First,
    Second,
}

/// Runs of words in reading order. A run of the first text precedes the run that replaces it.
#[derive(Debug, PartialEq, Eq)]
pub struct Difference {
    pub runs: Vec<(Side, String)>,
    /// Whether there was more text than was compared.
    pub is_cut: bool,
}

/// Compares two texts by a longest common subsequence of their words.
pub fn difference(first: &str, second: &str) -> Difference {
    let words = |text: &str| -> Vec<String> {
        text.split_whitespace().take(MOST_WORDS).map(str::to_owned).collect()
    };
    let (a, b) = (words(first), words(second));
    let is_cut = [first, second].iter().any(|t| t.split_whitespace().nth(MOST_WORDS).is_some());
    let table = common(&a, &b);
    let at = |i: usize, j: usize| table.get(i * (b.len() + 1) + j).copied().unwrap_or(0);
    let mut runs: Vec<(Side, String)> = Vec::new();
    let mut push = |side: Side, word: &str| match runs.last_mut() {
        Some((last, run)) if *last == side => {
            run.push(' ');
            run.push_str(word);
        }
        _ => runs.push((side, word.to_owned())),
    };
    let (mut i, mut j) = (0, 0);
    loop {
        match (a.get(i), b.get(j)) {
            (Some(word), Some(other)) if word == other => {
                push(Side::Both, word);
                (i, j) = (i + 1, j + 1);
            }
            (Some(word), other) if other.is_none() || at(i + 1, j) >= at(i, j + 1) => {
                push(Side::First, word);
                i += 1;
            }
            (_, Some(word)) => {
                push(Side::Second, word);
                j += 1;
            }
            _ => return Difference { runs, is_cut },
        }
    }
}

/// For every two ends of the lists, the length of their longest common subsequence.
fn common(a: &[String], b: &[String]) -> Vec<u16> {
    let width = b.len() + 1;
    let mut table = vec![0_u16; (a.len() + 1) * width];
    for (i, word) in a.iter().enumerate().rev() {
        for (j, other) in b.iter().enumerate().rev() {
            let at = |i: usize, j: usize| table.get(i * width + j).copied().unwrap_or(0);
            let length =
                if word == other { at(i + 1, j + 1) + 1 } else { at(i + 1, j).max(at(i, j + 1)) };
            if let Some(place) = table.get_mut(i * width + j) {
                *place = length;
            }
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn side(runs: &[(Side, String)], left_out: Side) -> String {
        let kept = runs.iter().filter(|(side, _)| *side != left_out).map(|(_, run)| run.as_str());
        kept.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_removed_run_precedes_its_replacement() {
        let found = difference("The ferry left at noon.", "The old ferry left at dusk.");
        let expected = [
            (Side::Both, "The"),
            (Side::Second, "old"),
            (Side::Both, "ferry left at"),
            (Side::First, "noon."),
            (Side::Second, "dusk."),
        ];
        assert!(found.runs.iter().map(|(side, run)| (*side, run.as_str())).eq(expected));
        assert!(difference(&"word ".repeat(MOST_WORDS + 1), "").is_cut);
    }

    proptest! {
        #[test]
        fn each_side_reads_as_its_text(a in "([ab] ){0,12}", b in "([ab] ){0,12}") {
            let runs = difference(&a, &b).runs;
            prop_assert_eq!(side(&runs, Side::Second), a.trim());
            prop_assert_eq!(side(&runs, Side::First), b.trim());
        }
    }
}
