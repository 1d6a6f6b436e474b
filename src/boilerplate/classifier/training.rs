//! Features for the training script, computed by the code that the program uses.
//!
//! In: one document. Out: rows of features, and cells of the word table. It trains nothing; see
//! `data/model/README.md`.

use super::feature_value::clamp;
use super::features::{Document, names};
use super::line_input::DocumentInput;
use super::word_weights::CELLS;

/// The names of the features, and the number of cells of the word table.
pub fn layout() -> (Vec<&'static str>, usize) {
    (names(), CELLS)
}

/// For each line, the cells of the word table that it uses.
pub fn cells(input: &DocumentInput<'_>) -> Vec<Vec<u16>> {
    let document = Document::new(input, &[]);
    let cells_of = |at| {
        let mut cells = Vec::new();
        document.cells(at, |cell| cells.push(cell as u16));
        cells
    };
    (0..document.len()).map(cells_of).collect()
}

/// The rows of features, one after the other.
pub fn rows(input: &DocumentInput<'_>, table: &[i8]) -> Vec<i16> {
    let document = Document::new(input, table);
    let mut rows = Vec::new();
    for at in 0..document.len() {
        document.row(at, |_, value| rows.push(clamp(value)));
    }
    rows
}
