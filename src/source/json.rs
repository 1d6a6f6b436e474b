//! Splits JSON values that follow one another, in an array or not, in any layout.
//!
//! In: a stream. Out: each value at the top, or in the outermost array, as one record. A value beyond
//! the limit is skipped and reported. Only brackets and strings are recognised, and nothing is
//! parsed: `serde_json`'s `StreamDeserializer` stops at the first value that is not valid, has no
//! limit on the size of a value, and reads no arrays.

use std::io::{self, Read};

use memchr::memchr2;

use super::envelope;
use super::records::{Records, Stopped};
use super::stream::Stream;
use crate::document::ProblemCode;

const BLOCK_BYTES: usize = 256 << 10;

/// Splits a stream into its values. `array`: an outer array contains them.
pub(super) fn read(
    mut stream: Stream<'_>,
    mut records: Records<'_, '_>,
    array: bool,
    limit: u64,
) -> Result<(), Stopped> {
    let mut block = vec![0; BLOCK_BYTES];
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut values = Values {
        array,
        opened: false,
        state: State::Between,
        value: Vec::new(),
        limit,
        wrapper: if array { Wrapper::No } else { Wrapper::Unknown },
    };
    loop {
        match stream.read(&mut block) {
            Ok(0) => break,
            Ok(count) => {
                values.take(block.get(..count).unwrap_or_default(), &mut records)?;
                values.open_wrapper(&mut records)?;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return records.error(&error),
        }
    }
    values.end(&mut records)?;
    records.finish()
}

/// The position of the reader in a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Between,
    /// In brackets, at this depth.
    Nested(usize),
    /// In a string in brackets.
    Quoted(usize),
    /// After a backslash in a string in brackets.
    Escaped(usize),
    /// A value without brackets.
    Bare,
}

/// Whether the first value wraps an array of records. It is known once the value is too large to be
/// kept; a smaller one is examined as a whole, by [`Records`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrapper {
    Unknown,
    No,
    /// The records of its array are being read.
    Open,
    /// The array has ended, and what follows is no record.
    Ended,
}

struct Values {
    array: bool,
    opened: bool,
    state: State,
    value: Vec<u8>,
    limit: usize,
    wrapper: Wrapper,
}

impl Values {
    fn take(&mut self, block: &[u8], records: &mut Records<'_, '_>) -> Result<(), Stopped> {
        let mut at = 0;
        while let Some(&byte) = block.get(at).filter(|_| self.wrapper != Wrapper::Ended) {
            let from = at;
            at += 1;
            match self.state {
                State::Between => {
                    // RFC 7464 has the byte 0x1e before each value.
                    let between = byte.is_ascii_whitespace() || matches!(byte, b',' | 0x1e);
                    if between || self.is_outer(byte) {
                        continue;
                    }
                    self.state = match byte {
                        b'{' | b'[' => State::Nested(1),
                        _ => State::Bare,
                    };
                }
                State::Nested(depth) => {
                    self.state = match byte {
                        b'{' | b'[' => State::Nested(depth + 1),
                        b'}' | b']' if depth == 1 => State::Between,
                        b'}' | b']' => State::Nested(depth - 1),
                        b'"' => State::Quoted(depth),
                        _ => State::Nested(depth),
                    };
                }
                State::Quoted(depth) => {
                    let rest = block.get(from..).unwrap_or_default();
                    let Some(next) = memchr2(b'"', b'\\', rest) else {
                        self.push(rest);
                        return Ok(());
                    };
                    self.push(rest.get(..next).unwrap_or_default());
                    at = from + next;
                    let quote = block.get(at) == Some(&b'"');
                    self.state = if quote { State::Nested(depth) } else { State::Escaped(depth) };
                    self.push(block.get(at..=at).unwrap_or_default());
                    at += 1;
                    continue;
                }
                State::Escaped(depth) => self.state = State::Quoted(depth),
                State::Bare => {
                    if matches!(byte, b',' | b'\n') || (self.array && byte == b']') {
                        self.state = State::Between;
                        self.give(records)?;
                        self.is_outer(byte);
                        continue;
                    }
                }
            }
            self.push(block.get(from..at).unwrap_or_default());
            if self.state == State::Between {
                self.give(records)?;
            }
        }
        Ok(())
    }

    /// Whether a byte is a bracket of the outer array.
    fn is_outer(&mut self, byte: u8) -> bool {
        let opens = self.array && !self.opened && byte == b'[';
        self.opened |= opens;
        let closes = self.array && byte == b']';
        if closes && self.wrapper == Wrapper::Open {
            self.wrapper = Wrapper::Ended;
        }
        opens || closes
    }

    /// Reads the records in the first value if it is too large to be kept and wraps an array of them.
    fn open_wrapper(&mut self, records: &mut Records<'_, '_>) -> Result<(), Stopped> {
        if self.wrapper != Wrapper::Unknown || self.value.len() <= self.limit {
            return Ok(());
        }
        let Some(start) = envelope::array_start(&self.value) else {
            self.wrapper = Wrapper::No;
            self.value.truncate(self.limit.saturating_add(1));
            return Ok(());
        };
        let part = std::mem::take(&mut self.value);
        (self.array, self.opened) = (true, true);
        (self.state, self.wrapper) = (State::Between, Wrapper::Open);
        self.take(part.get(start + 1..).unwrap_or_default(), records)
    }

    fn push(&mut self, bytes: &[u8]) {
        if self.wrapper == Wrapper::Unknown {
            // At most one block more than the limit: see `open_wrapper`.
            return self.value.extend_from_slice(bytes);
        }
        // One byte more than the limit shows that it was exceeded.
        let room = self.limit.saturating_add(1).saturating_sub(self.value.len());
        self.value.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
    }

    fn give(&mut self, records: &mut Records<'_, '_>) -> Result<(), Stopped> {
        let value = std::mem::take(&mut self.value);
        if self.wrapper == Wrapper::Unknown {
            self.wrapper = Wrapper::No;
        }
        if value.len() > self.limit {
            let message = format!("a JSON value of more than {} bytes", self.limit);
            return records.problem(ProblemCode::TooLarge, message);
        }
        records.json(value)
    }

    fn end(&mut self, records: &mut Records<'_, '_>) -> Result<(), Stopped> {
        if self.value.is_empty() { Ok(()) } else { self.give(records) }
    }
}
