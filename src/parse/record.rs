//! Reads one JSON object into the values of its known fields.
//!
//! In: the text of a record. Out: its values, or the error. Strings without escapes are borrowed from
//! the text, and keys that fill no field are skipped without a copy. The last of two equal keys
//! wins.

use std::borrow::Cow;
use std::fmt;
use std::mem;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::field::{Field, FieldMap, Target};
use super::value::{self, Value};
use super::value_kind::{is_kind, is_person, number};

/// Elements of a list or object that are kept: enough for authors and paragraphs.
const ELEMENTS: usize = 10_000;

/// A description of fewer bytes is a summary.
const DESCRIPTION_BYTES: usize = 200;
/// Where a description stands among the names of a text.
const DESCRIPTION: u8 = 99;

/// The values of a record.
#[derive(Debug, Default)]
pub(super) struct Record<'t> {
    /// Each value with the position of its key among the names of the field.
    values: Vec<((Field, u8), Value<'t>)>,
    /// Objects that nested names lead into, by key.
    outer: Vec<(Cow<'t, str>, Value<'t>)>,
}

impl<'t> Record<'t> {
    /// Reads one JSON object.
    pub fn read(text: &'t str, map: &FieldMap) -> Result<Record<'t>, serde_json::Error> {
        let mut reader = serde_json::Deserializer::from_str(text);
        let mut record = RecordSeed { map }.deserialize(&mut reader)?;
        reader.end()?;
        record.resolve_paths(map);
        record.open_wrapper(text, map);
        record.open_nested_text(map);
        Ok(record)
    }

    /// Resolves the nested names that the user gave. The texts of several elements are paragraphs.
    fn resolve_paths(&mut self, map: &FieldMap) {
        for (field, parts) in &map.paths {
            let Some((first, rest)) = parts.split_first() else { continue };
            let Some((_, outer)) = self.outer.iter().rev().find(|(key, _)| key == first) else {
                continue;
            };
            let mut found = Vec::new();
            outer.at_path(rest, &mut found);
            let value = match found.as_slice() {
                [] => continue,
                [value] => (*value).clone(),
                values if *field == Field::Text => {
                    let texts = values.iter().filter_map(|value| (*value).clone().into_text());
                    Value::Text(texts.collect::<Vec<_>>().join("\n\n").into())
                }
                values => Value::List(values.iter().map(|value| (*value).clone()).collect()),
            };
            self.values.push(((*field, 1), value));
        }
    }

    /// Opens an object that wraps the record, as in `{"_id": 1, "_source": {"text": ...}}`: a record
    /// without a text has the fields of the only object in it that has one.
    fn open_wrapper(&mut self, text: &'t str, map: &FieldMap) {
        let foreign = |(name, _): &((Field, u8), Value<'t>)| {
            name.0 == Field::Text && FieldMap::is_foreign(name.0, name.1)
        };
        let own = |name: &(Field, u8)| matches!(name.0, Field::Text | Field::Html);
        if self.values.iter().any(|value| own(&value.0) && !foreign(value)) {
            return;
        }
        let texts = self.values.iter().filter(|value| foreign(value));
        let texts = texts.filter_map(|(_, value)| value.clone().into_text());
        let known = texts.map(|text| text.trim().len()).max().unwrap_or(0);
        let mut reader = serde_json::Deserializer::from_str(text);
        let Ok(Value::Object(mut pairs)) = ValueSeed.deserialize(&mut reader) else { return };
        if self.take_description(&mut pairs, known, map) || known > 0 {
            return;
        }
        let is_text = |key: &str| {
            let field = map.get(key).and_then(|target| target.field);
            matches!(field, Some((Field::Text | Field::Html, _)))
        };
        let mut wrapped = pairs.into_iter().filter_map(|(_, value)| match value {
            Value::Object(inner) if inner.iter().any(|(key, _)| is_text(key)) => Some(inner),
            _ => None,
        });
        if let (Some(inner), None) = (wrapped.next(), wrapped.next()) {
            self.add_inner(inner, 0, map);
        }
    }

    /// Takes the text of an item of a feed that has it as its description, which is then markup or in an
    /// object that an export made of it. Other descriptions are summaries, as are those that are no longer
    /// than a text of the record, which has `known` bytes.
    fn take_description(
        &mut self,
        pairs: &mut Vec<(Cow<'t, str>, Value<'t>)>,
        known: usize,
        map: &FieldMap,
    ) -> bool {
        if map.is_given(Field::Text) || map.is_given(Field::Html) {
            return false;
        }
        let is_story = |value: &Value<'t>| {
            let text = value.clone().into_text().unwrap_or_default();
            text.len() >= DESCRIPTION_BYTES.max(known)
                && ["</p>", "<br", "&lt;/p&gt;"].iter().any(|tag| text.contains(tag))
        };
        let found = pairs
            .iter()
            .position(|(key, value)| key.eq_ignore_ascii_case("description") && is_story(value));
        let Some(at) = found else { return false };
        self.values.push(((Field::Text, DESCRIPTION), pairs.swap_remove(at).1));
        true
    }

    /// Opens `"article": {"body": ...}`: if the text field is an object, its fields are used where the
    /// record has none. An object without a field of a text is a text itself: see [`Value::into_text`].
    fn open_nested_text(&mut self, map: &FieldMap) {
        let has_text = |pairs: &[(Cow<'t, str>, Value<'t>)]| {
            pairs.iter().any(|(key, _)| {
                let field = map.get(key).and_then(|target| target.field);
                key == "rendered" || matches!(field, Some((Field::Text | Field::Html, _)))
            })
        };
        let nested = self.values.iter().position(|((field, _), value)| match value {
            Value::Object(pairs) => {
                *field == Field::Text && (has_text(pairs) || value.clone().into_text().is_none())
            }
            _ => false,
        });
        let Some(index) = nested else { return };
        let ((_, place), value) = self.values.swap_remove(index);
        if let Value::Object(pairs) = value {
            self.add_inner(pairs, place, map);
        }
    }

    /// Adds the fields of an inner object, behind those of the record.
    fn add_inner(&mut self, pairs: Vec<(Cow<'t, str>, Value<'t>)>, place: u8, map: &FieldMap) {
        for (key, value) in pairs {
            let target = match &*key {
                // WordPress keeps markup under this key.
                "rendered" => Some((Field::Html, 0)),
                key => map.get(key).and_then(|target| target.field),
            };
            if let Some((field, inner)) = target {
                let place = place.saturating_add(inner).saturating_add(100);
                self.values.push(((field, place), value));
            }
        }
    }

    /// The first value of a field for which `wanted` returns something, in order of preference.
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

    /// The first value of a field under a name that is not one of another language.
    pub fn first_own<T>(
        &mut self,
        field: Field,
        wanted: impl Fn(Value<'t>) -> Option<T>,
    ) -> Option<T> {
        let (foreign, own): (Vec<_>, Vec<_>) = mem::take(&mut self.values)
            .into_iter()
            .partition(|((own, place), _)| *own == field && FieldMap::is_foreign(*own, *place));
        self.values = own;
        let found = self.first(field, wanted);
        self.values.extend(foreign);
        found
    }

    /// The position of the name that [`Record::first`] tries first.
    pub fn first_name(&self, field: Field) -> Option<u8> {
        let filled = |value: &Value<'_>| match value {
            Value::Nothing => false,
            Value::Text(text) => value::is_given(field, text),
            _ => true,
        };
        let own = self.values.iter().filter(|((own, _), value)| *own == field && filled(value));
        own.map(|((_, place), _)| *place).min()
    }

    /// Whether the record has a value for a field.
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
                if is_kind(name, &value) && (!self.map.is_creator(name) || is_person(&value)) {
                    record.set(name, value);
                }
            } else if target.is_some() {
                record.outer.push((key, map.next_value_seed(ValueSeed)?));
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(record)
    }
}

/// Reads a key: its use, and the key itself if nested names begin with it.
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

/// The key under which serde_json hands over a number as it is written (`arbitrary_precision`).
const NUMBER: &str = "$serde_json::private::Number";

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

    /// serde_json limits the depth to 128.
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
            if pairs.is_empty() && key == NUMBER {
                return Ok(Value::Number(number(map.next_value::<String>()?)));
            }
            pairs.push((key, map.next_value_seed(ValueSeed)?));
        }
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Value::Object(pairs))
    }
}

/// Reads a string, borrowed if possible.
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
