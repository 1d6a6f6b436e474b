//! A table of fields for the documents of a corpus.
//!
//! In: a CSV or TSV file and the column that identifies the document: by path, file name, stem or
//! id. Out: the fields of a document. The first of two rows with the same key wins. A text column
//! is not read.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use super::decode::decode;
use super::field::{Field, FieldMap};
use super::record::line;
use crate::Error;
use crate::document::DocumentId;

/// Rows by key.
#[derive(Debug, Clone)]
pub(super) struct Metadata {
    rows: Vec<Vec<(Field, String)>>,
    keys: HashMap<String, usize>,
}

impl Metadata {
    pub fn load(path: &Path, key: &str) -> Result<Metadata, Error> {
        let error = |source| Error::Input { path: path.to_owned(), source };
        let bytes = std::fs::read(path).map_err(error)?;
        let wrong = |message| Error::Configuration { path: PathBuf::from(path), message };
        Metadata::read(&decode(bytes, None).text, key).map_err(wrong)
    }

    fn read(text: &str, key: &str) -> Result<Metadata, String> {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter(text))
            .flexible(true)
            .from_reader(text.as_bytes());
        let header = reader.headers().map_err(|error| error.to_string())?.clone();
        let column = header.iter().position(|name| name.trim() == key).ok_or_else(|| {
            let names: Vec<_> = header.iter().take(20).map(|n| format!("`{}`", n.trim())).collect();
            format!("has no column `{key}`; it has {}", names.join(", "))
        })?;
        let map = FieldMap::new(&BTreeMap::new()).map_err(|error| error.to_string())?;
        let fields: Vec<Option<Field>> =
            header.iter().map(|name| map.get(name.trim())?.field.map(|(field, _)| field)).collect();
        let mut metadata = Metadata { rows: Vec::new(), keys: HashMap::new() };
        for row in reader.records() {
            let row = row.map_err(|error| error.to_string())?;
            let Some(key) = row.get(column).map(normal).filter(|key| !key.is_empty()) else {
                continue;
            };
            let cells = fields.iter().zip(row.iter()).filter_map(|(field, cell)| {
                let field = field.filter(|field| !matches!(field, Field::Text | Field::Html))?;
                Some((field, line(cell)?))
            });
            metadata.keys.entry(key).or_insert(metadata.rows.len());
            metadata.rows.push(cells.collect());
        }
        Ok(metadata)
    }

    /// The row of a document: by its id, else by its path, file name, or file name without extension.
    pub fn row(&self, id: &DocumentId, source_id: Option<&str>) -> &[(Field, String)] {
        let path = id.member.as_deref().unwrap_or(&id.path);
        let name = path.rsplit('/').next().unwrap_or(path);
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let unrooted = path.strip_prefix(&*id.root).and_then(|rest| rest.strip_prefix('/'));
        let places = [Some(path), unrooted, Some(name), Some(stem)];
        // Many records share a file, so only its own id identifies a record.
        let places = if id.record.is_some() { [None; 4] } else { places };
        let mut names = std::iter::once(source_id).chain(places).flatten();
        let found = names.find_map(|name| {
            let plain = self.keys.get(name);
            plain.or_else(|| name.contains('%').then(|| self.keys.get(&unescape(name))).flatten())
        });
        found.and_then(|&row| self.rows.get(row)).map(Vec::as_slice).unwrap_or_default()
    }
}

/// A key without `./` in front, and with `/` as separator.
fn normal(key: &str) -> String {
    let key = key.trim();
    key.strip_prefix("./").unwrap_or(key).replace('\\', "/")
}

/// Decodes percent-encoding.
fn unescape(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, behind)) = rest.split_first() {
        let digits = behind.get(..2).and_then(|d| std::str::from_utf8(d).ok());
        let value = digits.and_then(|d| u8::from_str_radix(d, 16).ok());
        match value.filter(|_| byte == b'%') {
            Some(value) => {
                out.push(value);
                rest = behind.get(2..).unwrap_or_default();
            }
            None => {
                out.push(byte);
                rest = behind;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// The most frequent of comma, TAB and semicolon in the first line.
fn delimiter(text: &str) -> u8 {
    let line = text.lines().next().unwrap_or_default();
    let count = |mark: &u8| line.bytes().filter(|b| b == mark).count();
    [b';', b'\t', b','].into_iter().max_by_key(count).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "file,Title,date,text\n./daily/a.txt,\"Rain,  again\",2022-10-01,x\n\
                         b,Wind,,\nb,Second,,\n100%.txt,Sale,,\n";

    fn at(path: &str, record: Option<u64>) -> DocumentId {
        DocumentId { root: "corpus".into(), path: path.into(), member: None, record }
    }

    #[test]
    fn rows_are_found_by_path_name_stem_and_id() {
        let metadata = Metadata::read(TABLE, "file").unwrap();
        let title = |id: &DocumentId, source_id| {
            let row = metadata.row(id, source_id);
            row.iter().find(|(field, _)| *field == Field::Headline).map(|(_, t)| t.as_str())
        };
        assert_eq!(title(&at("daily/a.txt", None), None), Some("Rain, again"));
        assert_eq!(title(&at("corpus/daily/a.txt", None), None), Some("Rain, again"));
        assert_eq!(title(&at("x/b.html", None), None), Some("Wind"));
        assert_eq!(title(&at("100%25.txt", None), None), Some("Sale"));
        assert_eq!(title(&at("c.jsonl", Some(1)), Some("b")), Some("Wind"));
        assert_eq!(title(&at("b.jsonl", Some(1)), None), None);
    }

    #[test]
    fn the_text_of_the_table_is_not_a_field() {
        let metadata = Metadata::read(TABLE, "file").unwrap();
        let row = metadata.row(&at("daily/a.txt", None), None);
        assert_eq!(row.len(), 2);
    }

    #[test]
    fn a_missing_key_column_names_those_there_are() {
        let error = Metadata::read(TABLE, "path").unwrap_err();
        assert!(error.contains("`path`") && error.contains("`Title`"), "{error}");
        assert_eq!(delimiter("a;b;c\n,,,"), b';');
    }
}
