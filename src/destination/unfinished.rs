//! Files and folders that must not outlive an interrupted command.
//!
//! In: paths, while a command works on them. Out: nothing; [`remove_all`] removes what is left when a
//! signal ends the process. It does not decide when the process ends.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

static ENTRIES: Mutex<Vec<Entry>> = Mutex::new(Vec::new());

/// How often a folder is removed again because a thread still writes into it.
const ATTEMPTS: usize = 50;

#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    path: PathBuf,
    /// A folder that is removed only if nothing is in it.
    only_empty: bool,
}

/// A registered path. Dropping it ends the registration; it removes nothing.
#[derive(Debug)]
pub struct Unfinished(Entry);

impl Unfinished {
    /// Registers a file, or a folder with everything in it.
    pub fn new(path: &Path) -> Unfinished {
        Unfinished::register(path, false)
    }

    /// Registers a folder that is removed only if it is empty.
    pub fn if_empty(path: &Path) -> Unfinished {
        Unfinished::register(path, true)
    }

    fn register(path: &Path, only_empty: bool) -> Unfinished {
        let entry = Entry { path: path.to_owned(), only_empty };
        entries().push(entry.clone());
        Unfinished(entry)
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        let mut entries = entries();
        if let Some(at) = entries.iter().rposition(|entry| *entry == self.0) {
            entries.remove(at);
        }
    }
}

/// While it lives, [`remove_all`] waits: the caller moves a registered path into place.
pub struct Hold {
    entries: MutexGuard<'static, Vec<Entry>>,
}

impl Hold {
    /// Ends all registrations of a path: what it names now must stay.
    pub fn forget(&mut self, path: &Path) {
        self.entries.retain(|entry| entry.path != path);
    }
}

/// Keeps [`remove_all`] from removing anything. If that has begun, this call never returns.
pub fn hold() -> Hold {
    Hold { entries: entries() }
}

/// Removes all registered paths, the last one first, and blocks every later [`hold`]. Call it just
/// before the process ends.
pub fn remove_all() {
    let entries = entries();
    for Entry { path, only_empty } in entries.iter().rev() {
        let _ = match path.symlink_metadata() {
            Ok(found) if found.is_dir() && *only_empty => fs::remove_dir(path),
            Ok(found) if found.is_dir() => remove_folder(path),
            Ok(_) => fs::remove_file(path),
            Err(error) => Err(error),
        };
    }
    // No other thread may continue with what is gone.
    std::mem::forget(entries);
}

fn remove_folder(path: &Path) -> std::io::Result<()> {
    for _ in 1..ATTEMPTS {
        if fs::remove_dir_all(path).is_ok() {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    fs::remove_dir_all(path)
}

/// A thread that panicked leaves the list as it is, which is still right.
fn entries() -> MutexGuard<'static, Vec<Entry>> {
    ENTRIES.lock().unwrap_or_else(PoisonError::into_inner)
}
