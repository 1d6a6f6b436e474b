//! All tables of a run, written as the documents pass.
//!
//! In: batches of clean articles in the order of their numbers; at the end matches, problems,
//! rules and facts. Out: every file of the output folder but `run_env.json` and `report.html`.
//! Memory is one batch, the sums by site, rule and cluster, and what [`Identities`] keeps.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use crate::Error;
use crate::document::{CleanArticle, DocumentId, DocumentNumber, Match, Problem};

use super::articles::{self, Document, Sizes, hexadecimal};
use super::cells::{Rows, one_line};
use super::clusters::{self, ClusterNotes};
use super::counts::Counts;
use super::edits;
use super::files::TableFile;
use super::folder::{OutputFile, OutputFolder};
use super::identity::{Identities, Standing};
use super::rules::{self, RuleEntry, RuleTallies};
use super::run::{Hashes, RunFacts, RunMark, pretty};
use super::schema::{Schema, Table};
use super::sites::{self, SiteTally};
use super::{jsonl, pairs, problems, unique};

/// Documents that one thread turns into bytes at a time.
const PART: usize = 64;

/// How the documents that are no copies are written once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UniqueFormat {
    /// `unique.jsonl`.
    Jsonl,
    /// `unique/`, a text file for each.
    Txt,
}

/// Which files are written beside the tables.
#[derive(Debug, Clone, Copy, Default)]
pub struct TableSettings {
    /// `excel/`.
    pub excel: bool,
    pub unique: Option<UniqueFormat>,
    /// `originals.jsonl`.
    pub keep_original: bool,
    /// The tables of history, which another hand writes.
    pub history: bool,
}

/// What is known when the last document has passed.
pub struct Closing<'a> {
    /// Documents found, as the reading stages counted them.
    pub found: u64,
    pub matches: &'a [Match],
    pub problems: &'a [Problem],
    pub rules: &'a [RuleEntry],
    /// Lines of site chrome that were learned, by site.
    pub learned_lines: &'a BTreeMap<String, u64>,
    /// The site of a document that was not processed, where its place tells.
    pub site_of: &'a dyn Fn(&DocumentId) -> Option<String>,
    pub version: &'a str,
    /// Without paths or names of this machine.
    pub configuration: serde_json::Value,
    /// `inputs` is filled in.
    pub hashes: Hashes,
    /// More counts of stages for `run.json`.
    pub stages: BTreeMap<String, BTreeMap<String, u64>>,
    /// Which of the runs of an index this is.
    pub run: Option<RunMark>,
}

/// The tables of a run while they are written.
pub struct Tables<'a> {
    folder: &'a OutputFolder,
    settings: TableSettings,
    schema: Schema,
    identities: &'a Identities,
    standing: &'a Standing<'a>,
    next: DocumentNumber,
    articles: TableFile,
    edits: TableFile,
    lines: OutputFile,
    unique: Option<OutputFile>,
    originals: Option<OutputFile>,
    inputs: Sha256,
    counts: Counts,
    rules: RuleTallies,
    sites: BTreeMap<Arc<str>, SiteTally>,
    clusters: Vec<ClusterNotes>,
}

/// What one thread made of a few documents.
#[derive(Default)]
struct Part {
    articles: (Vec<u8>, Vec<u8>),
    edits: (Vec<u8>, Vec<u8>),
    lines: Vec<u8>,
    /// Where in `lines` the documents stand that are no copies.
    unique: Vec<Range<usize>>,
    originals: Vec<u8>,
    counts: Counts,
    rules: RuleTallies,
    sites: HashMap<Arc<str>, SiteTally>,
}

impl<'a> Tables<'a> {
    pub fn create(
        folder: &'a OutputFolder,
        settings: TableSettings,
        identities: &'a Identities,
        standing: &'a Standing<'a>,
    ) -> Result<Tables<'a>, Error> {
        let schema = Schema::built_in()?;
        let table = |name| TableFile::create(folder, &schema, name, settings.excel);
        let (articles, edits) = (table("articles")?, table("edits")?);
        if settings.unique == Some(UniqueFormat::Txt) {
            folder.create_folder("unique")?;
        }
        let if_asked = |asked: bool, name| asked.then(|| folder.create(name)).transpose();
        Ok(Tables {
            articles,
            edits,
            lines: folder.create("articles.jsonl")?,
            unique: if_asked(settings.unique == Some(UniqueFormat::Jsonl), "unique.jsonl")?,
            originals: if_asked(settings.keep_original, "originals.jsonl")?,
            folder,
            settings,
            schema,
            identities,
            standing,
            next: 0,
            inputs: Sha256::new(),
            counts: Counts::default(),
            rules: RuleTallies::default(),
            sites: BTreeMap::new(),
            clusters: vec![ClusterNotes::default(); standing.clusters().len()],
        })
    }

    /// Writes the next documents, in the order in which [`super::Ledger::note`] saw them.
    pub fn documents(&mut self, batch: &[CleanArticle]) -> Result<(), Error> {
        let parts: Vec<Part> = batch
            .par_chunks(PART)
            .enumerate()
            .map(|(index, documents)| self.part(index * PART, documents))
            .collect::<Result<_, _>>()?;
        self.write_parts(&parts)?;
        for part in parts {
            self.counts.merge(&part.counts);
            self.rules.merge(part.rules);
            for (site, tally) in part.sites {
                self.sites.entry(site).or_default().merge(&tally);
            }
        }
        for (number, clean) in (self.next..).zip(batch) {
            if let Some(id) = self.identities.article(number) {
                self.inputs.update(id.to_string());
                self.inputs.update(clean.article.raw_sha256);
            }
            if let Some(membership) = self.standing.of(number)
                && let Some(notes) = self.clusters.get_mut(membership.cluster)
            {
                notes.note(&membership, &clean.article.fields);
            }
        }
        self.next += batch.len() as DocumentNumber;
        Ok(())
    }

    /// Writes what the threads made, in its order; the files that hold texts at the same time as
    /// the tables.
    fn write_parts(&mut self, parts: &[Part]) -> Result<(), Error> {
        let (articles, edits, originals) =
            (&mut self.articles, &mut self.edits, &mut self.originals);
        let (lines, unique) = (&mut self.lines, &mut self.unique);
        let texts = || parts.iter().try_for_each(|part| lines.write(&part.lines));
        let others = || {
            parts.iter().try_for_each(|part| {
                articles.write_bytes(&part.articles.0, &part.articles.1)?;
                edits.write_bytes(&part.edits.0, &part.edits.1)?;
                if let Some(file) = unique {
                    for span in &part.unique {
                        file.write(part.lines.get(span.clone()).unwrap_or_default())?;
                    }
                }
                originals.as_mut().map_or(Ok(()), |file| file.write(&part.originals))
            })
        };
        let (texts, others) = rayon::join(texts, others);
        texts.and(others)
    }

    /// A few documents as bytes and sums; `offset` is the place of the first in its batch.
    fn part(&self, offset: usize, documents: &[CleanArticle]) -> Result<Part, Error> {
        let mut part = Part::default();
        let mut articles = Rows::new(self.settings.excel);
        let mut edits = Rows::new(self.settings.excel);
        for (number, clean) in (self.next + offset as DocumentNumber..).zip(documents) {
            let Some(document) = self.document(number, clean) else {
                return Err(Error::Usage(format!("document {number} was never noted")));
            };
            let sizes = Sizes::of(clean);
            articles::write(&mut articles, &document, sizes);
            edits::write(&mut edits, &document);
            let start = part.lines.len();
            jsonl::write(&mut part.lines, &document);
            if !document.is_member() {
                match self.settings.unique {
                    Some(UniqueFormat::Jsonl) => match part.unique.last_mut() {
                        Some(last) if last.end == start => last.end = part.lines.len(),
                        _ => part.unique.push(start..part.lines.len()),
                    },
                    Some(UniqueFormat::Txt) => self.write_text(number, &document)?,
                    None => {}
                }
            }
            if self.settings.keep_original {
                jsonl::write_original(&mut part.originals, &document);
            }
            part.counts.document(&document, sizes);
            part.rules.note(&clean.edits);
            if let Some(site) = self.identities.site(number) {
                part.sites.entry(site.clone()).or_default().note(&document, sizes);
            }
        }
        part.articles = articles.finish();
        part.edits = edits.finish();
        Ok(part)
    }

    fn document<'d>(
        &'d self,
        number: DocumentNumber,
        clean: &'d CleanArticle,
    ) -> Option<Document<'d>> {
        let membership = self.standing.of(number);
        let via = membership.and_then(|m| m.joined).and_then(|joined| joined.via);
        Some(Document {
            clean,
            id: self.identities.article(number)?,
            via: via.and_then(|neighbour| self.identities.article(neighbour)),
            membership,
        })
    }

    fn write_text(&self, number: DocumentNumber, document: &Document<'_>) -> Result<(), Error> {
        let id = &document.clean.article.id;
        let name = unique::file_name(id, document.id, self.identities.is_repeated(number));
        self.folder.write_small(&format!("unique/{name}"), document.clean.text.as_bytes())
    }

    /// Writes all other tables; returns the counts.
    pub fn finish(mut self, closing: Closing<'_>) -> Result<Counts, Error> {
        self.articles.finish()?;
        self.edits.finish()?;
        self.lines.finish()?;
        self.unique.map_or(Ok(()), OutputFile::finish)?;
        self.originals.map_or(Ok(()), OutputFile::finish)?;

        self.counts.found = closing.found;
        self.counts.sites = self.sites.len() as u64;
        self.counts.clusters(self.standing.clusters(), closing.matches);
        self.counts.problems(closing.problems);
        self.counts.removed_by_kind = self.rules.removed_by_kind(closing.rules);
        for problem in closing.problems {
            if let Some(site) = (closing.site_of)(&problem.id) {
                self.sites.entry((&*one_line(&site)).into()).or_default().problems += 1;
            }
        }

        let (excel, folder, schema) = (self.settings.excel, self.folder, &self.schema);
        let write = |name: &str, rows: &dyn Fn(&mut TableFile) -> Result<(), Error>| {
            let mut table = TableFile::create(folder, schema, name, excel)?;
            rows(&mut table)?;
            table.finish()
        };
        write("clusters", &|table| {
            clusters::write(table, self.standing, &self.clusters, self.identities, excel)
        })?;
        write("pairs", &|table| pairs::write(table, closing.matches, self.identities, excel))?;
        write("sites", &|table| sites::write(table, &self.sites, closing.learned_lines, excel))?;
        write("rules", &|table| rules::write(table, closing.rules, &self.rules, excel))?;
        write("problems", &|table| problems::write(table, closing.problems, excel))?;

        let written = |table: &Table| match table.name.as_str() {
            "unique" => self.settings.unique == Some(UniqueFormat::Jsonl),
            "originals" => self.settings.keep_original,
            "history" | "cluster_changes" => self.settings.history,
            _ => true,
        };
        let package = schema.data_package(closing.version, &written);
        folder.write("datapackage.json", pretty(&package)?.as_bytes())?;
        let mut hashes = closing.hashes;
        hashes.inputs = inputs_hash(self.inputs, closing.problems);
        let facts = RunFacts {
            copydesk: closing.version.to_owned(),
            configuration: closing.configuration,
            hashes,
            counts: self.counts,
            stages: closing.stages,
            index: closing.run,
        };
        facts.write(folder)?;
        Ok(facts.counts)
    }
}

fn inputs_hash(mut documents: Sha256, problems: &[Problem]) -> String {
    let mut sorted: Vec<&Problem> = problems.iter().collect();
    sorted.sort();
    for problem in sorted {
        // The message is prose and may change from one version to the next.
        let key = (&problem.id, problem.outcome, problem.stage, problem.code);
        documents.update(serde_json::to_vec(&key).unwrap_or_default());
    }
    hexadecimal(&documents.finalize())
}

#[cfg(test)]
pub mod tests;
