//! How a file is known to be unchanged.
//!
//! In: a file of the walk. Out: its [`FileStamp`], or none if it must be read again the next time.

use crate::document::{Problem, ProblemCode};
use crate::index::FileStamp;
use crate::source::FoundFile;

/// Nanoseconds before the walk within which a change to a file may not show in its times.
const UNSETTLED: i128 = 100_000_000;
/// The same on a file system that keeps times in seconds.
const UNSETTLED_SECONDS: i128 = 2_500_000_000;

/// The stamp of a file. `reading` hashes everything but its bytes that decides how it is read.
pub fn stamp(file: &FoundFile, reading: u64) -> FileStamp {
    let stamp = file.stamp;
    FileStamp { bytes: stamp.bytes, modified: stamp.modified, changed: stamp.changed, reading }
}

/// The stamp of a file that was read; `None` if it may have changed since the walk, which began at
/// `walked`, or if it could not be read and may be readable the next time.
pub fn settled_stamp(
    file: &FoundFile,
    problems: &[Problem],
    reading: u64,
    walked: i128,
) -> Option<FileStamp> {
    let in_seconds = file.stamp.changed % 1_000_000_000 == 0;
    let margin = if in_seconds { UNSETTLED_SECONDS } else { UNSETTLED };
    let settled = file.stamp.changed.max(file.stamp.modified) + margin < walked;
    let complete = settled && !problems.iter().any(is_temporary) && file.is_unchanged();
    complete.then(|| stamp(file, reading))
}

/// Whether a problem may be over the next time.
fn is_temporary(problem: &Problem) -> bool {
    matches!(
        problem.code,
        ProblemCode::Unreadable
            | ProblemCode::PermissionDenied
            | ProblemCode::Vanished
            | ProblemCode::IoError
            | ProblemCode::Panic
            | ProblemCode::Timeout
    )
}
