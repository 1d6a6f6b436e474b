//! Learning: one pass over the articles before cleaning, with one vote for each group of copies.
//!
//! In: the articles and the candidate pairs among them. Out: the [`LearnedState`].

use std::path::Path;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::cleaner::Cleaner;
use super::plan::Plan;
use super::read::{self, ReadCorpus};
use super::store::Store;
use super::work::Work;
use crate::Error;
use crate::cluster;
use crate::document::learned::{DateOrders, LearnedState};
use crate::document::{Article, DocumentNumber, Fields};
use crate::learned::{
    DateOrderCounter, HeadlineCounter, WordSample, chrome, weights, word_counter,
};
use crate::parse::ParseSettings;
use crate::source::Walk;

/// The stages that a learned state is computed in: [`learn`] is these alone.
pub fn read_and_learn(
    corpus: &Walk,
    parsing: &ParseSettings,
    cleaner: &Cleaner,
    plan: &Plan,
    scratch: &Path,
    work: &mut Work<'_>,
) -> Result<(LearnedState, ReadCorpus), Error> {
    work.begin("read");
    let mut read = read::read(corpus, parsing, plan, scratch, work)?;

    work.begin("group copies");
    read.candidates = cluster::candidates(&read.numbering.fingerprints, &plan.matching);

    work.begin("learn");
    let state = learn(&read, cleaner, plan, work)?;
    Ok((state, read))
}

/// The cleaner with what the corpus teaches, and the articles that were read for it. The store keeps the state. A cleaner
/// that has a state keeps it, and nothing is read.
pub fn learn_if_unknown(
    store: &mut dyn Store<'_>,
    corpus: &Walk,
    parsing: &ParseSettings,
    cleaner: Cleaner,
    plan: &Plan,
    scratch: &Path,
    work: &mut Work<'_>,
) -> Result<(Option<ReadCorpus>, Cleaner), Error> {
    if cleaner.has_learned() {
        return Ok((None, cleaner));
    }
    let (state, read) = read_and_learn(corpus, parsing, &cleaner, plan, scratch, work)?;
    store.keep_state(&state, read.articles.len() as u64)?;
    Ok((Some(read), cleaner.with_learned(state)))
}

/// Learns from a corpus. `cleaner`, which has no learned state yet, finds headlines.
pub fn learn(
    corpus: &ReadCorpus,
    cleaner: &Cleaner,
    plan: &Plan,
    work: &Work<'_>,
) -> Result<LearnedState, Error> {
    let fingerprints = &corpus.numbering.fingerprints;
    let copies = cluster::copies(fingerprints, &corpus.candidates);
    let stories = cluster::stories(fingerprints, &corpus.candidates);
    let weights = weights::count(fingerprints, &stories)
        .map_err(|source| Error::Output { path: plan.output.folder.clone(), source })?;
    // Whether a document is the first of its copies, which has their vote.
    let has_vote =
        |number: DocumentNumber| copies.get(number as usize).is_none_or(|&first| first == number);
    if !plan.cleaning.any() {
        let date_orders = count_dates(corpus, has_vote)?;
        return Ok(LearnedState { weights, date_orders, ..LearnedState::default() });
    }
    let sample = WordSample::new(corpus.languages.iter().map(|(name, &texts)| (&**name, texts)));
    let mut words = word_counter::Counter::default();
    let mut votes = Votes::default();
    let mut first = 0;
    for batch in corpus.articles.batches() {
        let batch = batch?;
        // Whether the article at a place in the batch has a vote.
        let has_vote = |place: usize| has_vote((first + place) as DocumentNumber);
        let counted = batch
            .par_iter()
            .enumerate()
            .fold(Votes::default, |mut votes, (place, article)| {
                votes.add(article, cleaner, has_vote(place));
                votes
            })
            .reduce(Votes::default, Votes::merge);
        votes = votes.merge(counted);
        let texts: Vec<(&str, &str)> = batch
            .iter()
            .enumerate()
            .filter(|(place, _)| has_vote(*place))
            .filter_map(|(_, a)| Some((a.original.as_str(), a.fields.language.as_deref()?)))
            .filter(|(text, language)| sample.takes(language, text))
            .collect();
        words.add_all(&texts);
        first += batch.len();
        work.progress.advance(batch.len() as u64);
    }
    let words = words.finish();
    Ok(votes.finish(LearnedState { weights, words, ..LearnedState::default() }))
}

/// The order of numeric dates, for a run that cleans nothing.
fn count_dates(
    corpus: &ReadCorpus,
    has_vote: impl Fn(DocumentNumber) -> bool,
) -> Result<DateOrders, Error> {
    let (mut votes, mut number) = (Votes::default(), 0);
    for batch in corpus.articles.batches() {
        for article in batch? {
            if has_vote(number) {
                votes.add_date(&article);
            }
            number += 1;
        }
    }
    Ok(votes.date_orders())
}

/// Counts, which are the same in any order of articles.
#[derive(Default, Serialize, Deserialize)]
pub struct Votes {
    chrome: chrome::Counter,
    headlines: HeadlineCounter,
    dates: DateOrderCounter,
}

/// A headline with fewer words is too common to show that a line links to a story.
const HEADLINE_WORDS: usize = 4;

impl Votes {
    /// Counts one article. Every headline counts. Everything else counts only if the article has a
    /// vote.
    pub fn add(&mut self, article: &Article, cleaner: &Cleaner, has_vote: bool) {
        let found = match article.fields.headline {
            Some(_) => Fields::default(),
            None => cleaner.fields(article),
        };
        let headline = article.fields.headline.as_deref().or(found.headline.as_deref());
        if let Some(headline) = headline.filter(|h| h.split_whitespace().count() >= HEADLINE_WORDS)
        {
            self.headlines.add(headline);
        }
        if !has_vote {
            return;
        }
        if let Some(headline) = &found.headline {
            self.headlines.add_found(headline);
        }
        self.dates.add(&article.id, &article.fields);
        if article.fields.published_raw.is_none() && found.published_raw.is_some() {
            let site = article.fields.site.clone();
            let header = Fields { site, published_raw: found.published_raw, ..Fields::default() };
            self.dates.add(&article.id, &header);
        }
        let site = article.fields.site.as_deref().unwrap_or_default();
        if article.fields.headline.is_none() {
            self.headlines.add_text(site, &article.original);
        }
        self.chrome.add(site, &article.original, headline);
    }

    /// Counts only the date of one article, for a run that cleans nothing.
    pub fn add_date(&mut self, article: &Article) {
        self.dates.add(&article.id, &article.fields);
    }

    pub fn merge(mut self, other: Votes) -> Votes {
        self.chrome.merge(other.chrome);
        self.headlines.merge(other.headlines);
        self.dates.merge(other.dates);
        self
    }

    /// The order of numeric dates alone.
    pub fn date_orders(self) -> DateOrders {
        self.dates.finish()
    }

    pub fn finish(self, rest: LearnedState) -> LearnedState {
        LearnedState {
            headlines: self.headlines.finish(),
            chrome: self.chrome.finish(),
            date_orders: self.dates.finish(),
            ..rest
        }
    }
}
