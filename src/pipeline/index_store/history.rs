//! The history of documents and clusters over the runs of an index.
//!
//! In: the history that the last run left, and the documents and clusters of this run. Out: counts of
//! new, changed, moved and vanished documents; the rows of the history tables; the history for the
//! next run.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::row_hash::{members_hash, row_hash};
use super::stored_documents::DocumentState;
use crate::Error;
use crate::document::DocumentNumber;
use crate::document::learned::word_evidence::CountMap;
use crate::index::{self, CarriedOver, Index};
use crate::report::{ClusterChange, HistoryRow, Id, Identities, Memberships};

/// Rows in a chunk.
const CHUNK: usize = 8192;

/// One document over the runs.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct DocumentHistory {
    id: Id,
    /// As [`DocumentState::content`].
    content: u64,
    /// As [`DocumentState::raw`].
    raw: u64,
    /// The first run that saw it.
    first: u32,
    /// The last run that saw it.
    last: u32,
    /// The last run in which it had changed; 0: none.
    changed: u32,
    cluster: Option<Id>,
    /// A hash of everything that the tables say of its cluster; 0 without one.
    row: u64,
    /// The document that it was before it moved.
    moved_from: Option<Id>,
    /// The document that it is since it moved.
    moved_to: Option<Id>,
}

/// All documents that any run has seen, at the end of the last run.
#[derive(Default)]
pub struct History {
    rows: Vec<DocumentHistory>,
    /// The last run; 0 before the first.
    run: u32,
    /// How many of the rows were in its tables: the first ones, by document number.
    present: usize,
}

/// The differences from the last run, as numbers of documents.
#[derive(Debug, Clone, Copy, Default)]
pub struct Changes {
    /// Documents that the last run found.
    pub known: u64,
    pub new: u64,
    pub changed: u64,
    pub moved: u64,
    pub vanished: u64,
    pub unchanged: u64,
    /// Documents that are kept though their files have gone.
    pub missing: u64,
}

impl Changes {
    /// Whether more than a fifth of the documents have gone.
    pub fn is_shrunk(&self) -> bool {
        self.vanished * 5 > self.known
    }

    /// For `run.json`.
    pub fn counts(&self, files_read: usize, files: usize) -> BTreeMap<String, u64> {
        let counts = [
            ("known", self.known),
            ("new", self.new),
            ("changed", self.changed),
            ("moved", self.moved),
            ("vanished", self.vanished),
            ("unchanged", self.unchanged),
            ("missing", self.missing),
            ("files_read", files_read as u64),
            ("files_unchanged", files.saturating_sub(files_read) as u64),
        ];
        counts.into_iter().map(|(name, count)| (name.to_owned(), count)).collect()
    }
}

impl History {
    /// Decodes the history that the last run left.
    pub fn load(index: &Index, carried_over: &CarriedOver) -> Result<History, Error> {
        let mut rows = Vec::new();
        for chunk in &carried_over.history {
            let chunk: Vec<DocumentHistory> =
                index::unpack(chunk).ok_or_else(|| index.damaged("the history cannot be read"))?;
            rows.extend(chunk);
        }
        let run = index.facts().run.as_ref();
        let present = run.map_or(0, |run| run.documents as usize);
        Ok(History { rows, run: run.map_or(0, |run| run.number), present })
    }

    /// The history of this run, still without its clusters, and what has changed.
    pub fn compare(
        &self,
        documents: &[DocumentState],
        identities: &Identities,
    ) -> (CurrentHistory, Changes) {
        let run = self.run + 1;
        let before: CountMap<Id, usize> =
            self.rows.iter().enumerate().map(|(at, row)| (row.id, at)).collect();
        let mut changes = Changes::default();
        let mut kept = vec![false; self.rows.len()];
        let mut numbers = vec![None; self.rows.len()];
        // New documents by the hash of their text, as numbers.
        let mut arrived: HashMap<u64, VecDeque<usize>> = HashMap::new();
        let mut rows = Vec::with_capacity(documents.len());
        for (number, &DocumentState { content, raw, present }) in (0..).zip(documents) {
            let Some(id) = identities.article(number) else { continue };
            let at = before.get(&id).copied();
            let known = at.and_then(|at| self.rows.get(at));
            if let Some(slot) = at.and_then(|at| kept.get_mut(at)) {
                *slot = true;
            }
            if known.is_some_and(|row| row.content == content)
                && let Some(slot) = at.and_then(|at| numbers.get_mut(at))
            {
                *slot = Some(number);
            }
            let first = known.map_or(run, |row| row.first);
            let mut changed = known.map_or(0, |row| row.changed);
            match known {
                Some(row) if !present => changes.missing += u64::from(row.last < self.run),
                Some(row) if row.content != content => {
                    changed = run;
                    changes.changed += 1;
                }
                Some(row) if row.last == self.run => changes.unchanged += 1,
                _ => {
                    changes.new += 1;
                    arrived.entry(raw).or_default().push_back(rows.len());
                }
            }
            let last = if present { run } else { known.map_or(self.run, |row| row.last) };
            if !present && last == self.run && self.run > 0 {
                changes.vanished += 1;
            }
            rows.push(DocumentHistory {
                id,
                content,
                raw,
                first,
                last,
                changed,
                cluster: None,
                row: 0,
                moved_from: known.and_then(|row| row.moved_from),
                // It is here again.
                moved_to: None,
            });
        }
        changes.known = self.rows.iter().filter(|row| row.last == self.run).count() as u64;
        let left = self.rows.iter().zip(&kept).filter(|(_, kept)| !**kept).map(|(row, _)| row);
        let mut gone: Vec<DocumentHistory> = left.cloned().collect();
        for row in gone.iter_mut() {
            (row.cluster, row.row) = (None, 0);
            if row.last != self.run {
                continue;
            }
            // A document that vanished here and whose text is new elsewhere has moved.
            let arrived = arrived.get_mut(&row.raw).and_then(VecDeque::pop_front);
            match arrived.and_then(|number| rows.get_mut(number)) {
                Some(moved) => {
                    (moved.moved_from, row.moved_to) = (Some(row.id), Some(moved.id));
                    changes.moved += 1;
                }
                None => changes.vanished += 1,
            }
        }
        changes.new -= changes.moved;
        (CurrentHistory { run, rows, gone, numbers }, changes)
    }
}

/// The history of the run at work.
#[derive(Default)]
pub struct CurrentHistory {
    run: u32,
    /// By document number.
    rows: Vec<DocumentHistory>,
    /// Documents of earlier runs that are in no table but the history.
    gone: Vec<DocumentHistory>,
    /// For each row of the last run the document's number in this one, if it has not changed.
    numbers: Vec<Option<DocumentNumber>>,
}

impl CurrentHistory {
    pub fn run(&self) -> u32 {
        self.run
    }

    /// The number of a document of the last run that has not changed.
    pub fn number_now(&self, before: DocumentNumber) -> Option<DocumentNumber> {
        self.numbers.get(before as usize).copied().flatten()
    }

    /// For each document the first run that saw it.
    pub fn first_runs(&self) -> impl Iterator<Item = u32> {
        self.rows.iter().map(|row| row.first)
    }

    /// Notes the cluster of each document, and its place in it.
    pub fn set_clusters(&mut self, clusters: &Memberships<'_>, identities: &Identities) {
        let members: Vec<u64> =
            clusters.clusters().iter().map(|cluster| members_hash(cluster, identities)).collect();
        for (number, row) in (0..).zip(&mut self.rows) {
            let Some(membership) = clusters.of(number) else { continue };
            row.cluster = Some(membership.id);
            let others = members.get(membership.cluster).copied().unwrap_or(0);
            row.row = row_hash(&membership, others, identities);
        }
    }

    /// The documents whose rows in the tables differ from those of the last run, with all members of
    /// their clusters; ascending.
    pub fn changed(&self, before: &History) -> Vec<DocumentNumber> {
        let mut same = vec![false; self.rows.len()];
        for (row, number) in before.rows.iter().zip(&self.numbers).take(before.present) {
            let Some(number) = number.map(|number| number as usize) else { continue };
            if let (Some(slot), Some(now)) = (same.get_mut(number), self.rows.get(number)) {
                *slot = row.row == now.row;
            }
        }
        let changed_clusters: HashSet<Id> = self
            .rows
            .iter()
            .zip(&same)
            .filter_map(|(row, same)| row.cluster.filter(|_| !same))
            .collect();
        let in_changed_cluster =
            |row: &DocumentHistory| row.cluster.is_some_and(|id| changed_clusters.contains(&id));
        (0..)
            .zip(self.rows.iter().zip(&same))
            .filter(|(_, (row, same))| !**same || in_changed_cluster(row))
            .map(|(number, _)| number)
            .collect()
    }

    /// The chunks for the next run.
    pub fn encode(&self) -> Result<Vec<Vec<u8>>, Error> {
        let all: Vec<&DocumentHistory> = self.rows.iter().chain(&self.gone).collect();
        all.par_chunks(CHUNK).map(index::pack).collect()
    }

    /// The rows of `history.csv`: documents of the tables in their order, then those that have gone;
    /// with `only`, some documents and those that have gone since the last run.
    pub fn rows(&self, only: Option<&[DocumentNumber]>) -> impl Iterator<Item = HistoryRow> {
        let row = |row: &DocumentHistory| HistoryRow {
            id: row.id,
            first: row.first,
            last: row.last,
            changed: (row.changed > 0).then_some(row.changed),
            moved_from: row.moved_from,
            moved_to: row.moved_to,
        };
        let wanted = move |number: &DocumentNumber| {
            only.is_none_or(|only| only.binary_search(number).is_ok())
        };
        let here = (0..).zip(&self.rows).filter(move |(number, _)| wanted(number));
        let gone = self.gone.iter().filter(move |row| only.is_none() || row.last + 1 == self.run);
        here.map(|(_, row)| row).chain(gone).map(row)
    }

    /// The rows of `cluster_changes.csv`; none in a first run.
    pub fn cluster_changes(&self, before: &History) -> Vec<ClusterChange> {
        if before.run == 0 {
            return Vec::new();
        }
        let was: CountMap<Id, Id> =
            before.rows.iter().filter_map(|row| Some((row.id, row.cluster?))).collect();
        let mut old_sizes: BTreeMap<Id, u64> = BTreeMap::new();
        was.values().for_each(|cluster| *old_sizes.entry(*cluster).or_default() += 1);
        let mut sizes: BTreeMap<Id, u64> = BTreeMap::new();
        let mut shared: BTreeMap<(Id, Id), u64> = BTreeMap::new();
        for row in &self.rows {
            let Some(now) = row.cluster else { continue };
            *sizes.entry(now).or_default() += 1;
            if let Some(before) = was.get(&row.id) {
                *shared.entry((now, *before)).or_default() += 1;
            }
        }
        cluster_changes(&old_sizes, &sizes, &shared)
    }
}

/// One row for each changed cluster and each cluster that it came from.
fn cluster_changes(
    old_sizes: &BTreeMap<Id, u64>,
    sizes: &BTreeMap<Id, u64>,
    shared: &BTreeMap<(Id, Id), u64>,
) -> Vec<ClusterChange> {
    let (mut from, mut into): (BTreeMap<Id, u64>, BTreeMap<Id, u64>) = Default::default();
    for (now, before) in shared.keys() {
        *from.entry(*now).or_default() += 1;
        *into.entry(*before).or_default() += 1;
    }
    let mut rows = Vec::new();
    for (&(now, before), &shared) in shared {
        let (size, previous_size) = (sizes.get(&now).copied(), old_sizes.get(&before).copied());
        if (size, previous_size) == (Some(shared), Some(shared)) && now == before {
            continue;
        }
        rows.push(ClusterChange {
            cluster: Some(now),
            previous: Some(before),
            size: size.unwrap_or(0),
            previous_size: previous_size.unwrap_or(0),
            shared,
            merged: from.get(&now).copied().unwrap_or(0),
            split: into.get(&before).copied().unwrap_or(0),
        });
    }
    let alone = |cluster, previous, size, previous_size| ClusterChange {
        cluster,
        previous,
        size,
        previous_size,
        shared: 0,
        merged: 0,
        split: 0,
    };
    let new = sizes.iter().filter(|(now, _)| !from.contains_key(now));
    rows.extend(new.map(|(now, size)| alone(Some(*now), None, *size, 0)));
    let dissolved = old_sizes.iter().filter(|(before, _)| !into.contains_key(before));
    rows.extend(dissolved.map(|(before, size)| alone(None, Some(*before), 0, *size)));
    rows.sort_by_key(|row| (row.cluster, row.previous));
    rows
}
