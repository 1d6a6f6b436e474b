//! Reading and cleaning what is new, into the index.
//!
//! In: the files to read, or articles that were read already. Out: entries and documents in the
//! index, written as they are finished, so that a killed run has not worked in vain.

use std::collections::BTreeMap;

use rayon::prelude::*;
use xxhash_rust::xxh3::Xxh3;

use super::compare::{Compared, content, part, seal};
use super::unchanged::{OpenBlock, Unchanged};
use crate::Error;
use crate::document::{Article, CleanArticle, DocumentId, Problem, ProblemCode, Stage, Status};
use crate::fingerprint::Fingerprinter;
use crate::index::{DocumentWriter, Index, KeptFile, NewDocument, NewFile, Seal};
use crate::parse::ParseSettings;
use crate::pipeline::clean::status;
use crate::pipeline::read::{self, Stories, guarded};
use crate::pipeline::{Cleaner, Plan, Work};
use crate::source::{FoundFile, Walk};

/// Nanoseconds before its walk within which a change to a file may not show in its times.
const UNSETTLED: i128 = 100_000_000;
/// The same where times are kept in seconds.
const UNSETTLED_SECONDS: i128 = 2_500_000_000;

/// Files to bring into the index, and under which conditions.
pub struct Job<'j> {
    pub epoch: u32,
    /// The run at work.
    pub run: u32,
    /// As [`Seal::reading`].
    pub reading: u64,
    /// When the walk began, in nanoseconds since 1970.
    pub walked: i128,
    pub compared: &'j Compared,
    pub corpus: &'j Walk,
    /// The files, as places in the walk.
    pub fresh: &'j [usize],
    pub cleaner: &'j Cleaner,
    pub plan: &'j Plan,
    pub work: &'j Work<'j>,
}

impl Job<'_> {
    /// Does it. `stories` are those of the whole corpus, where they were read already. Returns how
    /// many documents the index had already.
    pub fn run(&self, index: &mut Index, stories: Option<Stories>) -> Result<u64, Error> {
        let before: Vec<Option<&KeptFile>> =
            self.fresh.iter().map(|&at| self.compared.known(at)).collect();
        let unchanged = Unchanged::of(index, before.iter().flatten().copied())?;
        let part = part(self.corpus, self.fresh);
        let mut update = IndexUpdate {
            writer: index.writer(self.epoch),
            files: &part.files,
            before,
            unchanged: &unchanged,
            job: self,
            at: 0,
            content: Xxh3::new(),
            problems: BTreeMap::new(),
        };
        match stories {
            Some(stories) => self.clean_stories(stories, &mut update)?,
            None => self.read(&part, &mut update)?,
        }
        update.finish_before(part.files.len())?;
        update.writer.finish()?;
        Ok(unchanged.recalled())
    }

    fn clean_stories(&self, stories: Stories, update: &mut IndexUpdate<'_>) -> Result<(), Error> {
        let read = stories.problems.into_iter().filter(|problem| problem.stage != Stage::Walk);
        update.note(read.collect());
        for batch in stories.articles.batches() {
            let (documents, problems) = self.clean(batch?, update.unchanged)?;
            self.work.progress.advance(documents.len() as u64);
            update.note(problems);
            update.documents(&documents)?;
        }
        Ok(())
    }

    fn read(&self, part: &Walk, update: &mut IndexUpdate<'_>) -> Result<(), Error> {
        let settings = ParseSettings::new(&self.plan.input, part.rooted)?;
        for batch in part.batches(&self.plan.input) {
            let parsed: Vec<Result<Article, Problem>> =
                batch.documents.into_par_iter().map(|raw| read::parse(raw, &settings)).collect();
            let (mut articles, mut problems) = (Vec::new(), batch.problems);
            for result in parsed {
                match result {
                    Ok(article) => articles.push(article),
                    Err(problem) => read::push_problem(&mut problems, problem),
                }
            }
            let (documents, more) = self.clean(articles, update.unchanged)?;
            problems.extend(more);
            self.work.progress.advance(documents.len() as u64);
            // All files before the last one that shows itself are read whole.
            let reached = problems.iter().map(|problem| update.position(&problem.id)).max();
            update.note(problems);
            update.documents(&documents)?;
            update.finish_before(reached.unwrap_or(0))?;
        }
        Ok(())
    }

    /// Cleans articles and fingerprints them, on all threads, or recalls what was made of them.
    fn clean(
        &self,
        articles: Vec<Article>,
        unchanged: &Unchanged,
    ) -> Result<(Vec<NewDocument>, Vec<Problem>), Error> {
        let one = |(fingerprinter, open): &mut (Fingerprinter, OpenBlock), article: Article| {
            let content = content(&article)?;
            if let Some(document) = unchanged.recall(&article, content, open)? {
                return Ok(Ok(document));
            }
            Ok(guarded(article.id.clone(), Stage::Clean, || {
                self.document(article, content, fingerprinter)
            }))
        };
        let cleaned: Vec<Result<NewDocument, Problem>> = articles
            .into_par_iter()
            .map_init(
                || (Fingerprinter::new(self.plan.matching.sampling), OpenBlock::default()),
                one,
            )
            .collect::<Result<_, Error>>()?;
        let (mut documents, mut problems) = (Vec::with_capacity(cleaned.len()), Vec::new());
        for result in cleaned {
            match result {
                Ok(document) => documents.push(document),
                Err(problem) => problems.push(problem),
            }
        }
        Ok((documents, problems))
    }

    fn document(
        &self,
        article: Article,
        content: u64,
        fingerprinter: &mut Fingerprinter,
    ) -> NewDocument {
        let mut clean =
            if self.plan.cleaning.any() { self.cleaner.clean(article) } else { as_read(article) };
        let headline = clean.article.fields.headline.as_deref();
        let fingerprint = fingerprinter.fingerprint(headline, &clean.text);
        let tokens = fingerprint.text_tokens();
        clean.status = status(&clean.text, tokens, fingerprint.is_stub, self.plan);
        NewDocument { content, clean, fingerprint }
    }
}

/// An article that nothing is taken from.
fn as_read(article: Article) -> CleanArticle {
    let text = article.original.clone();
    let (status, edits) = (Status::Cleaned, Vec::new());
    CleanArticle { article, edits, text, status, rewritten_score: 0 }
}

/// Files on their way into the index, in their order.
struct IndexUpdate<'a> {
    writer: DocumentWriter<'a>,
    files: &'a [FoundFile],
    /// What was kept of each.
    before: Vec<Option<&'a KeptFile>>,
    unchanged: &'a Unchanged,
    job: &'a Job<'a>,
    /// The file that documents are being added to.
    at: usize,
    content: Xxh3,
    problems: BTreeMap<usize, Vec<Problem>>,
}

impl IndexUpdate<'_> {
    /// The place of a document's file.
    fn position(&self, id: &DocumentId) -> usize {
        self.files.partition_point(|file| (&file.id.root, &file.id.path) < (&id.root, &id.path))
    }

    fn note(&mut self, problems: Vec<Problem>) {
        for problem in problems {
            let position = self.position(&problem.id);
            read::push_problem(self.problems.entry(position).or_default(), problem);
        }
    }

    /// Takes documents that follow those it was given before.
    fn documents(&mut self, documents: &[NewDocument]) -> Result<(), Error> {
        let id = |document: &NewDocument| document.clean.article.id.clone();
        let same = |a: &NewDocument, b: &NewDocument| {
            let (a, b) = (&a.clean.article.id, &b.clean.article.id);
            (&a.root, &a.path) == (&b.root, &b.path)
        };
        for of_one_file in documents.chunk_by(same) {
            let Some(first) = of_one_file.first() else { continue };
            let position = self.position(&id(first));
            self.finish_before(position)?;
            for document in of_one_file {
                self.content.update(&document.content.to_le_bytes());
            }
            self.writer.add(of_one_file)?;
        }
        Ok(())
    }

    /// Ends all files up to this one.
    fn finish_before(&mut self, position: usize) -> Result<(), Error> {
        while self.at < position {
            let at = self.at;
            let Some(file) = self.files.get(at) else { break };
            let problems = self.problems.remove(&at).unwrap_or_default();
            let content = std::mem::replace(&mut self.content, Xxh3::new()).digest();
            self.writer.finish_file(NewFile {
                id: &file.id,
                seal: self.seal(file, &problems),
                since: self.job.run,
                content,
                problems,
                before: self.before.get(at).copied().flatten(),
            })?;
            self.at += 1;
        }
        Ok(())
    }

    /// The seal of a file, unless it may be another one by now, or may be readable next time.
    fn seal(&self, file: &FoundFile, problems: &[Problem]) -> Option<Seal> {
        let seconds = file.stamp.changed % 1_000_000_000 == 0;
        let margin = if seconds { UNSETTLED_SECONDS } else { UNSETTLED };
        let settled = file.stamp.changed.max(file.stamp.modified) + margin < self.job.walked;
        let good = settled && !problems.iter().any(may_pass) && file.is_unchanged();
        good.then(|| seal(file, self.job.reading))
    }
}

/// Whether what kept a document from being read may be over the next time.
fn may_pass(problem: &Problem) -> bool {
    matches!(
        problem.code,
        ProblemCode::Unreadable
            | ProblemCode::PermissionDenied
            | ProblemCode::Vanished
            | ProblemCode::IoError
            | ProblemCode::Panic
            | ProblemCode::Timeout
    )
}
