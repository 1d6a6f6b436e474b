//! The tables in other formats than CSV.
//!
//! In: an output folder that is written and not yet committed. Out: the same tables again, in folders of
//! their own. The cells are those of the CSV files; the dictionary gives their types.

mod jsonl_tables;
mod rows;

use crate::Error;

use super::folder::OutputFolder;
use super::schema::{Schema, Table};

/// What is written besides the CSV files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Formats {
    pub jsonl: bool,
}

impl Formats {
    /// Whether nothing but CSV files is written.
    pub fn is_empty(&self) -> bool {
        *self == Formats::default()
    }

    /// Writes all tables of the staging folder in these formats.
    pub fn write(&self, folder: &OutputFolder) -> Result<(), Error> {
        let schema = Schema::built_in()?;
        let is_there = |table: &&Table| {
            table.file.ends_with(".csv") && folder.staging().join(&table.file).exists()
        };
        let mut tables = schema.tables.iter().filter(is_there);
        if self.jsonl {
            tables.try_for_each(|table| jsonl_tables::write(folder, table))
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::rows::each_row;
    use super::*;
    use crate::report::tables::tests::{all, write_run};

    /// An output folder, ready to be written into.
    fn written(home: &Path) -> OutputFolder {
        let out = home.join("out");
        write_run(&out, all(), 4);
        let folder = OutputFolder::open(&home.join("again")).unwrap();
        for entry in fs::read_dir(&out).unwrap().map(Result::unwrap) {
            if entry.path().is_file() {
                fs::copy(entry.path(), folder.staging().join(entry.file_name())).unwrap();
            }
        }
        folder
    }

    #[test]
    fn json_lines_have_the_cells_of_the_tables_with_their_types() {
        let home = tempfile::tempdir().unwrap();
        let folder = written(home.path());
        let formats = Formats { jsonl: true };
        formats.write(&folder).unwrap();
        let schema = Schema::built_in().unwrap();
        for table in schema.tables.iter().filter(|table| table.file.ends_with(".csv")) {
            let path = folder.staging().join(format!("jsonl/{}.jsonl", table.name));
            let text = fs::read_to_string(path).unwrap();
            let mut lines = text.lines();
            each_row(folder.staging(), table, |row| {
                let line: serde_json::Value = serde_json::from_str(lines.next().unwrap()).unwrap();
                for (cell, column) in row.iter().zip(&table.columns) {
                    let value = &line[&column.name];
                    match value {
                        serde_json::Value::String(text) => assert_eq!(text, cell),
                        serde_json::Value::Null => assert_eq!(cell, ""),
                        number => assert_eq!(number.to_string(), cell),
                    }
                }
                Ok(())
            })
            .unwrap();
            assert_eq!(lines.next(), None);
        }
    }
}
