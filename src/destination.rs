//! The place where one file is written. Every writer of a single file goes through this module, so
//! that none of them replaces something that the program did not make.
//!
//! In: a path as the user typed it, the signature of the writer's own files, and whether to force.
//! Out: the file, whole or as it was before; or the bytes, in a device, a pipe or standard output.
//! It does not know what is written. Output folders have rules of their own: see
//! [`report::OutputFolder`](crate::report::OutputFolder).
//!
//! | the path is | a writer |
//! |---|---|
//! | `-` | writes to standard output |
//! | missing | makes the file; its folder must exist |
//! | an empty file, or one with the writer's signature | replaces it, and keeps its permissions |
//! | any other file, or a read-only one | refuses; `--force` replaces it |
//! | a symbolic link | follows it: the rules hold for its target, and the link stays |
//! | a symbolic link to nothing | refuses |
//! | a FIFO or a character device | writes into it |
//! | a folder, a socket or a block device | refuses, also with `--force` |

pub mod unfinished;

use std::ffi::OsString;
use std::fs::{self, File, Metadata, Permissions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::Error;
use unfinished::Unfinished;

const READ_ONLY: &str = "it is read-only: choose another name, or use --force";

/// Which existing files a writer may replace.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Overwrite {
    /// Empty files and those with its own signature.
    #[default]
    OwnFiles,
    /// Any regular file: the user said `--force`.
    Any,
}

/// How a writer recognises its own files.
#[derive(Debug, Clone, Copy)]
pub struct Signature {
    /// The kind of file, for messages: "a learned state".
    pub kind: &'static str,
    /// Whether an open file, read from its start, is of this kind.
    pub matches: fn(&mut dyn Read) -> io::Result<bool>,
}

/// A place that was checked and may be written.
#[derive(Debug)]
pub struct Destination {
    /// As the user typed it.
    path: PathBuf,
    signature: Signature,
    overwrite: Overwrite,
    target: Target,
}

#[derive(Debug)]
enum Target {
    StandardOutput,
    /// A FIFO or a character device.
    Stream,
    /// A regular file, or none yet; links are resolved.
    File {
        path: PathBuf,
        permissions: Option<Permissions>,
    },
}

impl Destination {
    /// Checks a place for a file that can be written from start to end.
    ///
    /// # Errors
    /// [`Error::ForeignFile`] where another file would be replaced, [`Error::Destination`] where no
    /// file can be written at all, [`Error::Output`] where the system refuses.
    pub fn open(
        path: &Path,
        signature: Signature,
        overwrite: Overwrite,
    ) -> Result<Destination, Error> {
        let target = if path.as_os_str() == "-" {
            Target::StandardOutput
        } else {
            inspect(path, signature, overwrite)?
        };
        Ok(Destination { path: path.to_owned(), signature, overwrite, target })
    }

    /// Checks a place for a file that is read again and changed in place: a regular file.
    ///
    /// # Errors
    /// As [`Destination::open`]; [`Error::Destination`] for devices and FIFOs, too.
    pub fn open_file(
        path: &Path,
        signature: Signature,
        overwrite: Overwrite,
    ) -> Result<Destination, Error> {
        let target = inspect(path, signature, overwrite)?;
        if matches!(target, Target::Stream) {
            return Err(refused(path, "it is a device or a FIFO: name a regular file"));
        }
        Ok(Destination { path: path.to_owned(), signature, overwrite, target })
    }

    /// The path as the user typed it.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The regular file that is written; `None` for a stream.
    pub fn file(&self) -> Option<&Path> {
        match &self.target {
            Target::File { path, .. } => Some(path),
            Target::StandardOutput | Target::Stream => None,
        }
    }

    /// A folder for temporary files: the one of the file, or the system's.
    pub fn scratch(&self) -> PathBuf {
        self.file()
            .and_then(Path::parent)
            .filter(|folder| !folder.as_os_str().is_empty())
            .map_or_else(std::env::temp_dir, Path::to_owned)
    }

    /// Writes the whole file. A regular file is complete before it takes its name.
    ///
    /// # Errors
    /// [`Error::Output`] when it cannot be written, and as [`Destination::open`] if the place
    /// changed since it was checked. The old file stays in either case.
    pub fn write(self, bytes: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Error> {
        let place = self.path.clone();
        let failed = |source| Error::Output { path: place.clone(), source };
        match &self.target {
            Target::StandardOutput => {
                let mut out = io::stdout().lock();
                bytes(&mut out).and_then(|()| out.flush()).map_err(failed)
            }
            Target::Stream => {
                let stream = File::options().write(true).open(&self.path);
                stream.and_then(|mut stream| bytes(&mut stream)).map_err(failed)
            }
            Target::File { .. } => self.replace(|beside| {
                let mut file = File::create_new(beside).map_err(failed)?;
                bytes(&mut file).and_then(|()| file.sync_all()).map_err(failed)
            }),
        }
    }

    /// Lets `make` write a new file beside the target, then moves it into place. `make` gets a path
    /// where nothing is, and syncs what it writes. The caller holds a lock on the target.
    ///
    /// # Errors
    /// Those of `make`, and as [`Destination::write`]. A stream is refused.
    pub fn replace<T>(self, make: impl FnOnce(&Path) -> Result<T, Error>) -> Result<T, Error> {
        let failed = |source| Error::Output { path: self.path.clone(), source };
        let Target::File { path, permissions } = &self.target else {
            return Err(refused(&self.path, "it is a stream: name a regular file"));
        };
        let beside = beside(path);
        match fs::remove_file(&beside) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
            _ => {}
        }
        let _unfinished = Unfinished::new(&beside);
        let made = make(&beside).and_then(|made| {
            if let Some(permissions) = permissions {
                fs::set_permissions(&beside, permissions.clone()).map_err(failed)?;
            }
            // The work may have taken minutes: the place is checked again.
            inspect(&self.path, self.signature, self.overwrite)?;
            let _hold = unfinished::hold();
            fs::rename(&beside, path).map_err(failed)?;
            sync_folder_of(path).map_err(failed)?;
            Ok(made)
        });
        if made.is_err() {
            let _ = fs::remove_file(&beside);
        }
        made
    }
}

/// Decides what may be done with a path. The rules are in the table at the top.
fn inspect(path: &Path, signature: Signature, overwrite: Overwrite) -> Result<Target, Error> {
    let failed = |source| Error::Output { path: path.to_owned(), source };
    let found = match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return missing(path);
        }
        found => found.map_err(failed)?,
    };
    if let Some(reason) = unwritable(&found) {
        return Err(refused(path, reason));
    }
    if !found.is_file() {
        return Ok(Target::Stream);
    }
    if overwrite == Overwrite::OwnFiles {
        if found.permissions().readonly() {
            return Err(refused(path, READ_ONLY));
        }
        let mut file = File::open(path).map_err(failed)?;
        if found.len() > 0 && !(signature.matches)(&mut file).map_err(failed)? {
            return Err(Error::ForeignFile { path: path.to_owned(), expected: signature.kind });
        }
    }
    let resolved = fs::canonicalize(path).map_err(failed)?;
    Ok(Target::File { path: resolved, permissions: Some(found.permissions()) })
}

/// A path where nothing is yet.
fn missing(path: &Path) -> Result<Target, Error> {
    let failed = |source| Error::Output { path: path.to_owned(), source };
    if path.symlink_metadata().is_ok() {
        return Err(refused(path, "it is a symbolic link that leads nowhere: remove it first"));
    }
    let absolute = std::path::absolute(path).map_err(failed)?;
    let (Some(folder), Some(name)) = (absolute.parent(), absolute.file_name()) else {
        return Err(refused(path, "it names no file"));
    };
    match fs::canonicalize(folder) {
        Ok(folder) if folder.is_dir() => {
            Ok(Target::File { path: folder.join(name), permissions: None })
        }
        Ok(_) => Err(failed(io::ErrorKind::NotADirectory.into())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Err(refused(path, "its folder does not exist: make the folder first"))
        }
        Err(error) => Err(failed(error)),
    }
}

/// Why no file can be written at a place, whatever the user forces.
fn unwritable(found: &Metadata) -> Option<&'static str> {
    if found.is_dir() {
        return Some("it is a folder: name a file in it");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        let kind = found.file_type();
        if kind.is_socket() {
            return Some("it is a socket: name a file");
        }
        if kind.is_block_device() {
            return Some("it is a disk: name a file");
        }
        if kind.is_fifo() || kind.is_char_device() {
            return None;
        }
    }
    (!found.is_file()).then_some("it is not a regular file: name another one")
}

/// The name of a file under construction. A file that a killed run left there is removed.
fn beside(path: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".copydesk-new");
    path.with_file_name(name)
}

fn sync_folder_of(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

/// The error for a command without `--force`: it advises nothing that the command does not have.
pub fn without_force(error: Error) -> Error {
    match error {
        Error::ForeignFile { path, .. } => Error::Destination {
            path,
            reason: "it exists and this command did not write it: choose another name, or move it away",
        },
        Error::Destination { path, reason: READ_ONLY } => {
            Error::Destination { path, reason: "it is read-only: choose another name" }
        }
        other => other,
    }
}

fn refused(path: &Path, reason: &'static str) -> Error {
    Error::Destination { path: path.to_owned(), reason }
}

/// Whether a file begins with these bytes.
///
/// # Errors
/// When it cannot be read.
pub fn begins_with(file: &mut dyn Read, bytes: &[u8]) -> io::Result<bool> {
    let mut head = Vec::with_capacity(bytes.len());
    file.take(bytes.len() as u64).read_to_end(&mut head)?;
    Ok(head == bytes)
}

#[cfg(test)]
mod tests;
