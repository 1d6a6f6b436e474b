//! The store of a nightly run: the index. Only new and changed files are read and cleaned; the tables
//! are then made from everything that the index holds of the present files.
//!
//! In: the walk, clean documents of new files. Out: the documents of all present files, numbered; what
//! changed since the last run; the index, updated. After cleaning, a run sees nothing but the
//! index, so a corpus that came in thirty nights gives the same tables as one that came in one.

mod advice;
mod comparisons;
mod file_stamp;
mod history;
mod index_diff;
mod nights;
pub mod reusable;
mod row_hash;
mod settings;
pub mod stored_documents;
mod writer;

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::cleaner::Cleaner;
use super::night::Night;
use super::plan::Plan;
use super::store::{Documents, IndexedRun, Missing, Store, Writer};
use crate::cluster::{Clustering, ComparisonCache};
use crate::config::NightlySettings;
use crate::document::learned::LearnedState;
use crate::document::{DocumentNumber, Problem};
use crate::index::{CarriedOver, Epoch, Index, OutputMark, RunRecord};
use crate::report::{Counts, Identities, Lock, Memberships, OutputFolder, Piece, RunMark, RunRow};
use crate::source::Walk;
use crate::{Error, learned, report};

use history::{Changes, CurrentHistory, History};
use index_diff::IndexDiff;
use nights::Nights;
use reusable::Reusable;
use stored_documents::{DocumentState, StoredDocuments};
use writer::IndexWriter;

/// Keeps documents in an index.
pub struct IndexStore<'c> {
    plan: &'c Plan,
    settings: &'c NightlySettings,
    corpus: &'c Walk,
    index: Index,
    /// Held to the end: only one run at a time may use an index.
    _lock: Lock,
    output: PathBuf,
    /// A hash of everything but their bytes that decides how files are read.
    reading: u64,
    /// When the walk began, in nanoseconds since 1970.
    walked: i128,
    /// Set once the learned state is known.
    epoch: Epoch,
    files_read: usize,
    /// Documents that did not have to be cleaned again.
    reused: u64,
    /// The documents of the present files, once all of them are in the index. They hold a snapshot, under
    /// which the file cannot reuse its pages.
    documents: Option<StoredDocuments>,
    /// Of the documents, by number.
    states: Vec<DocumentState>,
    /// Keys of files that the index forgets with this run.
    gone: Vec<Vec<u8>>,
    last: History,
    current: CurrentHistory,
    changes: Changes,
    /// What this run leaves to the next, once it is known.
    carried_over: CarriedOver,
    /// The runs so far.
    nights: Nights,
    /// What this run says of itself, once it is known.
    night: Night,
    problems: Vec<Problem>,
    /// The record of this run, once it is known.
    record: Option<RunRecord>,
    only: Option<Vec<DocumentNumber>>,
}

impl<'c> IndexStore<'c> {
    /// Opens the index, or creates it. `walked` is when the walk began.
    pub fn open(
        plan: &'c Plan,
        settings: &'c NightlySettings,
        corpus: &'c Walk,
        cleaner: &Cleaner,
        folder: &OutputFolder,
        walked: jiff::Timestamp,
    ) -> Result<IndexStore<'c>, Error> {
        let lock = Lock::beside(&settings.index)?;
        let made_with = settings::made_with(plan, cleaner)?;
        let output = folder.places().out.clone();
        let mark = |out: &Path| report::run_mark(out).map(output_mark);
        let index = Index::open(&settings.index, &made_with, &output, &mark)?;
        check_found(corpus, &index, plan, settings)?;
        Ok(IndexStore {
            plan,
            settings,
            corpus,
            index,
            _lock: lock,
            output,
            reading: settings::reading(plan, corpus)?,
            walked: walked.as_nanosecond(),
            epoch: Epoch::default(),
            files_read: 0,
            reused: 0,
            documents: None,
            states: Vec::new(),
            gone: Vec::new(),
            last: History::default(),
            current: CurrentHistory::default(),
            changes: Changes::default(),
            carried_over: CarriedOver::default(),
            nights: Nights::default(),
            night: Night::default(),
            problems: Vec::new(),
            record: None,
            only: None,
        })
    }

    /// The walk compared with the index.
    fn diff(&self) -> Result<IndexDiff, Error> {
        IndexDiff::new(&self.index, self.epoch.number, self.corpus, self.reading)
    }

    /// The digest of the input of a run that learns; `given` is the name of the state it was given.
    fn inputs(&self, given: Option<&str>) -> [u8; 32] {
        settings::inputs(self.corpus, self.reading, given)
    }
}

impl<'c> Store<'c> for IndexStore<'c> {
    fn number(&self) -> Option<u32> {
        Some(self.index.next_run())
    }

    fn with_known_state(&mut self, cleaner: Cleaner) -> Result<Cleaner, Error> {
        let given = cleaner.has_learned().then(|| learned::name(cleaner.learned()));
        if let Some(run) = self.index.facts().run.clone().filter(|_| !self.settings.relearn) {
            if given.is_some_and(|name| name != run.epoch.state) {
                return Err(self.index.damaged("the index was made with another learned state"));
            }
            self.index.forget_learning()?;
            let state: LearnedState = self.index.state(&run.epoch)?;
            self.epoch = run.epoch;
            return Ok(cleaner.with_learned(state));
        }
        let inputs = self.inputs(given.as_deref());
        if let Some((epoch, of)) = self.index.facts().learning.clone()
            && of == inputs
        {
            // A run over this very input was killed while it cleaned.
            let state: LearnedState = self.index.state(&epoch)?;
            self.epoch = epoch;
            return Ok(cleaner.with_learned(state));
        }
        if let Some(name) = given {
            self.epoch = self.index.begin_epoch(cleaner.learned(), name, 0, inputs)?;
        }
        Ok(cleaner)
    }

    fn keep_state(&mut self, state: &LearnedState, documents: u64) -> Result<(), Error> {
        let inputs = self.inputs(None);
        self.epoch = self.index.begin_epoch(state, learned::name(state), documents, inputs)?;
        Ok(())
    }

    fn missing(&mut self) -> Result<Missing<'c>, Error> {
        let diff = self.diff()?;
        let places = diff.to_read(self.corpus, self.plan, self.settings)?;
        self.files_read = places.len();
        let before: Vec<_> = places.iter().map(|&at| diff.known(at).cloned()).collect();
        let reusable = Reusable::new(&self.index, before.iter().flatten())?;
        let files = Cow::Owned(index_diff::part(self.corpus, &places));
        Ok(Missing { files, before, reusable: Some(reusable) })
    }

    fn writer<'w>(&'w mut self, missing: &'w Missing<'c>) -> Result<Box<dyn Writer + 'w>, Error> {
        let run = self.index.next_run();
        let writer = self.index.writer(self.epoch.number);
        let (reading, walked) = (self.reading, self.walked);
        let reused = &mut self.reused;
        Ok(Box::new(IndexWriter::new(writer, missing, run, reading, walked, reused)))
    }

    fn documents(&mut self) -> Result<Documents, Error> {
        let diff = self.diff()?;
        let (keep, written) = (self.settings.keep_missing, self.index.next_run() - 1);
        self.gone = diff.gone(keep, written);
        let present = diff.present(self.corpus, keep, written)?;
        let stored = StoredDocuments::new(Arc::new(self.index.snapshot()?), present);
        let (mut documents, states) = stored.number()?;
        (self.documents, self.states) = (Some(stored), states);
        documents.problems.extend(self.corpus.problems.iter().cloned());
        documents.problems.sort_unstable();
        documents.found = (documents.identities.len() + documents.problems.len()) as u64;
        Ok(documents)
    }

    fn compare_with_last_run(&mut self, documents: &Documents) -> Result<(), Error> {
        self.carried_over = self.index.carried_over()?;
        self.last = History::load(&self.index, &self.carried_over)?;
        self.nights = Nights::load(&self.index, &self.carried_over.runs)?;
        (self.current, self.changes) = self.last.compare(&self.states, &documents.identities);
        let changes = &self.changes;
        // Where missing documents are kept, no table loses a row.
        if changes.is_shrunk() && !self.settings.allow_shrink && !self.settings.keep_missing {
            return Err(Error::Shrunk { known: changes.known, gone: changes.vanished });
        }
        Ok(())
    }

    fn comparisons(&mut self) -> Result<Option<ComparisonCache>, Error> {
        let CarriedOver { pairs, .. } = std::mem::take(&mut self.carried_over);
        let valid_for = (&self.epoch, self.reading);
        comparisons::decode(&self.index, &pairs, valid_for, &self.current).map(Some)
    }

    fn keep_comparisons(&mut self, comparisons: ComparisonCache) -> Result<(), Error> {
        self.carried_over.pairs = comparisons::encode(&comparisons, &self.epoch, self.reading)?;
        Ok(())
    }

    fn indexed_run(
        &mut self,
        documents: &Documents,
        clustering: &Clustering,
    ) -> Result<Option<IndexedRun>, Error> {
        let identities = &documents.identities;
        self.current.set_clusters(&Memberships::new(identities, &clustering.clusters), identities);
        self.only = self.settings.delta.then(|| self.current.changed(&self.last));
        let record = run_record(&self.index, &self.epoch, &self.states, identities);
        let mut advice = advice::relearn(&self.epoch, identities, &self.current);
        advice.extend(advice::missing(&self.changes));
        let (number, id) = (record.number, record.id.clone());
        let mark = RunMark { number, id, lineage: self.index.lineage() };
        self.record = Some(record);
        let mut counts = self.changes.counts(self.files_read, self.corpus.files.len());
        counts.insert("recalled".to_owned(), self.reused);
        let written = self.only.as_ref().map(|only| ("written".to_owned(), only.len() as u64));
        counts.extend(written);
        self.problems.clone_from(&documents.problems);
        let since = self.nights.note_problems(number, &self.problems);
        self.night = Night::new(number, counts, since, &self.problems);
        let night = self.night.clone();
        Ok(Some(IndexedRun { mark, night, advice, only: self.only.clone() }))
    }

    fn each_batch<'s>(
        &'s self,
        only: Option<&[DocumentNumber]>,
        hand_over: &mut dyn FnMut(Vec<Piece<'s>>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.documents.as_ref().map_or(Ok(()), |stored| stored.each_batch(only, hand_over))
    }

    fn prepare(&mut self, folder: &OutputFolder, counts: &Counts) -> Result<(), Error> {
        // All texts are written: the snapshot is not needed any more.
        self.documents = None;
        let excel = self.plan.output.excel;
        report::write_history(folder, self.current.rows(self.only.as_deref()), excel)?;
        let (changes, history) =
            rayon::join(|| self.current.cluster_changes(&self.last), || self.current.encode());
        report::write_cluster_changes(folder, &changes, excel)?;
        self.carried_over.history = history?;
        self.nights.runs.push(run_row(&self.night, counts, self.walked));
        report::write_runs(folder, &self.nights.runs, excel)?;
        let night = &self.night;
        report::write_problem_history(folder, &self.problems, &|of| night.since(of), excel)?;
        self.carried_over.runs = self.nights.encode()?;
        let (record, gone) = (self.record.take(), std::mem::take(&mut self.gone));
        let Some(record) = record else { return Ok(()) };
        self.index.prepare(record, &self.output, gone, &self.carried_over)
    }

    fn commit(&mut self) {
        // The output is committed. If this fails, the next opening of the index completes it.
        let _ = self.index.commit();
    }
}

/// Refuses to go on when nothing was found: the disk of the corpus may not be mounted.
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
        None if corpus.problems.is_empty() => Err(Error::NoDocuments(plan.input_names())),
        None => Ok(()),
    }
}

/// The record of this run, still without the numbers of its chunks.
fn run_record(
    index: &Index,
    epoch: &Epoch,
    states: &[DocumentState],
    identities: &Identities,
) -> RunRecord {
    let number = index.next_run();
    let mut hasher = Sha256::new();
    if let Some(before) = &index.facts().run {
        hasher.update(&before.id);
    }
    hasher.update(number.to_le_bytes());
    hasher.update(&epoch.state);
    for (article, state) in (0..).zip(states) {
        if let Some(id) = identities.article(article) {
            hasher.update(id.to_string());
        }
        hasher.update(state.content.to_le_bytes());
    }
    RunRecord {
        number,
        id: learned::hexadecimal(&hasher.finalize()),
        epoch: epoch.clone(),
        documents: states.len() as u64,
        chunks: 0,
        pair_chunks: 0,
    }
}

/// The row of this run in `runs.csv`.
fn run_row(night: &Night, counts: &Counts, walked: i128) -> RunRow {
    let started = jiff::Timestamp::from_nanosecond(walked).unwrap_or_default();
    RunRow {
        run: night.run,
        date: started.strftime("%Y-%m-%d").to_string(),
        found: counts.found,
        processed: counts.processed,
        skipped: counts.skipped,
        failed: counts.failed,
        new_failures: night.new_failures,
        new: night.count("new"),
        changed: night.count("changed"),
        moved: night.count("moved"),
        gone: night.count("vanished"),
        clusters: counts.clusters,
        unique_stories: counts.unique_stories,
    }
}

fn output_mark(mark: RunMark) -> OutputMark {
    OutputMark { number: mark.number, id: mark.id, lineage: mark.lineage }
}
