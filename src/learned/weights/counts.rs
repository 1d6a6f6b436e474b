//! The stories with each shingle, counted in parts that can be merged in any order.
//!
//! In: the tokens of documents that vote, one after the other. Out: [`CellCounts`], by part of the table, and
//! in the end [`ShingleWeights`]. It holds the cells that occur and no table, so a few documents need little memory.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::cell::{Cell, Seen, each_cell};
use crate::document::learned::weights::ShingleWeights;
use crate::document::shingle::Token;

/// Counts of the cells of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellCounts {
    cells: BTreeMap<u32, Cell>,
}

impl CellCounts {
    /// Counts documents: for each the tokens of headline and text, and the class of its site.
    pub fn of<'t>(
        documents: impl Iterator<Item = (&'t [Token], u32)>,
        cells_log2: u32,
    ) -> CellCounts {
        let (mut found, mut seen) = (Vec::new(), Seen::default());
        for (tokens, class) in documents {
            each_cell(tokens, cells_log2, &mut seen, |cell| found.push((cell, class)));
        }
        found.sort_unstable();
        let mut cells: BTreeMap<u32, Cell> = BTreeMap::new();
        for same in found.chunk_by(|x, y| x.0 == y.0) {
            let Some((number, _)) = same.first() else { continue };
            let mut cell = Cell::default();
            same.iter().for_each(|(_, class)| cell.add(*class));
            cells.insert(*number, cell);
        }
        CellCounts { cells }
    }

    /// Adds the counts of another set of documents in a table of the same size.
    pub fn merge(&mut self, other: CellCounts) {
        for (number, cell) in other.cells {
            self.cells.entry(number).or_default().merge(cell);
        }
    }

    /// The counts by part of the table. Parts of the same number are merged; parts of different numbers have no
    /// cell in common.
    pub fn parts(self, cells_log2: u32, parts_log2: u32) -> BTreeMap<u32, CellCounts> {
        let mut parts: BTreeMap<u32, CellCounts> = BTreeMap::new();
        for (number, cell) in self.cells {
            let part = number >> cells_log2.saturating_sub(parts_log2);
            parts.entry(part).or_default().cells.insert(number, cell);
        }
        parts
    }

    /// Drops the cells that are too rare to matter, once nothing more is added.
    pub fn only_common(mut self) -> CellCounts {
        self.cells.retain(|_, cell| cell.is_common());
        self
    }

    /// The weights of all documents, with the words that many of them have, sorted.
    pub fn finish(self, cells_log2: u32, common_words: Vec<u32>) -> ShingleWeights {
        let common = self.only_common().cells.into_iter();
        let common = common.map(|(number, cell)| (number, cell.stories, cell.one_site()));
        ShingleWeights::new(cells_log2 as u8, common).with_common_words(common_words)
    }
}
