//! The words and word pairs of single texts, dealt out to shards.
//!
//! In: texts. Out: [`Found`]. It counts nothing beyond one text.

use super::shards::{SHARDS, Spread};
use super::tokens;
use crate::document::learned::words::{form_key, pair_key, word_key};

/// The words and pairs of some texts, each once a text, by shard.
pub(super) struct Found<'t> {
    pub words: Vec<Vec<(u64, bool, &'t str)>>,
    pub pairs: Vec<Vec<u32>>,
}

impl Default for Found<'_> {
    fn default() -> Self {
        Found { words: vec![Vec::new(); SHARDS], pairs: vec![Vec::new(); SHARDS] }
    }
}

impl<'t> Found<'t> {
    pub fn read(&mut self, text: &'t str) {
        let mut spelled: Vec<&str> = Vec::with_capacity(text.len() / 5);
        let mut words: Vec<(u64, bool, u32)> = Vec::with_capacity(text.len() / 5);
        let mut pairs = Vec::with_capacity(text.len() / 5);
        let mut previous: Option<(u64, usize)> = None;
        for (start, word) in tokens(text) {
            let key = word_key(word);
            let case = Case::of(word);
            let place = spelled.len() as u32;
            spelled.push(word);
            words.push((key, case == Case::Small, place));
            if case == Case::Mixed {
                words.push((form_key(word), false, place));
            }
            if let Some((before, end)) = previous
                && text.get(end..start) == Some(" ")
            {
                pairs.push(pair_key(before, key));
            }
            previous = Some((key, start + word.len()));
        }
        pairs.sort_unstable();
        pairs.dedup();
        for key in pairs {
            if let Some(shard) = self.pairs.get_mut(key.shard()) {
                shard.push(key);
            }
        }
        // False sorts before true: the last of a word's entries says whether it ever stood small.
        words.sort_unstable();
        let last = words.chunk_by(|a, b| a.0 == b.0).filter_map(|same| same.last());
        for &(key, small, place) in last {
            let word = spelled.get(place as usize).copied().unwrap_or_default();
            if let Some(shard) = self.words.get_mut(key.shard()) {
                shard.push((key, small, word));
            }
        }
    }
}

/// The capitals of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    /// None.
    Small,
    /// Behind its first letter, and small letters beside.
    Mixed,
    Other,
}

impl Case {
    fn of(word: &str) -> Case {
        let bytes = word.as_bytes();
        if word.is_ascii() {
            if !bytes.iter().any(u8::is_ascii_uppercase) {
                return Case::Small;
            }
            let inside = bytes.iter().skip(1).any(u8::is_ascii_uppercase);
            let mixed = inside && bytes.iter().any(u8::is_ascii_lowercase);
            return if mixed { Case::Mixed } else { Case::Other };
        }
        if !word.chars().any(char::is_uppercase) {
            return Case::Small;
        }
        let inside = word.chars().skip(1).any(char::is_uppercase);
        let mixed = inside && word.chars().any(char::is_lowercase);
        if mixed { Case::Mixed } else { Case::Other }
    }
}
