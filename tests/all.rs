//! The integration tests, in one binary: linking the program once is most of their time.

mod against;
mod architecture;
mod cli;
mod delta;
mod documentation;
mod formats;
mod golden;
mod labels;
mod manners;
mod nightly;
mod overwriting;
mod program;
mod public_api;
mod reading;
mod readme;
mod reference;
mod sample_notes;
mod texts;
