//! The bodies of HTTP messages as web archives keep them.
//!
//! In: the bytes of one answer. Out: its status, its content type and its body, with transfer and
//! content encodings taken off, within limits. It speaks with no server.

use std::io::{Cursor, Read};

use flate2::read::ZlibDecoder;

use super::open::{Compression, Stream, code_of};
use crate::config::Limits;
use crate::document::ProblemCode;

/// An answer.
pub(super) struct Message {
    pub status: u16,
    pub content_type: Option<String>,
    pub body: Vec<u8>,
}

/// Reads an answer.
pub(super) fn body(bytes: &[u8], limits: &Limits) -> Result<Message, (ProblemCode, String)> {
    let bad = |message: &str| (ProblemCode::BadWarc, message.to_owned());
    let (end, length) = header_end(bytes).ok_or_else(|| bad("no HTTP header"))?;
    let header = String::from_utf8_lossy(bytes.get(..end).unwrap_or_default()).into_owned();
    let status = header.split_whitespace().nth(1).and_then(|status| status.parse().ok());
    let status = status.filter(|_| header.starts_with("HTTP/"));
    let status = status.ok_or_else(|| bad("no HTTP status"))?;
    let mut body = bytes.get(length..).unwrap_or_default().to_vec();
    let coding = |name: &str| field(&header, name).unwrap_or_default().to_ascii_lowercase();
    if coding("transfer-encoding").contains("chunked") {
        // Some archives keep the declaration and drop the chunks.
        match unchunk(&body) {
            Some(whole) => body = whole,
            None if body.first().is_some_and(|b| matches!(b, b'<' | b'{')) => {}
            None => return Err(bad("its chunks are damaged")),
        }
    }
    let body = decompress(body, &coding("content-encoding"), limits)?;
    let content_type = field(&header, "content-type").map(str::to_owned);
    Ok(Message { status, content_type, body })
}

/// Takes a content encoding off, if the body has it.
fn decompress(
    body: Vec<u8>,
    coding: &str,
    limits: &Limits,
) -> Result<Vec<u8>, (ProblemCode, String)> {
    let reason = |error: std::io::Error| code_of(&error);
    let limit = limits.document_bytes;
    if matches!(coding.trim(), "br" | "compress") {
        return Err((ProblemCode::Unsupported, "a content encoding that is not read".to_owned()));
    }
    if coding.trim() == "deflate" {
        let mut out = Vec::new();
        let read = ZlibDecoder::new(&*body).take(limit + 1).read_to_end(&mut out);
        return match read {
            Ok(_) if out.len() as u64 <= limit => Ok(out),
            Ok(_) => Err((ProblemCode::TooLarge, format!("longer than {limit} bytes"))),
            Err(_) => Err((ProblemCode::BadArchive, "the compressed body is damaged".to_owned())),
        };
    }
    let size = body.len() as u64;
    match Compression::of(&body) {
        Some(compression) if compression.is_supported() => {
            let stream = Stream::new(Box::new(Cursor::new(body)), Some(size));
            let stream = compression.expand(stream, limits).map_err(reason)?;
            stream.into_bytes(limit).map_err(reason)
        }
        _ => Ok(body),
    }
}

/// Where a header ends, and where what follows it begins.
pub(super) fn header_end(bytes: &[u8]) -> Option<(usize, usize)> {
    let crlf = memchr::memmem::find(bytes, b"\r\n\r\n").map(|at| (at, at + 4));
    let lf = memchr::memmem::find(bytes, b"\n\n").map(|at| (at, at + 2));
    match (crlf, lf) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// The value of a field of a header; names are compared without case.
pub(super) fn field<'h>(header: &'h str, name: &str) -> Option<&'h str> {
    header.lines().skip(1).find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.trim().eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

/// A body without its chunk sizes; `None` where they are damaged.
fn unchunk(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    loop {
        let end = memchr::memchr(b'\n', rest)?;
        let line = std::str::from_utf8(rest.get(..end)?).ok()?;
        let size = line.split(';').next()?.trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        rest = rest.get(end + 1..)?;
        if size == 0 {
            return Some(out);
        }
        out.extend_from_slice(rest.get(..size)?);
        rest = rest.get(size..)?;
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n"))?;
    }
}

/// The charset of a content type.
pub(super) fn charset(content_type: &str) -> Option<&str> {
    let (_, rest) = content_type.split_once("charset=")?;
    Some(rest.split([';', ' ']).next()?.trim_matches(['"', '\'']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_fields_and_charsets() {
        let bytes = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=\"utf-8\"\r\n\
                      Transfer-Encoding: chunked\r\n\r\n4\r\nRain\r\n5;x\r\n fell\r\n0\r\n\r\n";
        let message = body(bytes, &Limits::default()).unwrap();
        assert_eq!((message.status, message.body.as_slice()), (200, &b"Rain fell"[..]));
        assert_eq!(message.content_type.as_deref().and_then(charset), Some("utf-8"));
        assert!(body(b"no header", &Limits::default()).is_err());
        assert_eq!(unchunk(b"ZZ\r\nRain"), None);
        assert_eq!(unchunk(b"ffffffffffffffff\r\nRain"), None);
    }
}
