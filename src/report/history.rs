//! `history.csv` and `cluster_changes.csv`: how a nightly run differs from earlier ones.
//!
//! In: rows. Out: the two tables. They are the only ones that depend on earlier runs.

use crate::Error;

use super::cells::Rows;
use super::files::TableFile;
use super::folder::OutputFolder;
use super::identity::Id;
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
