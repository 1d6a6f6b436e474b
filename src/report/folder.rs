//! The output folder. It is written beside `OUT` and swapped in as a whole.
//!
//! In: the path `OUT` and the files of a run. Out: `OUT` with all of them, or unchanged. If the
//! process is killed at any moment, `OUT` is the complete old output or the complete new one, and the
//! next run needs no repair. It does not know what the files contain.
//!
//! During a run there are hidden entries beside `OUT = parent/name`:
//!
//! - `.name.copydesk-lock` is locked by the running process; a file without a lock is ignored;
//! - `.name.copydesk-staging` is the new output; for a moment after the swap it is the old one;
//! - `.name.copydesk-old` is the old output, moved aside. It is used only where the file system
//!   cannot exchange two folders, and serves as the journal of the swap: if it exists and `OUT` does
//!   not, the staging folder is complete and becomes `OUT`.

mod file;
mod lock;
mod own_names;
mod paths;
mod replace;
mod swap;

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::Error;
use crate::destination::unfinished::{self, Unfinished};

use own_names::SCRATCH;

pub use file::OutputFile;
pub use lock::Lock;
pub use paths::Places;
pub use replace::replace_page;

/// A locked staging folder. If it is dropped without [`OutputFolder::commit`], it is removed and `OUT`
/// stays as it is.
#[derive(Debug)]
pub struct OutputFolder {
    places: Places,
    /// Folders above `OUT` that this run made.
    created: Vec<PathBuf>,
    /// The same and the staging folder: a signal removes them.
    unfinished: Vec<Unfinished>,
    done: bool,
    /// `None` only while it drops.
    lock: Option<Lock>,
}

impl OutputFolder {
    /// Locks `OUT`, cleans up after killed runs, and makes an empty staging folder beside it.
    ///
    /// # Errors
    /// [`Error::Locked`] while another run uses it, [`Error::ForeignOutput`] when `OUT` holds files
    /// but no `run.json` of this program, [`Error::Output`] when nothing can be written there.
    pub fn open(out: &Path) -> Result<OutputFolder, Error> {
        let places = Places::of(out)?;
        let created = create_ancestors(&places.parent)?;
        // Before the lock: what is registered last is removed first.
        let unfinished = created.iter().map(|path| Unfinished::if_empty(path)).collect();
        let lock = match Lock::take(&places.lock) {
            Ok(Some(lock)) => lock,
            taken => {
                remove_empty(&created);
                return Err(match taken {
                    Err(source) => Error::Output { path: places.lock, source },
                    _ => Error::Locked { path: places.out },
                });
            }
        };
        let mut folder =
            OutputFolder { places, created, unfinished, done: false, lock: Some(lock) };
        swap::recover(&folder.places)?;
        check(&folder.places)?;
        folder.unfinished.push(Unfinished::new(&folder.places.staging));
        let failed = |source| Error::Output { path: folder.places.staging.clone(), source };
        fs::create_dir(&folder.places.staging).map_err(failed)?;
        if let Ok(old) = fs::metadata(&folder.places.out) {
            fs::set_permissions(&folder.places.staging, old.permissions()).map_err(failed)?;
        }
        fs::create_dir(folder.scratch()).map_err(failed)?;
        Ok(folder)
    }

    pub fn places(&self) -> &Places {
        &self.places
    }

    /// The folder that will replace `OUT`.
    pub fn staging(&self) -> &Path {
        &self.places.staging
    }

    /// The folder for spill files. It is removed before the swap.
    pub fn scratch(&self) -> PathBuf {
        self.places.staging.join(SCRATCH)
    }

    /// A new file of the output, by its path inside `OUT`.
    pub fn create(&self, name: &str) -> Result<OutputFile, Error> {
        let path = self.places.staging.join(name);
        let failed = |source| Error::Output { path: self.places.out.join(name), source };
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(failed)?;
        }
        let file = File::create_new(&path).map_err(failed)?;
        Ok(OutputFile::new(self.places.out.join(name), file))
    }

    /// Writes a small file of the output at once.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        let mut file = self.create(name)?;
        file.write(bytes)?;
        file.finish()
    }

    /// One of many small files, in a folder that [`OutputFolder::create_folder`] made;
    /// [`OutputFolder::commit`] makes them durable together.
    pub fn write_small(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        File::create_new(self.places.staging.join(name))
            .and_then(|mut file| file.write_all(bytes))
            .map_err(|source| Error::Output { path: self.places.out.join(name), source })
    }

    pub fn create_folder(&self, name: &str) -> Result<(), Error> {
        fs::create_dir_all(self.places.staging.join(name))
            .map_err(|source| Error::Output { path: self.places.out.join(name), source })
    }

    /// Makes the staging folder durable and puts it in the place of `OUT`. Returns a sentence if the old
    /// output could not be removed.
    pub fn commit(mut self) -> Result<Option<String>, Error> {
        let scratch = self.scratch();
        fs::remove_dir_all(&scratch).map_err(|source| Error::Output { path: scratch, source })?;
        let mut hold = None;
        let committed = swap::commit(&self.places, true, &mut |step| {
            // From here on, a signal waits for the swap.
            if step == swap::Step::Synced {
                hold = Some(unfinished::hold());
            }
            // The staging folder is the old output now, with files of the user.
            if let (swap::Step::Swapped, Some(hold)) = (step, &mut hold) {
                hold.forget(&self.places.staging);
            }
            Ok(())
        });
        drop(hold);
        self.done = committed.is_ok();
        committed
    }
}

impl Drop for OutputFolder {
    fn drop(&mut self) {
        if !self.done {
            // The next run removes what this cannot.
            let _ = swap::recover(&self.places);
            drop(self.lock.take());
            remove_empty(&self.created);
        }
    }
}

/// Makes the missing folders above `OUT`. Returns them, the highest first.
fn create_ancestors(parent: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut missing: Vec<PathBuf> =
        parent.ancestors().take_while(|path| !path.exists()).map(Path::to_owned).collect();
    missing.reverse();
    for path in &missing {
        match fs::create_dir(path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            made => made.map_err(|source| {
                remove_empty(&missing);
                Error::Output { path: path.clone(), source }
            })?,
        }
    }
    Ok(missing)
}

fn remove_empty(created: &[PathBuf]) {
    for path in created.iter().rev() {
        let _ = fs::remove_dir(path);
    }
}

/// Whether `OUT` may be replaced.
fn check(places: &Places) -> Result<(), Error> {
    let out = &places.out;
    let failed = |source| Error::Output { path: out.clone(), source };
    let entries = match fs::read_dir(out) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(failed)?,
    };
    let writable = rustix::fs::Access::WRITE_OK | rustix::fs::Access::EXEC_OK;
    rustix::fs::access(out, writable).map_err(|error| failed(error.into()))?;
    if is_mount_point(out) {
        let message = "it is a mount point and cannot be replaced: choose a folder inside it";
        return Err(failed(io::Error::new(io::ErrorKind::ResourceBusy, message)));
    }
    let names: BTreeSet<OsString> = entries
        .map(|entry| entry.map(|e| e.file_name()))
        .collect::<Result<_, _>>()
        .map_err(failed)?;
    if names.is_empty() || is_ours(out) {
        return Ok(());
    }
    Err(Error::ForeignOutput { path: out.clone() })
}

/// Whether a folder holds a `run.json` whose first key is `copydesk`.
pub fn is_ours(folder: &Path) -> bool {
    let mut head = Vec::new();
    let read = File::open(folder.join("run.json")).and_then(|f| f.take(64).read_to_end(&mut head));
    let head: Vec<u8> = head.into_iter().filter(|byte| !byte.is_ascii_whitespace()).collect();
    read.is_ok() && head.starts_with(b"{\"copydesk\":")
}

#[cfg(target_os = "linux")]
fn is_mount_point(path: &Path) -> bool {
    use rustix::fs::{AtFlags, CWD, StatxAttributes, StatxFlags, statx};
    statx(CWD, path, AtFlags::empty(), StatxFlags::BASIC_STATS)
        .is_ok_and(|found| found.stx_attributes.contains(StatxAttributes::MOUNT_ROOT))
}

#[cfg(not(target_os = "linux"))]
fn is_mount_point(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let device = |path: &Path| fs::metadata(path).map(|found| found.dev()).ok();
    path.parent().is_some_and(|parent| device(parent) != device(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write_run(out: &Path, text: &str) -> Result<(), Error> {
        let folder = OutputFolder::open(out)?;
        folder.write("run.json", br#"{ "copydesk": "0.1.0" }"#)?;
        folder.write("articles.csv", text.as_bytes())?;
        folder.write("excel/articles.csv", b"x")?;
        folder.commit().map(drop)
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_run_replaces_the_folder_whole_and_leaves_nothing_beside_it() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path().join("deep/out");
        write_run(&out, "old").unwrap();
        fs::write(out.join("excel/stale.csv"), "x").unwrap();
        write_run(&out, "new").unwrap();
        assert_eq!(fs::read_to_string(out.join("articles.csv")).unwrap(), "new");
        assert!(!out.join("excel/stale.csv").exists());
        assert_eq!(names(out.parent().unwrap()), ["out"]);
        assert_eq!(names(&out), ["articles.csv", "excel", "run.json"]);
    }

    #[test]
    fn a_run_that_ends_early_leaves_no_trace() {
        let home = tempfile::tempdir().unwrap();
        drop(OutputFolder::open(&home.path().join("a/b/out")).unwrap());
        assert!(names(home.path()).is_empty());
    }

    #[test]
    fn files_of_the_user_in_the_folder_survive() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path().join("out");
        write_run(&out, "old").unwrap();
        fs::write(out.join("notes.txt"), "mine").unwrap();
        write_run(&out, "new").unwrap();
        assert_eq!(names(&out), ["articles.csv", "excel", "notes.txt", "run.json"]);
        assert_eq!(names(home.path()), ["out"]);
    }

    #[test]
    fn a_folder_of_others_is_refused_and_unchanged() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path().join("out");
        fs::create_dir(&out).unwrap();
        write_run(&out, "an empty folder may be used").unwrap();
        fs::write(out.join("run.json"), r#"{"version": 1}"#).unwrap();
        assert!(matches!(OutputFolder::open(&out), Err(Error::ForeignOutput { .. })));
        let file = home.path().join("file");
        fs::write(&file, "x").unwrap();
        assert!(matches!(OutputFolder::open(&file), Err(Error::Output { .. })));
        assert_eq!(names(home.path()), ["file", "out"]);
    }

    #[test]
    fn a_second_run_at_the_same_time_is_refused() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path().join("out");
        let first = OutputFolder::open(&out).unwrap();
        let second = OutputFolder::open(&home.path().join("./out"));
        assert!(matches!(second, Err(Error::Locked { .. })));
        first.write("run.json", b"{\"copydesk\":\"0\"}").unwrap();
        first.commit().unwrap();
        assert!(OutputFolder::open(&out).is_ok());
    }

    #[test]
    fn a_symbolic_link_is_kept_and_its_target_is_replaced() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("disk/target");
        write_run(&target, "old").unwrap();
        let link = home.path().join("out");
        std::os::unix::fs::symlink(&target, &link).unwrap();
        write_run(&link, "new").unwrap();
        assert!(link.symlink_metadata().unwrap().is_symlink());
        assert_eq!(fs::read_to_string(target.join("articles.csv")).unwrap(), "new");
        fs::remove_dir_all(&target).unwrap();
        assert!(matches!(OutputFolder::open(&link), Err(Error::Output { .. })));
    }

    #[test]
    fn a_long_name_still_has_room_beside_it() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path().join("o".repeat(250));
        write_run(&out, "text").unwrap();
        assert_eq!(names(home.path()), ["o".repeat(250)]);
    }
}
