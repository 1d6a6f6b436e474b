//! The clusters of the page.
//!
//! In: `clusters.csv`. Out: its rows in the order in which the page prefers them: in turn the
//! largest, the one whose members differ most, and one of a sample.

use std::ops::ControlFlow;
use std::path::Path;

use serde_json::{Value, json};

use super::super::read::TableReader;
use super::top::{in_turn, seeded};
use crate::Error;

/// Clusters that are listed. More would make the page slow to open.
const MOST_CLUSTERS: usize = 120_000;

/// Bytes of the rows that are listed, before they are compressed.
const LISTED_BYTES: usize = 16 << 20;

/// Members that are listed over all clusters.
const MOST_MEMBERS: usize = 150_000;

/// Members of one cluster that are listed.
const MOST_OF_ONE: usize = 500;

/// One row of the table.
#[derive(Debug)]
pub struct Cluster {
    pub id: String,
    pub size: usize,
    sites: String,
    representative: String,
    rule: String,
    headline: String,
    dates: [String; 2],
    similarities: [u64; 2],
    relations: String,
}

/// All clusters, those that the page prefers first.
pub fn clusters(out: &Path) -> Result<Vec<Cluster>, Error> {
    let mut rows = Vec::new();
    TableReader::open(out, "clusters")?.rows(|row| {
        let text = |column| row.get(column).to_owned();
        rows.push(Cluster {
            id: text("cluster_id"),
            size: row.get("size").parse().unwrap_or(0),
            sites: text("sites"),
            representative: text("representative_id"),
            rule: text("representative_rule"),
            headline: row.get("headline").chars().take(200).collect(),
            dates: [text("first_published"), text("last_published")],
            similarities: [ratio(row.get("min_similarity")), ratio(row.get("mean_similarity"))],
            relations: text("relations"),
        });
        ControlFlow::Continue(())
    })?;
    let order = |key: &dyn Fn(&Cluster) -> (u64, u64)| -> Vec<usize> {
        let mut numbers: Vec<usize> = (0..rows.len()).collect();
        numbers.sort_by_cached_key(|&n| rows.get(n).map_or((0, 0), key));
        numbers
    };
    let largest = order(&|cluster| (u64::MAX - cluster.size as u64, 0));
    let differing = order(&|cluster| (cluster.similarities[0], 0));
    let sample = order(&|cluster| (seeded(&cluster.id), 0));
    let preferred = in_turn(&[largest, differing, sample]);
    let mut slots: Vec<Option<Cluster>> = rows.into_iter().map(Some).collect();
    Ok(preferred.into_iter().filter_map(|n| slots.get_mut(n)?.take()).collect())
}

/// How many of the clusters are listed.
pub fn listed_rows(clusters: &[Cluster]) -> usize {
    let mut bytes = 0;
    let rows = clusters.iter().take(MOST_CLUSTERS);
    rows.take_while(|cluster| {
        bytes += cluster.headline.len() + cluster.sites.len() + 150;
        bytes <= LISTED_BYTES
    })
    .count()
}

/// How many of the clusters are listed with their members.
pub fn with_members(clusters: &[Cluster]) -> usize {
    let mut members = 0;
    clusters
        .iter()
        .take(MOST_CLUSTERS)
        .take_while(|cluster| {
            members += cluster.size.min(MOST_OF_ONE);
            members <= MOST_MEMBERS
        })
        .count()
}

/// How many members of a cluster are listed.
pub fn listed(cluster: &Cluster) -> usize {
    cluster.size.min(MOST_OF_ONE)
}

impl Cluster {
    /// The row as the page has it. `site` gives the number of a site, `number` that of a document.
    pub fn value(
        &self,
        site: impl Fn(&str) -> Option<usize>,
        number: impl Fn(&str) -> Option<usize>,
        members: &[usize],
    ) -> Value {
        // The table joins sites by `; `. A site whose name has this is shown as the table has it.
        let sites: Vec<Value> = self
            .sites
            .split("; ")
            .filter(|name| !name.is_empty())
            .map(|name| site(name).map_or_else(|| json!(name), |number| json!(number)))
            .collect();
        let [first, last] = &self.dates;
        let [least, mean] = self.similarities;
        json!([
            self.id,
            self.headline,
            self.size,
            sites,
            self.relations,
            first,
            last,
            least,
            mean,
            number(&self.representative),
            self.rule,
            members,
        ])
    }
}

/// A ratio as the tables have it, in ten-thousandths: `0.1234` is 1234. An empty cell is above all.
pub fn ratio(cell: &str) -> u64 {
    let digits = cell.bytes().filter(u8::is_ascii_digit);
    let value =
        |sum: u64, digit: u8| sum.saturating_mul(10).saturating_add(u64::from(digit - b'0'));
    if cell.is_empty() { 10_001 } else { digits.fold(0, value) }
}
