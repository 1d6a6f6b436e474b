//! Tables with a header and one record in each row.
//!
//! In: a stream of comma-, tab- or semicolon-separated values. Out: each row as a JSON object whose
//! keys are the names of the columns; of several columns with one name only the first keeps it. It
//! reads RFC 4180 and its usual defects: single quotes in quoted cells, rows with missing cells. A
//! quote that is never closed loses only some rows: reading continues where several consecutive rows
//! are complete.

use std::io::{self, Read};

use super::records::{Records, Stopped};
use super::stream::Stream;
use crate::document::ProblemCode;

/// Bytes read at a time.
const BLOCK_BYTES: usize = 256 << 10;
/// Consecutive rows that must be complete before reading continues behind a broken row. The lines of
/// a story rarely have the right number of commas so many times.
const WHOLE_ROWS: usize = 8;

/// How a table is written.
#[derive(Debug, Clone, Copy)]
struct Dialect {
    /// The delimiter of cells.
    mark: u8,
    /// The last byte of a line break.
    end: u8,
    /// Whether a quote in a quoted cell is written `\"`, as Spark does, and not doubled.
    backslashes: bool,
}

/// Reads a table whose cells are separated by `mark`. A row has at most `limit` bytes.
pub(super) fn read(
    stream: Stream<'_>,
    mut records: Records<'_, '_>,
    mark: u8,
    limit: u64,
) -> Result<(), Stopped> {
    let head = stream.head();
    let end = if head.contains(&b'\n') || !head.contains(&b'\r') { b'\n' } else { b'\r' };
    let dialect = Dialect { mark, end, backslashes: has_backslashes(head, mark) };
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut table =
        Table { stream, window: Vec::new(), at: 0, ended: false, error: None, dialect, limit };
    let Some(header) = table.header(&mut records)? else { return table.finish(records) };
    while let Some(row) = table.row(header.len()) {
        match row {
            Row::Cells(cells) => {
                if cells.len() == 1 && cells.first().is_some_and(|c| c.trim_ascii().is_empty()) {
                    continue;
                }
                if cells.len() > header.len() {
                    let message = format!("{} cells under {} columns", cells.len(), header.len());
                    records.problem(ProblemCode::BadCsv, message)?;
                } else {
                    records.json(object(&header, &cells))?;
                }
            }
            Row::Broken => {
                let message = "a quote that is not closed, or text after a closing quote";
                records.problem(ProblemCode::BadCsv, message)?;
            }
        }
    }
    table.finish(records)
}

/// The next row, or where it should be.
enum Row {
    Cells(Vec<Vec<u8>>),
    Broken,
}

/// A complete row.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Found {
    cells: Vec<Vec<u8>>,
    /// Its end, behind its line break.
    end: usize,
    /// The first quote that follows a line break in a quoted cell and does not end the cell.
    doubtful: Option<usize>,
}

struct Table<'r> {
    stream: Stream<'r>,
    /// Bytes that were read; those from `at` on are not used yet.
    window: Vec<u8>,
    at: usize,
    ended: bool,
    error: Option<io::Error>,
    dialect: Dialect,
    limit: usize,
}

impl Table<'_> {
    /// The names of the columns as keys of JSON objects.
    fn header(&mut self, records: &mut Records<'_, '_>) -> Result<Option<Vec<Vec<u8>>>, Stopped> {
        loop {
            let names = match self.row(0) {
                None => return Ok(None),
                Some(Row::Broken) => {
                    records.problem(ProblemCode::BadCsv, "the header is broken")?;
                    return Ok(None);
                }
                Some(Row::Cells(names)) => names,
            };
            let blank = |name: &Vec<u8>| name.trim_ascii().is_empty();
            if names.first().is_some_and(|name| is_delimiter_line(name))
                || (names.len() == 1 && names.iter().all(blank))
            {
                continue;
            }
            let mut seen = std::collections::HashMap::new();
            let keys = names.into_iter().map(|name| {
                let mut name = name.trim_ascii().to_vec();
                let count = seen.entry(name.clone()).and_modify(|n| *n += 1).or_insert(1);
                if *count > 1 {
                    name.extend_from_slice(format!(" ({count})").as_bytes());
                }
                let mut key = Vec::new();
                escape(&mut key, &name);
                key
            });
            return Ok(Some(keys.collect()));
        }
    }

    /// The next row; `None` at the end. `columns` is the number of cells of a complete row.
    fn row(&mut self, columns: usize) -> Option<Row> {
        loop {
            if self.at == self.window.len() && !self.read_on() {
                return None;
            }
            let found = parse(&self.window, self.at, self.dialect, self.ended);
            match found {
                Some(row) if !self.hides_a_row(&row, columns) => {
                    self.at = row.end;
                    return Some(Row::Cells(row.cells));
                }
                None if !self.ended && self.window.len() - self.at <= self.limit => {
                    self.read_on();
                }
                _ => {
                    self.resume(columns);
                    return Some(Row::Broken);
                }
            }
        }
    }

    /// Whether the line of a doubtful quote is a complete row, with the quote at the beginning of a
    /// cell. Then an earlier quote was not closed.
    fn hides_a_row(&self, row: &Found, columns: usize) -> bool {
        let Some(quote) = row.doubtful else { return false };
        let before = self.window.get(self.at..quote).unwrap_or_default();
        let line =
            memchr::memrchr(self.dialect.end, before).map_or(self.at, |found| self.at + found + 1);
        let begins_cell = line == quote || before.last() == Some(&self.dialect.mark);
        begins_cell
            && parse(&self.window, line, self.dialect, self.ended)
                .is_some_and(|inner| inner.cells.len() == columns && inner.doubtful.is_none())
    }

    /// Skips a broken row, up to the first line from which several rows are complete.
    fn resume(&mut self, columns: usize) {
        while self.go_to_next_line() {
            // Only rows that are in the window can be checked.
            while self.window.len() - self.at < BLOCK_BYTES && self.read_on() {}
            if self.are_rows_whole(columns) {
                return;
            }
        }
    }

    /// Goes to the next line. Returns false at the end.
    fn go_to_next_line(&mut self) -> bool {
        loop {
            let rest = self.window.get(self.at..).unwrap_or_default();
            let found = memchr::memchr(self.dialect.end, rest);
            self.at = found.map_or(self.window.len(), |found| self.at + found + 1);
            let more = self.at < self.window.len() || self.read_on();
            if found.is_some() || !more {
                return more;
            }
        }
    }

    /// Whether the next rows are complete.
    fn are_rows_whole(&self, columns: usize) -> bool {
        let mut at = self.at;
        (0..WHOLE_ROWS).all(|_| {
            let row = parse(&self.window, at, self.dialect, self.ended);
            let row = row.filter(|row| row.cells.len() == columns && row.doubtful.is_none());
            row.map(|row| at = row.end).is_some()
        })
    }

    /// Reads more bytes. Returns false at the end.
    fn read_on(&mut self) -> bool {
        if self.ended {
            return false;
        }
        self.window.drain(..self.at);
        self.at = 0;
        let filled = self.window.len();
        // Doubling bounds how often a long row is parsed again.
        self.window.resize(filled + filled.max(BLOCK_BYTES), 0);
        let mut end = filled;
        while let Some(room) = self.window.get_mut(end..).filter(|room| !room.is_empty()) {
            match self.stream.read(room) {
                Ok(0) => self.ended = true,
                Ok(count) => end += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.ended = true;
                    self.error = Some(error);
                }
            }
            if self.ended {
                break;
            }
        }
        self.window.truncate(end);
        end > filled
    }

    fn finish(self, records: Records<'_, '_>) -> Result<(), Stopped> {
        match self.error {
            Some(error) => records.error(&error),
            None => records.finish(),
        }
    }
}

/// Whether quotes in quoted cells are escaped with backslashes, as far as the beginning of the table
/// shows: more of them are written `\"` than `""`.
fn has_backslashes(head: &[u8], mark: u8) -> bool {
    let is_edge = |byte: Option<&u8>| {
        byte.is_none_or(|byte| *byte == mark || matches!(byte, b'\n' | b'\r' | b'"'))
    };
    let (mut escaped, mut doubled) = (0u32, 0u32);
    for quote in memchr::memchr_iter(b'"', head) {
        let before = quote.checked_sub(1).and_then(|at| head.get(at));
        let behind = head.get(quote + 1);
        if before == Some(&b'\\') && !is_edge(behind) {
            escaped += 1;
        }
        if behind == Some(&b'"') && !is_edge(before) && !is_edge(head.get(quote + 2)) {
            doubled += 1;
        }
    }
    escaped > doubled
}

/// Whether the first line is `sep=;`, which tells spreadsheets the delimiter.
pub(super) fn is_delimiter_line(line: &[u8]) -> bool {
    let line = line.trim_ascii().strip_prefix(b"\"").unwrap_or(line.trim_ascii());
    let rest = line.get(..4).filter(|start| start.eq_ignore_ascii_case(b"sep="));
    rest.is_some() && line.len() <= 6
}

/// The row that begins at `at`; `None` if the window ends in it, or if the table ends in a quoted
/// cell.
fn parse(window: &[u8], mut at: usize, dialect: Dialect, ended: bool) -> Option<Found> {
    let Dialect { mark, end, .. } = dialect;
    let mut row = Found { cells: Vec::new(), end: at, doubtful: None };
    loop {
        let mut cell = Vec::new();
        if window.get(at) == Some(&b'"') {
            at = quoted(window, at + 1, dialect, ended, &mut cell, &mut row.doubtful)?;
        } else {
            let rest = window.get(at..)?;
            let length = memchr::memchr2(mark, end, rest).or(ended.then_some(rest.len()))?;
            cell.extend_from_slice(rest.get(..length)?);
            at += length;
        }
        let divider = window.get(at).copied();
        if divider != Some(mark) && cell.last() == Some(&b'\r') {
            cell.pop();
        }
        row.cells.push(cell);
        row.end = (at + 1).min(window.len());
        match divider {
            Some(byte) if byte == mark => at += 1,
            _ => return Some(row),
        }
    }
}

/// Reads a quoted cell from behind its quote; returns the position of its delimiter. A quote that is
/// not followed by a delimiter belongs to the text.
fn quoted(
    window: &[u8],
    mut at: usize,
    dialect: Dialect,
    ended: bool,
    cell: &mut Vec<u8>,
    doubtful: &mut Option<usize>,
) -> Option<usize> {
    let Dialect { mark, end, backslashes } = dialect;
    let mut broken = false;
    loop {
        let rest = window.get(at..)?;
        let escape = if backslashes { b'\\' } else { b'"' };
        let length = memchr::memchr2(b'"', escape, rest)?;
        let text = rest.get(..length)?;
        broken |= memchr::memchr(end, text).is_some();
        cell.extend_from_slice(text);
        at += length + 1;
        if backslashes && rest.get(length) == Some(&b'\\') {
            // A line break is escaped, too, by databases that write one row a line.
            if window.get(at) == Some(&b'\r') && window.get(at + 1) == Some(&b'\n') {
                at += 1;
            }
            let escaped = window.get(at).copied();
            broken |= escaped == Some(end);
            let known = escaped.filter(|byte| matches!(byte, b'"' | b'\\' | b'\n'));
            cell.push(known.unwrap_or(b'\\'));
            at += usize::from(known.is_some());
            continue;
        }
        match window.get(at) {
            Some(b'"') => {
                cell.push(b'"');
                at += 1;
            }
            None if !ended => return None,
            None => return Some(at),
            Some(b'\r') if window.get(at + 1).is_none_or(|next| *next == end) => {
                return Some(at + 1);
            }
            Some(byte) if *byte == mark || *byte == end => return Some(at),
            Some(_) => {
                if broken {
                    doubtful.get_or_insert(at - 1);
                }
                cell.push(b'"');
            }
        }
    }
}

/// A row as a JSON object. Bytes that are not UTF-8 are kept.
fn object(keys: &[Vec<u8>], cells: &[Vec<u8>]) -> Vec<u8> {
    let size: usize = cells.iter().zip(keys).map(|(c, k)| c.len() + k.len() + 8).sum();
    let mut out = Vec::with_capacity(size + 2);
    for (index, (key, cell)) in keys.iter().zip(cells).enumerate() {
        out.push(if index == 0 { b'{' } else { b',' });
        out.extend_from_slice(key);
        out.push(b':');
        escape(&mut out, cell);
    }
    out.push(b'}');
    out
}

/// A JSON string.
pub(super) fn escape(out: &mut Vec<u8>, text: &[u8]) {
    out.push(b'"');
    for &byte in text {
        match byte {
            b'"' | b'\\' => out.extend_from_slice(&[b'\\', byte]),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            0..=31 => out.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
            _ => out.push(byte),
        }
    }
    out.push(b'"');
}
