//! Learns the order of day and month in each site's numeric dates.
//!
//! In: sites and their dates as written. Out: [`DateOrders`]. Only unambiguous dates count
//! (`25/12/2021`, `12/25/2021`). A site whose dates disagree is left out.

use std::collections::BTreeMap;

use crate::document::learned::DateOrders;

/// Counts unambiguous dates. Counters can be merged in any order.
#[derive(Debug, Clone, Default)]
pub struct DateOrderCounter {
    /// For each site, dates with the day first and dates with the month first.
    sites: BTreeMap<String, [u64; 2]>,
}

/// The fewest dates that settle a site.
const FEWEST: u64 = 3;

impl DateOrderCounter {
    /// Counts one date as the site wrote it.
    pub fn add(&mut self, site: &str, written: &str) {
        let Some(day_first) = day_first(written) else { return };
        let counts = match self.sites.get_mut(site) {
            Some(counts) => counts,
            None => self.sites.entry(site.to_owned()).or_default(),
        };
        let [day, month] = counts;
        if day_first { *day += 1 } else { *month += 1 }
    }

    /// Adds the counts of another counter.
    pub fn merge(&mut self, other: DateOrderCounter) {
        for (site, [day, month]) in other.sites {
            let ours = self.sites.entry(site).or_default();
            let [day_here, month_here] = ours;
            *day_here += day;
            *month_here += month;
        }
    }

    /// The order of each site whose dates agree, with at most one exception in twenty.
    pub fn finish(self) -> DateOrders {
        let settled = self.sites.into_iter().filter_map(|(site, [day, month])| {
            let (more, fewer) = (day.max(month), day.min(month));
            (more >= FEWEST && fewer * 20 <= more).then_some((site, day > month))
        });
        DateOrders { sites: settled.collect() }
    }
}

/// Whether a numeric date has the day first; `None` if it is ambiguous or not a date.
fn day_first(written: &str) -> Option<bool> {
    let mut numbers = written
        .split(|c: char| !c.is_ascii_digit())
        .filter(|digits| !digits.is_empty())
        .map(|digits| (digits.len() <= 2).then(|| digits.parse::<u32>().ok()).flatten());
    let (first, second) = (numbers.next()??, numbers.next()??);
    let third_is_year = written
        .split(|c: char| !c.is_ascii_digit())
        .filter(|digits| !digits.is_empty())
        .nth(2)
        .is_some_and(|digits| digits.len() == 2 || digits.len() == 4);
    // Words before the year would settle the order by themselves.
    let plain = written.chars().take(8).all(|c| c.is_ascii_digit() || matches!(c, '/' | '.' | '-'));
    if !third_is_year || !plain {
        return None;
    }
    match (first, second) {
        (13..=31, 1..=12) => Some(true),
        (1..=12, 13..=31) => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unambiguous_dates_settle_a_site() {
        let mut counter = DateOrderCounter::default();
        for date in ["25/12/2021", "03/04/2021", "13.1.2020 14:05", "31-10-21"] {
            counter.add("mill.example", date);
        }
        for date in ["12/25/2021", "11/30/2020"] {
            counter.add("quarry.example", date);
        }
        let mut more = DateOrderCounter::default();
        more.add("quarry.example", "02/28/2020");
        counter.merge(more);
        let orders = counter.finish();
        assert_eq!(orders.sites.get("mill.example"), Some(&true));
        assert_eq!(orders.sites.get("quarry.example"), Some(&false));
    }

    #[test]
    fn other_figures_do_not_vote() {
        for text in ["2021-12-25", "March 25, 2021", "14:30", "25/12", "03/04/2021", ""] {
            assert_eq!(day_first(text), None, "{text}");
        }
    }
}
