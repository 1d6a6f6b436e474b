//! What comparing pairs found, kept from run to run.
//!
//! In: what the last run left, and the numbers that its documents have now. Out: what is still known;
//! and the same for the next run. It only saves work: without it every candidate is compared anew,
//! with the same result.

use serde::{Deserialize, Serialize};

use super::history::Tonight;
use crate::Error;
use crate::cluster::ComparisonCache;
use crate::index::{self, Epoch, Index, Remains};

/// Pairs in a chunk.
const CHUNK: usize = 1 << 18;

/// A chunk, with what it holds true under.
#[derive(Debug, Serialize, Deserialize)]
struct Chunk {
    /// The number of the learned state.
    epoch: u32,
    /// A hash of what decides how files are read, dates of stories among it.
    reading: u64,
    known: ComparisonCache,
}

/// What the last run found of pairs whose documents are what they were.
pub fn recall(
    index: &Index,
    remains: &Remains,
    (epoch, reading): (&Epoch, u64),
    tonight: &Tonight,
) -> Result<ComparisonCache, Error> {
    let mut known = ComparisonCache::default();
    for chunk in &remains.pairs {
        let chunk: Chunk = index::unpack(chunk)
            .ok_or_else(|| index.damaged("the compared pairs cannot be read"))?;
        if (chunk.epoch, chunk.reading) != (epoch.number, reading) {
            return Ok(ComparisonCache::default());
        }
        known.append(chunk.known);
    }
    Ok(known.renumbered(|number| tonight.number_now(number)))
}

/// For the next run.
pub fn chunks(known: &ComparisonCache, epoch: &Epoch, reading: u64) -> Result<Vec<Vec<u8>>, Error> {
    let chunk = |known| index::pack(&Chunk { epoch: epoch.number, reading, known });
    known.pieces(CHUNK).into_iter().map(chunk).collect()
}
