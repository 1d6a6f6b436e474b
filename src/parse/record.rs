//! Reads the known fields of one JSON object.
//!
//! In: the text of a record. Out: its values, or why it is not a record. Strings without escapes are
//! borrowed from the text. Keys that fill no field are skipped without a copy. The last of several
//! equal keys counts.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::field::{Field, FieldMap, Target};

/// A JSON value of a known field.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value<'t> {
    /// `null`, `true` and `false`.
    Nothing,
    Text(Cow<'t, str>),
    Number(String),
    List(Vec<Value<'t>>),
    Object(Vec<(Cow<'t, str>, Value<'t>)>),
}

/// The most elements of a list or object that are kept. Authors and paragraphs are fewer.
const ELEMENTS: usize = 10_000;

/// The values of a record.
#[derive(Debug, Default)]
pub(super) struct Record<'t> {
    /// Each with the rank of its name among the names of the field.
    values: Vec<((Field, u8), Value<'t>)>,
    /// Objects in which nested names begin, with their keys.
    outer: Vec<(Cow<'t, str>, Value<'t>)>,
}

impl<'t> Record<'t> {
    /// Reads one JSON object.
    pub fn read(text: &'t str, map: &FieldMap) -> Result<Record<'t>, serde_json::Error> {
        let mut reader = serde_json::Deserializer::from_str(text);
        let mut record = RecordSeed { map }.deserialize(&mut reader)?;
        reader.end()?;
        record.resolve_paths(map);
        record.open_nested_text(map);
        Ok(record)
    }

    /// Follows the nested names that the user gave.
    fn resolve_paths(&mut self, map: &FieldMap) {
        for (field, parts) in &map.paths {
            let mut parts = parts.iter();
            let Some(first) = parts.next() else { continue };
            let outer = self.outer.iter().rev().find(|(key, _)| key == first);
            let mut value = outer.map(|(_, value)| value);
            for part in parts {
                value = match value {
                    Some(Value::Object(pairs)) => {
                        pairs.iter().rev().find(|(key, _)| key == part).map(|(_, value)| value)
                    }
                    _ => None,
                };
            }
            if let Some(value) = value.cloned() {
                self.values.push(((*field, 1), value));
            }
        }
    }

    /// Takes the fields of an object in place of the text, as in `"article": {"body": ...}`. Fields of
    /// the record itself come first.
    fn open_nested_text(&mut self, map: &FieldMap) {
        let nested = self.values.iter().position(|((field, _), value)| {
            *field == Field::Text && matches!(value, Value::Object(_))
        });
        let Some(index) = nested else { return };
        let ((_, place), value) = self.values.swap_remove(index);
        let Value::Object(pairs) = value else { return };
        for (key, value) in pairs {
            // The content of a post as WordPress gives it.
            if key == "rendered" {
                self.values.push(((Field::Text, place), value));
            } else if let Some((field, inner)) = map.get(&key).and_then(|target| target.field) {
                let place = place.saturating_add(inner).saturating_add(100);
                self.values.push(((field, place), value));
            }
        }
    }

    /// The first value of a field that `wanted` accepts, in the order of the names.
    pub fn first<T>(&mut self, field: Field, wanted: impl Fn(Value<'t>) -> Option<T>) -> Option<T> {
        loop {
            let candidates =
                self.values.iter().enumerate().filter(|(_, (name, _))| name.0 == field);
            let (index, _) = candidates.min_by_key(|(_, (name, _))| name.1)?;
            let (_, value) = self.values.swap_remove(index);
            if let Some(found) = wanted(value) {
                return Some(found);
            }
        }
    }

    /// The position of the name that [`Record::first`] tries first.
    pub fn first_name(&self, field: Field) -> Option<u8> {
        let filled = |value: &Value<'_>| match value {
            Value::Nothing => false,
            Value::Text(text) => !text.trim().is_empty(),
            _ => true,
        };
        let own = self.values.iter().filter(|((own, _), value)| *own == field && filled(value));
        own.map(|((_, place), _)| *place).min()
    }

    /// Whether the record has any of the names of a field.
    pub fn has(&self, field: Field) -> bool {
        self.values.iter().any(|(name, _)| name.0 == field)
    }

    fn set(&mut self, name: (Field, u8), value: Value<'t>) {
        match self.values.iter_mut().find(|(other, _)| *other == name) {
            Some((_, old)) => *old = value,
            None => self.values.push((name, value)),
        }
    }
}

impl Value<'_> {
    /// The value as one line: its words with single spaces.
    pub fn into_line(self) -> Option<String> {
        let parts = match self {
            Value::Text(text) => return line(&text),
            Value::Number(number) => return Some(number),
            Value::Nothing => return None,
            Value::Object(pairs) => return named(pairs),
            Value::List(values) => values,
        };
        let lines: Vec<String> = parts.into_iter().filter_map(Value::into_line).collect();
        (!lines.is_empty()).then(|| lines.join("; "))
    }

    /// The value as the text of a story: a string, or the strings of a list, each on a line.
    pub fn into_text(self) -> Option<String> {
        match self {
            Value::Text(text) => Some(text.into_owned()),
            Value::List(values) if values.iter().any(|v| matches!(v, Value::Text(_))) => {
                let texts = values.into_iter().filter_map(|value| match value {
                    Value::Text(text) => Some(text),
                    _ => None,
                });
                Some(texts.collect::<Vec<_>>().join("\n"))
            }
            _ => None,
        }
    }
}

/// The name in an object such as `{"name": ...}`, for publishers and authors.
fn named(pairs: Vec<(Cow<'_, str>, Value<'_>)>) -> Option<String> {
    let name = pairs
        .into_iter()
        .find(|(key, _)| matches!(&**key, "name" | "title" | "domain" | "rendered"));
    match name?.1 {
        Value::Text(text) => line(&text),
        _ => None,
    }
}

/// The words of a text with single spaces; `None` if there are none.
pub(super) fn line(text: &str) -> Option<String> {
    let mut words = text.split_whitespace();
    let mut out = String::with_capacity(text.len());
    out.push_str(words.next()?);
    for word in words {
        out.push(' ');
        out.push_str(word);
    }
    Some(out)
}

struct RecordSeed<'m> {
    map: &'m FieldMap,
}

impl<'t> DeserializeSeed<'t> for RecordSeed<'_> {
    type Value = Record<'t>;

    fn deserialize<D: Deserializer<'t>>(self, reader: D) -> Result<Record<'t>, D::Error> {
        reader.deserialize_map(self)
    }
}

impl<'t> Visitor<'t> for RecordSeed<'_> {
    type Value = Record<'t>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<Record<'t>, A::Error> {
        let mut record = Record::default();
        while let Some((target, key)) = map.next_key_seed(KeySeed { map: self.map })? {
            if let Some(name) = target.and_then(|target| target.field) {
                let value = map.next_value_seed(ValueSeed)?;
                if target.is_some_and(|target| target.first) {
                    record.outer.push((key, value.clone()));
                }
                record.set(name, value);
            } else if target.is_some() {
                record.outer.push((key, map.next_value_seed(ValueSeed)?));
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(record)
    }
}

/// A key: its target, and the key itself if nested names begin with it.
struct KeySeed<'m> {
    map: &'m FieldMap,
}

impl<'t> DeserializeSeed<'t> for KeySeed<'_> {
    type Value = (Option<Target>, Cow<'t, str>);

    fn deserialize<D: Deserializer<'t>>(self, reader: D) -> Result<Self::Value, D::Error> {
        reader.deserialize_str(self)
    }
}

impl<'t> Visitor<'t> for KeySeed<'_> {
    type Value = (Option<Target>, Cow<'t, str>);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E>(self, key: &'t str) -> Result<Self::Value, E> {
        Ok((self.map.get(key), Cow::Borrowed(key)))
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        let target = self.map.get(key);
        let key = if target.is_some() { Cow::Owned(key.to_owned()) } else { Cow::Borrowed("") };
        Ok((target, key))
    }
}

struct ValueSeed;

impl<'t> DeserializeSeed<'t> for ValueSeed {
    type Value = Value<'t>;

    fn deserialize<D: Deserializer<'t>>(self, reader: D) -> Result<Value<'t>, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'t> Visitor<'t> for ValueSeed {
    type Value = Value<'t>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_borrowed_str<E>(self, text: &'t str) -> Result<Value<'t>, E> {
        Ok(Value::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value<'t>, E> {
        Ok(Value::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value<'t>, E> {
        Ok(Value::Number(number.to_string()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value<'t>, E> {
        Ok(Value::Number(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value<'t>, E> {
        Ok(Value::Number(number.to_string()))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Value<'t>, E> {
        Ok(Value::Nothing)
    }

    fn visit_unit<E>(self) -> Result<Value<'t>, E> {
        Ok(Value::Nothing)
    }

    /// `serde_json` bounds the depth, at 128.
    fn visit_seq<A: SeqAccess<'t>>(self, mut seq: A) -> Result<Value<'t>, A::Error> {
        let mut values = Vec::new();
        while values.len() < ELEMENTS {
            match seq.next_element_seed(ValueSeed)? {
                Some(value) => values.push(value),
                None => return Ok(Value::List(values)),
            }
        }
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Value::List(values))
    }

    fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<Value<'t>, A::Error> {
        let mut pairs = Vec::new();
        while pairs.len() < ELEMENTS {
            let Some(key) = map.next_key_seed(TextSeed)? else {
                return Ok(Value::Object(pairs));
            };
            pairs.push((key, map.next_value_seed(ValueSeed)?));
        }
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Value::Object(pairs))
    }
}

/// A string, borrowed if possible.
struct TextSeed;

impl<'t> DeserializeSeed<'t> for TextSeed {
    type Value = Cow<'t, str>;

    fn deserialize<D: Deserializer<'t>>(self, reader: D) -> Result<Self::Value, D::Error> {
        reader.deserialize_str(self)
    }
}

impl<'t> Visitor<'t> for TextSeed {
    type Value = Cow<'t, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_borrowed_str<E>(self, text: &'t str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }
}
