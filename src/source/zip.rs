//! Zip archives, read member by member. No file is written.
//!
//! In: an open archive. Out: the contents of its members in the order of their names, each checked
//! against its length and checksum. The central directory says what there is (PKWARE APPNOTE
//! 6.3.10, with ZIP64). A name is only a label: it is never used as a path.
//!
//! The directory is read here and not by the `zip` crate for two reasons. The crate keeps one
//! member of several with the same name, and every member must be accounted for. Its LZMA and xz
//! decoders accept any dictionary size, and memory must be bounded. The decoders are those of
//! [`Compression`], `flate2`, `deflate64` and `lzma-rust2`.

use std::fs::File;
use std::io::{self, BufRead, Read, Seek, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use flate2::Crc;

#[cfg(feature = "full")]
use super::compression::WINDOW_KIB;
use super::compression::{Bounded, Compression, Counted, decoder_error};
use super::contents::member;
use super::place::{encode, member_names};
use super::read_error::Damage;
use super::records::{Sink, Stopped};
use super::stream::Stream;
use crate::config::Limits;
use crate::document::{DocumentId, ProblemCode, Stage};

/// The largest central directory that is read, in bytes.
const DIRECTORY_BYTES: u64 = 512 << 20;

/// One member, as the central directory describes it.
#[derive(Debug, Clone)]
struct Entry {
    name: Vec<u8>,
    offset: u64,
    compressed: u64,
    size: u64,
    checksum: u32,
    method: u16,
    encrypted: bool,
    link: bool,
}

/// Reads all members of an archive.
pub(super) fn read(
    mut file: File,
    id: &DocumentId,
    limits: &Limits,
    sink: &mut Sink<'_>,
) -> Result<(), Stopped> {
    let (bytes, entries) = match directory(&mut file) {
        Ok(found) => found,
        Err(error) => return sink.error(id.clone(), &error),
    };
    let files: Vec<Entry> = entries.into_iter().filter(|e| !e.name.ends_with(b"/")).collect();
    if files.len() as u64 > limits.members {
        let message = format!("holds {} members", files.len());
        return sink.problem(id.clone(), Stage::Open, ProblemCode::TooLarge, message);
    }
    if files.is_empty() {
        return sink.problem(id.clone(), Stage::Open, ProblemCode::Empty, "holds no member");
    }
    let names = member_names(files.iter().map(|entry| encode(&entry.name)).collect());
    let mut claimed = 0u64;
    for (index, name) in names {
        let Some(entry) = files.get(index) else { continue };
        let id = DocumentId { member: Some(name.into()), ..id.clone() };
        claimed = claimed.saturating_add(entry.compressed);
        if claimed > bytes {
            // Overlapping members can each expand by little, and together without bound.
            let message = "its members together are larger than the archive";
            sink.problem(id, Stage::Open, ProblemCode::BombRatio, message)?;
            continue;
        }
        one(&file, entry, id, limits, sink)?;
    }
    Ok(())
}

/// Reads one member.
fn one(
    file: &File,
    entry: &Entry,
    id: DocumentId,
    limits: &Limits,
    sink: &mut Sink<'_>,
) -> Result<(), Stopped> {
    if entry.encrypted {
        return sink.problem(id, Stage::Open, ProblemCode::Encrypted, "needs a password");
    }
    if entry.link {
        return sink.problem(id, Stage::Open, ProblemCode::UnsafeMember, "a link");
    }
    let raw = match data(file, entry) {
        Ok(raw) => raw,
        Err(error) => return sink.error(id, &error),
    };
    let consumed = Arc::new(AtomicU64::new(0));
    let raw = io::BufReader::new(Counted { inner: raw, consumed: consumed.clone() });
    let inner = match decoder(entry, raw) {
        Ok(Some(inner)) => Box::new(Bounded::new(inner, consumed, limits)),
        Ok(None) => {
            let message = format!(
                "zip compression method {}, which this build does not read: repack with deflate",
                entry.method
            );
            return sink.problem(id, Stage::Open, ProblemCode::Unsupported, message);
        }
        Err(error) => return sink.error(id, &decoder_error(error)),
    };
    let checked = Checked { inner, crc: Crc::new(), entry, bytes: 0 };
    member(Stream::of_expanded(Box::new(checked)), &id, limits, sink)
}

/// The decoder of a member, or `None` for a method that this build does not read.
fn decoder<'r>(entry: &Entry, raw: impl BufRead + 'r) -> io::Result<Option<Box<dyn Read + 'r>>> {
    let compression = match entry.method {
        0 => return Ok(Some(Box::new(raw))),
        8 => return Ok(Some(Box::new(flate2::bufread::DeflateDecoder::new(raw)))),
        #[cfg(feature = "full")]
        9 => return Ok(Some(Box::new(deflate64::Deflate64Decoder::with_buffer(raw)))),
        #[cfg(feature = "full")]
        14 => return lzma(raw, entry.size).map(Some),
        12 => Compression::Bzip2,
        // 20 is the old number of Zstandard.
        20 | 93 => Compression::Zstd,
        95 => Compression::Xz,
        _ => return Ok(None),
    };
    if compression.is_supported() { compression.decoder(raw).map(Some) } else { Ok(None) }
}

/// A decoder of LZMA. Zip archives keep its properties in a header of their own (APPNOTE 5.8.8).
#[cfg(feature = "full")]
fn lzma<'r>(mut raw: impl BufRead + 'r, size: u64) -> io::Result<Box<dyn Read + 'r>> {
    const PROPERTIES: u16 = 5;
    let mut header = [0; 9];
    raw.read_exact(&mut header)?;
    let (lengths, properties) = header.split_at(4);
    if u16_at(lengths, 2)? != PROPERTIES {
        return Err(Damage::BAD.into());
    }
    let header = io::Cursor::new([properties, &size.to_le_bytes()].concat());
    let input = header.chain(raw);
    Ok(Box::new(lzma_rust2::LzmaReader::new_mem_limit(input, WINDOW_KIB, None)?))
}

/// The raw bytes of a member.
fn data<'f>(mut file: &'f File, entry: &Entry) -> io::Result<io::Take<&'f File>> {
    let mut header = [0; 30];
    file.seek(SeekFrom::Start(entry.offset))?;
    file.read_exact(&mut header)?;
    if !header.starts_with(b"PK\x03\x04") {
        return Err(Damage::BAD.into());
    }
    let skip = u64::from(u16_at(&header, 26)?) + u64::from(u16_at(&header, 28)?);
    file.seek(SeekFrom::Current(skip as i64))?;
    Ok(file.take(entry.compressed))
}

/// Checks the bytes of a member against its length and checksum.
struct Checked<'e, 'r> {
    inner: Box<Bounded<'r>>,
    crc: Crc,
    entry: &'e Entry,
    bytes: u64,
}

impl Read for Checked<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        if count == 0 && !buffer.is_empty() {
            let right = self.bytes == self.entry.size && self.crc.sum() == self.entry.checksum;
            return if right { Ok(0) } else { Err(Damage::BAD.into()) };
        }
        self.crc.update(buffer.get(..count).unwrap_or_default());
        self.bytes += count as u64;
        Ok(count)
    }
}

/// The size of the archive, and its members in the order of the central directory.
fn directory(file: &mut File) -> io::Result<(u64, Vec<Entry>)> {
    let bytes = file.metadata()?.len();
    let tail_start = bytes.saturating_sub(22 + 65_535 + 20);
    file.seek(SeekFrom::Start(tail_start))?;
    let mut tail = Vec::new();
    file.take(22 + 65_535 + 20).read_to_end(&mut tail)?;
    let end = memchr::memmem::rfind(&tail, b"PK\x05\x06").ok_or(Damage::BAD)?;
    let record = tail.get(end..).unwrap_or_default();
    let mut size = u64::from(u32_at(record, 12)?);
    let mut offset = u64::from(u32_at(record, 16)?);
    let mut directory_end = tail_start + end as u64;
    let locator = end.checked_sub(20).and_then(|at| tail.get(at..end));
    if let Some(locator) = locator.filter(|l| l.starts_with(b"PK\x06\x07")) {
        let place = u64_at(locator, 8)?;
        let mut wide = [0; 56];
        file.seek(SeekFrom::Start(place))?;
        file.read_exact(&mut wide)?;
        if !wide.starts_with(b"PK\x06\x06") {
            return Err(Damage::BAD.into());
        }
        (size, offset, directory_end) = (u64_at(&wide, 40)?, u64_at(&wide, 48)?, place);
    }
    // Bytes before the archive, as in self-extracting ones, shift all its offsets.
    let start = directory_end.checked_sub(size).ok_or(Damage::BAD)?;
    let moved = start.checked_sub(offset).ok_or(Damage::BAD)?;
    if size > DIRECTORY_BYTES {
        return Err(Damage::BAD.into());
    }
    file.seek(SeekFrom::Start(start))?;
    let mut directory = Vec::new();
    file.take(size).read_to_end(&mut directory)?;
    let mut entries = Vec::new();
    let mut rest = directory.as_slice();
    while rest.starts_with(b"PK\x01\x02") {
        let (entry, length) = entry(rest, moved)?;
        entries.push(entry);
        rest = rest.get(length..).unwrap_or_default();
    }
    if !rest.is_empty() || (entries.is_empty() && size > 0) {
        return Err(Damage::BAD.into());
    }
    Ok((bytes, entries))
}

/// One entry of the central directory, and its length.
fn entry(bytes: &[u8], moved: u64) -> io::Result<(Entry, usize)> {
    let (name, extra) = (usize::from(u16_at(bytes, 28)?), usize::from(u16_at(bytes, 30)?));
    let length = 46 + name + extra + usize::from(u16_at(bytes, 32)?);
    let mut wide = wide_fields(bytes.get(46 + name..46 + name + extra).ok_or(Damage::BAD)?);
    let mut field = |at: usize| -> io::Result<u64> {
        match u32_at(bytes, at)? {
            u32::MAX => {
                let value = u64_at(wide, 0)?;
                wide = wide.get(8..).unwrap_or_default();
                Ok(value)
            }
            value => Ok(u64::from(value)),
        }
    };
    // ZIP64 keeps the values that do not fit in this order.
    let (size, compressed, offset) = (field(24)?, field(20)?, field(42)?);
    let unix = u16_at(bytes, 4)? >> 8 == 3;
    let entry = Entry {
        name: bytes.get(46..46 + name).ok_or(Damage::BAD)?.to_vec(),
        offset: offset.checked_add(moved).ok_or(Damage::BAD)?,
        compressed,
        size,
        checksum: u32_at(bytes, 16)?,
        method: u16_at(bytes, 10)?,
        encrypted: u16_at(bytes, 8)? & 1 == 1,
        link: unix && (u32_at(bytes, 38)? >> 16) & 0o170_000 == 0o120_000,
    };
    Ok((entry, length))
}

/// The ZIP64 part of the extra fields.
fn wide_fields(mut extra: &[u8]) -> &[u8] {
    while let (Ok(kind), Ok(length)) = (u16_at(extra, 0), u16_at(extra, 2)) {
        let end = 4 + usize::from(length);
        if kind == 1 {
            return extra.get(4..end).unwrap_or_default();
        }
        extra = extra.get(end..).unwrap_or_default();
    }
    &[]
}

fn array_at<const N: usize>(bytes: &[u8], at: usize) -> io::Result<[u8; N]> {
    let found = bytes.get(at..at + N).and_then(|part| part.try_into().ok());
    found.ok_or_else(|| Damage::BAD.into())
}

fn u16_at(bytes: &[u8], at: usize) -> io::Result<u16> {
    array_at(bytes, at).map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> io::Result<u32> {
    array_at(bytes, at).map(u32::from_le_bytes)
}

fn u64_at(bytes: &[u8], at: usize) -> io::Result<u64> {
    array_at(bytes, at).map(u64::from_le_bytes)
}
