//! Finds the lines around the headline of a page, where its date and authors are written.
//!
//! In: a rendered [`Page`] and its headline. Out: the lines after the headline, then those before it.
//! It does not judge them.

use super::fold::{begins_with, folded};
use super::headings::heading;
use super::render::Page;

/// The longest line that can hold the date or the authors, in bytes.
pub(super) const MOST_HEADER: usize = 160;

/// The lines around the headline.
#[derive(Debug, Default)]
pub(super) struct Header<'p> {
    /// The lines after the headline, then the lines before it.
    pub lines: Vec<&'p str>,
    /// Their numbers on the page.
    pub numbers: Vec<usize>,
    /// The number of lines before the headline.
    at: Option<usize>,
}

impl<'p> Header<'p> {
    const BEHIND: usize = 14;
    const BEFORE: usize = 5;

    pub fn of(page: &'p Page<'_>, headline: Option<&str>) -> Header<'p> {
        let lines: Vec<&str> = page.text.split('\n').filter(|line| !line.is_empty()).collect();
        let Some(headline) = headline.map(folded) else { return Header::default() };
        let is_headline = |line: &&str| {
            (line.len() >= 6 && begins_with(&headline, line)) || folded(line) == headline
        };
        let Some(first) = lines.iter().position(is_headline) else { return Header::default() };
        // A menu can contain the headline too, so a first-level heading wins.
        let heading = page.markup.lines.iter().position(|line| {
            heading(&page.markup, line.element).is_some_and(|(level, _)| level == 1)
        });
        let at = heading.filter(|at| lines.get(*at).is_some_and(is_headline)).unwrap_or(first);
        let numbered = || lines.iter().copied().enumerate();
        let behind = numbered().skip(at + 1).take(Header::BEHIND);
        let before = numbered().take(at).skip(at.saturating_sub(Header::BEFORE));
        let before: Vec<_> = before.collect();
        let (numbers, lines) = behind.chain(before.into_iter().rev()).unzip();
        Header { lines, numbers, at: Some(at) }
    }

    /// Whether the line with this number closely follows the headline.
    pub fn leads_to(&self, behind: usize) -> bool {
        self.at.is_some_and(|at| (at + 1..=at + Header::BEHIND).contains(&behind))
    }
}
