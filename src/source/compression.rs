//! Compressed streams, expanded within limits.
//!
//! In: a stream and the limits. Out: the plain bytes as a stream, all members or frames one after
//! the other. Archives of several members are not opened here.

use std::io::{self, BufRead, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::read_error::{Damage, Refusal};
use super::stream::Stream;
use crate::config::Limits;

/// Compressed bytes are handed to decoders in pieces of this size.
const INPUT_BYTES: usize = 256 << 10;
/// The largest window that a zstd frame may ask for, as a power of two: 128 MB.
const WINDOW_LOG: u32 = 27;
/// The largest memory that an xz or LZMA decoder may ask for: 128 MB and some for itself.
#[cfg(feature = "full")]
pub(super) const WINDOW_KIB: u32 = 160 << 10;
/// The ratio of expansion is not checked before this many bytes are out.
pub(super) const RATIO_FROM: u64 = 1 << 20;

/// A way of compressing one stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compression {
    Gzip,
    Zstd,
    Bzip2,
    Xz,
}

impl Compression {
    /// The compression that the first bytes of a stream show.
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

    /// Whether this build can expand it.
    pub fn is_supported(self) -> bool {
        cfg!(feature = "full") || matches!(self, Compression::Gzip | Compression::Zstd)
    }

    /// Expands a stream.
    pub fn expand<'r>(self, stream: Stream<'r>, limits: &Limits) -> io::Result<Stream<'r>> {
        let consumed = Arc::new(AtomicU64::new(0));
        let input = Counted { inner: stream, consumed: consumed.clone() };
        let decoder = self.decoder(io::BufReader::with_capacity(INPUT_BYTES, input))?;
        let bounded = Bounded::new(decoder, consumed, limits);
        Ok(Stream::of_expanded(Box::new(bounded)))
    }

    /// A decoder whose memory is bounded; its output is not.
    pub fn decoder<'r>(self, input: impl BufRead + 'r) -> io::Result<Box<dyn Read + 'r>> {
        Ok(match self {
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
        })
    }
}

/// Counts the bytes that a decoder has consumed.
pub(super) struct Counted<R> {
    pub inner: R,
    pub consumed: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.consumed.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// Stops a decoder whose output grows too large.
pub(super) struct Bounded<'r> {
    inner: Box<dyn Read + 'r>,
    consumed: Arc<AtomicU64>,
    out: u64,
    ratio: u64,
    most: u64,
}

impl<'r> Bounded<'r> {
    /// `consumed` counts the bytes that `inner` has read.
    pub fn new(
        inner: Box<dyn Read + 'r>,
        consumed: Arc<AtomicU64>,
        limits: &Limits,
    ) -> Bounded<'r> {
        let (ratio, most) = (limits.expansion_ratio, limits.expanded_bytes);
        Bounded { inner, consumed, out: 0, ratio, most }
    }
}

impl Read for Bounded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer).map_err(decoder_error)?;
        self.out += count as u64;
        let consumed = self.consumed.load(Ordering::Relaxed);
        if self.out > self.most {
            return Err(Refusal::BombSize(self.most).into());
        }
        if self.out > RATIO_FROM && self.out > consumed.saturating_mul(self.ratio) {
            return Err(Refusal::BombRatio(self.ratio).into());
        }
        Ok(count)
    }
}

/// What an error of a decoder means: too much memory asked for, damaged data, or the system.
pub(super) fn decoder_error(error: io::Error) -> io::Error {
    let window = error.kind() == io::ErrorKind::OutOfMemory
        || error.to_string().contains("requires too much memory");
    if window { Refusal::Window.into() } else { Damage::of(error) }
}
