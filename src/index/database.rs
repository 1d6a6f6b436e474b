//! The file of an index: keys and values in one redb file, each value with a checksum. No damage of the
//! file makes the program panic.
//!
//! In: bytes under keys, in batches that are written completely or not at all. Out: the same bytes, or an
//! error that names the file and the next step. It does not know what the bytes mean.
//!
//! redb trusts its file: it returns a flipped bit, and a page of zeros may make it panic. So each
//! value has an XXH3 checksum over its part, its key and itself, and each call catches panics.

use std::cell::Cell;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use redb::{ReadOnlyTable, ReadableDatabase, TableDefinition, TableError};
use xxhash_rust::xxh3::Xxh3;

use crate::Error;
use crate::destination::Destination;

/// Memory for pages of the file.
const CACHE_BYTES: usize = 64 << 20;

/// Bytes of the checksum before each value.
const SUM: usize = 8;

/// Is in every index, even if its header is damaged.
pub const MARK: &[u8] = b"copydesk-index-";

/// A part of the file: keys of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Facts about the whole index.
    Facts,
    /// Learned states.
    States,
    /// One entry for each file of the corpus.
    Files,
    /// Everything of documents but their texts and tokens.
    Heads,
    /// The token sequences of documents.
    Tokens,
    /// The clean documents.
    Texts,
    /// The history of documents at the end of a run.
    History,
    /// Comparisons of candidate pairs.
    Pairs,
}

impl Part {
    pub const ALL: [Part; 8] = [
        Part::Facts,
        Part::States,
        Part::Files,
        Part::Heads,
        Part::Tokens,
        Part::Texts,
        Part::History,
        Part::Pairs,
    ];
    /// The parts that hold blocks of documents.
    pub const BLOCKS: [Part; 3] = [Part::Heads, Part::Tokens, Part::Texts];

    fn table(self) -> TableDefinition<'static, &'static [u8], &'static [u8]> {
        TableDefinition::new(match self {
            Part::Facts => "copydesk-index-facts",
            Part::States => "copydesk-index-states",
            Part::Files => "copydesk-index-files",
            Part::Heads => "copydesk-index-heads",
            Part::Tokens => "copydesk-index-tokens",
            Part::Texts => "copydesk-index-texts",
            Part::History => "copydesk-index-history",
            Part::Pairs => "copydesk-index-pairs",
        })
    }
}

/// Changes that are written together.
#[derive(Debug, Default)]
pub struct Batch {
    changes: Vec<(Part, Vec<u8>, Option<Vec<u8>>)>,
    bytes: usize,
}

impl Batch {
    pub fn put(&mut self, part: Part, key: Vec<u8>, value: &[u8]) {
        let mut sealed = Vec::with_capacity(SUM + value.len());
        sealed.extend_from_slice(&checksum(part, &key, value).to_le_bytes());
        sealed.extend_from_slice(value);
        self.bytes += key.len() + sealed.len();
        self.changes.push((part, key, Some(sealed)));
    }

    pub fn remove(&mut self, part: Part, key: Vec<u8>) {
        self.bytes += key.len();
        self.changes.push((part, key, None));
    }

    /// Bytes of keys and values.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}

fn checksum(part: Part, key: &[u8], value: &[u8]) -> u64 {
    let mut hasher = Xxh3::new();
    hasher.update(&[part as u8]);
    hasher.update(&(key.len() as u64).to_le_bytes());
    hasher.update(key);
    hasher.update(value);
    hasher.digest()
}

/// An open file, locked against every other process.
pub struct Database {
    path: PathBuf,
    /// `None` only while it drops.
    inner: Option<redb::Database>,
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Database").field("path", &self.path).finish_non_exhaustive()
    }
}

impl Database {
    /// Makes a new file with what `batch` says; it takes its name when it is complete.
    ///
    /// # Errors
    /// As [`Destination::replace`].
    pub fn create(destination: Destination, batch: Batch) -> Result<Database, Error> {
        let path = destination.path().to_owned();
        destination.replace(|beside| {
            let inner = guarded(&path, || Ok(builder().create(beside)?))?;
            let database = Database { path: path.clone(), inner: Some(inner) };
            database.write(batch)?;
            Ok(database)
        })
    }

    /// Opens a file.
    ///
    /// # Errors
    /// [`Error::Locked`] while another process has it, [`Error::Damaged`] where it is not an index
    /// or not as it was written, [`Error::Output`] where the system refuses.
    pub fn open(path: &Path) -> Result<Database, Error> {
        // Opening a device or a FIFO may block, or change it.
        if std::fs::metadata(path).is_ok_and(|found| !found.is_file()) {
            let reason = "an index is a regular file, and this is none: name another file";
            return Err(Error::Destination { path: path.to_owned(), reason });
        }
        let inner = guarded(path, || Ok(builder().open(path)?))?;
        let database = Database { path: path.to_owned(), inner: Some(inner) };
        database.snapshot()?;
        Ok(database)
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    fn inner(&self) -> Result<&redb::Database, redb::Error> {
        self.inner.as_ref().ok_or(redb::Error::DatabaseClosed)
    }

    /// Writes the changes, all or none, and syncs them.
    pub fn write(&self, batch: Batch) -> Result<(), Error> {
        guarded(&self.path, || {
            let mut transaction = self.inner()?.begin_write()?;
            // Without it, opening after a kill reads the whole file.
            transaction.set_quick_repair(true);
            for part in Part::ALL {
                let mut table = transaction.open_table(part.table())?;
                for (_, key, value) in batch.changes.iter().filter(|(of, ..)| *of == part) {
                    match value {
                        Some(value) => drop(table.insert(key.as_slice(), value.as_slice())?),
                        None => drop(table.remove(key.as_slice())?),
                    }
                }
            }
            Ok(transaction.commit()?)
        })
    }

    /// The file at this moment; later writes do not change it.
    pub fn snapshot(&self) -> Result<Snapshot, Error> {
        snapshot(&self.path, || Ok(self.inner()?.begin_read()?))
    }

    /// The file without write access to it.
    ///
    /// # Errors
    /// As [`Database::open`].
    pub fn read_only(path: &Path) -> Result<Snapshot, Error> {
        let opened = guarded(path, || match builder().open_read_only(path) {
            // A run was killed while it wrote: opening the file for writing repairs it.
            Err(redb::DatabaseError::RepairAborted) => Ok(None),
            opened => Ok(Some(opened?)),
        })?;
        match opened {
            Some(database) => snapshot(path, || Ok(database.begin_read()?)),
            None => Database::open(path)?.snapshot(),
        }
    }
}

/// The tables of a file, as a transaction sees them.
fn snapshot(
    path: &Path,
    begin: impl FnOnce() -> Result<redb::ReadTransaction, redb::Error>,
) -> Result<Snapshot, Error> {
    let tables = guarded(path, || {
        let transaction = begin()?;
        let open = |part: Part| match transaction.open_table(part.table()) {
            Err(TableError::TableDoesNotExist(_)) => Ok(None),
            opened => opened.map(Some),
        };
        Ok(Part::ALL.into_iter().map(open).collect::<Result<Vec<_>, _>>()?)
    })?;
    if tables.iter().any(Option::is_none) {
        return Err(damaged(path, "a part of the index is missing"));
    }
    Ok(Snapshot { path: path.to_owned(), tables: tables.into_iter().flatten().collect() })
}

impl Drop for Database {
    fn drop(&mut self) {
        let inner = self.inner.take();
        // If closing fails, the next opening repairs the file.
        let _ = quietly(|| drop(inner));
    }
}

/// The index at one moment; any number of threads may read it.
pub struct Snapshot {
    path: PathBuf,
    /// In the order of [`Part::ALL`].
    tables: Vec<ReadOnlyTable<&'static [u8], &'static [u8]>>,
}

impl Snapshot {
    fn table(
        &self,
        part: Part,
    ) -> Result<&ReadOnlyTable<&'static [u8], &'static [u8]>, redb::Error> {
        self.tables.get(part as usize).ok_or(redb::Error::DatabaseClosed)
    }

    /// The value of a key.
    pub fn get(&self, part: Part, key: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        self.look(part, key, <[u8]>::to_vec)
    }

    /// Applies `see` to the value of a key, without copying it.
    pub fn look<T>(
        &self,
        part: Part,
        key: &[u8],
        see: impl FnOnce(&[u8]) -> T,
    ) -> Result<Option<T>, Error> {
        let found = guarded(&self.path, || {
            let value = self.table(part)?.get(key)?;
            Ok(value.map(|value| open(part, key, value.value()).map(see)))
        })?;
        match found {
            Some(None) => Err(damaged(&self.path, "the index is damaged")),
            value => Ok(value.flatten()),
        }
    }

    /// Calls `each` with all keys of a part from `first` on, in order, and their values, until it
    /// returns `false`.
    pub fn scan(
        &self,
        part: Part,
        first: &[u8],
        mut each: impl FnMut(&[u8], &[u8]) -> Result<bool, Error>,
    ) -> Result<(), Error> {
        guarded(&self.path, || {
            for entry in self.table(part)?.range(first..)? {
                let (key, value) = entry?;
                let shown = match open(part, key.value(), value.value()) {
                    Some(value) => each(key.value(), value),
                    None => Err(damaged(&self.path, "the index is damaged")),
                };
                match shown {
                    Ok(true) => {}
                    Ok(false) => break,
                    Err(error) => return Ok(Err(error)),
                }
            }
            Ok(Ok(()))
        })?
    }

    /// How many keys a part has.
    pub fn count(&self, part: Part) -> Result<u64, Error> {
        use redb::ReadableTableMetadata;
        guarded(&self.path, || Ok(self.table(part)?.len()?))
    }

    /// The error for a value that is missing or cannot be right.
    pub fn damaged(&self, what: &str) -> Error {
        damaged(&self.path, what)
    }
}

fn open<'v>(part: Part, key: &[u8], sealed: &'v [u8]) -> Option<&'v [u8]> {
    let (sum, value) = sealed.split_first_chunk::<SUM>()?;
    (u64::from_le_bytes(*sum) == checksum(part, key, value)).then_some(value)
}

fn builder() -> redb::Builder {
    let mut builder = redb::Builder::new();
    builder.set_cache_size(CACHE_BYTES);
    builder
}

/// The error for a damaged index.
pub fn damaged(path: &Path, what: &str) -> Error {
    let place = path.display();
    let message = format!(
        "{what}: `copydesk index rebuild {place}` keeps its undamaged parts, and the next run reads the rest again"
    );
    Error::Damaged { path: path.to_owned(), message }
}

thread_local! {
    /// Whether a panic on this thread is expected and reported as an error.
    static EXPECTED: Cell<bool> = const { Cell::new(false) };
}

/// Hides the messages of panics that are caught here, for the whole process.
pub fn silence_guarded_panics() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !EXPECTED.get() {
            before(panic);
        }
    }));
}

fn quietly<T>(work: impl FnOnce() -> T) -> std::thread::Result<T> {
    let before = EXPECTED.replace(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    EXPECTED.set(before);
    result
}

/// Calls redb. Its errors and panics become errors of this crate.
fn guarded<T>(path: &Path, work: impl FnOnce() -> Result<T, redb::Error>) -> Result<T, Error> {
    match quietly(work) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(named(path, error)),
        Err(_) => Err(damaged(path, "the index is damaged")),
    }
}

fn named(path: &Path, error: redb::Error) -> Error {
    let output = |source| Error::Output { path: path.to_owned(), source };
    match error {
        redb::Error::DatabaseAlreadyOpen => Error::Locked { path: path.to_owned() },
        redb::Error::Io(error) if error.kind() == io::ErrorKind::InvalidData => {
            damaged(path, "this is not an index of copydesk, or its header is damaged")
        }
        redb::Error::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            damaged(path, "the index is cut short")
        }
        redb::Error::Io(error) => output(error),
        redb::Error::PreviousIo => output(io::Error::other("an earlier write of this run failed")),
        redb::Error::UpgradeRequired(_) => damaged(path, "the index is from another version"),
        _ => damaged(path, "the index is damaged"),
    }
}

#[cfg(test)]
mod tests;
