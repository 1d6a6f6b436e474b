//! The commands for an index: check it, describe it, rebuild it.
//!
//! In: its file. Out: a report to print. Only [`rebuild`] writes: it replaces the file by a new one that has
//! the undamaged learned state and history.

use std::fmt;
use std::path::Path;

use super::database::{Batch, Database, Part, Snapshot};
use super::encoding::{chunk_key, decode};
use super::entry::{Facts, KeptFile, RunRecord};
use super::signature::SIGNATURE;
use super::store::{Index, RUNS_CHUNK, carried_over, lineage, read_facts};
use crate::Error;
use crate::destination::{Destination, Overwrite};

/// The contents of an index.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contents {
    pub program: String,
    pub run: Option<RunRecord>,
    pub pending: bool,
    pub files: u64,
    pub documents: u64,
    pub problems: u64,
    pub values: u64,
    pub bytes: u64,
}

impl fmt::Display for Contents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "made by     copydesk {}", self.program)?;
        match &self.run {
            Some(run) => {
                writeln!(f, "last run    {} ({} documents)", run.number, run.documents)?;
                let (state, learned_in) = (&run.epoch.state, run.epoch.run);
                writeln!(f, "learned     {state}, in run {learned_in}")?;
            }
            None => writeln!(f, "last run    none")?,
        }
        if self.pending {
            writeln!(f, "pending     a run that was killed; the next one resolves it")?;
        }
        writeln!(f, "files       {}", self.files)?;
        writeln!(f, "documents   {}", self.documents)?;
        writeln!(f, "problems    {}", self.problems)?;
        writeln!(f, "size        {} bytes in {} values", self.bytes, self.values)
    }
}

/// Opens an index that exists, without write access to it.
pub(super) fn open(path: &Path) -> Result<Snapshot, Error> {
    match std::fs::metadata(path) {
        Ok(_) => Database::read_only(path),
        Err(source) => Err(Error::Input { path: path.to_owned(), source }),
    }
}

/// Describes an index.
///
/// # Errors
/// [`Error::Damaged`] if it cannot be read.
pub fn info(path: &Path) -> Result<Contents, Error> {
    contents(path, &open(path)?)
}

/// Reads all of an index, and describes it if it is undamaged.
///
/// # Errors
/// [`Error::Damaged`] if any value is not as it was written.
pub fn check(path: &Path) -> Result<Contents, Error> {
    let snapshot = open(path)?;
    let contents = contents(path, &snapshot)?;
    for part in Part::ALL {
        snapshot.scan(part, &[], |_, _| Ok(true))?;
    }
    snapshot.scan(Part::Files, &[], |_, value| {
        let file: KeptFile = decode(value, &snapshot)?;
        let mut documents = 0;
        for block in 0..file.blocks {
            let heads = snapshot.heads(file.number, block)?;
            let texts = snapshot.texts(file.number, block)?;
            let same = heads.iter().map(|head| &head.id).eq(texts.iter().map(|t| &t.article.id));
            if !same {
                return Err(snapshot.damaged("parts of a document in the index do not match"));
            }
            documents += heads.len() as u64;
        }
        match documents == file.documents {
            true => Ok(true),
            false => Err(snapshot.damaged("documents are missing in the index")),
        }
    })?;
    if let Some(run) = &read_facts(&snapshot)?.run {
        carried_over(run, &snapshot)?;
    }
    Ok(contents)
}

fn contents(path: &Path, snapshot: &Snapshot) -> Result<Contents, Error> {
    let facts = read_facts(snapshot)?;
    let mut contents = Contents {
        program: facts.settings.program,
        run: facts.run,
        pending: facts.pending.is_some(),
        bytes: std::fs::metadata(path).map_or(0, |metadata| metadata.len()),
        ..Contents::default()
    };
    snapshot.scan(Part::Files, &[], |_, value| {
        let file: KeptFile = decode(value, snapshot)?;
        contents.files += 1;
        contents.documents += file.documents;
        contents.problems += file.problems.len() as u64;
        Ok(true)
    })?;
    for part in Part::ALL {
        contents.values += snapshot.count(part)?;
    }
    Ok(contents)
}

/// The result of [`rebuild`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rebuilt {
    /// Whether the learned state and the history were undamaged.
    pub kept: bool,
}

impl fmt::Display for Rebuilt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kept {
            true => writeln!(f, "Rebuilt, with its learned state and its history.")?,
            false => writeln!(f, "Rebuilt. Nothing of it could be kept: the next run learns.")?,
        }
        writeln!(f, "The next run reads all files of the corpus.")
    }
}

/// Makes an index anew. `overwrite` says whether a file that is not recognised may be replaced.
///
/// # Errors
/// [`Error::Damaged`] where the file is no index at all, [`Error::Destination`] where it is no
/// regular file, [`Error::Locked`] while it is in use.
pub fn rebuild(path: &Path, overwrite: Overwrite) -> Result<Rebuilt, Error> {
    path.metadata().map_err(|source| Error::Input { path: path.to_owned(), source })?;
    let place = match Destination::open_file(path, SIGNATURE, overwrite) {
        Err(Error::ForeignFile { path, .. }) => {
            let message = "this is not an index of copydesk, or its first bytes are damaged; it is \
                unchanged. To replace it with a new index, add --force";
            return Err(Error::Damaged { path, message: message.to_owned() });
        }
        place => place?,
    };
    let salvaged = match Database::open(path) {
        Err(error @ Error::Locked { .. }) => return Err(error),
        Err(error @ Error::Output { .. }) => return Err(error),
        Err(_) => None,
        Ok(database) => database.snapshot().and_then(|snapshot| salvage(&snapshot)).ok(),
    };
    let kept = salvaged.is_some();
    let (facts, batch) = salvaged.unwrap_or_default();
    let facts = Facts { lineage: lineage(), next_epoch: facts.next_epoch.max(1), ..facts };
    Index::create_with(place, facts, batch)?;
    Ok(Rebuilt { kept })
}

/// The state and the history of the last run, if both are undamaged. The settings are left out: the
/// next run writes its own.
fn salvage(snapshot: &Snapshot) -> Result<(Facts, Batch), Error> {
    let facts = read_facts(snapshot)?;
    let run = facts.run.ok_or_else(|| snapshot.damaged("no run was written"))?;
    let mut batch = Batch::default();
    let lost = || snapshot.damaged("the index is damaged");
    let state = run.epoch.number.to_be_bytes();
    batch.put(Part::States, state.to_vec(), &snapshot.get(Part::States, &state)?.ok_or_else(lost)?);
    // The comparisons may be of another version of the program.
    let run = RunRecord { pair_chunks: 0, ..run };
    let kept = carried_over(&run, snapshot)?;
    for (chunk, value) in (0..).zip(kept.history) {
        batch.put(Part::History, chunk_key(run.number, chunk), &value);
    }
    batch.put(Part::History, chunk_key(run.number, RUNS_CHUNK), &kept.runs);
    let facts = Facts { run: Some(run), next_epoch: facts.next_epoch, ..Facts::default() };
    Ok((facts, batch))
}
