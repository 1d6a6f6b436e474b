//! Cells of the tables: how texts, numbers and ratios are written, exactly and for spreadsheets.
//!
//! In: values, cell by cell. Out: bytes of CSV. It does not know any table.
//!
//! The tables are RFC 4180 with `\n` at the end of a row; no cell holds a line break. In a cell of
//! text a line break (of any kind that Unicode knows) becomes one space, and another control
//! character except the tab becomes U+FFFD: some readers stop at NUL, and a terminal obeys ESC.
//! `articles.jsonl` has the exact strings. In `before` and `after` they are escaped instead
//! ([`Row::escaped`]), so that those cells stay exact.
//!
//! The twin for spreadsheets has a byte order mark and `\r\n`; [`spreadsheet`] guards its cells.

mod spreadsheet;

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use spreadsheet::guard;
#[cfg(feature = "full")]
pub use spreadsheet::{LONGEST, shortened};

/// Rows of one table, kept as bytes until they are written.
#[derive(Debug)]
pub struct Rows {
    exact: Cells,
    spreadsheet: Option<Cells>,
}

impl Rows {
    pub fn new(spreadsheet: bool) -> Rows {
        Rows { exact: Cells::new("\n"), spreadsheet: spreadsheet.then(|| Cells::new("\r\n")) }
    }

    /// Begins a row; its cells follow in the order of the columns.
    pub fn row(&mut self) -> Row<'_> {
        Row { rows: self }
    }

    /// The bytes of all rows: the exact ones, and those of the twin (empty without one).
    pub fn finish(self) -> (Vec<u8>, Vec<u8>) {
        (self.exact.bytes, self.spreadsheet.map(|twin| twin.bytes).unwrap_or_default())
    }

    fn cell(&mut self, exact: &[u8], guarded: &[u8]) {
        self.exact.cell(exact);
        if let Some(twin) = &mut self.spreadsheet {
            twin.cell(guarded);
        }
    }
}

/// Cells as CSV. Its output equals that of the crate `csv`, as tests check. It keeps no state between
/// cells, because the tables of a million documents have fifty million of them.
#[derive(Debug)]
struct Cells {
    bytes: Vec<u8>,
    /// Whether the current row has a cell.
    begun: bool,
    end: &'static str,
}

impl Cells {
    fn new(end: &'static str) -> Cells {
        Cells { bytes: Vec::new(), begun: false, end }
    }

    fn cell(&mut self, cell: &[u8]) {
        if self.begun {
            self.bytes.push(b',');
        }
        self.begun = true;
        // Without an early exit, the compiler can check many bytes at a time.
        let is_special = |byte: &u8| matches!(byte, b',' | b'"' | b'\n' | b'\r');
        if !cell.iter().fold(false, |found, byte| found | is_special(byte)) {
            self.bytes.extend_from_slice(cell);
            return;
        }
        self.bytes.push(b'"');
        for part in cell.split_inclusive(|&byte| byte == b'"') {
            self.bytes.extend_from_slice(part);
            if part.ends_with(b"\"") {
                self.bytes.push(b'"');
            }
        }
        self.bytes.push(b'"');
    }

    fn end(&mut self) {
        self.begun = false;
        self.bytes.extend_from_slice(self.end.as_bytes());
    }
}

/// One row while it is written. Cells are in the order of the columns; [`Row::end`] closes it.
#[derive(Debug)]
#[must_use]
pub struct Row<'r> {
    rows: &'r mut Rows,
}

impl Row<'_> {
    /// A text. `None` and the empty text are missing values.
    pub fn text<'t>(self, text: impl Into<Option<&'t str>>) -> Self {
        let text = text.into().unwrap_or_default();
        self.prepared(&one_line(text))
    }

    /// A text in which line breaks, backslashes and control characters are escaped.
    pub fn escaped(self, text: &str) -> Self {
        self.prepared(&escape(text))
    }

    fn prepared(self, text: &str) -> Self {
        match self.rows.spreadsheet {
            Some(_) => self.rows.cell(text.as_bytes(), guard(text).as_bytes()),
            None => self.rows.cell(text.as_bytes(), &[]),
        }
        self
    }

    /// A word of a closed list, or the digits of a number. These never need a guard.
    pub fn word(self, word: &str) -> Self {
        self.rows.cell(word.as_bytes(), word.as_bytes());
        self
    }

    pub fn number(self, number: impl Into<Option<u64>>) -> Self {
        let mut digits = Digits::default();
        if let Some(number) = number.into() {
            digits.number(number, 1);
        }
        self.word(digits.as_str())
    }

    /// Ten-thousandths, written with four digits: `0.8125`.
    pub fn ratio(self, ten_thousandths: impl Into<Option<u64>>) -> Self {
        let mut digits = Digits::default();
        if let Some(value) = ten_thousandths.into() {
            digits.number(value / 10_000, 1);
            let _ = digits.write_str(".");
            digits.number(value % 10_000, 4);
        }
        self.word(digits.as_str())
    }

    /// Hexadecimal digits. A spreadsheet would read `1234` or `12e4` as a number.
    pub fn hexadecimal(self, value: impl fmt::Display) -> Self {
        let mut digits = Digits::default();
        let _ = write!(digits, "{value}");
        self.prepared(digits.as_str())
    }

    pub fn end(self) {
        self.rows.exact.end();
        if let Some(twin) = &mut self.rows.spreadsheet {
            twin.end();
        }
    }
}

/// A short text on the stack.
#[derive(Debug)]
struct Digits {
    bytes: [u8; 64],
    length: usize,
}

impl Default for Digits {
    fn default() -> Self {
        Digits { bytes: [0; 64], length: 0 }
    }
}

impl Digits {
    /// Decimal digits of a number; with leading zeros if it has fewer than `least`.
    fn number(&mut self, number: u64, least: usize) {
        let mut digits = [0; 20];
        let mut rest = number;
        let mut count = 0;
        for digit in digits.iter_mut().rev() {
            if rest == 0 && count >= least.max(1) {
                break;
            }
            *digit = b'0' + (rest % 10) as u8;
            rest /= 10;
            count += 1;
        }
        let shown = digits.get(digits.len() - count..).unwrap_or_default();
        if let Some(place) = self.bytes.get_mut(self.length..self.length + count) {
            place.copy_from_slice(shown);
            self.length += count;
        }
    }

    fn as_str(&self) -> &str {
        self.bytes
            .get(..self.length)
            .and_then(|bytes| std::str::from_utf8(bytes).ok())
            .unwrap_or_default()
    }
}

impl fmt::Write for Digits {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let place = self.bytes.get_mut(self.length..self.length + text.len()).ok_or(fmt::Error)?;
        place.copy_from_slice(text.as_bytes());
        self.length += text.len();
        Ok(())
    }
}

/// A ratio of two counts in ten-thousandths, rounded half up. `None` when `whole` is 0.
pub fn ratio(part: u64, whole: u64) -> Option<u64> {
    let (part, whole) = (u128::from(part), u128::from(whole));
    let rounded = (part * 20_000 + whole).checked_div(whole * 2)?;
    u64::try_from(rounded).ok()
}

/// Whether a character is a mandatory line break of Unicode (UAX 14).
pub fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Whether a byte may belong to a character that a cell cannot hold: a control, or the first byte
/// of a C1 control or of U+2028.
fn is_suspect(byte: u8) -> bool {
    (byte < 0x20 && byte != b'\t') || matches!(byte, 0x7f | 0xc2 | 0xe2)
}

fn is_barred(c: char) -> bool {
    is_line_break(c) || (c.is_control() && c != '\t')
}

/// The text on one line, without control characters.
pub fn one_line(text: &str) -> Cow<'_, str> {
    if !text.bytes().any(is_suspect) || !text.contains(is_barred) {
        return Cow::Borrowed(text);
    }
    let mut line = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        if c == '\r' && characters.peek() == Some(&'\n') {
            continue;
        }
        line.push(match c {
            c if is_line_break(c) => ' ',
            c if is_barred(c) => char::REPLACEMENT_CHARACTER,
            c => c,
        });
    }
    Cow::Owned(line)
}

/// The text with line breaks, backslashes and control characters escaped. [`unescape`] reverses it.
pub fn escape(text: &str) -> Cow<'_, str> {
    let plain = |byte: u8| !is_suspect(byte) && byte != b'\\';
    if text.bytes().all(plain) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\\' => escaped.push_str("\\\\"),
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            c if is_barred(c) => {
                let _ = write!(escaped, "\\u{:04x}", u32::from(c));
            }
            c => escaped.push(c),
        }
    }
    Cow::Owned(escaped)
}

/// Reverses [`escape`]. An escape that it never writes is kept as it is.
pub fn unescape(cell: &str) -> String {
    let mut text = String::with_capacity(cell.len());
    let mut rest = cell;
    while let Some((plain, escape)) = rest.split_once('\\') {
        text.push_str(plain);
        let (c, length) = match escape.chars().next() {
            Some('n') => ('\n', 1),
            Some('r') => ('\r', 1),
            Some('\\') => ('\\', 1),
            Some('u') => {
                let code = escape.get(1..5).and_then(|hex| u32::from_str_radix(hex, 16).ok());
                code.and_then(char::from_u32).map_or(('\\', 0), |c| (c, 5))
            }
            _ => ('\\', 0),
        };
        text.push(c);
        rest = escape.get(length..).unwrap_or_default();
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests;
