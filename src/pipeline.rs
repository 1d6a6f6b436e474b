//! The whole program in order: [`run`] is its table of contents.
//!
//! In: a [`Plan`]. Out: the output folder, committed as a whole at the end, and the summary.
//! Each stage is a module with one public function; only the pipeline knows more than one of them.
//!
//! There is one sequence for all runs. A `Store` keeps the documents between the stages: temporary
//! files for a run on its own, the index for a nightly run. [`learn`] and [`preview`] are the
//! first stages of the sequence; [`Cleaner`] is its cleaning stage for one document.

mod clean;
mod cleaner;
mod finished;
mod index_store;
mod learn;
mod night;
mod numbering;
mod plan;
mod preview;
mod read;
mod store;
mod temporary_store;
mod text;
mod work;
mod write;

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

pub use crate::cluster::MatchSettings;
use crate::document::learned::LearnedState;
use crate::document::{Outcome, Problem};
use crate::parse::ParseSettings;
use crate::report::OutputFolder;
use crate::source::{self, Walk};
use crate::{Error, cluster};

use index_store::IndexStore;
use read::ReadCorpus;
use store::Store;
use temporary_store::TemporaryStore;
use work::Work;
use write::Results;

pub use cleaner::{Cleaner, rules};
pub use finished::Finished;
pub use night::Night;
pub use plan::{Plan, Progress};
pub use preview::{Preview, preview};
pub use text::{clean, matches};
pub use write::catalogue;

/// Cleans a corpus, clusters its copies and writes the tables.
///
/// Works on the rayon pool that it is called in.
///
/// # Errors
/// When the run cannot go on: no input, no document, no place for the output. A document that
/// cannot be read is a row in `problems.csv`.
pub fn run(plan: &Plan, progress: &dyn Progress) -> Result<Finished, Error> {
    let mut work = Work::start(progress);
    let cleaner = Cleaner::open(&plan.cleaning)?;

    work.begin("walk");
    let corpus = source::walk(&plan.input, Some(&plan.output.folder))?;
    let parsing = ParseSettings::new(&plan.input, corpus.rooted)?;
    let (folder, mut store) = open(plan, &corpus, &cleaner, &work)?;

    if let Some(number) = store.number() {
        progress.run(number);
    }

    let mut cleaner = store.with_known_state(cleaner)?;
    let mut read = None;
    if !cleaner.has_learned() {
        let (state, articles) =
            read_and_learn(&corpus, &parsing, &cleaner, plan, &folder.scratch(), &mut work)?;
        store.keep_state(&state, articles.articles.len() as u64)?;
        cleaner = cleaner.with_learned(state);
        read = Some(articles);
    }

    work.begin("clean");
    clean::clean(read, &mut *store, &parsing, &cleaner, plan, &work)?;

    work.begin("number");
    let mut documents = store.documents()?;
    if plan.nightly.is_none() {
        // A nightly run may read only a few records, which need not have all fields.
        parsing.check_fields()?;
    }

    work.begin("find candidates");
    let known = documents.candidates.take();
    let (compared, candidates) = rayon::join(
        || store.compare_with_last_run(&documents),
        || known.unwrap_or_else(|| cluster::candidates(&documents.fingerprints, &plan.matching)),
    );
    compared?;
    let may_be_empty = plan.nightly.as_ref().is_some_and(|nightly| nightly.allow_shrink);
    if documents.identities.is_empty() && !may_be_empty {
        refuse_nothing(&documents.problems, plan)?;
    }

    work.begin("verify and cluster");
    let weights = &cleaner.learned().weights;
    let (prints, settings) = (&documents.fingerprints, &plan.matching);
    let unreadable = |source| unreadable(source, &folder);
    let clustering = match store.comparisons()? {
        None => cluster::cluster(prints, &candidates, weights, settings).map_err(unreadable)?,
        Some(known) => {
            let (clustering, comparisons) =
                cluster::cluster_again(prints, &candidates, weights, settings, &known)
                    .map_err(unreadable)?;
            store.keep_comparisons(comparisons)?;
            clustering
        }
    };

    work.begin("write");
    let results = Results { documents, clustering };
    let mut finished = write::write(&mut *store, results, &cleaner, plan, &corpus, folder, work)?;
    // Closing an index gives back what it does not need.
    drop(store);
    if let (Some(night), Some(settings)) = (&mut finished.night, &plan.nightly) {
        night.index_bytes = std::fs::metadata(&settings.index).map_or(0, |found| found.len());
    }
    let whole = plan.nightly.is_none();
    finished.advice.extend(parsing.metadata_summary(whole));
    finished.warnings.extend(parsing.metadata_warning().filter(|_| whole));
    Ok(finished)
}

/// Learns from a corpus and writes no table: the state for `--learned`. `scratch` is a folder for
/// temporary files.
///
/// # Errors
/// As [`run`].
pub fn learn(plan: &Plan, scratch: &Path, progress: &dyn Progress) -> Result<LearnedState, Error> {
    let mut work = Work::start(progress);
    let cleaner = Cleaner::open(&plan.cleaning)?;
    work.begin("walk");
    let corpus = source::walk(&plan.input, None)?;
    if corpus.files.is_empty() {
        return Err(Error::NoDocuments(plan.input_names()));
    }
    let parsing = ParseSettings::new(&plan.input, corpus.rooted)?;
    let (state, read) = read_and_learn(&corpus, &parsing, &cleaner, plan, scratch, &mut work)?;
    parsing.check_fields()?;
    if read.articles.is_empty() {
        let problems: Vec<_> = corpus.problems.iter().chain(&read.problems).cloned().collect();
        return Err(nothing(&problems, plan));
    }
    Ok(state)
}

/// The stages that a learned state is computed in: [`learn`] is these alone.
fn read_and_learn(
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
    let state = learn::learn(&read, cleaner, plan, work)?;
    Ok((state, read))
}

/// An error if nothing was processed and nothing failed: everything was skipped.
fn refuse_nothing(problems: &[Problem], plan: &Plan) -> Result<(), Error> {
    let failed = problems.iter().any(|problem| problem.outcome == Outcome::Failed);
    if failed { Ok(()) } else { Err(nothing(problems, plan)) }
}

/// The error of a corpus without a document, with the most frequent reason.
fn nothing(problems: &[Problem], plan: &Plan) -> Error {
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    problems.iter().for_each(|problem| *reasons.entry(&problem.message).or_default() += 1);
    let inputs = plan.input_names();
    match reasons.into_iter().max_by_key(|(_, count)| *count) {
        Some((reason, count)) => Error::NothingRead { inputs, count, reason: reason.to_owned() },
        None => Error::NoDocuments(inputs),
    }
}

/// Opens the output folder and the store of a run.
fn open<'c>(
    plan: &'c Plan,
    corpus: &'c Walk,
    cleaner: &Cleaner,
    work: &Work<'_>,
) -> Result<(OutputFolder, Box<dyn Store<'c> + 'c>), Error> {
    let out = &plan.output.folder;
    if let Some(settings) = &plan.nightly {
        source::refuse_index(&plan.input, out, &settings.index)?;
        let folder = OutputFolder::open(out)?;
        let store = IndexStore::open(plan, settings, corpus, cleaner, &folder, work.started)?;
        return Ok((folder, Box::new(store)));
    }
    if corpus.files.is_empty() && corpus.problems.is_empty() {
        return Err(Error::NoDocuments(plan.input_names()));
    }
    let folder = OutputFolder::open(out)?;
    let store = TemporaryStore::new(plan, corpus, &folder.scratch());
    Ok((folder, Box::new(store)))
}

/// The error for token sequences that cannot be read.
fn unreadable(source: io::Error, folder: &OutputFolder) -> Error {
    source
        .downcast::<Error>()
        .unwrap_or_else(|source| Error::Output { path: folder.scratch(), source })
}
