//! One file: through its compression to what it is, and to the documents in it.
//!
//! In: a file of the walk. Out: its documents and problems, in order, into a [`Sink`]. Which
//! reader takes a kind of file is decided here; how it reads stands in a file of its own.

use std::collections::BTreeMap;
use std::io;

use super::open::{Compression, HEAD_BYTES, Stream, open, open_file};
#[cfg(feature = "full")]
use super::parquet;
use super::records::{Records, Sink, Stopped};
use super::sniff::{Hint, Kind, Wide, kind, wide};
use super::walk::{FoundFile, Location};
use super::{http, json, lines, table, tar, transcode, warc, zip};
use crate::config::Limits;
use crate::document::{DocumentId, Fields, Format, ProblemCode, RawDocument, Stage};

/// Reads all documents of one file.
pub(super) fn file(file: &FoundFile, limits: &Limits, sink: &mut Sink<'_>) -> Result<(), Stopped> {
    let (stream, id) = (open(&file.location), &file.id);
    let stream = stream.and_then(|stream| expand(stream, limits));
    let (stream, kind) = match stream.and_then(|stream| kind_of(stream, id)) {
        Ok(found) => found,
        Err(error) => return sink.error(id.clone(), &error),
    };
    match (kind, &file.location) {
        (Some(Kind::Zip), Location::Path(path)) if !stream.is_expanded() => match open_file(path) {
            Ok(file) => zip::read(file, id, limits, sink),
            Err(error) => sink.error(id.clone(), &error),
        },
        (Some(Kind::Tar), Location::Path(_)) => {
            let again = || open(&file.location).and_then(|stream| expand(stream, limits));
            tar::read(stream, &again, id, limits, sink)
        }
        #[cfg(feature = "full")]
        (Some(Kind::Parquet), Location::Path(path)) if !stream.is_expanded() => {
            match open_file(path) {
                Ok(file) => parquet::read_file(file, id, limits, sink),
                Err(error) => sink.error(id.clone(), &error),
            }
        }
        (kind, _) => contents(stream, kind, id, limits, sink),
    }
}

/// Reads one member of an archive; archives in archives are not opened.
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

/// The members of an archive in the order of their names, with their places in it. Of equal names
/// all but the first get a number that no encoded name can end in.
pub(super) fn member_names(names: Vec<String>) -> Vec<(usize, String)> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut named: Vec<(usize, String)> = Vec::with_capacity(names.len());
    for (index, name) in names.into_iter().enumerate() {
        let count = seen.entry(name.clone()).or_default();
        *count += 1;
        let name = if *count > 1 { format!("{name}%23{count}") } else { name };
        named.push((index, name));
    }
    named.sort_by(|a, b| a.1.cmp(&b.1));
    named
}

/// The stream without its compression, if it has one that is known.
fn expand<'r>(stream: Stream<'r>, limits: &Limits) -> io::Result<Stream<'r>> {
    match Compression::of(stream.head()) {
        Some(compression) if compression.is_supported() => compression.expand(stream, limits),
        _ => Ok(stream),
    }
}

/// What a stream holds; `None` where it is still compressed.
fn kind_of<'r>(mut stream: Stream<'r>, id: &DocumentId) -> io::Result<(Stream<'r>, Option<Kind>)> {
    if let Some(error) = stream.early_error() {
        return Err(error);
    }
    let hint = Hint::of(id.member.as_deref().unwrap_or(&id.path));
    let plain = Compression::of(stream.head()).is_none();
    let kind = plain.then(|| kind(stream.head(), stream.is_whole(), hint));
    Ok((stream, kind))
}

/// Reads what a stream holds that is no archive.
fn contents(
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
            let message = "compressed more than once";
            sink.problem(id.clone(), Stage::Open, ProblemCode::NestedArchive, message)
        }
        None => unsupported(id, "a compression that this build does not read", sink),
        Some(Kind::Text) => document(stream, id, Format::Text, limits, sink),
        Some(Kind::Html) => document(stream, id, Format::Html, limits, sink),
        Some(kind @ (Kind::JsonLines | Kind::JsonObjects | Kind::JsonArray | Kind::Table(_))) => {
            records(stream, kind, id, limits, sink)
        }
        // Damaged data may look like anything: damage is the better reason.
        Some(Kind::Binary) => match stream.damage() {
            Some(error) => sink.error(id.clone(), &error),
            None => sink.problem(id.clone(), Stage::Open, ProblemCode::Binary, "holds no text"),
        },
        Some(Kind::Office) => unsupported(id, "a document of a word processor or the like", sink),
        Some(Kind::Zip | Kind::Tar) if nested => {
            let message = "an archive in an archive";
            sink.problem(id.clone(), Stage::Open, ProblemCode::NestedArchive, message)
        }
        Some(Kind::Zip | Kind::Tar) => unsupported(id, "an archive on standard input", sink),
        Some(Kind::Warc) if !stream.head().starts_with(b"WARC/") => {
            let message = "named as a web archive, and none";
            sink.problem(id.clone(), Stage::Open, ProblemCode::BadWarc, message)
        }
        Some(Kind::Warc) => warc::read(stream, id, limits, sink),
        #[cfg(feature = "full")]
        Some(Kind::Parquet) => parquet::read_stream(stream, id, limits, sink),
        #[cfg(not(feature = "full"))]
        Some(Kind::Parquet) => unsupported(id, "a format that this build does not read", sink),
    }
}

/// One page of a web archive.
pub(super) fn page(
    body: Vec<u8>,
    content_type: Option<&str>,
    fields: Fields,
    id: &DocumentId,
    limits: &Limits,
    sink: &mut Sink<'_>,
) -> Result<(), Stopped> {
    let content_type = content_type.unwrap_or_default().to_ascii_lowercase();
    let hint = match content_type.split(';').next().unwrap_or_default().trim() {
        "text/html" | "application/xhtml+xml" => Hint::Html,
        "text/plain" => Hint::Text,
        "application/json" => Hint::Json,
        _ => Hint::None,
    };
    if body.trim_ascii().is_empty() {
        return sink.problem(id.clone(), Stage::Open, ProblemCode::Empty, "no bytes");
    }
    if body.len() as u64 > limits.document_bytes {
        let message = format!("longer than {} bytes", limits.document_bytes);
        return sink.problem(id.clone(), Stage::Open, ProblemCode::TooLarge, message);
    }
    let head = body.get(..HEAD_BYTES).unwrap_or(&body);
    let format = match kind(head, head.len() == body.len(), hint) {
        Kind::Text => Format::Text,
        Kind::Html => Format::Html,
        Kind::JsonObjects | Kind::JsonLines => Format::Json,
        Kind::Binary => {
            return sink.problem(id.clone(), Stage::Open, ProblemCode::Binary, "holds no text");
        }
        _ => return unsupported(id, "neither a text nor a page", sink),
    };
    let declared_encoding =
        wide_label(head).or_else(|| http::charset(&content_type).map(str::to_owned));
    // What is declared of a JSON record tells what it was; JSON itself is UTF-8.
    let declared_encoding = declared_encoding.filter(|_| format != Format::Json);
    sink.document(RawDocument { id: id.clone(), format, bytes: body, declared_encoding, fields })
}

/// The encoding of characters of two or four bytes: decoders take such bytes for UTF-8.
fn wide_label(head: &[u8]) -> Option<String> {
    match wide(head)? {
        Wide::Utf16(encoding) => Some(encoding.name().to_owned()),
        Wide::Utf32 => Some("UTF-32".to_owned()),
    }
}

fn unsupported(id: &DocumentId, message: &str, sink: &mut Sink<'_>) -> Result<(), Stopped> {
    sink.problem(id.clone(), Stage::Open, ProblemCode::Unsupported, message)
}

/// A stream of records.
fn records(
    stream: Stream<'_>,
    kind: Kind,
    id: &DocumentId,
    limits: &Limits,
    sink: &mut Sink<'_>,
) -> Result<(), Stopped> {
    let (stream, encoding) = match transcode::to_utf8(stream) {
        Ok(narrow) => narrow,
        Err(error) => return sink.error(id.clone(), &error),
    };
    let hint = Hint::of(id.member.as_deref().unwrap_or(&id.path));
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
