//! The data of the page.
//!
//! In: an output folder. Out: blocks of JSON: one with what the page shows first, then rows of
//! documents, then texts with their edits. Each kind has a budget, so that the page stays small
//! enough to open. What is left out is chosen the same way in every run, and counted.

use std::collections::HashMap;
use std::io::{self, BufRead};
use std::ops::ControlFlow;
use std::path::Path;

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::read::TableReader;
use super::super::text_file;
use super::clusters::{self, Cluster};
use super::documents::Documents;
use super::edits::{self, Edits, Wanted};
use super::pairs::{Pair, Pairs};
use super::payload::{Blocks, block, blocks};
use crate::Error;

/// Bytes of the texts' blocks, and of the rows' blocks.
const TEXTS: usize = 16 << 20;
const ROWS: usize = 3 << 20;
/// Bytes of all blocks.
const PAGE: usize = 24_000_000;
/// Bytes of texts that are read for the page, before they are compressed.
const READ: usize = 56 << 20;
/// Problems and sites that the page lists.
const MOST_PROBLEMS: usize = 2_000;
const MOST_SITES: usize = 20_000;

/// The data of the page.
#[derive(Debug)]
pub struct PageData {
    pub run: Value,
    pub sites: Vec<Vec<String>>,
    pub problems: Vec<Vec<String>>,
    pub first: String,
    pub rows: Blocks,
    pub texts: Blocks,
}

const SITE_COLUMNS: [&str; 11] = [
    "site",
    "articles",
    "problems",
    "lines_removed",
    "chars_removed_share",
    "learned_lines",
    "duplicate_share",
    "first_published",
    "last_published",
    "wire_share",
    "first_share",
];
const RULE_COLUMNS: [&str; 6] = ["rule_id", "kind", "why", "articles", "edits", "chars"];
const PROBLEM_COLUMNS: [&str; 7] =
    ["source_path", "member", "record", "outcome", "stage", "code", "message"];

impl PageData {
    /// Reads each table once.
    pub fn read(out: &Path) -> Result<PageData, Error> {
        PageData::within(out, TEXTS)
    }

    /// As [`PageData::read`], with another budget for the texts.
    pub fn within(out: &Path, budget: usize) -> Result<PageData, Error> {
        let gathered = Gathered::read(out)?;
        let documents = &gathered.documents;
        let held = first_within(documents, READ);
        let edits = read_edits(out, documents, held, &gathered.rules)?;
        let clean = read_texts(out, documents, held)?;
        let failed = |source| Error::Input { path: out.to_owned(), source };
        let names = gathered.names();
        let row = |n| documents.value(n, |name| names.get(name).copied());
        let rows = blocks(documents.documents.len(), ROWS, |_| 400, row).map_err(failed)?;
        let first = |texts: &Blocks| block(&gathered.first(&edits, &rows, texts)).map_err(failed);
        let used =
            first(&Blocks::default())?.len() + rows.blocks.iter().map(String::len).sum::<usize>();
        let budget = budget.min(PAGE.saturating_sub(used));
        let texts = blocks(held, budget, |n| weight(documents, n), |n| text(n, &clean, &edits))
            .map_err(failed)?;
        let first = first(&texts)?;
        drop(names);
        let Gathered { run, sites, problems, .. } = gathered;
        Ok(PageData { run, sites, problems, first, rows, texts })
    }
}

/// What the tables say, apart from edits and texts.
struct Gathered {
    run: Value,
    sites: Vec<Vec<String>>,
    rules: Vec<Vec<String>>,
    problems: Vec<Vec<String>>,
    clusters: Vec<Cluster>,
    cluster_count: usize,
    /// The clusters, from the first, whose members are listed.
    with_members: usize,
    pairs: Pairs,
    documents: Documents,
}

impl Gathered {
    fn read(out: &Path) -> Result<Gathered, Error> {
        let run: Value = json_file(out, "run.json")?;
        let matching = run.pointer("/configuration/matching").cloned().unwrap_or_default();
        let mut rules = rows(out, "rules", &RULE_COLUMNS, usize::MAX)?;
        rules.retain(|rule| rule.get(4).is_some_and(|edits| edits != "0"));
        let mut clusters = clusters::clusters(out)?;
        let cluster_count = clusters.len();
        clusters.truncate(clusters::listed_rows(&clusters));
        let with_members = clusters::with_members(&clusters);
        let pairs = Pairs::read(out, &matching)?;
        let listed = clusters.get(..with_members).unwrap_or_default();
        let documents = Documents::read(out, listed, &pairs.documents())?;
        Ok(Gathered {
            run,
            sites: rows(out, "sites", &SITE_COLUMNS, usize::MAX)?,
            rules,
            problems: rows(out, "problems", &PROBLEM_COLUMNS, MOST_PROBLEMS)?,
            clusters,
            cluster_count,
            with_members,
            pairs,
            documents,
        })
    }

    /// The numbers of the sites that are listed.
    fn names(&self) -> HashMap<&str, usize> {
        let listed = self.sites.iter().take(MOST_SITES).enumerate();
        listed.filter_map(|(at, site)| Some((site.first()?.as_str(), at))).collect()
    }

    fn cluster_values(&self) -> Vec<Value> {
        let names = self.names();
        let value = |(at, cluster): (usize, &Cluster)| {
            let members = self.documents.members.get(at).map(Vec::as_slice).unwrap_or_default();
            let site = |name: &str| names.get(name).copied();
            cluster.value(site, |id| self.documents.number(id), members)
        };
        self.clusters.iter().enumerate().map(value).collect()
    }

    fn pair_values(&self, pairs: &[Pair]) -> Vec<Value> {
        pairs.iter().filter_map(|pair| pair.value(|id| self.documents.number(id))).collect()
    }

    /// What the page shows first.
    fn first(&self, edits: &Edits, rows: &Blocks, texts: &Blocks) -> Value {
        let Gathered { documents, pairs, .. } = self;
        json!({
            "run": shown_run(&self.run),
            "sites": self.sites.iter().take(MOST_SITES).collect::<Vec<_>>(),
            "site_count": self.sites.len(),
            "learned": learned(documents, edits, &self.names()),
            "rules": self.rules,
            "examples": edits.examples,
            "problems": self.problems,
            "clusters": self.cluster_values(),
            "cluster_count": self.cluster_count,
            "with_members": self.with_members,
            "with_texts": with_texts(&self.clusters, documents, texts),
            "figures": documents.figures,
            "lost_most": documents.lost_most,
            "least_certain": documents.least_certain,
            "sample": documents.sample,
            "similarities": { "joined": pairs.joined, "held_apart": pairs.held_apart },
            "pair_count": pairs.count,
            "nearest": self.pair_values(&pairs.nearest),
            "apart": self.pair_values(&pairs.apart),
            "pair_sample": self.pair_values(&pairs.sample),
            "chained": documents.chained,
            "doubtful": named(&edits.doubtful, documents),
            "row_starts": rows.starts,
            "text_starts": texts.starts,
            "documents": documents.documents.len(),
        })
    }
}

/// The facts of the run that the page shows. It leaves out what differs between a run of an index
/// and a run of the whole corpus with the same tables.
fn shown_run(run: &Value) -> Value {
    let fact = |name: &str| (name.to_owned(), run.get(name).cloned().unwrap_or_default());
    let names = ["copydesk", "inputs", "configuration", "changed_settings", "counts", "labels"];
    Value::Object(names.map(fact).into_iter().collect())
}

/// How many documents, from the first, have together at most so many bytes.
fn first_within(documents: &Documents, budget: usize) -> usize {
    let mut bytes = 0;
    let fits = |number: &usize| {
        bytes += weight(documents, *number);
        bytes <= budget
    };
    (0..documents.documents.len()).take_while(fits).count()
}

fn weight(documents: &Documents, number: usize) -> usize {
    documents.documents.get(number).and_then(|document| document.bytes()).unwrap_or(8)
}

fn read_edits(
    out: &Path,
    documents: &Documents,
    held: usize,
    rules: &[Vec<String>],
) -> Result<Edits, Error> {
    let ids = documents.documents.iter().take(held).enumerate();
    let ids = ids.filter(|(_, document)| document.bytes().is_some());
    let kind = |rule: &'_ Vec<String>| Some((rule.first()?.clone(), rule.get(1)?.clone()));
    let rules: Vec<(String, String)> = rules.iter().filter_map(kind).collect();
    let wanted = Wanted {
        documents: ids.map(|(number, document)| (document.id.as_str(), number)).collect(),
        rules: rules.iter().map(|(rule, kind)| (rule.as_str(), kind.as_str())).collect(),
        sites: &documents.sites,
    };
    Edits::read(out, &wanted)
}

#[derive(Debug, Deserialize)]
struct TextLine {
    text: Option<String>,
}

/// The clean texts of the first documents, by their numbers.
fn read_texts(
    out: &Path,
    documents: &Documents,
    held: usize,
) -> Result<HashMap<usize, String>, Error> {
    let mut texts = HashMap::new();
    // A run need not write all texts, or any.
    let Some((path, mut reader)) = text_file::open(out, &["articles.jsonl", "unique.jsonl"])?
    else {
        return Ok(texts);
    };
    let failed = |source| Error::Input { path: path.clone(), source };
    let mut line = Vec::new();
    let wanted = (0..held).filter(|number| is_short(documents, *number)).count();
    while texts.len() < wanted && reader.read_until(b'\n', &mut line).map_err(failed)? > 0 {
        // The id is the first value of a line.
        let id = line.split(|&byte| byte == b'"').nth(3).unwrap_or_default();
        let number = str::from_utf8(id).ok().and_then(|id| documents.number(id));
        let number = number.filter(|number| *number < held);
        if let Some(number) = number.filter(|number| is_short(documents, *number)) {
            let parsed: TextLine = serde_json::from_slice(&line)
                .map_err(|error| failed(io::Error::new(io::ErrorKind::InvalidData, error)))?;
            texts.insert(number, parsed.text.unwrap_or_default());
        }
        line.clear();
    }
    Ok(texts)
}

/// Whether a document's text is short enough for the page.
fn is_short(documents: &Documents, number: usize) -> bool {
    documents.documents.get(number).is_some_and(|document| document.bytes().is_some())
}

/// A document's clean text and its edits; `null` in place of edits that do not fit the text, or of a text
/// that is too long.
fn text(number: usize, texts: &HashMap<usize, String>, edits: &Edits) -> Value {
    let Some(text) = texts.get(&number) else { return Value::Null };
    let recorded = edits.of_document.get(&number).map(Vec::as_slice).unwrap_or_default();
    json!([text, edits::replayed(text, recorded)])
}

/// How many clusters have the texts of all listed members.
fn with_texts(clusters: &[Cluster], documents: &Documents, texts: &Blocks) -> usize {
    let held = texts.starts.last().copied().unwrap_or(0);
    let all = clusters.iter().zip(&documents.members);
    let is_held = |number: &usize| *number < held && is_short(documents, *number);
    all.filter(|(_, members)| members.iter().all(is_held)).count()
}

/// The learned lines of each site, by the number of the site in `sites.csv`.
fn learned(documents: &Documents, edits: &Edits, names: &HashMap<&str, usize>) -> Value {
    let of_site = documents.site_names.iter().zip(0_u32..).filter_map(|(name, number)| {
        let lines = edits.lines_of(number);
        let at = names.get(name.as_str()).filter(|_| !lines.is_empty())?;
        Some((at.to_string(), json!(lines)))
    });
    Value::Object(of_site.collect())
}

/// Removals to judge, with the name of their site.
fn named(doubtful: &[Value], documents: &Documents) -> Vec<Value> {
    let name = |removal: &Value| {
        let mut removal = removal.clone();
        if let Some(site) = removal.get_mut(1) {
            let number = site.as_u64().and_then(|number| usize::try_from(number).ok());
            *site = json!(number.and_then(|number| documents.site_names.get(number)));
        }
        removal
    };
    doubtful.iter().map(name).collect()
}

fn json_file(out: &Path, name: &str) -> Result<Value, Error> {
    let path = out.join(name);
    let failed = |source| Error::Input { path: path.clone(), source };
    let text = std::fs::read_to_string(&path).map_err(failed)?;
    serde_json::from_str(&text)
        .map_err(|error| failed(io::Error::new(io::ErrorKind::InvalidData, error)))
}

/// The first rows of a table, some of its columns.
fn rows(out: &Path, table: &str, columns: &[&str], most: usize) -> Result<Vec<Vec<String>>, Error> {
    let mut rows = Vec::new();
    TableReader::open(out, table)?.rows(|row| {
        if rows.len() >= most {
            return ControlFlow::Break(());
        }
        rows.push(columns.iter().map(|column| row.get(column).to_owned()).collect());
        ControlFlow::Continue(())
    })?;
    Ok(rows)
}
