//! Tar archives, read member by member with the `tar` crate. No file is written.
//!
//! In: a way to open the archive from its beginning, as often as needed. Out: the contents of its
//! members in the order of their names. If the archive has another order, it is read again for
//! every 256 MB of members. A name is only a label: it is never used as a path.
//!
//! The crate reads headers, long names and GNU's sparse files. Added here: order, limits on what it
//! keeps in memory, and whether an archive is damaged or ends early.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::{self, Read};
use std::rc::Rc;

use tar::{Archive, Entry, EntryType};

use super::compression::RATIO_FROM;
use super::contents::member;
use super::place::{encode, member_names};
use super::read_error::{Damage, Refusal};
use super::records::{Sink, Stopped};
use super::stream::Stream;
use crate::config::Limits;
use crate::document::{DocumentId, ProblemCode, Stage};

/// Bytes of members that are kept at a time to sort them.
const KEPT_BYTES: u64 = 256 << 20;
/// The most bytes of headers, names and sparse maps in front of one member.
const HEADER_BYTES: u64 = 4 << 20;
const BLOCK: u64 = 512;

/// What a member is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    File,
    /// A sparse file whose holes make it too large.
    Bomb,
    /// A sparse file with its map in the data, as pax archives keep it.
    SparseInPax,
    Link,
    Special,
}

#[derive(Debug, Clone)]
struct Member {
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
    let (members, error) = list(first, limits);
    let names = member_names(members.iter().map(|member| encode(&member.name)).collect());
    if names.is_empty() && error.is_none() {
        return sink.problem(id.clone(), Stage::Open, ProblemCode::Empty, "holds no member");
    }
    let mut rest = names.as_slice();
    while !rest.is_empty() {
        let mut bytes = 0u64;
        let count = rest.iter().take_while(|(index, _)| {
            let size = members.get(*index).map_or(0, |member| member.size);
            bytes = bytes.saturating_add(size);
            bytes <= KEPT_BYTES
        });
        let (now, later) = rest.split_at(count.count().max(1));
        rest = later;
        match open() {
            Ok(stream) => pass(stream, now, &members, id, limits, sink)?,
            Err(error) => return sink.error(id.clone(), &error),
        }
    }
    match error {
        Some(error) => sink.error(id.clone(), &error),
        None => Ok(()),
    }
}

/// The members in the order of the archive, up to where it is damaged.
fn list(stream: Stream<'_>, limits: &Limits) -> (Vec<Member>, Option<io::Error>) {
    let mut members = Vec::new();
    let error = each(stream, limits, |member, _| {
        members.push(member);
        let full = members.len() as u64 > limits.members;
        if full { Err(Refusal::Members(limits.members).into()) } else { Ok(true) }
    });
    (members, error.err())
}

/// Reads the archive once, for a part of its members in the order of their names.
fn pass(
    stream: Stream<'_>,
    names: &[(usize, String)],
    members: &[Member],
    id: &DocumentId,
    limits: &Limits,
    sink: &mut Sink<'_>,
) -> Result<(), Stopped> {
    let place = |name: &str| DocumentId { member: Some(name.into()), ..id.clone() };
    let wanted: BTreeMap<usize, &str> = names.iter().map(|(i, n)| (*i, n.as_str())).collect();
    let last = wanted.keys().next_back().copied().unwrap_or_default();
    let single = names.len() == 1;
    let mut kept: BTreeMap<&str, io::Result<Vec<u8>>> = BTreeMap::new();
    let mut streamed = None;
    let mut index = 0;
    // The list was made from the same bytes. If the file changed since, members are missing below.
    let _ = each(stream, limits, |found, data| {
        if let Some(name) = wanted.get(&index).filter(|_| found.kind == Kind::File) {
            if single {
                let data = Stream::new(Box::new(data), Some(found.size));
                streamed = Some(member(data, &place(name), limits, sink));
            } else {
                let mut bytes = Vec::new();
                let read = data.read_to_end(&mut bytes);
                kept.insert(name, read.map(|_| bytes));
            }
        }
        index += 1;
        Ok(index <= last)
    });
    if let Some(result) = streamed {
        return result;
    }
    for (index, name) in names {
        let kind = members.get(*index).map(|member| member.kind);
        let (code, message) = match (kept.remove(name.as_str()), kind) {
            (Some(Ok(bytes)), _) => {
                let size = bytes.len() as u64;
                let data = Stream::new(Box::new(io::Cursor::new(bytes)), Some(size));
                member(data, &place(name), limits, sink)?;
                continue;
            }
            (Some(Err(error)), _) => {
                sink.error(place(name), &error)?;
                continue;
            }
            (None, Some(Kind::Link)) => (ProblemCode::UnsafeMember, "a link"),
            (None, Some(Kind::Special)) => (ProblemCode::SpecialFile, "a pipe or a device"),
            (None, Some(Kind::Bomb)) => (ProblemCode::BombRatio, "a sparse file of mostly holes"),
            (None, Some(Kind::SparseInPax)) => {
                (ProblemCode::Unsupported, "a sparse file in pax form: repack without --sparse")
            }
            (None, _) => (ProblemCode::IoError, "the archive changed while it was read"),
        };
        sink.problem(place(name), Stage::Open, code, message)?;
    }
    Ok(())
}

/// Calls `take` with each member that is not a folder, and its data, until it returns false.
fn each(
    stream: Stream<'_>,
    limits: &Limits,
    mut take: impl FnMut(Member, &mut dyn Read) -> io::Result<bool>,
) -> io::Result<()> {
    let meter = Rc::new(Meter::default());
    let mut archive = Archive::new(Metered { inner: stream, meter: meter.clone() });
    let mut entries = archive.entries()?;
    let mut data_end = 0u64;
    loop {
        // The crate reads headers and names without a limit of its own.
        meter.limit.set(data_end.saturating_add(HEADER_BYTES));
        let mut entry = match entries.next() {
            None => return Ok(()),
            Some(Ok(entry)) => entry,
            // The padding of the last member is often missing.
            Some(Err(_)) if meter.ended_in_padding(data_end) => return Ok(()),
            Some(Err(error)) => return Err(meter.damage(error)),
        };
        meter.limit.set(u64::MAX);
        let kind = entry.header().entry_type();
        let stored = if kind.is_gnu_sparse() { entry.header().entry_size()? } else { entry.size() };
        data_end = meter.position.get().saturating_add(stored);
        let (name, size) = (entry.path_bytes().into_owned(), entry.size());
        // Archives of the old kind mark a folder only by the slash at the end of its name.
        if kind.is_dir() || kind.is_pax_global_extensions() || name.ends_with(b"/") {
            continue;
        }
        let holes = size > RATIO_FROM.max(stored.saturating_mul(limits.expansion_ratio));
        let kind = match kind {
            EntryType::GNUSparse if holes => Kind::Bomb,
            EntryType::Regular | EntryType::Continuous if is_sparse_in_pax(&mut entry) => {
                Kind::SparseInPax
            }
            EntryType::Regular | EntryType::Continuous | EntryType::GNUSparse => Kind::File,
            EntryType::Link | EntryType::Symlink => Kind::Link,
            _ => Kind::Special,
        };
        let mut data = Data { inner: entry, left: size };
        if !take(Member { name, kind, size }, &mut data)? {
            return Ok(());
        }
    }
}

/// Whether the data begin with the map of a sparse file, which the crate does not apply.
fn is_sparse_in_pax(entry: &mut Entry<'_, impl Read>) -> bool {
    let extensions = entry.pax_extensions().ok().flatten();
    extensions.is_some_and(|mut all| {
        all.any(|own| own.is_ok_and(|own| own.key_bytes().starts_with(b"GNU.sparse.")))
    })
}

/// The data of one member. An archive that ends within them is an error.
struct Data<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Data<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.left = self.left.saturating_sub(count as u64);
        if count == 0 && self.left > 0 && !buffer.is_empty() {
            return Err(Damage::EARLY.into());
        }
        Ok(count)
    }
}

/// How far an archive is read.
#[derive(Default)]
struct Meter {
    position: Cell<u64>,
    /// The position beyond which nothing may be read.
    limit: Cell<u64>,
    ended: Cell<bool>,
}

impl Meter {
    /// Whether the archive ended behind the data of a member, before the block was full.
    fn ended_in_padding(&self, data_end: u64) -> bool {
        let position = self.position.get();
        self.ended.get() && position >= data_end && position < data_end.next_multiple_of(BLOCK)
    }

    /// The error of the crate, as damage. Errors from below the crate are returned unchanged.
    fn damage(&self, error: io::Error) -> io::Error {
        let own =
            error.get_ref().is_some_and(|inner| inner.is::<Damage>() || inner.is::<Refusal>());
        if own || error.raw_os_error().is_some() {
            return error;
        }
        if self.ended.get() { Damage::EARLY.into() } else { Damage::BAD.into() }
    }
}

struct Metered<R> {
    inner: R,
    meter: Rc<Meter>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let position = self.meter.position.get();
        if position >= self.meter.limit.get() && !buffer.is_empty() {
            return Err(Damage::BAD.into());
        }
        let count = self.inner.read(buffer)?;
        self.meter.position.set(position + count as u64);
        self.meter.ended.set(count == 0 && !buffer.is_empty());
        Ok(count)
    }
}
