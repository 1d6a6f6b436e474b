//! The documents of two runs, and which of them differ.
//!
//! In: `articles.csv` of both. Out: lines of text. Documents are the same if their `article_id` is.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::path::Path;

use xxhash_rust::xxh3::xxh3_64;

use crate::Error;

use super::super::read::TableReader;
use super::super::terminal::visible;
use super::list::List;

/// The columns that are compared, and what a reader calls them.
const COMPARED: [(&str, &str); 12] = [
    ("raw_sha256", "original"),
    ("clean_sha256", "clean text"),
    ("headline", "headline"),
    ("byline", "byline"),
    ("dateline", "dateline"),
    ("published", "published"),
    ("site", "site"),
    ("language", "language"),
    ("url", "url"),
    ("source_id", "source_id"),
    ("update_note", "update_note"),
    ("status", "status"),
];

/// One document of a run.
pub struct Document {
    pub id: String,
    pub place: String,
    /// Hashes of the cells of [`COMPARED`].
    cells: [u64; COMPARED.len()],
    pub cluster: String,
    pub headline: String,
    pub is_representative: bool,
}

/// The documents of a run in the order of its table.
pub struct Documents {
    pub rows: Vec<Document>,
    pub by_id: HashMap<String, usize>,
}

impl Documents {
    pub fn read(out: &Path) -> Result<Documents, Error> {
        let mut rows = Vec::new();
        let mut by_id = HashMap::new();
        TableReader::open(out, "articles")?.rows(|row| {
            let (id, cluster) = (row.get("article_id").to_owned(), row.get("cluster_id"));
            let mut place = row.get("source_path").to_owned();
            for (mark, column) in [("!", "member"), ("#", "record")] {
                if !row.get(column).is_empty() {
                    let _ = write!(place, "{mark}{}", row.get(column));
                }
            }
            let is_representative = row.get("role") == "representative";
            by_id.insert(id.clone(), rows.len());
            rows.push(Document {
                id,
                place,
                cells: COMPARED.map(|(column, _)| xxh3_64(row.get(column).as_bytes())),
                cluster: cluster.to_owned(),
                // Only that of a representative is shown.
                headline: if is_representative {
                    row.get("headline").to_owned()
                } else {
                    String::new()
                },
                is_representative,
            });
            ControlFlow::Continue(())
        })?;
        Ok(Documents { rows, by_id })
    }

    pub fn get(&self, id: &str) -> Option<&Document> {
        self.rows.get(*self.by_id.get(id)?)
    }
}

/// Lists the documents that are in one run only, and those that differ.
pub fn compare(text: &mut String, old: &Documents, new: &Documents, most: usize) {
    let _ = writeln!(text, "\n{} -> {} documents", old.rows.len(), new.rows.len());
    let only = |these: &Documents, others: &Documents| {
        let mut list = List::new(most);
        let missing = these.rows.iter().filter(|row| !others.by_id.contains_key(&row.id));
        missing.for_each(|row| list.line(&visible(&row.place)));
        list
    };
    let mut differing = List::new(most);
    for (row, before) in new.rows.iter().filter_map(|row| Some((row, old.get(&row.id)?))) {
        let cells = row.cells.iter().zip(&before.cells).zip(COMPARED);
        let names: Vec<&str> =
            cells.filter(|((now, before), _)| now != before).map(|(_, (_, name))| name).collect();
        if !names.is_empty() {
            differing.line(&format!("{}: {}", visible(&row.place), names.join(", ")));
        }
    }
    let (gone, come) = (only(old, new), only(new, old));
    if gone.count + come.count + differing.count == 0 {
        text.push_str("No document differs.\n");
    }
    gone.write(text, "Only in the first run");
    come.write(text, "Only in the second run");
    differing.write(text, "Documents that differ");
}
