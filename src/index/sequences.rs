//! Token sequences on disk: in a temporary file once they are too many for memory, or in an index.
//!
//! In: sequences, one after another. Out: any of them, by its place. How a sequence is encoded is
//! defined by [`Sequence`], once for memory, temporary file and index.
//!
//! The temporary file has no name once it is open (where the system allows that) and is never opened
//! again. It is read with positioned reads, not mapped: a mapping would count as memory of the program.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use super::database::Snapshot;
use crate::document::fingerprint::{InMemory, Sequence, Sequences};
use crate::document::shingle::Token;

/// Bytes gathered before they are written.
const BUFFER: usize = 1 << 20;

/// Sequences in memory up to a bound, and in a temporary file beyond it.
#[derive(Debug)]
pub struct SequenceSpill {
    folder: PathBuf,
    memory: InMemory,
    /// Bytes that memory may hold.
    bound: usize,
    disk: Option<Disk>,
}

/// The sequences that follow those in memory. Places count from the first of them.
#[derive(Debug)]
struct Disk {
    file: File,
    /// Its name, where it could not be removed from the folder at once: it is removed at the end.
    name: Option<PathBuf>,
    /// Bytes in the file.
    written: u64,
    /// Sequences that are not in the file yet.
    buffer: InMemory,
}

impl SequenceSpill {
    /// Keeps up to `tokens` tokens (of four bytes) in memory. Further documents go to a file in
    /// `folder`, which is created when it is needed.
    pub fn new(folder: &Path, tokens: usize) -> SequenceSpill {
        SequenceSpill {
            folder: folder.to_owned(),
            memory: InMemory::default(),
            bound: tokens.saturating_mul(4),
            disk: None,
        }
    }

    /// Bytes in memory.
    fn held(&self) -> usize {
        self.memory.bytes().len()
    }
}

impl Sequences for SequenceSpill {
    fn append(&mut self, tokens: &[Token], headline: &[u8]) -> io::Result<u64> {
        let size = Sequence::size(tokens.len(), headline.len()).unwrap_or(usize::MAX);
        if self.disk.is_none() && self.held().saturating_add(size) <= self.bound {
            return self.memory.append(tokens, headline);
        }
        let held = self.held() as u64;
        let disk = match &mut self.disk {
            Some(disk) => disk,
            none => none.insert(Disk::create(&self.folder)?),
        };
        Ok(held + disk.append(tokens, headline)?)
    }

    fn read(
        &self,
        place: u64,
        tokens: usize,
        headline: usize,
        into: &mut Sequence,
    ) -> io::Result<()> {
        match (place.checked_sub(self.held() as u64), &self.disk) {
            (Some(at), Some(disk)) => disk.read(at, tokens, headline, into),
            _ => self.memory.read(place, tokens, headline, into),
        }
    }
}

impl Disk {
    fn create(folder: &Path) -> io::Result<Disk> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = folder.join(format!("copydesk-{}-{count}.spill", std::process::id()));
        let file = File::options().read(true).write(true).create_new(true).open(&name)?;
        let name =
            if cfg!(unix) && std::fs::remove_file(&name).is_ok() { None } else { Some(name) };
        Ok(Disk { file, name, written: 0, buffer: InMemory::default() })
    }

    fn append(&mut self, tokens: &[Token], headline: &[u8]) -> io::Result<u64> {
        let place = self.written + self.buffer.append(tokens, headline)?;
        let waiting = self.buffer.bytes();
        if waiting.len() >= BUFFER {
            self.file.write_all(waiting)?;
            self.written += waiting.len() as u64;
            self.buffer.clear(4 * BUFFER);
        }
        Ok(place)
    }

    fn read(
        &self,
        place: u64,
        tokens: usize,
        headline: usize,
        into: &mut Sequence,
    ) -> io::Result<()> {
        if let Some(at) = place.checked_sub(self.written) {
            return self.buffer.read(at, tokens, headline, into);
        }
        thread_local! {
            // Documents are read one after another: no memory is requested for each.
            static BYTES: std::cell::RefCell<Vec<u8>> = const { std::cell::RefCell::new(Vec::new()) };
        }
        let short = || io::Error::from(io::ErrorKind::UnexpectedEof);
        BYTES.with_borrow_mut(|bytes| {
            bytes.resize(Sequence::size(tokens, headline).ok_or_else(short)?, 0);
            read_at(&self.file, bytes, place)?;
            into.decode(bytes, 0, tokens, headline).ok_or_else(short)
        })
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        if let Some(name) = &self.name {
            // The output of the run is complete: a file that cannot be removed is no failure.
            let _ = std::fs::remove_file(name);
        }
    }
}

/// A document in an index: file, block, and place in the block.
pub type BlockPlace = (u64, u32, u32);

/// The sequences of documents in an index. A place is a position in the list of documents.
pub struct StoredSequences {
    snapshot: Arc<Snapshot>,
    documents: Vec<BlockPlace>,
}

impl StoredSequences {
    pub fn new(snapshot: Arc<Snapshot>, documents: Vec<BlockPlace>) -> StoredSequences {
        StoredSequences { snapshot, documents }
    }
}

impl Sequences for StoredSequences {
    /// Refuses: an index is written by its own writer.
    fn append(&mut self, _tokens: &[Token], _headline: &[u8]) -> io::Result<u64> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn read(
        &self,
        place: u64,
        tokens: usize,
        headline: usize,
        into: &mut Sequence,
    ) -> io::Result<()> {
        let document = usize::try_from(place).ok().and_then(|place| self.documents.get(place));
        let &(file, block, at) = document.ok_or(io::ErrorKind::UnexpectedEof)?;
        self.snapshot.sequence(file, block, at as usize, into).map_err(io::Error::other)?;
        if (into.tokens.len(), into.headline.len()) == (tokens, headline) {
            return Ok(());
        }
        let what = "parts of a document in the index do not match";
        Err(io::Error::other(self.snapshot.damaged(what)))
    }
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], place: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, place)
}

#[cfg(windows)]
fn read_at(file: &File, mut bytes: &mut [u8], mut place: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let read = std::os::windows::fs::FileExt::seek_read(file, bytes, place)?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes = bytes.get_mut(read..).unwrap_or(&mut []);
        place += read as u64;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sequences_are_read_back_from_memory_and_from_disk(
            documents in prop::collection::vec((prop::collection::vec(any::<u32>(), 0..900), "[a-z ]{0,60}"), 1..40),
            bound in 0_usize..4_000,
        ) {
            let folder = tempfile::tempdir()?;
            let mut spill = SequenceSpill::new(folder.path(), bound);
            let mut places = Vec::new();
            for (words, headline) in &documents {
                let tokens: Vec<Token> = words.iter().map(|word| Token(*word)).collect();
                places.push(spill.append(&tokens, headline.as_bytes())?);
            }
            let mut sequence = Sequence::default();
            for ((words, headline), place) in documents.iter().zip(places).rev() {
                spill.read(place, words.len(), headline.len(), &mut sequence)?;
                prop_assert!(sequence.tokens.iter().map(|token| token.0).eq(words.iter().copied()));
                prop_assert_eq!(&sequence.headline, headline.as_bytes());
            }
        }
    }

    #[test]
    fn a_large_spill_is_written_in_parts_and_leaves_no_file() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let mut spill = SequenceSpill::new(folder.path(), 10);
        let tokens: Vec<Token> = (0..100_000).map(Token).collect();
        let places =
            (0..8).map(|_| spill.append(&tokens, b"weir")).collect::<io::Result<Vec<_>>>()?;
        let mut sequence = Sequence::default();
        for place in places {
            spill.read(place, tokens.len(), 4, &mut sequence)?;
            assert_eq!(
                (sequence.tokens == tokens, sequence.headline.as_slice()),
                (true, b"weir".as_slice())
            );
        }
        drop(spill);
        assert_eq!(std::fs::read_dir(folder.path())?.count(), 0);
        Ok(())
    }
}
