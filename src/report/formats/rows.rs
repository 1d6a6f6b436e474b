//! The rows of a table that is written.
//!
//! In: a folder and a table of the dictionary, as CSV or as JSON lines. Out: its rows, one at a time, with
//! their cells in the order of the columns. A missing value is an empty cell.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use csv::StringRecord;
use serde_json::{Map, Value};

use crate::Error;

use super::super::schema::Table;
use super::super::text_file;

/// Bytes that are read at a time.
const BUFFER: usize = 1 << 18;

/// A table while it is read.
pub struct TableRows {
    path: PathBuf,
    columns: Vec<String>,
    source: Source,
}

enum Source {
    Csv(Box<csv::Reader<BufReader<File>>>),
    Lines { reader: Box<dyn BufRead>, line: String },
}

impl TableRows {
    /// Opens a table; `None` if this run does not write it.
    pub fn open(staging: &Path, table: &Table) -> Result<Option<TableRows>, Error> {
        let columns = table.columns.iter().map(|column| column.name.clone()).collect();
        if !table.is_csv() {
            let opened = text_file::open(staging, &[&table.file])?;
            return Ok(opened.map(|(path, reader)| {
                let source = Source::Lines { reader, line: String::new() };
                TableRows { path, columns, source }
            }));
        }
        let path = staging.join(&table.file);
        let file = match File::open(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            file => file.map_err(|source| Error::Input { path: path.clone(), source })?,
        };
        let reader = csv::Reader::from_reader(BufReader::with_capacity(BUFFER, file));
        Ok(Some(TableRows { path, columns, source: Source::Csv(Box::new(reader)) }))
    }

    /// Reads the next row. Returns false at the end.
    pub fn next(&mut self, row: &mut StringRecord) -> Result<bool, Error> {
        let read = match &mut self.source {
            Source::Csv(reader) => reader.read_record(row).map_err(io::Error::other),
            Source::Lines { reader, line } => read_line(reader, line, &self.columns, row),
        };
        read.map_err(|source| Error::Input { path: self.path.clone(), source })
    }

    /// Calls `each` with every row.
    pub fn each(
        mut self,
        mut each: impl FnMut(&StringRecord) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut row = StringRecord::new();
        while self.next(&mut row)? {
            each(&row)?;
        }
        Ok(())
    }
}

/// Reads an object and puts the values of the columns into the row.
fn read_line(
    reader: &mut dyn BufRead,
    line: &mut String,
    columns: &[String],
    row: &mut StringRecord,
) -> io::Result<bool> {
    line.clear();
    if reader.read_line(line)? == 0 {
        return Ok(false);
    }
    let object: Map<String, Value> = serde_json::from_str(line)?;
    row.clear();
    for column in columns {
        match object.get(column) {
            None | Some(Value::Null) => row.push_field(""),
            Some(Value::String(text)) => row.push_field(text),
            Some(other) => row.push_field(&other.to_string()),
        }
    }
    Ok(true)
}
