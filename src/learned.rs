//! Learning: counts what recurs in a corpus and makes one immutable state of it.
//!
//! In: stories of a corpus, one for each set of copies. Out: the parts of a
//! [`LearnedState`](crate::document::learned::LearnedState). It cleans nothing and does not read the
//! corpus.

pub mod chrome;
mod dates;
mod headlines;
mod state;
pub mod weights;
pub mod word_counter;
mod word_sample;

pub use dates::DateOrderCounter;
pub use headlines::HeadlineCounter;
pub use state::{SIGNATURE, hexadecimal, load, name, save};
pub use word_sample::WordSample;
