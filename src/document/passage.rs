//! A passage that two documents have in common, as it passes from matching to the tables.
//!
//! In: nothing. Out: [`Passage`], in tokens, and [`PlacedPassage`], in bytes and characters. It computes
//! nothing.

use std::ops::Range;

use super::DocumentNumber;

/// A passage that both documents of a match have, in tokens of their texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    pub a: DocumentNumber,
    pub b: DocumentNumber,
    pub tokens_a: Range<u32>,
    pub tokens_b: Range<u32>,
    /// Tokens that are the same in both.
    pub shared: u32,
    /// The document that was published first, if that is certain.
    pub source: Option<DocumentNumber>,
}

/// Where a passage is in a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TextRange {
    pub bytes: Range<u64>,
    pub characters: Range<u64>,
}

/// A passage with its places in both clean texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedPassage {
    pub passage: Passage,
    pub range_a: TextRange,
    pub range_b: TextRange,
}
