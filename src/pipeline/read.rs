//! Reading: every document of a walk parsed, fingerprinted before cleaning, and kept on disk.
//!
//! In: the walk. Out: a [`ReadCorpus`], from which a learned state is computed. A document that cannot
//! be read becomes a problem.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use rayon::prelude::*;

use super::numbering::Numbering;
use super::plan::Plan;
use super::work::Work;
use crate::Error;
use crate::cluster::Candidates;
use crate::document::fingerprint::Fingerprint;
use crate::document::{Article, DocumentId, Outcome, Problem, ProblemCode, RawDocument, Stage};
use crate::fingerprint::Fingerprinter;
use crate::index::Spill;
use crate::parse::{self, ParseSettings};
use crate::source::Walk;

/// Documents that one thread parses before it fingerprints them: the clock is read for each lot.
const LOT: usize = 32;

/// The articles of a corpus before cleaning.
pub struct ReadCorpus {
    pub articles: Spill<Article>,
    /// Of the original texts, numbered as `articles`.
    pub numbering: Numbering,
    pub problems: Vec<Problem>,
    /// Documents handed to the parser, and places where reading failed.
    pub found: u64,
    /// The number of articles in each language.
    pub languages: BTreeMap<String, u64>,
    /// Candidate pairs among the original texts, once they have been computed.
    pub candidates: Candidates,
}

/// Reads a corpus. `scratch` is a folder for temporary files.
pub fn read(
    walk: &Walk,
    parsing: &ParseSettings,
    plan: &Plan,
    scratch: &Path,
    work: &Work<'_>,
) -> Result<ReadCorpus, Error> {
    let mut articles = Spill::create(scratch, "articles")?;
    let mut numbering = Numbering::new(plan, scratch);
    let (mut problems, mut found) = (Vec::new(), 0);
    let mut languages: BTreeMap<String, u64> = BTreeMap::new();
    for batch in walk.batches(&plan.input) {
        found += (batch.documents.len() + batch.problems.len()) as u64;
        batch.problems.into_iter().for_each(|problem| push_problem(&mut problems, problem));
        let count = batch.documents.len();
        let read: Vec<Vec<Result<(Article, Fingerprint), Problem>>> = batch
            .documents
            .into_par_iter()
            .chunks(LOT)
            .map_init(
                || Fingerprinter::new(plan.matching.sampling),
                |fingerprinter, documents| {
                    let parsed: Vec<_> =
                        documents.into_iter().map(|raw| parse(raw, parsing)).collect();
                    work.fingerprinting.time(|| fingerprint(parsed, fingerprinter))
                },
            )
            .collect();
        work.progress.advance(count as u64);
        let mut batch = Vec::with_capacity(count);
        for result in read.into_iter().flatten() {
            match result {
                Ok((article, fingerprint)) => {
                    numbering.push(&article.id, &article.fields, &fingerprint)?;
                    if let Some(language) = &article.fields.language {
                        match languages.get_mut(language) {
                            Some(count) => *count += 1,
                            None => drop(languages.insert(language.clone(), 1)),
                        }
                    }
                    batch.push(article);
                }
                Err(problem) => push_problem(&mut problems, problem),
            }
        }
        articles.append_all(&batch)?;
    }
    let candidates = Candidates::default();
    Ok(ReadCorpus { articles, numbering, problems, found, languages, candidates })
}

fn fingerprint(
    parsed: Vec<Result<Article, Problem>>,
    fingerprinter: &mut Fingerprinter,
) -> Vec<Result<(Article, Fingerprint), Problem>> {
    let mut one = |article: Article| {
        let headline = article.fields.headline.as_deref();
        let fingerprint = fingerprinter.fingerprint(headline, &article.original);
        (article, fingerprint)
    };
    parsed.into_iter().map(|article| article.map(&mut one)).collect()
}

/// Parses one document. A panic in a parser becomes a problem of that document.
pub fn parse(raw: RawDocument, settings: &ParseSettings) -> Result<Article, Problem> {
    let id = raw.id.clone();
    guarded(id, Stage::Parse, || parse::parse(raw, settings)).and_then(|parsed| parsed)
}

/// Adds a problem. It shares the message of the problem before it where the two are equal.
pub fn push_problem(problems: &mut Vec<Problem>, mut problem: Problem) {
    if let Some(before) = problems.last()
        && before.message == problem.message
    {
        problem.message = before.message.clone();
    }
    problems.push(problem);
}

/// Runs the work on one document. A panic in it becomes a problem.
pub fn guarded<T>(id: DocumentId, stage: Stage, work: impl FnOnce() -> T) -> Result<T, Problem> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| Problem {
        id,
        outcome: Outcome::Failed,
        stage,
        code: ProblemCode::Panic,
        message: "the program met a fault in itself on this document; please report it".into(),
    })
}
