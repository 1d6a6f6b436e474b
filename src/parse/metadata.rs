//! A table of fields for the documents of a corpus.
//!
//! In: a CSV or TSV file and the column that identifies the document: by path, file name, stem or
//! id. Out: the fields of a document, and how many rows found one. The first of two rows with the
//! same key wins. A text column is not read.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::decode::decode;
use super::field::{Field, FieldMap};
use super::metadata_key::{Found, Keys};
use super::value::line;
use crate::Error;
use crate::document::DocumentId;

/// Column names that a message lists.
const LISTED: usize = 20;

/// The rows of a table.
#[derive(Debug)]
pub(super) struct Metadata {
    path: PathBuf,
    key: String,
    rows: Vec<Row>,
    keys: Keys,
    /// Columns that fill a field, and those that do not.
    used: Vec<String>,
    unused: Vec<String>,
    /// Rows whose key a row before them has, and rows without a key.
    repeated: u64,
    keyless: u64,
    /// Documents that a row was looked up for, those with a row, and those with several rows and none
    /// that fits better.
    asked: AtomicU64,
    answered: AtomicU64,
    ambiguous: AtomicU64,
}

#[derive(Debug)]
struct Row {
    /// As the table writes it.
    key: String,
    cells: Vec<(Field, String)>,
    matched: AtomicBool,
}

impl Metadata {
    /// Reads a table. `given` is what `--field` says: its columns may be columns of the table.
    pub fn load(
        path: &Path,
        key: &str,
        given: &BTreeMap<String, String>,
    ) -> Result<Metadata, Error> {
        let error = |source| Error::Input { path: path.to_owned(), source };
        let bytes = std::fs::read(path).map_err(error)?;
        let wrong = |message: String| Error::Configuration { path: path.to_owned(), message };
        if let Some(format) = other_format(&bytes) {
            let message = format!("this is {format}: save it as CSV (UTF-8) and give that file");
            return Err(wrong(message));
        }
        let text = decode(bytes, None).text;
        if text.contains('\0') {
            return Err(wrong("this is not a table of text: save it as CSV (UTF-8)".to_owned()));
        }
        let mut metadata = Metadata::read(&text, key, given).map_err(wrong)?;
        metadata.path = path.to_owned();
        Ok(metadata)
    }

    fn read(text: &str, key: &str, given: &BTreeMap<String, String>) -> Result<Metadata, String> {
        if text.trim_start().starts_with(['{', '[']) {
            return Err("this is JSON: save it as CSV (UTF-8) and give that file".to_owned());
        }
        let (text, mark) = delimiter(text);
        let mut reader =
            csv::ReaderBuilder::new().delimiter(mark).flexible(true).from_reader(text.as_bytes());
        let header = reader.headers().map_err(|_| "its first line is not a header".to_owned())?;
        let names: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
        let column = names.iter().position(|name| name == key);
        let alike = || names.iter().position(|name| name.eq_ignore_ascii_case(key));
        let column = column.or_else(alike).ok_or_else(|| {
            let shown: Vec<_> = names.iter().take(LISTED).map(|name| format!("`{name}`")).collect();
            format!("has no column `{key}`; it has {}", shown.join(", "))
        })?;
        let fields = fields(&names, given).map_err(|error| error.to_string())?;
        let mut metadata = Metadata {
            path: PathBuf::new(),
            key: key.to_owned(),
            rows: Vec::new(),
            keys: Keys::default(),
            used: Vec::new(),
            unused: Vec::new(),
            repeated: 0,
            keyless: 0,
            asked: AtomicU64::new(0),
            answered: AtomicU64::new(0),
            ambiguous: AtomicU64::new(0),
        };
        for (at, name) in names.into_iter().enumerate().filter(|(at, _)| *at != column) {
            let used = fields.get(at).is_some_and(Option::is_some);
            if used { metadata.used.push(name) } else { metadata.unused.push(name) }
        }
        for row in reader.records() {
            let row = row.map_err(|error| match error.position() {
                Some(place) => format!("line {} is not a row of a CSV file", place.line()),
                None => "it cannot be read as a CSV file".to_owned(),
            })?;
            metadata.add(&row, column, &fields);
        }
        Ok(metadata)
    }

    fn add(&mut self, row: &csv::StringRecord, column: usize, fields: &[Option<Field>]) {
        let key = row.get(column).unwrap_or_default().trim();
        if key.is_empty() {
            self.keyless += u64::from(row.iter().any(|cell| !cell.trim().is_empty()));
            return;
        }
        let cells = fields.iter().zip(row.iter());
        let cells = cells.filter_map(|(field, cell)| Some(((*field)?, line(cell)?))).collect();
        if self.keys.add(key, self.rows.len()) {
            self.rows.push(Row { key: key.to_owned(), cells, matched: AtomicBool::new(false) });
        } else {
            self.repeated += 1;
        }
    }

    /// The row of a document: by its id, else by its path.
    pub fn row(&self, id: &DocumentId, source_id: Option<&str>) -> &[(Field, String)] {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let mut found = source_id.map_or(Found::None, |own| self.keys.by_id(own));
        // Many records share a file, so only its own id identifies a record.
        if found == Found::None && id.record.is_none() {
            let path = id.member.as_deref().unwrap_or(&id.path);
            found = self.keys.by_path(&id.root, path);
        }
        let row = match found {
            Found::Row(row) => self.rows.get(row),
            Found::Several => {
                self.ambiguous.fetch_add(1, Ordering::Relaxed);
                None
            }
            Found::None => None,
        };
        let Some(row) = row else { return &[] };
        self.answered.fetch_add(1, Ordering::Relaxed);
        row.matched.store(true, Ordering::Relaxed);
        &row.cells
    }

    /// Whether a column of the table has this name.
    pub fn has_column(&self, name: &str) -> bool {
        self.key == name || self.used.iter().chain(&self.unused).any(|own| own == name)
    }

    /// How many documents have a row, for a run that read only a part of the corpus.
    pub fn partial_summary(&self) -> String {
        let (asked, answered) =
            (self.asked.load(Ordering::Relaxed), self.answered.load(Ordering::Relaxed));
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        format!("Metadata: {answered} of {asked} documents read in this run have a row in {name}.")
    }

    /// How many rows found a document, and which columns were used.
    pub fn summary(&self) -> String {
        let matched = self.rows.iter().filter(|row| row.matched.load(Ordering::Relaxed)).count();
        let all = self.rows.len() as u64 + self.repeated + self.keyless;
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        let mut parts =
            vec![format!("Metadata: {matched} of {all} rows of {name} found a document")];
        let mut part = |count: u64, what: &str| {
            if count > 0 {
                parts.push(format!("{count} {what}"));
            }
        };
        part(self.rows.len() as u64 - matched as u64, "found none");
        part(self.repeated, "repeat the key of a row before them and were not used");
        part(self.keyless, "have no key");
        part(self.ambiguous.load(Ordering::Relaxed), "documents fit several rows and got none");
        let list = |names: &[String]| match names {
            [] => "none".to_owned(),
            names => names.join(", "),
        };
        let columns =
            format!("Columns used: {}; not used: {}.", list(&self.used), list(&self.unused));
        format!("{}. {columns}", parts.join("; "))
    }

    /// What to do about rows that found no document, or about a table without rows; `None` if all rows
    /// found one.
    pub fn warning(&self) -> Option<String> {
        if self.rows.is_empty() {
            let (path, key) = (self.path.display(), &self.key);
            return Some(format!(
                "{path}: the table has no row with a value in the column `{key}`, so no document has metadata"
            ));
        }
        let missed = self.rows.iter().filter(|row| !row.matched.load(Ordering::Relaxed));
        let examples: Vec<String> = missed.take(3).map(|row| format!("`{}`", row.key)).collect();
        if examples.is_empty() {
            return None;
        }
        let (path, key) = (self.path.display(), &self.key);
        let examples = examples.join(", ");
        Some(format!(
            "{path}: some rows found no document, among them {examples}; see that the column `{key}` \
             holds the path, the file name or the id of each document"
        ))
    }
}

/// The field that each column fills. A column that `--field` names comes before the usual names.
fn fields(names: &[String], given: &BTreeMap<String, String>) -> Result<Vec<Option<Field>>, Error> {
    // Other columns that the user named are keys of records.
    let own = given.iter().filter(|(_, column)| names.contains(column));
    let map = FieldMap::new(&own.map(|(a, b)| (a.clone(), b.clone())).collect())?;
    let field = |name: &String| {
        let field = map.get(name)?.field?.0;
        (!matches!(field, Field::Text | Field::Html)).then_some(field)
    };
    Ok(names.iter().map(field).collect())
}

/// The name of a format that is not CSV, from the first bytes of a file.
fn other_format(bytes: &[u8]) -> Option<&'static str> {
    const FORMATS: [(&[u8], &str); 8] = [
        (b"PK\x03\x04", "a workbook or another zip file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook"),
        (b"PAR1", "a Parquet file"),
        (b"ARROW1", "an Arrow file"),
        (b"SQLite format 3\0", "an SQLite database"),
        (b"\x1f\x8b", "a gzip file"),
        (b"\x28\xb5\x2f\xfd", "a Zstandard file"),
        (b"%PDF-", "a PDF"),
    ];
    FORMATS.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|(_, name)| *name)
}

/// The table without a line `sep=;`, and its delimiter: the one that line names, or the most frequent
/// of comma, semicolon, TAB and bar in the first line.
fn delimiter(text: &str) -> (&str, u8) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    if let Some(&mark) = first.trim().trim_matches('"').as_bytes().get(4)
        && first.trim_start_matches('"').to_ascii_lowercase().starts_with("sep=")
        && first.trim().len() <= 7
    {
        return (rest, mark);
    }
    let count = |mark: &u8| first.bytes().filter(|b| b == mark).count();
    (text, [b'|', b';', b'\t', b','].into_iter().max_by_key(count).unwrap_or(b','))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "file,Title,date,text\n./daily/a.txt,\"Rain,  again\",2022-10-01,x\n\
                         b,Wind,,\nb,Second,,\n100%.txt,Sale,,\n,Keyless,,\n";

    fn at(path: &str, record: Option<u64>) -> DocumentId {
        DocumentId { root: "corpus".into(), path: path.into(), member: None, record }
    }

    fn read(table: &str, key: &str, given: &[(&str, &str)]) -> Result<Metadata, String> {
        let given = given.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        Metadata::read(table, key, &given)
    }

    #[test]
    fn rows_are_found_by_path_name_stem_and_id() {
        let metadata = read(TABLE, "file", &[]).unwrap();
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
        let summary = metadata.summary();
        assert!(summary.contains("3 of 5 rows") && summary.contains("1 repeat"), "{summary}");
        assert!(summary.contains("used: Title, date; not used: text"), "{summary}");
        assert_eq!(metadata.warning(), None);
    }

    #[test]
    fn the_text_of_the_table_is_not_a_field() {
        let metadata = read(TABLE, "file", &[]).unwrap();
        let row = metadata.row(&at("daily/a.txt", None), None);
        assert_eq!(row.len(), 2);
    }

    #[test]
    fn the_user_names_columns() {
        let table = "sep=;\nbestand;kop;title\na.txt;Rain;no\n";
        let given = [("title", "kop"), ("date", "story.when")];
        let metadata = read(table, "bestand", &given).unwrap();
        let row = metadata.row(&at("a.txt", None), None);
        assert_eq!(row, [(Field::Headline, "Rain".to_owned())]);
        assert!(metadata.has_column("kop") && !metadata.has_column("story.when"));
    }

    #[test]
    fn a_missing_key_column_names_those_there_are() {
        let error = read(TABLE, "path", &[]).unwrap_err();
        assert!(error.contains("`path`") && error.contains("`Title`"), "{error}");
        assert_eq!(delimiter("a;b;c\n,,,"), ("a;b;c\n,,,", b';'));
    }

    #[test]
    fn rows_that_found_nothing_are_reported() {
        let metadata = read("path,title\nold/s1.htm,Rain\n", "path", &[]).unwrap();
        assert!(metadata.row(&at("s1.txt", None), None).is_empty());
        assert!(metadata.warning().unwrap().contains("`old/s1.htm`"));
        let empty = read("path,title\n", "path", &[]).unwrap();
        assert!(empty.warning().unwrap().contains("no row with a value in the column `path`"));
    }

    #[test]
    fn other_formats_are_refused_without_their_bytes() {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in [
            ("a.xlsx", &b"PK\x03\x04\x14\0\x06\0[Content_Types].xml"[..]),
            ("a.parquet", b"PAR1\x15\x04\x15\x10PAR1"),
            ("a.bin", b"\0\x01\x02\x03path"),
            ("a.jsonl", b"{\"path\": \"a.txt\"}\n"),
        ] {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            let error = Metadata::load(&path, "path", &BTreeMap::new()).unwrap_err().to_string();
            assert!(error.contains("CSV") && !error.contains(char::is_control), "{error:?}");
        }
    }
}
