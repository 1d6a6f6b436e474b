//! Notes which of the columns that `--field` names are in the records, to report the others.
//!
//! In: the records, as they are read on any number of threads. Out: an error for a column that no
//! record has, which lists those there are. It does not change what is read.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::bad_json;
use super::field::{Field, field_named};
use super::record::Record;
use crate::Error;

/// Records whose keys are collected for the message.
const SAMPLED: usize = 100;
/// Keys that the message lists.
const LISTED: usize = 30;

#[derive(Debug, Default)]
pub(super) struct FieldUse {
    given: Vec<Given>,
    records: AtomicUsize,
    keys: Mutex<BTreeSet<String>>,
}

#[derive(Debug)]
struct Given {
    field: Field,
    /// As the user wrote it.
    name: String,
    column: String,
    found: AtomicBool,
}

impl FieldUse {
    pub fn new(given: &BTreeMap<String, String>) -> Result<FieldUse, Error> {
        let given = given.iter().map(|(name, column)| {
            let (field, found) = (field_named(name)?, AtomicBool::new(false));
            Ok(Given { field, name: name.clone(), column: column.clone(), found })
        });
        Ok(FieldUse { given: given.collect::<Result<_, Error>>()?, ..FieldUse::default() })
    }

    /// Notes one record.
    pub fn note(&self, text: &str, record: &Record<'_>) {
        if self.given.is_empty() {
            return;
        }
        for given in self.given.iter().filter(|given| record.has(given.field)) {
            given.found.store(true, Ordering::Relaxed);
        }
        if self.records.fetch_add(1, Ordering::Relaxed) < SAMPLED
            && let Ok(mut keys) = self.keys.lock()
        {
            keys.extend(bad_json::keys(text));
        }
    }

    /// An error for a column that is in no record, and in no other table that `elsewhere` knows.
    pub fn check(&self, elsewhere: impl Fn(&str) -> bool) -> Result<(), Error> {
        if self.records.load(Ordering::Relaxed) == 0 {
            return Ok(());
        }
        let unknown =
            |given: &&Given| !given.found.load(Ordering::Relaxed) && !elsewhere(&given.column);
        let Some(Given { name, column, .. }) = self.given.iter().find(unknown) else {
            return Ok(());
        };
        let keys = self.keys.lock().map(|keys| keys.clone()).unwrap_or_default();
        let listed: Vec<&str> = keys.iter().take(LISTED).map(String::as_str).collect();
        let listed = listed.join(", ");
        let message =
            format!("--field {name}={column}: no record has `{column}`; they have {listed}");
        Err(Error::Usage(message))
    }
}

#[cfg(test)]
mod tests {
    use super::super::field::FieldMap;
    use super::*;

    #[test]
    fn a_column_that_no_record_has_is_an_error_that_lists_those_there_are() {
        let given = [("text", "story"), ("title", "kop")];
        let given = given.map(|(name, column)| (name.to_owned(), column.to_owned())).into();
        let (map, fields) = (FieldMap::new(&given).unwrap(), FieldUse::new(&given).unwrap());
        assert!(fields.check(|_| false).is_ok());
        for text in [r#"{"story": "Rain", "head": 1}"#, r#"{"story": "Sun", "day": 2}"#] {
            fields.note(text, &Record::read(text, &map).unwrap());
        }
        let message = fields.check(|_| false).unwrap_err().to_string();
        assert!(
            message.contains("title=kop") && message.ends_with("day, head, story"),
            "{message}"
        );
        assert!(fields.check(|column| column == "kop").is_ok());
    }
}
