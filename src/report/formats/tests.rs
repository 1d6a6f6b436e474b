//! Tests of the other formats, on the tables of a run over invented stories.

use std::fs;
use std::path::Path;

use super::*;
use crate::report::Schema;
use crate::report::schema::Table;
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

/// The cells of a table.
fn cells(folder: &OutputFolder, table: &Table) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    let rows = TableRows::open(folder.staging(), table).unwrap().unwrap();
    rows.each(|row| {
        all.push(row.iter().map(str::to_owned).collect());
        Ok(())
    })
    .unwrap();
    all
}

#[test]
fn json_lines_have_the_cells_of_the_tables_with_their_types() {
    let home = tempfile::tempdir().unwrap();
    let folder = written(home.path());
    Formats { jsonl: true, ..Formats::default() }.write(&folder).unwrap();
    for table in Schema::built_in().unwrap().tables.iter().filter(|table| table.is_csv()) {
        let path = folder.staging().join(format!("jsonl/{}.jsonl", table.name));
        let text = fs::read_to_string(path).unwrap();
        let rows = cells(&folder, table);
        assert_eq!(rows.len(), text.lines().count());
        for (row, line) in rows.iter().zip(text.lines()) {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            for (cell, column) in row.iter().zip(&table.columns) {
                match &line[&column.name] {
                    serde_json::Value::String(text) => assert_eq!(text, cell),
                    serde_json::Value::Null => assert_eq!(cell, ""),
                    number => assert_eq!(&number.to_string(), cell),
                }
            }
        }
    }
}

#[test]
#[cfg(not(feature = "full"))]
fn a_format_that_is_not_built_in_is_refused_with_the_next_step() {
    let home = tempfile::tempdir().unwrap();
    let folder = written(home.path());
    for formats in [
        Formats { parquet: true, ..Formats::default() },
        Formats { workbook: true, ..Formats::default() },
    ] {
        let message = formats.write(&folder).unwrap_err().to_string();
        assert!(message.ends_with("cargo install --path . --locked --features full"), "{message}");
    }
}

#[cfg(feature = "full")]
mod full {
    use std::collections::BTreeMap;
    use std::fs::File;
    use std::io::Read;

    use flate2::read::DeflateDecoder;
    use parquet::basic::Type as Physical;
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;

    use super::*;
    use crate::report::ColumnType;
    use crate::report::formats::workbook;

    #[test]
    fn parquet_has_the_cells_of_the_tables_with_their_types() {
        let home = tempfile::tempdir().unwrap();
        let folder = written(home.path());
        Formats { parquet: true, ..Formats::default() }.write(&folder).unwrap();
        for table in &Schema::built_in().unwrap().tables {
            let path = folder.staging().join(format!("parquet/{}.parquet", table.name));
            let reader = SerializedFileReader::new(File::open(path).unwrap()).unwrap();
            let schema = reader.metadata().file_metadata().schema_descr_ptr();
            for (at, column) in table.columns.iter().enumerate() {
                let kind = match column.kind {
                    ColumnType::Integer => Physical::INT64,
                    ColumnType::Number => Physical::DOUBLE,
                    ColumnType::String | ColumnType::Object => Physical::BYTE_ARRAY,
                };
                assert_eq!(schema.column(at).physical_type(), kind, "{}", column.name);
                assert_eq!(schema.column(at).name(), column.name);
            }
            let rows = cells(&folder, table);
            assert_eq!(reader.metadata().file_metadata().num_rows(), rows.len() as i64);
            for (row, read) in rows.iter().zip(reader.get_row_iter(None).unwrap()) {
                let read = read.unwrap();
                for (cell, (name, field)) in row.iter().zip(read.get_column_iter()) {
                    let shown = match field {
                        Field::Null => String::new(),
                        Field::Str(text) => text.clone(),
                        Field::Long(number) => number.to_string(),
                        Field::Double(number) => format!("{number:.4}"),
                        other => panic!("{name}: {other:?}"),
                    };
                    assert_eq!(&shown, cell, "{} {name}", table.name);
                }
            }
        }
    }

    /// The files in an archive of zip.
    fn members(bytes: &[u8]) -> BTreeMap<String, String> {
        let number = |at: usize, length: usize| {
            bytes[at..at + length].iter().rev().fold(0, |sum, &byte| sum << 8 | usize::from(byte))
        };
        let end = bytes.windows(4).rposition(|window| window == b"PK\x05\x06").unwrap();
        let (count, mut at) = (number(end + 10, 2), number(end + 16, 4));
        let mut members = BTreeMap::new();
        for _ in 0..count {
            let (size, name, more) = (number(at + 20, 4), number(at + 28, 2), number(at + 30, 2));
            let local = number(at + 42, 4);
            let data = local + 30 + number(local + 26, 2) + number(local + 28, 2);
            let text = match number(at + 10, 2) {
                0 => String::from_utf8(bytes[data..data + size].to_vec()).unwrap(),
                _ => {
                    let mut text = String::new();
                    let packed = &bytes[data..data + size];
                    DeflateDecoder::new(packed).read_to_string(&mut text).unwrap();
                    text
                }
            };
            let path = String::from_utf8(bytes[at + 46..at + 46 + name].to_vec()).unwrap();
            members.insert(path, text);
            at += 46 + name + more + number(at + 32, 2);
        }
        members
    }

    fn workbook_of(folder: &OutputFolder, most_rows: u64) -> (Vec<u8>, BTreeMap<String, String>) {
        workbook::write(folder, &Schema::built_in().unwrap(), most_rows).unwrap();
        let path = folder.staging().join("excel/tables.xlsx");
        let bytes = fs::read(&path).unwrap();
        fs::remove_file(path).unwrap();
        let members = members(&bytes);
        (bytes, members)
    }

    #[test]
    fn a_workbook_has_a_sheet_for_each_table_and_texts_are_texts() {
        let home = tempfile::tempdir().unwrap();
        let folder = written(home.path());
        let (bytes, members) = workbook_of(&folder, 1 << 20);
        let tables = Schema::built_in().unwrap().tables;
        for (at, table) in tables.iter().filter(|table| table.is_csv()).enumerate() {
            let name = format!("<sheet name=\"{}\" sheetId=\"{}\"", table.name, at + 1);
            assert!(members["xl/workbook.xml"].contains(&name), "{name}");
        }
        let articles = &members["xl/worksheets/sheet1.xml"];
        assert!(articles.contains("<t>=1+1</t>") && articles.contains("t=\"inlineStr\""));
        // No cell of any sheet is a formula, and no sheet of limits is needed.
        assert!(members.values().all(|text| !text.contains("<f>")));
        assert!(!members["xl/workbook.xml"].contains("\"limits\""));
        assert!(bytes == workbook_of(&folder, 1 << 20).0);
    }

    #[test]
    fn what_a_spreadsheet_cannot_hold_is_named() {
        let home = tempfile::tempdir().unwrap();
        let folder = written(home.path());
        let schema = Schema::built_in().unwrap();
        let problems = folder.staging().join("problems.csv");
        let long = "\u{1f6a2}".repeat(20_000);
        let row = |path: &str| format!("{path},,,failed,parse,timeout,{long}\n");
        let header = schema.header("problems").join(",");
        let rows: String = ["a", "b", "c", "d"].map(row).concat();
        fs::write(&problems, format!("{header}\n{rows}")).unwrap();
        let (_, members) = workbook_of(&folder, 4);
        let book = &members["xl/workbook.xml"];
        let number = |name: &str| {
            let (before, _) = book.split_once(&format!("<sheet name=\"{name}\"")).unwrap();
            before.matches("<sheet name").count() + 1
        };
        let sheet = |name: &str| &members[&format!("xl/worksheets/sheet{}.xml", number(name))];
        assert_eq!(sheet("problems").matches("<row ").count(), 4);
        assert_eq!(sheet("problems-2").matches("<row ").count(), 2);
        // 16,383 pairs of surrogates are 32,766 units; another would be one too many.
        assert_eq!(sheet("problems-2").matches('\u{1f6a2}').count(), 16_383);
        let limits = sheet("limits");
        assert!(limits.contains("<t>cut after 32767 of 40000 UTF-16 units</t>"));
        assert!(limits.contains("<t>a sheet has no more rows: problems-2 has the next ones</t>"));
        assert!(limits.contains("<t>message</t>"));
    }
}
