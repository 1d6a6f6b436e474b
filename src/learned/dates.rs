//! Learns the order of day and month in numeric dates.
//!
//! In: articles with their dates as written. Out: [`DateOrders`] by column, by file where one differs,
//! and by site. Only unambiguous dates count (`25/12/2021`, `12/25/2021`, `85/12/25`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::date::{self, DayMonth};
use crate::document::learned::DateOrders;
use crate::document::{DocumentId, Fields};

/// Counts unambiguous dates. Counters can be merged in any order.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct DateOrderCounter {
    columns: BTreeMap<String, Votes>,
    /// By column, then by the key of column and file.
    files: BTreeMap<String, BTreeMap<String, Votes>>,
    sites: BTreeMap<String, Votes>,
}

/// The dates of one source.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct Votes {
    /// Dates with the day, the month and the year first.
    orders: [u64; 3],
    figures: SixFigures,
}

/// The dates of six figures of one source, such as `060119`.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct SixFigures {
    /// The numbers seen at the three places, one bit each.
    seen: [u128; 3],
}

/// What one date says about the order of its source.
#[derive(Debug, Clone, Copy)]
enum Vote {
    /// The order that it can be read in.
    Order(usize),
    /// Its three numbers: only together do they show the order.
    Figures([u8; 3]),
}

/// The fewest dates that settle a column. One program wrote it.
const FEWEST_OF_COLUMN: u64 = 2;
/// The fewest dates that settle a site.
const FEWEST_OF_SITE: u64 = 3;

impl DateOrderCounter {
    /// Counts the date of one document.
    pub fn add(&mut self, id: &DocumentId, fields: &Fields) {
        let Some(order) = fields.published_raw.as_deref().and_then(vote_of) else { return };
        if let Some(column) = &fields.date_column {
            vote(&mut self.columns, column, order);
            if id.record.is_some() {
                let files = self.files.entry(column.clone()).or_default();
                vote(files, &DateOrders::file_key(column, id), order);
            }
        }
        if let Some(site) = &fields.site {
            vote(&mut self.sites, site, order);
        }
    }

    /// Adds the counts of another counter.
    pub fn merge(&mut self, other: DateOrderCounter) {
        merge(&mut self.columns, other.columns);
        merge(&mut self.sites, other.sites);
        for (column, files) in other.files {
            merge(self.files.entry(column).or_default(), files);
        }
    }

    /// The order of each source. A file is left out if it agrees with its column.
    pub fn finish(self) -> DateOrders {
        let settled = |votes: BTreeMap<String, Votes>, fewest| {
            let orders = votes.into_iter().map(move |(key, votes)| (key, votes.order(fewest)));
            orders.filter_map(|(key, order)| Some((key, order?)))
        };
        let mut orders: BTreeMap<String, DayMonth> =
            settled(self.columns, FEWEST_OF_COLUMN).collect();
        for (column, files) in self.files {
            let of_column = orders.get(&column).copied();
            let files = settled(files, FEWEST_OF_COLUMN);
            orders.extend(files.filter(|(_, order)| Some(*order) != of_column).collect::<Vec<_>>());
        }
        let sites = settled(self.sites, FEWEST_OF_SITE);
        orders.extend(sites.map(|(site, order)| (DateOrders::site_key(&site), order)));
        DateOrders { orders }
    }
}

impl Votes {
    /// The order that all votes agree on, with at most one exception in twenty; `Unknown` if they
    /// disagree, `None` if there are too few.
    fn order(self, fewest: u64) -> Option<DayMonth> {
        const ORDERS: [DayMonth; 3] =
            [DayMonth::DayFirst, DayMonth::MonthFirst, DayMonth::YearFirst];
        let all: u64 = self.orders.iter().sum();
        let (most, order) = self.orders.into_iter().zip(ORDERS).max_by_key(|(votes, _)| *votes)?;
        if most < fewest {
            return self.figures.order();
        }
        Some(if (all - most) * 20 <= most { order } else { DayMonth::Unknown })
    }
}

impl SixFigures {
    /// The fewest different days that tell days from years.
    const FEWEST_DAYS: u32 = 4;

    /// The only order in which all dates can be read. Of two orders that differ in day and year, the one with
    /// more days than years.
    fn order(self) -> Option<DayMonth> {
        // The places of year, month and day.
        const ORDERS: [(DayMonth, [usize; 3]); 3] = [
            (DayMonth::DayFirst, [2, 1, 0]),
            (DayMonth::MonthFirst, [2, 0, 1]),
            (DayMonth::YearFirst, [0, 1, 2]),
        ];
        let at = |place: usize| self.seen.get(place).copied().unwrap_or_default();
        let within = |place: usize, most: u32| {
            let seen = at(place);
            seen != 0 && seen & 1 == 0 && seen >> (most + 1) == 0
        };
        let possible = |[_, month, day]: &[usize; 3]| within(*month, 12) && within(*day, 31);
        let mut readable = ORDERS.iter().filter(|(_, places)| {
            let [year, _, day] = places;
            let days = at(*day).count_ones();
            possible(places) && days >= Self::FEWEST_DAYS && days > at(*year).count_ones()
        });
        let (order, places) = readable.next()?;
        let [year, month, day] = *places;
        // Days up to the twelfth can be months.
        let is_twin = |other: &[usize; 3]| *other == [year, day, month];
        let twin = ORDERS.iter().any(|(_, other)| is_twin(other) && possible(other));
        (!twin && readable.next().is_none()).then_some(*order)
    }
}

fn vote(all: &mut BTreeMap<String, Votes>, key: &str, order: Vote) {
    let votes = match all.get_mut(key) {
        Some(votes) => votes,
        None => all.entry(key.to_owned()).or_default(),
    };
    match order {
        Vote::Order(order) => {
            if let Some(count) = votes.orders.get_mut(order) {
                *count += 1;
            }
        }
        Vote::Figures(numbers) => {
            let places = votes.figures.seen.iter_mut().zip(numbers);
            places.for_each(|(seen, number)| *seen |= 1 << number);
        }
    }
}

fn merge(all: &mut BTreeMap<String, Votes>, other: BTreeMap<String, Votes>) {
    for (key, votes) in other {
        let own = all.entry(key).or_default();
        own.orders.iter_mut().zip(votes.orders).for_each(|(own, votes)| *own += votes);
        let seen = own.figures.seen.iter_mut().zip(votes.figures.seen);
        seen.for_each(|(own, seen)| *own |= seen);
    }
}

fn vote_of(written: &str) -> Option<Vote> {
    let figures = date::six_figures(written).map(Vote::Figures);
    figures.or_else(|| order(written).map(Vote::Order))
}

/// Which part a numeric date begins with: 0 for the day, 1 for the month, 2 for the year of two digits.
/// `None` if it is ambiguous or not a date.
fn order(written: &str) -> Option<usize> {
    let mut numbers = written
        .split(|c: char| !c.is_ascii_digit())
        .filter(|digits| !digits.is_empty())
        .map(|digits| Some((digits.parse::<u32>().ok()?, digits.len())));
    let ((first, 1..=2), (second, 1..=2)) = (numbers.next()??, numbers.next()??) else {
        return None;
    };
    let (third, 2 | 4) = numbers.next()?? else { return None };
    // Words before the year would settle the order by themselves.
    let written = written.trim_start();
    let plain = written.chars().take(8).all(|c| c.is_ascii_digit() || matches!(c, '/' | '.' | '-'));
    if !plain {
        return None;
    }
    match (first, second, third) {
        (13..=31, 1..=12, 32..) => Some(0),
        (1..=12, 13..=31, _) => Some(1),
        (32..=99, 1..=12, 1..=31) => Some(2),
        // `13/04/21`: by custom the year is last.
        (13..=31, 1..=12, _) => Some(0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(documents: &[(&str, Option<&str>, &str, &str)]) -> DateOrders {
        let mut all = DateOrderCounter::default();
        for (number, (path, column, site, written)) in (1..).zip(documents) {
            let id = DocumentId {
                root: "".into(),
                path: (*path).into(),
                member: None,
                record: column.map(|_| number),
            };
            let fields = Fields {
                published_raw: Some((*written).to_owned()),
                date_column: column.map(str::to_owned),
                site: Some((*site).to_owned()).filter(|site| !site.is_empty()),
                ..Fields::default()
            };
            let mut one = DateOrderCounter::default();
            one.add(&id, &fields);
            all.merge(one);
        }
        all.finish()
    }

    fn id(path: &str) -> DocumentId {
        DocumentId { root: "".into(), path: path.into(), member: None, record: Some(9) }
    }

    #[test]
    fn unambiguous_dates_settle_a_site() {
        let lines = |site, dates: &[&'static str]| -> Vec<_> {
            dates.iter().map(|date| ("a.txt", None, site, *date)).collect()
        };
        let mill =
            lines("mill.example", &["25/12/2021", "03/04/2021", "13.1.2020 14:05", "31-10-21"]);
        let quarry = lines("quarry.example", &["12/25/2021", "11/30/2020", "02/28/2020"]);
        let orders = counted(&[mill, quarry].concat());
        assert_eq!(orders.of_site(Some("mill.example")), DayMonth::DayFirst);
        assert_eq!(orders.of_site(Some("quarry.example")), DayMonth::MonthFirst);
        assert_eq!(orders.of_site(None), DayMonth::Unknown);
    }

    #[test]
    fn a_column_is_settled_over_sites_and_files() {
        const COLUMN: Option<&str> = Some("record field date");
        let orders = counted(&[
            ("a.csv", COLUMN, "mill", "25/12/2021"),
            ("b.csv", COLUMN, "", "13/04/2021"),
        ]);
        let of = |orders: &DateOrders, path| orders.of_column("record field date", &id(path), None);
        assert_eq!(of(&orders, "c.csv"), DayMonth::DayFirst);
        assert_eq!(
            orders.of_column("record field published", &id("a.csv"), None),
            DayMonth::Unknown
        );
        let files = counted(&[
            ("a.csv", COLUMN, "", "25/12/2021"),
            ("a.csv", COLUMN, "", "25/11/2021"),
            ("b.csv", COLUMN, "", "12/25/2021"),
            ("b.csv", COLUMN, "", "11/25/2021"),
        ]);
        assert_eq!(of(&files, "a.csv"), DayMonth::DayFirst);
        assert_eq!(of(&files, "b.csv"), DayMonth::MonthFirst);
        assert_eq!(of(&files, "c.csv"), DayMonth::Unknown);
    }

    #[test]
    fn dates_of_six_figures_settle_a_column_together() {
        const COLUMN: Option<&str> = Some("record field date");
        let of = |dates: &[&'static str]| {
            let lines: Vec<_> = dates.iter().map(|date| ("a.csv", COLUMN, "", *date)).collect();
            counted(&lines).of_column("record field date", &id("a.csv"), None)
        };
        assert_eq!(of(&["060119", "61319", "062519", "073119"]), DayMonth::MonthFirst);
        assert_eq!(of(&["010619", "130619", "250619", "310719"]), DayMonth::DayFirst);
        assert_eq!(of(&["190601", "190613", "190625", "190731"]), DayMonth::YearFirst);
        assert_eq!(of(&["980601", "990613", "980625", "980731"]), DayMonth::YearFirst);
        // Days that can be months, one day alone, and numbers that are no dates.
        assert_eq!(of(&["060119", "060219", "060319", "070419"]), DayMonth::Unknown);
        assert_eq!(of(&["061319", "61319", "061319"]), DayMonth::Unknown);
        assert_eq!(of(&["060119", "554319", "062519", "073119"]), DayMonth::Unknown);
    }

    #[test]
    fn other_figures_do_not_vote() {
        for text in ["2021-12-25", "March 25, 2021", "14:30", "25/12", "03/04/2021", ""] {
            assert_eq!(order(text), None, "{text}");
        }
        assert_eq!(order("85/12/25"), Some(2));
        assert_eq!(order(" 25/12/2021 10:00"), Some(0));
    }
}
