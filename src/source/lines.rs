//! Files with one record on each line.
//!
//! In: a stream of lines. Out: each line that is not blank, as one record. A line beyond the limit is
//! skipped and reported. The lines are not parsed.

use std::io::{self, Read};

use memchr::memchr;

use super::records::{Records, Stopped};
use super::stream::Stream;
use crate::document::ProblemCode;

/// Bytes read at a time. They fit the cache of a core.
const BLOCK_BYTES: usize = 512 << 10;

/// The mark before a record of a JSON text sequence.
const RECORD_MARK: &[u8] = b"\x1e";

/// Splits a stream into lines of at most `limit` bytes.
pub(super) fn read(
    mut stream: Stream<'_>,
    mut records: Records<'_, '_>,
    limit: u64,
) -> Result<(), Stopped> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut block = vec![0; BLOCK_BYTES];
    // `block` is filled up to `filled`, and that part has no line break.
    let mut filled = 0;
    let mut passing_over = false;
    loop {
        let count = match stream.read(block.get_mut(filled..).unwrap_or_default()) {
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            // The unfinished line is the record that is lost.
            Err(error) => return records.error(&error),
        };
        if count == 0 {
            break;
        }
        let end = filled + count;
        let mut start = 0;
        let mut search = filled;
        while let Some(at) = memchr(b'\n', block.get(search..end).unwrap_or_default()) {
            let line = block.get(start..search + at).unwrap_or_default();
            take(line, &mut passing_over, limit, &mut records)?;
            start = search + at + 1;
            search = start;
        }
        if passing_over || end - start > limit {
            passing_over = true;
            filled = 0;
            continue;
        }
        block.copy_within(start..end, 0);
        filled = end - start;
        if filled == block.len() {
            block.resize(block.len() * 2, 0);
        }
    }
    take(block.get(..filled).unwrap_or_default(), &mut passing_over, limit, &mut records)?;
    records.finish()
}

fn take(
    line: &[u8],
    passing_over: &mut bool,
    limit: usize,
    records: &mut Records<'_, '_>,
) -> Result<(), Stopped> {
    if std::mem::take(passing_over) || line.len() > limit {
        let message = format!("a line of more than {limit} bytes");
        return records.problem(ProblemCode::LineTooLong, message);
    }
    // RFC 7464 has a mark before each record.
    let line = line.trim_ascii();
    let line = line.strip_prefix(RECORD_MARK).unwrap_or(line).trim_ascii();
    if line.is_empty() { Ok(()) } else { records.json(line.to_vec()) }
}
