//! Open files and layers of compression, read within limits.
//!
//! In: a place and the limits. Out: a [`Stream`] of plain bytes whose beginning can be looked at,
//! and errors that say which problem they are. It does not look into archives of several members.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::long_path;
use super::walk::Location;
use crate::config::Limits;
use crate::document::{Outcome, ProblemCode};

/// Bytes at the beginning of a stream that are looked at to tell what it is.
pub(super) const HEAD_BYTES: usize = 64 << 10;
/// Compressed bytes are handed to decoders in pieces of this size.
const INPUT_BYTES: usize = 256 << 10;
/// The largest window that a zstd frame may ask for, as a power of two: 128 MB.
const WINDOW_LOG: u32 = 27;
/// The largest memory that an xz block may ask for: as much, and some for the decoder itself.
#[cfg(feature = "full")]
const WINDOW_KIB: u32 = 160 << 10;
/// Expansion is not judged before this many bytes are out.
const RATIO_FROM: u64 = 1 << 20;

/// Bytes to read, the first of which are held.
pub(super) struct Stream<'r> {
    head: Vec<u8>,
    taken: usize,
    inner: Box<dyn Read + 'r>,
    /// What ended the head early: `Some(None)` the end, `Some(Some(_))` an error to come.
    ended: Option<Option<io::Error>>,
    /// Whether it was compressed: then damage shows at its end.
    expanded: bool,
}

impl<'r> Stream<'r> {
    /// Reads the head. `expected` is how many bytes will come, if that is known.
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

    /// A stream whose damage shows at its end.
    pub fn of_expanded(inner: Box<dyn Read + 'r>) -> Stream<'r> {
        Stream { expanded: true, ..Stream::new(inner, None) }
    }

    pub fn is_expanded(&self) -> bool {
        self.expanded
    }

    /// What has not been taken of the first bytes.
    pub fn head(&self) -> &[u8] {
        self.head.get(self.taken..).unwrap_or_default()
    }

    /// Whether the head is all there is.
    pub fn is_whole(&self) -> bool {
        matches!(self.ended, Some(None))
    }

    /// Passes over bytes of the head.
    pub fn skip(&mut self, count: usize) {
        self.taken = (self.taken + count).min(self.head.len());
    }

    /// The error that stands behind an empty head, if one does.
    pub fn early_error(&mut self) -> Option<io::Error> {
        if self.head().is_empty() { self.ended.take().flatten() } else { None }
    }

    /// The error at the end of what was compressed, if there is one. Reads all of it.
    pub fn damage(mut self) -> Option<io::Error> {
        if !self.expanded {
            return None;
        }
        io::copy(&mut self, &mut io::sink()).err()
    }

    /// All bytes; refused where there are more than `limit`.
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
        // The head had room for more, and an archive may have a thousand short members.
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

/// Why reading stopped although the bytes go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// More than this many bytes.
    TooLarge(u64),
    BombRatio(u64),
    BombSize(u64),
    Window,
    /// More members than this.
    Members(u64),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::TooLarge(bytes) => write!(f, "longer than {bytes} bytes"),
            Refusal::BombRatio(ratio) => write!(f, "expands to more than {ratio} times its size"),
            Refusal::BombSize(bytes) => write!(f, "expands to more than {bytes} bytes"),
            Refusal::Members(count) => write!(f, "holds more than {count} members"),
            Refusal::Window => write!(f, "asks for a window of more than 128 MB"),
        }
    }
}

impl std::error::Error for Refusal {}

impl From<Refusal> for io::Error {
    fn from(refusal: Refusal) -> io::Error {
        io::Error::other(refusal)
    }
}

/// The bytes at a place.
pub(super) fn open(location: &Location) -> io::Result<Stream<'static>> {
    match location {
        Location::StandardInput => Ok(Stream::new(Box::new(io::stdin()), None)),
        Location::Path(path) => {
            let file = open_file(path)?;
            let bytes = file.metadata()?.len();
            Ok(Stream::new(Box::new(file), Some(bytes)))
        }
    }
}

/// A regular file, to read and to seek in.
pub(super) fn open_file(path: &Path) -> io::Result<File> {
    let file = long_path::open(path)?;
    if file.metadata()?.is_file() {
        return Ok(file);
    }
    Err(io::Error::other("no longer a regular file"))
}

/// A way of compressing one stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compression {
    Gzip,
    Zstd,
    Bzip2,
    Xz,
}

impl Compression {
    /// The compression that a stream begins with.
    pub fn of(head: &[u8]) -> Option<Compression> {
        let is_bzip2 = head.starts_with(b"BZh")
            && (head.get(4..10) == Some(b"1AY&SY") || head.get(4..10) == Some(b"\x17rE8P\x90"));
        if head.starts_with(&[0x1f, 0x8b, 8]) {
            Some(Compression::Gzip)
        } else if head.starts_with(&[0x28, 0xb5, 0x2f, 0xfd])
            || (head.get(1..4) == Some(&[0x2a, 0x4d, 0x18])
                && head.first().is_some_and(|b| (0x50..0x60).contains(b)))
        {
            Some(Compression::Zstd)
        } else if is_bzip2 {
            Some(Compression::Bzip2)
        } else {
            head.starts_with(b"\xfd7zXZ\0").then_some(Compression::Xz)
        }
    }

    /// Whether this build reads it.
    pub fn is_supported(self) -> bool {
        cfg!(feature = "full") || matches!(self, Compression::Gzip | Compression::Zstd)
    }

    /// What the stream says once expanded, all its members or frames one after the other.
    pub fn expand<'r>(self, stream: Stream<'r>, limits: &Limits) -> io::Result<Stream<'r>> {
        let eaten = Arc::new(AtomicU64::new(0));
        let input = Counted { inner: stream, eaten: eaten.clone() };
        let input = io::BufReader::with_capacity(INPUT_BYTES, input);
        let decoder: Box<dyn Read + 'r> = match self {
            Compression::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(input)),
            Compression::Zstd => {
                let mut decoder = zstd::stream::read::Decoder::with_buffer(input)?;
                decoder.window_log_max(WINDOW_LOG)?;
                Box::new(decoder)
            }
            #[cfg(feature = "full")]
            Compression::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(input)),
            #[cfg(feature = "full")]
            Compression::Xz => {
                Box::new(lzma_rust2::XzReader::new_mem_limit(input, true, WINDOW_KIB))
            }
            #[cfg(not(feature = "full"))]
            Compression::Bzip2 | Compression::Xz => {
                return Err(io::Error::new(io::ErrorKind::Unsupported, "not read by this build"));
            }
        };
        let bounded = Bounded::new(decoder, eaten, limits);
        Ok(Stream::of_expanded(Box::new(bounded)))
    }
}

/// Counts what a decoder has eaten.
pub(super) struct Counted<R> {
    pub inner: R,
    pub eaten: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.eaten.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// Stops a decoder that expands too much.
pub(super) struct Bounded<'r> {
    inner: Box<dyn Read + 'r>,
    eaten: Arc<AtomicU64>,
    out: u64,
    ratio: u64,
    most: u64,
}

impl<'r> Bounded<'r> {
    /// `eaten` counts what `inner` has taken in.
    pub fn new(inner: Box<dyn Read + 'r>, eaten: Arc<AtomicU64>, limits: &Limits) -> Bounded<'r> {
        let (ratio, most) = (limits.expansion_ratio, limits.expanded_bytes);
        Bounded { inner, eaten, out: 0, ratio, most }
    }
}

impl Read for Bounded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer).map_err(|error| {
            let window = error.kind() == io::ErrorKind::OutOfMemory
                || error.to_string().contains("requires too much memory");
            if window { Refusal::Window.into() } else { Damage::of(error) }
        })?;
        self.out += count as u64;
        let eaten = self.eaten.load(Ordering::Relaxed);
        if self.out > self.most {
            return Err(Refusal::BombSize(self.most).into());
        }
        if self.out > RATIO_FROM && self.out > eaten.saturating_mul(self.ratio) {
            return Err(Refusal::BombRatio(self.ratio).into());
        }
        Ok(count)
    }
}

/// An error of a decoder: the compressed bytes are damaged or end early.
#[derive(Debug)]
pub(super) struct Damage {
    early: bool,
}

impl Damage {
    pub const BAD: Damage = Damage { early: false };
    pub const EARLY: Damage = Damage { early: true };

    /// Errors of the system below the decoder stay as they are.
    fn of(error: io::Error) -> io::Error {
        if error.raw_os_error().is_some() {
            return error;
        }
        io::Error::other(Damage { early: error.kind() == io::ErrorKind::UnexpectedEof })
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.early {
            "the compressed data or the archive end early"
        } else {
            "the compressed data or the archive are damaged"
        })
    }
}

impl std::error::Error for Damage {}

impl From<Damage> for io::Error {
    fn from(damage: Damage) -> io::Error {
        io::Error::other(damage)
    }
}

/// The problem that an error of reading is, and what to say about it.
pub(super) fn code_of(error: &io::Error) -> (ProblemCode, String) {
    let inner = error.get_ref();
    if let Some(refusal) = inner.and_then(|e| e.downcast_ref::<Refusal>()) {
        let code = match refusal {
            Refusal::TooLarge(_) | Refusal::Window | Refusal::Members(_) => ProblemCode::TooLarge,
            Refusal::BombRatio(_) => ProblemCode::BombRatio,
            Refusal::BombSize(_) => ProblemCode::BombSize,
        };
        return (code, refusal.to_string());
    }
    if let Some(damage) = inner.and_then(|e| e.downcast_ref::<Damage>()) {
        let code = if damage.early { ProblemCode::Truncated } else { ProblemCode::BadArchive };
        return (code, damage.to_string());
    }
    match error.kind() {
        io::ErrorKind::PermissionDenied => {
            (ProblemCode::PermissionDenied, "permission denied".to_owned())
        }
        io::ErrorKind::NotFound => {
            (ProblemCode::Vanished, "gone since the folder was listed".to_owned())
        }
        kind => (ProblemCode::IoError, format!("cannot be read: {kind}")),
    }
}

/// Refused on purpose, or failed.
pub(super) fn outcome_of(code: ProblemCode) -> Outcome {
    match code {
        ProblemCode::Empty
        | ProblemCode::Binary
        | ProblemCode::TooLarge
        | ProblemCode::LineTooLong
        | ProblemCode::BombRatio
        | ProblemCode::BombSize
        | ProblemCode::NestedArchive
        | ProblemCode::SpecialFile
        | ProblemCode::UnsafeMember
        | ProblemCode::Unsupported
        | ProblemCode::Encrypted
        | ProblemCode::NoText => Outcome::Skipped,
        _ => Outcome::Failed,
    }
}
