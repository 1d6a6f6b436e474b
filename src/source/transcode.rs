//! Converts streams of records to UTF-8.
//!
//! In: a stream of records. Out: the same in UTF-8 without a byte order mark, and the name of its
//! encoding. Bytes that cannot be decoded become U+FFFD. Single documents are decoded later, as a
//! whole, and not here.

use std::io::{self, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, Encoding, UTF_8};

use super::sniff::{Wide, wide};
use super::stream::Stream;

/// Bytes decoded at a time.
const BLOCK_BYTES: usize = 64 << 10;

/// The stream in UTF-8, and its encoding if that was another.
pub(super) fn to_utf8(mut stream: Stream<'_>) -> io::Result<(Stream<'_>, Option<String>)> {
    if stream.head().starts_with(b"\xef\xbb\xbf") {
        stream.skip(3);
        return Ok((stream, None));
    }
    let encoding = match wide(stream.head()) {
        Some(Wide::Utf16(encoding)) => encoding,
        Some(Wide::Utf32) => {
            return Err(io::Error::new(io::ErrorKind::Unsupported, "records in UTF-32"));
        }
        None => match guess(stream.head()) {
            Some(encoding) => encoding,
            None => return Ok((stream, None)),
        },
    };
    Ok((decoded(stream, encoding), Some(encoding.name().to_owned())))
}

/// The stream in UTF-8 without damaged bytes, for readers that refuse them, and its encoding if that was another.
/// `declared` is the encoding that the stream names. What is valid in UTF-8 is in UTF-8, whatever it names.
pub(super) fn to_valid_utf8<'r>(
    stream: Stream<'r>,
    declared: Option<&'static Encoding>,
) -> io::Result<(Stream<'r>, Option<String>)> {
    let head = stream.head();
    if wide(head).is_some() {
        return to_utf8(stream);
    }
    let encoding = if is_utf8(head) { None } else { declared.or_else(|| guess(head)) };
    let encoding = encoding.unwrap_or(UTF_8);
    let name = (encoding != UTF_8).then(|| encoding.name().to_owned());
    Ok((decoded(stream, encoding), name))
}

fn decoded<'r>(stream: Stream<'r>, encoding: &'static Encoding) -> Stream<'r> {
    let decoder = encoding.new_decoder_with_bom_removal();
    let (raw, out) = (Vec::new(), Vec::new());
    let reader = Transcoder { inner: stream, decoder, raw, out, taken: 0, ended: false };
    Stream::new(Box::new(reader), None)
}

/// Whether there are characters outside ASCII, and all of them are valid in UTF-8 except a last one that is cut off.
fn is_utf8(head: &[u8]) -> bool {
    match std::str::from_utf8(head) {
        Ok(text) => !text.is_ascii(),
        Err(error) => {
            let valid = head.get(..error.valid_up_to()).unwrap_or_default();
            error.error_len().is_none() && !valid.is_ascii()
        }
    }
}

/// The encoding of bytes that are clearly not UTF-8: many of those outside ASCII are not valid in it.
fn guess(head: &[u8]) -> Option<&'static Encoding> {
    let (mut right, mut wrong) = (0usize, 0usize);
    for piece in head.utf8_chunks() {
        right += piece.valid().chars().filter(|c| !c.is_ascii()).count();
        wrong += usize::from(!piece.invalid().is_empty());
    }
    // The head may end in the middle of a character, and a record may be damaged.
    if wrong < 5 || right > wrong * 10 {
        return None;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(head, true);
    Some(detector.guess(None, Utf8Detection::Deny))
}

/// A reader that decodes.
struct Transcoder<'r> {
    inner: Stream<'r>,
    decoder: Decoder,
    raw: Vec<u8>,
    out: Vec<u8>,
    taken: usize,
    ended: bool,
}

impl Transcoder<'_> {
    fn decode_more(&mut self) -> io::Result<()> {
        self.raw.resize(BLOCK_BYTES, 0);
        let count = self.inner.read(&mut self.raw)?;
        self.ended = count == 0;
        let raw = self.raw.get(..count).unwrap_or_default();
        let room = self.decoder.max_utf8_buffer_length(count).unwrap_or(BLOCK_BYTES * 4);
        self.out.clear();
        self.out.resize(room, 0);
        let (_, _, written, _) = self.decoder.decode_to_utf8(raw, &mut self.out, self.ended);
        self.out.truncate(written);
        self.taken = 0;
        Ok(())
    }
}

impl Read for Transcoder<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.taken >= self.out.len() {
            if self.ended {
                return Ok(0);
            }
            self.decode_more()?;
        }
        let ready = self.out.get(self.taken..).unwrap_or_default();
        let count = ready.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..count), ready.get(..count)) {
            to.copy_from_slice(from);
        }
        self.taken += count;
        Ok(count)
    }
}
