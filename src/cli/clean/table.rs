//! CSV and TSV files in `copydesk clean`.
//!
//! In: the text of a file. Out: the same table with its texts cleaned; other columns are unchanged. A
//! table whose text is in an `html` column gets a column `text`. With `--edits` each row becomes a JSON
//! line, because a cell cannot hold edits.

use rayon::prelude::*;
use serde_json::{Map, Value};

use super::job::{Job, to_line};
use crate::Error;

/// Names of the column with the text, as in `copydesk run`.
const TEXT_COLUMNS: [&str; 6] = ["text", "body", "content", "article", "maintext", "html"];

/// The separator of a table, if the first line is a header with a column for the text.
pub(super) fn separator(text: &str) -> Option<u8> {
    let header = text.lines().next()?;
    let has_text = |separator: &u8| {
        let mut cells = header.split(char::from(*separator)).map(column_name);
        header.contains(char::from(*separator))
            && cells.clone().all(|cell| cell.len() <= 40)
            && cells.any(|cell| TEXT_COLUMNS.contains(&cell.as_str()))
    };
    [b',', b'\t', b';', b'|'].into_iter().find(has_text)
}

fn column_name(cell: &str) -> String {
    cell.trim().trim_matches('"').to_ascii_lowercase()
}

impl Job<'_> {
    /// Cleans a table. Returns whether all of its rows could be read.
    pub(super) fn clean_table(&self, text: &str, separator: u8) -> Result<bool, Error> {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(separator)
            .flexible(true)
            .from_reader(text.as_bytes());
        let damaged = |error: csv::Error| Error::Configuration {
            path: self.name.clone(),
            message: format!("this is not a sound CSV file: {error}"),
        };
        let mut header: Vec<String> =
            reader.headers().map_err(damaged)?.iter().map(str::to_owned).collect();
        let rows: Vec<csv::StringRecord> =
            reader.records().collect::<Result<_, _>>().map_err(damaged)?;
        let given = header.len();
        let has = |name: &str| header.iter().any(|column| column_name(column) == name);
        if has("html") && !TEXT_COLUMNS.iter().any(|name| *name != "html" && has(name)) {
            header.push("text".to_owned());
        }
        let cleaned: Vec<Map<String, Value>> = rows
            .par_iter()
            .map(|row| {
                let cells = header.iter().zip(row).map(|(name, cell)| (name.clone(), cell.into()));
                let record: Map<String, Value> = cells.collect();
                let bytes = self.clean_record(record.clone(), to_line(&record));
                serde_json::from_slice(&bytes).unwrap_or(record)
            })
            .collect();
        if self.edits {
            return self.write(&cleaned.iter().map(to_line).collect::<Vec<_>>()).map(|_| true);
        }
        let mut writer =
            csv::WriterBuilder::new().delimiter(separator).flexible(true).from_writer(Vec::new());
        writer.write_record(&header).map_err(damaged)?;
        for (row, record) in rows.iter().zip(&cleaned) {
            let value =
                |name: &String| record.get(name).and_then(Value::as_str).unwrap_or_default();
            // Cells beyond the header have no name and stay as they are.
            let extra = row.iter().skip(given);
            writer.write_record(header.iter().map(value).chain(extra)).map_err(damaged)?;
        }
        self.write(&[writer.into_inner().unwrap_or_default()]).map(|_| true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_recognised_by_the_name_of_its_text_column() {
        assert_eq!(separator("id,text\n1,Rain fell.\n"), Some(b','));
        assert_eq!(separator("id\t\"Body\"\n1\tRain fell.\n"), Some(b'\t'));
        assert_eq!(separator("date;content;site\n"), Some(b';'));
        assert_eq!(separator("The text, the body and the content of it.\n"), None);
        assert_eq!(separator("Rain fell, and text after it\n"), None);
        assert_eq!(separator(""), None);
    }
}
