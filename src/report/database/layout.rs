//! The layout of the database: its statements in SQL, made from the dictionary.
//!
//! In: the tables of the dictionary. Out: texts of SQL. It runs none of them.

use crate::report::schema::{Column, ColumnType, Table};

/// The table with a row for each document, which also gets the texts.
pub const ARTICLES: &str = "articles";

/// The columns of `articles` that its table of CSV lacks.
pub const TEXT_COLUMNS: [&str; 2] = ["text", "carried"];

/// Columns beside keys and references that people look rows up by.
const LOOKED_UP: [(&str, &str); 7] = [
    (ARTICLES, "source_path"),
    (ARTICLES, "source_id"),
    (ARTICLES, "url"),
    (ARTICLES, "published"),
    (ARTICLES, "agency"),
    ("edits", "rule_id"),
    ("problems", "code"),
];

/// The full-text search over `articles`. It keeps no copy of the texts. The number of a row stays the same
/// in a `VACUUM`, because the rows are numbered without gaps.
pub const SEARCH: &str = "CREATE VIRTUAL TABLE \"articles_fts\" USING fts5(headline, byline, text, \
    content=\"articles\", tokenize=\"unicode61 remove_diacritics 2\")";

/// Fills the search from the finished table.
pub const FILL_SEARCH: &str = "INSERT INTO articles_fts (articles_fts) VALUES ('rebuild')";

/// The stories of `unique.jsonl`.
pub const UNIQUE: &str = "CREATE VIEW \"unique_stories\" AS SELECT * FROM articles \
    WHERE role <> 'member' AND status <> 'nothing_left'";

/// The dictionary: what each column means.
pub const DICTIONARY: &str = "CREATE TABLE \"dictionary\" (\"table\" TEXT NOT NULL, \
    \"column\" TEXT NOT NULL, \"type\" TEXT NOT NULL, \"description\" TEXT NOT NULL, \
    PRIMARY KEY (\"table\", \"column\"))";

pub const ADD_TO_DICTIONARY: &str = "INSERT INTO \"dictionary\" VALUES (?1, ?2, ?3, ?4)";

/// The statement that makes a table, with its keys.
pub fn create(table: &Table) -> String {
    let mut parts: Vec<String> = table.columns.iter().map(column).collect();
    if table.name == ARTICLES {
        parts.extend(TEXT_COLUMNS.map(|name| format!("{} TEXT", quoted(name))));
    }
    if !table.primary_key.is_empty() {
        parts.push(format!("PRIMARY KEY ({})", list(&table.primary_key)));
    }
    parts.extend(table.foreign_keys.iter().map(|key| {
        let (fields, target) = (list(&key.fields), quoted(&key.table));
        format!("FOREIGN KEY ({fields}) REFERENCES {target} ({})", list(&key.references))
    }));
    format!("CREATE TABLE {} ({})", quoted(&table.name), parts.join(", "))
}

fn column(column: &Column) -> String {
    let kind = match column.kind {
        ColumnType::String | ColumnType::Object => "TEXT",
        ColumnType::Integer => "INTEGER",
        ColumnType::Number => "REAL",
    };
    let required = if column.required { " NOT NULL" } else { "" };
    format!("{} {kind}{required}", quoted(&column.name))
}

/// The statements that make the indexes of a table: one for each reference, and for each column that rows
/// are looked up by. A key has an index anyway.
pub fn indexes(table: &Table) -> Vec<String> {
    let references = table.foreign_keys.iter().map(|key| key.fields.clone());
    let looked_up = LOOKED_UP.iter().filter(|(name, _)| *name == table.name);
    let looked_up = looked_up.map(|(_, column)| vec![(*column).to_owned()]);
    references
        .chain(looked_up)
        .filter(|fields| !table.primary_key.starts_with(fields))
        .map(|fields| {
            let name = quoted(&format!("{}_{}", table.name, fields.join("_")));
            format!("CREATE INDEX {name} ON {} ({})", quoted(&table.name), list(&fields))
        })
        .collect()
}

/// The statement that adds a row.
pub fn insert(table: &Table) -> String {
    let more = if table.name == ARTICLES { TEXT_COLUMNS.len() } else { 0 };
    let places = vec!["?"; table.columns.len() + more].join(", ");
    format!("INSERT INTO {} VALUES ({places})", quoted(&table.name))
}

fn list(names: &[String]) -> String {
    names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ")
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
