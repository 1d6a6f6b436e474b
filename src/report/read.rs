//! The tables of an earlier run, read back row by row.
//!
//! In: an output folder and the name of a table. Out: its rows, one at a time, cells by the name
//! of their column. It keeps nothing in memory but one row.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use csv::StringRecord;

use crate::Error;

/// One table of an output folder.
#[derive(Debug)]
pub struct TableReader {
    path: PathBuf,
    columns: HashMap<String, usize>,
    reader: csv::Reader<BufReader<File>>,
}

/// One row of it.
#[derive(Debug, Clone, Copy)]
pub struct RowView<'r> {
    columns: &'r HashMap<String, usize>,
    record: &'r StringRecord,
}

impl<'r> RowView<'r> {
    /// The cell of a column; empty when it is missing.
    pub fn get(&self, column: &str) -> &'r str {
        self.columns.get(column).and_then(|&at| self.record.get(at)).unwrap_or_default()
    }
}

impl TableReader {
    /// Opens `name.csv`.
    pub fn open(out: &Path, name: &str) -> Result<TableReader, Error> {
        let path = out.join(format!("{name}.csv"));
        let file =
            File::open(&path).map_err(|source| Error::Input { path: path.clone(), source })?;
        let mut reader = csv::Reader::from_reader(BufReader::with_capacity(1 << 18, file));
        let header = reader.headers().map_err(|error| damaged(&path, error))?;
        let columns =
            header.iter().enumerate().map(|(at, column)| (column.to_owned(), at)).collect();
        Ok(TableReader { path, columns, reader })
    }

    /// Calls `each` with every row in order, until it returns `Break`.
    pub fn rows(
        &mut self,
        mut each: impl FnMut(RowView<'_>) -> ControlFlow<()>,
    ) -> Result<(), Error> {
        let mut record = StringRecord::new();
        let columns = &self.columns;
        while self.reader.read_record(&mut record).map_err(|error| damaged(&self.path, error))? {
            if each(RowView { columns, record: &record }).is_break() {
                break;
            }
        }
        Ok(())
    }
}

impl TableReader {
    /// As [`TableReader::rows`], but only for rows whose line `wanted` accepts. Other lines are not
    /// parsed. In the tables, each row is one line.
    pub fn rows_where(
        &mut self,
        wanted: impl FnMut(&[u8]) -> bool,
        mut each: impl FnMut(RowView<'_>) -> ControlFlow<()>,
    ) -> Result<(), Error> {
        let failed = |source| Error::Input { path: self.path.clone(), source };
        let file = File::open(&self.path).map_err(failed)?;
        let mut lines = BufReader::with_capacity(1 << 18, file);
        let mut line = Vec::new();
        // The header.
        lines.read_until(b'\n', &mut line).map_err(failed)?;
        line.clear();
        let lines = WantedLines { lines, wanted, line, at: 0 };
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(lines);
        let mut row = StringRecord::new();
        while reader.read_record(&mut row).map_err(|error| damaged(&self.path, error))? {
            if each(RowView { columns: &self.columns, record: &row }).is_break() {
                break;
            }
        }
        Ok(())
    }
}

/// The lines that a function accepts, as one file.
struct WantedLines<R, F> {
    lines: R,
    wanted: F,
    line: Vec<u8>,
    /// The bytes of the line that were handed over.
    at: usize,
}

impl<R: BufRead, F: FnMut(&[u8]) -> bool> Read for WantedLines<R, F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let rest = self.line.get(self.at..).unwrap_or_default();
            if !rest.is_empty() {
                let count = rest.len().min(buffer.len());
                if let (Some(to), Some(from)) = (buffer.get_mut(..count), rest.get(..count)) {
                    to.copy_from_slice(from);
                }
                self.at += count;
                return Ok(count);
            }
            self.at = 0;
            self.line.clear();
            if self.lines.read_until(b'\n', &mut self.line)? == 0 {
                return Ok(0);
            }
            if !(self.wanted)(&self.line) {
                self.line.clear();
            }
        }
    }
}

fn damaged(path: &Path, error: csv::Error) -> Error {
    Error::Input {
        path: path.to_owned(),
        source: io::Error::new(io::ErrorKind::InvalidData, error),
    }
}
