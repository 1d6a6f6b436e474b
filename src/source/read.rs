//! One file: through its compression to what it is, and to the documents in it.
//!
//! In: a file of the walk. Out: its documents and problems, in order, into a [`Sink`]. Which
//! reader takes a kind of file is decided here; how it reads stands in a file of its own.

use super::open::{Compression, Stream, open};
use super::records::{Records, Sink, Stopped};
use super::sniff::{Hint, Kind, Wide, kind, wide};
use super::walk::FoundFile;
use super::{json, lines, table, transcode};
use crate::config::Limits;
use crate::document::{DocumentId, Fields, Format, ProblemCode, RawDocument, Stage};

/// Reads all documents of one file.
pub(super) fn file(file: &FoundFile, limits: &Limits, sink: &mut Sink<'_>) -> Result<(), Stopped> {
    let (reader, bytes) = match open(&file.location) {
        Ok(opened) => opened,
        Err(error) => return sink.error(file.id.clone(), &error),
    };
    let mut stream = Stream::new(reader, bytes);
    if let Some(compression) = Compression::of(stream.head()) {
        if !compression.is_supported() {
            return unsupported(&file.id, "a compression that this build does not read", sink);
        }
        stream = match compression.expand(stream, limits) {
            Ok(stream) => stream,
            Err(error) => return sink.error(file.id.clone(), &error),
        };
        if Compression::of(stream.head()).is_some() {
            let (code, message) = (ProblemCode::NestedArchive, "compressed more than once");
            return sink.problem(file.id.clone(), Stage::Open, code, message);
        }
    }
    contents(stream, &file.id, limits, sink)
}

/// Reads what an open stream holds.
fn contents(
    mut stream: Stream,
    id: &DocumentId,
    limits: &Limits,
    sink: &mut Sink<'_>,
) -> Result<(), Stopped> {
    if let Some(error) = stream.early_error() {
        return sink.error(id.clone(), &error);
    }
    if stream.head().is_empty() {
        return sink.problem(id.clone(), Stage::Open, ProblemCode::Empty, "no bytes");
    }
    let hint = Hint::of(id.member.as_deref().unwrap_or(&id.path));
    match kind(stream.head(), stream.is_whole(), hint) {
        Kind::Text => document(stream, id, Format::Text, limits, sink),
        Kind::Html => document(stream, id, Format::Html, limits, sink),
        kind @ (Kind::JsonLines | Kind::JsonObjects | Kind::JsonArray | Kind::Table(_)) => {
            records(stream, kind, hint, id, limits, sink)
        }
        Kind::Binary => sink.problem(id.clone(), Stage::Open, ProblemCode::Binary, "holds no text"),
        Kind::Office => unsupported(id, "a document of a word processor or the like", sink),
        Kind::Zip | Kind::Tar => unsupported(id, "an archive", sink),
        Kind::Warc | Kind::Parquet => {
            unsupported(id, "a format that this build does not read", sink)
        }
    }
}

fn unsupported(id: &DocumentId, message: &str, sink: &mut Sink<'_>) -> Result<(), Stopped> {
    sink.problem(id.clone(), Stage::Open, ProblemCode::Unsupported, message)
}

/// A stream of records.
fn records(
    stream: Stream,
    kind: Kind,
    hint: Hint,
    id: &DocumentId,
    limits: &Limits,
    sink: &mut Sink<'_>,
) -> Result<(), Stopped> {
    let (stream, encoding) = match transcode::to_utf8(stream) {
        Ok(narrow) => narrow,
        Err(error) => return sink.error(id.clone(), &error),
    };
    // A JSON file of one object is one document; a file of lines that has one line has a record.
    let single = kind == Kind::JsonObjects || (kind == Kind::JsonLines && hint == Hint::Json);
    let records = Records::new(sink, id.clone(), encoding, single);
    let limit = limits.record_bytes;
    match kind {
        Kind::JsonObjects => json::read(stream, records, false, limit),
        Kind::JsonArray => json::read(stream, records, true, limit),
        Kind::Table(mark) => table::read(stream, records, mark, limit),
        _ => lines::read(stream, records, limit),
    }
}

/// A stream that is one document.
fn document(
    stream: Stream,
    id: &DocumentId,
    format: Format,
    limits: &Limits,
    sink: &mut Sink<'_>,
) -> Result<(), Stopped> {
    // Decoders take such bytes for UTF-8.
    let encoding = match wide(stream.head()) {
        Some(Wide::Utf16(encoding)) => Some(encoding.name().to_owned()),
        Some(Wide::Utf32) => Some("UTF-32".to_owned()),
        None => None,
    };
    match stream.into_bytes(limits.document_bytes) {
        Ok(bytes) => sink.document(RawDocument {
            id: id.clone(),
            format,
            bytes,
            declared_encoding: encoding,
            fields: Fields::default(),
        }),
        Err(error) => sink.error(id.clone(), &error),
    }
}
