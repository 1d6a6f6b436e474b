//! Validates days of the Gregorian calendar.
//!
//! In: the numbers of a date. Out: the day, if it exists.

use jiff::civil::Date;

/// The day with these numbers, if it exists.
pub(super) fn civil(year: u64, month: u64, day: u64) -> Option<Date> {
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    Date::new(i16::try_from(year).ok()?, month, day).ok()
}

/// The year of two digits, from 1970 to 2069.
pub(super) fn century(year: u64) -> u64 {
    if year < 70 { 2000 + year } else { 1900 + year }
}
