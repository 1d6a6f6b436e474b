//! The walk: every file below the inputs, in the order of the tables.
//!
//! In: the inputs and the globs to leave out. Out: the files to read, and one problem for each
//! entry that is not read. It opens no file but `run.json`, and follows no link.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustix::fs::{FileType, Stat};
use rustix::io::Errno;
use walkdir::WalkDir;

use super::found::{FoundFile, Location, Stamp, stamp};
use super::input::{Exclude, Input, Inputs};
use super::input_folder::InputFolder;
use super::own_output;
use super::place::encode_path;
use super::read_error::code_of;
use crate::Error;
use crate::config::InputSettings;
use crate::document::{DocumentId, Outcome, Problem, ProblemCode, Stage};

/// What was found below the inputs.
#[derive(Debug, Clone, Default)]
pub struct Walk {
    /// In the order of [`DocumentId`].
    pub files: Vec<FoundFile>,
    /// Entries that are not read, in the order of [`DocumentId`].
    pub problems: Vec<Problem>,
    /// Whether paths begin with the label of their input. They do if there are several inputs.
    pub rooted: bool,
    /// Files and folders that a glob left out.
    pub excluded: u64,
}

/// Walks the inputs.
///
/// An input that is given twice, or that lies inside another input, is read once, as a part of the
/// outer one. A hard link is a file of its own. The order of the inputs does not matter. It is an
/// error if `output` lies inside an input, or an input inside `output`.
pub fn walk(settings: &InputSettings, output: Option<&Path>) -> Result<Walk, Error> {
    let inputs = Inputs::resolve(settings)?;
    if let Some(output) = output {
        inputs.refuse_output(output)?;
    }
    let exclude = Exclude::new(&settings.exclude)?;
    let folders: Vec<&Path> = inputs.real.iter().filter(|i| i.folder).map(|i| &*i.path).collect();
    let metadata = settings.metadata.as_ref().and_then(|(path, _)| path.canonicalize().ok());
    let mut walk = Walk { rooted: inputs.real.len() > 1, ..Walk::default() };
    for (input, label) in inputs.real.iter().zip(inputs.labels()) {
        if !input.folder {
            walk.files.push(single_file(input, label)?);
            continue;
        }
        let prefix = if walk.rooted { format!("{label}/") } else { String::new() };
        Visit {
            root: label.into(),
            folder: Arc::new(InputFolder::open(&input.path).map_err(|e| unreadable(input, e))?),
            prefix,
            folders: &folders,
            metadata: metadata.as_deref(),
            exclude: &exclude,
            walk: &mut walk,
        }
        .all();
    }
    if inputs.standard_input {
        let id = DocumentId { root: "".into(), path: "-".into(), member: None, record: None };
        let (location, stamp) = (Location::StandardInput, Stamp::default());
        walk.files.push(FoundFile { id, location, stamp });
    }
    walk.files.sort_by(|a, b| a.id.cmp(&b.id));
    walk.problems.sort();
    walk.problems.dedup();
    Ok(walk)
}

/// An input that is a file. It is read from its folder, so that it cannot be replaced by a link.
fn single_file(input: &Input, label: String) -> Result<FoundFile, Error> {
    let relative = PathBuf::from(input.path.file_name().unwrap_or_default());
    let folder = InputFolder::open(input.path.parent().unwrap_or(&input.path));
    let folder = folder.map_err(|source| unreadable(input, source))?;
    let stamp = folder.stat(&relative).map(|found| stamp(&found));
    let stamp = stamp.map_err(|source| unreadable(input, source))?;
    let id = DocumentId { root: "".into(), path: label.into(), member: None, record: None };
    let location = Location::File { folder: Arc::new(folder), relative };
    Ok(FoundFile { id, location, stamp })
}

fn unreadable(input: &Input, source: io::Error) -> Error {
    Error::Input { path: input.path.clone(), source }
}

/// The walk of one input that is a folder. Paths are relative to it.
struct Visit<'w> {
    root: Arc<str>,
    folder: Arc<InputFolder>,
    prefix: String,
    /// All inputs that are folders. A link into one of them points inside the corpus.
    folders: &'w [&'w Path],
    /// The table of metadata, with links resolved.
    metadata: Option<&'w Path>,
    exclude: &'w Exclude,
    walk: &'w mut Walk,
}

impl Visit<'_> {
    /// Walks the folder. The names come from the tree of paths; what is behind a name is asked of the
    /// input's own descriptor, so that a folder replaced by a link is not entered.
    fn all(&mut self) {
        let base = self.folder.path().to_owned();
        let mut entries = WalkDir::new(&base).follow_links(false).into_iter();
        while let Some(entry) = entries.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    self.walk_error(&base, &error);
                    continue;
                }
            };
            let path = entry.path().strip_prefix(&base).unwrap_or(entry.path()).to_owned();
            let is_folder = entry.file_type().is_dir();
            if self.is_excluded(&path) || is_folder && self.is_own_output(&path) {
                if is_folder {
                    entries.skip_current_dir();
                }
            } else if !is_folder {
                self.named(path);
            }
        }
    }

    /// An entry by its name, which is not the name of a folder.
    fn named(&mut self, path: PathBuf) {
        let replaced = [Errno::LOOP, Errno::NOTDIR].map(|errno| Some(errno.raw_os_error()));
        match self.folder.stat(&path) {
            Ok(stat) => self.entry(path, FileType::from_raw_mode(stat.st_mode), &stat),
            Err(error) if replaced.contains(&error.raw_os_error()) => {
                let folder = path.parent().unwrap_or(&path);
                let message = "a folder that was replaced by a link during the walk";
                self.report(folder, Outcome::Skipped, ProblemCode::SymlinkOutside, message);
            }
            Err(error) => self.failure(&path, &error),
        }
    }

    fn walk_error(&mut self, base: &Path, error: &walkdir::Error) {
        let path = error.path().unwrap_or(base);
        let path = path.strip_prefix(base).unwrap_or(path).to_owned();
        match error.io_error() {
            Some(source) if source.raw_os_error() == Some(Errno::NAMETOOLONG.raw_os_error()) => {
                self.below(path);
            }
            Some(source) => self.failure(&path, source),
            None => {
                let message = "a link to a folder that contains it";
                self.report(&path, Outcome::Skipped, ProblemCode::SymlinkLoop, message);
            }
        }
    }

    fn is_excluded(&mut self, path: &Path) -> bool {
        let excluded = !path.as_os_str().is_empty() && self.exclude.matches(path);
        self.walk.excluded += u64::from(excluded);
        excluded
    }

    fn is_own_output(&mut self, path: &Path) -> bool {
        let own = own_output::is_marked(&self.folder, path);
        if own {
            let message = "an output folder of copydesk";
            self.report(path, Outcome::Skipped, ProblemCode::OwnOutput, message);
        }
        own
    }

    /// Walks on where paths are too long for the system to take whole.
    fn below(&mut self, top: PathBuf) {
        let mut open = vec![top];
        while let Some(path) = open.pop() {
            let stat = match self.folder.stat(&path) {
                Ok(stat) => stat,
                Err(error) => {
                    self.failure(&path, &error);
                    continue;
                }
            };
            match FileType::from_raw_mode(stat.st_mode) {
                FileType::Directory if self.is_own_output(&path) => {}
                FileType::Directory => match self.folder.entries(&path) {
                    Ok(entries) => {
                        let paths = entries.into_iter().map(|(name, _)| path.join(name));
                        open.extend(paths.filter(|path| !self.is_excluded(path)));
                    }
                    Err(error) => self.failure(&path, &error),
                },
                kind => self.entry(path, kind, &stat),
            }
        }
    }

    /// An entry that is not a folder.
    fn entry(&mut self, path: PathBuf, kind: FileType, stat: &Stat) {
        let special = match kind {
            FileType::RegularFile => return self.file(path, stat),
            FileType::Symlink => return self.link(&path),
            FileType::Fifo => "a pipe",
            FileType::Socket => "a socket",
            _ => "a device",
        };
        self.report(&path, Outcome::Skipped, ProblemCode::SpecialFile, special);
    }

    fn file(&mut self, path: PathBuf, stat: &Stat) {
        if path.file_name().is_some_and(is_backup) {
            let message = "a backup copy of an editor: rename it if it is to be read";
            return self.report(&path, Outcome::Skipped, ProblemCode::Unsupported, message);
        }
        if self.metadata.is_some_and(|table| table == self.folder.path().join(&path)) {
            let message = "the table given with --metadata, which is not a document";
            return self.report(&path, Outcome::Skipped, ProblemCode::Unsupported, message);
        }
        let id = self.id(&path);
        let location = Location::File { folder: self.folder.clone(), relative: path };
        self.walk.files.push(FoundFile { id, location, stamp: stamp(stat) });
    }

    /// Reports a link by its target. Links are never followed.
    fn link(&mut self, path: &Path) {
        let whole = self.folder.path().join(path);
        let (code, message) = match whole.canonicalize() {
            Ok(target) if whole.starts_with(&target) => {
                (ProblemCode::SymlinkLoop, "a link to a folder that contains it")
            }
            Ok(target) if self.folders.iter().any(|folder| target.starts_with(folder)) => {
                (ProblemCode::SymlinkInside, "a link to a place inside the input")
            }
            Ok(_) => (ProblemCode::SymlinkOutside, "a link to a place outside the input"),
            Err(error) if error.raw_os_error() == Some(Errno::LOOP.raw_os_error()) => {
                (ProblemCode::SymlinkLoop, "a link to itself")
            }
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                (ProblemCode::SymlinkOutside, "a link to a place that cannot be accessed")
            }
            Err(error) if error.raw_os_error() == Some(Errno::NAMETOOLONG.raw_os_error()) => {
                (ProblemCode::SymlinkOutside, "a link at a path too long to follow")
            }
            Err(_) => (ProblemCode::SymlinkDangling, "a link to nothing"),
        };
        self.report(path, Outcome::Skipped, code, message);
    }

    fn failure(&mut self, path: &Path, error: &io::Error) {
        let (code, message) = code_of(error);
        self.report(path, Outcome::Failed, code, &message);
    }

    fn report(&mut self, path: &Path, outcome: Outcome, code: ProblemCode, message: &str) {
        let (id, stage, message) = (self.id(path), Stage::Walk, message.into());
        self.walk.problems.push(Problem { id, outcome, stage, code, message });
    }

    /// The place of an entry, as tables write it.
    fn id(&self, path: &Path) -> DocumentId {
        let encoded = encode_path(path);
        // The input itself has the name of its label, or none.
        let whole = self.prefix.trim_end_matches('/');
        let path = match (encoded.is_empty(), whole.is_empty()) {
            (true, true) => ".".to_owned(),
            (true, false) => whole.to_owned(),
            _ => format!("{}{encoded}", self.prefix),
        };
        DocumentId { root: self.root.clone(), path: path.into(), member: None, record: None }
    }
}

/// Whether a name is one that editors give to backup and swap files.
fn is_backup(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    let ends = |ending: &[u8]| name.len() > ending.len() && name.ends_with(ending);
    let swap = name.starts_with(b".") && (ends(b".swp") || ends(b".swo") || ends(b".swn"));
    let autosave = name.len() > 2 && name.starts_with(b"#") && name.ends_with(b"#");
    ends(b"~") || ends(b".bak") || swap || autosave || ends(b".swp") || name.starts_with(b".#")
}
