//! The index: learned states, files and their documents, runs.
//!
//! In: clean documents by file, and the record of a run. Out: the same, in any later run. It makes no
//! decision: the caller determines what is new and what has gone.
//!
//! Documents are stored as they are finished, under the state they were cleaned with, even if
//! their run is never committed: they remain valid for a file with the same stamp. A run is stored in
//! two steps around the swap of the output folder: [`Index::prepare`] before it,
//! [`Index::commit`] after it. A run that was killed between the two is resolved when the index is
//! opened.

use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::database::{Batch, Database, Part, Snapshot, damaged};
use super::encoding::{block_key, chunk_key, decode, encode, pack, unpack};
use super::entry::{CarriedOver, Epoch, Facts, KeptFile, Pending, RunRecord, Settings};
use super::signature::SIGNATURE;
use crate::Error;
use crate::destination::{Destination, Overwrite};

/// The version of the layout.
const LAYOUT: u32 = 7;
/// The chunk of the history that holds the list of runs.
pub(super) const RUNS_CHUNK: u32 = u32::MAX;
/// Bytes that are gathered before they are written.
pub(super) const WAITING: usize = 16 << 20;
const LAYOUT_KEY: &[u8] = b"layout";
const FACTS_KEY: &[u8] = b"facts";

/// An open index.
#[derive(Debug)]
pub struct Index {
    pub(super) database: Database,
    pub(super) facts: Facts,
}

/// A run as an output folder names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputMark {
    pub number: u32,
    pub id: String,
    pub lineage: u64,
}

impl Index {
    /// Opens the index, or creates it. `mark` returns the run whose output is in a folder; `output` is
    /// the output folder of this run.
    ///
    /// # Errors
    /// [`Error::Damaged`] if it is damaged, has other settings than these, or is older than the output.
    pub fn open(
        path: &Path,
        settings: &Settings,
        output: &Path,
        mark: &dyn Fn(&Path) -> Option<OutputMark>,
    ) -> Result<Index, Error> {
        let path = absolute(path)?;
        // An empty file, as `mktemp` makes it, becomes an index.
        if path.metadata().map_or(true, |found| found.is_file() && found.len() == 0) {
            let place = Destination::open_file(&path, SIGNATURE, Overwrite::OwnFiles)?;
            return Index::create(place, settings);
        }
        let database = Database::open(&path)?;
        let facts = read_facts(&database.snapshot()?)?;
        let mut index = Index { database, facts };
        if index.facts.settings == Settings::default() {
            // Rebuilt: it gets the settings of its first run.
            index.facts.settings = settings.clone();
        } else if let Some(what) = index.facts.settings.difference(settings) {
            return Err(damaged(&path, &format!("the index was made with {what}")));
        }
        index.clear_unfinished()?;
        index.forget_old_epochs()?;
        if let Some(pending) = index.facts.pending.clone() {
            let committed = mark(&path_of(&pending.output)).is_some_and(|m| m.id == pending.run.id);
            index.resolve(pending, committed)?;
        }
        let known = index.facts.run.as_ref().map_or(0, |run| run.number);
        match mark(output) {
            Some(mark) if mark.lineage == index.facts.lineage && mark.number > known => {
                Err(damaged(&path, "the index is older than the output: it is an earlier copy"))
            }
            _ => Ok(index),
        }
    }

    /// A new index with nothing in it but `facts` may say.
    pub(super) fn create_with(
        place: Destination,
        facts: Facts,
        mut batch: Batch,
    ) -> Result<Index, Error> {
        batch.put(Part::Facts, LAYOUT_KEY.to_vec(), &LAYOUT.to_le_bytes());
        batch.put(Part::Facts, FACTS_KEY.to_vec(), &encode(&facts)?);
        Ok(Index { database: Database::create(place, batch)?, facts })
    }

    fn create(place: Destination, settings: &Settings) -> Result<Index, Error> {
        let facts = Facts {
            settings: settings.clone(),
            lineage: lineage(),
            next_epoch: 1,
            ..Facts::default()
        };
        Index::create_with(place, facts, Batch::default())
    }

    /// The error for a value that cannot be right.
    pub fn damaged(&self, what: &str) -> Error {
        damaged(self.database.path(), what)
    }

    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// A random number that identifies the index.
    pub fn lineage(&self) -> u64 {
        self.facts.lineage
    }

    /// The number of the run at work.
    pub fn next_run(&self) -> u32 {
        self.facts.run.as_ref().map_or(0, |run| run.number) + 1
    }

    /// The index at this moment.
    pub fn snapshot(&self) -> Result<Snapshot, Error> {
        self.database.snapshot()
    }

    /// Stores a state and begins its epoch. `inputs` is a digest of the input that it was learned from.
    pub fn begin_epoch(
        &mut self,
        state: &impl Serialize,
        name: String,
        documents: u64,
        inputs: [u8; 32],
    ) -> Result<Epoch, Error> {
        self.forget_learning()?;
        let run = self.next_run();
        let epoch = Epoch { number: self.facts.next_epoch, state: name, run, documents };
        let mut batch = Batch::default();
        batch.put(Part::States, epoch.number.to_be_bytes().to_vec(), &pack(state)?);
        self.facts.next_epoch += 1;
        self.facts.learning = Some((epoch.clone(), inputs));
        self.write(batch)?;
        Ok(epoch)
    }

    /// Removes the epoch without a committed run.
    pub fn forget_learning(&mut self) -> Result<(), Error> {
        match self.facts.learning.take() {
            Some((epoch, _)) => self.forget_epoch(epoch.number),
            None => Ok(()),
        }
    }

    /// The state of an epoch.
    pub fn state<T: DeserializeOwned>(&self, epoch: &Epoch) -> Result<T, Error> {
        let snapshot = self.snapshot()?;
        let bytes = snapshot.get(Part::States, &epoch.number.to_be_bytes())?;
        let bytes = bytes.ok_or_else(|| snapshot.damaged("the learned state is missing"))?;
        unpack(&bytes).ok_or_else(|| snapshot.damaged("the learned state cannot be read"))
    }

    /// Stores the record of a pending run and what it leaves for the next one.
    pub fn prepare(
        &mut self,
        mut run: RunRecord,
        output: &Path,
        gone: Vec<Vec<u8>>,
        carried_over: &CarriedOver,
    ) -> Result<(), Error> {
        run.chunks = carried_over.history.len() as u32;
        run.pair_chunks = carried_over.pairs.len() as u32;
        let mut batch = Batch::default();
        for (part, chunks) in
            [(Part::History, &carried_over.history), (Part::Pairs, &carried_over.pairs)]
        {
            for (chunk, bytes) in (0..).zip(chunks) {
                batch.put(part, chunk_key(run.number, chunk), bytes);
            }
        }
        batch.put(Part::History, chunk_key(run.number, RUNS_CHUNK), &carried_over.runs);
        let output = output.as_os_str().as_encoded_bytes().to_vec();
        self.facts.pending = Some(Pending { run, output, gone });
        self.write(batch)
    }

    /// Commits the pending run: its output has been committed.
    pub fn commit(&mut self) -> Result<(), Error> {
        match self.facts.pending.clone() {
            Some(pending) => self.resolve(pending, true),
            None => Ok(()),
        }
    }

    fn resolve(&mut self, pending: Pending, committed: bool) -> Result<(), Error> {
        let dropped = match (&self.facts.run, committed) {
            (Some(before), true) => Some(before.clone()),
            (None, true) => None,
            (_, false) => Some(pending.run.clone()),
        };
        let mut batch = Batch::default();
        if let Some(run) = dropped {
            for (part, chunks) in [(Part::History, run.chunks), (Part::Pairs, run.pair_chunks)] {
                (0..chunks).for_each(|chunk| batch.remove(part, chunk_key(run.number, chunk)));
            }
            batch.remove(Part::History, chunk_key(run.number, RUNS_CHUNK));
        }
        self.facts.pending = None;
        if committed {
            let snapshot = self.snapshot()?;
            for key in pending.gone {
                if let Some(file) = snapshot.get(Part::Files, &key)? {
                    remove_blocks(&mut batch, &decode(&file, &snapshot)?);
                    batch.remove(Part::Files, key);
                }
            }
            self.facts.learning.take_if(|(epoch, _)| *epoch == pending.run.epoch);
            self.facts.run = Some(pending.run);
            self.write(batch)?;
            return self.forget_old_epochs();
        }
        self.write(batch)
    }

    /// Removes every epoch but that of the last run and that of the run at work.
    fn forget_old_epochs(&mut self) -> Result<(), Error> {
        let run = self.facts.run.as_ref().map(|run| &run.epoch);
        let learning = self.facts.learning.as_ref().map(|(epoch, _)| epoch);
        let kept: Vec<u32> = run.into_iter().chain(learning).map(|epoch| epoch.number).collect();
        let mut old = Vec::new();
        self.snapshot()?.scan(Part::States, &[], |key, _| {
            old.extend(key.first_chunk().map(|bytes| u32::from_be_bytes(*bytes)));
            Ok(true)
        })?;
        let old = old.into_iter().filter(|number| !kept.contains(number));
        old.collect::<Vec<u32>>().into_iter().try_for_each(|number| self.forget_epoch(number))
    }

    /// What the last committed run left.
    pub fn carried_over(&self) -> Result<CarriedOver, Error> {
        let Some(run) = &self.facts.run else { return Ok(CarriedOver::default()) };
        carried_over(run, &self.snapshot()?)
    }

    /// Writes changes and the facts.
    pub(super) fn write(&self, mut batch: Batch) -> Result<(), Error> {
        batch.put(Part::Facts, FACTS_KEY.to_vec(), &encode(&self.facts)?);
        self.database.write(batch)
    }

    /// Removes a state and all documents under it.
    fn forget_epoch(&mut self, epoch: u32) -> Result<(), Error> {
        let snapshot = self.snapshot()?;
        let mut batch = Batch::default();
        snapshot.scan(Part::Files, &epoch.to_be_bytes(), |key, value| {
            let ours = key.starts_with(&epoch.to_be_bytes());
            if ours {
                remove_blocks(&mut batch, &decode(value, &snapshot)?);
                batch.remove(Part::Files, key.to_vec());
            }
            Ok(ours)
        })?;
        batch.remove(Part::States, epoch.to_be_bytes().to_vec());
        self.write(batch)
    }

    /// Removes the blocks of files that a killed run did not finish.
    fn clear_unfinished(&mut self) -> Result<(), Error> {
        let unfinished = std::mem::take(&mut self.facts.unfinished);
        if unfinished.is_empty() {
            return Ok(());
        }
        let snapshot = self.snapshot()?;
        let mut batch = Batch::default();
        for number in unfinished {
            for part in Part::BLOCKS {
                snapshot.scan(part, &number.to_be_bytes(), |key, _| {
                    let ours = key.starts_with(&number.to_be_bytes());
                    if ours {
                        batch.remove(part, key.to_vec());
                    }
                    Ok(ours)
                })?;
            }
        }
        self.write(batch)
    }
}

/// Reads the facts about the whole index.
pub(super) fn read_facts(snapshot: &Snapshot) -> Result<Facts, Error> {
    match snapshot.get(Part::Facts, LAYOUT_KEY)? {
        Some(layout) if layout == LAYOUT.to_le_bytes() => {}
        Some(_) => return Err(snapshot.damaged("the index is from another version")),
        None => return Err(snapshot.damaged("the index is damaged")),
    }
    let facts = snapshot.get(Part::Facts, FACTS_KEY)?;
    let facts = facts.ok_or_else(|| snapshot.damaged("the index is damaged"))?;
    decode(&facts, snapshot)
}

/// What a run left.
pub(super) fn carried_over(run: &RunRecord, snapshot: &Snapshot) -> Result<CarriedOver, Error> {
    let chunks = |part, count| -> Result<Vec<Vec<u8>>, Error> {
        let chunk = |chunk| {
            let bytes = snapshot.get(part, &chunk_key(run.number, chunk))?;
            bytes.ok_or_else(|| snapshot.damaged("a part of the history is missing"))
        };
        (0..count).map(chunk).collect()
    };
    let history = chunks(Part::History, run.chunks)?;
    // The last run may have been one of a version without the list.
    let runs = snapshot.get(Part::History, &chunk_key(run.number, RUNS_CHUNK))?.unwrap_or_default();
    Ok(CarriedOver { history, pairs: chunks(Part::Pairs, run.pair_chunks)?, runs })
}

pub(super) fn remove_blocks(batch: &mut Batch, file: &KeptFile) {
    for block in 0..file.blocks {
        for part in Part::BLOCKS {
            batch.remove(part, block_key(file.number, block));
        }
    }
}

fn absolute(path: &Path) -> Result<PathBuf, Error> {
    let resolved = path.canonicalize().or_else(|_| std::path::absolute(path));
    resolved.map_err(|source| Error::Output { path: path.to_owned(), source })
}

#[cfg(unix)]
fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    std::ffi::OsStr::from_bytes(bytes).into()
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> PathBuf {
    String::from_utf8_lossy(bytes).into_owned().into()
}

/// A random number. No table depends on it.
pub(super) fn lineage() -> u64 {
    use std::hash::{BuildHasher, Hasher};
    std::collections::hash_map::RandomState::new().build_hasher().finish().max(1)
}
