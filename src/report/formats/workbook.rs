//! `excel/tables.xlsx`: all tables as the sheets of one workbook.
//!
//! In: the tables that are written as CSV. Out: one file. Texts are cells of the kind text with the format
//! `@`, so that no program makes a number, a date or a formula of an id, a raw date or `=1+1`, also when a
//! cell is edited. Numbers are numbers.
//!
//! A sheet has a limited number of rows and a cell a limited length. A longer table goes on in the sheet
//! `NAME-2`, a longer text is cut, and the last sheet, `limits`, names both. The bytes depend on the
//! tables alone: the dates in the file are fixed. It does not write the texts of the documents.

use std::io;
use std::path::PathBuf;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use crate::Error;

use super::super::cells::{LONGEST, shortened};
use super::super::files::SHEET_ROWS;
use super::super::folder::OutputFolder;
use super::super::schema::{ColumnType, Schema, Table};
use super::super::sink::{self, Sink};
use super::rows::TableRows;

/// The file, by its path inside `OUT`.
const NAME: &str = "excel/tables.xlsx";

/// The widths of columns, in characters: of numbers, of ids and words, of texts.
const NARROW: f64 = 10.0;
const MIDDLE: f64 = 20.0;
const WIDE: f64 = 40.0;

/// Writes the workbook. `most_rows` are the rows of a sheet, with its header.
pub fn write(folder: &OutputFolder, schema: &Schema, most_rows: u64) -> Result<(), Error> {
    let path = folder.places().out.join(NAME);
    let mut book = Book {
        workbook: Workbook::new(),
        formats: Formats::new(),
        limits: Vec::new(),
        most_rows,
        path: path.clone(),
    };
    let failed = |error| failed(&path, error);
    book.workbook.set_tempdir(folder.scratch()).map_err(failed)?;
    let made = ExcelDateTime::from_ymd(2000, 1, 1).map_err(failed)?;
    let properties = DocProperties::new().set_title("Copydesk").set_creation_datetime(&made);
    book.workbook.set_properties(&properties);
    for table in schema.tables.iter().filter(|table| table.is_csv()) {
        if let Some(rows) = TableRows::open(folder.staging(), table)? {
            book.add(table, rows)?;
        }
    }
    book.add_limits()?;
    let mut sink = Sink(folder.create(NAME)?);
    book.workbook.save_to_writer(&mut sink).map_err(failed)?;
    sink.0.finish()
}

/// A workbook while it is made.
struct Book {
    workbook: Workbook,
    formats: Formats,
    /// The rows of the sheet `limits`.
    limits: Vec<[String; 5]>,
    most_rows: u64,
    path: PathBuf,
}

/// The formats of cells.
struct Formats {
    head: Format,
    text: Format,
    ratio: Format,
}

impl Formats {
    fn new() -> Formats {
        Formats {
            head: Format::new().set_bold(),
            text: Format::new().set_num_format("@"),
            ratio: Format::new().set_num_format("0.0000"),
        }
    }
}

impl Book {
    /// Adds a table as one sheet, or as several.
    fn add(&mut self, table: &Table, mut rows: TableRows) -> Result<(), Error> {
        let mut row = csv::StringRecord::new();
        let mut number = 1;
        let mut is_more = rows.next(&mut row)?;
        loop {
            let name = match number {
                1 => table.name.clone(),
                _ => format!("{}-{number}", table.name),
            };
            let (path, formats, limits) = (&self.path, &self.formats, &mut self.limits);
            let failed = |error| failed(path, error);
            let sheet = self.workbook.add_worksheet_with_constant_memory().map_err(failed)?;
            begin(sheet, &name, table, formats).map_err(failed)?;
            let mut at = 1;
            while is_more && u64::from(at) < self.most_rows {
                write_row(sheet, at, table, &row, formats, &mut |column, cell: &str| {
                    let length = cell.encode_utf16().count();
                    let what = format!("cut after {LONGEST} of {length} UTF-16 units");
                    let id = row.get(0).unwrap_or_default();
                    limits.push([
                        name.clone(),
                        (at + 1).to_string(),
                        column.to_owned(),
                        id.to_owned(),
                        what,
                    ]);
                })
                .map_err(failed)?;
                at += 1;
                is_more = rows.next(&mut row)?;
            }
            let last = u16::try_from(table.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
            sheet.autofilter(0, 0, at - 1, last).map_err(failed)?;
            if !is_more {
                return Ok(());
            }
            number += 1;
            let what =
                format!("a sheet has no more rows: {}-{number} has the next ones", table.name);
            limits.push([name, at.to_string(), String::new(), String::new(), what]);
        }
    }

    /// Adds the sheet that names what a spreadsheet cannot hold, if there is such a thing.
    fn add_limits(&mut self) -> Result<(), Error> {
        let (path, formats) = (&self.path, &self.formats);
        let failed = |error| failed(path, error);
        if self.limits.is_empty() {
            return Ok(());
        }
        let sheet = self.workbook.add_worksheet_with_constant_memory().map_err(failed)?;
        sheet.set_name("limits").map_err(failed)?;
        let head = ["sheet", "row", "column", "first_cell", "what"].map(str::to_owned);
        let rows = std::iter::once(&head).chain(&self.limits).take(SHEET_ROWS as usize);
        for (at, cells) in (0..).zip(rows) {
            let format = if at == 0 { &formats.head } else { &formats.text };
            for (column, cell) in (0..).zip(cells) {
                let number = cell.parse::<f64>().ok().filter(|_| column == 1);
                match number {
                    Some(number) => sheet.write_number(at, column, number),
                    None => sheet.write_string_with_format(at, column, cell, format),
                }
                .map_err(failed)?;
            }
        }
        Ok(())
    }
}

/// Names a sheet and writes its header.
fn begin(
    sheet: &mut Worksheet,
    name: &str,
    table: &Table,
    formats: &Formats,
) -> Result<(), XlsxError> {
    sheet.set_name(name)?.set_freeze_panes(1, 0)?;
    for (at, column) in (0..).zip(&table.columns) {
        let width = match column.kind {
            ColumnType::Integer | ColumnType::Number => NARROW,
            _ if column.pattern.is_some() || column.values.is_some() => MIDDLE,
            _ => WIDE,
        };
        sheet.set_column_width(at, width)?;
    }
    for (at, column) in (0..).zip(&table.columns) {
        sheet.write_string_with_format(0, at, &column.name, &formats.head)?;
    }
    Ok(())
}

/// Writes one row. `cut` is told of each text that is too long.
fn write_row(
    sheet: &mut Worksheet,
    at: u32,
    table: &Table,
    row: &csv::StringRecord,
    formats: &Formats,
    cut: &mut dyn FnMut(&str, &str),
) -> Result<(), XlsxError> {
    for ((number, column), cell) in (0..).zip(&table.columns).zip(row) {
        if cell.is_empty() {
            continue;
        }
        match (column.kind, cell.parse::<f64>()) {
            (ColumnType::Integer, Ok(value)) => sheet.write_number(at, number, value)?,
            (ColumnType::Number, Ok(value)) => {
                sheet.write_number_with_format(at, number, value, &formats.ratio)?
            }
            _ => {
                // A text cannot have more units than bytes.
                let short = if cell.len() > LONGEST { shortened(cell, LONGEST) } else { cell };
                if short.len() < cell.len() {
                    cut(&column.name, cell);
                }
                sheet.write_string_with_format(at, number, short, &formats.text)?
            }
        };
    }
    Ok(())
}

/// The error of the file inside an error of the library.
fn failed(path: &std::path::Path, error: XlsxError) -> Error {
    let source = match error {
        XlsxError::IoError(source) => source,
        other => io::Error::other(other),
    };
    sink::failed(path, source)
}
