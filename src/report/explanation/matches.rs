//! Describes the cluster and the pairs of a document.
//!
//! In: rows of the tables. Out: lines of text. It decides nothing.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::path::Path;

use crate::Error;

use super::super::read::TableReader;
use super::super::terminal::visible;
use super::row::{Cells, cell, named};

/// Lists the cluster, how the document joined it, and its members.
pub fn list_cluster(
    text: &mut String,
    out: &Path,
    article: &Cells,
    pair_count: usize,
    members: &[Cells],
    others: &BTreeMap<String, Cells>,
) -> Result<(), Error> {
    let id = cell(article, "cluster_id");
    if id.is_empty() {
        text.push_str(match pair_count {
            0 => "\nNo cluster: the story stands here once.\n",
            _ => "\nNo cluster: each of its pairs is held apart, for the reason given with it.\n",
        });
        return Ok(());
    }
    let mut size = 0;
    TableReader::open(out, "clusters")?.rows(|row| {
        if row.get("cluster_id") != id {
            return ControlFlow::Continue(());
        }
        size = row.get("size").parse().unwrap_or(0);
        let (count, rule) = (visible(row.get("size")), visible(row.get("representative_rule")));
        let _ = writeln!(text, "\nCluster {} of {count} documents", visible(id));
        let _ = writeln!(text, "  The representative was chosen as: {rule}.");
        ControlFlow::Break(())
    })?;
    if cell(article, "role") == "representative" {
        text.push_str("  This document is the representative.\n");
    } else {
        let via = cell(article, "joined_via");
        if !via.is_empty() {
            let _ = writeln!(text, "  This document joined through {}.", named(via, others));
        }
        match (cell(article, "relation"), cell(article, "similarity")) {
            ("", _) => text.push_str("  It was not compared with the representative itself.\n"),
            (relation, similarity) => {
                let (relation, similarity) = (visible(relation), visible(similarity));
                let _ =
                    writeln!(text, "  To the representative: {relation}, similarity {similarity}.");
            }
        }
    }
    for member in members {
        let get = |column| visible(cell(member, column));
        let (id, date, site) = (get("article_id"), get("published"), get("site"));
        let role = if cell(member, "role") == "representative" { "*" } else { " " };
        let _ = writeln!(text, "  {role} {id}  {date:10}  {site}  {}", get("headline"));
    }
    if size > members.len() {
        let _ = writeln!(text, "    and {} more", size - members.len());
    }
    Ok(())
}

/// Lists the pairs with their counts.
pub fn list_pairs(
    text: &mut String,
    id: &str,
    pairs: &[Cells],
    count: usize,
    others: &BTreeMap<String, Cells>,
) {
    match count {
        0 => text.push_str("\nNo verified pair.\n"),
        1 => text.push_str("\n1 verified pair:\n"),
        _ => {
            let _ = writeln!(text, "\n{count} verified pairs:");
        }
    }
    for pair in pairs {
        let get = |column| visible(cell(pair, column));
        let is_first = cell(pair, "article_id_a") == id;
        let (own, other) = if is_first { ("a", "b") } else { ("b", "a") };
        let other_id = cell(pair, if is_first { "article_id_b" } else { "article_id_a" });
        let side = |name: &str, which: &str| visible(cell(pair, &format!("{name}_{which}")));
        let _ = writeln!(text, "\n  {} with {}", get("relation"), named(other_id, others));
        let _ = writeln!(
            text,
            "    {} shingles shared, of {} here and {} there: Jaccard {}, contained {} and {}",
            get("shared_shingles"),
            side("shingles", own),
            side("shingles", other),
            get("jaccard"),
            side("containment", own),
            side("containment", other),
        );
        let _ = write!(text, "    weighted similarity {}", get("weighted_similarity"));
        if !cell(pair, "headline_similarity").is_empty() {
            let _ = write!(text, ", headlines {}", get("headline_similarity"));
        }
        if !cell(pair, "days_apart").is_empty() {
            let _ = write!(text, ", {} days apart", get("days_apart"));
        }
        text.push('\n');
        let threshold = cell(pair, "admitted_by");
        if !threshold.is_empty() {
            let _ = writeln!(text, "    admitted by {}", visible(threshold));
        }
        if let Some(reason) = reason(cell(pair, "held_apart")) {
            let _ = writeln!(text, "    held apart: {reason}");
        }
    }
    if count > pairs.len() {
        let _ = writeln!(text, "\n  and {} more", count - pairs.len());
    }
}

/// Why two documents of a pair are not in one cluster, in a sentence.
fn reason(held_apart: &str) -> Option<&'static str> {
    Some(match held_apart {
        "digest" => "one of the two is a digest, which holds parts of several stories",
        "template" => "the two share a form or site chrome",
        "chain" => "only a chain of other documents connects the two",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[(&str, &str)]) -> Cells {
        cells.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_document_whose_pairs_are_held_apart_does_not_stand_once() {
        let article = row(&[("cluster_id", "")]);
        let text = |pairs| {
            let mut text = String::new();
            list_cluster(&mut text, Path::new("out"), &article, pairs, &[], &BTreeMap::new())
                .unwrap();
            text
        };
        assert!(text(0).contains("stands here once"));
        assert!(!text(1).contains("stands here once") && text(1).contains("held apart"));
    }

    #[test]
    fn a_pair_says_its_threshold_and_why_it_is_held_apart() {
        let pair =
            row(&[("article_id_a", "1"), ("admitted_by", "contained"), ("held_apart", "digest")]);
        let mut text = String::new();
        list_pairs(&mut text, "1", &[pair], 1, &BTreeMap::new());
        assert!(text.contains("admitted by contained"), "{text}");
        assert!(text.contains("held apart: one of the two is a digest"), "{text}");
    }
}
