//! The comparisons of candidate pairs, kept from run to run.
//!
//! In: the chunks that the last run left, and the numbers that its documents have now. Out: the
//! comparisons that are still valid, and the chunks for the next run. This only saves work: without
//! it every candidate pair is compared again, with the same result.

use serde::{Deserialize, Serialize};

use super::history::CurrentHistory;
use crate::Error;
use crate::cluster::ComparisonCache;
use crate::index::{self, Epoch, Index};

/// Pairs in a chunk.
const CHUNK: usize = 1 << 18;

/// A chunk, and the conditions under which it is valid.
#[derive(Debug, Serialize, Deserialize)]
struct Chunk {
    /// The number of the learned state.
    epoch: u32,
    /// A hash of the settings that decide how files are read: the dates of stories depend on them.
    reading: u64,
    comparisons: ComparisonCache,
}

/// The comparisons of the last run between documents that have not changed since.
pub fn decode(
    index: &Index,
    chunks: &[Vec<u8>],
    (epoch, reading): (&Epoch, u64),
    history: &CurrentHistory,
) -> Result<ComparisonCache, Error> {
    let mut comparisons = ComparisonCache::default();
    for chunk in chunks {
        let chunk: Chunk = index::unpack(chunk)
            .ok_or_else(|| index.damaged("the compared pairs cannot be read"))?;
        if (chunk.epoch, chunk.reading) != (epoch.number, reading) {
            return Ok(ComparisonCache::default());
        }
        comparisons.append(chunk.comparisons);
    }
    Ok(comparisons.renumbered(|number| history.number_now(number)))
}

/// The chunks for the next run.
pub fn encode(
    comparisons: &ComparisonCache,
    epoch: &Epoch,
    reading: u64,
) -> Result<Vec<Vec<u8>>, Error> {
    let chunk = |comparisons| index::pack(&Chunk { epoch: epoch.number, reading, comparisons });
    comparisons.pieces(CHUNK).into_iter().map(chunk).collect()
}
