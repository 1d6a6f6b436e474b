//! Files whose path is longer than the system takes in one call.
//!
//! In: a path of any length. Out: an open file, or the entries of a folder, reached part by part
//! from an open folder. The last part is never followed when it is a link.

use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, CWD, Dir, FileType, Mode, OFlags, Stat, openat, statat};

/// Bytes of a path that one call takes on every system.
const CALL_BYTES: usize = 1000;
/// Bytes of a path beyond which a tree is taken for a trap.
const PATH_BYTES: usize = 1 << 20;

/// Opens a file for reading without following a link at its end and without waiting for the other
/// end of a pipe.
pub(super) fn open(path: &Path) -> io::Result<File> {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    if path.as_os_str().len() <= CALL_BYTES {
        return Ok(File::from(openat(CWD, path, flags, Mode::empty())?));
    }
    let (folder, last) = reach(path)?;
    Ok(File::from(openat(&folder, &last, flags, Mode::empty())?))
}

/// What stands at a path: the link itself where it is a link.
pub(super) fn stat(path: &Path) -> io::Result<Stat> {
    let (folder, last) = reach(path)?;
    Ok(statat(&folder, &last, AtFlags::SYMLINK_NOFOLLOW)?)
}

/// The names in a folder and what they are.
pub(super) fn entries(path: &Path) -> io::Result<Vec<(OsString, FileType)>> {
    let (folder, last) = reach(path)?;
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let folder = openat(&folder, &last, flags, Mode::empty())?;
    let mut found = Vec::new();
    for entry in Dir::read_from(&folder)? {
        let entry = entry?;
        let name = OsString::from_vec(entry.file_name().to_bytes().to_vec());
        if name != "." && name != ".." {
            found.push((name, entry.file_type()));
        }
    }
    Ok(found)
}

/// The folder that holds a path's last part, open, and that part.
fn reach(path: &Path) -> io::Result<(OwnedFd, PathBuf)> {
    if path.as_os_str().len() > PATH_BYTES {
        return Err(rustix::io::Errno::NAMETOOLONG.into());
    }
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let start = if path.is_absolute() { "/" } else { "." };
    let mut folder = openat(CWD, start, flags, Mode::empty())?;
    let mut ahead = PathBuf::new();
    for part in path.strip_prefix("/").unwrap_or(path).components() {
        let part = Path::new(part.as_os_str());
        if !ahead.as_os_str().is_empty()
            && ahead.as_os_str().len() + part.as_os_str().as_bytes().len() >= CALL_BYTES
        {
            folder = openat(&folder, &ahead, flags, Mode::empty())?;
            ahead = PathBuf::new();
        }
        ahead.push(part);
    }
    let last = ahead.file_name().map(PathBuf::from).unwrap_or_default();
    if let Some(parent) = ahead.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        folder = openat(&folder, parent, flags, Mode::empty())?;
    }
    Ok((folder, last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Write};

    #[test]
    fn a_file_beyond_the_longest_path_is_listed_and_read() {
        let root = tempfile::tempdir().unwrap();
        let mut folder = openat(
            CWD,
            root.path(),
            OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC,
            Mode::empty(),
        )
        .unwrap();
        let name = "p".repeat(200);
        let mut path = root.path().to_owned();
        for _ in 0..25 {
            rustix::fs::mkdirat(&folder, name.as_str(), Mode::RWXU).unwrap();
            folder =
                openat(&folder, name.as_str(), OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty())
                    .unwrap();
            path.push(&name);
        }
        let flags = OFlags::WRONLY | OFlags::CREATE;
        let file = openat(&folder, "x.txt", flags, Mode::RUSR | Mode::WUSR).unwrap();
        File::from(file).write_all(b"deep").unwrap();

        let names: Vec<_> = entries(&path).unwrap().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["x.txt"]);
        let mut text = String::new();
        open(&path.join("x.txt")).unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text, "deep");
        assert_eq!(stat(&path.join("x.txt")).unwrap().st_size, 4);
    }
}
