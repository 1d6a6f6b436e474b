//! What the nightly run remembers, and what a run keeps on disk while it lasts.

pub mod spill;
