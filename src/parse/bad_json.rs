//! JSON that could not be read as a record: the reason, its keys, and a repaired text.
//!
//! In: the text of a record that could not be read, or that has no text field. Out: the problem to
//! report, the record's keys, or the text with common writing errors corrected. Messages never
//! contain input.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};

use crate::document::ProblemCode;

/// Why a text is not a record.
pub(super) fn refusal(
    text: &str,
    error: &serde_json::Error,
    depth: usize,
) -> (ProblemCode, String) {
    if is_deeper(text, depth) {
        return (ProblemCode::JsonTooDeep, format!("nested deeper than {depth} levels"));
    }
    let message = if error.is_data() {
        "not a JSON object".to_owned()
    } else if error.is_eof() {
        "the JSON ends early".to_owned()
    } else {
        format!("not valid JSON at line {}, column {}", error.line(), error.column())
    };
    (ProblemCode::BadJson, message)
}

/// Whether brackets outside of strings nest deeper than `limit`.
pub(super) fn is_deeper(text: &str, limit: usize) -> bool {
    let (mut depth, mut quoted, mut escaped) = (0usize, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'[' | b'{' if !quoted => depth += 1,
            b']' | b'}' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > limit {
            return true;
        }
    }
    false
}

/// Corrects common errors and counts the characters that were lost: half surrogate pairs become
/// U+FFFD, control characters in strings are escaped, a comma before a closing bracket is left out, and
/// values such as `ISODate("2023-04-18")` of the MongoDB shell become their argument.
pub(super) fn mend(text: &str) -> Option<(String, u32)> {
    let (mut out, mut lost, mut quoted) = (String::with_capacity(text.len()), 0, false);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let mut length = c.len_utf8();
        match c {
            '"' => quoted = !quoted,
            '\\' if quoted => match surrogate(rest) {
                Some(0xd800..=0xdbff)
                    if matches!(rest.get(6..).and_then(surrogate), Some(0xdc00..=0xdfff)) =>
                {
                    length = 12;
                }
                Some(0xd800..=0xdfff) => {
                    lost += 1;
                    out.push_str("\\ufffd");
                    rest = rest.get(6..)?;
                    continue;
                }
                _ => {
                    length += rest.get(1..).and_then(|r| r.chars().next()).map_or(0, char::len_utf8)
                }
            },
            _ if !quoted && let Some(bad) = wrong_number(rest) => {
                out.push_str("null");
                rest = rest.get(bad..)?;
                continue;
            }
            ',' if !quoted && is_last_comma(rest) => {
                rest = rest.get(length..)?;
                continue;
            }
            _ if !quoted && let Some((argument, call)) = shell_call(rest) => {
                out.push_str(&argument);
                rest = rest.get(call..)?;
                continue;
            }
            c if quoted && c < ' ' => {
                out.push_str(&format!("\\u{:04x}", c as u32));
                rest = rest.get(length..)?;
                continue;
            }
            _ => {}
        }
        out.push_str(rest.get(..length)?);
        rest = rest.get(length..)?;
    }
    (out != text).then_some((out, lost))
}

/// Whether a comma at the start of a text has no value behind it.
fn is_last_comma(text: &str) -> bool {
    text.get(1..).is_some_and(|behind| behind.trim_start().starts_with(['}', ']']))
}

/// The argument of a call at the start of a text, as the shell of MongoDB writes dates, ids and long
/// numbers, and the length of the call.
fn shell_call(text: &str) -> Option<(Cow<'_, str>, usize)> {
    /// The longest argument, in bytes.
    const LONGEST: usize = 1000;
    const CALLS: [&str; 9] = [
        "ISODate(",
        "ObjectId(",
        "NumberLong(",
        "NumberInt(",
        "NumberDecimal(",
        "UUID(",
        "Date(",
        "new Date(",
        "new ISODate(",
    ];
    let call = CALLS.iter().find(|call| text.starts_with(**call))?;
    let inner = text.get(call.len()..)?;
    let start = inner.trim_start();
    let quote = start.bytes().next().filter(|quote| matches!(quote, b'"' | b'\''));
    let end = match quote {
        Some(quote) => {
            let quoted = start.get(1..)?;
            inner.len() - quoted.len() + quoted.bytes().take(LONGEST).position(|b| b == quote)? + 1
        }
        None => 0,
    };
    let close = end + inner.get(end..)?.bytes().take(LONGEST).position(|b| b == b')')?;
    let argument = inner.get(..close)?.trim();
    let argument = match argument.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
        Some(inner) => Cow::Owned(serde_json::to_string(inner).ok()?),
        None => Cow::Borrowed(argument),
    };
    let whole = serde_json::from_str::<IgnoredAny>(&argument).is_ok();
    Some((if whole { argument } else { "null".into() }, call.len() + close + 1))
}

/// The length of a number at the start of a text that JSON does not have, as Python writes it.
fn wrong_number(text: &str) -> Option<usize> {
    const NUMBERS: [&str; 4] = ["NaN", "Infinity", "-Infinity", "-NaN"];
    NUMBERS.iter().find(|number| text.starts_with(**number)).map(|number| number.len())
}

/// The value of a `\uXXXX` at the start of a text.
fn surrogate(text: &str) -> Option<u32> {
    u32::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok()
}

/// The keys of a JSON object, for a message.
pub(super) fn keys(text: &str) -> Vec<String> {
    let mut reader = serde_json::Deserializer::from_str(text);
    reader.deserialize_map(KeysVisitor).unwrap_or_default()
}

struct KeysVisitor;

impl<'t> Visitor<'t> for KeysVisitor {
    type Value = Vec<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<Vec<String>, A::Error> {
        let mut keys = Vec::new();
        while let Some((key, IgnoredAny)) = map.next_entry::<String, IgnoredAny>()? {
            if keys.len() < 20 {
                keys.push(key);
            }
        }
        Ok(keys)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dialects_of_json_are_mended() {
        let mended = |text: &str| mend(text).map(|(mended, _)| mended);
        for (text, expected) in [
            (r#"{"a": [1, 2, ], "b": "x,}",}"#, r#"{"a": [1, 2 ], "b": "x,}"}"#),
            (r#"{"a": ISODate("2023-04-18T05:30:00Z")}"#, r#"{"a": "2023-04-18T05:30:00Z"}"#),
            (r#"{"_id": ObjectId("64a)"), "n": NumberLong( 42 )}"#, r#"{"_id": "64a)", "n": 42}"#),
            (r#"{"_id": ObjectId('64a)'), "n": UUID('b"c')}"#, r#"{"_id": "64a)", "n": "b\"c"}"#),
            (r#"{"a": new Date(), "b": NaN}"#, r#"{"a": null, "b": null}"#),
        ] {
            assert_eq!(mended(text).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(mended(r#"{"a": "ISODate(1),}"}"#), None);
        assert_eq!(mended(r#"{"a": ISODate("2023"#), None);
    }
}
