//! The body of a record of a web archive into a document.
//!
//! In: the bytes of the body, its content type, and the fields that the archive knows. Out: one
//! document or one problem. The body's own encodings are already removed.

use super::http;
use super::records::{Sink, Stopped};
use super::sniff::{Hint, Kind, kind, wide_label};
use super::stream::HEAD_BYTES;
use crate::config::Limits;
use crate::document::{DocumentId, Fields, Format, ProblemCode, RawDocument, Stage};

/// Hands on one body.
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
        Kind::Feed => {
            let message = "a feed in a web archive: extract it to a file";
            return sink.problem(id.clone(), Stage::Open, ProblemCode::Unsupported, message);
        }
        _ => {
            let message = "neither a text nor a page";
            return sink.problem(id.clone(), Stage::Open, ProblemCode::Unsupported, message);
        }
    };
    let declared_encoding =
        wide_label(head).or_else(|| http::charset(&content_type).map(str::to_owned));
    // JSON is always UTF-8.
    let declared_encoding = declared_encoding.filter(|_| format != Format::Json);
    sink.document(RawDocument { id: id.clone(), format, bytes: body, declared_encoding, fields })
}
