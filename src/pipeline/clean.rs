//! Cleaning: every document that the store lacks, cleaned, fingerprinted, and put into the store.
//!
//! In: the articles that were read to learn from them, or else the files that the store lacks. Out:
//! clean documents in the store. Without cleaning the articles pass unchanged.

use rayon::prelude::*;

use super::cleaner::Cleaner;
use super::index_store::reusable::{OpenBlock, Reusable, content_hash};
use super::plan::Plan;
use super::read::{self, ReadCorpus, guarded};
use super::store::{Store, Writer};
use super::work::Work;
use crate::Error;
use crate::document::fingerprint::Fingerprint;
use crate::document::{Article, CleanArticle, Problem, Stage, Status};
use crate::fingerprint::{Fingerprinter, is_stub};
use crate::index::NewDocument;
use crate::parse::ParseSettings;
use crate::report::PartClock;

/// Cleans what the store lacks. `read` are the articles of the whole corpus, if they were read.
pub fn clean<'c>(
    read: Option<ReadCorpus>,
    store: &mut dyn Store<'c>,
    parsing: &ParseSettings,
    cleaner: &Cleaner,
    plan: &Plan,
    work: &Work<'_>,
) -> Result<(), Error> {
    let missing = store.missing()?;
    let read = match read {
        Some(read) if !plan.cleaning.any() && !cleaner.reads_dates() => {
            match store.keep_uncleaned(read) {
                None => return Ok(()),
                read => read,
            }
        }
        read => read,
    };
    let mut writer = store.writer(&missing)?;
    let cleaning = Cleaning { cleaner, reusable: missing.reusable.as_ref(), plan, work };
    match read {
        Some(read) => {
            let ReadCorpus { articles, problems, found, numbering, candidates, .. } = read;
            // Fingerprints of the originals would take memory until all documents are clean.
            drop((numbering, candidates));
            writer.count(found);
            writer.problems(problems);
            for batch in articles.batches() {
                let batch = batch?.into_par_iter().map(Ok);
                cleaning.add(batch, Vec::new(), &mut *writer)?;
            }
        }
        None => {
            for batch in missing.files.batches(&plan.input) {
                writer.count((batch.documents.len() + batch.problems.len()) as u64);
                let documents = batch.documents.into_par_iter();
                let articles = documents.map(|raw| read::parse(raw, parsing));
                cleaning.add(articles, batch.problems, &mut *writer)?;
            }
        }
    }
    writer.finish()
}

/// What every thread needs to clean documents.
struct Cleaning<'a> {
    cleaner: &'a Cleaner,
    reusable: Option<&'a Reusable>,
    plan: &'a Plan,
    work: &'a Work<'a>,
}

impl Cleaning<'_> {
    /// Cleans the next articles on all threads and adds them to the store.
    fn add(
        &self,
        articles: impl IndexedParallelIterator<Item = Result<Article, Problem>>,
        mut failed: Vec<Problem>,
        writer: &mut dyn Writer,
    ) -> Result<(), Error> {
        let results: Vec<Result<NewDocument, Problem>> = articles
            .map_init(
                || (Fingerprinter::new(self.plan.matching.sampling), OpenBlock::default()),
                |(fingerprinter, block), article| match article {
                    Ok(article) => self.document(article, fingerprinter, block),
                    Err(problem) => Ok(Err(problem)),
                },
            )
            .collect::<Result<_, Error>>()?;
        self.work.progress.advance(results.len() as u64);
        let mut documents = Vec::with_capacity(results.len());
        for result in results {
            match result {
                Ok(document) => documents.push(document),
                Err(problem) => failed.push(problem),
            }
        }
        writer.add(documents, failed)
    }

    /// Cleans one article, or takes over the result of an earlier run.
    fn document(
        &self,
        article: Article,
        fingerprinter: &mut Fingerprinter,
        block: &mut OpenBlock,
    ) -> Result<Result<NewDocument, Problem>, Error> {
        let mut content = 0;
        if let Some(reusable) = self.reusable {
            content = content_hash(&article)?;
            if let Some(document) = reusable.find(&article, content, block)? {
                return Ok(Ok(document));
            }
        }
        let id = article.id.clone();
        Ok(guarded(id, Stage::Clean, || {
            let clock = &self.work.fingerprinting;
            let (clean, fingerprint) =
                clean_one(article, self.cleaner, fingerprinter, self.plan, clock);
            NewDocument { content, clean, fingerprint }
        }))
    }
}

/// Cleans one article and fingerprints the result.
pub fn clean_one(
    article: Article,
    cleaner: &Cleaner,
    fingerprinter: &mut Fingerprinter,
    plan: &Plan,
    clock: &PartClock,
) -> (CleanArticle, Fingerprint) {
    let mut clean = cleaner.clean(article);
    let headline = clean.article.fields.headline.as_deref();
    let mut fingerprint = clock.time(|| fingerprinter.fingerprint(headline, &clean.text));
    let is_listing = clean.status == Status::Listing;
    clean.status = match status(&clean.text, fingerprint.text_tokens(), plan) {
        Status::Cleaned | Status::Stub if is_listing => Status::Listing,
        status => status,
    };
    // Like a stub it matches exact copies only.
    fingerprint.is_stub |= clean.status == Status::Listing;
    (clean, fingerprint)
}

/// The status of a document whose clean text has so many tokens.
pub fn status(text: &str, tokens: u32, plan: &Plan) -> Status {
    if text.trim().is_empty() {
        Status::NothingLeft
    } else if is_stub(text) {
        Status::Stub
    } else if tokens < plan.matching.short_tokens {
        Status::TooShort
    } else {
        Status::Cleaned
    }
}

/// An article that nothing is taken from, still without its status.
pub fn uncleaned(article: Article) -> CleanArticle {
    let text = article.original.clone();
    let (status, edits) = (Status::Cleaned, Vec::new());
    CleanArticle { article, edits, text, status, rewritten_score: 0, extraction_confidence: None }
}
