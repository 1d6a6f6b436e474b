//! Reads a date without its year beside the headline: "Wed Aug 17, 12:08 PM ET".
//!
//! In: a rendered page, the lines around its headline and the latest day that the page can be of. Out: the
//! date in the last year in which that weekday was that day. Without a latest day the year is that of the
//! copyright line. Without a weekday nothing shows the year, and no date is read.

use super::header::{Header, MOST_HEADER};
use super::page_date::Published;
use super::render::Page;
use super::visit_day::VisitDay;
use crate::date::{self, DayMonth};
use crate::document::DateSource;
use jiff::civil::{Date, Weekday};

/// The years before the latest day that are tried.
const YEARS: i16 = 2;
/// Beginnings of the names of weekdays, in lower case.
const WEEKDAYS: [(Weekday, &[&str]); 7] = [
    (Weekday::Monday, &["mon", "lun"]),
    (Weekday::Tuesday, &["tue", "die", "mar"]),
    (Weekday::Wednesday, &["wed", "mit", "mer", "mié"]),
    (Weekday::Thursday, &["thu", "don", "jeu", "jue"]),
    (Weekday::Friday, &["fri", "fre", "ven", "vie"]),
    (Weekday::Saturday, &["sat", "sam", "sáb"]),
    (Weekday::Sunday, &["sun", "son", "dim", "dom"]),
];

/// The date without year nearest to the headline.
pub(super) fn yearless(
    page: &Page<'_>,
    head: &Header<'_>,
    visit: &VisitDay<'_>,
    latest: Option<&str>,
) -> Option<Published> {
    let latest = latest.and_then(|iso| iso.get(..10)?.parse::<Date>().ok());
    let mut lines = head.numbers.iter().map(|number| (*number, head.line(*number)));
    let found = lines.find_map(|(number, line)| {
        let found = if line.len() <= MOST_HEADER { in_line(line) } else { None };
        found.filter(|_| !visit.has(number))
    })?;
    let years = match latest {
        Some(latest) => (0..=YEARS).map(|back| latest.year() - back).collect(),
        None => vec![copyright_year(&page.text)?],
    };
    let day = years.into_iter().find_map(|year| {
        let probe = format!("{} {year}", found.day);
        let iso = date::find(&probe, DayMonth::Unknown)?.iso;
        let day = iso.parse::<Date>().ok()?;
        let fits = day.weekday() == found.weekday && latest.is_none_or(|latest| day <= latest);
        fits.then_some(iso)
    })?;
    Some((day, found.raw, DateSource::HeaderLine))
}

/// A weekday and a day with its month.
struct Found {
    weekday: Weekday,
    day: String,
    raw: String,
}

/// The first weekday of a line that is followed by a day and its month, in either order.
fn in_line(line: &str) -> Option<Found> {
    let words: Vec<&str> = line.split_whitespace().collect();
    words.windows(3).find_map(|three| {
        let [first, second, third] = three else { return None };
        let weekday = weekday(first)?;
        let figures = |word: &str| {
            let day: String = word.chars().take_while(char::is_ascii_digit).collect();
            (1..=2).contains(&day.len()).then_some(day)
        };
        let month = |word: &str| {
            let word = word.trim_end_matches([',', '.']);
            date::is_date_word(word).then(|| word.to_owned())
        };
        let (day, month) = match (figures(second), figures(third)) {
            (Some(day), None) => (day, month(third)?),
            (None, Some(day)) => (day, month(second)?),
            _ => return None,
        };
        Some(Found { weekday, day: format!("{day} {month}"), raw: three.join(" ") })
    })
}

fn weekday(word: &str) -> Option<Weekday> {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let is_such = |starts: &[&str]| starts.iter().any(|start| word.starts_with(start));
    let (day, _) = WEEKDAYS.iter().find(|(_, starts)| is_such(starts))?;
    date::is_date_word(&word).then_some(*day)
}

/// The year in the first line of copyright, or the last of several years.
fn copyright_year(text: &str) -> Option<i16> {
    let is_mark = |line: &&str| {
        line.len() <= 200 && (line.contains('©') || line.to_lowercase().contains("copyright"))
    };
    let year = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_ascii_digit());
        word.parse::<i16>().ok().filter(|year| (1990..=2199).contains(year))
    };
    let mut lines = text.split('\n').filter(is_mark);
    lines.find_map(|line| line.split([' ', '-', '–', ',']).filter_map(year).max())
}

#[cfg(test)]
mod tests {
    fn of(line: &str, foot: &str, latest: Option<&str>) -> Option<String> {
        let page = format!(
            "<title>Ferry stops for three weeks</title><h1>Ferry stops for three weeks</h1><p>{line}<p>Rain.<p>{foot}"
        );
        super::super::read(&page, latest).unwrap().fields.published
    }

    #[test]
    fn the_weekday_tells_the_year() {
        let line = "INES FALK Wed Aug 17,12:08 PM ET";
        assert_eq!(of(line, "", Some("2005-08-22")).as_deref(), Some("2005-08-17"));
        assert_eq!(of(line, "", Some("2006-02-01")).as_deref(), Some("2005-08-17"));
        assert_eq!(of(line, "Copyright © 2005 Harrow Post", None).as_deref(), Some("2005-08-17"));
        assert_eq!(of(line, "Copyright © 2004 Harrow Post", None), None);
        assert_eq!(of(line, "", Some("2004-08-22")), None);
        assert_eq!(of("Aug 17", "", Some("2005-08-22")), None);
        assert_eq!(
            of("Mittwoch, 17. August", "", Some("2005-08-22")).as_deref(),
            Some("2005-08-17")
        );
    }
}
