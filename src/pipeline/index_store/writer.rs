//! Clean documents into the index.
//!
//! In: documents and problems of the missing files, in the order of the walk. Out: entries and blocks
//! in the index, written as files are finished, so that the work of a killed run is not lost.

use std::collections::BTreeMap;

use xxhash_rust::xxh3::Xxh3;

use super::super::read::push_problem;
use super::super::store::{Missing, Writer};
use super::file_stamp::settled_stamp;
use crate::Error;
use crate::document::{DocumentId, Problem};
use crate::index::{DocumentWriter, NewDocument, NewFile};

/// Files on their way into the index, in the order of the walk.
pub struct IndexWriter<'w> {
    writer: DocumentWriter<'w>,
    missing: &'w Missing<'w>,
    /// The run at work.
    run: u32,
    /// As [`crate::index::FileStamp::reading`].
    reading: u64,
    /// When the walk began, in nanoseconds since 1970.
    walked: i128,
    /// Receives the number of documents that did not have to be cleaned again.
    reused: &'w mut u64,
    /// The file that documents are being added to.
    at: usize,
    /// The hash of its documents so far.
    content: Xxh3,
    problems: BTreeMap<usize, Vec<Problem>>,
}

impl<'w> IndexWriter<'w> {
    pub fn new(
        writer: DocumentWriter<'w>,
        missing: &'w Missing<'w>,
        run: u32,
        reading: u64,
        walked: i128,
        reused: &'w mut u64,
    ) -> IndexWriter<'w> {
        let (content, problems) = (Xxh3::new(), BTreeMap::new());
        IndexWriter { writer, missing, run, reading, walked, reused, at: 0, content, problems }
    }

    /// The place of a document's file among the missing ones.
    fn position(&self, id: &DocumentId) -> usize {
        let files = &self.missing.files.files;
        files.partition_point(|file| (&file.id.root, &file.id.path) < (&id.root, &id.path))
    }

    /// Ends all files before this one.
    fn finish_before(&mut self, position: usize) -> Result<(), Error> {
        while self.at < position {
            let at = self.at;
            let Some(file) = self.missing.files.files.get(at) else { break };
            let problems = self.problems.remove(&at).unwrap_or_default();
            let content = std::mem::replace(&mut self.content, Xxh3::new()).digest();
            self.writer.finish_file(NewFile {
                id: &file.id,
                stamp: settled_stamp(file, &problems, self.reading, self.walked),
                since: self.run,
                content,
                problems,
                before: self.missing.before.get(at).and_then(Option::as_ref),
            })?;
            self.at += 1;
        }
        Ok(())
    }
}

impl Writer for IndexWriter<'_> {
    /// The index counts what it holds.
    fn count(&mut self, _found: u64) {}

    fn problems(&mut self, problems: Vec<Problem>) {
        for problem in problems {
            let position = self.position(&problem.id);
            push_problem(self.problems.entry(position).or_default(), problem);
        }
    }

    fn add(&mut self, documents: Vec<NewDocument>, failed: Vec<Problem>) -> Result<(), Error> {
        let reached = failed.iter().map(|problem| self.position(&problem.id)).max();
        self.problems(failed);
        let same = |a: &NewDocument, b: &NewDocument| {
            let (a, b) = (&a.clean.article.id, &b.clean.article.id);
            (&a.root, &a.path) == (&b.root, &b.path)
        };
        for of_one_file in documents.chunk_by(same) {
            let Some(first) = of_one_file.first() else { continue };
            self.finish_before(self.position(&first.clean.article.id))?;
            for document in of_one_file {
                self.content.update(&document.content.to_le_bytes());
            }
            self.writer.add(of_one_file)?;
        }
        self.finish_before(reached.unwrap_or(0))
    }

    fn finish(mut self: Box<Self>) -> Result<(), Error> {
        self.finish_before(self.missing.files.files.len())?;
        *self.reused = self.missing.reusable.as_ref().map_or(0, |reusable| reusable.reused());
        self.writer.finish()
    }
}
