//! Types of the date reader: a date found in a text, and the order of day and month.
//!
//! In: nothing. Out: the types that [`crate::date`] and its readers share. No logic.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// The order of day and month in `03/04/2021`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayMonth {
    DayFirst,
    MonthFirst,
    /// The year first, also where it has two digits.
    YearFirst,
    /// Only unambiguous dates are read.
    #[default]
    Unknown,
}

/// A date found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundDate {
    /// `2022-10-01`, with `T14:05:00` and the offset if they were written.
    pub iso: String,
    /// The bytes of the text that hold the date.
    pub span: Range<usize>,
}
