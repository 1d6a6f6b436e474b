//! One file: through its compression to what it is, and to the documents in it.
//!
//! In: a file of the walk. Out: its documents and problems, in order, into a [`Sink`]. Which
//! reader takes a kind of file is decided here; how it reads stands in a file of its own.

use super::lines;
use super::open::{Compression, Stream, open};
use super::records::{Records, Sink, Stopped};
use super::sniff::{Hint, Kind, kind};
use super::walk::FoundFile;
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
    let expected = bytes.filter(|_| stream.is_whole()).unwrap_or_default();
    contents(stream, &file.id, expected, limits, sink)
}

/// Reads what an open stream holds.
fn contents(
    mut stream: Stream,
    id: &DocumentId,
    _expected: u64,
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
        Kind::JsonLines => {
            if stream.head().starts_with(b"\xef\xbb\xbf") {
                stream.skip(3);
            }
            let records = Records::new(sink, id.clone(), None, hint == Hint::Json);
            lines::read(stream, records, limits.record_bytes)
        }
        Kind::Binary => sink.problem(id.clone(), Stage::Open, ProblemCode::Binary, "holds no text"),
        Kind::Office => unsupported(id, "a document of a word processor or the like", sink),
        Kind::Zip | Kind::Tar => unsupported(id, "an archive", sink),
        Kind::Warc | Kind::Parquet => {
            unsupported(id, "a format that this build does not read", sink)
        }
        Kind::JsonObjects | Kind::JsonArray | Kind::Table(_) => {
            unsupported(id, "a format that is not read yet", sink)
        }
    }
}

fn unsupported(id: &DocumentId, message: &str, sink: &mut Sink<'_>) -> Result<(), Stopped> {
    sink.problem(id.clone(), Stage::Open, ProblemCode::Unsupported, message)
}

/// A stream that is one document.
fn document(
    stream: Stream,
    id: &DocumentId,
    format: Format,
    limits: &Limits,
    sink: &mut Sink<'_>,
) -> Result<(), Stopped> {
    match stream.into_bytes(limits.document_bytes) {
        Ok(bytes) => sink.document(RawDocument {
            id: id.clone(),
            format,
            bytes,
            declared_encoding: None,
            fields: Fields::default(),
        }),
        Err(error) => sink.error(id.clone(), &error),
    }
}
