//! All tables of a run, written while the documents are processed.
//!
//! In: batches of clean articles in the order of their numbers; at the end matches, problems, rules
//! and facts. Out: every file of the output folder except `run_env.json` and `report.html`. It keeps
//! two batches in memory, the sums by site, rule and cluster, and [`Identities`].

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use crate::Error;
use crate::document::passage::PlacedPassage;
use crate::document::{DocumentId, DocumentNumber, Match, Problem};

use super::against::ReferenceMatch;
use super::articles::hexadecimal;
use super::cells::one_line;
use super::clusters::{self, ClusterNotes};
use super::counts::Counts;
use super::files::TableFile;
use super::folder::OutputFolder;
use super::identity::{Identities, Memberships};
use super::rules::{self, RuleEntry, RuleTallies};
use super::run::{Hashes, RunFacts, RunMark, pretty};
use super::schema::{Schema, Table};
use super::sites::{self, SiteTally};
use super::text_file::TextFile;
use super::versions::{self, Sentence, Versions};
use super::{against, pairs, passages, problems};
use part::{Maker, Part};

pub use part::Piece;
pub use settings::{TableSettings, UniqueFormat};

/// Everything that the last tables need.
pub struct Closing<'a> {
    /// The number of documents found, from the reading stages.
    pub found: u64,
    pub matches: &'a [Match],
    /// The passages of the matches, if they are to be written.
    pub passages: &'a [PlacedPassage],
    /// The matches with a reference, if there is one.
    pub against: &'a [ReferenceMatch],
    pub problems: &'a [Problem],
    pub rules: &'a [RuleEntry],
    /// Lines of site chrome that were learned, by site.
    pub learned_lines: &'a BTreeMap<String, u64>,
    /// The site of a document that was not processed, if its path contains it.
    pub site_of: &'a (dyn Fn(&DocumentId) -> Option<String> + Sync),
    pub version: &'a str,
    /// The names of the inputs, without the folders that they are in.
    pub inputs: Vec<String>,
    /// Without paths or names of this machine.
    pub configuration: serde_json::Value,
    /// The settings that differ from the defaults, by their paths in the configuration.
    pub changed_settings: BTreeMap<String, serde_json::Value>,
    /// What became of the user's labels, and the scores of the thresholds on them.
    pub labels: Option<serde_json::Value>,
    /// `inputs` is filled in.
    pub hashes: Hashes,
    /// The order of day and month in numeric dates, by the source of the dates.
    pub date_orders: BTreeMap<String, &'static str>,
    /// More counts of stages for `run.json`.
    pub stages: BTreeMap<String, BTreeMap<String, u64>>,
    /// The number of this run, if there is an index.
    pub run: Option<RunMark>,
}

/// The tables of a run while they are written.
pub struct Tables<'a> {
    maker: Maker<'a>,
    schema: Schema,
    next: DocumentNumber,
    /// Parts that are still to be written.
    waiting: Vec<Part>,
    files: Files<'a>,
    sums: Sums,
}

/// The files that grow with the documents.
struct Files<'a> {
    articles: TableFile<'a>,
    edits: TableFile<'a>,
    lines: Option<TextFile>,
    unique: Option<TextFile>,
    originals: Option<TextFile>,
}

/// Sums over the documents.
struct Sums {
    inputs: Sha256,
    counts: Counts,
    rules: RuleTallies,
    sites: BTreeMap<Arc<str>, SiteTally>,
    clusters: Vec<ClusterNotes>,
    /// The sentences of updates and of what they update.
    texts: HashMap<DocumentNumber, Vec<Sentence>>,
}

impl<'a> Tables<'a> {
    pub fn create(
        folder: &'a OutputFolder,
        settings: TableSettings,
        identities: &'a Identities,
        memberships: &'a Memberships<'a>,
        versions: &'a Versions,
    ) -> Result<Tables<'a>, Error> {
        let schema = Schema::built_in()?;
        let table = |name| TableFile::create(folder, &schema, name, settings.excel);
        let (articles, edits) = (table("articles")?, table("edits")?);
        if settings.unique == Some(UniqueFormat::Txt) {
            folder.create_folder("unique")?;
        }
        let text = |name| TextFile::create(folder, name, settings.compression);
        let if_asked = |asked: bool, name| asked.then(|| text(name)).transpose();
        let files = Files {
            articles,
            edits,
            lines: if_asked(!settings.no_lines, "articles.jsonl")?,
            unique: if_asked(settings.unique == Some(UniqueFormat::Jsonl), "unique.jsonl")?,
            originals: if_asked(settings.keep_original, "originals.jsonl")?,
        };
        Ok(Tables {
            maker: Maker { folder, settings, identities, memberships, versions },
            schema,
            next: 0,
            waiting: Vec::new(),
            files,
            sums: Sums::new(memberships.clusters().len()),
        })
    }

    /// Writes the next documents, in the order of [`super::IdentityBuilder::add`]. All threads make
    /// them and turn them into bytes, while the bytes of the last call are written.
    pub fn documents(&mut self, pieces: Vec<Piece<'_>>) -> Result<(), Error> {
        let mut next = self.next;
        let numbered = Piece::numbered(pieces, &mut next);
        let (maker, files, waiting) =
            (self.maker, &mut self.files, std::mem::take(&mut self.waiting));
        let make =
            || numbered.into_par_iter().map(|(first, piece)| maker.part(first, piece)).collect();
        let (written, made): (_, Result<Vec<Part>, Error>) =
            rayon::join(|| files.write(&waiting), make);
        written?;
        self.next = next;
        self.waiting = made?;
        for part in &mut self.waiting {
            self.sums.add(part);
        }
        Ok(())
    }

    /// Writes all other tables. Returns the counts.
    pub fn finish(mut self, closing: Closing<'_>) -> Result<Counts, Error> {
        self.files.write(&self.waiting)?;
        drop(self.waiting);
        let Tables { maker, schema, files, sums, .. } = self;
        // The small tables are made while the texts are written to the device.
        let (grown, counts) =
            rayon::join(|| files.finish(), || write_closing(maker, &schema, sums, closing));
        grown?;
        counts
    }
}

/// Writes the tables that need all documents. Returns the counts.
fn write_closing(
    maker: Maker<'_>,
    schema: &Schema,
    mut sums: Sums,
    closing: Closing<'_>,
) -> Result<Counts, Error> {
    let Maker { folder, settings, identities, memberships, versions } = maker;
    sums.counts.found = closing.found;
    sums.counts.sites = sums.sites.len() as u64;
    sums.counts.clusters(memberships.clusters(), closing.matches);
    sums.counts.problems(closing.problems);
    sums.counts.removed_by_kind = sums.rules.removed_by_kind(closing.rules);
    for problem in closing.problems {
        if let Some(site) = (closing.site_of)(&problem.id) {
            sums.sites.entry((&*one_line(&site)).into()).or_default().problems += 1;
        }
    }

    let excel = settings.excel;
    let write = |name: &str, rows: &dyn Fn(&mut TableFile<'_>) -> Result<(), Error>| {
        let mut table = TableFile::create(folder, schema, name, excel)?;
        rows(&mut table)?;
        table.finish()
    };
    write("clusters", &|table| {
        clusters::write(table, memberships, &sums.clusters, identities, excel)
    })?;
    write("pairs", &|table| pairs::write(table, closing.matches, identities, excel))?;
    if settings.passages {
        write("passages", &|table| passages::write(table, closing.passages, identities, excel))?;
    }
    if settings.against {
        write("against", &|table| against::write(table, closing.against, identities, excel))?;
    }
    write("versions", &|table| {
        versions::write(table, versions, &sums.texts, identities, memberships, excel)
    })?;
    write("sites", &|table| sites::write(table, &sums.sites, closing.learned_lines, excel))?;
    write("rules", &|table| rules::write(table, closing.rules, &sums.rules, excel))?;
    write("problems", &|table| problems::write(table, closing.problems, excel))?;

    let written = |table: &Table| match table.name.as_str() {
        "articles-text" => !settings.no_lines,
        "unique" => settings.unique == Some(UniqueFormat::Jsonl),
        "originals" => settings.keep_original,
        "passages" => settings.passages,
        "against" => settings.against,
        "history" | "cluster_changes" | "problem_history" | "runs" => settings.history,
        _ => true,
    };
    let package = schema.data_package(closing.version, settings.compression, &written);
    folder.write("datapackage.json", pretty(&package)?.as_bytes())?;
    let mut hashes = closing.hashes;
    hashes.inputs = inputs_hash(sums.inputs, closing.problems);
    let facts = RunFacts {
        copydesk: closing.version.to_owned(),
        inputs: closing.inputs,
        configuration: closing.configuration,
        changed_settings: closing.changed_settings,
        labels: closing.labels,
        hashes,
        counts: sums.counts,
        date_orders: closing.date_orders,
        stages: closing.stages,
        index: closing.run,
    };
    facts.write(folder)?;
    Ok(facts.counts)
}

impl Files<'_> {
    /// Writes the parts in their order. The files with texts are written in parallel with the tables.
    fn write(&mut self, parts: &[Part]) -> Result<(), Error> {
        let Files { articles, edits, lines, unique, originals } = self;
        let texts = || match lines {
            Some(file) => parts.iter().try_for_each(|part| file.write(&part.lines)),
            None => Ok(()),
        };
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

    fn finish(self) -> Result<(), Error> {
        self.articles.finish()?;
        self.edits.finish()?;
        let texts = [self.lines, self.unique, self.originals];
        texts.into_iter().flatten().try_for_each(TextFile::finish)
    }
}

impl Sums {
    fn new(clusters: usize) -> Sums {
        Sums {
            inputs: Sha256::new(),
            counts: Counts::default(),
            rules: RuleTallies::default(),
            sites: BTreeMap::new(),
            clusters: vec![ClusterNotes::default(); clusters],
            texts: HashMap::new(),
        }
    }

    /// Moves the sums out of a part.
    fn add(&mut self, part: &mut Part) {
        self.inputs.update(std::mem::take(&mut part.inputs));
        self.counts.merge(&part.counts);
        self.rules.merge(std::mem::take(&mut part.rules));
        self.texts.extend(std::mem::take(&mut part.texts));
        for (site, tally) in part.sites.drain() {
            self.sites.entry(site).or_default().merge(&tally);
        }
        for (cluster, notes) in part.clusters.drain(..) {
            if let Some(known) = self.clusters.get_mut(cluster) {
                known.merge(notes);
            }
        }
    }
}

fn inputs_hash(mut documents: Sha256, problems: &[Problem]) -> String {
    let mut sorted: Vec<&Problem> = problems.iter().collect();
    sorted.sort();
    for problem in sorted {
        // The message is prose, which may change with the version.
        let key = (&problem.id, problem.outcome, problem.stage, problem.code);
        documents.update(serde_json::to_vec(&key).unwrap_or_default());
    }
    hexadecimal(&documents.finalize())
}

mod part;
mod settings;
#[cfg(test)]
pub mod tests;
