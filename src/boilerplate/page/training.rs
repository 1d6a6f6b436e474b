//! Features for the training script of the page model, computed by the code that the program uses.
//!
//! In: one page. Out: rows of features, cells of the tables, and the rows that the scores of a first
//! stage add. It trains nothing; see `data/model/README.md`.

use super::super::classifier::{Value, WORD_CELLS, clamp};
use super::features::{NAME_CELLS, Page, cells as name_cells};
use super::scores::Scores;
use super::{PageInput, Rest};
use crate::document::markup::Markup;
use crate::edit;

/// The names of the features of the first stage, those that the second adds, and the numbers of cells
/// of the word table and the name table.
pub fn layout() -> (Vec<&'static str>, Vec<&'static str>, usize, usize) {
    (first_names(), second_names(), WORD_CELLS, NAME_CELLS)
}

/// The lines of a page that the model judges: those outside threads of comments.
pub fn lines(input: PageInput<'_>) -> Vec<&str> {
    let lines = edit::lines(input.original);
    Rest::of(input, &lines).inputs.iter().map(|line| line.text).collect()
}

/// For each line, the cells that it uses: words, if the page is English, then names.
pub fn cells(input: PageInput<'_>) -> Vec<Vec<u16>> {
    with(input, &[], &[], |page| {
        let of = |at| {
            let mut cells = Vec::new();
            if input.is_english() {
                page.text.cells(at, |cell| cells.push(cell as u16));
            }
            name_cells(&page.tree, at, |cell| cells.push((WORD_CELLS + cell) as u16));
            cells
        };
        (0..page.len()).map(of).collect()
    })
}

/// The rows of the first stage, one after the other.
pub fn rows(input: PageInput<'_>, words: &[i8], names: &[i8]) -> Vec<Value> {
    with(input, words, names, |page| {
        let mut rows = Vec::new();
        for at in 0..page.len() {
            page.row(at, |_, value| rows.push(clamp(value)));
        }
        rows
    })
}

/// The features that the scores of a first stage add to each row.
pub fn score_rows(input: PageInput<'_>, first: &[i32]) -> Vec<Value> {
    with(input, &[], &[], |page| {
        let scores = Scores::new(page, first);
        let mut rows = Vec::new();
        for at in 0..page.len() {
            scores.row(page, at, |_, value| rows.push(clamp(value)));
        }
        rows
    })
}

pub(super) fn first_names() -> Vec<&'static str> {
    let mut names = Vec::new();
    one_line(|page| page.row(0, |name, _| names.push(name)));
    names
}

pub(super) fn second_names() -> Vec<&'static str> {
    let mut names = Vec::new();
    one_line(|page| Scores::new(page, &[0]).row(page, 0, |name, _| names.push(name)));
    names
}

/// A page of one line: its row has all features.
fn one_line(look: impl FnOnce(&Page<'_>)) {
    let element = crate::document::markup::Element::default();
    let line = crate::document::markup::MarkedLine::default();
    let markup = Markup { elements: vec![element], names: Vec::new(), lines: vec![line] };
    let input = PageInput { original: "x", markup: &markup, headline: None, language: None };
    with(input, &[], &[], look);
}

fn with<T>(
    input: PageInput<'_>,
    words: &[i8],
    names: &[i8],
    look: impl FnOnce(&Page<'_>) -> T,
) -> T {
    let lines = edit::lines(input.original);
    let rest = Rest::of(input, &lines);
    let words = if input.is_english() { words } else { &[] };
    look(&Page::new(&rest.inputs, &rest.markup, input.headline, words, names))
}
