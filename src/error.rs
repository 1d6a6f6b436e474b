//! The error of a command that cannot continue, and its exit code. A document that cannot be read is
//! a [`Problem`](crate::document::Problem), not an error.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// Why a command ended early. The message names the file and the next step.
#[derive(Debug, Error)]
pub enum Error {
    #[error("{0}")]
    Usage(String),
    #[error("{path}: {message}", path = path.display())]
    Configuration { path: PathBuf, message: String },
    #[error("cannot read {path}: {source}", path = path.display())]
    Input { path: PathBuf, source: io::Error },
    #[error("cannot write {path}: {source}{step}", path = path.display(), step = next_step(source))]
    Output { path: PathBuf, source: io::Error },
    #[error("{path} is not empty and was not made by copydesk: choose another folder, or empty this one", path = path.display())]
    ForeignOutput { path: PathBuf },
    #[error("{path} exists and is not {expected} of copydesk: choose another name, or replace it with --force", path = path.display())]
    ForeignFile { path: PathBuf, expected: &'static str },
    #[error("cannot write {path}: {reason}", path = path.display())]
    Destination { path: PathBuf, reason: &'static str },
    #[error("{path} is in use by another run: wait for it to end", path = path.display())]
    Locked { path: PathBuf },
    #[error("{path}: {message}", path = path.display())]
    Damaged { path: PathBuf, message: String },
    #[error("no document found in {0}: check the path; nothing was written")]
    NoDocuments(String),
    #[error(
        "no document could be read from {inputs}: {count} were skipped, most for this reason: {reason}; \
         nothing was written"
    )]
    NothingRead { inputs: String, count: usize, reason: String },
    #[error(
        "{gone} of {known} documents are gone: check that the whole corpus is there, or accept the loss \
         with --allow-shrink; nothing was written"
    )]
    Shrunk { known: u64, gone: u64 },
    #[error("stopped by signal {0}: the old output is unchanged")]
    Interrupted(i32),
}

impl Error {
    /// The exit code of the command line: see the table in README.md.
    pub fn exit_code(&self) -> u8 {
        match self {
            Error::Usage(_) | Error::Configuration { .. } | Error::Input { .. } => 2,
            Error::Output { .. }
            | Error::ForeignOutput { .. }
            | Error::ForeignFile { .. }
            | Error::Destination { .. } => 3,
            Error::Locked { .. } => 4,
            Error::Damaged { .. } => 5,
            Error::NoDocuments(_) | Error::NothingRead { .. } | Error::Shrunk { .. } => 6,
            Error::Interrupted(signal) => 128_u8.saturating_add(*signal as u8),
        }
    }
}

/// The next step after a failed write, if the error suggests one.
fn next_step(error: &io::Error) -> &'static str {
    /// For one process, and for the whole system.
    const TOO_MANY_OPEN_FILES: [i32; 2] = [24, 23];
    const NO_SUCH_FOLDER: i32 = 2;
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            ": free the disk or choose another place; the old output is unchanged"
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            ": choose another place, or make this one writable"
        }
        io::ErrorKind::NotADirectory => ": choose a folder",
        _ if error.raw_os_error().is_some_and(|code| TOO_MANY_OPEN_FILES.contains(&code)) => {
            ": allow more open files (`ulimit -n`)"
        }
        _ if error.raw_os_error() == Some(NO_SUCH_FOLDER) => ": make its folder first",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_write_comes_with_the_next_step() {
        let message = |code| {
            let source = io::Error::from_raw_os_error(code);
            Error::Output { path: "out/articles.csv".into(), source }.to_string()
        };
        assert!(message(24).ends_with("(`ulimit -n`)"), "{}", message(24));
        assert!(message(28).contains("out/articles.csv") && message(28).contains("free the disk"));
        assert!(message(13).ends_with("this one writable"), "{}", message(13));
        assert!(message(2).ends_with(": make its folder first"), "{}", message(2));
        assert!(message(5).starts_with("cannot write out/articles.csv: "));
    }
}
