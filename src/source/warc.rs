//! Web archives: each response, resource or conversion (WET) is one document.
//!
//! In: an expanded stream of WARC records (ISO 28500). Out: the body of each, with the URL of its
//! header and the encoding that HTTP declared. Requests and other records are not documents. After a
//! record with a wrong length, reading continues at the next line that begins a record.

use std::io::{self, Read};

use super::http;
use super::page::page;
use super::read_error::code_of;
use super::records::{Sink, Stopped};
use super::stream::Stream;
use crate::config::Limits;
use crate::document::{DocumentId, Fields, ProblemCode, Stage};

/// Bytes of the header of a record.
const HEADER_BYTES: usize = 64 << 10;
/// Bytes read at a time.
const BLOCK_BYTES: usize = 256 << 10;

/// Reads all records.
pub(super) fn read(
    stream: Stream<'_>,
    id: &DocumentId,
    limits: &Limits,
    sink: &mut Sink<'_>,
) -> Result<(), Stopped> {
    let mut window = Window { stream, bytes: Vec::new(), at: 0, ended: false, error: None };
    let mut count = 0;
    while window.skip_line_breaks() {
        match window.record(limits) {
            Ok(Some(record)) => {
                count += 1;
                let id = DocumentId { record: Some(count), ..id.clone() };
                give(record, id, limits, sink)?;
            }
            Ok(None) => {}
            Err((code, message)) => {
                count += 1;
                let id = DocumentId { record: Some(count), ..id.clone() };
                // An error of the stream is the reason why its last record ends early.
                let (code, message) = match window.error.take() {
                    Some(error) => code_of(&error),
                    None => (code, message.to_owned()),
                };
                sink.problem(id, Stage::Open, code, message)?;
                window.resume();
            }
        }
    }
    if let Some(error) = window.error {
        let id = DocumentId { record: Some(count + 1), ..id.clone() };
        return sink.error(id, &error);
    }
    if count == 0 {
        return sink.problem(id.clone(), Stage::Open, ProblemCode::Empty, "holds no page");
    }
    Ok(())
}

/// A record with a document.
struct Record {
    fields: Fields,
    /// Whether the body is an HTTP message, with its header.
    http: bool,
    content_type: Option<String>,
    body: Vec<u8>,
}

/// Passes on the page of a record.
fn give(
    record: Record,
    id: DocumentId,
    limits: &Limits,
    sink: &mut Sink<'_>,
) -> Result<(), Stopped> {
    let (body, content_type) = if record.http {
        match http::body(&record.body, limits) {
            Ok(message) if message.status / 100 != 2 => {
                let text = format!("an HTTP answer with status {}", message.status);
                return sink.problem(id, Stage::Open, ProblemCode::NoText, text);
            }
            Ok(message) => (message.body, message.content_type),
            Err((code, message)) => return sink.problem(id, Stage::Open, code, message),
        }
    } else {
        (record.body, record.content_type)
    };
    page(body, content_type.as_deref(), record.fields, &id, limits, sink)
}

type Damage = (ProblemCode, &'static str);

const BAD_HEADER: Damage = (ProblemCode::BadWarc, "the header of the record is damaged");
const BAD_LENGTH: Damage = (ProblemCode::BadWarc, "the length of the record is wrong");

struct Window<'r> {
    stream: Stream<'r>,
    /// Bytes that were read; those from `at` on are not used yet.
    bytes: Vec<u8>,
    at: usize,
    ended: bool,
    error: Option<io::Error>,
}

impl Window<'_> {
    /// Skips the line breaks between records. Returns false at the end.
    fn skip_line_breaks(&mut self) -> bool {
        loop {
            let rest = self.rest();
            let breaks = rest.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
            let more = breaks < rest.len();
            self.at += breaks;
            if more || !self.read_on(1) {
                return more;
            }
        }
    }

    fn rest(&self) -> &[u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// Reads until `wanted` bytes are available. Returns false if the stream ends before.
    fn read_on(&mut self, wanted: usize) -> bool {
        while self.rest().len() < wanted && !self.ended {
            self.bytes.drain(..self.at);
            self.at = 0;
            let filled = self.bytes.len();
            self.bytes.resize(filled + BLOCK_BYTES, 0);
            let count = match self.stream.read(self.bytes.get_mut(filled..).unwrap_or_default()) {
                Ok(count) => {
                    self.ended = count == 0;
                    count
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => 0,
                Err(error) => {
                    self.ended = true;
                    self.error = Some(error);
                    0
                }
            };
            self.bytes.truncate(filled + count);
        }
        self.rest().len() >= wanted
    }

    /// The next record; `None` for one without a document.
    fn record(&mut self, limits: &Limits) -> Result<Option<Record>, Damage> {
        self.read_on(HEADER_BYTES);
        let rest = self.rest();
        let head = rest.get(..HEADER_BYTES.min(rest.len())).unwrap_or_default();
        if !head.starts_with(b"WARC/") {
            return Err(BAD_LENGTH);
        }
        let (end, length) = http::header_end(head).ok_or(BAD_HEADER)?;
        let header = String::from_utf8_lossy(head.get(..end).unwrap_or_default()).into_owned();
        let field = |name: &str| http::field(&header, name);
        let size: u64 = field("content-length").and_then(|n| n.parse().ok()).ok_or(BAD_LENGTH)?;
        let kind = field("warc-type").unwrap_or_default().to_ascii_lowercase();
        let content_type = field("content-type").map(str::to_owned);
        let fields = Fields {
            url: field("warc-target-uri").map(|url| url.trim_matches(['<', '>']).to_owned()),
            ..Fields::default()
        };
        if size > limits.record_bytes {
            return Err((ProblemCode::BadWarc, "longer than a record may be"));
        }
        let whole = length + size as usize;
        if !self.read_on(whole) {
            return Err((ProblemCode::Truncated, "the record ends early"));
        }
        // The length is right if a line break and the next record, or the end, follow.
        self.read_on(whole + 9);
        let behind = self.rest().get(whole..).unwrap_or_default();
        let next = behind.trim_ascii_start();
        let follows = next.get(..5.min(next.len())).is_some_and(|next| b"WARC/".starts_with(next));
        if !follows {
            return Err(BAD_LENGTH);
        }
        let body = self.rest().get(length..whole).unwrap_or_default().to_vec();
        self.at += whole;
        let http = content_type.as_deref().is_some_and(|t| t.starts_with("application/http"));
        let document = matches!(&*kind, "response" | "resource" | "conversion");
        Ok(document.then_some(Record { fields, http, content_type, body }))
    }

    /// Skips to the next line that begins a record.
    fn resume(&mut self) {
        const MARK: &[u8] = b"\nWARC/1.";
        self.at = (self.at + 1).min(self.bytes.len());
        loop {
            if let Some(found) = memchr::memmem::find(self.rest(), MARK) {
                self.at += found + 1;
                return;
            }
            // The mark may begin in this block and end in the next.
            let kept = self.rest().len().min(MARK.len() - 1);
            self.at = self.bytes.len() - kept;
            if !self.read_on(kept + 1) {
                self.at = self.bytes.len();
                return;
            }
        }
    }
}
