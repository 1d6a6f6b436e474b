//! The features of text that the page model shares with the line model.
//!
//! In: the lines of a document and a table of word weights. Out: features with their names, and the
//! few counts that features of markup build on. It adds no features of its own.

use super::features::Document;
use super::line_input::{DocumentInput, LineInput};
use super::scan::scan;
use super::word_weights::CELLS;

/// Cells of the word table.
pub(in crate::boilerplate) const WORD_CELLS: usize = CELLS;

/// Words of a label, at most.
const LABEL_WORDS: u32 = 10;

/// The lines of one document, scanned.
pub(in crate::boilerplate) struct TextFeatures<'a>(Document<'a>);

impl<'a> TextFeatures<'a> {
    pub fn new(lines: &'a [LineInput<'a>], table: &[i8]) -> TextFeatures<'a> {
        TextFeatures(Document::new(&DocumentInput { lines, headline: None }, table))
    }

    /// The features of one line, with their names.
    pub fn row(&self, at: usize, mut put: impl FnMut(&'static str, i32)) {
        self.0.row_of_text(at, &mut put);
    }

    /// Whether a line looks like a paragraph of a story.
    pub fn is_good(&self, at: usize) -> bool {
        self.0.is_good(at)
    }

    pub fn word_count(&self, at: usize) -> u32 {
        self.0.word_count(at)
    }

    /// Whether a line is short and has figures, as a date or a count has.
    pub fn is_label_with_figures(&self, at: usize) -> bool {
        self.0.has_figures(at) && self.0.word_count(at) <= LABEL_WORDS
    }

    /// The hashes of the words of a line.
    pub fn hashes(&self, at: usize) -> impl Iterator<Item = u32> + '_ {
        self.0.words(at).iter().map(|word| word.hash)
    }

    /// The evidence for chrome in the words of a line.
    pub fn wording(&self, at: usize) -> i32 {
        self.0.wording(at)
    }

    /// The cells of the word table that a line uses.
    pub fn cells(&self, at: usize, each: impl FnMut(usize)) {
        self.0.cells(at, each);
    }
}

/// The hashes of the words of any text; see [`TextFeatures::hashes`].
pub(in crate::boilerplate) fn hashes(text: &str) -> Vec<u32> {
    let mut words = Vec::new();
    scan(text, &mut words);
    words.into_iter().map(|word| word.hash).collect()
}
