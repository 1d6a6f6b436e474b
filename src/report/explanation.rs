//! Explains one document: the text that `copydesk explain` prints.
//!
//! In: an output folder and the name of a document. Out: its fields, every edit with its rule and reason,
//! its cluster and its matches. It streams the tables and cuts long lists. It computes nothing that the
//! tables do not have.

mod find;
mod matches;
mod row;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::path::Path;

use crate::Error;

use super::read::TableReader;
use super::terminal::visible;

use find::{Found, find};
use matches::{list_cluster, list_pairs};
use row::{Cells, FIELDS, LONGEST_LIST, cell, cells};

/// Explains the document that `name` refers to: an `article_id`, a `source_id`, a `source_path` or the path
/// of a file that ends in one. `PATH#RECORD` refers to one record of a file.
///
/// # Errors
/// [`Error::Usage`] if no document or more than one fits, [`Error::Input`] if the tables cannot be read.
pub fn explanation(out: &Path, name: &str) -> Result<String, Error> {
    let article = match find(out, name)? {
        Found::Article(article) => article,
        Found::Problem(text) => return Ok(text),
    };
    let rules = reasons(out)?;
    let mut text = String::new();
    describe(&mut text, &article);
    let id = cell(&article, "article_id");
    list_edits(&mut text, out, id, &rules)?;
    let mut others = BTreeMap::new();
    let (pairs, pair_count) = pairs_of(out, id, &mut others)?;
    let members = members_of(out, &article, &mut others)?;
    list_cluster(&mut text, out, &article, pair_count, &members, &others)?;
    list_pairs(&mut text, id, &pairs, pair_count, &others);
    Ok(text)
}

/// The reason of each rule.
fn reasons(out: &Path) -> Result<BTreeMap<String, String>, Error> {
    let mut reasons = BTreeMap::new();
    TableReader::open(out, "rules")?.rows(|row| {
        reasons.insert(row.get("rule_id").to_owned(), row.get("why").to_owned());
        ControlFlow::Continue(())
    })?;
    Ok(reasons)
}

fn describe(text: &mut String, article: &Cells) {
    let get = |column| visible(cell(article, column));
    let _ = writeln!(text, "Document {}", get("article_id"));
    for field in FIELDS.iter().filter(|field| !cell(article, field).is_empty()) {
        let _ = writeln!(text, "  {:14} {}", field.replace('_', " "), get(field));
    }
    let (raw, clean, words) = (get("chars_raw"), get("chars_clean"), get("words_clean"));
    let _ = writeln!(text, "  {:14} {clean} of {raw} characters, {words} words", "kept");
    if !matches!(cell(article, "rewritten_score"), "" | "0") {
        let _ = writeln!(
            text,
            "  {:14} {} marks of machine rewriting",
            "rewritten",
            get("rewritten_score")
        );
    }
}

fn list_edits(
    text: &mut String,
    out: &Path,
    id: &str,
    reasons: &BTreeMap<String, String>,
) -> Result<(), Error> {
    let (mut edits, mut count, mut seen) = (String::new(), 0_u64, false);
    TableReader::open(out, "edits")?.rows(|row| {
        if row.get("article_id") != id {
            // The edits of one document are adjacent.
            return if seen { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
        }
        (seen, count) = (true, count + 1);
        let get = |column| visible(row.get(column));
        let verb = match row.get("kind") {
            "remove" => "removed",
            "repair" => "repaired",
            "field" => "moved into a field",
            "suggest" => "suggested, not applied,",
            other => other,
        };
        let (start, end, rule) = (get("byte_start"), get("byte_end"), get("rule_id"));
        let _ =
            writeln!(edits, "\n  line {}, bytes {start} to {end}: {verb} by {rule}", get("line"));
        let _ = writeln!(edits, "    before    {}", get("before"));
        if !row.get("after").is_empty() {
            let _ = writeln!(edits, "    after     {}", get("after"));
        }
        if !row.get("evidence").is_empty() {
            let _ = writeln!(edits, "    evidence  {}", get("evidence"));
        }
        for rule in row.get("rule_id").split('+') {
            if let Some(why) = reasons.get(rule).filter(|why| !why.is_empty()) {
                let _ = writeln!(edits, "    why       {}", visible(why));
            }
        }
        ControlFlow::Continue(())
    })?;
    match count {
        0 => text.push_str("\nNo edit: the text is unchanged.\n"),
        1 => text.push_str("\n1 edit, in bytes of the original:\n"),
        _ => {
            let _ = writeln!(text, "\n{count} edits, in bytes of the original:");
        }
    }
    text.push_str(&edits);
    Ok(())
}

const PAIR_COLUMNS: [&str; 14] = [
    "article_id_a",
    "article_id_b",
    "relation",
    "shared_shingles",
    "shingles_a",
    "shingles_b",
    "jaccard",
    "containment_a",
    "containment_b",
    "weighted_similarity",
    "headline_similarity",
    "days_apart",
    "held_apart",
    "admitted_by",
];

/// The first pairs of a document and the number of its pairs. Adds the other documents to `others`.
fn pairs_of(
    out: &Path,
    id: &str,
    others: &mut BTreeMap<String, Cells>,
) -> Result<(Vec<Cells>, usize), Error> {
    let (mut pairs, mut count) = (Vec::new(), 0);
    TableReader::open(out, "pairs")?.rows(|row| {
        let (a, b) = (row.get("article_id_a"), row.get("article_id_b"));
        if a == id || b == id {
            count += 1;
            if pairs.len() < LONGEST_LIST {
                pairs.push(cells(row, &PAIR_COLUMNS));
                others.insert((if a == id { b } else { a }).to_owned(), Cells::new());
            }
        }
        ControlFlow::Continue(())
    })?;
    Ok((pairs, count))
}

/// The first members of the document's cluster. Fills in the rows of the documents in `others`.
fn members_of(
    out: &Path,
    article: &Cells,
    others: &mut BTreeMap<String, Cells>,
) -> Result<Vec<Cells>, Error> {
    let cluster = cell(article, "cluster_id");
    let via = cell(article, "joined_via");
    if !via.is_empty() {
        others.insert(via.to_owned(), Cells::new());
    }
    let columns = [
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
    ];
    let mut members = Vec::new();
    if cluster.is_empty() && others.is_empty() {
        return Ok(members);
    }
    TableReader::open(out, "articles")?.rows(|row| {
        if let Some(other) = others.get_mut(row.get("article_id")) {
            *other = cells(row, &columns);
        }
        let is_member = !cluster.is_empty() && row.get("cluster_id") == cluster;
        // The representative is always listed.
        if is_member && (members.len() < LONGEST_LIST || row.get("role") == "representative") {
            members.push(cells(row, &columns));
        }
        ControlFlow::Continue(())
    })?;
    Ok(members)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tables::tests::{all, write_run};

    fn written() -> (tempfile::TempDir, std::path::PathBuf) {
        let home = tempfile::tempdir().unwrap();
        let out = home.path().join("out");
        write_run(&out, all(), 4);
        (home, out)
    }

    #[test]
    fn an_explanation_names_every_edit_and_every_match() {
        let (_home, out) = written();
        let text = explanation(&out, "a.txt").unwrap();
        for part in [
            "headline       Harbour opens, \"again\"",
            "removed by share",
            "before    Share \\\\ this\\r\\n\\u001b",
            "evidence  2 of 2 stories",
            "why       Share buttons.",
            "of 3 documents",
            "similarity 0.9000",
            "near with",
            "(b.jsonl#1)",
            "90 shingles shared, of 100 here and 120 there: Jaccard 0.6923",
        ] {
            assert!(text.contains(part), "{part} is not in\n{text}");
        }
        assert!(!text.contains(|c: char| c.is_control() && c != '\n'));
    }

    #[test]
    fn a_document_is_found_by_id_path_and_record() {
        let (_home, out) = written();
        let by_path = explanation(&out, "/corpus/c.txt").unwrap();
        let id = by_path.lines().next().unwrap().strip_prefix("Document ").unwrap();
        assert_eq!(explanation(&out, id).unwrap(), by_path);
        assert!(by_path.contains("No cluster"));
        assert!(explanation(&out, "b.jsonl#2").unwrap().contains("record         2"));
        assert_eq!(
            explanation(&out, "d.txt").unwrap(),
            "d.txt: skipped (empty): the file is empty\n"
        );
    }

    #[test]
    fn a_name_that_fits_none_or_several_is_an_error() {
        let (_home, out) = written();
        let several = explanation(&out, "b.jsonl").unwrap_err().to_string();
        assert!(
            several.contains("2 documents are called b.jsonl") && several.contains("b.jsonl#2")
        );
        let none = explanation(&out, "x\u{1b}[2J").unwrap_err().to_string();
        assert!(none.contains("x\\u001b[2J is neither in articles.csv"));
        let missing = explanation(&out.join("nowhere"), "a.txt").unwrap_err();
        assert!(matches!(missing, Error::Input { .. }));
    }
}
