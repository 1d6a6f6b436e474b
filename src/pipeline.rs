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
mod database;
#[doc(hidden)]
pub mod distributed;
mod finished;
mod index_store;
mod labels;
mod learn;
mod night;
mod numbering;
mod passages;
mod plan;
mod preview;
mod read;
mod reference;
mod refusal;
mod store;
mod temporary_store;
mod text;
mod work;
mod write;

use std::io;
use std::path::Path;

use crate::cluster::Clustering;
pub use crate::cluster::MatchSettings;
use crate::document::learned::LearnedState;
use crate::parse::ParseSettings;
use crate::report::OutputFolder;
use crate::source::{self, Walk};
use crate::{Error, cluster};

use index_store::IndexStore;
use learn::{learn_if_unknown, read_and_learn};
use reference::{Place, Reference};
use refusal::{nothing, refuse_empty};
use store::{Documents, Store};
use temporary_store::TemporaryStore;
use work::Work;
use write::Results;

pub use cleaner::{Cleaner, rules};
pub use finished::Finished;
pub use night::Night;
pub use plan::{Plan, Progress};
pub use preview::{Preview, preview};
pub use reference::match_file;
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
    let _database = database::claim(plan)?;
    let cleaner = Cleaner::open(&plan.cleaning)?;

    work.begin("walk");
    let corpus = source::walk(&plan.input, Some(&plan.output.folder))?;
    let parsing = ParseSettings::new(&plan.input, corpus.rooted)?;
    let place = Place::of(plan)?;
    let (folder, mut store) = open(plan, &corpus, &cleaner, &work)?;
    let (scratch, unreadable) = (folder.scratch(), |source| unreadable(source, &folder));

    let cleaner = store.with_known_state(cleaner)?;
    let (reference, cleaner) = Reference::open(place.as_ref(), cleaner, &scratch, &mut work)?;
    let (read, cleaner) =
        learn_if_unknown(&mut *store, &corpus, &parsing, cleaner, plan, &scratch, &mut work)?;

    work.begin("clean");
    clean::clean(read, &mut *store, &parsing, &cleaner, plan, &work)?;

    work.begin("number");
    let mut documents = store.documents()?;
    if plan.nightly.is_none() {
        // A nightly run may read only a few records, which need not have all fields.
        parsing.check_fields()?;
    }

    let (mut clustering, against) = match reference {
        None => {
            let work = &mut work;
            let found =
                find_copies(&mut *store, &mut documents, &cleaner, plan, work, &unreadable)?;
            (found, Vec::new())
        }
        Some(reference) => {
            let found = reference.matches(&mut documents, &cleaner, plan, &mut work, unreadable)?;
            (Clustering::default(), found)
        }
    };
    let judged = labels::follow(&mut clustering, &documents, &cleaner, plan, unreadable)?;

    work.begin("write");
    let passages = passages::passages(&*store, &documents, &clustering, plan, unreadable)?;
    let results = Results { documents, clustering, passages, against, labels: judged.scores };
    let finished = write::write(&mut *store, results, &cleaner, plan, &corpus, folder, work)?;
    // Closing an index gives back what it does not need.
    drop(store);
    Ok(finished.closed(plan, &parsing, judged.advice))
}

/// Finds and verifies the copies among the documents of a run, and clusters them.
fn find_copies(
    store: &mut dyn Store<'_>,
    documents: &mut Documents,
    cleaner: &Cleaner,
    plan: &Plan,
    work: &mut Work<'_>,
    unreadable: &dyn Fn(io::Error) -> Error,
) -> Result<Clustering, Error> {
    work.begin("find candidates");
    let known = documents.candidates.take();
    let documents = &*documents;
    let (compared, candidates) = rayon::join(
        || store.compare_with_last_run(documents),
        || known.unwrap_or_else(|| cluster::candidates(&documents.fingerprints, &plan.matching)),
    );
    compared?;
    refuse_empty(documents, plan)?;

    work.begin("verify and cluster");
    let weights = &cleaner.learned().weights;
    let (prints, settings) = (&documents.fingerprints, &plan.matching);
    let Some(known) = store.comparisons()? else {
        return cluster::cluster(prints, &candidates, weights, settings).map_err(unreadable);
    };
    let (clustering, comparisons) =
        cluster::cluster_again(prints, &candidates, weights, settings, &known)
            .map_err(unreadable)?;
    store.keep_comparisons(comparisons)?;
    Ok(clustering)
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
        if let Some(number) = store.number() {
            work.progress.run(number);
        }
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
