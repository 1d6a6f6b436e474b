//! Writes the database, table by table.
//!
//! In: a folder with the tables of a run. Out: a new file of SQLite, complete and on the device, or an error.
//! It keeps no journal: an unfinished file is thrown away.

use std::fs::File;
use std::io;
use std::path::Path;

use csv::StringRecord;
use rusqlite::types::Value;
use rusqlite::{Connection, Statement, params, params_from_iter};

use crate::Error;
use crate::report::formats::TableRows;
use crate::report::schema::{ColumnType, Schema, Table};

use super::layout::{self, ARTICLES};
use super::signature::APPLICATION_ID;
use super::texts::Texts;

/// Memory for pages of the file, in KiB.
const CACHE: i64 = 64 << 10;

/// Writes all tables of `staging` into a new file.
pub fn write_database(staging: &Path, path: &Path) -> Result<(), Error> {
    let failed = |error| failed(path, error);
    let connection = Connection::open(path).map_err(failed)?;
    let set = |name: &str, value: &dyn rusqlite::ToSql| {
        connection.pragma_update(None, name, value).map_err(failed)
    };
    set("journal_mode", &"OFF")?;
    set("synchronous", &"OFF")?;
    set("locking_mode", &"EXCLUSIVE")?;
    // Tables refer to one another in circles, so no order of rows would do.
    set("foreign_keys", &false)?;
    set("cache_size", &-CACHE)?;
    set("application_id", &APPLICATION_ID)?;
    let schema = Schema::built_in()?;
    connection.execute_batch("BEGIN").map_err(failed)?;
    for table in schema.tables.iter().filter(|table| table.is_csv() || table.name == "originals") {
        if let Some(rows) = TableRows::open(staging, table)? {
            add_table(&connection, path, table, rows, staging, &schema)?;
        }
    }
    add_dictionary(&connection, &schema, path)?;
    let last = [layout::UNIQUE, layout::SEARCH, layout::FILL_SEARCH, "ANALYZE", "COMMIT"];
    last.into_iter().try_for_each(|sql| connection.execute_batch(sql)).map_err(failed)?;
    connection.close().map_err(|(_, error)| failed(error))?;
    let synced = File::open(path).and_then(|file| file.sync_all());
    synced.map_err(|source| Error::Output { path: path.to_owned(), source })
}

/// Makes a table and its indexes, and adds its rows. The indexes are there before the rows, because making
/// them later would sort in temporary files.
fn add_table(
    connection: &Connection,
    path: &Path,
    table: &Table,
    mut rows: TableRows,
    staging: &Path,
    schema: &Schema,
) -> Result<(), Error> {
    let failed = |error| failed(path, error);
    connection.execute_batch(&layout::create(table)).map_err(failed)?;
    for index in layout::indexes(table) {
        connection.execute_batch(&index).map_err(failed)?;
    }
    let mut insert = connection.prepare(&layout::insert(table)).map_err(failed)?;
    let is_articles = table.name == ARTICLES;
    let mut texts = is_articles.then(|| Texts::open(staging, schema)).transpose()?;
    let mut row = StringRecord::new();
    while rows.next(&mut row)? {
        let mut values: Vec<Value> = values(table, &row).collect();
        if let Some(texts) = &mut texts {
            let found = texts.of(row.get(0).unwrap_or_default())?;
            values.extend(found.unwrap_or_default().map(text_or_null));
        }
        add(&mut insert, values).map_err(failed)?;
    }
    Ok(())
}

fn add(insert: &mut Statement<'_>, values: Vec<Value>) -> rusqlite::Result<()> {
    insert.execute(params_from_iter(values)).map(drop)
}

/// The cells of a row with the types of their columns. An empty cell is null, if its column may be.
fn values<'r>(table: &'r Table, row: &'r StringRecord) -> impl Iterator<Item = Value> + 'r {
    table.columns.iter().zip(row).map(|(column, cell)| match column.kind {
        _ if cell.is_empty() && !column.required => Value::Null,
        ColumnType::Integer => cell.parse().map_or_else(|_| cell.to_owned().into(), Value::Integer),
        ColumnType::Number => cell.parse().map_or_else(|_| cell.to_owned().into(), Value::Real),
        ColumnType::String | ColumnType::Object => cell.to_owned().into(),
    })
}

fn text_or_null(text: String) -> Value {
    if text.is_empty() { Value::Null } else { Value::Text(text) }
}

/// Adds what the dictionary says of each column that the database has.
fn add_dictionary(connection: &Connection, schema: &Schema, path: &Path) -> Result<(), Error> {
    let failed = |error| failed(path, error);
    connection.execute_batch(layout::DICTIONARY).map_err(failed)?;
    let mut insert = connection.prepare(layout::ADD_TO_DICTIONARY).map_err(failed)?;
    let texts = schema.table("articles-text").into_iter().flat_map(|table| {
        let added = |name: &&str| layout::TEXT_COLUMNS.contains(name);
        table.columns.iter().filter(move |column| added(&column.name.as_str()))
    });
    let tables = schema.tables.iter().filter(|table| table.is_csv());
    let columns = tables
        .flat_map(|table| table.columns.iter().map(move |column| (table.name.as_str(), column)))
        .chain(texts.map(|column| (ARTICLES, column)));
    for (table, column) in columns {
        let row = params![table, column.name, column.kind.name(), column.description];
        insert.execute(row).map_err(failed)?;
    }
    Ok(())
}

/// The error of the file inside an error of SQLite.
fn failed(path: &Path, error: rusqlite::Error) -> Error {
    use rusqlite::ErrorCode::{CannotOpen, DiskFull, ReadOnly};
    let kind = match error.sqlite_error_code() {
        Some(DiskFull) => io::ErrorKind::StorageFull,
        Some(CannotOpen | ReadOnly) => io::ErrorKind::PermissionDenied,
        _ => io::ErrorKind::Other,
    };
    Error::Output { path: path.to_owned(), source: io::Error::new(kind, error) }
}
