//! The integration tests, in one binary: linking the program once is most of their time.

mod architecture;
mod cli;
mod delta;
mod documentation;
mod golden;
mod manners;
mod nightly;
mod overwriting;
mod program;
mod public_api;
mod reading;
mod sample_notes;
