//! Cleaning: every article through the [`Cleaner`], fingerprinted clean, and kept on disk.
//!
//! In: the articles as they were read. Out: [`CleanStories`]. Without cleaning the articles pass
//! as they are.

use std::ops::Range;
use std::path::Path;

use rayon::prelude::*;
use serde::de::DeserializeOwned;

use super::nightly::StoredDocuments;
use super::read::{Found, Numbering, Stories, guarded};
use super::{Cleaner, Plan, Work};
use crate::Error;
use crate::cluster::Candidates;
use crate::document::fingerprint::{Fingerprint, Fingerprints};
use crate::document::{Article, CleanArticle, Problem, Stage, Status};
use crate::fingerprint::Fingerprinter;
use crate::index::Spill;
use crate::report::{Identities, Piece};

/// Documents that one thread makes at a time.
const PIECE: usize = 64;
/// Their bytes, unless one alone has more.
const PIECE_BYTES: u64 = 256 << 10;
/// Pieces that are handed over together.
const PIECES: usize = 48;

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
    Indexed(StoredDocuments),
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
        problems.sort_unstable();
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
                        let tokens = fingerprint.text_tokens();
                        clean.status = status(&clean.text, tokens, fingerprint.is_stub, plan);
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
    problems.sort_unstable();
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
pub fn status(text: &str, tokens: u32, is_stub: bool, plan: &Plan) -> Status {
    if text.trim().is_empty() {
        Status::NothingLeft
    } else if is_stub {
        Status::Stub
    } else if tokens < plan.matching.short_tokens {
        Status::TooShort
    } else {
        Status::Cleaned
    }
}

impl CleanStories {
    /// The documents that an index holds. Their fingerprints are not needed any more.
    pub fn of_index(
        stored: StoredDocuments,
        identities: Identities,
        problems: Vec<Problem>,
        found: Found,
    ) -> CleanStories {
        CleanStories {
            articles: Kept::Indexed(stored),
            fingerprints: Fingerprints::default(),
            identities,
            candidates: None,
            problems,
            found,
        }
    }

    /// Hands all articles over in their order, still to be made, some thousands at a time.
    pub fn each_batch<'s>(
        &'s self,
        plan: &'s Plan,
        mut hand_over: impl FnMut(Vec<Piece<'s>>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        match &self.articles {
            Kept::Indexed(stored) => stored.each_batch(hand_over),
            Kept::Clean(spill) => pieces(spill, |span| spill.span(span), &mut hand_over),
            Kept::AsRead(spill) => pieces(
                spill,
                |span| {
                    let numbered = span.clone().zip(spill.span(span)?);
                    let known = |number: usize| {
                        let head = self.fingerprints.heads().get(number);
                        head.map_or((0, false), |head| (head.text_tokens(), head.is_stub))
                    };
                    Ok(numbered.map(|(n, article)| as_read(article, known(n), plan)).collect())
                },
                &mut hand_over,
            ),
        }
    }
}

/// The records of a spill as pieces, each made by `make` of its span.
fn pieces<'s, T: DeserializeOwned + Send>(
    spill: &'s Spill<T>,
    make: impl Fn(Range<usize>) -> Result<Vec<CleanArticle>, Error> + Send + Clone + 's,
    hand_over: &mut dyn FnMut(Vec<Piece<'s>>) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut spans = spill.spans(PIECE, PIECE_BYTES).peekable();
    while spans.peek().is_some() {
        let piece = |span: Range<usize>| {
            let (documents, make) = (span.len(), make.clone());
            Piece { documents, make: Box::new(move || make(span)) }
        };
        hand_over(spans.by_ref().take(PIECES).map(piece).collect())?;
    }
    Ok(())
}

/// An article that nothing is taken from.
fn as_read(article: Article, (tokens, is_stub): (u32, bool), plan: &Plan) -> CleanArticle {
    let text = article.original.clone();
    let status = status(&text, tokens, is_stub, plan);
    CleanArticle { article, edits: Vec::new(), text, status, rewritten_score: 0 }
}
