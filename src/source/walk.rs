//! The walk: every file below the inputs, in the order of the tables.
//!
//! In: the inputs and the globs to leave out. Out: the files to read, and one problem for each
//! thing that is not read. It opens no file but a `run.json`, and follows no link.

use std::io;
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustix::fs::FileType;
use walkdir::WalkDir;

use super::input::{Exclude, Inputs};
use super::place::encode_path;
use super::{long_path, own_output};
use crate::Error;
use crate::config::InputSettings;
use crate::document::{DocumentId, Outcome, Problem, ProblemCode, Stage};

/// What was found below the inputs.
#[derive(Debug, Clone, Default)]
pub struct Walk {
    /// In the order of [`DocumentId`].
    pub files: Vec<FoundFile>,
    /// In the order of [`DocumentId`]: what stands there and is not read.
    pub problems: Vec<Problem>,
    /// Whether paths begin with the label of their input: so with several inputs.
    pub rooted: bool,
    /// Files and folders that a glob left out.
    pub excluded: u64,
}

/// A file to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundFile {
    /// Without member and record.
    pub id: DocumentId,
    pub location: Location,
    pub stamp: Stamp,
}

impl FoundFile {
    /// Whether the file is still as the walk found it, as far as its size and times tell.
    pub fn is_unchanged(&self) -> bool {
        match &self.location {
            Location::Path(path) => {
                path.symlink_metadata().is_ok_and(|found| stamp(&found) == self.stamp)
            }
            Location::StandardInput => false,
        }
    }
}

/// Where the bytes come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    Path(PathBuf),
    StandardInput,
}

/// What tells whether a file has changed since it was last seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stamp {
    pub bytes: u64,
    /// Nanoseconds since 1970.
    pub modified: i128,
    /// Nanoseconds since 1970: when the file, its name or its rights last changed.
    pub changed: i128,
}

/// Walks the inputs.
///
/// An input that is given twice, or that stands inside another input, is read once, as a part of
/// the outer one. A hard link is a file in its own right. The order of the inputs does not matter. `output` is refused inside an input,
/// and an input inside of `output`.
pub fn walk(settings: &InputSettings, output: Option<&Path>) -> Result<Walk, Error> {
    let inputs = Inputs::resolve(settings)?;
    if let Some(output) = output {
        inputs.refuse_output(output)?;
    }
    let exclude = Exclude::new(&settings.exclude)?;
    let folders: Vec<&Path> = inputs.real.iter().filter(|i| i.folder).map(|i| &*i.path).collect();
    let mut walk = Walk { rooted: inputs.real.len() > 1, ..Walk::default() };
    for (input, label) in inputs.real.iter().zip(inputs.labels()) {
        let root = if input.folder { label.as_str() } else { "" };
        let mut visit = Visit {
            root: root.into(),
            base: &input.path,
            prefix: if walk.rooted && input.folder { format!("{label}/") } else { String::new() },
            folders: &folders,
            exclude: &exclude,
            walk: &mut walk,
        };
        if input.folder {
            visit.folder();
        } else {
            let stamp = input_stamp(&input.path)?;
            visit.file(label.clone(), input.path.clone(), stamp);
        }
    }
    if inputs.standard_input {
        let id = DocumentId { root: "".into(), path: "-".into(), member: None, record: None };
        let (location, stamp) = (Location::StandardInput, Stamp::default());
        walk.files.push(FoundFile { id, location, stamp });
    }
    walk.files.sort_by(|a, b| a.id.cmp(&b.id));
    walk.problems.sort();
    Ok(walk)
}

fn problem(id: DocumentId, outcome: Outcome, code: ProblemCode, message: String) -> Problem {
    Problem { id, outcome, stage: Stage::Walk, code, message: message.into() }
}

fn input_stamp(path: &Path) -> Result<Stamp, Error> {
    let metadata = path.metadata();
    let metadata = metadata.map_err(|source| Error::Input { path: path.to_owned(), source })?;
    Ok(stamp(&metadata))
}

fn stamp(metadata: &std::fs::Metadata) -> Stamp {
    Stamp {
        bytes: metadata.len(),
        modified: nanoseconds(metadata.mtime(), metadata.mtime_nsec()),
        changed: nanoseconds(metadata.ctime(), metadata.ctime_nsec()),
    }
}

fn nanoseconds(seconds: i64, rest: i64) -> i128 {
    i128::from(seconds) * 1_000_000_000 + i128::from(rest)
}

/// The walk of one input.
struct Visit<'w> {
    root: Arc<str>,
    base: &'w Path,
    prefix: String,
    /// All inputs that are folders: a link into one of them points inside.
    folders: &'w [&'w Path],
    exclude: &'w Exclude,
    walk: &'w mut Walk,
}

impl Visit<'_> {
    fn folder(&mut self) {
        let base = self.base;
        let mut entries = WalkDir::new(base).follow_links(false).into_iter();
        while let Some(entry) = entries.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    self.walk_error(&error);
                    continue;
                }
            };
            let kind = entry.file_type();
            if self.leave_out(entry.path()) {
                if kind.is_dir() {
                    entries.skip_current_dir();
                }
            } else if kind.is_dir() {
                if own_output::is_marked(entry.path()) {
                    entries.skip_current_dir();
                    self.own_output(entry.path());
                }
            } else if kind.is_symlink() {
                self.link(entry.path());
            } else if kind.is_file() {
                match entry.metadata() {
                    Ok(metadata) => {
                        let spelt = self.spell(entry.path());
                        self.file(spelt, entry.into_path(), stamp(&metadata));
                    }
                    Err(error) => self.walk_error(&error),
                }
            } else {
                self.special(entry.path(), kind.is_fifo(), kind.is_socket());
            }
        }
    }

    fn relative<'p>(&self, path: &'p Path) -> &'p Path {
        path.strip_prefix(self.base).unwrap_or(path)
    }

    fn leave_out(&mut self, path: &Path) -> bool {
        let relative = self.relative(path);
        let out = !relative.as_os_str().is_empty() && self.exclude.matches(relative);
        self.walk.excluded += u64::from(out);
        out
    }

    /// The path in the spelling of the tables.
    fn spell(&self, path: &Path) -> String {
        let spelt = encode_path(self.relative(path));
        if spelt.is_empty() {
            // The input itself.
            let whole = self.prefix.trim_end_matches('/');
            return if whole.is_empty() { ".".to_owned() } else { whole.to_owned() };
        }
        format!("{}{spelt}", self.prefix)
    }

    fn id(&self, spelt: String) -> DocumentId {
        DocumentId { root: self.root.clone(), path: spelt.into(), member: None, record: None }
    }

    fn file(&mut self, spelt: String, path: PathBuf, stamp: Stamp) {
        let id = self.id(spelt);
        self.walk.files.push(FoundFile { id, location: Location::Path(path), stamp });
    }

    fn report(&mut self, path: &Path, outcome: Outcome, code: ProblemCode, message: String) {
        let id = self.id(self.spell(path));
        self.walk.problems.push(problem(id, outcome, code, message));
    }

    fn own_output(&mut self, path: &Path) {
        let message = "a folder that copydesk wrote".to_owned();
        self.report(path, Outcome::Skipped, ProblemCode::OwnOutput, message);
    }

    fn special(&mut self, path: &Path, pipe: bool, socket: bool) {
        let what = match (pipe, socket) {
            (true, _) => "a pipe",
            (_, true) => "a socket",
            _ => "a device",
        };
        self.report(path, Outcome::Skipped, ProblemCode::SpecialFile, what.to_owned());
    }

    /// A link is named by where it points, and never followed.
    fn link(&mut self, path: &Path) {
        let (code, message) = match path.canonicalize() {
            Ok(target) if path.starts_with(&target) => {
                (ProblemCode::SymlinkLoop, "a link to a folder that holds it")
            }
            Ok(target) if self.folders.iter().any(|folder| target.starts_with(folder)) => {
                (ProblemCode::SymlinkInside, "a link to a place inside the input")
            }
            Ok(_) => (ProblemCode::SymlinkOutside, "a link to a place outside the input"),
            Err(error) if error.raw_os_error() == Some(errno(rustix::io::Errno::LOOP)) => {
                (ProblemCode::SymlinkLoop, "a link that leads back to itself")
            }
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                (ProblemCode::SymlinkOutside, "a link to a place that may not be looked at")
            }
            Err(_) => (ProblemCode::SymlinkDangling, "a link to nothing"),
        };
        self.report(path, Outcome::Skipped, code, message.to_owned());
    }

    fn walk_error(&mut self, error: &walkdir::Error) {
        let path = error.path().unwrap_or(self.base).to_owned();
        match error.io_error() {
            Some(source) if is_too_long(source) => self.beyond_longest_path(path),
            Some(source) => self.input_error(&path, source),
            None => {
                let message = "a folder that holds itself".to_owned();
                self.report(&path, Outcome::Skipped, ProblemCode::SymlinkLoop, message);
            }
        }
    }

    fn input_error(&mut self, path: &Path, source: &io::Error) {
        let (code, message) = super::open::code_of(source);
        self.report(path, Outcome::Failed, code, message);
    }

    /// Walks on where paths are too long for the system to take whole.
    fn beyond_longest_path(&mut self, top: PathBuf) {
        let mut open = vec![top];
        while let Some(path) = open.pop() {
            let status = match long_path::stat(&path) {
                Ok(status) => status,
                Err(error) => {
                    self.input_error(&path, &error);
                    continue;
                }
            };
            match FileType::from_raw_mode(status.st_mode) {
                FileType::Directory => match long_path::entries(&path) {
                    Ok(entries) => {
                        let paths = entries.into_iter().map(|(name, _)| path.join(name));
                        open.extend(paths.filter(|path| !self.leave_out(path)));
                    }
                    Err(error) => self.input_error(&path, &error),
                },
                FileType::RegularFile => {
                    self.file(self.spell(&path), path, long_stamp(&status));
                }
                FileType::Symlink => {
                    let message = "a link at a path too long to follow".to_owned();
                    self.report(&path, Outcome::Skipped, ProblemCode::SymlinkOutside, message);
                }
                kind => {
                    let (pipe, socket) = (kind == FileType::Fifo, kind == FileType::Socket);
                    self.special(&path, pipe, socket);
                }
            }
        }
    }
}

fn errno(error: rustix::io::Errno) -> i32 {
    error.raw_os_error()
}

fn is_too_long(error: &io::Error) -> bool {
    error.raw_os_error() == Some(errno(rustix::io::Errno::NAMETOOLONG))
}

#[allow(clippy::unnecessary_cast, clippy::useless_conversion)] // The widths differ by platform.
fn long_stamp(status: &rustix::fs::Stat) -> Stamp {
    Stamp {
        bytes: u64::try_from(status.st_size).unwrap_or_default(),
        modified: nanoseconds(status.st_mtime as i64, status.st_mtime_nsec as i64),
        changed: nanoseconds(status.st_ctime as i64, status.st_ctime_nsec as i64),
    }
}
