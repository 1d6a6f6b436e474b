//! The tables in other formats than CSV.
//!
//! In: an output folder that is written and not yet committed. Out: the same tables again, in folders of
//! their own. The cells are those of the CSV files; the dictionary gives their types. Parquet and workbooks
//! need the feature `full`.

mod jsonl_tables;
#[cfg(feature = "full")]
mod parquet_tables;
mod rows;
#[cfg(feature = "full")]
mod workbook;

use crate::Error;

#[cfg(feature = "full")]
use super::files::SHEET_ROWS;
use super::folder::OutputFolder;
use super::schema::Schema;

pub use rows::TableRows;

/// Whether this program can write Parquet, SQLite and workbooks.
pub const HAS_ALL_FORMATS: bool = cfg!(feature = "full");

/// What is written besides the CSV files.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Formats {
    pub jsonl: bool,
    pub parquet: bool,
    /// `excel/tables.xlsx`.
    pub workbook: bool,
}

impl Formats {
    /// Whether nothing but CSV files is written.
    pub fn is_empty(&self) -> bool {
        *self == Formats::default()
    }

    /// Writes all tables of the staging folder in these formats.
    ///
    /// # Errors
    /// As all writers of the folder, and [`Error::Usage`] for a format that was not built in.
    pub fn write(&self, folder: &OutputFolder) -> Result<(), Error> {
        let schema = Schema::built_in()?;
        for table in &schema.tables {
            let rows = || TableRows::open(folder.staging(), table);
            if self.jsonl
                && table.is_csv()
                && let Some(rows) = rows()?
            {
                jsonl_tables::write(folder, table, rows)?;
            }
            #[cfg(feature = "full")]
            if self.parquet
                && let Some(rows) = rows()?
            {
                parquet_tables::write(folder, table, rows)?;
            }
        }
        #[cfg(feature = "full")]
        if self.workbook {
            workbook::write(folder, &schema, SHEET_ROWS)?;
        }
        #[cfg(not(feature = "full"))]
        if self.parquet || self.workbook {
            return Err(not_built("this format"));
        }
        Ok(())
    }
}

/// The error for a format that needs the feature `full`, in a program that was built without it.
pub fn not_built(asked: &str) -> Error {
    Error::Usage(format!(
        "{asked}: this program was built without Parquet, SQLite and Excel workbooks; build it with \
         them: cargo install --path . --locked --features full"
    ))
}

#[cfg(test)]
mod tests;
