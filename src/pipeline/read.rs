//! Reading: every document of the walk parsed, fingerprinted as it stands, and kept on disk.
//!
//! In: the walk. Out: [`Stories`]. A document that cannot be read becomes a problem.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::{Plan, Work};
use crate::Error;
use crate::cluster::publication_time;
use crate::document::fingerprint::{Circumstances, Fingerprint, Fingerprints, Sequences};
use crate::document::{
    Article, DocumentId, Fields, Outcome, Problem, ProblemCode, RawDocument, Stage,
};
use crate::fingerprint::Fingerprinter;
use crate::index::{SequenceSpill, Spill};
use crate::parse::{self, ParseSettings};
use crate::report::IdentityBuilder;
use crate::source::Walk;

/// Documents that one thread parses before it fingerprints them: the clock is read for each lot.
const TOGETHER: usize = 32;

/// The articles of a corpus as they were read.
pub struct Stories {
    pub articles: Spill<Article>,
    /// Of the texts as they are, numbered as `articles`.
    pub fingerprints: Fingerprints,
    /// Their names, numbered so too.
    pub ledger: IdentityBuilder,
    pub problems: Vec<Problem>,
    pub found: Found,
}

/// What the walk and the readers came upon, counted where it was found, so that the accounting of
/// the end has something to be held against.
#[derive(Debug, Clone, Copy, Default)]
pub struct Found {
    pub files: u64,
    pub excluded: u64,
    /// Whether paths begin with the label of their input.
    pub rooted: bool,
    /// Documents handed to the parser, and places that gave none.
    pub documents: u64,
}

/// Reads a corpus. `scratch` is a folder for files without names.
pub fn read(walk: &Walk, plan: &Plan, scratch: &Path, work: &Work<'_>) -> Result<Stories, Error> {
    let settings = ParseSettings::new(&plan.input, walk.rooted)?;
    let mut articles = Spill::create(scratch, "articles")?;
    let mut numbering = Numbering::new(plan, scratch);
    let mut problems = walk.problems.clone();
    let mut found = Found {
        files: walk.files.len() as u64,
        excluded: walk.excluded,
        rooted: walk.rooted,
        documents: problems.len() as u64,
    };
    for batch in walk.batches(&plan.input) {
        found.documents += (batch.documents.len() + batch.problems.len()) as u64;
        batch.problems.into_iter().for_each(|problem| push_problem(&mut problems, problem));
        let count = batch.documents.len();
        let read: Vec<Vec<Result<(Article, Fingerprint), Problem>>> = batch
            .documents
            .into_par_iter()
            .chunks(TOGETHER)
            .map_init(
                || Fingerprinter::new(plan.matching.sampling),
                |fingerprinter, documents| {
                    let parsed: Vec<_> =
                        documents.into_iter().map(|raw| parse(raw, &settings)).collect();
                    work.fingerprinting.time(|| fingerprinted(parsed, fingerprinter))
                },
            )
            .collect();
        work.progress.advance(count as u64);
        let mut kept = Vec::with_capacity(count);
        for result in read.into_iter().flatten() {
            match result {
                Ok((article, fingerprint)) => {
                    numbering.push(&article.id, &article.fields, &fingerprint)?;
                    kept.push(article);
                }
                Err(problem) => push_problem(&mut problems, problem),
            }
        }
        articles.append_all(&kept)?;
    }
    let (fingerprints, ledger) = numbering.finish();
    Ok(Stories { articles, fingerprints, ledger, problems, found })
}

fn fingerprinted(
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

/// Parses one document; a panic in a parser is a problem of that document.
pub fn parse(raw: RawDocument, settings: &ParseSettings) -> Result<Article, Problem> {
    let id = raw.id.clone();
    guarded(id, Stage::Parse, || parse::parse(raw, settings)).and_then(|parsed| parsed)
}

/// Adds a problem; one that has the same to say as the one before shares its message.
pub fn push_problem(problems: &mut Vec<Problem>, mut problem: Problem) {
    if let Some(before) = problems.last()
        && before.message == problem.message
    {
        problem.message = before.message.clone();
    }
    problems.push(problem);
}

/// Runs the work on one document; a panic in it becomes a problem.
pub fn guarded<T>(id: DocumentId, stage: Stage, work: impl FnOnce() -> T) -> Result<T, Problem> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| Problem {
        id,
        outcome: Outcome::Failed,
        stage,
        code: ProblemCode::Panic,
        message: "the program met a fault in itself on this document; please report it".into(),
    })
}

/// Numbers documents and keeps their fingerprints and names.
pub struct Numbering {
    fingerprints: Fingerprints,
    ledger: IdentityBuilder,
    sites: HashMap<String, u32>,
    folder: PathBuf,
}

impl Numbering {
    pub fn new(plan: &Plan, scratch: &Path) -> Self {
        // A quarter of the memory allowed, at four bytes a token.
        let tokens = usize::try_from(plan.work.memory_bytes / 16).unwrap_or(usize::MAX);
        Numbering::with(Box::new(SequenceSpill::new(scratch, tokens)), scratch)
    }

    /// Keeps token sequences there; `folder` is for messages.
    pub fn with(sequences: Box<dyn Sequences>, folder: &Path) -> Self {
        Numbering {
            fingerprints: Fingerprints::new(sequences),
            ledger: IdentityBuilder::new(),
            sites: HashMap::new(),
            folder: folder.to_owned(),
        }
    }

    pub fn push(
        &mut self,
        id: &DocumentId,
        fields: &Fields,
        fingerprint: &Fingerprint,
    ) -> Result<(), Error> {
        self.ledger.add(id, fields);
        let next = self.sites.len() as u32;
        let site = fields.site.as_ref().map(|site| match self.sites.get(site) {
            Some(&number) => number,
            None => *self.sites.entry(site.clone()).or_insert(next),
        });
        let published = fields.published.as_deref().and_then(publication_time);
        self.fingerprints
            .push(fingerprint, Circumstances { published, site })
            .map(|_| ())
            .map_err(|source| Error::Output { path: self.folder.clone(), source })
    }

    pub fn finish(self) -> (Fingerprints, IdentityBuilder) {
        (self.fingerprints, self.ledger)
    }
}
