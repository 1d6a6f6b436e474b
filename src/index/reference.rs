//! Opens an index to match other documents with what it holds.
//!
//! In: an index. Out: the learned state and the files of its last run. It changes nothing in the index.

use std::path::Path;

use serde::de::DeserializeOwned;

use super::check::open;
use super::database::{Part, Snapshot};
use super::encoding::unpack;
use super::entry::{Epoch, KeptFile};
use super::store::read_facts;
use crate::Error;

/// An index that is only read.
pub struct Reference {
    pub snapshot: Snapshot,
    pub files: Vec<KeptFile>,
    epoch: Epoch,
}

impl Reference {
    /// Opens an index that has a finished run.
    ///
    /// # Errors
    /// [`Error::Input`] if there is no such file, [`Error::Damaged`] if it cannot be read or has no finished run.
    pub fn open(path: &Path) -> Result<Reference, Error> {
        let snapshot = open(path)?;
        let Some(run) = read_facts(&snapshot)?.run else {
            return Err(snapshot.damaged(
                "no run with this index is finished: make one with `copydesk run --index`",
            ));
        };
        let mut files = Vec::new();
        snapshot.files(run.epoch.number, |_, file| {
            files.push(file);
            Ok(())
        })?;
        Ok(Reference { snapshot, files, epoch: run.epoch })
    }

    /// The learned state under which its documents were cleaned.
    ///
    /// # Errors
    /// [`Error::Damaged`] if it cannot be read.
    pub fn state<T: DeserializeOwned>(&self) -> Result<T, Error> {
        let bytes = self.snapshot.get(Part::States, &self.epoch.number.to_be_bytes())?;
        let bytes = bytes.ok_or_else(|| self.snapshot.damaged("the learned state is missing"))?;
        unpack(&bytes).ok_or_else(|| self.snapshot.damaged("the learned state cannot be read"))
    }
}
