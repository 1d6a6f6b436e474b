//! Collects the names of elements (classes, ids, roles) as hashes: whole names and their parts.
//!
//! In: values of attributes, element by element. Out: their hashes in order. A page repeats few
//! values many times, so the hashes of a value are cached. It does not judge names.

use crate::document::markup::name_hash;

/// The most names of one element.
const MOST_NAMES: usize = 24;
/// The most words of a value.
const MOST_WORDS: usize = 8;
/// The size of the cache: a power of two.
pub(super) const SLOTS: usize = 256;

/// The names of a page.
#[derive(Debug)]
pub(super) struct Names<'t> {
    pub hashes: Vec<u32>,
    /// The cache: values, and where their hashes begin and end. Each slot holds the last value that
    /// mapped to it.
    known: Vec<(&'t str, usize, usize)>,
}

impl<'t> Names<'t> {
    pub fn new() -> Names<'t> {
        Names { hashes: Vec::new(), known: vec![("", 0, 0); SLOTS] }
    }

    /// Adds the names in a value to an element whose names begin at `from`.
    pub fn add(&mut self, value: &'t str, from: usize) {
        let start = self.hashes.len();
        let room = MOST_NAMES.saturating_sub(start - from);
        let Some(slot) = self.known.get_mut(slot(value.as_bytes())) else { return };
        if slot.0 == value {
            self.hashes.extend_from_within(slot.1..slot.2.min(slot.1 + room));
            return;
        }
        read(value, |name| {
            if self.hashes.len() - start < room {
                self.hashes.push(name_hash(name.as_bytes()));
            }
        });
        let end = self.hashes.len();
        if end - start < room {
            *slot = (value, start, end);
        }
    }
}

/// The cache slot of a value, from its length and its ends.
pub(super) fn slot(value: &[u8]) -> usize {
    let word = |bytes: Option<&[u8; 8]>| bytes.map_or(0, |bytes| u64::from_le_bytes(*bytes));
    let short = || value.iter().fold(0, |word, byte| word << 8 | u64::from(*byte));
    let ends = match value.len() {
        ..8 => short(),
        _ => word(value.first_chunk()).rotate_left(23) ^ word(value.last_chunk()),
    };
    ((ends ^ value.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56) as usize % SLOTS
}

/// The names in a value: its words, then the parts of each word.
fn read(value: &str, mut put: impl FnMut(&str)) {
    let mut put = |name: &str| {
        if !name.is_empty() {
            put(name);
        }
    };
    for name in value.split_ascii_whitespace().take(MOST_WORDS) {
        put(name);
    }
    for name in value.split_ascii_whitespace().take(MOST_WORDS) {
        let parts = || name.split(['-', '_', ':', '.', '/']);
        if parts().nth(1).is_some() {
            parts().for_each(&mut put);
        } else {
            humps(name, &mut put);
        }
    }
}

/// Splits "storyBody" into "story" and "Body".
fn humps(name: &str, put: &mut impl FnMut(&str)) {
    let mut from = 0;
    let bytes = name.as_bytes();
    for at in 1..bytes.len() {
        let hump = bytes.get(at).is_some_and(u8::is_ascii_uppercase)
            && bytes.get(at - 1).is_some_and(u8::is_ascii_lowercase);
        if hump {
            put(name.get(from..at).unwrap_or_default());
            from = at;
        }
    }
    if from > 0 {
        put(name.get(from..).unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kept_whole_and_in_parts() {
        let mut names = Vec::new();
        read("story-body mainText x", |name| names.push(name.to_owned()));
        assert_eq!(names, ["story-body", "mainText", "x", "story", "body", "main", "Text"]);
    }

    #[test]
    fn a_value_that_comes_again_brings_the_same_names() {
        let many: String = (0..9).map(|n| format!("part-{n} ")).collect();
        let elements: [&[&str]; 6] = [
            &["story-body", "nav"],
            &["nav", ""],
            &[&many, "nav"],
            &["nav"],
            &["nav", &many],
            &[&many],
        ];
        let mut names = Names::new();
        for (number, values) in elements.iter().enumerate() {
            let from = names.hashes.len();
            let mut expect = Vec::new();
            for value in *values {
                names.add(value, from);
                read(value, |name| expect.push(name_hash(name.as_bytes())));
            }
            expect.truncate(MOST_NAMES);
            assert_eq!(names.hashes[from..], expect, "element {number}");
        }
    }
}
