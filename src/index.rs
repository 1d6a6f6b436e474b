//! What a run keeps outside memory: files of records that a later pass of the same run reads again,
//! and the index, which a later run reads.
//!
//! In: records in order; clean documents by file. Out: the same. It decides nothing about them.

mod check;
pub mod database;
pub mod document_store;
pub mod entry;
pub mod sequences;
pub mod spill;
pub mod store;

pub use check::{SIGNATURE, check, info, rebuild};
pub use database::{Snapshot, silence_guarded_panics};
pub use document_store::{DocumentWriter, NewFile};
pub use entry::{
    Epoch, Facts, KeptFile, KeptHead, NewDocument, Remains, RunRecord, Seal, Settings,
};
pub use sequences::SequenceSpill;
pub use spill::Spill;
pub use store::{Index, OutputMark, encode, file_key, pack, unpack};
