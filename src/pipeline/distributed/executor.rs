//! The steps that need the settings of the job: reading, counting, cleaning.
//!
//! In: a task or rows. Out: rows. A document that cannot be read or cleaned becomes a row with a problem.

use std::sync::OnceLock;

use super::card::DocumentRow;
use super::encoding::{decode, encode};
use super::job::{Job, Task};
use super::learn::{Counted, load_state};
use crate::Error;
use crate::document::learned::weights::WeightTable;
use crate::document::{
    Article, CleanArticle, DocumentId, Fields, Format, Problem, RawDocument, Stage,
};
use crate::fingerprint::Fingerprinter;
use crate::learned::WordSample;
use crate::parse::ParseSettings;
use crate::pipeline::clean::clean_one;
use crate::pipeline::cleaner::Cleaner;
use crate::pipeline::plan::Plan;
use crate::pipeline::read::{guarded, parse};
use crate::report::PartClock;
use crate::source::Walk;

/// Documents of a large file that are in one share together.
const RUN: u64 = 64;

/// What one process needs to take part in a job.
pub struct Executor {
    job: Job,
    pub(super) plan: Plan,
    parsing: ParseSettings,
    pub(super) cleaner: Cleaner,
    walk: OnceLock<Walk>,
    pub(super) table: OnceLock<WeightTable>,
}

/// One document of a step.
pub struct Row {
    pub place: u64,
    /// The document for matching, and the article or the clean article as bytes. `None`: there is a problem.
    pub document: Option<(DocumentRow, Vec<u8>)>,
    pub problem: Option<Vec<u8>>,
}

/// A document that an engine read.
pub struct Record {
    pub place: u64,
    /// Its name, in place of the path of a file.
    pub name: String,
    /// A JSON object.
    pub json: Vec<u8>,
}

impl Executor {
    /// Takes part in a job, with the learned state once there is one.
    pub fn new(job: Job, state: Option<&[u8]>) -> Result<Executor, Error> {
        let plan = job.plan();
        let mut cleaner = Cleaner::open(&plan.cleaning)?;
        if let Some(state) = state {
            cleaner = cleaner.with_learned(load_state(state)?);
        }
        // Only for records that an engine read: they have no folder.
        let parsing = ParseSettings::new(&plan.input, false)?;
        let (walk, table) = (OnceLock::new(), OnceLock::new());
        Ok(Executor { job, plan, parsing, cleaner, walk, table })
    }

    pub(super) fn cleans(&self) -> bool {
        self.plan.cleaning.any()
    }

    fn walk(&self) -> Result<&Walk, Error> {
        if let Some(walk) = self.walk.get() {
            return Ok(walk);
        }
        let walk = self.job.walk()?;
        Ok(self.walk.get_or_init(|| walk))
    }

    /// Reads the documents of a task.
    pub fn read(&self, task: Task) -> Result<Vec<Row>, Error> {
        let walk = self.walk()?;
        let parsing = ParseSettings::new(&self.plan.input, walk.rooted)?;
        let mut fingerprinter = Fingerprinter::new(self.plan.matching.sampling);
        let mut rows = Vec::new();
        let files = (task.first..task.first + task.files).filter_map(|number| {
            walk.files.get(usize::try_from(number).ok()?).map(|file| (number, file))
        });
        for (number, file) in files {
            let one = Walk { files: vec![file.clone()], rooted: walk.rooted, ..Walk::default() };
            let mut within = 0_u64;
            for batch in one.batches(&self.plan.input) {
                for raw in batch.documents {
                    let place = number << 32 | within;
                    within += 1;
                    if (within - 1) / RUN % u64::from(task.parts.max(1)) == u64::from(task.part) {
                        rows.push(row(place, parse(raw, &parsing), &mut fingerprinter)?);
                    }
                }
                if task.part == 0 {
                    let place = number << 32 | u64::from(u32::MAX);
                    for problem in batch.problems {
                        rows.push(problem_row(place, &problem)?);
                    }
                }
            }
        }
        Ok(rows)
    }

    /// Reads documents that an engine read from elsewhere.
    pub fn read_records(&self, records: Vec<Record>) -> Result<Vec<Row>, Error> {
        let mut fingerprinter = Fingerprinter::new(self.plan.matching.sampling);
        let read = records.into_iter().map(|Record { place, name, json }| {
            let (root, path) = ("".into(), name.into());
            let id = DocumentId { root, path, member: None, record: None };
            let raw = RawDocument {
                id,
                format: Format::Json,
                bytes: json,
                declared_encoding: None,
                fields: Fields::default(),
            };
            row(place, parse(raw, &self.parsing), &mut fingerprinter)
        });
        read.collect()
    }

    /// Counts what articles teach. Each comes with whether it has the vote of its copies; `languages` has the number
    /// of all texts of the corpus in each language.
    pub fn count(
        &self,
        articles: &[(&[u8], bool)],
        languages: &[(String, u64)],
    ) -> Result<Vec<u8>, Error> {
        let sample = WordSample::new(languages.iter().map(|(name, texts)| (&**name, *texts)));
        let mut counted = Counted::default();
        for (bytes, has_vote) in articles {
            let article: Article = decode(bytes)?;
            if self.cleans() {
                counted.add(&article, *has_vote, &self.cleaner, &sample);
            } else if *has_vote {
                counted.votes.add_date(&article);
            }
        }
        encode(&counted)
    }

    /// Cleans articles. Each comes with its place.
    pub fn clean(&self, articles: &[(u64, &[u8])]) -> Result<Vec<Row>, Error> {
        let mut fingerprinter = Fingerprinter::new(self.plan.matching.sampling);
        let clock = PartClock::default();
        let cleaned = articles.iter().map(|(place, bytes)| {
            let article: Article = decode(bytes)?;
            let result = guarded(article.id.clone(), Stage::Clean, || {
                clean_one(article, &self.cleaner, &mut fingerprinter, &self.plan, &clock)
            });
            match result {
                Err(problem) => problem_row(*place, &problem),
                Ok((clean, print)) => {
                    let document = DocumentRow::new(*place, &clean.article.fields, print)?;
                    let document = Some((document, encode(&clean)?));
                    Ok(Row { place: *place, document, problem: None })
                }
            }
        });
        cleaned.collect()
    }
}

/// Cleans one article outside a job. Its status is that of a document of a run.
pub fn clean_article(article: Article, cleaner: &Cleaner, plan: &Plan) -> CleanArticle {
    let mut fingerprinter = Fingerprinter::new(plan.matching.sampling);
    clean_one(article, cleaner, &mut fingerprinter, plan, &PartClock::default()).0
}

/// The row of an article before cleaning.
fn row(
    place: u64,
    parsed: Result<Article, Problem>,
    fingerprinter: &mut Fingerprinter,
) -> Result<Row, Error> {
    match parsed {
        Err(problem) => problem_row(place, &problem),
        Ok(article) => {
            let headline = article.fields.headline.as_deref();
            let print = fingerprinter.fingerprint(headline, &article.original);
            let document = DocumentRow::new(place, &article.fields, print)?;
            Ok(Row { place, document: Some((document, encode(&article)?)), problem: None })
        }
    }
}

fn problem_row(place: u64, problem: &Problem) -> Result<Row, Error> {
    Ok(Row { place, document: None, problem: Some(encode(problem)?) })
}
