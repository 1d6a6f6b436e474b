//! `--delta`: its rows, merged into the tables of the last run, give the tables of this run.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use proptest::prelude::*;

use crate::nightly::{Desk, Event, Written, event};
use crate::program::rows;

type Row = BTreeMap<String, String>;

/// The rows of a table by the value of a column.
fn by(out: &Path, table: &str, column: &str) -> BTreeMap<String, Vec<Row>> {
    let mut found: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for row in rows(&out.join(table)) {
        found.entry(row[column].clone()).or_default().push(row);
    }
    found
}

/// The lines of `articles.jsonl` by article.
fn texts(out: &Path) -> BTreeMap<String, String> {
    let lines = fs::read_to_string(out.join("articles.jsonl")).unwrap();
    let id = |line: &str| {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        line["article_id"].as_str().unwrap().to_owned()
    };
    lines.lines().map(|line| (id(line), line.to_owned())).collect()
}

/// Merges a delta into a table.
fn put<T: Clone>(
    before: &BTreeMap<String, T>,
    delta: &BTreeMap<String, T>,
    left: &BTreeSet<String>,
) -> BTreeMap<String, T> {
    let mut now = before.clone();
    now.retain(|id, _| !left.contains(id));
    now.extend(delta.iter().map(|(id, value)| (id.clone(), value.clone())));
    now
}

/// Ids of one table that are not in another.
fn lacking<T, U>(of: &BTreeMap<String, T>, in_table: &BTreeMap<String, U>) -> BTreeSet<String> {
    of.keys().filter(|id| !in_table.contains_key(*id)).cloned().collect()
}

fn night(desk: &Desk) {
    let (out, delta) = (desk.place("out"), desk.place("delta"));
    let articles = by(&out, "articles.csv", "article_id");
    let edits = by(&out, "edits.csv", "article_id");
    let clusters = by(&out, "clusters.csv", "cluster_id");
    let lines = texts(&out);
    fs::copy(desk.place("index"), desk.place("copy")).unwrap();
    desk.nightly_into("delta", |settings| {
        settings.index = desk.place("copy");
        settings.delta = true;
    })
    .unwrap();
    desk.nightly_into("out", |_| {}).unwrap();

    let written = by(&delta, "articles.csv", "article_id");
    let gone = lacking(&by(&delta, "history.csv", "article_id"), &written);
    assert_eq!(put(&articles, &written, &gone), by(&out, "articles.csv", "article_id"));
    assert_eq!(put(&lines, &texts(&delta), &gone), texts(&out));
    // A written document may have lost all its edits.
    let rewritten = gone.union(&written.keys().cloned().collect()).cloned().collect();
    assert_eq!(
        put(&edits, &by(&delta, "edits.csv", "article_id"), &rewritten),
        by(&out, "edits.csv", "article_id")
    );
    // The clusters of written and vanished documents are replaced.
    let touched = articles.iter().filter(|(id, _)| rewritten.contains(*id));
    let touched = touched.map(|(_, row)| row[0]["cluster_id"].clone()).collect();
    let now = by(&out, "clusters.csv", "cluster_id");
    assert_eq!(put(&clusters, &by(&delta, "clusters.csv", "cluster_id"), &touched), now);

    // Only documents that differ were written, and the members of their clusters.
    let differs = |id: &String| articles.get(id) != written.get(id);
    let differing: BTreeSet<&str> = written
        .iter()
        .filter(|(id, _)| differs(id))
        .map(|(_, row)| &*row[0]["cluster_id"])
        .collect();
    for (id, row) in written.iter().filter(|(id, _)| !differs(id)) {
        let cluster = &row[0]["cluster_id"];
        let grew = clusters.get(cluster) != now.get(cluster);
        assert!(differing.contains(&**cluster) || grew, "{id} has not changed");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]
    #[test]
    fn a_delta_merged_into_the_last_tables_gives_the_present_ones(
        nights in prop::collection::vec(prop::collection::vec(event(), 1..8), 2..4),
    ) {
        let mut desk = Desk::new();
        desk.happen(Event::Records { story: 3, count: 12 });
        desk.nightly_into("out", |settings| settings.delta = true).unwrap();
        for events in nights {
            events.into_iter().for_each(|event| desk.happen(event));
            night(&desk);
        }
    }
}

#[test]
fn a_delta_without_changes_has_no_document() {
    let mut desk = Desk::new();
    desk.happen(Event::Records { story: 1, count: 9 });
    desk.nightly_into("out", |_| {}).unwrap();
    desk.nightly_into("out", |settings| settings.delta = true).unwrap();
    assert_eq!(rows(&desk.place("out/articles.csv")).len(), 0);
    desk.nightly_into("out", |_| {}).unwrap();
    assert_eq!(rows(&desk.place("out/articles.csv")).len(), 9);
}

#[test]
fn all_members_of_a_cluster_that_lost_one_are_written() {
    let mut desk = Desk::new();
    for site in 0..3 {
        desk.happen(Event::Write(Written { site, name: site, story: 2, form: 0 }));
        desk.happen(Event::Write(Written { site, name: 4, story: 5, form: 0 }));
    }
    desk.nightly_into("out", |_| {}).unwrap();
    let clusters = rows(&desk.place("out/clusters.csv"));
    assert!(clusters.iter().all(|row| row["size"] == "3") && clusters.len() == 2, "{clusters:?}");
    desk.happen(Event::Remove { site: 2, name: 2 });
    night(&desk);
    // Neither of the two remaining documents has changed itself.
    assert_eq!(rows(&desk.place("delta/articles.csv")).len(), 2);
}
