//! A table as files: the exact one, and its twin for spreadsheets.
//!
//! In: rows as bytes. Out: `NAME.csv` and, if asked for, `excel/NAME.csv` in the output folder, each
//! with its header. A spreadsheet has a limited number of rows, so a longer table is continued in
//! `excel/NAME-2.csv`, and so on.

use crate::Error;

use super::cells::Rows;
use super::folder::{OutputFile, OutputFolder};
use super::schema::Schema;

/// The byte order mark that tells a spreadsheet program that the file is UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Rows of a sheet, with its header.
pub const SHEET_ROWS: u64 = 1_048_576;

/// One table while it is written.
#[derive(Debug)]
pub struct TableFile<'f> {
    exact: OutputFile,
    sheets: Option<Sheets<'f>>,
}

/// The files of a table for spreadsheets.
#[derive(Debug)]
struct Sheets<'f> {
    folder: &'f OutputFolder,
    name: String,
    header: Vec<u8>,
    current: OutputFile,
    /// How many files there are.
    number: u64,
    /// Rows in the current file, with the header.
    rows: u64,
    most_rows: u64,
}

impl<'f> TableFile<'f> {
    /// Creates `name.csv` with its header.
    pub fn create(
        folder: &'f OutputFolder,
        schema: &Schema,
        name: &str,
        spreadsheet: bool,
    ) -> Result<TableFile<'f>, Error> {
        let mut header = Rows::new(spreadsheet);
        let row = header.row();
        schema.header(name).iter().fold(row, |row, column| row.word(column)).end();
        let (exact_header, header) = header.finish();
        let mut exact = folder.create(&format!("{name}.csv"))?;
        exact.write(&exact_header)?;
        let sheets =
            spreadsheet.then(|| Sheets::create(folder, name, header, SHEET_ROWS)).transpose()?;
        Ok(TableFile { exact, sheets })
    }

    pub fn write(&mut self, rows: Rows) -> Result<(), Error> {
        let (exact, twin) = rows.finish();
        self.write_bytes(&exact, &twin)
    }

    /// Writes rows from [`Rows::finish`].
    pub fn write_bytes(&mut self, exact: &[u8], spreadsheet: &[u8]) -> Result<(), Error> {
        self.exact.write(exact)?;
        self.sheets.as_mut().map_or(Ok(()), |sheets| sheets.write(spreadsheet))
    }

    pub fn finish(self) -> Result<(), Error> {
        self.exact.finish()?;
        self.sheets.map_or(Ok(()), |sheets| sheets.current.finish())
    }
}

impl<'f> Sheets<'f> {
    fn create(
        folder: &'f OutputFolder,
        name: &str,
        header: Vec<u8>,
        most_rows: u64,
    ) -> Result<Sheets<'f>, Error> {
        let current = begin(folder, &format!("excel/{name}.csv"), &header)?;
        Ok(Sheets { folder, name: name.to_owned(), header, current, number: 1, rows: 1, most_rows })
    }

    /// Writes whole rows. No cell has a line break, so each row is one line.
    fn write(&mut self, rows: &[u8]) -> Result<(), Error> {
        let mut rest = rows;
        while !rest.is_empty() {
            if self.rows >= self.most_rows {
                self.number += 1;
                self.rows = 1;
                let name = format!("excel/{}-{}.csv", self.name, self.number);
                let next = begin(self.folder, &name, &self.header)?;
                std::mem::replace(&mut self.current, next).finish()?;
            }
            let room = (self.most_rows - self.rows) as usize;
            let mut ends = memchr::memchr_iter(b'\n', rest);
            let (count, end) = match ends.nth(room.saturating_sub(1)) {
                Some(end) => (room, end + 1),
                None => (memchr::memchr_iter(b'\n', rest).count(), rest.len()),
            };
            self.current.write(rest.get(..end).unwrap_or_default())?;
            self.rows += count as u64;
            rest = rest.get(end..).unwrap_or_default();
        }
        Ok(())
    }
}

/// A sheet with a byte order mark and its header.
fn begin(folder: &OutputFolder, name: &str, header: &[u8]) -> Result<OutputFile, Error> {
    let mut file = folder.create(name)?;
    file.write(BYTE_ORDER_MARK)?;
    file.write(header)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_table_with_more_rows_than_a_sheet_is_continued_in_another_file() {
        let home = tempfile::tempdir().unwrap();
        let folder = OutputFolder::open(&home.path().join("out")).unwrap();
        let mut sheets = Sheets::create(&folder, "edits", b"id\r\n".to_vec(), 4).unwrap();
        sheets.write(b"1\r\n2\r\n").unwrap();
        sheets.write(b"3\r\n4\r\n5\r\n6\r\n7\r\n").unwrap();
        sheets.write(b"").unwrap();
        sheets.current.finish().unwrap();
        let read = |name: &str| {
            let text = fs::read_to_string(folder.staging().join("excel").join(name)).unwrap();
            text.trim_start_matches('\u{feff}').replace("\r\n", " ")
        };
        assert_eq!(read("edits.csv"), "id 1 2 3 ");
        assert_eq!(read("edits-2.csv"), "id 4 5 6 ");
        assert_eq!(read("edits-3.csv"), "id 7 ");
        assert_eq!(fs::read_dir(folder.staging().join("excel")).unwrap().count(), 3);
    }
}
