//! Streams of bytes whose beginning can be inspected before they are read.
//!
//! In: a place, or a reader. Out: a [`Stream`] that keeps its first bytes. It does not expand
//! compressed data and does not tell what the bytes are.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::found::Location;
use super::input_folder::InputFolder;
use super::read_error::Refusal;

/// Bytes at the beginning of a stream that are kept for inspection.
pub(super) const HEAD_BYTES: usize = 64 << 10;

/// A reader that keeps its first bytes.
pub(super) struct Stream<'r> {
    head: Vec<u8>,
    taken: usize,
    inner: Box<dyn Read + 'r>,
    /// Why the head is shorter than it could be: `Some(None)` the end of the stream,
    /// `Some(Some(_))` an error that is still to be returned.
    ended: Option<Option<io::Error>>,
    /// Whether the stream was compressed. Damage to it may show only at its end.
    expanded: bool,
}

impl<'r> Stream<'r> {
    /// Reads the head. `expected` is the length of the stream in bytes, if it is known.
    pub fn new(inner: Box<dyn Read + 'r>, expected: Option<u64>) -> Stream<'r> {
        let mut stream = Stream { head: Vec::new(), taken: 0, inner, ended: None, expanded: false };
        let size = expected.map_or(HEAD_BYTES, |bytes| (bytes as usize).min(HEAD_BYTES - 1) + 1);
        stream.head.resize(size, 0);
        let mut filled = 0;
        while stream.ended.is_none() {
            if filled == stream.head.len() {
                if filled >= HEAD_BYTES {
                    break;
                }
                stream.head.resize(HEAD_BYTES, 0);
            }
            let room = stream.head.get_mut(filled..).unwrap_or_default();
            match stream.inner.read(room) {
                Ok(0) => stream.ended = Some(None),
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => stream.ended = Some(Some(error)),
            }
        }
        stream.head.truncate(filled);
        stream
    }

    /// A stream that was compressed.
    pub fn of_expanded(inner: Box<dyn Read + 'r>) -> Stream<'r> {
        Stream { expanded: true, ..Stream::new(inner, None) }
    }

    pub fn is_expanded(&self) -> bool {
        self.expanded
    }

    /// The bytes of the head that were not read yet.
    pub fn head(&self) -> &[u8] {
        self.head.get(self.taken..).unwrap_or_default()
    }

    /// Whether the head is the whole stream.
    pub fn is_whole(&self) -> bool {
        matches!(self.ended, Some(None))
    }

    /// Skips bytes of the head.
    pub fn skip(&mut self, count: usize) {
        self.taken = (self.taken + count).min(self.head.len());
    }

    /// The error that kept the head empty, if there was one.
    pub fn early_error(&mut self) -> Option<io::Error> {
        if self.head().is_empty() { self.ended.take().flatten() } else { None }
    }

    /// The error at the end of a compressed stream, if there is one. Reads the whole stream.
    pub fn damage(mut self) -> Option<io::Error> {
        if !self.expanded {
            return None;
        }
        io::copy(&mut self, &mut io::sink()).err()
    }

    /// All bytes. More than `limit` bytes are an error.
    pub fn into_bytes(mut self, limit: u64) -> io::Result<Vec<u8>> {
        let mut bytes = std::mem::take(&mut self.head);
        bytes.drain(..self.taken.min(bytes.len()));
        self.taken = 0;
        match self.ended.take() {
            Some(Some(error)) => return Err(error),
            Some(None) => {}
            None => {
                let room = limit.saturating_add(1).saturating_sub(bytes.len() as u64);
                self.inner.take(room).read_to_end(&mut bytes)?;
            }
        }
        if bytes.len() as u64 > limit {
            return Err(Refusal::TooLarge(limit).into());
        }
        // The head reserves more than a short member needs, and an archive may have thousands.
        bytes.shrink_to_fit();
        Ok(bytes)
    }
}

impl Read for Stream<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let held = self.head();
        if !held.is_empty() {
            let count = held.len().min(buffer.len());
            if let (Some(to), Some(from)) = (buffer.get_mut(..count), held.get(..count)) {
                to.copy_from_slice(from);
            }
            self.taken += count;
            return Ok(count);
        }
        match &mut self.ended {
            Some(error) => error.take().map_or(Ok(0), Err),
            None => self.inner.read(buffer),
        }
    }
}

/// Opens the stream at a place.
pub(super) fn open(location: &Location) -> io::Result<Stream<'static>> {
    match location {
        Location::StandardInput => Ok(Stream::new(Box::new(io::stdin()), None)),
        Location::File { folder, relative } => {
            let file = open_file(folder, relative)?;
            let bytes = file.metadata()?.len();
            Ok(Stream::new(Box::new(file), Some(bytes)))
        }
    }
}

/// Opens a regular file.
pub(super) fn open_file(folder: &InputFolder, relative: &Path) -> io::Result<File> {
    let file = folder.file(relative)?;
    if file.metadata()?.is_file() {
        return Ok(file);
    }
    Err(io::Error::other("no longer a regular file"))
}
