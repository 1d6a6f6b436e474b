//! Shingle weights: common shingles are weak evidence that two documents are copies.
//!
//! In: counted by [`crate::learned::weights`], or loaded with the learned state. Out: a weight for
//! every shingle. It counts nothing.
//!
//! A shingle in up to [`RARE`] stories has the full weight. A shingle in `f` stories has the share
//! `(RARE / f)^0.75`. So stock phrases do not make copies (Alonso et al. 2013; Theobald et al.,
//! SpotSigs, 2008). A shingle that only one site repeats is chrome and has almost no weight.

use serde::{Deserialize, Serialize};

/// A shingle in more stories than this loses weight.
pub const RARE: u8 = 8;
/// The full weight.
pub const FULL: u32 = 1024;
/// The weight of a shingle that only one site repeats.
const SITE_OWN: u32 = 32;
/// Marks such a shingle, in place of its frequency.
const OWN_MARK: u8 = 0;

/// `FULL * (RARE / frequency)^0.75` from frequency 9 on. A table, so that weights are the same on
/// every platform.
const WEIGHTS: [u16; 247] = [
    937, 866, 806, 755, 711, 673, 639, 609, 582, 557, 535, 515, 497, 480, 464, 449, 436, 423, 411,
    400, 390, 380, 371, 362, 354, 346, 339, 331, 325, 318, 312, 306, 301, 295, 290, 285, 280, 276,
    271, 267, 263, 259, 255, 252, 248, 245, 241, 238, 235, 232, 229, 226, 223, 220, 218, 215, 213,
    210, 208, 206, 203, 201, 199, 197, 195, 193, 191, 189, 187, 186, 184, 182, 180, 179, 177, 176,
    174, 172, 171, 170, 168, 167, 165, 164, 163, 161, 160, 159, 158, 156, 155, 154, 153, 152, 151,
    150, 148, 147, 146, 145, 144, 143, 142, 141, 141, 140, 139, 138, 137, 136, 135, 134, 134, 133,
    132, 131, 130, 130, 129, 128, 127, 127, 126, 125, 124, 124, 123, 122, 122, 121, 120, 120, 119,
    118, 118, 117, 117, 116, 115, 115, 114, 114, 113, 113, 112, 111, 111, 110, 110, 109, 109, 108,
    108, 107, 107, 106, 106, 105, 105, 104, 104, 103, 103, 103, 102, 102, 101, 101, 100, 100, 100,
    99, 99, 98, 98, 97, 97, 97, 96, 96, 96, 95, 95, 94, 94, 94, 93, 93, 93, 92, 92, 92, 91, 91, 91,
    90, 90, 90, 89, 89, 89, 88, 88, 88, 87, 87, 87, 86, 86, 86, 86, 85, 85, 85, 84, 84, 84, 84, 83,
    83, 83, 82, 82, 82, 82, 81, 81, 81, 81, 80, 80, 80, 80, 79, 79, 79, 79, 78, 78, 78, 78, 77, 77,
    77, 77, 77, 76,
];

/// The common shingles, by cell of a table of fixed size.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShingleWeights {
    /// The number of cells, as a power of two; zero: nothing was learned and all weights are the same.
    cells_log2: u8,
    /// The distance of each common cell from the one before.
    steps: Vec<u32>,
    /// Its frequency, at most 255; zero if only one site repeats it.
    frequencies: Vec<u8>,
    /// The words that many stories have, as [`Token::word`](crate::document::shingle::Token::word) gives
    /// them, sorted. Empty where the corpus is too small to tell.
    common_words: Vec<u32>,
}

impl ShingleWeights {
    /// Weights from common cells in ascending order: cell, frequency, whether only one site has it.
    pub fn new(cells_log2: u8, common: impl Iterator<Item = (u32, u8, bool)>) -> ShingleWeights {
        let mut weights =
            ShingleWeights { cells_log2: cells_log2.min(31), ..ShingleWeights::default() };
        let mut last = 0;
        for (cell, frequency, own) in common {
            weights.steps.push(cell.saturating_sub(last));
            weights.frequencies.push(if own { OWN_MARK } else { frequency });
            last = cell;
        }
        weights
    }

    /// The same with the words that many stories have, sorted.
    pub fn with_common_words(self, common_words: Vec<u32>) -> ShingleWeights {
        ShingleWeights { common_words, ..self }
    }

    /// The number of cells with common shingles.
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// Whether there are no common shingles.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// The same weights in a form for fast look-ups.
    pub fn table(&self) -> WeightTable {
        let cells = 1_usize << self.cells_log2.min(31);
        let mut table = WeightTable {
            shift: 32 - u32::from(self.cells_log2.min(31)),
            present: vec![0; cells.div_ceil(64)],
            before: Vec::new(),
            weights: self.frequencies.iter().map(|&frequency| weight(frequency)).collect(),
            common_words: self.common_words.clone(),
        };
        let mut cell = 0_u32;
        for step in &self.steps {
            cell = cell.saturating_add(*step);
            if let Some(word) = table.present.get_mut(cell as usize / 64) {
                *word |= 1 << (cell % 64);
            }
        }
        let mut count = 0;
        table.before = table
            .present
            .iter()
            .map(|word| {
                let before = count;
                count += word.count_ones();
                before
            })
            .collect();
        table
    }
}

/// Weights by key in constant time: one bit for each cell, and the weights of the set cells.
#[derive(Debug, Clone)]
pub struct WeightTable {
    shift: u32,
    present: Vec<u64>,
    before: Vec<u32>,
    weights: Vec<u16>,
    common_words: Vec<u32>,
}

impl WeightTable {
    /// The words that many stories have, sorted; empty where the corpus is too small to tell.
    pub fn common_words(&self) -> &[u32] {
        &self.common_words
    }

    /// The weight of a shingle, by its key: 1 to [`FULL`].
    #[inline]
    pub fn weight(&self, key: u32) -> u32 {
        let cell = key.checked_shr(self.shift).unwrap_or(0);
        let word = self.present.get(cell as usize / 64).copied().unwrap_or(0);
        let bit = 1_u64 << (cell % 64);
        if word & bit == 0 {
            return FULL;
        }
        let before = self.before.get(cell as usize / 64).copied().unwrap_or(0);
        let rank = before + (word & (bit - 1)).count_ones();
        self.weights.get(rank as usize).map_or(FULL, |weight| u32::from(*weight))
    }
}

fn weight(frequency: u8) -> u16 {
    if frequency == OWN_MARK {
        return SITE_OWN as u16;
    }
    match frequency.checked_sub(RARE + 1) {
        Some(beyond) => WEIGHTS.get(usize::from(beyond)).copied().unwrap_or(FULL as u16),
        None => FULL as u16,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the table is compared with the formula")]
    fn the_written_weights_are_those_of_the_formula() {
        for frequency in 9_u8..=255 {
            let exact = 1024.0 * (8.0 / f64::from(frequency)).powf(0.75);
            let off = (f64::from(weight(frequency)) - exact).abs();
            assert!(off <= 0.5, "{frequency}: {} and not {exact}", weight(frequency));
        }
    }

    #[test]
    fn common_cells_are_found_and_others_weigh_in_full() {
        let weights =
            ShingleWeights::new(20, [(0, 9, false), (70, 255, false), (71, 40, true)].into_iter());
        let table = weights.table();
        assert_eq!(table.weight(0), 937);
        assert_eq!(table.weight(70 << 12 | 5), 76);
        assert_eq!(table.weight(71 << 12), SITE_OWN);
        assert_eq!(table.weight(72 << 12), FULL);
        assert_eq!(weights.len(), 3);
    }

    #[test]
    fn with_nothing_learned_all_weigh_the_same() {
        let table = ShingleWeights::default().table();
        assert_eq!((table.weight(0), table.weight(u32::MAX)), (FULL, FULL));
    }
}
