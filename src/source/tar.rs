//! Tar archives, member by member, without a file being written.
//!
//! In: a way to open the archive from its beginning, as often as needed. Out: the contents of its
//! members in the order of their names: where the archive has another order, it is gone through
//! again for each quarter of a gigabyte. POSIX ustar and pax, and GNU's long names. Names are only
//! names: no path is made of them.

use std::collections::BTreeMap;
use std::io::{self, Read};

use super::open::{Damage, Stream};
use super::place::encode;
use super::read::{member, member_names};
use super::records::{Sink, Stopped};
use crate::config::Limits;
use crate::document::{DocumentId, ProblemCode, Stage};

/// Bytes of members that are held at a time to put them in order.
const HELD_BYTES: u64 = 256 << 20;
/// Bytes of a header of names.
const NAME_BYTES: u64 = 1 << 20;
const BLOCK: u64 = 512;

/// What a member is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    File,
    Folder,
    Link,
    Special,
}

#[derive(Debug, Clone)]
struct Entry {
    name: Vec<u8>,
    kind: Kind,
    size: u64,
}

/// Reads all members. `open` opens the archive anew.
pub(super) fn read<'r>(
    first: Stream<'r>,
    open: &dyn Fn() -> io::Result<Stream<'r>>,
    id: &DocumentId,
    limits: &Limits,
    sink: &mut Sink<'_>,
) -> Result<(), Stopped> {
    let (entries, error) = list(first, limits);
    let names = member_names(entries.iter().map(|entry| encode(&entry.name)).collect());
    if names.is_empty() && error.is_none() {
        return sink.problem(id.clone(), Stage::Open, ProblemCode::Empty, "holds no member");
    }
    let mut rest = names.as_slice();
    while !rest.is_empty() {
        let mut bytes = 0;
        let count = rest.iter().take_while(|(index, _)| {
            bytes += entries.get(*index).map_or(0, |entry| entry.size);
            bytes <= HELD_BYTES
        });
        let (now, later) = rest.split_at(count.count().max(1));
        rest = later;
        let result = open().map_err(|error| sink.error(id.clone(), &error));
        match result {
            Ok(stream) => pass(stream, now, &entries, id, limits, sink)?,
            Err(reported) => return reported,
        }
    }
    if let Some(error) = error {
        sink.error(id.clone(), &error)?;
    }
    Ok(())
}

/// What the archive holds, in its own order, up to where it is damaged.
fn list(stream: Stream<'_>, limits: &Limits) -> (Vec<Entry>, Option<io::Error>) {
    let mut reader = TarReader::new(stream);
    let mut entries = Vec::new();
    loop {
        match reader.next() {
            Ok(None) => return (entries, None),
            Err(error) => return (entries, Some(error)),
            Ok(Some(entry)) => entries.push(entry),
        }
        if entries.len() as u64 > limits.members {
            let error = super::open::Refusal::Members(limits.members);
            return (entries, Some(error.into()));
        }
    }
}

/// Goes through the archive once for the members of one stretch of names.
fn pass(
    stream: Stream<'_>,
    names: &[(usize, String)],
    entries: &[Entry],
    id: &DocumentId,
    limits: &Limits,
    sink: &mut Sink<'_>,
) -> Result<(), Stopped> {
    let single = names.len() == 1;
    let wanted: BTreeMap<usize, &str> = names.iter().map(|(i, n)| (*i, n.as_str())).collect();
    let last = wanted.keys().next_back().copied().unwrap_or_default();
    let mut held: BTreeMap<&str, io::Result<Vec<u8>>> = BTreeMap::new();
    let mut reader = TarReader::new(stream);
    for index in 0..=last {
        // The list was made of the same bytes; a file that changes meanwhile ends the pass.
        let Ok(Some(entry)) = reader.next() else { break };
        let Some(name) = wanted.get(&index) else { continue };
        if entry.kind != Kind::File {
            continue;
        }
        if single {
            let id = DocumentId { member: Some((*name).into()), ..id.clone() };
            let data = Stream::new(Box::new(reader), Some(entry.size));
            return member(data, &id, limits, sink);
        }
        let mut bytes = Vec::new();
        let read = reader.read_to_end(&mut bytes);
        held.insert(name, read.map(|_| bytes));
    }
    for (index, name) in names {
        let id = DocumentId { member: Some(name.as_str().into()), ..id.clone() };
        match (held.remove(name.as_str()), entries.get(*index).map(|entry| entry.kind)) {
            (Some(Ok(bytes)), _) => {
                let size = bytes.len() as u64;
                let data = Stream::new(Box::new(io::Cursor::new(bytes)), Some(size));
                member(data, &id, limits, sink)?;
            }
            (Some(Err(error)), _) => sink.error(id, &error)?,
            (None, Some(Kind::Link)) => {
                sink.problem(id, Stage::Open, ProblemCode::UnsafeMember, "a link")?;
            }
            (None, Some(Kind::Special)) => {
                sink.problem(id, Stage::Open, ProblemCode::SpecialFile, "a pipe or a device")?;
            }
            (None, _) => {
                let message = "the archive changed while it was read";
                sink.problem(id, Stage::Open, ProblemCode::IoError, message)?;
            }
        }
    }
    Ok(())
}

/// Headers and data of an archive, in turn.
struct TarReader<R> {
    inner: R,
    /// Bytes of the current member that are not read yet.
    data: u64,
    /// Bytes between its data and the next header.
    padding: u64,
}

impl<R: Read> TarReader<R> {
    fn new(inner: R) -> Self {
        TarReader { inner, data: 0, padding: 0 }
    }

    /// The next member; folders are passed over.
    fn next(&mut self) -> io::Result<Option<Entry>> {
        let (mut name, mut size) = (None, None);
        loop {
            let Some(header) = self.header()? else { return Ok(None) };
            let flag = header.get(156).copied().unwrap_or_default();
            let length = number(header.get(124..136).unwrap_or_default()).ok_or(Damage::BAD)?;
            let length = if matches!(flag, b'L' | b'K' | b'x' | b'g') {
                length
            } else {
                size.unwrap_or(length)
            };
            let kind = match flag {
                b'0' | 0 | b'7' => Kind::File,
                b'5' => Kind::Folder,
                b'1' | b'2' => Kind::Link,
                b'L' | b'x' => {
                    let bytes = self.names(length)?;
                    if flag == b'L' {
                        name = bytes.split(|b| *b == 0).next().map(<[u8]>::to_vec);
                    } else {
                        name = pax(&bytes, b"path").map(<[u8]>::to_vec).or(name);
                        let text = pax(&bytes, b"size").and_then(|s| std::str::from_utf8(s).ok());
                        size = text.and_then(|s| s.parse().ok()).or(size);
                    }
                    continue;
                }
                b'K' | b'g' => {
                    self.names(length)?;
                    continue;
                }
                _ => Kind::Special,
            };
            let has_data = !matches!(kind, Kind::Folder | Kind::Link);
            self.data = if has_data { length } else { 0 };
            self.padding = self.data.wrapping_neg() % BLOCK;
            let name = name.take().unwrap_or_else(|| plain_name(&header));
            // Archives of the old kind name a folder by the slash at its end.
            if kind != Kind::Folder && !name.ends_with(b"/") {
                return Ok(Some(Entry { name, kind, size: self.data }));
            }
            size = None;
        }
    }

    /// The next header, checked; `None` at the end of the archive.
    fn header(&mut self) -> io::Result<Option<[u8; BLOCK as usize]>> {
        let rest = self.data.saturating_add(self.padding);
        let passed = io::copy(&mut (&mut self.inner).take(rest), &mut io::sink())?;
        // The last padding is often missing.
        if passed < self.data {
            return Err(Damage::EARLY.into());
        }
        (self.data, self.padding) = (0, 0);
        let mut bytes = Vec::new();
        (&mut self.inner).take(BLOCK).read_to_end(&mut bytes)?;
        if bytes.iter().all(|&b| b == 0) {
            return Ok(None);
        }
        let header: [u8; BLOCK as usize] = bytes.try_into().map_err(|_| Damage::EARLY)?;
        let sum = header.iter().enumerate().map(|(at, &byte)| {
            // The checksum itself counts as spaces.
            if (148..156).contains(&at) { 32 } else { u64::from(byte) }
        });
        let stated = number(header.get(148..156).unwrap_or_default());
        if stated != Some(sum.sum()) { Err(Damage::BAD.into()) } else { Ok(Some(header)) }
    }

    /// The data of a header that only names the next member.
    fn names(&mut self, length: u64) -> io::Result<Vec<u8>> {
        if length > NAME_BYTES {
            return Err(Damage::BAD.into());
        }
        (self.data, self.padding) = (length, length.wrapping_neg() % BLOCK);
        let mut bytes = Vec::new();
        self.read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// The data of the member whose header was read last.
impl<R: Read> Read for TarReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.data).unwrap_or(usize::MAX).min(buffer.len());
        if most == 0 {
            return Ok(0);
        }
        let count = self.inner.read(buffer.get_mut(..most).unwrap_or_default())?;
        if count == 0 {
            return Err(Damage::EARLY.into());
        }
        self.data -= count as u64;
        Ok(count)
    }
}

/// The name in a header, with the prefix that POSIX sets apart.
fn plain_name(header: &[u8]) -> Vec<u8> {
    let part = |from: usize, to: usize| {
        let bytes = header.get(from..to).unwrap_or_default();
        bytes.split(|b| *b == 0).next().unwrap_or_default()
    };
    let posix = header.get(257..263) == Some(b"ustar\0") && !part(345, 500).is_empty();
    if posix { [part(345, 500), b"/", part(0, 100)].concat() } else { part(0, 100).to_vec() }
}

/// A number in octal digits, or in GNU's base 256.
fn number(field: &[u8]) -> Option<u64> {
    let (first, rest) = field.split_first()?;
    if first & 0x80 != 0 {
        let high = u64::from(first & 0x3f);
        return rest
            .iter()
            .try_fold(high, |sum, byte| sum.checked_mul(256)?.checked_add(u64::from(*byte)));
    }
    let digits = field.trim_ascii().split(|b| matches!(b, 0 | b' ')).find(|part| !part.is_empty());
    digits.unwrap_or_default().iter().try_fold(0u64, |sum, byte| {
        let digit = byte.checked_sub(b'0').filter(|digit| *digit < 8)?;
        sum.checked_mul(8)?.checked_add(u64::from(digit))
    })
}

/// The value of a key in a pax header: lines of `LENGTH KEY=VALUE`.
fn pax<'b>(bytes: &'b [u8], key: &[u8]) -> Option<&'b [u8]> {
    let mut found = None;
    let mut rest = bytes;
    while let Some(space) = memchr::memchr(b' ', rest) {
        let length = std::str::from_utf8(rest.get(..space)?).ok()?.parse::<usize>().ok()?;
        let line = rest.get(space + 1..length.checked_sub(1)?)?;
        if let Some(value) = line.strip_prefix(key).and_then(|line| line.strip_prefix(b"=")) {
            found = Some(value);
        }
        rest = rest.get(length..)?;
    }
    found
}
