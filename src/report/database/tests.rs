//! Tests of the database, on the tables of a run over invented stories.

use std::fs;
use std::path::Path;

use rusqlite::Connection;
use rusqlite::types::Value;

use super::*;
use crate::report::formats::TableRows;
use crate::report::tables::tests::{all, write_run};
use crate::report::{Schema, TableSettings, UniqueFormat};

fn written(home: &Path, name: &str, settings: TableSettings) -> Connection {
    let out = home.join(format!("{name}-out"));
    write_run(&out, settings, 4);
    let path = home.join(name);
    write_database(&out, &path).unwrap();
    Connection::open(path).unwrap()
}

fn count(database: &Connection, sql: &str) -> i64 {
    database.query_row(sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn it_has_the_cells_of_the_tables_with_their_types() {
    let home = tempfile::tempdir().unwrap();
    let database = written(home.path(), "tables.db", all());
    for table in Schema::built_in().unwrap().tables.iter().filter(|table| table.is_csv()) {
        let mut statement =
            database.prepare(&format!("SELECT * FROM \"{}\" ORDER BY rowid", table.name)).unwrap();
        let mut read = statement.query([]).unwrap();
        let rows = TableRows::open(&home.path().join("tables.db-out"), table).unwrap().unwrap();
        rows.each(|row| {
            let found = read.next().unwrap().unwrap();
            for (at, cell) in row.iter().enumerate() {
                let shown = match found.get::<_, Value>(at).unwrap() {
                    Value::Null => String::new(),
                    Value::Text(text) => text,
                    Value::Integer(number) => number.to_string(),
                    Value::Real(number) => format!("{number:.4}"),
                    Value::Blob(_) => panic!("a blob"),
                };
                assert_eq!(shown, cell, "{}", table.name);
            }
            Ok(())
        })
        .unwrap();
        assert!(read.next().unwrap().is_none());
    }
}

#[test]
fn texts_are_found_and_keys_hold() {
    let home = tempfile::tempdir().unwrap();
    let database = written(home.path(), "tables.db", all());
    let found = "SELECT count(*) FROM articles_fts JOIN articles ON articles.rowid = articles_fts.rowid \
        WHERE articles_fts MATCH 'harbour AND mayor'";
    assert_eq!(count(&database, found), 4);
    assert_eq!(
        count(&database, "SELECT count(*) FROM articles WHERE text LIKE 'The harbour of %'"),
        4
    );
    assert_eq!(count(&database, "SELECT count(*) FROM unique_stories"), 2);
    assert_eq!(count(&database, "SELECT count(*) FROM originals"), 4);
    let check = |pragma: &str| -> String {
        database.query_row(pragma, [], |row| row.get(0)).unwrap_or_default()
    };
    assert_eq!(check("PRAGMA integrity_check"), "ok");
    let plan: String = database
        .query_row("EXPLAIN QUERY PLAN SELECT * FROM edits WHERE article_id = 'a'", [], |row| {
            row.get(3)
        })
        .unwrap();
    assert!(plan.contains("USING INDEX edits_article_id"), "{plan}");
    // Datasette looks for this in the definition of a search.
    let datasette = "SELECT count(*) FROM sqlite_master WHERE rootpage = 0 AND \
        sql LIKE '%VIRTUAL TABLE%USING FTS%content=\"articles\"%'";
    assert_eq!(count(&database, datasette), 1);
    let described =
        "SELECT count(*) FROM dictionary WHERE \"table\" = 'articles' AND \"column\" = 'text'";
    assert_eq!(count(&database, described), 1);
}

#[test]
fn without_a_file_of_all_texts_those_of_the_unique_stories_are_there() {
    let home = tempfile::tempdir().unwrap();
    let unique = Some(UniqueFormat::Jsonl);
    let settings = TableSettings { unique, no_lines: true, ..TableSettings::default() };
    let database = written(home.path(), "unique.db", settings);
    assert_eq!(count(&database, "SELECT count(text) FROM articles"), 2);
    assert_eq!(count(&database, "SELECT count(text) FROM articles WHERE role = 'member'"), 0);
    let settings = TableSettings { no_lines: true, ..TableSettings::default() };
    let database = written(home.path(), "none.db", settings);
    assert_eq!(count(&database, "SELECT count(text) FROM articles"), 0);
    assert_eq!(count(&database, "SELECT count(*) FROM articles"), 4);
}

#[test]
fn the_same_tables_give_the_same_bytes() {
    let home = tempfile::tempdir().unwrap();
    for name in ["one.db", "two.db"] {
        drop(written(home.path(), name, all()));
    }
    let read = |name: &str| fs::read(home.path().join(name)).unwrap();
    assert!(read("one.db") == read("two.db"));
    let signature = (DATABASE_SIGNATURE.matches)(&mut &read("one.db")[..]);
    assert!(signature.unwrap());
}
