//! What the training script needs: the features of lines, computed by the code that uses them.
//!
//! In: one document. Out: rows of features, the cells of the word table, and what the scores of a
//! first stage add. It trains nothing; see `data/model/README.md`.

use super::DocumentInput;
use super::features::{Document, clamp, names};
use super::scores::{self, Scores};
use super::words::CELLS;

/// Names of the features, of those that scores add, and the number of cells of the word table.
pub fn layout() -> (Vec<&'static str>, Vec<&'static str>, usize) {
    (names(), scores::names(), CELLS)
}

/// For each line the cells of the word table that it weighs.
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

/// The rows of features that the scores of a first stage add, one after the other.
pub fn score_rows(input: &DocumentInput<'_>, first: &[i32]) -> Vec<i16> {
    let scores = Scores::new(&Document::new(input, &[]), first);
    let mut rows = Vec::new();
    for at in 0..input.lines.len() {
        scores.row(at, |_, value| rows.push(clamp(value)));
    }
    rows
}
