//! The rows of a table that is written.
//!
//! In: a folder and a table of the dictionary. Out: its rows, one at a time.

use std::fs::File;
use std::io::{self, BufReader};
use std::path::Path;

use csv::StringRecord;

use crate::Error;

use super::super::schema::Table;

/// Calls `each` with every row of a table.
pub fn each_row(
    staging: &Path,
    table: &Table,
    mut each: impl FnMut(&StringRecord) -> Result<(), Error>,
) -> Result<(), Error> {
    let path = staging.join(&table.file);
    let failed = |source| Error::Input { path: path.clone(), source };
    let file = BufReader::with_capacity(1 << 18, File::open(&path).map_err(failed)?);
    let mut reader = csv::Reader::from_reader(file);
    let mut row = StringRecord::new();
    while reader.read_record(&mut row).map_err(|error| failed(io::Error::other(error)))? {
        each(&row)?;
    }
    Ok(())
}
