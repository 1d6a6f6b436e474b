//! Cleaning: every article through the [`Cleaner`], fingerprinted clean, and kept on disk.
//!
//! In: the articles as they were read. Out: [`CleanStories`]. Without cleaning the articles pass
//! as they are.

use std::path::Path;

use rayon::prelude::*;

use super::nightly::Shelves;
use super::read::{Found, Numbering, Stories, guarded};
use super::{Cleaner, Plan, Work};
use crate::Error;
use crate::cluster::Candidates;
use crate::document::fingerprint::{Fingerprint, Fingerprints};
use crate::document::{Article, CleanArticle, Problem, Stage, Status};
use crate::fingerprint::Fingerprinter;
use crate::index::Spill;
use crate::report::Identities;

/// The articles of a corpus, clean.
pub struct CleanStories {
    articles: Kept,
    pub fingerprints: Fingerprints,
    pub identities: Identities,
    /// What is already known of the candidates, where texts were left as they are.
    pub candidates: Option<Candidates>,
    pub problems: Vec<Problem>,
    pub found: Found,
}

/// Where the articles are.
enum Kept {
    Clean(Spill<CleanArticle>),
    AsRead(Spill<Article>),
    Indexed(Shelves),
}

/// Cleans a corpus.
pub fn clean(
    stories: Stories,
    raw: Candidates,
    cleaner: &Cleaner,
    plan: &Plan,
    scratch: &Path,
    work: &Work<'_>,
) -> Result<CleanStories, Error> {
    let Stories { articles, fingerprints, ledger, mut problems, found } = stories;
    if !plan.cleaning.any() {
        problems.sort();
        let articles = Kept::AsRead(articles);
        let candidates = Some(raw);
        let identities = ledger.close();
        return Ok(CleanStories {
            articles,
            fingerprints,
            identities,
            candidates,
            problems,
            found,
        });
    }
    drop((fingerprints, ledger, raw));
    let mut kept = Spill::create(scratch, "clean")?;
    let mut numbering = Numbering::new(plan, scratch);
    for batch in articles.batches() {
        let cleaned: Vec<Result<(CleanArticle, Fingerprint), Problem>> = batch?
            .into_par_iter()
            .map_init(
                || Fingerprinter::new(plan.matching.sampling),
                |fingerprinter, article| {
                    guarded(article.id.clone(), Stage::Clean, || {
                        let mut clean = cleaner.clean(article);
                        let headline = clean.article.fields.headline.as_deref();
                        let fingerprint = work
                            .fingerprinting
                            .time(|| fingerprinter.fingerprint(headline, &clean.text));
                        clean.status = status(&clean.text, fingerprint.text_tokens(), plan);
                        (clean, fingerprint)
                    })
                },
            )
            .collect();
        work.progress.advance(cleaned.len() as u64);
        let mut good = Vec::with_capacity(cleaned.len());
        for result in cleaned {
            match result {
                Ok((clean, fingerprint)) => {
                    numbering.push(&clean.article.id, &clean.article.fields, &fingerprint)?;
                    good.push(clean);
                }
                Err(problem) => problems.push(problem),
            }
        }
        kept.append_all(&good)?;
    }
    problems.sort();
    let (fingerprints, ledger) = numbering.finish();
    Ok(CleanStories {
        articles: Kept::Clean(kept),
        fingerprints,
        identities: ledger.close(),
        candidates: None,
        problems,
        found,
    })
}

/// What became of a text with so many tokens.
pub fn status(text: &str, tokens: u32, plan: &Plan) -> Status {
    if text.trim().is_empty() {
        Status::NothingLeft
    } else if tokens < plan.matching.short_tokens {
        Status::TooShort
    } else {
        Status::Cleaned
    }
}

impl CleanStories {
    /// The documents that an index holds. Their fingerprints are not needed any more.
    pub fn of_index(
        shelves: Shelves,
        identities: Identities,
        problems: Vec<Problem>,
        found: Found,
    ) -> CleanStories {
        CleanStories {
            articles: Kept::Indexed(shelves),
            fingerprints: Fingerprints::default(),
            identities,
            candidates: None,
            problems,
            found,
        }
    }

    /// Hands all articles over, batch by batch in their order.
    pub fn each_batch(
        &self,
        plan: &Plan,
        mut hand_over: impl FnMut(Vec<CleanArticle>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        match &self.articles {
            Kept::Clean(spill) => spill.batches().try_for_each(|batch| hand_over(batch?)),
            Kept::Indexed(shelves) => shelves.each_batch(hand_over),
            Kept::AsRead(spill) => {
                let mut heads = self.fingerprints.heads().iter();
                spill.batches().try_for_each(|batch| {
                    let same = batch?.into_iter().map(|article| {
                        let tokens = heads.next().map_or(0, |head| head.text_tokens());
                        let text = article.original.clone();
                        let status = status(&text, tokens, plan);
                        CleanArticle {
                            article,
                            edits: Vec::new(),
                            text,
                            status,
                            rewritten_score: 0,
                        }
                    });
                    hand_over(same.collect())
                })
            }
        }
    }
}
