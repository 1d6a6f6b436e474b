//! Records that are written column by column: `{"title": {"0": "…", "1": "…"}, "text": {"0": "…", "1": "…"}}`.
//!
//! In: the bytes of one JSON object. Out: its records, or nothing if it is none such. Programs that handle
//! tables write them so unless they are told otherwise. It does not know which column is the text.

use serde_json::{Map, Value};

/// The fewest columns.
const FEWEST: usize = 2;
/// A column with a longer name is left out: each record has all names, and so long a name fills no field.
const NAME_BYTES: usize = 128;

/// The records in the order of the first column.
pub(super) fn records(bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    // The first row is `0` in nearly all of them: others are not parsed.
    let head = bytes.get(..1000).unwrap_or(bytes);
    let row =
        memchr::memmem::find(head, b":").and_then(|at| head.get(at + 1..))?.trim_ascii_start();
    let row = row.strip_prefix(b"{")?.trim_ascii_start().strip_prefix(b"\"")?;
    if !row.first()?.is_ascii_digit() {
        return None;
    }
    let Value::Object(columns) = serde_json::from_slice(bytes).ok()? else { return None };
    let (_, first) = columns.iter().next()?;
    let rows: Vec<String> = first.as_object()?.keys().cloned().collect();
    let is_row = |key: &String| key.bytes().all(|byte| byte.is_ascii_digit());
    let is_column = |column: &Value| {
        column.as_object().is_some_and(|cells| {
            cells.len() == rows.len() && cells.values().all(|cell| !cell.is_object())
        })
    };
    let fits = columns.len() >= FEWEST && !rows.is_empty() && rows.iter().all(is_row);
    if !fits || !columns.values().all(is_column) {
        return None;
    }
    let mut records = vec![Map::new(); rows.len()];
    for (name, column) in columns.into_iter().filter(|(name, _)| name.len() <= NAME_BYTES) {
        let Value::Object(mut cells) = column else { return None };
        for (record, row) in records.iter_mut().zip(&rows) {
            record.insert(name.clone(), cells.get_mut(row)?.take());
        }
    }
    records.iter().map(|record| serde_json::to_vec(record).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<Vec<String>> {
        let records = records(text.as_bytes())?;
        Some(records.into_iter().map(|record| String::from_utf8(record).unwrap()).collect())
    }

    #[test]
    fn columns_become_records() {
        let text = r#"{"title": {"0": "a", "2": "b"}, "text": {"0": "Rain", "2": null}}"#;
        let expected = [r#"{"title":"a","text":"Rain"}"#, r#"{"title":"b","text":null}"#];
        assert_eq!(of(text).unwrap(), expected);
    }

    #[test]
    fn a_name_is_not_repeated_at_any_length() {
        let long = "x".repeat(NAME_BYTES + 1);
        let text = format!(
            r#"{{"title": {{"0": "a"}}, "text": {{"0": "Rain"}}, "{long}": {{"0": "b"}}}}"#
        );
        assert_eq!(of(&text).unwrap(), [r#"{"title":"a","text":"Rain"}"#]);
    }

    #[test]
    fn other_objects_are_no_columns() {
        for text in [
            r#"{"title": "a", "text": {"0": "Rain"}}"#,
            r#"{"title": {"0": "a"}, "text": {"1": "Rain"}}"#,
            r#"{"title": {"0": "a"}, "text": {"0": "Rain", "1": "Sun"}}"#,
            r#"{"title": {"0": "a"}}"#,
            r#"{"a": {"0": {"text": "Rain"}}, "b": {"0": {"text": "Sun"}}}"#,
            r#"{"title": {"en": "a"}, "text": {"en": "Rain"}}"#,
            r#"{"101": {"title": "a"}}"#,
            "{}",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
