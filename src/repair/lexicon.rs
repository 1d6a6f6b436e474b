//! English words that look like two words written together: `bypassing`, `beforehand`.
//!
//! In: a word. Out: whether it, or the word it is a plural or possessive of, is in the lexicon
//! (`data/lexicon`). Most English words are not in it: only those that could be cut into two.

/// One word per line, sorted by bytes, behind comments that begin with `#`.
const WORDS: &str = include_str!("../../data/lexicon/en.txt");

/// Whether the lexicon has a word, in any case, or its singular or plain form.
pub(super) fn contains(word: &str) -> bool {
    let word = word.to_lowercase();
    let bare = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(&word);
    is_listed(bare) || bare.strip_suffix('s').is_some_and(is_listed)
}

fn is_listed(word: &str) -> bool {
    let (mut start, mut end) = (0, WORDS.len());
    // Both bounds are starts of lines.
    while start < end {
        let middle = start + (end - start) / 2;
        let head = WORDS.get(start..middle).unwrap_or_default();
        let line_start = head.rfind('\n').map_or(start, |at| start + at + 1);
        let line = WORDS.get(line_start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        match line.cmp(word) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => start = line_start + line.len() + 1,
            std::cmp::Ordering::Greater => end = line_start,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_and_every_word_is_found() {
        let words: Vec<&str> = WORDS.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(words.len() > 10_000 && words.is_sorted());
        assert!(words.iter().all(|word| is_listed(word)));
    }

    #[test]
    fn compounds_and_derivations_are_words_and_missing_spaces_are_not() {
        for word in ["bypassed", "Southernmost", "willpower’s", "byproducts", "anew"] {
            assert!(contains(word), "{word}");
        }
        for word in ["", "ofthe", "forme", "thequay", "alot", "\u{10ffff}", "#", "zzzz"] {
            assert!(!contains(word), "{word}");
        }
    }
}
