//! `jsonl/NAME.jsonl`: a table as JSON lines.
//!
//! In: a table that is written. Out: one object for each row; a missing value is `null`, and a number keeps
//! its digits.

use crate::Error;

use super::super::folder::OutputFolder;
use super::super::schema::{ColumnType, Table};
use super::rows::TableRows;

/// Bytes that are gathered before they are written.
const BATCH: usize = 1 << 18;

pub fn write(folder: &OutputFolder, table: &Table, rows: TableRows) -> Result<(), Error> {
    let mut file = folder.create(&format!("jsonl/{}.jsonl", table.name))?;
    let mut bytes = Vec::with_capacity(BATCH);
    rows.each(|row| {
        for (at, (cell, column)) in row.iter().zip(&table.columns).enumerate() {
            bytes.push(if at == 0 { b'{' } else { b',' });
            push(&mut bytes, &column.name);
            bytes.push(b':');
            match column.kind {
                _ if cell.is_empty() => bytes.extend_from_slice(b"null"),
                ColumnType::String => push(&mut bytes, cell),
                ColumnType::Integer | ColumnType::Number | ColumnType::Object => {
                    bytes.extend_from_slice(cell.as_bytes())
                }
            }
        }
        bytes.extend_from_slice(b"}\n");
        if bytes.len() >= BATCH {
            file.write(&bytes)?;
            bytes.clear();
        }
        Ok(())
    })?;
    file.write(&bytes)?;
    file.finish()
}

fn push(bytes: &mut Vec<u8>, text: &str) {
    // Writing a text into memory cannot fail.
    let _ = serde_json::to_writer(bytes, text);
}
