//! The error of a run that cannot go on. A document that cannot be read is a
//! [`Problem`](crate::document::Problem), not an error.

use std::path::PathBuf;

use thiserror::Error;

/// Why a command ended before its work was done. The message names the file and the next step.
#[derive(Debug, Error)]
pub enum Error {
    #[error("{0}")]
    Usage(String),
    #[error("{path}: {message}", path = path.display())]
    Configuration { path: PathBuf, message: String },
    #[error("cannot read {path}: {source}", path = path.display())]
    Input { path: PathBuf, source: std::io::Error },
    #[error("cannot write {path}: {source}", path = path.display())]
    Output { path: PathBuf, source: std::io::Error },
    #[error("{path} is not empty and was not made by copydesk: choose another folder, or empty it", path = path.display())]
    ForeignOutput { path: PathBuf },
    #[error("{path} is in use by another run: wait for it to end", path = path.display())]
    Locked { path: PathBuf },
    #[error("{path}: {message}", path = path.display())]
    Damaged { path: PathBuf, message: String },
    #[error("no document found in {0}: nothing was written")]
    NoDocuments(String),
    #[error(
        "{gone} of {known} documents are no longer there: nothing was written; see that the corpus is \
         where it was, or allow it with --allow-shrink"
    )]
    Shrunk { known: u64, gone: u64 },
    #[error("stopped by signal {0}: the output is as it was before")]
    Interrupted(i32),
}

impl Error {
    /// The exit code of the command line: see the table in README.md.
    pub fn exit_code(&self) -> u8 {
        match self {
            Error::Usage(_) | Error::Configuration { .. } | Error::Input { .. } => 2,
            Error::Output { .. } | Error::ForeignOutput { .. } => 3,
            Error::Locked { .. } => 4,
            Error::Damaged { .. } => 5,
            Error::NoDocuments(_) | Error::Shrunk { .. } => 6,
            Error::Interrupted(signal) => 128_u8.saturating_add(*signal as u8),
        }
    }
}
