//! Dates as news writes them, read into ISO 8601.
//!
//! In: a line, a field, a URL or a path. Out: a date or nothing, never a guess from the clock.

use std::ops::Range;

/// How to read `03/04/2021`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DayMonth {
    DayFirst,
    MonthFirst,
    /// Only dates that read one way are read.
    #[default]
    Unknown,
}

/// A date found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundDate {
    /// `2022-10-01`, with `T14:05:00` and offset where they were written.
    pub iso: String,
    /// The bytes of the text that it was read from.
    pub span: Range<usize>,
}

/// The first date in a text.
pub fn find(_text: &str, _order: DayMonth) -> Option<FoundDate> {
    None
}

/// A field that holds a date and nothing else: ISO 8601, RFC 2822, epoch seconds, or as written.
pub fn read(_field: &str, _order: DayMonth) -> Option<String> {
    None
}
