//! What a run keeps outside memory: files of records that a later pass of the same run reads again.
//!
//! In: records in order. Out: the same records, in order or by number. It does not remember
//! anything from one run to the next yet.

pub mod sequences;
pub mod spill;

pub use sequences::SequenceSpill;
pub use spill::Spill;
