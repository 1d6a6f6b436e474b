//! The files that a walk finds: their place, and what shows that they changed.
//!
//! In: what the file system says of a file. Out: types that the walk and the readers share. No
//! file is opened here.

use std::path::PathBuf;
use std::sync::Arc;

use rustix::fs::Stat;

use super::input_folder::InputFolder;
use crate::document::DocumentId;

/// A file to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundFile {
    /// Without member and record.
    pub id: DocumentId,
    pub location: Location,
    pub stamp: Stamp,
}

impl FoundFile {
    /// Whether size and times of the file are still those that the walk found.
    pub fn is_unchanged(&self) -> bool {
        match &self.location {
            Location::File { folder, relative } => {
                folder.stat(relative).is_ok_and(|found| stamp(&found) == self.stamp)
            }
            Location::StandardInput => false,
        }
    }
}

/// Where the bytes come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// A file below an open folder.
    File {
        folder: Arc<InputFolder>,
        relative: PathBuf,
    },
    StandardInput,
}

/// Size and times of a file, which show whether it changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stamp {
    pub bytes: u64,
    /// Nanoseconds since 1970.
    pub modified: i128,
    /// Nanoseconds since 1970: the last change of the file, its name or its permissions.
    pub changed: i128,
}

#[allow(clippy::unnecessary_cast, clippy::useless_conversion)] // The widths differ by platform.
pub(super) fn stamp(stat: &Stat) -> Stamp {
    Stamp {
        bytes: u64::try_from(stat.st_size).unwrap_or_default(),
        modified: nanoseconds(stat.st_mtime as i64, stat.st_mtime_nsec as i64),
        changed: nanoseconds(stat.st_ctime as i64, stat.st_ctime_nsec as i64),
    }
}

fn nanoseconds(seconds: i64, rest: i64) -> i128 {
    i128::from(seconds) * 1_000_000_000 + i128::from(rest)
}
