//! Rows of tables as `explain` keeps them, and how they name a document.
//!
//! In: rows of the tables. Out: cells by column name. It reads no file.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::super::read::RowView;
use super::super::terminal::visible;

/// Members and pairs that are listed. The rest is only counted.
pub const LONGEST_LIST: usize = 40;

/// Fields of `articles.csv` that describe the document, in the order in which they are shown.
pub const FIELDS: [&str; 17] = [
    "source_path",
    "member",
    "record",
    "source_id",
    "url",
    "site",
    "headline",
    "byline",
    "dateline",
    "contributors",
    "update_note",
    "published",
    "published_raw",
    "date_source",
    "language",
    "encoding",
    "status",
];

/// Other fields of `articles.csv` that the explanation needs.
pub const OTHER_FIELDS: [&str; 12] = [
    "article_id",
    "chars_raw",
    "chars_clean",
    "words_clean",
    "rewritten_score",
    "cluster_id",
    "role",
    "relation",
    "similarity",
    "joined_via",
    "lines_removed",
    "repairs",
];

/// The cells of a row by column name.
pub type Cells = BTreeMap<String, String>;

/// Copies some columns of a row.
pub fn cells(row: RowView<'_>, columns: &[&str]) -> Cells {
    columns.iter().map(|&column| (column.to_owned(), row.get(column).to_owned())).collect()
}

/// One cell; empty if the column was not copied.
pub fn cell<'r>(row: &'r Cells, column: &str) -> &'r str {
    row.get(column).map_or("", String::as_str)
}

/// The path, member and record of a document.
pub fn place(row: &Cells) -> String {
    let mut place = visible(cell(row, "source_path"));
    for (mark, column) in [("!", "member"), ("#", "record")] {
        if !cell(row, column).is_empty() {
            let _ = write!(place, "{mark}{}", visible(cell(row, column)));
        }
    }
    place
}

/// An id with the place of its document, where it is known.
pub fn named(id: &str, others: &BTreeMap<String, Cells>) -> String {
    let row = others.get(id).filter(|row| !row.is_empty());
    row.map_or(visible(id), |row| format!("{} ({})", visible(id), place(row)))
}
