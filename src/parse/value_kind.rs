//! Tells whether a value can be that of a field.
//!
//! In: a field and a value. Out: whether the value is of the kind that the field holds. It changes no value.

use super::author_list;
use super::field::{Field, FieldMap};
use super::value::Value;
use crate::byline;

/// The units of a size, which is no name: the Spanish word for a source is also the one for a font.
const UNITS: [&str; 8] = ["px", "pt", "em", "rem", "vw", "vh", "%", ""];
/// A longer text is no date.
const DATE_BYTES: usize = 100;

/// Whether a value can be that of a name. A name in another language may be an English word for something
/// else: `data` is a date in Italian and Portuguese.
pub(super) fn is_kind((field, place): (Field, u8), value: &Value<'_>) -> bool {
    match value {
        _ if !FieldMap::is_foreign(field, place) => true,
        Value::Object(_) | Value::Nothing => false,
        Value::Number(_) => matches!(field, Field::Headline | Field::Id),
        Value::List(values) => {
            values.iter().any(|value| is_kind((field, place), value)) || field == Field::Text
        }
        Value::Text(text) if field == Field::Date => {
            text.len() <= DATE_BYTES && text.chars().any(char::is_numeric)
        }
        Value::Text(text) if field == Field::Site => {
            let unit = text.trim().trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
            unit.len() == text.trim().len() || !UNITS.contains(&unit)
        }
        Value::Text(text) if field == Field::Url => {
            text.contains(['.', '/']) && !text.trim().contains(char::is_whitespace)
        }
        _ => true,
    }
}

/// Whether a value names a person, and not the program that made the record.
pub(super) fn is_person(value: &Value<'_>) -> bool {
    let line = value.clone().into_line().unwrap_or_default();
    let names = byline::byline(&author_list::divided(&line)).unwrap_or_default();
    names.split("; ").any(byline::is_name) && !names.contains(['\\', '/', '_'])
}

/// A number as a field shows it. Whole numbers keep all their digits: an id may have more than a machine
/// number holds.
pub(super) fn number(written: String) -> String {
    let digits = written.strip_prefix('-').unwrap_or(&written);
    if digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return written;
    }
    written.parse::<f64>().map_or(written, |number| number.to_string())
}
