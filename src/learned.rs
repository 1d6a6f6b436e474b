//! What a corpus teaches. Each part counts one thing and gives one immutable table.

pub mod weights;
