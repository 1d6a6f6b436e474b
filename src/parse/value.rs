//! JSON values of the fields of a record, as lines and as texts.
//!
//! In: a value as a record holds it: a string, a list, or one of the objects in which exports wrap
//! values, such as `{"$date": ...}` or `{"rendered": ...}`. Out: one line or one text. It does not
//! know which field a value is for.

use std::borrow::Cow;

use super::field::Field;
use super::fragment;
use super::html::decode_references;

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

/// Keys under which objects in a list hold a paragraph.
const PARAGRAPHS: [&str; 6] = ["text", "content", "body", "paragraph", "value", "html"];
/// Keys under which objects hold a value that is one line.
const LINES: [&str; 15] = [
    "name",
    "title",
    "domain",
    "$oid",
    "$numberLong",
    "$numberInt",
    "value",
    "#text",
    "plain",
    "$t",
    "__cdata",
    "#cdata-section",
    "__text",
    "_text",
    "_",
];
/// Keys under which programs that turn XML into JSON, and systems that keep stories, hold the text of one
/// field, the best first.
const TEXTS: [&str; 13] = [
    "__cdata",
    "#cdata-section",
    "#text",
    "$t",
    "__text",
    "_text",
    "_",
    "value",
    "rendered",
    "html",
    "text",
    "content",
    "plain",
];
/// Keys under which the nodes of a rich text hold their parts.
const PARTS: [&str; 6] = ["blocks", "content", "children", "root", "data", "document"];

impl<'t> Value<'t> {
    /// The value as one line, its words divided by single spaces.
    pub fn into_line(self) -> Option<String> {
        let parts = match self {
            Value::Text(text) => return line(fragment::without_cdata(&text).unwrap_or(&text)),
            Value::Number(number) => return Some(number),
            Value::Nothing => return None,
            Value::Object(pairs) => return wrapped_line(pairs),
            Value::List(values) => values,
        };
        let lines: Vec<String> = parts.into_iter().filter_map(Value::into_line).collect();
        (!lines.is_empty()).then(|| lines.join("; "))
    }

    /// The value as a text: a string; the strings of a list, one per line; the texts of the objects of a
    /// list, as paragraphs; or the text of an object that wraps one.
    pub fn into_text(self) -> Option<String> {
        let values = match self {
            Value::Text(text) => return Some(text.into_owned()),
            Value::List(values) => values,
            Value::Object(_) => return paragraph(self).map(Cow::into_owned),
            _ => return None,
        };
        let objects = values.iter().any(|value| matches!(value, Value::Object(_)));
        let texts: Vec<Cow<'_, str>> = values.into_iter().filter_map(paragraph).collect();
        let between = if objects { "\n\n" } else { "\n" };
        (!texts.is_empty()).then(|| texts.join(between))
    }

    /// The values at the end of a path of keys. Every element of a list is entered.
    pub fn at_path<'v>(&'v self, path: &[String], found: &mut Vec<&'v Value<'t>>) {
        match (self, path.split_first()) {
            (Value::List(values), Some(_)) => {
                values.iter().for_each(|value| value.at_path(path, found));
            }
            (Value::Object(pairs), Some((key, rest))) => {
                let own = pairs.iter().rev().find(|(own, _)| own == key);
                if let Some((_, value)) = own {
                    value.at_path(rest, found);
                }
            }
            (value, None) => found.push(value),
            _ => {}
        }
    }
}

/// The text of one element of a list, or of an object that wraps a text.
fn paragraph(value: Value<'_>) -> Option<Cow<'_, str>> {
    match value {
        Value::Text(text) => Some(text),
        Value::Object(pairs) => {
            let place = |key: &str| {
                let place = PARAGRAPHS.iter().position(|own| *own == key);
                let wrapped = || TEXTS.iter().position(|own| *own == key);
                place.or_else(|| wrapped().map(|at| at + PARAGRAPHS.len()))
            };
            let texts = pairs.iter().enumerate().filter_map(|(at, (key, value))| match value {
                Value::Text(_) => Some((place(key)?, at)),
                _ => None,
            });
            match texts.min() {
                Some((_, at)) => match pairs.into_iter().nth(at) {
                    Some((_, Value::Text(text))) => Some(text),
                    _ => None,
                },
                None => rich_text(pairs).map(Cow::Owned),
            }
        }
        _ => None,
    }
}

/// The text of a node of a rich text: its parts are paragraphs, or runs of one paragraph.
fn rich_text(pairs: Vec<(Cow<'_, str>, Value<'_>)>) -> Option<String> {
    let place = |key: &str| PARTS.iter().position(|own| *own == key);
    let parts = pairs.into_iter().filter_map(|(key, value)| Some((place(&key)?, value)));
    let parts = parts.filter(|(_, value)| matches!(value, Value::List(_) | Value::Object(_)));
    let values = match parts.min_by_key(|(place, _)| *place)?.1 {
        Value::List(values) => values,
        value => return paragraph(value).map(Cow::into_owned),
    };
    let between = if values.iter().any(is_run) { "" } else { "\n\n" };
    let texts: Vec<Cow<'_, str>> = values.into_iter().filter_map(paragraph).collect();
    let texts = texts.join(between);
    (!texts.trim().is_empty()).then_some(texts)
}

/// Whether a node is a run of words inside a paragraph.
fn is_run(value: &Value<'_>) -> bool {
    let Value::Object(pairs) = value else { return false };
    let kind = pairs.iter().find(|(key, _)| matches!(&**key, "type" | "nodeType" | "_type"));
    match kind {
        Some((_, Value::Text(kind))) => matches!(&**kind, "text" | "span"),
        _ => pairs.iter().any(|(key, value)| key == "text" && matches!(value, Value::Text(_))),
    }
}

/// The line in an object that wraps one.
fn wrapped_line(pairs: Vec<(Cow<'_, str>, Value<'_>)>) -> Option<String> {
    for (key, value) in pairs {
        let found = match (&*key, value) {
            ("rendered", Value::Text(text)) => {
                line(&fragment::line(&text, |text| decode_references(text).into_owned()))
            }
            ("$date", value) => mongo_date(value),
            (key, Value::Text(text)) if LINES.contains(&key) => line(&text),
            (key, Value::Number(number)) if LINES.contains(&key) => Some(number),
            _ => None,
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

/// A date of MongoDB's extended JSON: a text, or milliseconds since 1970.
fn mongo_date(value: Value<'_>) -> Option<String> {
    let text = value.into_line()?;
    let time = text.parse().ok().and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok());
    Some(time.map_or(text, |time| time.to_string()))
}

/// Whether a line is the value of a field. `nan` is a language.
pub(super) fn is_given(field: Field, line: &str) -> bool {
    field == Field::Language || !is_missing(line)
}

/// Whether a text is one, and not a mark of a missing value.
pub(super) fn is_filled(text: &str) -> bool {
    /// A longer text is no such mark.
    const LONGEST: usize = 20;
    !text.is_empty() && (text.len() > LONGEST || text.trim().is_empty() || !is_missing(text))
}

/// Whether a line stands for a missing value, as programs write one.
pub(super) fn is_missing(line: &str) -> bool {
    let line = line.trim().to_ascii_lowercase();
    matches!(&*line, "" | "-" | "--" | "–" | "—" | "n/a" | "null" | "none" | "nan" | "undefined")
}

/// The words of a text divided by single spaces; `None` if there are none.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Value<'_> {
        Value::Text(text.into())
    }

    fn object<'t>(pairs: &[(&'t str, Value<'t>)]) -> Value<'t> {
        Value::Object(pairs.iter().map(|(key, value)| ((*key).into(), value.clone())).collect())
    }

    #[test]
    fn values_in_the_objects_of_exports() {
        let line = |key, value| object(&[(key, value)]).into_line();
        assert_eq!(line("$oid", text("642f0a")).as_deref(), Some("642f0a"));
        assert_eq!(line("$date", text("2023-04-18")).as_deref(), Some("2023-04-18"));
        let number = object(&[("$numberLong", text("1681795800000"))]);
        assert_eq!(line("$date", number).as_deref(), Some("2023-04-18T05:30:00Z"));
        let rendered = text("Rain &amp; <em>wind</em>\n");
        assert_eq!(line("rendered", rendered).as_deref(), Some("Rain & wind"));
        assert_eq!(line("colour", text("red")), None);
        assert_eq!(line("__cdata", text("Rain")).as_deref(), Some("Rain"));
        assert_eq!(text("<![CDATA[Rain & wind]]>").into_line().as_deref(), Some("Rain & wind"));
    }

    #[test]
    fn values_that_stand_for_nothing() {
        for missing in ["N/A", "-", "None", "NaN", "undefined", " null "] {
            assert!(is_missing(missing), "{missing}");
        }
        assert!(!is_missing("None of them sailed") && !is_missing("?"));
        assert!(is_given(Field::Language, "nan") && !is_given(Field::Author, "nan"));
        assert!(!is_filled("nan") && is_filled("Nan sailed.") && is_filled(" "));
    }

    #[test]
    fn texts_in_the_objects_of_exports() {
        for key in ["$t", "#text", "__cdata", "_", "value", "rendered"] {
            let wrapped = object(&[("type", text("html")), (key, text("<p>Rain"))]);
            assert_eq!(wrapped.clone().into_text().as_deref(), Some("<p>Rain"), "{key}");
            assert_eq!(Value::List(vec![wrapped]).into_text().as_deref(), Some("<p>Rain"), "{key}");
        }
        assert_eq!(object(&[("url", text("x"))]).into_text(), None);
    }

    #[test]
    fn rich_texts_are_paragraphs_of_runs() {
        let block = |words| {
            object(&[("type", text("paragraph")), ("data", object(&[("text", text(words))]))])
        };
        let image = object(&[("type", text("image")), ("data", object(&[("url", text("x"))]))]);
        let blocks = Value::List(vec![block("Rain fell."), image, block("Sun.")]);
        let document = object(&[("time", Value::Number("1".into())), ("blocks", blocks)]);
        assert_eq!(document.into_text().as_deref(), Some("Rain fell.\n\nSun."));
        let run = |words| object(&[("nodeType", text("text")), ("value", text(words))]);
        let node =
            |runs| object(&[("nodeType", text("paragraph")), ("content", Value::List(runs))]);
        let nodes = vec![node(vec![run("Rain "), run("fell.")]), node(vec![run("Sun.")])];
        let document = object(&[("nodeType", text("document")), ("content", Value::List(nodes))]);
        assert_eq!(document.into_text().as_deref(), Some("Rain fell.\n\nSun."));
    }

    #[test]
    fn objects_of_a_list_are_paragraphs() {
        let blocks = Value::List(vec![
            object(&[("type", text("p")), ("text", text("Rain fell."))]),
            object(&[("type", text("image"))]),
            object(&[("content", text("Sun."))]),
        ]);
        assert_eq!(blocks.clone().into_text().as_deref(), Some("Rain fell.\n\nSun."));
        let mut found = Vec::new();
        let record = object(&[("blocks", blocks)]);
        record.at_path(&["blocks".into(), "text".into()], &mut found);
        assert_eq!(found, [&text("Rain fell.")]);
        let lines = Value::List(vec![text("Rain"), text("Sun")]);
        assert_eq!(lines.into_text().as_deref(), Some("Rain\nSun"));
    }
}
