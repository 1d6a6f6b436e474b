//! What a nightly run remembers: learned states, files and their documents, the runs themselves.
//!
//! In: clean documents by file, and the record of a run. Out: the same, in any later run. It
//! decides nothing: what is new and what has gone is the caller's to see.
//!
//! Documents are kept as they are finished, under the state they were cleaned with, whether or not
//! their run is ever written: they are work done, and true of the file with that seal. What is true
//! of runs changes in two steps around the swap of the output folder: [`Index::announce`] before it,
//! [`Index::settle`] after it; an announced run that was cut off is settled when the index is opened.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::database::{Batch, Database, Part, Snapshot, damaged};
use super::entry::{Epoch, Facts, KeptFile, Pending, Remains, RunRecord, Settings};
use crate::Error;
use crate::document::DocumentId;

/// The version of the layout.
const LAYOUT: u32 = 4;
/// Bytes that may wait before they are written.
pub(super) const WAITING: usize = 16 << 20;
/// A value that claims to be larger once expanded is none of ours.
const MOST_BYTES: u64 = 4 << 30;

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
    /// Opens the index, or makes it where there is none. `mark` tells which run's output stands in a
    /// folder; `output` is where this run's goes.
    ///
    /// # Errors
    /// [`Error::Damaged`] where it is damaged, of other settings than these, or older than the output.
    pub fn open(
        path: &Path,
        settings: &Settings,
        output: &Path,
        mark: &dyn Fn(&Path) -> Option<OutputMark>,
    ) -> Result<Index, Error> {
        let path = absolute(path)?;
        match path.symlink_metadata() {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Index::create(&path, settings);
            }
            Err(source) => return Err(Error::Output { path, source }),
            Ok(_) => {}
        }
        let database = Database::open(&path)?;
        let facts = read_facts(&database.snapshot()?)?;
        let mut index = Index { database, facts };
        if index.facts.settings == Settings::default() {
            // Made anew: it takes on the settings of its first run.
            index.facts.settings = settings.clone();
        } else if let Some(what) = index.facts.settings.difference(settings) {
            return Err(damaged(&path, &format!("the index was made with {what}")));
        }
        index.clear_unfinished()?;
        index.forget_old_epochs()?;
        if let Some(pending) = index.facts.pending.clone() {
            let stands = mark(&path_of(&pending.output)).is_some_and(|m| m.id == pending.run.id);
            index.resolve(pending, stands)?;
        }
        let known = index.facts.run.as_ref().map_or(0, |run| run.number);
        match mark(output) {
            Some(mark) if mark.lineage == index.facts.lineage && mark.number > known => {
                Err(damaged(&path, "the index is older than the output, an earlier copy of itself"))
            }
            _ => Ok(index),
        }
    }

    /// A new index with nothing in it but `facts` may say.
    pub(super) fn create_with(path: &Path, facts: Facts, mut batch: Batch) -> Result<Index, Error> {
        batch.put(Part::Facts, LAYOUT_KEY.to_vec(), &LAYOUT.to_le_bytes());
        batch.put(Part::Facts, FACTS_KEY.to_vec(), &encode(&facts)?);
        Ok(Index { database: Database::create(path, batch)?, facts })
    }

    fn create(path: &Path, settings: &Settings) -> Result<Index, Error> {
        let facts = Facts {
            settings: settings.clone(),
            lineage: lineage(),
            next_epoch: 1,
            ..Facts::default()
        };
        Index::create_with(path, facts, Batch::default())
    }

    /// That something in it makes no sense.
    pub fn damaged(&self, what: &str) -> Error {
        damaged(self.database.path(), what)
    }

    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// Tells this index from every other.
    pub fn lineage(&self) -> u64 {
        self.facts.lineage
    }

    /// The number of the run at work.
    pub fn next_run(&self) -> u32 {
        self.facts.run.as_ref().map_or(0, |run| run.number) + 1
    }

    /// The index as it stands now.
    pub fn snapshot(&self) -> Result<Snapshot, Error> {
        self.database.snapshot()
    }

    /// Keeps a state for the input that `inputs` is a digest of; work with it begins.
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

    /// Forgets a state that no run was written with, and the work done with it.
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

    /// Keeps the record of a run that is about to be written, with what it leaves to the next.
    pub fn announce(
        &mut self,
        mut run: RunRecord,
        output: &Path,
        gone: Vec<Vec<u8>>,
        remains: &Remains,
    ) -> Result<(), Error> {
        run.chunks = remains.history.len() as u32;
        run.pair_chunks = remains.pairs.len() as u32;
        let mut batch = Batch::default();
        for (part, chunks) in [(Part::History, &remains.history), (Part::Pairs, &remains.pairs)] {
            for (chunk, bytes) in (0..).zip(chunks) {
                batch.put(part, chunk_key(run.number, chunk), bytes);
            }
        }
        let output = output.as_os_str().as_encoded_bytes().to_vec();
        self.facts.pending = Some(Pending { run, output, gone });
        self.write(batch)
    }

    /// The announced run's output stands.
    pub fn settle(&mut self) -> Result<(), Error> {
        match self.facts.pending.clone() {
            Some(pending) => self.resolve(pending, true),
            None => Ok(()),
        }
    }

    fn resolve(&mut self, pending: Pending, stands: bool) -> Result<(), Error> {
        let dropped = match (&self.facts.run, stands) {
            (Some(before), true) => Some(before.clone()),
            (None, true) => None,
            (_, false) => Some(pending.run.clone()),
        };
        let mut batch = Batch::default();
        if let Some(run) = dropped {
            for (part, chunks) in [(Part::History, run.chunks), (Part::Pairs, run.pair_chunks)] {
                (0..chunks).for_each(|chunk| batch.remove(part, chunk_key(run.number, chunk)));
            }
        }
        self.facts.pending = None;
        if stands {
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

    /// Removes every state but the one in use and the one that is being worked with.
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

    /// What the last written run left.
    pub fn remains(&self) -> Result<Remains, Error> {
        let Some(run) = &self.facts.run else { return Ok(Remains::default()) };
        remains(run, &self.snapshot()?)
    }

    /// Writes changes together with the facts.
    pub(super) fn write(&self, mut batch: Batch) -> Result<(), Error> {
        batch.put(Part::Facts, FACTS_KEY.to_vec(), &encode(&self.facts)?);
        self.database.write(batch)
    }

    /// Removes all that was kept under a state, and the state.
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

    /// Removes blocks of files that a killed run did not finish.
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

/// Reads what is true of the whole index.
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
pub(super) fn remains(run: &RunRecord, snapshot: &Snapshot) -> Result<Remains, Error> {
    let chunks = |part, count| -> Result<Vec<Vec<u8>>, Error> {
        let chunk = |chunk| {
            let bytes = snapshot.get(part, &chunk_key(run.number, chunk))?;
            bytes.ok_or_else(|| snapshot.damaged("a part of the history is missing"))
        };
        (0..count).map(chunk).collect()
    };
    let history = chunks(Part::History, run.chunks)?;
    Ok(Remains { history, pairs: chunks(Part::Pairs, run.pair_chunks)? })
}

/// The key of a file's entry.
pub fn file_key(epoch: u32, id: &DocumentId) -> Vec<u8> {
    [&epoch.to_be_bytes()[..], id.root.as_bytes(), &[0], id.path.as_bytes()].concat()
}

/// The key of a block of documents.
pub(super) fn block_key(file: u64, block: u32) -> Vec<u8> {
    [&file.to_be_bytes()[..], &block.to_be_bytes()].concat()
}

/// The key of a chunk of what a run leaves.
pub(super) fn chunk_key(run: u32, chunk: u32) -> Vec<u8> {
    [run.to_be_bytes(), chunk.to_be_bytes()].concat()
}

pub(super) fn remove_blocks(batch: &mut Batch, file: &KeptFile) {
    for block in 0..file.blocks {
        for part in Part::BLOCKS {
            batch.remove(part, block_key(file.number, block));
        }
    }
}

/// A value as bytes.
pub fn encode(value: &impl Serialize) -> Result<Vec<u8>, Error> {
    postcard::to_stdvec(value)
        .map_err(|error| Error::Usage(format!("cannot be kept in an index: {error}")))
}

pub(super) fn decode<T: DeserializeOwned>(bytes: &[u8], snapshot: &Snapshot) -> Result<T, Error> {
    postcard::from_bytes(bytes).map_err(|_| snapshot.damaged("the index cannot be read"))
}

/// A value as compressed bytes.
pub fn pack(value: &(impl Serialize + ?Sized)) -> Result<Vec<u8>, Error> {
    let bytes = encode(&value)?;
    zstd::bulk::compress(&bytes, 1)
        .map_err(|error| Error::Usage(format!("cannot be kept in an index: {error}")))
}

/// What [`pack`] was given; `None` where the bytes are not from it.
pub fn unpack<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    thread_local! {
        // Making one costs as much as expanding a block.
        static DECOMPRESSOR: RefCell<Option<zstd::bulk::Decompressor<'static>>> =
            const { RefCell::new(None) };
    }
    let size = zstd::zstd_safe::get_frame_content_size(bytes).ok()??;
    if size > MOST_BYTES {
        return None;
    }
    let plain = DECOMPRESSOR.with_borrow_mut(|kept| {
        if kept.is_none() {
            *kept = zstd::bulk::Decompressor::new().ok();
        }
        kept.as_mut()?.decompress(bytes, usize::try_from(size).ok()?).ok()
    })?;
    postcard::from_bytes(&plain).ok()
}

fn absolute(path: &Path) -> Result<PathBuf, Error> {
    let failed = |source| Error::Output { path: path.to_owned(), source };
    match path.canonicalize() {
        Ok(real) => Ok(real),
        Err(_) => std::path::absolute(path).map_err(failed),
    }
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

/// A number that no other index is likely to have. No table depends on it.
pub(super) fn lineage() -> u64 {
    use std::hash::{BuildHasher, Hasher};
    std::collections::hash_map::RandomState::new().build_hasher().finish().max(1)
}
