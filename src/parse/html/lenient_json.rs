//! Reads JSON with the faults that pages have: commas too many or too few, control characters and quotation
//! marks inside strings, comments, an end that is cut off.
//!
//! In: a text that is not valid JSON. Out: the value that was meant, as far as it can be read. It is used
//! for structured data alone: a record with such faults is refused or repaired on record.

use serde_json::{Map, Value};

/// The deepest nesting. Structured data has fewer than ten levels.
const DEPTH: usize = 48;

/// The value at the start of a text.
pub(super) fn parse(text: &str) -> Option<Value> {
    let mut reader = Reader { rest: text };
    reader.skip(" ");
    reader.rest.starts_with(['{', '[']).then(|| reader.value(DEPTH, false)).flatten()
}

struct Reader<'t> {
    rest: &'t str,
}

impl<'t> Reader<'t> {
    fn next(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let c = chars.next();
        self.rest = chars.as_str();
        c
    }

    /// Skips white space, comments and the given marks.
    fn skip(&mut self, marks: &str) {
        loop {
            let ignored = |c: char| c.is_whitespace() || c.is_control() || marks.contains(c);
            self.rest = self.rest.trim_start_matches(ignored);
            let end = match self.rest.get(..2) {
                Some("//") => self.rest.find('\n'),
                Some("/*") => self.rest.find("*/").map(|at| at + 2),
                _ => return,
            };
            self.rest = end.and_then(|end| self.rest.get(end..)).unwrap_or_default();
        }
    }

    /// A value. `in_object`: a key follows it.
    fn value(&mut self, depth: usize, in_object: bool) -> Option<Value> {
        if depth == 0 {
            return None;
        }
        self.skip("");
        match self.rest.chars().next()? {
            '{' => self.object(depth),
            '[' => self.list(depth),
            quote @ ('"' | '\'') => Some(Value::String(self.string(quote, in_object))),
            _ => Some(self.word()),
        }
    }

    fn object(&mut self, depth: usize) -> Option<Value> {
        self.next();
        let mut map = Map::new();
        loop {
            self.skip(",;");
            let key = match self.rest.chars().next() {
                None => break,
                Some('}') => {
                    self.next();
                    break;
                }
                // The brackets do not match: this object was never closed.
                Some(']') => break,
                Some(quote @ ('"' | '\'')) => self.string(quote, false),
                Some(_) => self.until(&[':', '}', ']', ',', '\n']).trim().to_owned(),
            };
            self.skip("");
            if !self.rest.starts_with(':') {
                if self.rest.starts_with(['{', '[']) {
                    self.next();
                }
                continue;
            }
            self.next();
            map.insert(key, self.value(depth - 1, true)?);
        }
        Some(Value::Object(map))
    }

    fn list(&mut self, depth: usize) -> Option<Value> {
        self.next();
        let mut list = Vec::new();
        loop {
            self.skip(",;");
            match self.rest.chars().next() {
                None => break,
                Some(']') => {
                    self.next();
                    break;
                }
                Some('}' | ':') => {
                    // The list was never closed.
                    break;
                }
                Some(_) => list.push(self.value(depth - 1, false)?),
            }
        }
        Some(Value::Array(list))
    }

    /// The text up to one of the marks.
    fn until(&mut self, marks: &[char]) -> &'t str {
        let end = self.rest.find(marks).unwrap_or(self.rest.len());
        let (text, rest) = self.rest.split_at(end);
        self.rest = rest;
        text
    }

    /// A number, `true`, `false`, or anything else without quotation marks, which is null.
    fn word(&mut self) -> Value {
        let word = self.until(&[',', '}', ']', '\n']).trim();
        serde_json::from_str(word)
            .ok()
            .filter(|value: &Value| !value.is_string())
            .unwrap_or_default()
    }

    /// A string. A quotation mark ends it if what follows can follow a string.
    fn string(&mut self, quote: char, in_object: bool) -> String {
        self.next();
        let mut text = String::new();
        while let Some(c) = self.next() {
            match c {
                '\\' => self.escape(&mut text),
                _ if c == quote && self.can_follow(in_object) => break,
                _ if c.is_control() => text.push(' '),
                _ => text.push(c),
            }
        }
        text
    }

    /// Whether the rest can follow a string: a closing bracket, a colon, or a comma with a value behind it. Behind
    /// a value of an object it is a key.
    fn can_follow(&self, in_object: bool) -> bool {
        let rest = self.rest.trim_start();
        let Some(behind) = rest.strip_prefix(',') else {
            return rest.is_empty()
                || rest.starts_with(['}', ']', ':', '"'])
                || rest.starts_with("//");
        };
        let behind = behind.trim_start();
        let key = behind.is_empty() || behind.starts_with(['"', '\'', '}', ']', ',', '/']);
        key || (!in_object && behind.starts_with(['{', '[']))
    }

    fn escape(&mut self, text: &mut String) {
        match self.next() {
            Some('u') => {
                let first = self.code();
                let second = match first {
                    Some(0xd800..=0xdbff) if self.rest.starts_with("\\u") => {
                        self.rest = self.rest.get(2..).unwrap_or_default();
                        self.code()
                    }
                    _ => None,
                };
                let code = match (first, second) {
                    (Some(high), Some(low @ 0xdc00..=0xdfff)) => {
                        Some(0x10000 + ((high & 0x3ff) << 10) + (low & 0x3ff))
                    }
                    (first, _) => first,
                };
                text.push(code.and_then(char::from_u32).unwrap_or('\u{fffd}'));
            }
            Some('n' | 'r' | 't' | 'b' | 'f') => text.push(' '),
            Some(c) => text.push(c),
            None => {}
        }
    }

    /// The number in the four digits that follow.
    fn code(&mut self) -> Option<u32> {
        let code = u32::from_str_radix(self.rest.get(..4)?, 16).ok()?;
        self.rest = self.rest.get(4..)?;
        Some(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn faults_of_pages_are_read_as_they_were_meant() {
        let meant = json!({"a": "Jo \"the ferry\" Reed", "b": [1, {"c": "x"}]});
        for text in [
            "{\"a\": \"Jo \"the ferry\" Reed\", \"b\": [1, {\"c\": \"x\"}]}",
            "{\"a\": \"Jo \\\"the ferry\\\" Reed\",, \"b\": [1, {\"c\": \"x\",},],}",
            "{\"a\": \"Jo \\\"the ferry\\\" Reed\"\n \"b\": [1, {\"c\": \"x\"}]};",
            "{ // the story\n a: 'Jo \"the ferry\" Reed', /* and */ 'b': [1, {\"c\": \"x\"",
        ] {
            assert_eq!(parse(text).as_ref(), Some(&meant), "{text}");
        }
        assert_eq!(
            parse("{\"a\": \"Rain\tand\u{1}\nwind\"}"),
            Some(json!({"a": "Rain and  wind"}))
        );
        assert_eq!(parse(r#"{"a": "\u00e9\ud83c\udf27\x"}"#), Some(json!({"a": "é🌧x"})));
        assert_eq!(parse("rain"), None);
    }

    #[test]
    fn valid_json_is_read_as_it_is() {
        for text in [r#"{"a": [1, -2.5, true, null, "b, c", {"d": {}}], "e": "f: g"}"#, "[]", "{}"]
        {
            let value: Value = serde_json::from_str(text).unwrap();
            assert_eq!(parse(text), Some(value), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "([{}\\[\\]\"':,/*\\\\u0-9a-z \n]|\\PC){0,60}") {
            parse(&text);
            parse(&format!("{{{text}"));
        }
    }
}
