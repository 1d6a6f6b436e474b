//! Counts which lines belong to a site rather than to its stories.
//!
//! In: stories (site, text, headline), one for each set of copies, in any order, counted in
//! parallel and merged in any order. Out: [`SiteChrome`], the same for the same stories. It removes
//! nothing.
//!
//! Memory is bounded: of each site at most [`STORIES_A_SITE`] stories are remembered, those with
//! the smallest hashes of site and text, so that the choice depends on nothing but the stories; of
//! each story at most 96 lines, some 3 kB. Once more stories are remembered in all than the
//! counter's limit, the number for each site is halved, down to eight; then whole sites go, again
//! by their hashes. How many stories a counter remembers depends on the set of stories alone,
//! because the sum over sites of min(stories, limit) never falls when stories are added.

mod site;
mod story;
mod vote;

use std::collections::BTreeMap;

use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::document::learned::chrome::SiteChrome;
use story::Story;

/// Most stories of one site that are remembered.
pub const STORIES_A_SITE: usize = 2_048;
/// Most stories in all that are remembered unless the caller says otherwise: some 400 MB.
pub const STORIES: usize = 1 << 17;
/// A site is sampled down to so many stories before whole sites are left out.
const FEWEST_STORIES: usize = 8;

/// Counts site chrome; mergeable in any order.
#[derive(Debug, Clone)]
pub struct Counter {
    limit: usize,
    a_site: usize,
    /// Only sites with so many zero bits at the start of their hash are counted.
    site_level: u32,
    remembered: usize,
    sites: BTreeMap<String, Counted>,
}

/// The stories of one site so far.
#[derive(Debug, Clone, Default)]
struct Counted {
    total: u64,
    /// By the hash of the text: the smallest are kept.
    stories: BTreeMap<u64, Story>,
}

impl Default for Counter {
    fn default() -> Self {
        Counter::with_limit(STORIES)
    }
}

impl Counter {
    /// A counter that remembers at most `limit` stories.
    pub fn with_limit(limit: usize) -> Counter {
        Counter {
            limit: limit.max(1),
            a_site: STORIES_A_SITE,
            site_level: 0,
            remembered: 0,
            sites: BTreeMap::new(),
        }
    }

    /// Counts one story. The caller sees to it that copies of a story are counted once.
    pub fn add(&mut self, site: &str, text: &str, headline: Option<&str>) {
        if site.is_empty() || !self.counts(site) {
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
        let new = counted.stories.insert(hash, Story::read(text, headline)).is_none();
        self.remembered += usize::from(new);
        self.trim_site(site);
        self.trim();
    }

    /// Adds what another counter with the same limit has counted.
    pub fn merge(&mut self, other: Counter) {
        self.a_site = self.a_site.min(other.a_site);
        self.site_level = self.site_level.max(other.site_level);
        for (site, theirs) in other.sites {
            let ours = self.sites.entry(site).or_default();
            ours.total += theirs.total;
            ours.stories.extend(theirs.stories);
        }
        self.shrink();
        self.trim();
    }

    /// Decides what is chrome of each site.
    pub fn finish(self) -> SiteChrome {
        let sites = self.sites.into_iter().filter_map(|(name, counted)| {
            let stories: Vec<Story> = counted.stories.into_values().collect();
            Some((name, site::decide(&stories, counted.total)?))
        });
        SiteChrome { sites: sites.collect() }
    }

    fn counts(&self, site: &str) -> bool {
        site_hash(site).leading_zeros() >= self.site_level
    }

    fn trim_site(&mut self, site: &str) {
        if let Some(counted) = self.sites.get_mut(site) {
            while counted.stories.len() > self.a_site {
                counted.stories.pop_last();
                self.remembered -= 1;
            }
        }
    }

    fn trim(&mut self) {
        while self.remembered > self.limit {
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

    /// Brings all sites down to the present number of stories and level of sites.
    fn shrink(&mut self) {
        let (level, most) = (self.site_level, self.a_site);
        self.sites.retain(|site, _| site_hash(site).leading_zeros() >= level);
        for counted in self.sites.values_mut() {
            while counted.stories.len() > most {
                counted.stories.pop_last();
            }
        }
        self.remembered = self.sites.values().map(|c| c.stories.len()).sum();
    }
}

fn site_hash(site: &str) -> u64 {
    xxh3_64_with_seed(site.as_bytes(), 0)
}
