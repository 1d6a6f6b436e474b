//! Turns publication times into numbers.
//!
//! In: an ISO 8601 date or time. Out: minutes since 1970, and whether the hour is known. It does not read
//! dates in other forms; [`crate::date`] does.

use crate::document::fingerprint::PublicationTime;

/// Reads `2022-10-01`, `2022-10-01T14:05` and `2022-10-01T14:05:00`, with `Z`, `+02:00`, `+0200` or no
/// offset (UTC).
///
/// ```
/// let noon = copydesk::cluster::publication_time("1970-01-02T12:00:00+02:00").unwrap();
/// assert_eq!((noon.minutes, noon.day_only), (24 * 60 + 10 * 60, false));
/// assert!(copydesk::cluster::publication_time("1970-01-02").unwrap().day_only);
/// assert!(copydesk::cluster::publication_time("yesterday").is_none());
/// ```
pub fn publication_time(iso: &str) -> Option<PublicationTime> {
    let number = |range: std::ops::Range<usize>| -> Option<i64> {
        let digits = iso.get(range)?;
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
    };
    let mark = |at: usize| iso.as_bytes().get(at).copied();
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    if mark(4) != Some(b'-')
        || mark(7) != Some(b'-')
        || !(1..=12).contains(&month)
        || !(1..=31).contains(&day)
    {
        return None;
    }
    let day = days_since_1970(year, month, day);
    let midnight = day * 24 * 60;
    let day = day as i32;
    if iso.len() == 10 {
        return Some(PublicationTime { minutes: midnight, day_only: true, day });
    }
    let (hour, minute) = (number(11..13)?, number(14..16)?);
    if !matches!(mark(10), Some(b'T' | b' ')) || mark(13) != Some(b':') || hour > 24 || minute > 59
    {
        return None;
    }
    Some(PublicationTime {
        minutes: midnight + hour * 60 + minute - offset(iso.get(16..)?)?,
        day_only: false,
        day,
    })
}

/// Minutes east of UTC, from the text after hours and minutes: optional seconds and an optional offset.
fn offset(rest: &str) -> Option<i64> {
    let seconds =
        rest.bytes().take_while(|byte| matches!(byte, b':' | b'.' | b',' | b'0'..=b'9')).count();
    let zone = rest.get(seconds..)?.trim();
    if zone.is_empty() || zone == "Z" || zone == "z" {
        return Some(0);
    }
    let sign = match zone.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits: Vec<i64> =
        zone.bytes().filter(u8::is_ascii_digit).map(|digit| i64::from(digit - b'0')).collect();
    match digits.as_slice() {
        [a, b] => Some(sign * (a * 10 + b) * 60),
        [a, b, c, d] => Some(sign * ((a * 10 + b) * 60 + c * 10 + d)),
        _ => None,
    }
}

/// Days in the proleptic Gregorian calendar (Hinnant, "chrono-compatible low-level date algorithms").
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The smallest possible number of minutes between two times: a day without an hour may mean any hour.
pub(super) fn minutes_apart(a: PublicationTime, b: PublicationTime) -> i64 {
    let (first, second) = if a.minutes <= b.minutes { (a, b) } else { (b, a) };
    let slack = if first.day_only { 24 * 60 - 1 } else { 0 };
    (second.minutes - first.minutes - slack).max(0)
}

/// Calendar days between the dates as they are written, and between the dates in UTC.
pub(super) fn days_apart(a: PublicationTime, b: PublicationTime) -> [u32; 2] {
    let utc = |time: PublicationTime| time.minutes.div_euclid(24 * 60);
    [a.day.abs_diff(b.day), utc(a).abs_diff(utc(b)) as u32]
}

/// Whether one time is certainly earlier than another.
pub(super) fn is_before(a: PublicationTime, b: PublicationTime) -> bool {
    let last = a.minutes + if a.day_only { 24 * 60 - 1 } else { 0 };
    last < b.minutes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_with_their_offsets() {
        let minutes = |iso| publication_time(iso).map(|time| time.minutes);
        assert_eq!(minutes("1970-01-01T00:00:30Z"), Some(0));
        assert_eq!(minutes("2000-03-01"), Some(11_017 * 24 * 60));
        assert_eq!(minutes("1969-12-31T23:00:00-01:00"), Some(0));
        assert_eq!(minutes("1970-01-01T05:30:00.123+0530"), Some(0));
        for wrong in [
            "",
            "1970",
            "1970-13-01",
            "1970-01-01T",
            "1970-01-01Tab:cd",
            "1970-01-01T10:00 CET",
            "١٩٧٠-01-01",
        ] {
            assert_eq!(minutes(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn days_apart_are_calendar_days() {
        let at = |iso: &str| publication_time(iso).expect("a time");
        let apart = |a, b| days_apart(at(a), at(b));
        assert_eq!(apart("2021-07-21", "2021-07-22"), [1, 1]);
        assert_eq!(apart("2021-07-21", "2021-07-21T23:00"), [0, 0]);
        assert_eq!(apart("2021-07-21T23:50:00Z", "2021-07-22T00:10:00Z"), [1, 1]);
        assert_eq!(apart("2021-07-21T23:30:00-05:00", "2021-07-22T05:00:00Z"), [1, 0]);
        assert_eq!(apart("2020-02-28", "2020-03-01"), [2, 2]);
        assert_eq!(apart("1969-12-31", "1970-01-01"), [1, 1]);
    }

    #[test]
    fn a_day_without_an_hour_is_as_close_as_possible() {
        let at = |iso: &str| publication_time(iso).expect("a time");
        assert_eq!(minutes_apart(at("2020-05-01"), at("2020-05-01T23:00")), 0);
        assert_eq!(minutes_apart(at("2020-05-02T00:30"), at("2020-05-01")), 31);
        assert_eq!(minutes_apart(at("2020-05-01T10:00"), at("2020-05-01T12:00")), 120);
    }
}
