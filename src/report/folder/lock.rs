//! A lock on an output folder: one run holds it at a time.
//!
//! In: the path of the lock file. Out: the lock, or nothing while another process holds it. The
//! operating system releases it when the process ends, even if it is killed.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crate::Error;
use crate::destination::unfinished::Unfinished;

/// A held lock; dropping it removes the file.
#[derive(Debug)]
pub struct Lock {
    path: PathBuf,
    _unfinished: Unfinished,
    /// Closing it releases the lock.
    _file: File,
}

impl Lock {
    /// The lock on a single file. The lock file lies beside it.
    ///
    /// # Errors
    /// [`Error::Locked`] while another process has it, [`Error::Destination`] if `path` is a device or
    /// a folder, [`Error::Output`] if no lock can be written.
    pub fn beside(path: &Path) -> Result<Lock, Error> {
        if path.metadata().is_ok_and(|found| !found.is_file()) {
            let reason = "it is not a regular file: name another file";
            return Err(Error::Destination { path: path.to_owned(), reason });
        }
        let resolved = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let mut name = std::ffi::OsString::from(".");
        name.push(resolved.file_name().unwrap_or_default());
        name.push(".copydesk-lock");
        let lock = resolved.with_file_name(name);
        match Lock::take(&lock) {
            Ok(Some(lock)) => Ok(lock),
            Ok(None) => Err(Error::Locked { path: path.to_owned() }),
            Err(source) => Err(Error::Output { path: lock, source }),
        }
    }

    /// Takes the lock; `None` while another run holds it.
    pub fn take(path: &Path) -> io::Result<Option<Lock>> {
        // Another run may remove the file after it was opened here and before it is locked. Then the
        // lock is on a file without a name, and the next attempt creates a new one.
        for _ in 0..100 {
            let mut options = OpenOptions::new();
            let file = options.read(true).write(true).create(true).truncate(false).open(path)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Ok(None),
                Err(TryLockError::Error(error)) => return Err(error),
            }
            let held = file.metadata()?;
            match fs::symlink_metadata(path) {
                Ok(named) if (named.dev(), named.ino()) == (held.dev(), held.ino()) => {
                    let _unfinished = Unfinished::new(path);
                    return Ok(Some(Lock { path: path.to_owned(), _unfinished, _file: file }));
                }
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_process_has_the_lock_and_a_leftover_file_is_ignored() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("lock");
        fs::write(&path, "").unwrap();
        let first = Lock::take(&path).unwrap().unwrap();
        assert!(Lock::take(&path).unwrap().is_none());
        drop(first);
        assert!(!path.exists());
        assert!(Lock::take(&path).unwrap().is_some());
    }
}
