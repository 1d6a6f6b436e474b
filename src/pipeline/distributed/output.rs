//! The output of a job: all clean documents and what was decided, written as one machine writes them.
//!
//! In: clean articles in the order of their places, problems, matches and clusters. Out: the output folder, committed.
//! It holds no text: the articles are handed on to a temporary file.

use super::encoding::{damaged, decode};
use super::job::Job;
use super::matching::Decided;
use crate::Error;
use crate::cluster::{Capped, Clustering};
use crate::document::fingerprint::Fingerprint;
use crate::document::{CleanArticle, Cluster, DocumentNumber, Joined, Match, Problem};
use crate::index::NewDocument;
use crate::pipeline::cleaner::Cleaner;
use crate::pipeline::finished::Finished;
use crate::pipeline::plan::Plan;
use crate::pipeline::refusal::refuse_empty;
use crate::pipeline::store::Store;
use crate::pipeline::temporary_store::TemporaryStore;
use crate::pipeline::work::Work;
use crate::pipeline::write::{self, Results};
use crate::report::OutputFolder;
use crate::source::Walk;

/// The output folder of a job, locked from its beginning.
pub struct Output {
    plan: Plan,
    walk: Walk,
    folder: OutputFolder,
}

/// What matching found.
#[derive(Debug, Clone, Default)]
pub struct Matched {
    pub decided: Vec<Decided>,
    /// Candidate pairs that were verified.
    pub candidates: u64,
    pub capped_shingles: u64,
    pub capped_pairs: u64,
}

/// Clean articles, each with its place, some at a time.
pub type Batches<'b> = &'b mut dyn Iterator<Item = Result<Vec<(u64, Vec<u8>)>, Error>>;

impl Output {
    /// Opens the output folder of a job.
    ///
    /// # Errors
    /// As [`crate::pipeline::run`].
    pub fn open(job: &Job, walk: Walk) -> Result<Output, Error> {
        let plan = job.plan();
        let folder = OutputFolder::open(&plan.output.folder)?;
        Ok(Output { plan, walk, folder })
    }

    /// Writes everything and commits. `found` counts the documents that were found, `problems` has those that could not
    /// be read or cleaned.
    ///
    /// # Errors
    /// As [`crate::pipeline::run`]; [`Error::Damaged`] if the documents are not in order.
    pub fn write(
        self,
        state: &[u8],
        documents: Batches<'_>,
        problems: &[&[u8]],
        found: u64,
        matched: Matched,
    ) -> Result<Finished, Error> {
        let Output { plan, walk, folder } = self;
        let mut work = Work::start(&());
        let cleaner = Cleaner::open(&plan.cleaning)?.with_learned(super::learn::load_state(state)?);
        work.begin("gather");
        let problems: Vec<Problem> =
            problems.iter().map(|bytes| decode(bytes)).collect::<Result<_, _>>()?;
        let mut store = TemporaryStore::new(&plan, &walk, &folder.scratch());
        let places = gather(&mut store, documents, problems, found)?;
        let documents = store.documents()?;
        refuse_empty(&documents, &plan)?;
        let clustering = clustering(matched, &places)?;
        work.begin("write");
        let results = Results {
            documents,
            clustering,
            passages: Vec::new(),
            against: Vec::new(),
            labels: None,
        };
        write::write(&mut store, results, &cleaner, &plan, &walk, folder, work)
    }
}

/// Puts the documents into the store. Returns their places.
fn gather(
    store: &mut TemporaryStore<'_>,
    documents: Batches<'_>,
    problems: Vec<Problem>,
    found: u64,
) -> Result<Vec<u64>, Error> {
    let missing = store.missing()?;
    let mut writer = store.writer(&missing)?;
    writer.count(found);
    writer.problems(problems);
    let mut places: Vec<u64> = Vec::new();
    for batch in documents {
        let mut clean = Vec::new();
        for (place, bytes) in batch? {
            if places.last().is_some_and(|last| *last >= place) {
                return Err(damaged("the clean documents are not in order"));
            }
            places.push(place);
            let document: CleanArticle = decode(&bytes)?;
            let fingerprint = Fingerprint {
                sha256: [0; 32],
                headline_tokens: 0,
                tokens: Vec::new(),
                headline: String::new(),
                sample: Vec::new(),
                is_stub: false,
                is_digest: false,
            };
            clean.push(NewDocument { content: 0, clean: document, fingerprint });
        }
        writer.add(clean, Vec::new())?;
    }
    writer.finish()?;
    Ok(places)
}

/// All matches and clusters under the numbers of the corpus, in the order of the tables.
fn clustering(matched: Matched, places: &[u64]) -> Result<Clustering, Error> {
    let capped = Capped { shingles: matched.capped_shingles, pairs: matched.capped_pairs };
    let mut all = Clustering { candidates: matched.candidates, capped, ..Clustering::default() };
    for one in matched.decided {
        let missing = || damaged("a match names a document that is not in the output");
        let numbers: Vec<DocumentNumber> = one
            .places
            .iter()
            .map(|place| places.binary_search(place).map(|at| at as DocumentNumber))
            .collect::<Result<_, _>>()
            .map_err(|_| missing())?;
        let now = |local: DocumentNumber| numbers.get(local as usize).copied();
        let found = |pair: Match| Some(Match { a: now(pair.a)?, b: now(pair.b)?, ..pair });
        for pair in one.matches {
            all.matches.push(found(pair).ok_or_else(missing)?);
        }
        for cluster in one.clusters {
            all.clusters.push(renumbered(cluster, &now).ok_or_else(missing)?);
        }
    }
    all.matches.sort_unstable_by_key(|pair| (pair.a, pair.b));
    all.clusters.sort_unstable_by(|x, y| x.members.first().cmp(&y.members.first()));
    Ok(all)
}

fn renumbered(
    cluster: Cluster,
    now: &dyn Fn(DocumentNumber) -> Option<DocumentNumber>,
) -> Option<Cluster> {
    let joined = |one: Joined| {
        let via = match one.via {
            Some(via) => Some(now(via)?),
            None => None,
        };
        Some(Joined { via, ..one })
    };
    Some(Cluster {
        members: cluster.members.into_iter().map(now).collect::<Option<_>>()?,
        representative: now(cluster.representative)?,
        joined: cluster.joined.into_iter().map(joined).collect::<Option<_>>()?,
        ..cluster
    })
}
