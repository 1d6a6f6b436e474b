//! Keeps token sequences in a temporary file once they are too many for memory.
//!
//! In: sequences, one after another. Out: any of them, read back by its place. It is forgotten with the
//! run: the file has no name once it is open (where the system allows that) and is never reopened.
//!
//! The file is read with positioned reads, not mapped: a mapping would count as the program's memory.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::document::fingerprint::{InMemory, Sequence, Sequences};
use crate::document::shingle::Token;

/// Bytes gathered before they are written.
const BUFFER: usize = 1 << 20;

/// Sequences in memory up to a bound, and on disk beyond it.
#[derive(Debug)]
pub struct SequenceSpill {
    folder: PathBuf,
    memory: InMemory,
    /// Tokens that memory may hold.
    bound: u64,
    held: u64,
    disk: Option<Disk>,
}

#[derive(Debug)]
struct Disk {
    file: File,
    /// Where the file has kept its name: it is removed at the end.
    name: Option<PathBuf>,
    /// Bytes in the file.
    written: u64,
    buffer: Vec<u8>,
}

impl SequenceSpill {
    /// Keeps up to `tokens` tokens (of four bytes) in memory, further documents in a file in `folder`,
    /// which is made when it is needed.
    pub fn new(folder: &Path, tokens: usize) -> SequenceSpill {
        SequenceSpill {
            folder: folder.to_owned(),
            memory: InMemory::default(),
            bound: tokens as u64,
            held: 0,
            disk: None,
        }
    }
}

impl Sequences for SequenceSpill {
    fn append(&mut self, tokens: &[Token], headline: &[u8]) -> io::Result<u64> {
        let words = (tokens.len() + headline.len().div_ceil(4)) as u64;
        if self.disk.is_none() && self.held + words <= self.bound {
            self.held += words;
            return self.memory.append(tokens, headline);
        }
        let disk = match &mut self.disk {
            Some(disk) => disk,
            none => none.insert(Disk::create(&self.folder)?),
        };
        // Places in memory and on disk are told apart by the bound.
        Ok(self.bound + disk.append(tokens, headline)?)
    }

    fn read(
        &self,
        place: u64,
        tokens: usize,
        headline: usize,
        into: &mut Sequence,
    ) -> io::Result<()> {
        match (place.checked_sub(self.bound), &self.disk) {
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
        Ok(Disk { file, name, written: 0, buffer: Vec::with_capacity(BUFFER + 4096) })
    }

    fn append(&mut self, tokens: &[Token], headline: &[u8]) -> io::Result<u64> {
        let place = self.written + self.buffer.len() as u64;
        let start = self.buffer.len();
        self.buffer.resize(start + tokens.len() * 4, 0);
        let (words, _) = self.buffer.get_mut(start..).unwrap_or(&mut []).as_chunks_mut::<4>();
        words.iter_mut().zip(tokens).for_each(|(word, token)| *word = token.0.to_le_bytes());
        self.buffer.extend_from_slice(headline);
        if self.buffer.len() >= BUFFER {
            self.file.write_all(&self.buffer)?;
            self.written += self.buffer.len() as u64;
            self.buffer.clear();
            self.buffer.shrink_to(4 * BUFFER);
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
        // What was read stands in `headline` first, so that no memory is taken for each document.
        let bytes = &mut into.headline;
        bytes.clear();
        bytes.resize(tokens * 4 + headline, 0);
        match place.checked_sub(self.written) {
            Some(at) => {
                let start = at as usize;
                let kept = self
                    .buffer
                    .get(start..start + bytes.len())
                    .ok_or(io::ErrorKind::UnexpectedEof)?;
                bytes.copy_from_slice(kept);
            }
            None => read_at(&self.file, bytes, place)?,
        }
        into.tokens.clear();
        let (words, _) = bytes.as_chunks::<4>();
        into.tokens.extend(words.iter().take(tokens).map(|word| Token(u32::from_le_bytes(*word))));
        bytes.drain(..tokens * 4);
        Ok(())
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        if let Some(name) = &self.name {
            // What cannot be removed is left: the run is over, and its answer stands.
            let _ = std::fs::remove_file(name);
        }
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
        fn what_is_kept_is_read_back_from_memory_and_from_disk(
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
