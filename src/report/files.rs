//! A table as files: the exact one, and its twin for spreadsheets.
//!
//! In: rows as bytes. Out: `NAME.csv` and, if asked for, `excel/NAME.csv` in the output folder,
//! each with its header.

use crate::Error;

use super::cells::Rows;
use super::folder::{OutputFile, OutputFolder};
use super::schema::Schema;

/// The byte order mark that tells a spreadsheet program that the file is UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// One table while it is written.
#[derive(Debug)]
pub struct TableFile {
    exact: OutputFile,
    twin: Option<OutputFile>,
}

impl TableFile {
    /// Creates `name.csv` with its header.
    pub fn create(
        folder: &OutputFolder,
        schema: &Schema,
        name: &str,
        spreadsheet: bool,
    ) -> Result<TableFile, Error> {
        let mut header = Rows::new(spreadsheet);
        let row = header.row();
        schema.header(name).iter().fold(row, |row, column| row.word(column)).end();
        let exact = folder.create(&format!("{name}.csv"))?;
        let mut twin = None;
        if spreadsheet {
            let mut file = folder.create(&format!("excel/{name}.csv"))?;
            file.write(BYTE_ORDER_MARK)?;
            twin = Some(file);
        }
        let mut table = TableFile { exact, twin };
        table.write(header)?;
        Ok(table)
    }

    pub fn write(&mut self, rows: Rows) -> Result<(), Error> {
        let (exact, twin) = rows.finish();
        self.write_bytes(&exact, &twin)
    }

    /// Writes rows from [`Rows::finish`].
    pub fn write_bytes(&mut self, exact: &[u8], spreadsheet: &[u8]) -> Result<(), Error> {
        self.exact.write(exact)?;
        self.twin.as_mut().map_or(Ok(()), |twin| twin.write(spreadsheet))
    }

    pub fn finish(self) -> Result<(), Error> {
        self.exact.finish()?;
        self.twin.map_or(Ok(()), OutputFile::finish)
    }
}
