//! The nightly job: a run that remembers. Only what is new or changed is read and cleaned; then all
//! that the index holds of the present files is clustered and written, as one run would write it.
//!
//! In: a [`Plan`] and its [`NightlySettings`]. Out: as [`super::run`], with the tables of history,
//! and the index brought up to date. The stages are those of [`super::run`]; from the clean texts on
//! they see what the index holds and nothing else, so that a corpus that came in thirty nights and
//! one that came in one have nothing to differ in.

mod advice;
mod compare;
mod delta;
mod history;
mod pairs;
mod settings;
mod stored_documents;
mod unchanged;
mod update;

use std::path::Path;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::clean::CleanStories;
use super::read::{self, Found, Stories};
use super::write::{self, Nightly};
use super::{Cleaner, Finished, Plan, Progress, Work, learn, names};
use crate::cluster::Clustering;
use crate::config::NightlySettings;
use crate::document::DocumentNumber;
use crate::document::learned::LearnedState;
use crate::index::{Epoch, Index, OutputMark, Remains, RunRecord};
use crate::report::{Lock, Memberships, OutputFolder, RunMark};
use crate::source::Walk;
use crate::{Error, cluster, learned, report, source};

use compare::Compared;
use history::History;
use stored_documents::Gathered;
pub use stored_documents::StoredDocuments;
use update::Job;

/// Runs the nightly job.
pub fn run(
    plan: &Plan,
    settings: &NightlySettings,
    progress: &dyn Progress,
) -> Result<Finished, Error> {
    let mut work = Work::start(progress);
    let cleaner = Cleaner::open(&plan.cleaning)?;

    work.begin("walk");
    let mut night = Night::open(plan, settings, &cleaner, &work)?;
    let (cleaner, epoch, stories) = night.learned_state(cleaner, &mut work)?;

    work.begin("read and clean");
    let (files_read, recalled) = night.update(&epoch, stories, &cleaner, &work)?;

    work.begin("recall");
    let (stored, gathered, gone) = night.recall(&epoch)?;
    let remains = night.index.remains()?;

    work.begin("find candidates");
    let (advanced, candidates) = rayon::join(
        || {
            let before = History::load(&night.index, &remains)?;
            let advanced = before.advance(&gathered);
            Ok::<_, Error>((before, advanced))
        },
        || cluster::candidates(&gathered.fingerprints, &plan.matching),
    );
    let (before, (mut history, changes)) = advanced?;
    // Where what has gone is kept, no table loses a row.
    if changes.is_shrunk() && !settings.allow_shrink && !settings.keep_missing {
        return Err(Error::Shrunk { known: changes.known, gone: changes.vanished });
    }

    work.begin("verify and cluster");
    let weights = &cleaner.learned().weights;
    let known = pairs::recall(&night.index, &remains, (&epoch, night.reading), &history)?;
    drop(remains);
    let (clustering, known) = cluster::cluster_again(
        &gathered.fingerprints,
        &candidates,
        weights,
        &plan.matching,
        &known,
    )
    .map_err(|source| stored_documents::index_error(source, &settings.index))?;

    work.begin("write");
    let pairs = pairs::chunks(&known, &epoch, night.reading)?;
    let Night { corpus, folder, mut index, _lock, .. } = night;
    let record = run_record(&index, &epoch, &gathered);
    let mut advice = advice::advice(&epoch, &gathered, &history);
    advice.extend(advice::of_missing(&changes));
    let mark = RunMark { number: record.number, id: record.id.clone(), lineage: index.lineage() };
    history.note_clusters(
        &Memberships::new(&gathered.identities, &clustering.clusters),
        &gathered.identities,
    );
    let only = settings.delta.then(|| history.changed(&before));
    let mut counts = changes.counts(files_read, corpus.files.len());
    counts.insert("recalled".to_owned(), recalled);
    counts.extend(only.as_ref().map(|only| ("written".to_owned(), only.len() as u64)));
    let (stories, clustering) = tonight(&corpus, stored, gathered, clustering, only.as_deref());
    let (out, excel) = (folder.places().out.clone(), plan.output.excel);
    let mut announce = |folder: &OutputFolder| {
        report::write_history(folder, history.rows(only.as_deref()), excel)?;
        let (changes, chunks) =
            rayon::join(|| history.cluster_changes(&before), || history.chunks());
        report::write_cluster_changes(folder, &changes, excel)?;
        let remains = Remains { history: chunks?, pairs: pairs.clone() };
        index.announce(record.clone(), &out, gone.clone(), &remains)
    };
    let nightly = Nightly { mark, counts, advice, announce: &mut announce };
    let finished = write::write(stories, &clustering, &cleaner, plan, folder, work, Some(nightly))?;
    // The output stands. Should this fail, the next opening of the index sees so.
    let _ = index.settle();
    Ok(finished)
}

/// A run while it is under way.
struct Night<'p> {
    plan: &'p Plan,
    settings: &'p NightlySettings,
    corpus: Walk,
    folder: OutputFolder,
    index: Index,
    /// Held to the end: one run at a time makes an index.
    _lock: Lock,
    /// A hash of what decides how files are read.
    reading: u64,
    /// When the walk began, in nanoseconds since 1970.
    walked: i128,
}

impl<'p> Night<'p> {
    /// Walks the corpus, and takes the output and the index for its own.
    fn open(
        plan: &'p Plan,
        settings: &'p NightlySettings,
        cleaner: &Cleaner,
        work: &Work<'_>,
    ) -> Result<Night<'p>, Error> {
        let made_with = settings::made_with(plan, cleaner)?;
        let corpus = source::walk(&plan.input, Some(&plan.output.folder))?;
        source::refuse_index(&plan.input, &plan.output.folder, &settings.index)?;
        let folder = OutputFolder::open(&plan.output.folder)?;
        let lock = Lock::beside(&settings.index)?;
        let mark = |out: &Path| report::run_mark(out).map(output_mark);
        let index = Index::open(&settings.index, &made_with, &folder.places().out, &mark)?;
        check_found(&corpus, &index, plan, settings)?;
        let reading = settings::reading(plan, &corpus)?;
        let walked = work.started.as_nanosecond();
        Ok(Night { plan, settings, corpus, folder, index, _lock: lock, reading, walked })
    }

    /// The state to clean with: the one that was given, the one of the last run, or a new one; and
    /// the corpus, where it had to be read to learn from it.
    fn learned_state(
        &mut self,
        cleaner: Cleaner,
        work: &mut Work<'_>,
    ) -> Result<(Cleaner, Epoch, Option<Stories>), Error> {
        let index = &mut self.index;
        if let Some(run) = index.facts().run.clone().filter(|_| !self.settings.relearn) {
            if cleaner.has_learned() && learned::name(cleaner.learned()) != run.epoch.state {
                return Err(index.damaged("the index was made with another learned state"));
            }
            index.forget_learning()?;
            let state: LearnedState = index.state(&run.epoch)?;
            return Ok((cleaner.with_learned(state), run.epoch, None));
        }
        let given = cleaner.has_learned().then(|| learned::name(cleaner.learned()));
        let inputs = settings::inputs(&self.corpus, self.reading, given.as_deref());
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
        let stories = read::read(&self.corpus, self.plan, &self.folder.scratch(), work)?;
        work.begin("group copies");
        let copies = cluster::candidates(&stories.fingerprints, &self.plan.matching);
        work.begin("learn");
        let state = learn::learn(&stories, &copies, &cleaner, self.plan, work)?;
        let documents = stories.fingerprints.len() as u64;
        let epoch = index.begin_epoch(&state, learned::name(&state), documents, inputs)?;
        Ok((cleaner.with_learned(state), epoch, Some(stories)))
    }

    /// Reads and cleans what is new. Returns how many files that were, and how many of their
    /// documents had been cleaned before.
    fn update(
        &mut self,
        epoch: &Epoch,
        stories: Option<Stories>,
        cleaner: &Cleaner,
        work: &Work<'_>,
    ) -> Result<(usize, u64), Error> {
        let compared = Compared::new(&self.index, epoch.number, &self.corpus, self.reading)?;
        let fresh = compared.fresh(&self.corpus, self.plan, self.settings)?;
        let job = Job {
            epoch: epoch.number,
            run: self.index.next_run(),
            reading: self.reading,
            walked: self.walked,
            compared: &compared,
            corpus: &self.corpus,
            fresh: &fresh,
            cleaner,
            plan: self.plan,
            work,
        };
        let recalled = job.run(&mut self.index, stories)?;
        Ok((fresh.len(), recalled))
    }

    /// The documents that are in the tables, what is known of them, and the keys of files that the
    /// index shall forget.
    fn recall(&self, epoch: &Epoch) -> Result<(StoredDocuments, Gathered, Vec<Vec<u8>>), Error> {
        let compared = Compared::new(&self.index, epoch.number, &self.corpus, self.reading)?;
        let (keep, written) = (self.settings.keep_missing, self.index.next_run() - 1);
        let present = compared.present(&self.corpus, keep, written)?;
        let stored = StoredDocuments::new(Arc::new(self.index.snapshot()?), present);
        let gathered = stored.gather(self.plan)?;
        Ok((stored, gathered, compared.gone(keep, written)))
    }
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

/// The record of this run, still without the number of its history's chunks.
fn run_record(index: &Index, epoch: &Epoch, gathered: &Gathered) -> RunRecord {
    let number = index.next_run();
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
        pair_chunks: 0,
    }
}

fn output_mark(mark: RunMark) -> OutputMark {
    OutputMark { number: mark.number, id: mark.id, lineage: mark.lineage }
}

/// The present documents as the writing stage takes them, and what matching found of them; with
/// `only`, of some.
fn tonight(
    corpus: &Walk,
    stored: StoredDocuments,
    gathered: Gathered,
    clustering: Clustering,
    only: Option<&[DocumentNumber]>,
) -> (CleanStories, Clustering) {
    let Gathered { identities, mut problems, .. } = gathered;
    let (stored, identities, clustering) = match only {
        Some(only) => (stored.only(only.to_vec()), identities.of(only), clustering.among(only)),
        None => (stored, identities, clustering),
    };
    problems.extend(corpus.problems.iter().cloned());
    problems.sort_unstable();
    let found = Found {
        files: corpus.files.len() as u64,
        excluded: corpus.excluded,
        rooted: corpus.rooted,
        documents: (identities.len() + problems.len()) as u64,
    };
    (CleanStories::of_index(stored, identities, problems, found), clustering)
}
