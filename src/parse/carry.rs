//! The fields of a record that fill no field of an article and are carried to the output.
//!
//! In: the text of a record, and which fields to carry. Out: these fields with their values as one JSON
//! object. Numbers keep their digits, and objects their order. It does not read the values.

use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Map, Value};

use super::field::{Field, FieldMap};
use crate::config::Carry;

/// Which fields are carried.
#[derive(Debug, Default)]
pub(super) struct Carrier {
    all: bool,
    names: Vec<Named>,
}

/// A field that the user named.
#[derive(Debug)]
struct Named {
    name: String,
    found: AtomicBool,
}

impl Carrier {
    pub fn new(carry: &Carry) -> Carrier {
        let names = match carry {
            Carry::Names(names) => names.as_slice(),
            Carry::Nothing | Carry::All => &[],
        };
        let named = |name: &String| Named { name: name.clone(), found: AtomicBool::new(false) };
        Carrier { all: *carry == Carry::All, names: names.iter().map(named).collect() }
    }

    /// The fields of a record to carry, as a JSON object; `None` if there are none.
    pub fn carried(&self, record: &str, fields: &FieldMap) -> Option<String> {
        if !self.all && self.names.is_empty() {
            return None;
        }
        let record: Map<String, Value> = serde_json::from_str(record).ok()?;
        let mut carried = Map::new();
        self.collect(record, fields, &mut carried);
        (!carried.is_empty()).then(|| Value::Object(carried).to_string())
    }

    /// Adds the fields of an object. An object that has the text is the record itself in a wrapper.
    fn collect(
        &self,
        record: Map<String, Value>,
        fields: &FieldMap,
        carried: &mut Map<String, Value>,
    ) {
        for (key, value) in record {
            if let Some(named) = self.names.iter().find(|named| named.name == key) {
                named.found.store(true, Ordering::Relaxed);
                carried.entry(key).or_insert(value);
                continue;
            }
            match value {
                Value::Object(inner) if inner.keys().any(|key| is_text(key, fields)) => {
                    self.collect(inner, fields, carried);
                }
                value if self.all && fields.get(&key).is_none() => {
                    carried.entry(key).or_insert(value);
                }
                _ => {}
            }
        }
    }

    /// The names that no record had.
    pub fn missing(&self) -> Vec<&str> {
        let missing = self.names.iter().filter(|named| !named.found.load(Ordering::Relaxed));
        missing.map(|named| named.name.as_str()).collect()
    }
}

fn is_text(key: &str, fields: &FieldMap) -> bool {
    let field = fields.get(key).and_then(|target| target.field);
    matches!(field, Some((Field::Text | Field::Html, _)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn carried(carry: &Carry, record: &str) -> Option<String> {
        let fields =
            FieldMap::new(&[("site".to_owned(), "where.paper".to_owned())].into()).unwrap();
        Carrier::new(carry).carried(record, &fields)
    }

    #[test]
    fn all_carries_what_fills_no_field() {
        let record = r#"{"title": "Rain", "Topic": "weather", "score": 1.50, "id": 7,
            "where": {"paper": "Post"}, "ref": 123456789012345678901234567890, "tags": ["a", null]}"#;
        let all = r#"{"Topic":"weather","score":1.50,"ref":123456789012345678901234567890,"tags":["a",null]}"#;
        assert_eq!(carried(&Carry::All, record).as_deref(), Some(all));
        assert_eq!(carried(&Carry::Nothing, record), None);
        assert_eq!(carried(&Carry::All, r#"{"title": "Rain", "text": "It rained."}"#), None);
    }

    #[test]
    fn names_carry_these_also_if_they_fill_a_field() {
        let names = Carry::Names(vec!["id".into(), "ref".into(), "mood".into()]);
        let carrier = Carrier::new(&names);
        let fields = FieldMap::new(&Default::default()).unwrap();
        let record = r#"{"id": "0007", "topic": "weather", "ref": 5}"#;
        let found = carrier.carried(record, &fields);
        assert_eq!(found.as_deref(), Some(r#"{"id":"0007","ref":5}"#));
        assert_eq!(carrier.missing(), ["mood"]);
    }

    #[test]
    fn the_fields_of_a_wrapped_record_are_carried_without_its_text() {
        let record = r#"{"_index": "news", "_source": {"body": "It rained.", "topic": "weather"}}"#;
        let all = r#"{"_index":"news","topic":"weather"}"#;
        assert_eq!(carried(&Carry::All, record).as_deref(), Some(all));
    }
}
