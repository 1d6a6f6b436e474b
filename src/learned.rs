//! What a corpus teaches.
//!
//! In: the articles of a corpus, one of each cluster of copies. Out: the learned state.

pub mod words;
