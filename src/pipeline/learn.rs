//! Learning: one pass over the articles as they were read, one vote for each group of copies.
//!
//! In: the articles and the candidates among them. Out: the [`LearnedState`].

use std::collections::HashMap;

use rayon::prelude::*;

use super::read::Stories;
use super::{Cleaner, Plan, Work};
use crate::Error;
use crate::cluster::{self, Candidates};
use crate::document::learned::LearnedState;
use crate::document::{Article, DocumentNumber, Fields};
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
    let stands =
        |number: DocumentNumber| copies.get(number as usize).is_none_or(|&leader| leader == number);
    if !plan.cleaning.any() {
        let (mut dates, mut number) = (DateOrderCounter::default(), 0);
        for batch in stories.articles.batches() {
            for article in batch? {
                if stands(number) {
                    dates.add(&article.id, &article.fields);
                }
                number += 1;
            }
        }
        let date_orders = dates.finish();
        return Ok(LearnedState { weights, date_orders, ..LearnedState::default() });
    }
    let stories_of = stories_of_sites(stories, stands);
    let mut words = word_counter::Counter::default();
    let mut votes = Votes::default();
    let mut first = 0;
    for batch in stories.articles.batches() {
        let batch = batch?;
        // Whether the article at a place of the batch stands for its copies, and among how many of
        // its site that do.
        let stands = |place: usize| stands((first + place) as DocumentNumber);
        let beside = |place: usize| {
            let head = stories.fingerprints.head((first + place) as DocumentNumber);
            head.and_then(|head| stories_of.get(&head.site?)).copied().unwrap_or(0)
        };
        let counted = batch
            .par_iter()
            .enumerate()
            .fold(Votes::default, |mut votes, (place, article)| {
                votes.add(article, cleaner, stands(place).then(|| beside(place)));
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

/// How many stories each site has, copies left out.
fn stories_of_sites(
    stories: &Stories,
    stands: impl Fn(DocumentNumber) -> bool,
) -> HashMap<u32, u32> {
    let mut counts = HashMap::new();
    for (number, head) in (0..).zip(stories.fingerprints.heads()) {
        if let Some(site) = head.site.filter(|_| stands(number)) {
            *counts.entry(site).or_default() += 1;
        }
    }
    counts
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
    /// Counts one article. Every headline counts; all else only of the story that stands for its
    /// copies, where `beside` says how many such stories its site has.
    fn add(&mut self, article: &Article, cleaner: &Cleaner, beside: Option<u32>) {
        let found = match article.fields.headline {
            Some(_) => Fields::default(),
            None => cleaner.fields(article),
        };
        let headline = article.fields.headline.as_deref().or(found.headline.as_deref());
        if let Some(headline) = headline.filter(|h| h.split_whitespace().count() >= HEADLINE_WORDS)
        {
            self.headlines.add(headline);
        }
        let Some(beside) = beside else { return };
        self.dates.add(&article.id, &article.fields);
        if article.fields.published_raw.is_none() && found.published_raw.is_some() {
            let site = article.fields.site.clone();
            let header = Fields { site, published_raw: found.published_raw, ..Fields::default() };
            self.dates.add(&article.id, &header);
        }
        if let Some(site) = &article.fields.site {
            // One story shows nothing of its site.
            if beside > 1 {
                self.chrome.add(site, &article.original, headline);
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
