//! Collects the words and word pairs of single texts, by shard.
//!
//! In: texts. Out: [`Found`]. It does not count over texts.

use super::shards::{SHARDS, Spread};
use super::tokens::tokens;
use crate::key::{Case, form_key, pair_key, word_key_and_case_at};

/// The words and pairs of some texts, each once per text, by shard.
pub(super) struct Found<'t> {
    /// Each with its spelling if the text has it in small letters, else with an empty one.
    pub words: Vec<Vec<(u64, &'t str)>>,
    pub pairs: Vec<Vec<u32>>,
    words_of_text: Distinct<u64, &'t str>,
    pairs_of_text: Distinct<u32, ()>,
}

impl Default for Found<'_> {
    fn default() -> Self {
        Found {
            words: vec![Vec::new(); SHARDS],
            pairs: vec![Vec::new(); SHARDS],
            words_of_text: Distinct::default(),
            pairs_of_text: Distinct::default(),
        }
    }
}

impl<'t> Found<'t> {
    pub fn read(&mut self, text: &'t str) {
        self.words_of_text.clear();
        self.pairs_of_text.clear();
        let mut previous: Option<(u64, usize)> = None;
        for (start, word) in tokens(text) {
            let end = start + word.len();
            let (key, case) = word_key_and_case_at(text, start..end);
            let spelling = if case == Case::Small { word } else { "" };
            self.words_of_text.add(key, spelling, |known| known.is_empty());
            if case == Case::Mixed {
                self.words_of_text.add(form_key(word), "", |_| false);
            }
            if let Some((before, end)) = previous
                && end + 1 == start
                && text.as_bytes().get(end) == Some(&b' ')
            {
                self.pairs_of_text.add(pair_key(before, key), (), |()| false);
            }
            previous = Some((key, end));
        }
        for &(key, spelling) in self.words_of_text.all() {
            if let Some(shard) = self.words.get_mut(key.shard()) {
                shard.push((key, spelling));
            }
        }
        for &(key, ()) in self.pairs_of_text.all() {
            if let Some(shard) = self.pairs.get_mut(key.shard()) {
                shard.push(key);
            }
        }
    }
}

/// The distinct keys of one text in order, each with a note. The table is reused from text to text
/// without clearing it: entries of earlier texts have another number.
struct Distinct<K, V> {
    entries: Vec<(K, V)>,
    /// The number of the text and the index of the entry. The key's hash gives the first slot to try.
    slots: Vec<(u32, u32)>,
    /// The number of used slots, minus one. It is small for short texts, which then stay in the
    /// processor's cache.
    mask: usize,
    text: u32,
}

/// Slots at the start of each text.
const SLOTS: usize = 1 << 9;

impl<K, V> Default for Distinct<K, V> {
    fn default() -> Self {
        Distinct { entries: Vec::new(), slots: vec![(0, 0); SLOTS], mask: SLOTS - 1, text: 0 }
    }
}

impl<K: Spread, V> Distinct<K, V> {
    fn clear(&mut self) {
        self.entries.clear();
        self.mask = SLOTS - 1;
        self.forget();
    }

    /// Empties all slots.
    fn forget(&mut self) {
        self.text = self.text.wrapping_add(1);
        if self.text == 0 {
            self.slots.fill((0, 0));
            self.text = 1;
        }
    }

    fn all(&self) -> &[(K, V)] {
        &self.entries
    }

    /// Adds a key. If it is there already, replaces its note if `may_change` allows it for the old one.
    #[inline]
    fn add(&mut self, key: K, note: V, may_change: impl FnOnce(&V) -> bool) {
        match self.find(key) {
            Ok(place) => {
                if let Some((_, known)) = self.entries.get_mut(place)
                    && may_change(known)
                {
                    *known = note;
                }
            }
            Err(slot) => {
                if let Some(slot) = self.slots.get_mut(slot) {
                    *slot = (self.text, self.entries.len() as u32);
                }
                self.entries.push((key, note));
                if self.entries.len() * 2 > self.mask {
                    self.widen();
                }
            }
        }
    }

    /// The index of a key's entry, or the free slot for it.
    fn find(&self, key: K) -> Result<usize, usize> {
        let mut slot = (key.spread() >> 32) as usize & self.mask;
        loop {
            match self.slots.get(slot) {
                Some(&(text, place)) if text == self.text => {
                    if self.entries.get(place as usize).is_some_and(|entry| entry.0 == key) {
                        return Ok(place as usize);
                    }
                }
                _ => return Err(slot),
            }
            slot = (slot + 1) & self.mask;
        }
    }

    fn widen(&mut self) {
        self.mask = self.mask * 2 + 1;
        if self.slots.len() <= self.mask {
            self.slots.resize(self.mask + 1, (0, 0));
        }
        self.forget();
        for place in 0..self.entries.len() {
            let Some(&(key, _)) = self.entries.get(place) else { continue };
            if let Err(slot) = self.find(key)
                && let Some(slot) = self.slots.get_mut(slot)
            {
                *slot = (self.text, place as u32);
            }
        }
    }
}
