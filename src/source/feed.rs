//! Splits a feed, RSS or Atom, into its items.
//!
//! In: a stream in UTF-8. Out: each item as one record, see [`Item`]. An item beyond the limit and markup that is no
//! XML end the reading with a problem; the items before it are kept. Prefixes are taken as feeds write them, and
//! namespaces are not resolved. Nothing that a feed links to is fetched.

mod item;

use std::cell::Cell;
use std::io::{self, BufReader, Read};
use std::rc::Rc;

use quick_xml::Reader;
use quick_xml::errors::Error;
use quick_xml::events::{BytesStart, Event};

use super::feed_head::{declared_encoding, is_feed};
use super::read_error::{Refusal, code_of};
use super::records::{Records, Sink, Stopped};
use super::stream::Stream;
use super::transcode::to_valid_utf8;
use crate::document::{DocumentId, ProblemCode};
use item::Item;

/// The items of a feed that was read as a whole, as JSON lines; `None` if it is no feed.
pub(crate) fn json_lines(bytes: &[u8]) -> Option<io::Result<Vec<u8>>> {
    let head = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    if !is_feed(head) {
        return None;
    }
    let mut batches = Vec::new();
    let mut keep = |batch| {
        batches.push(batch);
        true
    };
    let mut sink = Sink::new(&mut keep);
    let id = DocumentId { root: "".into(), path: "".into(), member: None, record: None };
    let stream = Stream::new(Box::new(bytes), None);
    let (stream, encoding) = match to_valid_utf8(stream, declared_encoding(head)) {
        Ok(decoded) => decoded,
        Err(error) => return Some(Err(error)),
    };
    let records = Records::new(&mut sink, id, encoding, false);
    // The receiver wants everything, so nothing stops early.
    let _ = self::read(stream, records, u64::MAX);
    let rest = sink.rest();
    batches.push(rest);
    if let Some(problem) = batches.iter().flat_map(|batch| &batch.problems).next() {
        return Some(Err(io::Error::new(io::ErrorKind::InvalidData, &*problem.message)));
    }
    let lines = batches.into_iter().flat_map(|batch| batch.documents);
    Some(Ok(lines.flat_map(|line| line.bytes.into_iter().chain([b'\n'])).collect()))
}

/// Splits a feed into its items.
pub(super) fn read(
    stream: Stream<'_>,
    mut records: Records<'_, '_>,
    limit: u64,
) -> Result<(), Stopped> {
    let left = Rc::new(Cell::new(limit));
    let stream = Bounded { inner: stream, left: Rc::clone(&left), limit };
    let mut reader = Reader::from_reader(BufReader::new(stream));
    let config = reader.config_mut();
    // Feeds are written by hand and by templates.
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    config.expand_empty_elements = true;
    let mut buffer = Vec::new();
    let mut feed = Feed::default();
    loop {
        buffer.clear();
        left.set(limit);
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Eof) => break,
            Ok(event) => {
                let Some(item) = feed.take(&event, limit) else { continue };
                let fits = item.bytes() <= limit;
                match item.into_json(feed.language.as_deref()).filter(|_| fits) {
                    Some(json) => records.json(json)?,
                    None => {
                        let message = format!("an item of more than {limit} bytes");
                        records.problem(ProblemCode::TooLarge, message)?;
                    }
                }
            }
            Err(error) => return records.broken(&error),
        }
    }
    if feed.item.is_some() {
        records.problem(ProblemCode::Truncated, "the last item has no end")?;
    }
    records.finish()
}

impl Records<'_, '_> {
    /// Reports markup that ends the reading of a feed.
    fn broken(mut self, error: &Error) -> Result<(), Stopped> {
        let (code, message) = match error {
            Error::Io(error) => code_of(error),
            error => (ProblemCode::BadXml, format!("no XML from here: {error}")),
        };
        self.problem(code, message)
    }
}

/// The place in a feed.
#[derive(Default)]
struct Feed {
    /// The language of the channel.
    language: Option<String>,
    /// The item that is being read.
    item: Option<Item>,
    in_language: bool,
}

impl Feed {
    /// Takes an event. Returns the item that it ends.
    fn take(&mut self, event: &Event<'_>, limit: u64) -> Option<Item> {
        match (event, &mut self.item) {
            (Event::End(tag), Some(item)) if item.is_between() && is_item(tag.name().0) => {
                return self.item.take();
            }
            (event, Some(item)) => item.take(event, limit),
            (Event::Start(tag), None) if is_item(tag.name().0) => self.item = Some(Item::default()),
            (Event::Start(tag), None) => self.open(tag),
            (Event::Text(text), None) if self.in_language => {
                self.language.get_or_insert_with(|| text.trim().to_owned());
            }
            (Event::End(_), None) => self.in_language = false,
            _ => {}
        }
        None
    }

    /// An element of the channel.
    fn open(&mut self, tag: &BytesStart<'_>) {
        self.in_language = matches!(tag.name().0, "language" | "dc:language");
        if self.language.is_none() && matches!(tag.name().0, "feed" | "rss") {
            self.language = item::attribute(tag, "xml:lang");
        }
    }
}

fn is_item(name: &str) -> bool {
    matches!(name, "item" | "entry" | "atom:entry" | "rss:item")
}

/// A reader that ends with an error where one piece of markup exceeds the limit.
struct Bounded<R> {
    inner: R,
    left: Rc<Cell<u64>>,
    limit: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left.get() == 0 {
            return Err(Refusal::TooLarge(self.limit).into());
        }
        let count = self.inner.read(buffer)?;
        self.left.set(self.left.get().saturating_sub(count as u64));
        Ok(count)
    }
}
