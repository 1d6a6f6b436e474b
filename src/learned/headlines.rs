//! Collects the headlines of a corpus, and finds the sites that join them to their texts.
//!
//! In: headlines and texts, in any order. Out: [`Headlines`]. It keeps hashes only: eight bytes a
//! headline.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::document::learned::Headlines;
use crate::edit::opening;
use crate::key::key;

/// Collects headlines. Counters can be merged in any order.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct HeadlineCounter {
    keys: BTreeSet<u64>,
    /// Headlines that were found in texts, one vote for each group of copies.
    found: BTreeMap<u64, u64>,
    /// By site: texts of one line, and those of them that have an opening.
    openings: BTreeMap<String, (u64, u64)>,
}

/// The fewest stories in whose texts the same headline shows that it is none.
const FEWEST_RECURRENT: u64 = 3;
/// The fewest texts of a site that show how it joins them.
const FEWEST_TEXTS: u64 = 10;
/// The fewest words of such a text.
const TEXT_WORDS: usize = 60;

impl HeadlineCounter {
    /// Adds one headline. A headline without letters and digits is ignored.
    pub fn add(&mut self, headline: &str) {
        if headline.contains(char::is_alphanumeric) {
            self.keys.insert(key(headline));
        }
    }

    /// Counts a headline that was found in a text.
    pub fn add_found(&mut self, headline: &str) {
        *self.found.entry(key(headline)).or_default() += 1;
    }

    /// Counts the text of an article without a headline.
    pub fn add_text(&mut self, site: &str, text: &str) {
        let text = text.trim_end();
        if text.contains('\n') || text.split_whitespace().nth(TEXT_WORDS).is_none() {
            return;
        }
        let counts = self.openings.entry(site.to_owned()).or_default();
        counts.0 += 1;
        counts.1 += u64::from(opening(text).is_some());
    }

    /// Adds the counts of another counter.
    pub fn merge(&mut self, other: HeadlineCounter) {
        self.keys.extend(other.keys);
        for (key, stories) in other.found {
            *self.found.entry(key).or_default() += stories;
        }
        for (site, (texts, opened)) in other.openings {
            let counts = self.openings.entry(site).or_default();
            *counts = (counts.0 + texts, counts.1 + opened);
        }
    }

    /// The headlines, and the sites where four in five texts of one line have an opening. The first sentence
    /// of a story is often too long for one, even where each sentence is followed by a wide space.
    pub fn finish(self) -> Headlines {
        let joined = self
            .openings
            .into_iter()
            .filter(|(_, (texts, opened))| *texts >= FEWEST_TEXTS && opened * 5 >= texts * 4);
        let joined = joined.map(|(site, _)| site).collect();
        let recurrent = self.found.into_iter().filter(|(_, stories)| *stories >= FEWEST_RECURRENT);
        let recurrent: Vec<u64> = recurrent.map(|(key, _)| key).collect();
        let is_headline = |key: &u64| recurrent.binary_search(key).is_err();
        let hashes = self.keys.into_iter().filter(is_headline).collect();
        Headlines { hashes, joined, recurrent }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_punctuation_of_headlines_do_not_count() {
        let (mut one, mut two) = (HeadlineCounter::default(), HeadlineCounter::default());
        one.add("Ferry runs aground");
        two.add("The mill: a last shift?");
        two.add("***");
        one.merge(two);
        let headlines = one.finish();
        assert_eq!(headlines.hashes.len(), 2);
        assert!(headlines.contains_hash(key("FERRY runs aground!")));
        assert!(!headlines.contains_hash(key("Ferry runs")));
    }

    #[test]
    fn a_line_above_several_stories_is_no_headline() {
        let mut counter = HeadlineCounter::default();
        for headline in
            ["Enter your town", "Ferry runs aground", "Enter your town", "Enter your town"]
        {
            counter.add(headline);
            counter.add_found(headline);
        }
        let headlines = counter.finish();
        assert!(
            headlines.is_recurrent("ENTER YOUR TOWN") && !headlines.contains("Enter your town")
        );
        assert!(
            headlines.contains("Ferry runs aground")
                && !headlines.is_recurrent("Ferry runs aground")
        );
    }

    #[test]
    fn a_site_that_joins_its_headlines_is_told_by_many_texts() {
        let story = "The ferry will not sail before May.  It has a crack in its hull.  ".repeat(12);
        let mut counter = HeadlineCounter::default();
        for number in 0..12 {
            counter.add_text("mill", &format!("Ferry {number} stops for good.  {story}"));
            let long = "The ferry that takes the children of the island to their school, the post to the \
                island, and its cheese to the town, will not sail before the end of May, it was said.";
            let first = if number % 3 == 0 { "Ferry stops." } else { long };
            counter.add_text("quarry", &format!("{first}  {story}"));
        }
        for _ in 0..3 {
            counter.add_text("few", &format!("Ferry stops for good.  {story}"));
        }
        let headlines = counter.finish();
        assert_eq!(headlines.joined, ["mill"]);
        assert!(headlines.are_joined(Some("mill")) && !headlines.are_joined(None));
    }
}
