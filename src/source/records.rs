//! Collects the documents and problems of files in batches.
//!
//! In: documents and problems one by one, from a reader. Out: full [`Batch`]es. [`Records`] numbers
//! the records of one file and reports a file without records. Nothing is read here.

use std::io;
use std::ops::Range;
use std::sync::Arc;

use super::columns;
use super::envelope;
use super::read_error::{code_of, outcome_of};
use crate::document::{DocumentId, Fields, Format, Problem, ProblemCode, RawDocument, Stage};

/// Documents and problems that were read together, each in the order of [`DocumentId`].
#[derive(Debug, Default)]
pub struct Batch {
    pub documents: Vec<RawDocument>,
    pub problems: Vec<Problem>,
}

/// Bytes of documents in a full batch: enough work for many cores, and few enough that the next
/// batch reuses memory that is still in the caches.
const BATCH_BYTES: usize = 4 << 20;
/// Documents and problems in a full batch.
const BATCH_DOCUMENTS: usize = 8192;

/// The receiver of batches wants no more of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stopped;

/// Collects the documents and problems of one file.
pub(super) struct Sink<'s> {
    batch: Batch,
    bytes: usize,
    /// Takes a full batch. Returns whether more is wanted.
    give: &'s mut dyn FnMut(Batch) -> bool,
}

impl<'s> Sink<'s> {
    pub fn new(give: &'s mut dyn FnMut(Batch) -> bool) -> Sink<'s> {
        Sink { batch: Batch::default(), bytes: 0, give }
    }

    pub fn document(&mut self, document: RawDocument) -> Result<(), Stopped> {
        self.bytes += document.bytes.len();
        self.batch.documents.push(document);
        self.give_if_full()
    }

    pub fn problem(
        &mut self,
        id: DocumentId,
        stage: Stage,
        code: ProblemCode,
        message: impl Into<Arc<str>>,
    ) -> Result<(), Stopped> {
        let outcome = outcome_of(code);
        self.batch.problems.push(Problem { id, outcome, stage, code, message: message.into() });
        self.give_if_full()
    }

    pub fn error(&mut self, id: DocumentId, error: &io::Error) -> Result<(), Stopped> {
        let (code, message) = code_of(error);
        self.problem(id, Stage::Open, code, message)
    }

    fn give_if_full(&mut self) -> Result<(), Stopped> {
        let count = self.batch.documents.len() + self.batch.problems.len();
        if self.bytes < BATCH_BYTES && count < BATCH_DOCUMENTS {
            return Ok(());
        }
        self.bytes = 0;
        if (self.give)(std::mem::take(&mut self.batch)) { Ok(()) } else { Err(Stopped) }
    }

    /// The last batch, which is not full.
    pub fn rest(self) -> Batch {
        self.batch
    }
}

/// Numbers the records of one file or member.
pub(super) struct Records<'a, 's> {
    sink: &'a mut Sink<'s>,
    id: DocumentId,
    /// The encoding the records were turned into UTF-8 from, if they were.
    encoding: Option<String>,
    count: u64,
    /// The first record, if a file of one record is a document of its own.
    alone: Option<Vec<u8>>,
    single: bool,
}

impl<'a, 's> Records<'a, 's> {
    /// With `single`, a file of exactly one record is one document without a record number.
    pub fn new(
        sink: &'a mut Sink<'s>,
        id: DocumentId,
        encoding: Option<String>,
        single: bool,
    ) -> Records<'a, 's> {
        Records { sink, id, encoding, count: 0, alone: None, single }
    }

    /// Takes one record, a JSON object.
    pub fn json(&mut self, bytes: Vec<u8>) -> Result<(), Stopped> {
        self.count += 1;
        if self.single && self.count == 1 {
            self.alone = Some(bytes);
            return Ok(());
        }
        self.give_first()?;
        self.give(Some(self.count), bytes)
    }

    /// The number of records so far.
    #[cfg(feature = "full")]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Counts records that are lost.
    #[cfg(feature = "full")]
    pub fn pass_over(&mut self, count: u64) {
        self.count += count;
    }

    /// Reports a record that cannot be read.
    pub fn problem(
        &mut self,
        code: ProblemCode,
        message: impl Into<Arc<str>>,
    ) -> Result<(), Stopped> {
        self.count += 1;
        self.give_first()?;
        let id = DocumentId { record: Some(self.count), ..self.id.clone() };
        self.sink.problem(id, Stage::Open, code, message)
    }

    /// Reports that the rest of the file cannot be read. The next record is the first that is lost.
    pub fn error(mut self, error: &io::Error) -> Result<(), Stopped> {
        let (code, message) = code_of(error);
        if self.count == 0 {
            return self.sink.problem(self.id, Stage::Open, code, message);
        }
        self.problem(code, message)
    }

    /// Ends the file.
    pub fn finish(mut self) -> Result<(), Stopped> {
        if let Some(bytes) = self.alone.take() {
            let record = |place| bytes.get::<Range<usize>>(place).unwrap_or_default().to_vec();
            let wrapped = envelope::records(&bytes)
                .map(|places| places.into_iter().map(record).collect())
                .or_else(|| columns::records(&bytes));
            let Some(records) = wrapped else { return self.give(None, bytes) };
            for (number, record) in (1..).zip(records) {
                self.give(Some(number), record)?;
            }
            return Ok(());
        }
        if self.count == 0 {
            return self.sink.problem(self.id, Stage::Open, ProblemCode::Empty, "holds no record");
        }
        Ok(())
    }

    fn give_first(&mut self) -> Result<(), Stopped> {
        match self.alone.take() {
            Some(bytes) => self.give(Some(1), bytes),
            None => Ok(()),
        }
    }

    fn give(&mut self, record: Option<u64>, bytes: Vec<u8>) -> Result<(), Stopped> {
        self.sink.document(RawDocument {
            id: DocumentId { record, ..self.id.clone() },
            format: Format::Json,
            bytes,
            declared_encoding: self.encoding.clone(),
            fields: Fields::default(),
        })
    }
}
