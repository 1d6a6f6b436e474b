//! The features of the words of lines, for the model of pages.
//!
//! In: the lines of a document and a table of weights of words. Out: rows by name, and the few
//! figures that the features of markup build on. It adds nothing to what the line model sees.

use super::features::Document;
use super::scan::scan;
use super::word_weights::CELLS;
use super::{DocumentInput, LineInput};

/// Cells of the table of words.
pub(in crate::boilerplate) const WORD_CELLS: usize = CELLS;

/// The lines of one document, scanned.
pub(in crate::boilerplate) struct TextFeatures<'a>(Document<'a>);

impl<'a> TextFeatures<'a> {
    pub fn new(lines: &'a [LineInput<'a>], table: &[i8]) -> TextFeatures<'a> {
        TextFeatures(Document::new(&DocumentInput { lines, headline: None }, table))
    }

    /// The features of one line, by name.
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

    /// The hashes of the words of a line.
    pub fn hashes(&self, at: usize) -> impl Iterator<Item = u32> + '_ {
        self.0.words(at).iter().map(|word| word.hash)
    }

    /// How much the words of a line speak for chrome.
    pub fn wording(&self, at: usize) -> i32 {
        self.0.wording(at)
    }

    /// The cells of the table of words that a line weighs.
    pub fn cells(&self, at: usize, each: impl FnMut(usize)) {
        self.0.cells(at, each);
    }
}

/// The hashes of the words of any text, as [`TextFeatures::hashes`] tells those of a line.
pub(in crate::boilerplate) fn hashes(text: &str) -> Vec<u32> {
    let mut words = Vec::new();
    scan(text, &mut words);
    words.into_iter().map(|word| word.hash).collect()
}
