//! The nightly job: a run that remembers. Only what is new or changed is read and cleaned; then all
//! that the index holds of the present files is clustered and written, as one run would write it.
//!
//! In: a [`Plan`] and its [`NightlySettings`]. Out: as [`super::run`], with the tables of history,
//! and the index brought up to date. The stages are those of [`super::run`]; from the clean texts on
//! they see what the index holds and nothing else, so that a corpus that came in thirty nights and
//! one that came in one have nothing to differ in.

mod advice;
mod compare;
mod history;
mod restock;
mod settings;
mod shelves;

use std::path::Path;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::clean::CleanStories;
use super::read::{self, Found, Stories};
use super::write::{self, Nightly};
use super::{Cleaner, Finished, Plan, Progress, Work, learn, names};
use crate::config::NightlySettings;
use crate::document::learned::LearnedState;
use crate::index::{Epoch, Index, OutputMark, RunRecord};
use crate::report::{Lock, OutputFolder, RunMark};
use crate::source::Walk;
use crate::{Error, cluster, learned, report, source};

use compare::Compared;
use history::{Changes, History};
use restock::{Reading, restock};
pub use settings::made_with;
use shelves::Gathered;
pub use shelves::Shelves;

/// Runs the nightly job.
pub fn run(
    plan: &Plan,
    settings: &NightlySettings,
    progress: &dyn Progress,
) -> Result<Finished, Error> {
    let mut work = Work::start(progress);
    let cleaner = Cleaner::open(&plan.cleaning)?;
    let made_with = made_with(plan, &cleaner)?;

    work.begin("walk");
    let walked = work.started.as_nanosecond();
    let corpus = source::walk(&plan.input, Some(&plan.output.folder))?;
    source::refuse_index(&plan.input, &plan.output.folder, &settings.index)?;
    let folder = OutputFolder::open(&plan.output.folder)?;
    let out = folder.places().out.clone();
    let _lock = Lock::beside(&settings.index)?;
    let mark = |out: &Path| report::run_mark(out).map(output_mark);
    let mut index = Index::open(&settings.index, &made_with, &out, &mark)?;
    check_found(&corpus, &index, plan, settings)?;
    let hash = settings::reading(plan, &corpus)?;

    let (cleaner, epoch, stories) =
        learned_state(cleaner, &corpus, plan, settings, &mut index, (&folder, hash), &mut work)?;

    work.begin("read and clean");
    let run = index.facts().run.as_ref().map_or(0, |run| run.number) + 1;
    let reading = Reading { epoch: epoch.number, run, hash, walked };
    let compared = Compared::new(&index, epoch.number, &corpus, hash)?;
    let fresh = compared.fresh(&corpus, plan, settings)?;
    restock(&mut index, reading, &compared, (&corpus, &fresh), stories, &cleaner, plan, &work)?;

    work.begin("recall");
    let compared = Compared::new(&index, epoch.number, &corpus, hash)?;
    let present = compared.present(&corpus, settings.keep_missing, run - 1)?;
    let shelves = Shelves::new(Arc::new(index.snapshot()?), present);
    let gathered = shelves.gather(plan)?;
    let before = History::load(&index)?;
    let (mut history, changes) = before.advance(&gathered);
    if changes.is_shrunk() && !settings.allow_shrink {
        return Err(Error::Shrunk { known: changes.known, gone: changes.vanished });
    }

    work.begin("find candidates");
    let candidates = cluster::candidates(&gathered.fingerprints, &plan.matching);

    work.begin("verify and cluster");
    let weights = &cleaner.learned().weights;
    let clustering = cluster::cluster(&gathered.fingerprints, &candidates, weights, &plan.matching)
        .map_err(|source| shelves::index_error(source, &settings.index))?;

    work.begin("write");
    let record = run_record(&index, run, &epoch, &gathered);
    let (advice, gone) = (
        advice::advice(&epoch, &gathered, &history),
        compared.gone(settings.keep_missing, run - 1),
    );
    let lineage = index.facts().lineage;
    let mut announce = |folder: &OutputFolder, standing: &report::Standing<'_>| {
        history.note_clusters(standing);
        report::write_history(folder, history.rows(), plan.output.excel)?;
        let cluster_changes = history.cluster_changes(&before);
        report::write_cluster_changes(folder, &cluster_changes, plan.output.excel)?;
        let chunks = history.chunks()?;
        let record = RunRecord { chunks: chunks.len() as u32, ..record.clone() };
        index.announce(record, &out, gone.clone(), &chunks)
    };
    let nightly = Nightly {
        mark: RunMark { number: run, id: record.id.clone(), lineage },
        counts: counts(&changes, fresh.len(), &corpus),
        advice,
        announce: &mut announce,
    };
    let Gathered { fingerprints, identities, problems, .. } = gathered;
    drop(fingerprints);
    let stories = stories_of(&corpus, shelves, problems, identities.len());
    let finished = write::write(
        &stories,
        &identities,
        &clustering,
        &cleaner,
        plan,
        folder,
        work,
        Some(nightly),
    )?;
    drop(stories);
    // The output stands. Should this fail, the next opening of the index sees so.
    let _ = index.settle();
    Ok(finished)
}

/// Nothing found where something was: the disk of the corpus may not be mounted.
fn check_found(
    corpus: &Walk,
    index: &Index,
    plan: &Plan,
    settings: &NightlySettings,
) -> Result<(), Error> {
    if !corpus.files.is_empty() {
        return Ok(());
    }
    match &index.facts().run {
        Some(_) if settings.allow_shrink => Ok(()),
        Some(run) => Err(Error::Shrunk { known: run.documents, gone: run.documents }),
        None if corpus.problems.is_empty() => Err(Error::NoDocuments(names(&plan.input))),
        None => Ok(()),
    }
}

/// The state to clean with: the one that was given, the one of the last run, or a new one; and the
/// corpus, where it had to be read to learn from it.
fn learned_state(
    cleaner: Cleaner,
    corpus: &Walk,
    plan: &Plan,
    settings: &NightlySettings,
    index: &mut Index,
    (folder, reading): (&OutputFolder, u64),
    work: &mut Work<'_>,
) -> Result<(Cleaner, Epoch, Option<Stories>), Error> {
    if let Some(run) = index.facts().run.clone().filter(|_| !settings.relearn) {
        if cleaner.has_learned() && learned::name(cleaner.learned()) != run.epoch.state {
            return Err(index.damaged("the index was made with another learned state"));
        }
        index.forget_learning()?;
        let state: LearnedState = index.state(&run.epoch)?;
        return Ok((cleaner.with_learned(state), run.epoch, None));
    }
    let given = cleaner.has_learned().then(|| learned::name(cleaner.learned()));
    let inputs = settings::inputs(corpus, reading, given.as_deref());
    if let Some((epoch, of)) = index.facts().learning.clone()
        && of == inputs
    {
        // A run over this very input was killed while it cleaned.
        let state: LearnedState = index.state(&epoch)?;
        return Ok((cleaner.with_learned(state), epoch, None));
    }
    if let Some(name) = given {
        let epoch = index.begin_epoch(cleaner.learned(), name, 0, inputs)?;
        return Ok((cleaner, epoch, None));
    }
    work.begin("read");
    let stories = read::read(corpus, plan, &folder.scratch(), work)?;
    work.begin("group copies");
    let copies = cluster::candidates(&stories.fingerprints, &plan.matching);
    work.begin("learn");
    let state = learn::learn(&stories, &copies, &cleaner, plan, work)?;
    let documents = stories.fingerprints.len() as u64;
    let epoch = index.begin_epoch(&state, learned::name(&state), documents, inputs)?;
    Ok((cleaner.with_learned(state), epoch, Some(stories)))
}

/// The record of this run, without its history.
fn run_record(index: &Index, number: u32, epoch: &Epoch, gathered: &Gathered) -> RunRecord {
    let mut hasher = Sha256::new();
    if let Some(before) = &index.facts().run {
        hasher.update(&before.id);
    }
    hasher.update(number.to_le_bytes());
    hasher.update(&epoch.state);
    for (article, (content, ..)) in (0..).zip(&gathered.contents) {
        if let Some(id) = gathered.identities.article(article) {
            hasher.update(id.to_string());
        }
        hasher.update(content.to_le_bytes());
    }
    RunRecord {
        number,
        id: learned::hexadecimal(&hasher.finalize()),
        epoch: epoch.clone(),
        documents: gathered.contents.len() as u64,
        chunks: 0,
    }
}

fn output_mark(mark: RunMark) -> OutputMark {
    OutputMark { number: mark.number, id: mark.id, lineage: mark.lineage }
}

/// What `run.json` says of this run beside the others.
fn counts(
    changes: &Changes,
    read: usize,
    corpus: &Walk,
) -> std::collections::BTreeMap<String, u64> {
    let mut counts = changes.counts();
    counts.insert("files_read".to_owned(), read as u64);
    counts.insert("files_unchanged".to_owned(), corpus.files.len().saturating_sub(read) as u64);
    counts
}

/// The present documents as the writing stage takes them.
fn stories_of(
    corpus: &Walk,
    shelves: Shelves,
    mut problems: Vec<crate::document::Problem>,
    documents: usize,
) -> CleanStories {
    problems.extend(corpus.problems.iter().cloned());
    problems.sort();
    let found = Found {
        files: corpus.files.len() as u64,
        excluded: corpus.excluded,
        rooted: corpus.rooted,
        documents: (documents + problems.len()) as u64,
    };
    CleanStories::of_index(shelves, problems, found)
}
