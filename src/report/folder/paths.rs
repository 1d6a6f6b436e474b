//! The paths of a run: `OUT`, and the hidden names beside it.
//!
//! In: `OUT` as the user gave it. Out: absolute paths, symbolic links resolved. It changes nothing.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::Error;

/// Names longer than this are hashed in the names beside `OUT`.
const LONGEST_NAME: usize = 200;

/// The places around one `OUT`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    /// `OUT` itself, symbolic links resolved.
    pub out: PathBuf,
    /// The folder that holds it.
    pub parent: PathBuf,
    pub staging: PathBuf,
    pub old: PathBuf,
    pub lock: PathBuf,
}

impl Places {
    /// Resolves the paths. Changes nothing.
    pub fn of(out: &Path) -> Result<Places, Error> {
        let failed = |source| Error::Output { path: out.to_owned(), source };
        let resolved = match fs::canonicalize(out) {
            Ok(path) => path,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                if out.symlink_metadata().is_ok() {
                    let message = "it is a symbolic link to nothing: remove it first";
                    return Err(failed(io::Error::new(io::ErrorKind::NotFound, message)));
                }
                resolve_missing(out).map_err(failed)?
            }
            Err(error) => return Err(failed(error)),
        };
        let (Some(parent), Some(name)) = (resolved.parent(), resolved.file_name()) else {
            return Err(Error::Usage(format!(
                "{} cannot be an output folder: choose another path",
                out.display()
            )));
        };
        let beside = |end: &str| parent.join(hidden_name(name, end));
        Ok(Places {
            parent: parent.to_owned(),
            staging: beside("staging"),
            old: beside("old"),
            lock: beside("lock"),
            out: resolved,
        })
    }

    /// Everything that a run makes. A walk over a corpus that contains `OUT` leaves these out.
    pub fn own(&self) -> [&Path; 4] {
        [&self.out, &self.staging, &self.old, &self.lock]
    }
}

/// The absolute path of something that does not exist yet; its deepest existing ancestor is
/// resolved.
fn resolve_missing(path: &Path) -> io::Result<PathBuf> {
    let absolute = std::path::absolute(path)?;
    let mut missing = Vec::new();
    let mut at = absolute.as_path();
    loop {
        match fs::canonicalize(at) {
            Ok(found) => return Ok(missing.iter().rev().fold(found, |p, name| p.join(name))),
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Err(_) => {}
        }
        let (Some(name), Some(parent)) = (at.file_name(), at.parent()) else {
            return Err(io::ErrorKind::InvalidInput.into());
        };
        missing.push(name);
        at = parent;
    }
}

fn hidden_name(name: &OsStr, end: &str) -> OsString {
    let mut hidden = OsString::from(".");
    if name.len() > LONGEST_NAME {
        let digest = Sha256::digest(name.as_encoded_bytes());
        hidden.push(digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect::<String>());
    } else {
        hidden.push(name);
    }
    hidden.push(".copydesk-");
    hidden.push(end);
    hidden
}
