//! The swap of a finished staging folder with `OUT`, and the recovery of an interrupted swap.
//!
//! In: the locked paths around `OUT`. Out: the new output in its place, synced to the device. Files of
//! the user in the old output move to the new one.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use rustix::fs::{CWD, RenameFlags, renameat_with};

use crate::Error;

use super::own_names::OWN_NAMES;
use super::paths::Places;

/// The steps after which the process may be killed without harm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Synced,
    MovedAside,
    Swapped,
    Durable,
}

/// Syncs the staging folder, swaps it in and removes the old output. Where `exchange` is false, or
/// the file system has no exchange, it uses the journal that [`super`] describes. `after` is called
/// after every step, so that tests can stop there. Returns a sentence if the old output could not be
/// removed.
pub fn commit(
    places: &Places,
    exchange: bool,
    after: &mut dyn FnMut(Step) -> Result<(), Error>,
) -> Result<Option<String>, Error> {
    sync_tree(&places.staging)?;
    after(Step::Synced)?;
    swap(places, exchange, after)?;
    after(Step::Swapped)?;
    sync_folder(&places.parent)?;
    after(Step::Durable)?;
    // The new output is in place. The next run removes what cannot be removed now.
    let told = |error| {
        format!(
            "The new tables are in place, but the old ones could not be deleted ({error}). The next run \
             tries again, or delete {} and {} yourself.",
            places.staging.display(),
            places.old.display()
        )
    };
    Ok(recover(places).err().map(told))
}

fn swap(
    places: &Places,
    exchange: bool,
    after: &mut dyn FnMut(Step) -> Result<(), Error>,
) -> Result<(), Error> {
    let failed = |source| Error::Output { path: places.out.clone(), source };
    if !places.out.exists() {
        return fs::rename(&places.staging, &places.out).map_err(failed);
    }
    if exchange {
        match renameat_with(CWD, &places.staging, CWD, &places.out, RenameFlags::EXCHANGE) {
            Err(error) if cannot_exchange(error) => {}
            done => return done.map_err(|error| failed(error.into())),
        }
    }
    fs::rename(&places.out, &places.old).map_err(failed)?;
    sync_folder(&places.parent)?;
    after(Step::MovedAside)?;
    fs::rename(&places.staging, &places.out).map_err(|error| {
        // Undo; if that fails too, the next run continues from here.
        let _ = fs::rename(&places.old, &places.out);
        failed(error)
    })
}

/// Whether the error says that this file system or kernel has no exchange.
fn cannot_exchange(error: rustix::io::Errno) -> bool {
    use rustix::io::Errno;
    [Errno::INVAL, Errno::NOSYS, Errno::OPNOTSUPP].contains(&error)
}

/// Finishes an interrupted swap and removes the leftovers of dead runs. The caller holds the lock, so
/// nothing there belongs to a running process.
pub fn recover(places: &Places) -> Result<(), Error> {
    let failed = |source| Error::Output { path: places.out.clone(), source };
    if places.old.exists() && !places.out.exists() {
        let next = if places.staging.exists() { &places.staging } else { &places.old };
        fs::rename(next, &places.out).map_err(failed)?;
        sync_folder(&places.parent)?;
    }
    clear(&places.old, &places.out)?;
    clear(&places.staging, &places.out)
}

/// Removes an old output or an unfinished new one. Files of the user move to `out`.
fn clear(folder: &Path, out: &Path) -> Result<(), Error> {
    let failed = |source| Error::Output { path: folder.to_owned(), source };
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(failed)?,
    };
    for entry in entries {
        let name = entry.map_err(failed)?.file_name();
        let ours = name.to_str().is_some_and(|name| OWN_NAMES.contains(&name));
        let kept = out.join(&name);
        if !ours && kept.symlink_metadata().is_err() {
            fs::rename(folder.join(&name), kept).map_err(failed)?;
        }
    }
    fs::remove_dir_all(folder).map_err(failed)
}

/// Syncs a folder and everything in it to the device.
///
/// Files of the output were synced when they were finished, except the many small files of
/// `unique/`. One call for their file system takes seconds; one call for each takes minutes.
fn sync_tree(folder: &Path) -> Result<(), Error> {
    let failed = |source| Error::Output { path: folder.to_owned(), source };
    let mut folders = vec![folder.to_owned()];
    let mut at = 0;
    while let Some(path) = folders.get(at).cloned() {
        for entry in fs::read_dir(&path).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            if entry.file_type().map_err(failed)?.is_dir() {
                folders.push(entry.path());
            }
        }
        at += 1;
    }
    if folder.join("unique").exists() {
        sync_small_files(&folder.join("unique")).map_err(failed)?;
    }
    folders.iter().rev().try_for_each(|path| sync_folder(path))
}

#[cfg(target_os = "linux")]
fn sync_small_files(folder: &Path) -> io::Result<()> {
    Ok(rustix::fs::syncfs(File::open(folder)?)?)
}

#[cfg(not(target_os = "linux"))]
fn sync_small_files(folder: &Path) -> io::Result<()> {
    fs::read_dir(folder)?.try_for_each(|entry| File::open(entry?.path())?.sync_all())
}

pub fn sync_folder(folder: &Path) -> Result<(), Error> {
    File::open(folder)
        .and_then(|opened| opened.sync_all())
        .map_err(|source| Error::Output { path: folder.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::folder::OutputFolder;

    fn stage(places: &Places, text: &str) {
        fs::create_dir(&places.staging).unwrap();
        fs::write(places.staging.join("run.json"), r#"{"copydesk":"0"}"#).unwrap();
        fs::write(places.staging.join("articles.csv"), text).unwrap();
    }

    fn committed(text: &str) -> (tempfile::TempDir, Places) {
        let home = tempfile::tempdir().unwrap();
        let places = Places::of(&home.path().join("out")).unwrap();
        stage(&places, text);
        commit(&places, true, &mut |_| Ok(())).unwrap();
        fs::write(places.out.join("notes.txt"), "mine").unwrap();
        (home, places)
    }

    /// Stops after `step`, then opens the folder as the next run does.
    fn cut_off(exchange: bool, step: Step) -> String {
        let (home, places) = committed("old");
        stage(&places, "new");
        let killed = Error::Interrupted(9);
        let mut killed = Some(killed);
        let result = commit(&places, exchange, &mut |now| match killed.take_if(|_| now == step) {
            Some(error) => Err(error),
            None => Ok(()),
        });
        assert!(matches!(result, Err(Error::Interrupted(9))), "{step:?} was not reached");
        drop(OutputFolder::open(&places.out).unwrap());
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1, "leftovers");
        assert_eq!(fs::read_to_string(places.out.join("notes.txt")).unwrap(), "mine");
        fs::read_to_string(places.out.join("articles.csv")).unwrap()
    }

    #[test]
    fn after_a_kill_at_any_step_the_output_is_complete() {
        for exchange in [true, false] {
            assert_eq!(cut_off(exchange, Step::Synced), "old");
            assert_eq!(cut_off(exchange, Step::Swapped), "new");
            assert_eq!(cut_off(exchange, Step::Durable), "new");
        }
        assert_eq!(cut_off(false, Step::MovedAside), "new");
    }

    #[test]
    fn both_ways_of_swapping_give_the_same_folder() {
        for exchange in [true, false] {
            let (home, places) = committed("old");
            stage(&places, "new");
            commit(&places, exchange, &mut |_| Ok(())).unwrap();
            assert_eq!(fs::read_to_string(places.out.join("articles.csv")).unwrap(), "new");
            assert_eq!(fs::read_to_string(places.out.join("notes.txt")).unwrap(), "mine");
            assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1);
        }
    }

    #[test]
    fn old_tables_that_cannot_be_deleted_are_told() {
        let (_home, places) = committed("old");
        stage(&places, "new");
        let told = commit(&places, true, &mut |step| {
            if step == Step::Durable {
                // A file where the old folder was cannot be listed and removed as a folder.
                fs::remove_dir_all(&places.staging).unwrap();
                fs::write(&places.staging, "x").unwrap();
            }
            Ok(())
        });
        let told = told.unwrap().unwrap();
        assert!(
            told.contains("could not be deleted") && told.contains("copydesk-staging"),
            "{told}"
        );
        assert_eq!(fs::read_to_string(places.out.join("articles.csv")).unwrap(), "new");
    }

    #[test]
    fn an_old_folder_without_a_new_one_is_restored() {
        let (_home, places) = committed("old");
        fs::rename(&places.out, &places.old).unwrap();
        recover(&places).unwrap();
        assert_eq!(fs::read_to_string(places.out.join("articles.csv")).unwrap(), "old");
    }
}
