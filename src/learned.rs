//! Learning: what a corpus teaches is counted here and becomes one immutable state.
//!
//! In: stories of a corpus, one for each set of copies. Out: the parts of a
//! [`LearnedState`](crate::document::learned::LearnedState). It does not clean and does not read
//! the corpus.

pub mod chrome;
//! What a corpus teaches. Each part counts one thing and gives one immutable table.

pub mod weights;
