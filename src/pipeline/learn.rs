//! Learning: one pass over the articles as they were read, one vote for each group of copies.
//!
//! In: the articles and the candidates among them. Out: the [`LearnedState`].

use rayon::prelude::*;

use super::read::Stories;
use super::{Cleaner, Plan, Work};
use crate::Error;
use crate::cluster::{self, Candidates};
use crate::document::learned::LearnedState;
use crate::document::{Article, DocumentNumber};
use crate::learned::{DateOrderCounter, HeadlineCounter, chrome, weights, word_counter};

/// Learns from a corpus. `cleaner` knows nothing of it yet; it finds headlines.
pub fn learn(
    stories: &Stories,
    candidates: &Candidates,
    cleaner: &Cleaner,
    plan: &Plan,
    work: &Work<'_>,
) -> Result<LearnedState, Error> {
    let copies = cluster::copies(&stories.fingerprints, candidates);
    let weights = weights::count(&stories.fingerprints, &copies)
        .map_err(|source| Error::Output { path: plan.output.folder.clone(), source })?;
    if !plan.cleaning.any() {
        return Ok(LearnedState { weights, ..LearnedState::default() });
    }
    let stands =
        |number: DocumentNumber| copies.get(number as usize).is_none_or(|&leader| leader == number);
    let mut words = word_counter::Counter::default();
    let mut votes = Votes::default();
    let mut first = 0;
    for batch in stories.articles.batches() {
        let batch = batch?;
        // Whether the article at a place of the batch represents its copies.
        let stands = |place: usize| stands((first + place) as DocumentNumber);
        let counted = batch
            .par_iter()
            .enumerate()
            .fold(Votes::default, |mut votes, (place, article)| {
                votes.add(article, cleaner, stands(place));
                votes
            })
            .reduce(Votes::default, Votes::merge);
        votes = votes.merge(counted);
        let texts: Vec<(&str, &str)> = batch
            .iter()
            .enumerate()
            .filter(|(place, _)| stands(*place))
            .filter_map(|(_, a)| Some((a.original.as_str(), a.fields.language.as_deref()?)))
            .collect();
        words.add_all(&texts);
        first += batch.len();
        work.progress.advance(batch.len() as u64);
    }
    let words = words.finish();
    Ok(votes.finish(LearnedState { weights, words, ..LearnedState::default() }))
}

/// What is counted, in any order.
#[derive(Default)]
struct Votes {
    chrome: chrome::Counter,
    headlines: HeadlineCounter,
    dates: DateOrderCounter,
}

/// A headline of fewer words is too common to betray a link to a story.
const HEADLINE_WORDS: usize = 4;

impl Votes {
    /// Counts one article. Every headline counts; all else only if the story represents its copies.
    fn add(&mut self, article: &Article, cleaner: &Cleaner, represents: bool) {
        let found = match article.fields.headline {
            Some(_) => None,
            None => cleaner.headline(article),
        };
        let headline = article.fields.headline.as_deref().or(found.as_deref());
        if let Some(headline) = headline.filter(|h| h.split_whitespace().count() >= HEADLINE_WORDS)
        {
            self.headlines.add(headline);
        }
        if !represents {
            return;
        }
        let site = article.fields.site.as_deref();
        self.chrome.add(site.unwrap_or_default(), &article.original, headline);
        if let Some(site) = site {
            if let Some(written) = &article.fields.published_raw {
                self.dates.add(site, written);
            }
        }
    }

    fn merge(mut self, other: Votes) -> Votes {
        self.chrome.merge(other.chrome);
        self.headlines.merge(other.headlines);
        self.dates.merge(other.dates);
        self
    }

    fn finish(self, rest: LearnedState) -> LearnedState {
        LearnedState {
            headlines: self.headlines.finish(),
            chrome: self.chrome.finish(),
            date_orders: self.dates.finish(),
            ..rest
        }
    }
}
