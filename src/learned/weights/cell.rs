//! The cells of a table of counts, and which of them a document counts in.
//!
//! In: the tokens of a document, and its site. Out: its cells, each once. It holds no table.

use serde::{Deserialize, Serialize};

use crate::document::learned::weights::RARE;
use crate::document::shingle::{Token, each_shingle, key};

/// The smallest and largest table, as powers of two: 1 MB to 64 MB of counts, and as much for sites.
const CELLS: (u32, u32) = (20, 26);

/// One cell: the number of stories, and which of eight classes their sites are in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Cell {
    pub stories: u8,
    pub sites: u8,
}

impl Cell {
    #[inline]
    pub fn add(&mut self, class: u32) {
        self.stories = self.stories.saturating_add(1);
        self.sites |= 1 << class;
    }

    /// Adds the stories of the same cell of another table.
    pub fn merge(&mut self, other: Cell) {
        self.stories = self.stories.saturating_add(other.stories);
        self.sites |= other.sites;
    }

    pub fn is_common(self) -> bool {
        self.stories > RARE
    }

    /// Two sites are in one class once in eight times, four once in 512.
    pub fn one_site(self) -> bool {
        self.sites.is_power_of_two()
    }
}

/// The size of the table for documents of so many tokens in all, as a power of two.
pub fn cells_log2(tokens: u64) -> u32 {
    (64 - (tokens / 3).leading_zeros()).clamp(CELLS.0, CELLS.1)
}

/// The class of a document's site. A document without a site gets a class by the SHA-256 of its content, as if from
/// many sites.
pub fn site_class(site: Option<u32>, sha256: &[u8]) -> u32 {
    let chance = sha256.first().map_or(0, |byte| u32::from(*byte));
    site.map_or(chance, |site| site.wrapping_mul(0x9e37_79b1) >> 29) & 7
}

/// Visits the cell of each distinct shingle of a document, in a table of this size.
pub(super) fn each_cell(
    tokens: &[Token],
    cells_log2: u32,
    seen: &mut Seen,
    mut visit: impl FnMut(u32),
) {
    seen.clear(tokens.len());
    each_shingle(tokens, |shingle| {
        let shingle = key(shingle);
        if seen.insert(shingle) {
            visit(shingle >> (32 - cells_log2));
        }
    });
}

/// A set of keys with open addressing, reused for each document.
#[derive(Debug, Default)]
pub(super) struct Seen {
    slots: Vec<u32>,
    zero: bool,
}

impl Seen {
    fn clear(&mut self, expected: usize) {
        self.slots.clear();
        self.slots.resize((expected * 2).next_power_of_two(), 0);
        self.zero = false;
    }

    /// Adds a key. Returns whether it is new.
    #[inline]
    fn insert(&mut self, key: u32) -> bool {
        if key == 0 {
            return !std::mem::replace(&mut self.zero, true);
        }
        let mask = self.slots.len().saturating_sub(1);
        let mut at = key as usize & mask;
        while let Some(slot) = self.slots.get_mut(at) {
            if *slot == key {
                return false;
            }
            if *slot == 0 {
                *slot = key;
                return true;
            }
            at = (at + 1) & mask;
        }
        false
    }
}
