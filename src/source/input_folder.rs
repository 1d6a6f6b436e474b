//! The folder of an input, kept open, and the files below it.
//!
//! In: the path of an input. Out: files and folders below it, opened part by part from the open
//! folder. No link is followed at any part, so a folder that is replaced by a link after it was
//! listed leads nowhere. A path may be longer than one system call accepts. Nothing is written.

use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, CWD, Dir, Mode, OFlags, Stat, openat, statat};
use rustix::io::Errno;

/// Bytes of a path that one call accepts on every system.
const CALL_BYTES: usize = 1000;
/// Bytes of a path beyond which a tree is refused.
const PATH_BYTES: usize = 1 << 20;

const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY);

/// An open folder.
#[derive(Debug)]
pub struct InputFolder {
    path: PathBuf,
    descriptor: OwnedFd,
}

impl PartialEq for InputFolder {
    fn eq(&self, other: &InputFolder) -> bool {
        self.path == other.path
    }
}

impl Eq for InputFolder {}

/// A name in a folder, and what it belongs to: the link itself if it is a link.
pub(super) type FolderEntry = (OsString, rustix::io::Result<Stat>);

impl InputFolder {
    /// Opens the folder of an input. Links in `path` are followed: the user named it.
    pub(super) fn open(path: &Path) -> io::Result<InputFolder> {
        let descriptor = openat(CWD, path, FOLDER | OFlags::CLOEXEC, Mode::empty())?;
        Ok(InputFolder { path: path.to_owned(), descriptor })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Opens a file for reading. Does not wait for the other end of a pipe.
    pub(super) fn file(&self, relative: &Path) -> io::Result<File> {
        Ok(File::from(self.below(relative, OFlags::RDONLY | OFlags::NONBLOCK)?))
    }

    /// The state of a file: of the link itself if it is a link.
    pub(super) fn stat(&self, relative: &Path) -> io::Result<Stat> {
        let name = relative.file_name().ok_or(Errno::NOENT)?;
        let folder = self.below(relative.parent().unwrap_or(Path::new("")), FOLDER)?;
        Ok(statat(&folder, name, AtFlags::SYMLINK_NOFOLLOW)?)
    }

    /// The entries of a folder, in the order of the file system.
    pub(super) fn entries(&self, relative: &Path) -> io::Result<Vec<FolderEntry>> {
        let folder = self.below(relative, FOLDER)?;
        let mut found = Vec::new();
        for entry in Dir::read_from(&folder)? {
            let name = OsString::from_vec(entry?.file_name().to_bytes().to_vec());
            if name != "." && name != ".." {
                let stat = statat(&folder, name.as_os_str(), AtFlags::SYMLINK_NOFOLLOW);
                found.push((name, stat));
            }
        }
        Ok(found)
    }

    /// Opens what lies at a path below the folder.
    fn below(&self, relative: &Path, flags: OFlags) -> io::Result<OwnedFd> {
        if relative.as_os_str().len() > PATH_BYTES {
            return Err(Errno::NAMETOOLONG.into());
        }
        let mut folder: Option<OwnedFd> = None;
        let mut piece = PathBuf::new();
        for part in relative.components() {
            let part = part.as_os_str();
            let long = piece.as_os_str().len() + part.as_bytes().len() >= CALL_BYTES;
            if long && !piece.as_os_str().is_empty() {
                let from = folder.as_ref().map_or(self.descriptor.as_fd(), AsFd::as_fd);
                folder = Some(open_piece(from, &piece, FOLDER)?);
                piece = PathBuf::new();
            }
            piece.push(part);
        }
        let from = folder.as_ref().map_or(self.descriptor.as_fd(), AsFd::as_fd);
        let piece = if piece.as_os_str().is_empty() { Path::new(".") } else { &piece };
        Ok(open_piece(from, piece, flags)?)
    }
}

/// Opens a short path from a folder. Fails with `ELOOP` or `ENOTDIR` if a part of it is a link.
fn open_piece(from: BorrowedFd<'_>, piece: &Path, flags: OFlags) -> rustix::io::Result<OwnedFd> {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{ResolveFlags, openat2};

        let own = flags | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let opened = openat2(from, piece, own, Mode::empty(), ResolveFlags::NO_SYMLINKS);
        // Old kernels do not have the call, and some containers forbid it.
        if !matches!(opened, Err(Errno::NOSYS | Errno::PERM)) {
            return opened;
        }
    }
    open_parts(from, piece, flags)
}

/// As [`open_piece`], with one call for each part of the path.
fn open_parts(from: BorrowedFd<'_>, piece: &Path, flags: OFlags) -> rustix::io::Result<OwnedFd> {
    let open = |from: BorrowedFd<'_>, part: &Path, flags: OFlags| {
        openat(from, part, flags | OFlags::NOFOLLOW | OFlags::CLOEXEC, Mode::empty())
    };
    let last = piece.file_name().map_or(piece, Path::new);
    let mut folder: Option<OwnedFd> = None;
    for part in piece.parent().unwrap_or(Path::new("")).components() {
        let from = folder.as_ref().map_or(from, AsFd::as_fd);
        folder = Some(open(from, Path::new(part.as_os_str()), FOLDER)?);
    }
    open(folder.as_ref().map_or(from, AsFd::as_fd), last, flags)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Write};

    fn text(mut file: File) -> String {
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn a_file_beyond_the_longest_path_is_listed_and_read() {
        let root = tempfile::tempdir().unwrap();
        let input = InputFolder::open(root.path()).unwrap();
        let name = "p".repeat(200);
        let mut path = PathBuf::new();
        let mut folder = input.below(&path, FOLDER).unwrap();
        for _ in 0..25 {
            rustix::fs::mkdirat(&folder, name.as_str(), Mode::RWXU).unwrap();
            folder = open_parts(folder.as_fd(), Path::new(&name), FOLDER).unwrap();
            path.push(&name);
        }
        let flags = OFlags::WRONLY | OFlags::CREATE;
        let file = openat(&folder, "x.txt", flags, Mode::RUSR | Mode::WUSR).unwrap();
        File::from(file).write_all(b"deep").unwrap();

        let names: Vec<_> = input.entries(&path).unwrap().into_iter().map(|e| e.0).collect();
        assert_eq!(names, ["x.txt"]);
        assert_eq!(text(input.file(&path.join("x.txt")).unwrap()), "deep");
        assert_eq!(input.stat(&path.join("x.txt")).unwrap().st_size, 4);
    }

    #[test]
    fn no_part_of_a_path_may_be_a_link() {
        let root = tempfile::tempdir().unwrap();
        let home = root.path();
        std::fs::create_dir_all(home.join("outside/b")).unwrap();
        std::fs::write(home.join("outside/b/x.txt"), "secret").unwrap();
        std::fs::create_dir_all(home.join("in/a/b")).unwrap();
        std::fs::write(home.join("in/a/b/x.txt"), "Rain").unwrap();
        std::os::unix::fs::symlink("../../outside/b", home.join("in/a/c")).unwrap();
        std::os::unix::fs::symlink("../outside", home.join("in/d")).unwrap();
        std::os::unix::fs::symlink("../outside/b/x.txt", home.join("in/x.txt")).unwrap();
        let input = InputFolder::open(&home.join("in")).unwrap();
        assert_eq!(text(input.file(Path::new("a/b/x.txt")).unwrap()), "Rain");
        for path in ["a/c/x.txt", "d/b/x.txt", "x.txt"] {
            assert!(input.file(Path::new(path)).is_err(), "{path}");
            let open = open_parts(input.descriptor.as_fd(), Path::new(path), OFlags::RDONLY);
            assert!(open.is_err(), "{path}");
        }
        assert!(input.entries(Path::new("a/c")).is_err());
        assert!(input.stat(Path::new("d/b/x.txt")).is_err());
    }
}
