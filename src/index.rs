//! Documents on disk: temporary files, which a later stage of the same run reads, and the index, which a
//! later run reads.
//!
//! In: records in order; clean documents by file. Out: the same. It makes no decision about them.

mod check;
pub mod database;
pub mod document_store;
pub mod encoding;
pub mod entry;
mod reference;
pub mod sequences;
mod signature;
pub mod spill;
pub mod store;

pub use check::{check, info, rebuild};
pub use database::{Snapshot, silence_guarded_panics};
pub use document_store::{DocumentWriter, NewFile};
pub use encoding::{encode, file_key, pack, unpack};
pub use entry::{
    CarriedOver, Epoch, Facts, FileStamp, KeptFile, KeptHead, NewDocument, RunRecord, Settings,
};
pub use reference::Reference;
pub use sequences::{SequenceSpill, StoredSequences};
pub use signature::SIGNATURE;
pub use spill::Spill;
pub use store::{Index, OutputMark};
