//! Validates days of the Gregorian calendar, and converts years of the Buddhist era.
//!
//! In: the numbers of a date. Out: the day, if it exists.

use std::ops::RangeInclusive;

use jiff::civil::Date;

/// The Buddhist era of Thailand began this many years before ours.
const BUDDHIST_ERA: u64 = 543;
/// Its years from 1900 to 2100. No story is from so far in our future.
const BUDDHIST_YEARS: RangeInclusive<u64> = 2443..=2643;

/// The day with these numbers, if it exists.
pub(super) fn civil(year: u64, month: u64, day: u64) -> Option<Date> {
    let year = if BUDDHIST_YEARS.contains(&year) { year - BUDDHIST_ERA } else { year };
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    Date::new(i16::try_from(year).ok()?, month, day).ok()
}

/// The year of two digits, from 1970 to 2069.
pub(super) fn century(year: u64) -> u64 {
    if year < 70 { 2000 + year } else { 1900 + year }
}
