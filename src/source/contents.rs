//! A stream of bytes into documents: through its compression, to the reader of its kind.
//!
//! In: the stream of a file or of a member of an archive. Out: its documents and problems, in order,
//! into a [`Sink`]. Archives are not opened here; an archive in an archive is a problem.

use std::io;

use super::compression::Compression;
#[cfg(feature = "full")]
use super::parquet;
use super::records::{Records, Sink, Stopped};
use super::sniff::{Hint, Kind, kind, wide_label};
use super::stream::Stream;
use super::{feed, feed_head, json, lines, table, transcode, warc};
use crate::config::Limits;
use crate::document::{DocumentId, Fields, Format, ProblemCode, RawDocument, Stage};

/// Reads one member of an archive.
pub(super) fn member(
    stream: Stream<'_>,
    id: &DocumentId,
    limits: &Limits,
    sink: &mut Sink<'_>,
) -> Result<(), Stopped> {
    let stream = expand(stream, limits);
    match stream.and_then(|stream| kind_of(stream, id)) {
        Ok((stream, kind)) => contents(stream, kind, id, limits, sink),
        Err(error) => sink.error(id.clone(), &error),
    }
}

/// Expands a stream that has a known compression.
pub(super) fn expand<'r>(stream: Stream<'r>, limits: &Limits) -> io::Result<Stream<'r>> {
    match Compression::of(stream.head()) {
        Some(compression) if compression.is_supported() => compression.expand(stream, limits),
        _ => Ok(stream),
    }
}

/// The kind of a stream; `None` if it is still compressed.
pub(super) fn kind_of<'r>(
    mut stream: Stream<'r>,
    id: &DocumentId,
) -> io::Result<(Stream<'r>, Option<Kind>)> {
    if let Some(error) = stream.early_error() {
        return Err(error);
    }
    let hint = Hint::of(id.member.as_deref().unwrap_or(&id.path));
    let plain = Compression::of(stream.head()).is_none();
    let kind = plain.then(|| kind(stream.head(), stream.is_whole(), hint));
    Ok((stream, kind))
}

/// Reads a stream that is not an archive.
pub(super) fn contents(
    stream: Stream<'_>,
    kind: Option<Kind>,
    id: &DocumentId,
    limits: &Limits,
    sink: &mut Sink<'_>,
) -> Result<(), Stopped> {
    if stream.head().is_empty() {
        return sink.problem(id.clone(), Stage::Open, ProblemCode::Empty, "no bytes");
    }
    let nested = stream.is_expanded() || id.member.is_some();
    match kind {
        None if stream.is_expanded() => {
            let message = "compressed more than once: unpack it";
            sink.problem(id.clone(), Stage::Open, ProblemCode::NestedArchive, message)
        }
        None => unsupported(
            id,
            "a compression that this build does not read: install with `--features full`",
            sink,
        ),
        Some(Kind::Text) => document(stream, id, Format::Text, limits, sink),
        Some(Kind::Html) => document(stream, id, Format::Html, limits, sink),
        Some(
            kind @ (Kind::JsonLines
            | Kind::JsonObjects
            | Kind::JsonArray
            | Kind::Table(_)
            | Kind::Feed),
        ) => records(stream, kind, id, limits, sink),
        // Damaged data may look binary: then the damage is the better reason.
        Some(Kind::Binary) => match stream.damage() {
            Some(error) => sink.error(id.clone(), &error),
            None => sink.problem(id.clone(), Stage::Open, ProblemCode::Binary, "holds no text"),
        },
        Some(Kind::Office) => unsupported(id, "an office document or PDF: export it as text", sink),
        Some(Kind::Zip | Kind::Tar) if nested => {
            let message = "an archive in an archive";
            sink.problem(id.clone(), Stage::Open, ProblemCode::NestedArchive, message)
        }
        Some(Kind::Zip | Kind::Tar) => {
            unsupported(id, "an archive on standard input: give it as a file", sink)
        }
        Some(Kind::Warc) if !stream.head().starts_with(b"WARC/") => {
            let message = "named as a web archive, but not one";
            sink.problem(id.clone(), Stage::Open, ProblemCode::BadWarc, message)
        }
        Some(Kind::Warc) => warc::read(stream, id, limits, sink),
        #[cfg(feature = "full")]
        Some(Kind::Parquet) => parquet::read_stream(stream, id, limits, sink),
        #[cfg(not(feature = "full"))]
        Some(Kind::Parquet) => unsupported(
            id,
            "a format that this build does not read: install with `--features full`",
            sink,
        ),
    }
}

fn unsupported(id: &DocumentId, message: &str, sink: &mut Sink<'_>) -> Result<(), Stopped> {
    sink.problem(id.clone(), Stage::Open, ProblemCode::Unsupported, message)
}

/// Reads a stream of records.
fn records(
    stream: Stream<'_>,
    kind: Kind,
    id: &DocumentId,
    limits: &Limits,
    sink: &mut Sink<'_>,
) -> Result<(), Stopped> {
    let decoded = match kind {
        Kind::Feed => {
            let declared = feed_head::declared_encoding(stream.head());
            transcode::to_valid_utf8(stream, declared)
        }
        _ => transcode::to_utf8(stream),
    };
    let (stream, encoding) = match decoded {
        Ok(narrow) => narrow,
        Err(error) => return sink.error(id.clone(), &error),
    };
    let hint = Hint::of(id.member.as_deref().unwrap_or(&id.path));
    // A JSON file with one object is one document; a file of lines with one line has one record.
    let single = kind == Kind::JsonObjects || (kind == Kind::JsonLines && hint == Hint::Json);
    let records = Records::new(sink, id.clone(), encoding, single);
    let limit = limits.record_bytes;
    match kind {
        Kind::JsonObjects => json::read(stream, records, false, limit),
        Kind::JsonArray => json::read(stream, records, true, limit),
        Kind::Table(mark) => table::read(stream, records, mark, limit),
        Kind::Feed => feed::read(stream, records, limit),
        _ => lines::read(stream, records, limit),
    }
}

/// A stream that is one document.
fn document(
    stream: Stream<'_>,
    id: &DocumentId,
    format: Format,
    limits: &Limits,
    sink: &mut Sink<'_>,
) -> Result<(), Stopped> {
    let encoding = wide_label(stream.head());
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
