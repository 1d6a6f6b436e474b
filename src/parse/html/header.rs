//! Finds the lines around the headline of a page, where its date and authors are written.
//!
//! In: a rendered [`Page`] and the line of its headline. Out: the lines around it, by their distance.
//! It does not judge them.

use super::place::is_prose;
use super::render::Page;

/// The longest line that can hold the date or the authors, in bytes.
pub(super) const MOST_HEADER: usize = 160;

/// The lines around the headline.
#[derive(Debug, Default)]
pub(super) struct Header<'p> {
    /// The lines around the headline, those nearest to it first.
    pub lines: Vec<&'p str>,
    /// Their numbers on the page.
    pub numbers: Vec<usize>,
    /// All lines of the page.
    pub all: Vec<&'p str>,
    /// The number of lines before the headline.
    pub at: Option<usize>,
}

impl<'p> Header<'p> {
    const BEHIND: usize = 14;
    const BEFORE: usize = 5;
    /// A line before the headline counts as this many times as far as one behind it: the bar at the top
    /// of a page often has the day of the visit.
    const BEFORE_WEIGHT: usize = 3;
    /// What two lines of prose in between add to the distance.
    const BEYOND_PROSE: usize = 16;

    pub fn of(page: &'p Page<'_>, at: Option<usize>) -> Header<'p> {
        let all: Vec<&str> = page.text.split('\n').filter(|line| !line.is_empty()).collect();
        let Some(at) = at else { return Header { all, ..Header::default() } };
        let mut near: Vec<(usize, usize)> = Vec::new();
        let mut prose = 0;
        for number in at + 1..all.len().min(at + 1 + Header::BEHIND) {
            let beyond = if prose >= 2 { Header::BEYOND_PROSE } else { 0 };
            near.push((number - at + beyond, number));
            prose += usize::from(page.markup.lines.get(number).is_some_and(is_prose));
        }
        let before = at.saturating_sub(Header::BEFORE)..at;
        near.extend(before.map(|number| ((at - number) * Header::BEFORE_WEIGHT, number)));
        near.sort();
        let numbers: Vec<usize> = near.into_iter().map(|(_, number)| number).collect();
        let lines = numbers.iter().filter_map(|number| all.get(*number).copied()).collect();
        Header { lines, numbers, all, at: Some(at) }
    }

    /// Whether the line with this number is that of the headline or closely follows it.
    pub fn leads_to(&self, number: usize) -> bool {
        self.at.is_some_and(|at| (at..=at + Header::BEHIND).contains(&number))
    }

    /// The line with this number on the page.
    pub fn line(&self, number: usize) -> &'p str {
        self.all.get(number).copied().unwrap_or_default()
    }
}
