//! Learning: what a corpus teaches is counted here and becomes one immutable state.
//!
//! In: stories of a corpus, one for each set of copies. Out: the parts of a
//! [`LearnedState`](crate::document::learned::LearnedState). It does not clean and does not read
//! the corpus.

pub mod chrome;
mod dates;
mod headlines;
mod state;
pub mod weights;
pub mod word_counter;

pub use dates::DateOrderCounter;
pub use headlines::HeadlineCounter;
pub use state::{SIGNATURE, hexadecimal, load, name, save};
