//! Reads dates as news writes them into ISO 8601.
//!
//! In: a line, a field, a URL or a path. Out: a date or `None`. The clock is never used: a day without
//! its year, or "yesterday", is not a date. The forms of dates are in `form`, the names of months and
//! days in `name`, dates in URLs and paths in `path`. Calendars other than the Gregorian are not
//! read.

mod calendar;
mod clock;
mod form;
mod found;
mod name;
mod path;
mod reader;
mod six_figures;
mod token;

use std::ops::Range;

use jiff::Timestamp;
use memchr::memchr_iter;

use reader::Reader;

pub use found::{DayMonth, FoundDate};
pub use name::is_date_word;
pub(crate) use name::is_month;
pub use path::in_path;
pub(crate) use six_figures::six_figures;

/// The bytes of a line that are searched.
const LINE_BYTES: usize = 1 << 20;
/// The longest field that can be a date, in bytes.
const FIELD_BYTES: usize = 256;
/// The longest field that can be a month or a year alone, in bytes.
const MONTH_BYTES: usize = 40;
/// The most words beside the date in a field: "Published on", "Last updated at".
const FIELD_WORDS: usize = 4;

/// The years in which a story can have been published: since the first newspapers. Others are errors of the
/// source, or years of another calendar.
const PUBLISHED: std::ops::RangeInclusive<u16> = 1700..=2099;

/// Finds the first date in a text, with the weekday before it and the time beside it.
///
/// A date is on one line and has a day, a month and a year from 1500 to 2999, which excludes years of
/// the Islamic and Persian calendars. Figures divided by dots are read with the day first unless
/// `order` says otherwise. Fractions of seconds are dropped.
///
/// ```
/// use copydesk::date::{DayMonth, find};
///
/// let found = find("Posted Saturday, October 1, 2022 10:15 AM", DayMonth::Unknown).unwrap();
/// assert_eq!(found.iso, "2022-10-01T10:15:00");
/// assert_eq!(found.span, 7..41);
/// assert_eq!(find("on 03/04/2021", DayMonth::Unknown), None);
/// assert_eq!(find("on 03/04/2021", DayMonth::DayFirst).unwrap().iso, "2021-04-03");
/// ```
pub fn find(text: &str, order: DayMonth) -> Option<FoundDate> {
    let mut start = 0;
    let ends = memchr_iter(b'\n', text.as_bytes()).chain(std::iter::once(text.len()));
    for end in ends {
        let line = cut(text.get(start..end).unwrap_or_default(), LINE_BYTES);
        if let Some(reader) = Reader::new(line, order, 1500..=2999)
            && let Some((iso, span)) = reader.first()
        {
            return Some(FoundDate { iso, span: start + span.start..start + span.end });
        }
        start = end + 1;
    }
    None
}

/// Reads a field that holds a date and little else: ISO 8601, RFC 2822, seconds, milli-, micro- or
/// nanoseconds since 1970, `20221001`, `011022` in a known order, or a written date with up to four
/// other words ("Published on"). Any year from 1 to 9999 is read.
///
/// ```
/// use copydesk::date::{DayMonth, read};
///
/// assert_eq!(read("2022-10-01T14:05:00Z", DayMonth::Unknown).unwrap(), "2022-10-01T14:05:00Z");
/// assert_eq!(read("1664633100", DayMonth::Unknown).unwrap(), "2022-10-01T14:05:00Z");
/// assert_eq!(read("26-FEB-1987 16:45:08.59", DayMonth::Unknown).unwrap(), "1987-02-26T16:45:08");
/// ```
pub fn read(field: &str, order: DayMonth) -> Option<String> {
    let field = field.trim();
    if field.len() > FIELD_BYTES {
        return None;
    }
    if let Some(iso) =
        compact(field).or_else(|| epoch(field)).or_else(|| six_figures::read(field, order))
    {
        return Some(iso);
    }
    let (iso, span) = Reader::new(field, order, 1..=9999)?.first()?;
    let (before, after) = (field.get(..span.start)?, field.get(span.end..)?);
    let words = before.split_whitespace().count() + after.split_whitespace().count();
    (words <= FIELD_WORDS).then_some(iso)
}

/// Reads a field as [`read`] does, and also a month or a year alone: `2022-10`, `10/2022`, `October 2022`,
/// `2022`.
///
/// ```
/// use copydesk::date::{DayMonth, read_field};
///
/// assert_eq!(read_field("October 2022", DayMonth::Unknown).unwrap(), "2022-10");
/// assert_eq!(read_field("2022-10-01", DayMonth::Unknown).unwrap(), "2022-10-01");
/// ```
pub fn read_field(field: &str, order: DayMonth) -> Option<String> {
    read(field, order).or_else(|| {
        let field = field.trim();
        let short = field.len() <= MONTH_BYTES;
        short.then(|| Reader::new(field, order, 1900..=2199)?.month_or_year()).flatten()
    })
}

/// Whether a story can have been published on a day in ISO 8601.
pub(crate) fn is_plausible(iso: &str) -> bool {
    year(iso).is_some_and(|year| PUBLISHED.contains(&year))
}

/// The year of a day in ISO 8601.
pub(crate) fn year(iso: &str) -> Option<u16> {
    iso.get(..4)?.parse().ok()
}

/// Whether a field is a date that only a known order settles, such as `03/04/2021` or `030421`.
pub fn is_ambiguous(field: &str) -> bool {
    let orders = [DayMonth::DayFirst, DayMonth::MonthFirst, DayMonth::YearFirst];
    read(field, DayMonth::Unknown).is_none()
        && orders.into_iter().any(|order| read(field, order).is_some())
}

/// Reads seconds since 1970, or their thousandths, millionths or billionths, by the number of digits.
fn epoch(field: &str) -> Option<String> {
    let whole = match field.split_once('.') {
        Some((whole, part)) if part.bytes().all(|b| b.is_ascii_digit()) => whole,
        Some(_) => return None,
        None => field,
    };
    if !whole.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let divisor = match whole.len() {
        9..=10 => 1,
        12..=13 => 1_000,
        15..=16 => 1_000_000,
        18..=19 => 1_000_000_000,
        _ => return None,
    };
    let seconds = whole.parse::<i64>().ok()? / divisor;
    Some(Timestamp::from_second(seconds).ok()?.to_string())
}

/// Reads `20221001`, `20221001T140500Z` and `20221001140500`.
fn compact(field: &str) -> Option<String> {
    let day = field.get(..8)?;
    if !day.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let date = calendar::civil(
        day.get(..4)?.parse().ok()?,
        day.get(4..6)?.parse().ok()?,
        day.get(6..8)?.parse().ok()?,
    )?;
    let rest = field.get(8..)?;
    if rest.is_empty() {
        return (1900..=2199).contains(&date.year()).then(|| date.to_string());
    }
    let time = rest.strip_prefix('T').unwrap_or(rest);
    let (digits, zone) = time.split_at_checked(6)?;
    if !digits.bytes().all(|b| b.is_ascii_digit()) || !matches!(zone, "" | "Z") {
        return None;
    }
    let part = |range: Range<usize>| digits.get(range)?.parse().ok();
    let time = clock::Time::new(part(0..2)?, part(2..4)?, part(4..6)?)?;
    Some(format!("{date}T{time}{zone}"))
}

/// The text up to `limit` bytes, cut at a character boundary.
fn cut(text: &str, limit: usize) -> &str {
    let end = (0..=limit.min(text.len())).rev().find(|&at| text.is_char_boundary(at));
    text.get(..end.unwrap_or_default()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn iso(text: &str) -> Option<String> {
        find(text, DayMonth::Unknown).map(|found| found.iso)
    }

    #[test]
    fn dates_as_news_writes_them() {
        for (text, expected) in [
            ("October 1, 2022", "2022-10-01"),
            ("Oct. 1st, 2022", "2022-10-01"),
            ("1 October 2022", "2022-10-01"),
            ("1st of October, 2022", "2022-10-01"),
            ("Sat, 01 Oct 2022 10:15:00 +0200", "2022-10-01T10:15:00+02:00"),
            ("Sat Oct  1 10:15:00 UTC 2022", "2022-10-01T10:15:00Z"),
            ("Sat Oct 01 10:15:00 +0000 2022", "2022-10-01T10:15:00Z"),
            ("Published 10:15 PM EDT, Sat October 1, 2022", "2022-10-01T22:15:00-04:00"),
            ("October 1, 2022 at 12:05 a.m. ET", "2022-10-01T00:05:00"),
            ("2022-10-01 14:05", "2022-10-01T14:05:00"),
            ("2022/10/01", "2022-10-01"),
            ("01.10.2022 | 09:30 Uhr", "2022-10-01T09:30:00"),
            ("25/10/2022", "2022-10-25"),
            ("10/25/2022", "2022-10-25"),
            ("05/05/2022", "2022-05-05"),
            ("26-FEB-1987 16:45:08.59", "1987-02-26T16:45:08"),
            ("2022年10月1日", "2022-10-01"),
            ("2022年 10月 1日 14:05", "2022-10-01T14:05:00"),
            ("1. Oktober 2022 um 9:30 Uhr", "2022-10-01T09:30:00"),
            ("Le 1er août 2022 à 10h15", "2022-08-01T10:15:00"),
            ("1 de octubre de 2022", "2022-10-01"),
            ("1º de março de 2022 às 10h15", "2022-03-01T10:15:00"),
            ("sabato 1 ottobre 2022", "2022-10-01"),
            ("zaterdag 1 maart 2022", "2022-03-01"),
            ("Sabtu, 1 Agustus 2022 10:15 WIB", "2022-08-01T10:15:00"),
            ("1 октября 2022, 14:05", "2022-10-01T14:05:00"),
            ("١ أكتوبر ٢٠٢٢", "2022-10-01"),
            ("الأول من الشهر، 1 تشرين الأول/أكتوبر 2022", "2022-10-01"),
            ("۱ اکتبر ۲۰۲۲", "2022-10-01"),
            ("1 Ağustos 2022", "2022-08-01"),
            ("1 KASIM 2022", "2022-11-01"),
        ] {
            assert_eq!(iso(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn other_texts_are_not_dates() {
        for text in [
            "03/04/2021",
            "31 February 2022",
            "October 2022",
            "October 1",
            "The score was 10-12-2 in 2022",
            "call 555-10-12-2022 now",
            "192.10.12.2022",
            "24/12/1433",
            "May I ask, 2022?",
            "",
            "2022-13-45",
        ] {
            assert_eq!(iso(text), None, "{text}");
        }
    }

    #[test]
    fn fields() {
        for (field, expected) in [
            ("2022-10-01T14:05:00.123+02:00", "2022-10-01T14:05:00+02:00"),
            ("2022-10-01 14:05:00+0000", "2022-10-01T14:05:00Z"),
            ("2022-10-01T14:05:00-05:00", "2022-10-01T14:05:00-05:00"),
            ("2022-10-01T14:05:00Z[UTC]", "2022-10-01T14:05:00Z"),
            ("2022-10-01T24:00:00", "2022-10-01"),
            ("1664633100.0", "2022-10-01T14:05:00Z"),
            ("1664633100123", "2022-10-01T14:05:00Z"),
            ("20221001", "2022-10-01"),
            ("20221001140500", "2022-10-01T14:05:00"),
            ("20221001T140500Z", "2022-10-01T14:05:00Z"),
            ("Published on: 1 October 2022", "2022-10-01"),
            ("0987-02-26", "0987-02-26"),
        ] {
            assert_eq!(read(field, DayMonth::Unknown).as_deref(), Some(expected), "{field}");
        }
        for field in ["", "0000-00-00", "12", "2022", "2022-10", "three hours ago", "-", "NaN"] {
            assert_eq!(read(field, DayMonth::Unknown), None, "{field}");
        }
    }

    #[test]
    fn the_order_settles_only_ambiguous_dates() {
        let read = |text, order| find(text, order).map(|found| found.iso);
        assert_eq!(read("3/4/2021", DayMonth::MonthFirst).as_deref(), Some("2021-03-04"));
        assert_eq!(read("3/4/2021", DayMonth::DayFirst).as_deref(), Some("2021-04-03"));
        assert_eq!(read("3/14/2021", DayMonth::DayFirst).as_deref(), Some("2021-03-14"));
        assert_eq!(read("2.3.2021", DayMonth::Unknown).as_deref(), Some("2021-03-02"));
        assert_eq!(read("2.3.2021", DayMonth::MonthFirst).as_deref(), Some("2021-02-03"));
    }

    #[test]
    fn the_span_covers_weekday_date_and_time() {
        for text in [
            "Saturday, October 1, 2022 10:15 AM",
            "10:15 PM EDT, Sat October 1, 2022",
            "Sabtu, 1 Agustus 2022 10:15 WIB",
            "Sat Oct  1 10:15:00 2022",
        ] {
            let line = format!("a\n(x) {text} (y)");
            let found = find(&line, DayMonth::Unknown).unwrap();
            assert_eq!(&line[found.span], text);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(
            text in "([0-9]{1,4}|[ :./,-]|October|pm|T|Z|年|月|日|\\PC){0,40}",
        ) {
            for order in [DayMonth::Unknown, DayMonth::DayFirst, DayMonth::MonthFirst] {
                if let Some(found) = find(&text, order) {
                    prop_assert!(text.get(found.span).is_some());
                    prop_assert!(read(&found.iso, order).is_some());
                }
                read(&text, order);
            }
            if let Some(found) = in_path(&text) {
                prop_assert!(text.get(found.span).is_some());
            }
        }

        #[test]
        fn a_day_written_in_any_form_is_read_back(year in 1900i16..2100, month in 1i8..=12, day in 1i8..=28) {
            let date = jiff::civil::date(year, month, day).to_string();
            let name = [
                "January", "February", "March", "April", "May", "June", "July", "August", "September",
                "October", "November", "December",
            ][month as usize - 1];
            for text in [
                date.clone(),
                format!("{name} {day}, {year}"),
                format!("{day} {name} {year}"),
                format!("{day:02}.{month:02}.{year}"),
                format!("{year}年{month}月{day}日"),
            ] {
                prop_assert_eq!(read(&text, DayMonth::Unknown), Some(date.clone()));
                prop_assert_eq!(iso(&format!("on {text}: rain")), Some(date.clone()));
            }
            let path = format!("/{year}/{month:02}/{day:02}/rain.html");
            prop_assert_eq!(in_path(&path).map(|f| f.iso), Some(date.clone()));
        }
    }
}
