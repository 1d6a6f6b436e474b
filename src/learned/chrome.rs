//! Learns chrome: the lines that belong to a site and not to its stories, and the lines that recur
//! over sites.
//!
//! In: stories (site, text, headline), one for each set of copies. They may be added and merged in
//! any order. Out: [`SiteChrome`], the same for the same stories. It removes nothing.
//!
//! Memory is bounded. The counter keeps at most [`STORIES_A_SITE`] stories of each site: those with
//! the smallest hashes of site and text, so the choice depends only on the stories. Of each story it
//! keeps at most 96 lines, about 3 kB. When it keeps more stories in all than its limit, it halves
//! the number for each site, down to eight. Then it drops whole sites, again by their hashes. The
//! number of kept stories depends only on the set of stories, because the sum over sites of
//! min(stories, limit) never falls when stories are added.

mod count;
mod shared;
mod site;
mod story_lines;
mod vote;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::document::learned::chrome::{Site, SiteChrome};
use story_lines::Story;

/// Most stories that are kept for one site.
pub const STORIES_A_SITE: usize = 2_048;
/// Most stories that are kept in all, by default: about 400 MB.
pub const STORIES: usize = 1 << 17;
/// Each site is sampled down to this many stories before whole sites are dropped.
const FEWEST_STORIES: usize = 8;

/// Counts site chrome. Counters can be merged in any order.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Counter {
    limit: usize,
    a_site: usize,
    /// Only sites whose hash begins with this many zero bits are counted.
    site_level: u32,
    kept: usize,
    sites: BTreeMap<String, Counted>,
}

/// The stories of one site so far.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Counted {
    total: u64,
    /// By the hash of the text; the smallest are kept.
    stories: BTreeMap<u64, Story>,
}

impl Counted {
    /// Keeps a story and returns whether it is new. Of two with one text, the headlines decide which, so that it is the
    /// same one in any order.
    fn keep(&mut self, hash: u64, story: Story) -> bool {
        match self.stories.entry(hash) {
            Entry::Vacant(place) => {
                place.insert(story);
                true
            }
            Entry::Occupied(mut known) => {
                if story.headline > known.get().headline {
                    known.insert(story);
                }
                false
            }
        }
    }
}

impl Default for Counter {
    fn default() -> Self {
        Counter::with_limit(STORIES)
    }
}

impl Counter {
    /// A counter that keeps at most `limit` stories.
    pub fn with_limit(limit: usize) -> Counter {
        Counter {
            limit: limit.max(1),
            a_site: STORIES_A_SITE,
            site_level: 0,
            kept: 0,
            sites: BTreeMap::new(),
        }
    }

    /// Counts one story; an empty `site` means that it is not known. The caller must add only one of
    /// several copies.
    pub fn add(&mut self, site: &str, text: &str, headline: Option<&str>) {
        if !self.counts(site) {
            return;
        }
        let hash = xxh3_64_with_seed(text.as_bytes(), site_hash(site));
        let counted = match self.sites.get_mut(site) {
            Some(counted) => counted,
            None => self.sites.entry(site.to_owned()).or_default(),
        };
        counted.total += 1;
        let full = counted.stories.len() >= self.a_site;
        if full && counted.stories.last_key_value().is_some_and(|(&last, _)| last <= hash) {
            return;
        }
        self.kept += usize::from(counted.keep(hash, Story::read(text, headline)));
        self.trim_site(site);
        self.trim();
    }

    /// Adds the counts of another counter with the same limit.
    pub fn merge(&mut self, other: Counter) {
        self.a_site = self.a_site.min(other.a_site);
        self.site_level = self.site_level.max(other.site_level);
        for (site, theirs) in other.sites {
            let ours = self.sites.entry(site).or_default();
            ours.total += theirs.total;
            for (hash, story) in theirs.stories {
                ours.keep(hash, story);
            }
        }
        self.shrink();
        self.trim();
    }

    /// Decides what is chrome of each site.
    pub fn finish(self) -> SiteChrome {
        let kept: BTreeMap<String, (u64, Vec<Story>)> = self
            .sites
            .into_iter()
            .map(|(name, counted)| (name, (counted.total, counted.stories.into_values().collect())))
            .collect();
        let named = kept.par_iter().filter(|(name, _)| !name.is_empty());
        let tables: BTreeMap<String, Site> = named
            .filter_map(|(name, (total, stories))| {
                Some((name.clone(), site::decide(stories, *total)?))
            })
            .collect();
        let shared = shared::decide(&kept, &tables);
        SiteChrome { sites: tables, shared }
    }

    fn counts(&self, site: &str) -> bool {
        site_hash(site).leading_zeros() >= self.site_level
    }

    fn trim_site(&mut self, site: &str) {
        if let Some(counted) = self.sites.get_mut(site) {
            while counted.stories.len() > self.a_site {
                counted.stories.pop_last();
                self.kept -= 1;
            }
        }
    }

    fn trim(&mut self) {
        while self.kept > self.limit {
            if self.a_site > FEWEST_STORIES {
                self.a_site /= 2;
            } else if self.site_level < u64::BITS {
                self.site_level += 1;
            } else {
                return;
            }
            self.shrink();
        }
    }

    /// Applies the current limits to all sites.
    fn shrink(&mut self) {
        let (level, most) = (self.site_level, self.a_site);
        self.sites.retain(|site, _| site_hash(site).leading_zeros() >= level);
        for counted in self.sites.values_mut() {
            while counted.stories.len() > most {
                counted.stories.pop_last();
            }
        }
        self.kept = self.sites.values().map(|c| c.stories.len()).sum();
    }
}

fn site_hash(site: &str) -> u64 {
    xxh3_64_with_seed(site.as_bytes(), 0)
}
