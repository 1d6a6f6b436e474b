//! The texts of the documents, in the order of `articles.csv`.
//!
//! In: a folder with `articles.jsonl`, or with `unique.jsonl` only. Out: the text of each document and what
//! was carried with it, if the file has the document.

use std::path::Path;

use csv::StringRecord;

use crate::Error;
use crate::report::formats::TableRows;
use crate::report::schema::Schema;

use super::layout::TEXT_COLUMNS;

/// The tables with texts, the one with all of them first. Their lines are in the order of `articles.csv`.
const TABLES: [&str; 2] = ["articles-text", "unique"];

/// The texts while they are read.
pub struct Texts {
    rows: Option<TableRows>,
    /// The next line, if there is one.
    next: Option<StringRecord>,
    /// The places of [`TEXT_COLUMNS`] in a line; the id is first.
    places: [Option<usize>; 2],
}

impl Texts {
    pub fn open(staging: &Path, schema: &Schema) -> Result<Texts, Error> {
        let mut texts = Texts { rows: None, next: None, places: [None; 2] };
        for table in TABLES.iter().filter_map(|name| schema.table(name)) {
            if let Some(rows) = TableRows::open(staging, table)? {
                let place = |name: &str| table.columns.iter().position(|c| c.name == name);
                texts = Texts { rows: Some(rows), next: None, places: TEXT_COLUMNS.map(place) };
                texts.advance()?;
                break;
            }
        }
        Ok(texts)
    }

    /// The values of [`TEXT_COLUMNS`] for a document. Documents are asked for in order.
    pub fn of(&mut self, article_id: &str) -> Result<Option<[String; 2]>, Error> {
        let Some(line) = self.next.as_ref().filter(|line| line.get(0) == Some(article_id)) else {
            return Ok(None);
        };
        let value = |place: Option<usize>| place.and_then(|at| line.get(at)).unwrap_or_default();
        let values = self.places.map(|place| value(place).to_owned());
        self.advance()?;
        Ok(Some(values))
    }

    fn advance(&mut self) -> Result<(), Error> {
        let Some(rows) = &mut self.rows else { return Ok(()) };
        let mut line = self.next.take().unwrap_or_default();
        if rows.next(&mut line)? {
            self.next = Some(line);
        }
        Ok(())
    }
}
