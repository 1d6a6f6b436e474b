//! Finds dates in URLs and paths.
//!
//! In: a URL or a path. Out: the first date with its year first. It reads no times and no ambiguous
//! dates.

use jiff::civil::Date;

use super::calendar::civil;
use super::found::FoundDate;
use super::name;

/// The first date of a URL or path: `/2022/10/01/`, `/2022/oct/01/`, `2022-10-01`, `2022_10_01`,
/// `/2022/1001/`, `/2022-10/01/`, `20221001` without a digit on either side, and
/// `/2009/world/europe/10/01/`. Years are from 1900 to 2099.
///
/// ```
/// use copydesk::date::in_path;
///
/// let found = in_path("https://outlet.example/2022/10/01/harbour").unwrap();
/// assert_eq!((found.iso.as_str(), found.span), ("2022-10-01", 23..33));
/// assert_eq!(in_path("/story-12345678901234/"), None);
/// ```
pub fn in_path(path: &str) -> Option<FoundDate> {
    let bytes = path.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let run = digits(bytes, at);
        if run >= 4
            && let Some((date, end)) = read(path, at, run)
        {
            return Some(FoundDate { iso: date.to_string(), span: at..end });
        }
        at += run.max(1);
    }
    None
}

/// The number of digits from `at` on.
fn digits(bytes: &[u8], at: usize) -> usize {
    bytes.get(at..).unwrap_or_default().iter().take_while(|b| b.is_ascii_digit()).count()
}

fn number(path: &str, at: usize, length: usize) -> Option<u64> {
    path.get(at..at + length)?.parse().ok()
}

/// The date that begins with the run of `run` digits at `at`, and its end.
fn read(path: &str, at: usize, run: usize) -> Option<(Date, usize)> {
    let year = number(path, at, 4).filter(|year| (1900..2100).contains(year))?;
    let bytes = path.as_bytes();
    let behind = at + run;
    match run {
        8 => Some((civil(year, number(path, at + 4, 2)?, number(path, at + 6, 2)?)?, behind)),
        6 if bytes.get(behind) == Some(&b'/') && digits(bytes, behind + 1) == 2 => {
            let day = number(path, behind + 1, 2)?;
            Some((civil(year, number(path, at + 4, 2)?, day)?, behind + 3))
        }
        4 => {
            let mark = *bytes.get(behind)?;
            if !matches!(mark, b'/' | b'-' | b'_' | b'.') {
                return None;
            }
            month_day(path, year, behind, mark)
                .or_else(|| sections(path, year, behind).filter(|_| mark == b'/'))
        }
        _ => None,
    }
}

/// Reads `/10/01`, `/oct/01`, `/1001`, `-10/01` after a year.
fn month_day(path: &str, year: u64, at: usize, mark: u8) -> Option<(Date, usize)> {
    let bytes = path.as_bytes();
    let from = at + 1;
    let (month, next) = match digits(bytes, from) {
        4 if mark == b'/' => {
            let date = civil(year, number(path, from, 2)?, number(path, from + 2, 2)?)?;
            return Some((date, from + 4));
        }
        length @ 1..=2 => (number(path, from, length)?, from + length),
        0 => {
            let rest = path.get(from..)?;
            let length = rest.bytes().take(12).take_while(u8::is_ascii_alphabetic).count();
            (name::month(rest.get(..length)?)?, from + length)
        }
        _ => return None,
    };
    let second = *bytes.get(next)?;
    if second != mark && !(mark == b'-' && second == b'/') {
        return None;
    }
    let length = digits(bytes, next + 1);
    if !(1..=2).contains(&length) {
        return None;
    }
    Some((civil(year, month, number(path, next + 1, length)?)?, next + 1 + length))
}

/// Reads `/world/europe/10/01` after a year: one or two names, then month and day.
fn sections(path: &str, year: u64, at: usize) -> Option<(Date, usize)> {
    const NAME_BYTES: usize = 32;
    let bytes = path.as_bytes();
    let mut at = at;
    for _ in 0..2 {
        let name = bytes.get(at + 1..)?.iter().take(NAME_BYTES);
        let length =
            name.take_while(|b| b.is_ascii_alphabetic() || matches!(b, b'.' | b'-' | b'_')).count();
        at += 1 + length;
        if length == 0 || bytes.get(at) != Some(&b'/') {
            return None;
        }
        if digits(bytes, at + 1) == 2 {
            return month_day(path, year, at, b'/');
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_paths() {
        for (path, expected) in [
            ("news/2022/10/01/storm.html", Some("2022-10-01")),
            ("/2022/oct/1/storm", Some("2022-10-01")),
            ("storm-2022-10-01.txt", Some("2022-10-01")),
            ("storm_2022_10_01", Some("2022-10-01")),
            ("a/20221001.txt", Some("2022-10-01")),
            ("/n1/2022/1001/c1.html", Some("2022-10-01")),
            ("/2022-10/01/c_1.htm", Some("2022-10-01")),
            ("/202210/01/a.html", Some("2022-10-01")),
            ("/2009/WORLD/europe/10/01/storm/", Some("2009-10-01")),
            ("/2009/US/10/01/storm/", Some("2009-10-01")),
            ("/id/20229901/2021/2/3/", Some("2021-02-03")),
            ("/2022/10/storm", None),
            ("/99920221001/", None),
            ("/2022/13/45/", None),
            ("/2022-10_01", None),
            ("/1890/10/01/", None),
            ("", None),
        ] {
            assert_eq!(in_path(path).map(|f| f.iso).as_deref(), expected, "{path}");
        }
    }
}
