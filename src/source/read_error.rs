//! Why bytes could not be read, and which problem that is.
//!
//! In: an error of the system, of a decoder or of a limit. Out: its code and a message for
//! `problems.csv`. It reads nothing.

use std::{fmt, io};

use crate::document::{Outcome, ProblemCode};

/// A limit that ended the reading before the end of the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The data have more than this many bytes.
    TooLarge(u64),
    BombRatio(u64),
    BombSize(u64),
    Window,
    /// The archive has more members than this.
    Members(u64),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::TooLarge(bytes) => write!(f, "longer than {bytes} bytes"),
            Refusal::BombRatio(ratio) => write!(f, "expands to more than {ratio} times its size"),
            Refusal::BombSize(bytes) => write!(f, "expands to more than {bytes} bytes"),
            Refusal::Members(count) => write!(f, "holds more than {count} members"),
            Refusal::Window => write!(f, "asks for a window of more than 128 MB"),
        }
    }
}

impl std::error::Error for Refusal {}

impl From<Refusal> for io::Error {
    fn from(refusal: Refusal) -> io::Error {
        io::Error::other(refusal)
    }
}

/// The compressed data or the archive are damaged, or end early.
#[derive(Debug)]
pub(super) struct Damage {
    early: bool,
}

impl Damage {
    pub const BAD: Damage = Damage { early: false };
    pub const EARLY: Damage = Damage { early: true };

    /// The damage that an error of a decoder shows. Errors of the system are returned unchanged.
    pub fn of(error: io::Error) -> io::Error {
        if error.raw_os_error().is_some() {
            return error;
        }
        io::Error::other(Damage { early: error.kind() == io::ErrorKind::UnexpectedEof })
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.early {
            "the compressed data or the archive end early"
        } else {
            "the compressed data or the archive are damaged"
        })
    }
}

impl std::error::Error for Damage {}

impl From<Damage> for io::Error {
    fn from(damage: Damage) -> io::Error {
        io::Error::other(damage)
    }
}

/// The problem code of an error, and the message for the table.
pub(super) fn code_of(error: &io::Error) -> (ProblemCode, String) {
    let inner = error.get_ref();
    if let Some(refusal) = inner.and_then(|e| e.downcast_ref::<Refusal>()) {
        let code = match refusal {
            Refusal::TooLarge(_) | Refusal::Window | Refusal::Members(_) => ProblemCode::TooLarge,
            Refusal::BombRatio(_) => ProblemCode::BombRatio,
            Refusal::BombSize(_) => ProblemCode::BombSize,
        };
        return (code, refusal.to_string());
    }
    if let Some(damage) = inner.and_then(|e| e.downcast_ref::<Damage>()) {
        let code = if damage.early { ProblemCode::Truncated } else { ProblemCode::BadArchive };
        return (code, damage.to_string());
    }
    match error.kind() {
        io::ErrorKind::PermissionDenied => {
            (ProblemCode::PermissionDenied, "permission denied".to_owned())
        }
        io::ErrorKind::NotFound => {
            (ProblemCode::Vanished, "gone since the folder was listed".to_owned())
        }
        // A part of the path is no longer a folder, or it is a link now.
        kind if kind == io::ErrorKind::NotADirectory || is_link(error) => {
            (ProblemCode::Vanished, "replaced since the folder was listed".to_owned())
        }
        kind => (ProblemCode::IoError, format!("cannot be read: {kind}")),
    }
}

fn is_link(error: &io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error())
}

/// Whether a problem means that something was skipped on purpose, or that reading it failed.
pub(super) fn outcome_of(code: ProblemCode) -> Outcome {
    match code {
        ProblemCode::Empty
        | ProblemCode::Binary
        | ProblemCode::TooLarge
        | ProblemCode::LineTooLong
        | ProblemCode::BombRatio
        | ProblemCode::BombSize
        | ProblemCode::NestedArchive
        | ProblemCode::SpecialFile
        | ProblemCode::UnsafeMember
        | ProblemCode::Unsupported
        | ProblemCode::Encrypted
        | ProblemCode::NoText => Outcome::Skipped,
        _ => Outcome::Failed,
    }
}
