//! The bodies of HTTP answers as web archives keep them.
//!
//! In: the bytes of one answer. Out: its status, its content type and its body without transfer and
//! content encodings, within limits. Crawlers store bodies that were cut off or whose header is
//! wrong about the encoding: the part that arrived is kept, and a body that is plain already is
//! taken as it is. Nothing is fetched.

use std::borrow::Cow;
use std::io::{self, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::compression::{Bounded, Compression, Counted};
use super::read_error::{Damage, Refusal, code_of};
use super::sniff::is_binary;
use super::stream::HEAD_BYTES;
use crate::config::Limits;
use crate::document::ProblemCode;

/// A chunk of more bytes than this is a wrong size line.
const CHUNK_BYTES: u64 = 1 << 40;

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
    let mut body = Cow::Borrowed(bytes.get(length..).unwrap_or_default());
    let coding = |name: &str| field(&header, name).unwrap_or_default().to_ascii_lowercase();
    if coding("transfer-encoding").contains("chunked") {
        // Some archives keep the header and store the body without chunks.
        match unchunk(&body) {
            Some(joined) => body = Cow::Owned(joined),
            None if is_plain(&body) || is_packed(&body, &coding("content-encoding")) => {}
            None => return Err(bad("its chunks are damaged")),
        }
    }
    let codings = coding("content-encoding");
    // Several encodings are listed in the order in which they were applied.
    for coding in codings.rsplit(',').map(str::trim) {
        if let Some(expanded) = decompress(&body, coding, limits)? {
            body = Cow::Owned(expanded);
        }
    }
    let content_type = field(&header, "content-type").map(str::to_owned);
    Ok(Message { status, content_type, body: body.into_owned() })
}

/// The body without a content encoding; `None` if it does not have that encoding. The bytes decide
/// where they can, since headers are often wrong.
fn decompress(
    body: &[u8],
    coding: &str,
    limits: &Limits,
) -> Result<Option<Vec<u8>>, (ProblemCode, String)> {
    let consumed = Arc::new(AtomicU64::new(0));
    let input = BufReader::new(Counted { inner: body, consumed: consumed.clone() });
    let decoder: Box<dyn Read + '_> = match Compression::of(body) {
        Some(known) if known.is_supported() => {
            known.decoder(input).map_err(|error| code_of(&error))?
        }
        _ if is_plain(body) => return Ok(None),
        _ => match coding {
            "deflate" if is_zlib(body) => Box::new(flate2::bufread::ZlibDecoder::new(input)),
            // Many servers send deflate without the header of zlib.
            "deflate" => Box::new(flate2::bufread::DeflateDecoder::new(input)),
            #[cfg(feature = "full")]
            "br" => Box::new(brotli_decompressor::Decompressor::new(input, 4096)),
            "" | "identity" | "gzip" | "x-gzip" | "zstd" => return Ok(None),
            other => {
                let message = format!("the content encoding `{other}`, which is not supported");
                return Err((ProblemCode::Unsupported, message));
            }
        },
    };
    let mut expanded = Vec::new();
    let bounded = Bounded::new(decoder, consumed, limits);
    match bounded.take(limits.document_bytes + 1).read_to_end(&mut expanded) {
        Ok(_) if expanded.len() as u64 > limits.document_bytes => {
            Err(code_of(&Refusal::TooLarge(limits.document_bytes).into()))
        }
        Ok(_) => Ok(Some(expanded)),
        Err(error) if is_damage(&error) && !expanded.is_empty() => {
            drop_half_character(&mut expanded);
            Ok(Some(expanded))
        }
        Err(error) if is_damage(&error) && !is_binary(head_of(body)) => Ok(None),
        Err(error) => Err(code_of(&error)),
    }
}

fn is_damage(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<Damage>())
}

/// Whether a body is markup or JSON that is not compressed.
fn is_plain(body: &[u8]) -> bool {
    let text = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body).trim_ascii_start();
    matches!(text.first(), Some(b'<' | b'{' | b'[')) && !is_binary(head_of(text))
}

/// Whether a body is compressed: its first bytes say so, or it has a coding whose streams begin with any bytes.
fn is_packed(body: &[u8], coding: &str) -> bool {
    let unmarked =
        coding.rsplit(',').next().is_some_and(|last| matches!(last.trim(), "deflate" | "br"));
    unmarked || Compression::of(body).is_some()
}

fn head_of(bytes: &[u8]) -> &[u8] {
    bytes.get(..HEAD_BYTES).unwrap_or(bytes)
}

/// Whether a stream begins with the header of zlib (RFC 1950).
fn is_zlib(body: &[u8]) -> bool {
    match body {
        [method, flags, ..] => {
            method & 0x0f == 8 && (u16::from(*method) << 8 | u16::from(*flags)) % 31 == 0
        }
        _ => false,
    }
}

/// Removes the beginning of a character that was cut off.
fn drop_half_character(bytes: &mut Vec<u8>) {
    if let Err(error) = std::str::from_utf8(bytes)
        && error.error_len().is_none()
    {
        bytes.truncate(error.valid_up_to());
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

/// A body without its chunk sizes, up to where it is cut off; `None` if it is not in chunks.
fn unchunk(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut joined = Vec::new();
    while let Some(end) = memchr::memchr(b'\n', rest) {
        let line = rest.get(..end).and_then(|line| std::str::from_utf8(line).ok());
        let size = line.and_then(|line| line.split(';').next());
        let size = size.and_then(|size| u64::from_str_radix(size.trim(), 16).ok());
        let Some(size) = size.filter(|size| *size < CHUNK_BYTES) else { break };
        if size == 0 {
            return Some(joined);
        }
        let chunk = rest.get(end + 1..).unwrap_or_default();
        let length = usize::try_from(size).unwrap_or(usize::MAX).min(chunk.len());
        joined.extend_from_slice(chunk.get(..length).unwrap_or_default());
        rest = chunk.get(length..).unwrap_or_default();
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
    }
    (!joined.is_empty()).then_some(joined)
}

/// The charset of a content type.
pub(super) fn charset(content_type: &str) -> Option<&str> {
    let (_, rest) = content_type.split_once("charset=")?;
    Some(rest.split([';', ' ']).next()?.trim_matches(['"', '\'']))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    const STORY: &str = "Rain fell on the harbour of Sund all night, and the ferry stayed in. ";

    fn answer(headers: &str, body: &[u8]) -> Result<Message, (ProblemCode, String)> {
        let bytes = [format!("HTTP/1.1 200 OK\r\n{headers}\r\n").as_bytes(), body].concat();
        super::body(&bytes, &Limits::default())
    }

    #[track_caller]
    fn text(headers: &str, bytes: &[u8]) -> String {
        String::from_utf8(answer(headers, bytes).unwrap().body).unwrap()
    }

    fn zlib(text: &str) -> Vec<u8> {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), Default::default());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

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

    #[test]
    fn the_part_of_a_body_that_arrived_is_kept() {
        let chunked = "Transfer-Encoding: chunked\r\n";
        assert_eq!(text(chunked, b"4\r\nRain\r\n5\r\n fell\r\n"), "Rain fell");
        assert_eq!(text(chunked, b"4\r\nRain\r\n50\r\n fell on"), "Rain fell on");
        assert_eq!(text(chunked, b"<p>Rain fell"), "<p>Rain fell");
        let noise: String =
            (0..900u32).map(|n| n.wrapping_mul(2_654_435_761).to_string()).collect();
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), Default::default());
        encoder.write_all(noise.as_bytes()).unwrap();
        let gzip = encoder.finish().unwrap();
        let kept = text("Content-Encoding: gzip\r\n", &gzip[..gzip.len() / 2]);
        assert!(kept.len() > 1000 && noise.starts_with(&kept));
        assert_eq!(text("Content-Encoding: gzip\r\n", &gzip[..gzip.len() - 4]), noise);
        let mut character = "Sund på".as_bytes()[..7].to_vec();
        drop_half_character(&mut character);
        assert_eq!(character, b"Sund p");
    }

    #[test]
    fn a_compressed_body_may_be_without_the_chunks_of_its_header() {
        let zlib = zlib(STORY);
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), Default::default());
        encoder.write_all(STORY.as_bytes()).unwrap();
        let gzip = encoder.finish().unwrap();
        for (coding, body) in [("gzip", &gzip[..]), ("deflate", &zlib), ("deflate", &zlib[2..])] {
            let header = format!("Content-Encoding: {coding}\r\nTransfer-Encoding: chunked\r\n");
            assert_eq!(text(&header, body), STORY, "{coding}");
            let size = format!("{:x}\r\n", body.len());
            let chunks = [size.as_bytes(), body, b"\r\n0\r\n\r\n"].concat();
            assert_eq!(text(&header, &chunks), STORY, "{coding}");
        }
        assert!(answer("Transfer-Encoding: chunked\r\n", b"\xff\xfe\0\x01\0\0\0").is_err());
    }

    #[test]
    fn deflate_comes_with_and_without_a_header() {
        let zlib = zlib(STORY);
        assert_eq!(text("Content-Encoding: deflate\r\n", &zlib), STORY);
        let raw = &zlib[2..zlib.len() - 4];
        assert_eq!(text("Content-Encoding: deflate\r\n", raw), STORY);
    }

    #[test]
    fn a_header_may_be_wrong_about_the_encoding() {
        for coding in ["br", "deflate", "gzip", "compress"] {
            let header = format!("Content-Encoding: {coding}\r\n");
            assert_eq!(text(&header, b"<p>Rain fell."), "<p>Rain fell.", "{coding}");
        }
        let answer = answer("Content-Encoding: compress\r\n", b"\x1f\x9d\x90\0\x01\x02");
        assert_eq!(answer.err().map(|(code, _)| code), Some(ProblemCode::Unsupported));
    }

    #[cfg(feature = "full")]
    #[test]
    fn brotli_whole_and_cut() {
        let brotli = [
            0x1b, 0x44, 0x00, 0xe0, 0x15, 0xa1, 0x92, 0xeb, 0xe6, 0x52, 0x5d, 0x48, 0xb6, 0xa0,
            0x21, 0x09, 0x2a, 0x08, 0x32, 0x41, 0x78, 0x38, 0x38, 0xe4, 0x80, 0xf5, 0xc0, 0x6d,
            0x81, 0x04, 0x98, 0x26, 0xa5, 0xa9, 0xc5, 0xab, 0x98, 0x2e, 0xea, 0x4d, 0xbe, 0x78,
            0x79, 0x1e, 0x7d, 0xed, 0x31, 0xe0, 0x33, 0xa0, 0x97, 0x4c, 0x55, 0xde, 0x7d, 0x24,
            0xa7, 0x30, 0x12, 0x00,
        ];
        assert_eq!(text("Content-Encoding: br\r\n", &brotli), STORY);
        let kept = text("Content-Encoding: br\r\n", &brotli[..50]);
        assert!(!kept.is_empty() && STORY.starts_with(&kept), "{kept:?}");
    }
}
