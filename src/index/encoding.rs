//! Keys and values of an index as bytes.
//!
//! In: names, numbers and values. Out: bytes, and values from bytes. Values are encoded by postcard;
//! large ones are compressed.

use std::cell::RefCell;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::database::Snapshot;
use crate::Error;
use crate::document::DocumentId;

/// No value is larger when decompressed.
const MOST_BYTES: u64 = 4 << 30;

/// The key of a file's entry.
pub fn file_key(epoch: u32, id: &DocumentId) -> Vec<u8> {
    [&epoch.to_be_bytes()[..], id.root.as_bytes(), &[0], id.path.as_bytes()].concat()
}

/// The key of a block of documents.
pub(super) fn block_key(file: u64, block: u32) -> Vec<u8> {
    [&file.to_be_bytes()[..], &block.to_be_bytes()].concat()
}

/// The key of a chunk that a run leaves.
pub(super) fn chunk_key(run: u32, chunk: u32) -> Vec<u8> {
    [run.to_be_bytes(), chunk.to_be_bytes()].concat()
}

/// A value as bytes.
pub fn encode(value: &impl Serialize) -> Result<Vec<u8>, Error> {
    postcard::to_stdvec(value)
        .map_err(|error| Error::Usage(format!("cannot be stored in an index: {error}")))
}

/// A value from its bytes.
pub(super) fn decode<T: DeserializeOwned>(bytes: &[u8], snapshot: &Snapshot) -> Result<T, Error> {
    postcard::from_bytes(bytes).map_err(|_| snapshot.damaged("the index cannot be read"))
}

/// A value as compressed bytes.
pub fn pack(value: &(impl Serialize + ?Sized)) -> Result<Vec<u8>, Error> {
    let bytes = encode(&value)?;
    zstd::bulk::compress(&bytes, 1)
        .map_err(|error| Error::Usage(format!("cannot be stored in an index: {error}")))
}

/// The value that [`pack`] encoded; `None` if the bytes are not from it.
pub fn unpack<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    thread_local! {
        // Creating one costs as much as decompressing a block.
        static DECOMPRESSOR: RefCell<Option<zstd::bulk::Decompressor<'static>>> =
            const { RefCell::new(None) };
    }
    let size = zstd::zstd_safe::get_frame_content_size(bytes).ok()??;
    if size > MOST_BYTES {
        return None;
    }
    let plain = DECOMPRESSOR.with_borrow_mut(|kept| {
        if kept.is_none() {
            *kept = zstd::bulk::Decompressor::new().ok();
        }
        kept.as_mut()?.decompress(bytes, usize::try_from(size).ok()?).ok()
    })?;
    postcard::from_bytes(&plain).ok()
}
