//! English words that look like two words written together: `bypassing`, `beforehand`.
//!
//! In: a word. Out: whether it, or the word it is a plural or possessive of, is in the lexicon
//! (`data/lexicon`). Most English words are not in it: only those that could be cut into two.

use std::collections::HashSet;
use std::hash::BuildHasherDefault;
use std::sync::LazyLock;

use xxhash_rust::xxh3::xxh3_64;

use crate::document::learned::word_evidence::HashedAlready;

/// One word per line, sorted by bytes, behind comments that begin with `#`.
const WORDS: &str = include_str!("../../data/lexicon/en.txt");

/// Whether the lexicon has a word, in any case, or its singular or plain form.
pub(super) fn contains(word: &str) -> bool {
    let word = word.to_lowercase();
    let bare = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(&word);
    is_listed(bare) || bare.strip_suffix('s').is_some_and(is_listed)
}

/// The hashes of the words: the search of a text of 430 kB would take a fifth of word repair. Two words
/// with one hash are less likely than an error of the memory.
static LISTED: LazyLock<HashSet<u64, BuildHasherDefault<HashedAlready>>> =
    LazyLock::new(|| words().map(|word| xxh3_64(word.as_bytes())).collect());

fn words() -> impl Iterator<Item = &'static str> {
    WORDS.lines().filter(|line| !line.starts_with('#'))
}

fn is_listed(word: &str) -> bool {
    LISTED.contains(&xxh3_64(word.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_and_every_word_is_found() {
        let words: Vec<&str> = words().collect();
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
