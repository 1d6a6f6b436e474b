//! `history.csv`, `cluster_changes.csv`, `problem_history.csv` and `runs.csv`: how a nightly run differs
//! from earlier ones.
//!
//! In: rows. Out: the four tables. They are the only ones that depend on earlier runs, and `runs.csv` is the
//! only one with a clock in it.

use serde::{Deserialize, Serialize};

use crate::Error;
use crate::document::Problem;

use super::cells::Rows;
use super::files::TableFile;
use super::folder::OutputFolder;
use super::identity::Id;
use super::labels::word;
use super::schema::Schema;

/// Rows that are turned into bytes before they are written.
const BATCH: usize = 8192;

/// One document over the runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HistoryRow {
    pub id: Id,
    pub first: u32,
    pub last: u32,
    pub changed: Option<u32>,
    /// The id under which the same text was found before its file or record moved.
    pub moved_from: Option<Id>,
    /// The id under which the same text was found after its file or record moved.
    pub moved_to: Option<Id>,
}

/// A cluster that changed, and one of the clusters that it came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClusterChange {
    /// `None`: its documents are in no cluster now.
    pub cluster: Option<Id>,
    /// `None`: its documents were in no cluster before.
    pub previous: Option<Id>,
    pub size: u64,
    pub previous_size: u64,
    /// Documents that are in both.
    pub shared: u64,
    /// How many earlier clusters are part of this one.
    pub merged: u64,
    /// How many present clusters are part of the earlier one.
    pub split: u64,
}

/// One run of an index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunRow {
    pub run: u32,
    /// The day on which it began, in UTC.
    pub date: String,
    pub found: u64,
    pub processed: u64,
    pub skipped: u64,
    pub failed: u64,
    pub new_failures: u64,
    pub new: u64,
    pub changed: u64,
    pub moved: u64,
    pub gone: u64,
    pub clusters: u64,
    pub unique_stories: u64,
}

/// Writes `runs.csv`.
pub fn write_runs(folder: &OutputFolder, rows: &[RunRow], excel: bool) -> Result<(), Error> {
    let mut table = TableFile::create(folder, &Schema::built_in()?, "runs", excel)?;
    let mut written = Rows::new(excel);
    for row in rows {
        let counts = [
            row.found,
            row.processed,
            row.skipped,
            row.failed,
            row.new_failures,
            row.new,
            row.changed,
            row.moved,
            row.gone,
            row.clusters,
            row.unique_stories,
        ];
        let begun = written.row().number(u64::from(row.run)).word(&row.date);
        counts.into_iter().fold(begun, |row, count| row.number(count)).end();
    }
    table.write(written)?;
    table.finish()
}

/// Writes `problem_history.csv`. `since` returns the run since which every run had a problem.
pub fn write_problem_history(
    folder: &OutputFolder,
    problems: &[Problem],
    since: &dyn Fn(&Problem) -> u32,
    excel: bool,
) -> Result<(), Error> {
    let mut table = TableFile::create(folder, &Schema::built_in()?, "problem_history", excel)?;
    let mut sorted: Vec<&Problem> = problems.iter().collect();
    sorted.sort();
    for batch in sorted.chunks(BATCH) {
        let mut rows = Rows::new(excel);
        for problem in batch {
            rows.row()
                .text(&*problem.id.path)
                .text(problem.id.member.as_deref())
                .number(problem.id.record)
                .word(&word(problem.code))
                .number(u64::from(since(problem)))
                .end();
        }
        table.write(rows)?;
    }
    table.finish()
}

/// Writes `history.csv`.
pub fn write_history(
    folder: &OutputFolder,
    rows: impl Iterator<Item = HistoryRow>,
    excel: bool,
) -> Result<(), Error> {
    let mut table = TableFile::create(folder, &Schema::built_in()?, "history", excel)?;
    let name = |id: Option<Id>| id.map(|id| id.to_string()).unwrap_or_default();
    let mut rows = rows.peekable();
    while rows.peek().is_some() {
        let mut written = Rows::new(excel);
        for row in rows.by_ref().take(BATCH) {
            let changed = row.changed.map(u64::from);
            let runs = written.row().hexadecimal(row.id).number(u64::from(row.first));
            let runs = runs.number(u64::from(row.last)).number(changed);
            runs.word(&name(row.moved_from)).word(&name(row.moved_to)).end();
        }
        table.write(written)?;
    }
    table.finish()
}

/// Writes `cluster_changes.csv`.
pub fn write_cluster_changes(
    folder: &OutputFolder,
    rows: &[ClusterChange],
    excel: bool,
) -> Result<(), Error> {
    let mut table = TableFile::create(folder, &Schema::built_in()?, "cluster_changes", excel)?;
    let name = |id: Option<Id>| id.map(|id| id.to_string()).unwrap_or_default();
    for batch in rows.chunks(BATCH) {
        let mut written = Rows::new(excel);
        for row in batch {
            written
                .row()
                .hexadecimal(name(row.cluster))
                .hexadecimal(name(row.previous))
                .number(row.size.saturating_sub(row.shared))
                .number(row.merged)
                .number(row.split)
                .number(row.size)
                .number(row.previous_size)
                .number(row.shared)
                .end();
        }
        table.write(written)?;
    }
    table.finish()
}
