//! The interface of a store, which keeps the documents of a run between its stages.
//!
//! In: documents as they are cleaned. Out: the same documents, numbered, for matching and for the
//! tables. [`TemporaryStore`](super::temporary_store::TemporaryStore) forgets them with the run;
//! [`IndexStore`](super::index_store::IndexStore) keeps them for the next one.

use std::borrow::Cow;

use super::cleaner::Cleaner;
use super::index_store::reusable::Reusable;
use super::night::Night;
use super::read::ReadCorpus;
use crate::Error;
use crate::cluster::{Candidates, Clustering, ComparisonCache};
use crate::document::fingerprint::Fingerprints;
use crate::document::learned::LearnedState;
use crate::document::{DocumentNumber, Problem};
use crate::index::{KeptFile, NewDocument};
use crate::report::{Counts, Identities, OutputFolder, Piece, RunMark};
use crate::source::Walk;

/// Keeps the documents of a run. The methods are called in the order of this list. A store that
/// keeps nothing for the next run does not need those with a body.
pub trait Store<'c>: Send + Sync {
    /// The number of this run among the runs of an index.
    fn number(&self) -> Option<u32> {
        None
    }

    /// The cleaner with the learned state that it was given or that the store has; unchanged where
    /// there is neither.
    fn with_known_state(&mut self, cleaner: Cleaner) -> Result<Cleaner, Error> {
        Ok(cleaner)
    }

    /// Keeps a state that was learned from so many documents.
    fn keep_state(&mut self, _state: &LearnedState, _documents: u64) -> Result<(), Error> {
        Ok(())
    }

    /// The files whose documents the store lacks.
    fn missing(&mut self) -> Result<Missing<'c>, Error>;

    /// Takes over articles that need no cleaning. Returns them where they must pass the writer.
    fn keep_uncleaned(&mut self, read: ReadCorpus) -> Option<ReadCorpus> {
        Some(read)
    }

    /// Takes the documents of the missing files.
    fn writer<'w>(&'w mut self, missing: &'w Missing<'c>) -> Result<Box<dyn Writer + 'w>, Error>;

    /// Numbers all documents of the run.
    fn documents(&mut self) -> Result<Documents, Error>;

    /// Compares the documents with those of the last run.
    ///
    /// # Errors
    /// [`Error::Shrunk`] when too many of them have gone.
    fn compare_with_last_run(&mut self, _documents: &Documents) -> Result<(), Error> {
        Ok(())
    }

    /// Comparisons of the last run that are still valid; `None` where none are ever kept.
    fn comparisons(&mut self) -> Result<Option<ComparisonCache>, Error> {
        Ok(None)
    }

    /// Keeps the comparisons of this run.
    fn keep_comparisons(&mut self, _comparisons: ComparisonCache) -> Result<(), Error> {
        Ok(())
    }

    /// What the tables say of this run among the runs of an index.
    fn indexed_run(
        &mut self,
        _documents: &Documents,
        _clustering: &Clustering,
    ) -> Result<Option<IndexedRun>, Error> {
        Ok(None)
    }

    /// Hands over all documents in the order of their numbers, in pieces that are still to be read,
    /// some thousand documents at a time. With `only`, which ascends, only those documents.
    fn each_batch<'s>(
        &'s self,
        only: Option<&[DocumentNumber]>,
        hand_over: &mut dyn FnMut(Vec<Piece<'s>>) -> Result<(), Error>,
    ) -> Result<(), Error>;

    /// Prepares the store for the commit of the output: afterwards either both count or neither.
    fn prepare(&mut self, _folder: &OutputFolder, _counts: &Counts) -> Result<(), Error> {
        Ok(())
    }

    /// The output has been committed.
    fn commit(&mut self) {}
}

/// Takes documents in the order of the walk.
pub trait Writer {
    /// Counts documents and failures that reading found.
    fn count(&mut self, found: u64);

    /// Notes problems of any files.
    fn problems(&mut self, problems: Vec<Problem>);

    /// Adds the next documents. All files before the last one in `documents` or `failed` are done.
    fn add(&mut self, documents: Vec<NewDocument>, failed: Vec<Problem>) -> Result<(), Error>;

    /// All files are done.
    fn finish(self: Box<Self>) -> Result<(), Error>;
}

/// Files whose documents a store lacks.
pub struct Missing<'c> {
    pub files: Cow<'c, Walk>,
    /// For each file what the index has of an earlier version; empty for a temporary store.
    pub before: Vec<Option<KeptFile>>,
    /// Documents of earlier versions, which need not be cleaned again if they did not change.
    pub reusable: Option<Reusable>,
}

/// The documents of a run, by number.
pub struct Documents {
    pub fingerprints: Fingerprints,
    pub identities: Identities,
    /// Sorted.
    pub problems: Vec<Problem>,
    /// Documents found, and places where reading failed. Counted where they were found, so that the
    /// accounting at the end has something to be compared with.
    pub found: u64,
    /// Candidate pairs, where they are known already.
    pub candidates: Option<Candidates>,
}

/// A run among the runs of an index.
pub struct IndexedRun {
    pub mark: RunMark,
    /// Its counts, for `run.json` among others.
    pub night: Night,
    /// Sentences for the summary.
    pub advice: Vec<String>,
    /// The documents to write, ascending; `None`: all.
    pub only: Option<Vec<DocumentNumber>>,
}
