//! The data of the page, gathered from the tables in a few passes.
//!
//! In: an output folder. Out: counts, the largest sites, the most used rules, the largest clusters,
//! the clusters with the lowest similarity (each with two of its texts), and the first problems. It
//! keeps only what is shown in memory.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead};
use std::ops::ControlFlow;
use std::path::Path;

use aho_corasick::AhoCorasick;
use serde::Deserialize;

use crate::Error;

use super::super::counts::Counts;
use super::super::read::{RowView, TableReader};
use super::super::text_file;

/// Rows of a list on the page.
pub const MOST_ROWS: usize = 150;

/// Clusters of a list on the page.
const MOST_CLUSTERS: usize = 15;

/// Members of a cluster that are listed.
const MOST_MEMBERS: usize = 10;

/// The columns of a row, by name.
pub type Cells = BTreeMap<String, String>;

/// Everything that the page shows.
#[derive(Debug, Default)]
pub struct PageData {
    pub version: String,
    pub counts: Counts,
    pub sites: Vec<Cells>,
    pub rules: Vec<Cells>,
    /// For each rule shown, the `before` of one of its edits.
    pub examples: BTreeMap<String, String>,
    pub largest: Vec<Cells>,
    pub least_alike: Vec<Cells>,
    /// The first members of each cluster shown.
    pub members: BTreeMap<String, Vec<Cells>>,
    /// For each cluster shown, its representative and the member that differs most from it.
    pub compared: BTreeMap<String, (Cells, Cells)>,
    /// Their texts.
    pub texts: BTreeMap<String, String>,
    pub problems: Vec<Cells>,
}

impl PageData {
    pub fn from_tables(out: &Path) -> Result<PageData, Error> {
        let run = read_run(out)?;
        let mut gathered =
            PageData { version: run.copydesk, counts: run.counts, ..PageData::default() };
        gathered.sites = first_by(out, "sites", MOST_ROWS, &|row| number(row.get("articles")))?;
        gathered.rules = first_by(out, "rules", MOST_ROWS, &|row| number(row.get("edits")))?;
        gathered.rules.retain(|rule| get(rule, "edits") != "0");
        gathered.largest =
            first_by(out, "clusters", MOST_CLUSTERS, &|row| number(row.get("size")))?;
        // Lowest similarity first; clusters without one last.
        gathered.least_alike =
            first_by(out, "clusters", MOST_CLUSTERS, &|row| match row.get("min_similarity") {
                "" => 0,
                ratio => 100_000_u64.saturating_sub(digits(ratio)),
            })?;
        let largest = &gathered.largest;
        gathered.least_alike.retain(|cluster| {
            let is_shown =
                largest.iter().any(|l| get(l, "cluster_id") == get(cluster, "cluster_id"));
            !is_shown && !get(cluster, "min_similarity").is_empty()
        });
        gathered.least_alike.truncate(MOST_CLUSTERS);
        gathered.problems = first_by(out, "problems", MOST_ROWS, &|_| 0)?;
        gathered.find_examples(out)?;
        gathered.find_members(out)?;
        gathered.read_texts(out)?;
        Ok(gathered)
    }

    fn find_examples(&mut self, out: &Path) -> Result<(), Error> {
        let wanted: BTreeSet<&str> = self.rules.iter().map(|rule| get(rule, "rule_id")).collect();
        if wanted.is_empty() {
            return Ok(());
        }
        let examples = &mut self.examples;
        let left = RefCell::new(wanted);
        // The second cell has the rules. It begins with a quote if a name needs one.
        let is_wanted = |line: &[u8]| {
            let rules = line.split(|&byte| byte == b',').nth(1).unwrap_or_default();
            let mut each = rules.split(|&byte| byte == b'+').map(str::from_utf8);
            rules.starts_with(b"\"")
                || each.any(|rule| rule.is_ok_and(|rule| left.borrow().contains(rule)))
        };
        TableReader::open(out, "edits")?.rows_where(is_wanted, |row| {
            let mut wanted = left.borrow_mut();
            for rule in row.get("rule_id").split('+') {
                if wanted.remove(rule) {
                    examples.insert(rule.to_owned(), row.get("before").to_owned());
                }
            }
            if wanted.is_empty() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
    }

    fn find_members(&mut self, out: &Path) -> Result<(), Error> {
        let shown: BTreeSet<&str> = self
            .largest
            .iter()
            .chain(&self.least_alike)
            .map(|cluster| get(cluster, "cluster_id"))
            .collect();
        if shown.is_empty() {
            return Ok(());
        }
        // Only a few of a million rows are shown, so the others are not parsed.
        let words = AhoCorasick::new(&shown)
            .map_err(|error| Error::Usage(format!("the clusters cannot be searched: {error}")))?;
        let (members, compared) = (&mut self.members, &mut self.compared);
        TableReader::open(out, "articles")?.rows_where(
            |line| words.is_match(line),
            |row| {
                let id = row.get("cluster_id");
                if id.is_empty() || !shown.contains(id) {
                    return ControlFlow::Continue(());
                }
                let listed = members.entry(id.to_owned()).or_default();
                if listed.len() < MOST_MEMBERS {
                    listed.push(cells(row));
                }
                let (representative, least) = compared.entry(id.to_owned()).or_default();
                if row.get("role") == "representative" {
                    *representative = cells(row);
                } else if !row.get("similarity").is_empty()
                    && (least.is_empty()
                        || digits(row.get("similarity")) < digits(get(least, "similarity")))
                {
                    *least = cells(row);
                }
                ControlFlow::Continue(())
            },
        )
    }

    fn read_texts(&mut self, out: &Path) -> Result<(), Error> {
        let mut wanted: BTreeSet<&str> = self
            .compared
            .values()
            .filter(|(_, least)| !least.is_empty())
            .flat_map(|(representative, least)| [representative, least])
            .map(|article| get(article, "article_id"))
            .collect();
        // A run need not write all texts, or any.
        let Some((path, mut reader)) = text_file::open(out, &["articles.jsonl", "unique.jsonl"])?
        else {
            return Ok(());
        };
        let failed = |source| Error::Input { path: path.clone(), source };
        let mut line = Vec::new();
        while !wanted.is_empty() && reader.read_until(b'\n', &mut line).map_err(failed)? > 0 {
            // The id is the first value of a line.
            let id = line.split(|&byte| byte == b'"').nth(3).unwrap_or_default();
            if str::from_utf8(id).is_ok_and(|id| wanted.remove(id)) {
                let parsed: TextLine = serde_json::from_slice(&line)
                    .map_err(|error| failed(io::Error::new(io::ErrorKind::InvalidData, error)))?;
                self.texts.insert(parsed.article_id, parsed.text);
            }
            line.clear();
        }
        Ok(())
    }
}

#[derive(Debug, Deserialize)]
struct TextLine {
    article_id: String,
    text: String,
}

#[derive(Debug, Deserialize)]
struct Run {
    copydesk: String,
    counts: Counts,
}

fn read_run(out: &Path) -> Result<Run, Error> {
    let path = out.join("run.json");
    let failed = |source| Error::Input { path: path.clone(), source };
    let text = std::fs::read_to_string(&path).map_err(failed)?;
    serde_json::from_str(&text)
        .map_err(|error| failed(io::Error::new(io::ErrorKind::InvalidData, error)))
}

/// The rows of a table with the largest weight. Of equal rows, the first ones.
fn first_by(
    out: &Path,
    table: &str,
    count: usize,
    weight: &dyn Fn(RowView<'_>) -> u64,
) -> Result<Vec<Cells>, Error> {
    let mut rows: Vec<(u64, Cells)> = Vec::new();
    TableReader::open(out, table)?.rows(|row| {
        let weight = weight(row);
        let is_full = rows.len() >= count;
        if is_full && rows.last().is_some_and(|(least, _)| weight <= *least) {
            return ControlFlow::Continue(());
        }
        let place = rows.partition_point(|(other, _)| *other >= weight);
        rows.insert(place, (weight, cells(row)));
        rows.truncate(count);
        ControlFlow::Continue(())
    })?;
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

/// All cells of a row, each cut to 400 characters.
fn cells(row: RowView<'_>) -> Cells {
    const COLUMNS: [&str; 33] = [
        "article_id",
        "source_path",
        "member",
        "record",
        "site",
        "headline",
        "published",
        "role",
        "relation",
        "similarity",
        "cluster_id",
        "size",
        "sites",
        "representative_id",
        "representative_rule",
        "first_published",
        "last_published",
        "min_similarity",
        "mean_similarity",
        "relations",
        "articles",
        "problems",
        "lines_removed",
        "chars_removed_share",
        "learned_lines",
        "duplicate_share",
        "rule_id",
        "kind",
        "why",
        "edits",
        "chars",
        "outcome",
        "code",
    ];
    let with_message = COLUMNS.iter().chain(&["message"]);
    with_message
        .filter(|column| !row.get(column).is_empty())
        .map(|&column| (column.to_owned(), row.get(column).chars().take(400).collect()))
        .collect()
}

/// A cell of a gathered row; empty when it is missing.
pub fn get<'r>(row: &'r Cells, column: &str) -> &'r str {
    row.get(column).map_or("", String::as_str)
}

fn number(cell: &str) -> u64 {
    cell.parse().unwrap_or(0)
}

/// The digits of a ratio as a number: `0.1234` is 1234.
fn digits(ratio: &str) -> u64 {
    ratio
        .bytes()
        .filter(u8::is_ascii_digit)
        .fold(0, |sum, digit| sum.saturating_mul(10).saturating_add(u64::from(digit - b'0')))
}
