//! Learning: one pass over the articles before cleaning, with one vote for each group of copies.
//!
//! In: the articles and the candidate pairs among them. Out: the [`LearnedState`].

use std::collections::HashMap;

use rayon::prelude::*;

use super::cleaner::Cleaner;
use super::plan::Plan;
use super::read::ReadCorpus;
use super::work::Work;
use crate::Error;
use crate::cluster;
use crate::document::fingerprint::Fingerprints;
use crate::document::learned::LearnedState;
use crate::document::{Article, DocumentNumber};
use crate::learned::{DateOrderCounter, HeadlineCounter, chrome, weights, word_counter};

/// Learns from a corpus. `cleaner`, which has no learned state yet, finds headlines.
pub fn learn(
    corpus: &ReadCorpus,
    cleaner: &Cleaner,
    plan: &Plan,
    work: &Work<'_>,
) -> Result<LearnedState, Error> {
    let fingerprints = &corpus.numbering.fingerprints;
    let copies = cluster::copies(fingerprints, &corpus.candidates);
    let weights = weights::count(fingerprints, &copies)
        .map_err(|source| Error::Output { path: plan.output.folder.clone(), source })?;
    if !plan.cleaning.any() {
        return Ok(LearnedState { weights, ..LearnedState::default() });
    }
    // Whether a document is the first of its copies, which has their vote.
    let has_vote =
        |number: DocumentNumber| copies.get(number as usize).is_none_or(|&first| first == number);
    let site_stories = count_site_stories(fingerprints, has_vote);
    let mut words = word_counter::Counter::default();
    let mut votes = Votes::default();
    let mut first = 0;
    for batch in corpus.articles.batches() {
        let batch = batch?;
        // By place in the batch: whether the article has a vote, and how many stories its site has.
        let has_vote = |place: usize| has_vote((first + place) as DocumentNumber);
        let stories = |place: usize| {
            let head = fingerprints.head((first + place) as DocumentNumber);
            head.and_then(|head| site_stories.get(&head.site?)).copied().unwrap_or(0)
        };
        let counted = batch
            .par_iter()
            .enumerate()
            .fold(Votes::default, |mut votes, (place, article)| {
                votes.add(article, cleaner, has_vote(place).then(|| stories(place)));
                votes
            })
            .reduce(Votes::default, Votes::merge);
        votes = votes.merge(counted);
        let texts: Vec<(&str, &str)> = batch
            .iter()
            .enumerate()
            .filter(|(place, _)| has_vote(*place))
            .filter_map(|(_, a)| Some((a.original.as_str(), a.fields.language.as_deref()?)))
            .collect();
        words.add_all(&texts);
        first += batch.len();
        work.progress.advance(batch.len() as u64);
    }
    let words = words.finish();
    Ok(votes.finish(LearnedState { weights, words, ..LearnedState::default() }))
}

/// The number of stories of each site, without copies.
fn count_site_stories(
    fingerprints: &Fingerprints,
    has_vote: impl Fn(DocumentNumber) -> bool,
) -> HashMap<u32, u32> {
    let mut counts = HashMap::new();
    for (number, head) in (0..).zip(fingerprints.heads()) {
        if let Some(site) = head.site.filter(|_| has_vote(number)) {
            *counts.entry(site).or_default() += 1;
        }
    }
    counts
}

/// Counts, which are the same in any order of articles.
#[derive(Default)]
struct Votes {
    chrome: chrome::Counter,
    headlines: HeadlineCounter,
    dates: DateOrderCounter,
}

/// A headline with fewer words is too common to show that a line links to a story.
const HEADLINE_WORDS: usize = 4;

impl Votes {
    /// Counts one article. Every headline counts. Everything else counts only if the article has a
    /// vote; `stories` is then the number of stories of its site.
    fn add(&mut self, article: &Article, cleaner: &Cleaner, stories: Option<u32>) {
        let found = match article.fields.headline {
            Some(_) => None,
            None => cleaner.headline(article),
        };
        let headline = article.fields.headline.as_deref().or(found.as_deref());
        if let Some(headline) = headline.filter(|h| h.split_whitespace().count() >= HEADLINE_WORDS)
        {
            self.headlines.add(headline);
        }
        let Some(stories) = stories else { return };
        if let Some(site) = &article.fields.site {
            // A single story does not show what its site repeats.
            if stories > 1 {
                self.chrome.add(site, &article.original, headline);
            }
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
