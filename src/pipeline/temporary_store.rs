//! The store of a run without an index: two temporary files, which are lost with the run.
//!
//! In: clean documents, or articles that nothing is taken from. Out: the same, numbered.

use std::borrow::Cow;
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

use super::clean::{status, uncleaned};
use super::numbering::Numbering;
use super::plan::Plan;
use super::read::{ReadCorpus, push_problem};
use super::store::{Documents, Missing, Store, Writer};
use crate::Error;
use crate::cluster::Candidates;
use crate::document::{Article, CleanArticle, DocumentNumber, Problem};
use crate::index::{NewDocument, Spill};
use crate::report::Piece;
use crate::source::Walk;

/// Documents in a piece.
const PIECE: usize = 64;
/// Their bytes, unless a single document has more.
const PIECE_BYTES: u64 = 256 << 10;
/// Pieces that are handed over together.
const PIECES: usize = 48;

/// Keeps documents until the end of the run.
pub struct TemporaryStore<'c> {
    corpus: &'c Walk,
    plan: &'c Plan,
    scratch: PathBuf,
    articles: Articles,
    numbering: Numbering,
    problems: Vec<Problem>,
    found: u64,
    candidates: Option<Candidates>,
}

/// Where the articles are.
enum Articles {
    None,
    Clean(Spill<CleanArticle>),
    /// Articles that nothing is taken from, and the numbers of tokens of their texts.
    Uncleaned(Spill<Article>, Vec<u32>),
}

impl<'c> TemporaryStore<'c> {
    /// An empty store; `scratch` is a folder for temporary files.
    pub fn new(plan: &'c Plan, corpus: &'c Walk, scratch: &Path) -> TemporaryStore<'c> {
        TemporaryStore {
            corpus,
            plan,
            scratch: scratch.to_owned(),
            articles: Articles::None,
            numbering: Numbering::default(),
            problems: corpus.problems.clone(),
            found: corpus.problems.len() as u64,
            candidates: None,
        }
    }
}

impl<'c> Store<'c> for TemporaryStore<'c> {
    fn missing(&mut self) -> Result<Missing<'c>, Error> {
        Ok(Missing { files: Cow::Borrowed(self.corpus), before: Vec::new(), reusable: None })
    }

    fn keep_uncleaned(&mut self, read: ReadCorpus) -> Option<ReadCorpus> {
        let heads = read.numbering.fingerprints.heads();
        let tokens = heads.iter().map(|head| head.text_tokens()).collect();
        self.articles = Articles::Uncleaned(read.articles, tokens);
        self.numbering = read.numbering;
        self.problems.extend(read.problems);
        self.found += read.found;
        self.candidates = Some(read.candidates);
        None
    }

    fn writer<'w>(&'w mut self, _missing: &'w Missing<'c>) -> Result<Box<dyn Writer + 'w>, Error> {
        self.numbering = Numbering::new(self.plan, &self.scratch);
        let spill = Spill::create(&self.scratch, "clean")?;
        Ok(Box::new(SpillWriter {
            spill,
            articles: &mut self.articles,
            numbering: &mut self.numbering,
            problems: &mut self.problems,
            found: &mut self.found,
        }))
    }

    fn documents(&mut self) -> Result<Documents, Error> {
        let Numbering { fingerprints, ledger, .. } = std::mem::take(&mut self.numbering);
        let mut problems = std::mem::take(&mut self.problems);
        problems.sort_unstable();
        let (found, candidates) = (self.found, self.candidates.take());
        Ok(Documents { fingerprints, identities: ledger.build(), problems, found, candidates })
    }

    fn each_batch<'s>(
        &'s self,
        _only: Option<&[DocumentNumber]>,
        hand_over: &mut dyn FnMut(Vec<Piece<'s>>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        match &self.articles {
            Articles::None => Ok(()),
            Articles::Clean(spill) => pieces(spill, |span| spill.span(span), hand_over),
            Articles::Uncleaned(spill, tokens) => pieces(
                spill,
                |span| {
                    let numbered = span.clone().zip(spill.span(span)?);
                    let clean = |(number, article): (usize, Article)| {
                        let mut clean = uncleaned(article);
                        let tokens = tokens.get(number).copied().unwrap_or(0);
                        clean.status = status(&clean.text, tokens, self.plan);
                        clean
                    };
                    Ok(numbered.map(clean).collect())
                },
                hand_over,
            ),
        }
    }
}

/// The records of a spill as pieces, each read by `make` from its span.
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

/// Writes clean articles into a temporary file.
struct SpillWriter<'w> {
    spill: Spill<CleanArticle>,
    articles: &'w mut Articles,
    numbering: &'w mut Numbering,
    problems: &'w mut Vec<Problem>,
    found: &'w mut u64,
}

impl Writer for SpillWriter<'_> {
    fn count(&mut self, found: u64) {
        *self.found += found;
    }

    fn problems(&mut self, problems: Vec<Problem>) {
        problems.into_iter().for_each(|problem| push_problem(self.problems, problem));
    }

    fn add(&mut self, documents: Vec<NewDocument>, failed: Vec<Problem>) -> Result<(), Error> {
        let mut batch = Vec::with_capacity(documents.len());
        for NewDocument { clean, fingerprint, .. } in documents {
            self.numbering.push(&clean.article.id, &clean.article.fields, &fingerprint)?;
            batch.push(clean);
        }
        self.problems(failed);
        self.spill.append_all(&batch)
    }

    fn finish(self: Box<Self>) -> Result<(), Error> {
        *self.articles = Articles::Clean(self.spill);
        Ok(())
    }
}
