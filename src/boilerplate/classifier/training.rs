//! What the training script needs: the features of lines, computed by the code that uses them.
//!
//! In: the lines of one document. Out: rows of features, and the cells of the word table. It trains
//! nothing; see `data/model/README.md`.

use super::LineInput;
use super::features::{Document, clamp, names_of_first, names_of_second};
use super::words::CELLS;

/// Names of the first stage's features, of those that the second sees besides, and the number of
/// cells of the word table.
pub fn layout() -> (Vec<&'static str>, Vec<&'static str>, usize) {
    (names_of_first(), names_of_second(), CELLS)
}

/// For each line the cells of the word table that it weighs.
pub fn cells(lines: &[LineInput<'_>]) -> Vec<Vec<u16>> {
    let document = Document::new(lines, &[]);
    let cells_of = |at| {
        let mut cells = Vec::new();
        document.cells(at, |cell| cells.push(cell as u16));
        cells
    };
    (0..document.len()).map(cells_of).collect()
}

/// The rows of the first stage, one after the other.
pub fn first(lines: &[LineInput<'_>], table: &[i8]) -> Vec<i16> {
    let document = Document::new(lines, table);
    let mut rows = Vec::new();
    for at in 0..document.len() {
        document.first(at, |_, value| rows.push(clamp(value)));
    }
    rows
}

/// What the second stage sees besides, one row after the other.
pub fn second(lines: &[LineInput<'_>], scores: &[i32]) -> Vec<i16> {
    let document = Document::new(lines, &[]);
    let mut rows = Vec::new();
    for at in 0..document.len() {
        document.second(at, scores, |_, value| rows.push(clamp(value)));
    }
    rows
}
