//! Reads the state of a page out of its programs: the objects that they assign, return or hand over.
//!
//! In: the texts of scripts. Out: the literals in them, as JSON values. No program is run: strings,
//! brackets and names are recognised, and any other expression is null. It does not judge the values.

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use serde_json::{Map, Value};

/// The most bytes of programs to read.
const MOST_BYTES: usize = 8 << 20;
/// A literal of fewer bytes holds no story.
const FEWEST_BYTES: usize = 200;
/// The most literals to keep.
const MOST_VALUES: usize = 100;
/// The deepest nesting.
const DEPTH: usize = 64;
/// Marks the name of a variable among the values.
const NAME: char = '\u{1}';

/// The values in the programs of a page. The parts that a page pushes one by one are one value.
pub(super) fn values(programs: &[&str]) -> Vec<Value> {
    let (mut found, mut pushed, mut left) = (Vec::new(), String::new(), MOST_BYTES);
    for program in programs {
        let Some(rest) = left.checked_sub(program.len()) else { break };
        left = rest;
        for value in literals(program) {
            match pushed_text(&value) {
                Some(text) => pushed.push_str(text),
                None if found.len() < MOST_VALUES => found.push(value),
                None => {}
            }
        }
    }
    found.extend(rows(&pushed));
    found
}

/// The text in `[1, "…"]`, a part of a page that is sent in parts.
fn pushed_text(value: &Value) -> Option<&str> {
    match value.as_array()?.as_slice() {
        [Value::Number(number), Value::String(text)] if number.as_u64() == Some(1) => Some(text),
        _ => None,
    }
}

/// The rows of a page that is sent in parts: `7:{…}` in a line, and `8:T1f,…` with its length in bytes.
fn rows(text: &str) -> Option<Value> {
    let (mut rest, mut all) = (text, Vec::new());
    while !rest.is_empty() {
        let colon = rest.bytes().take(12).position(|b| b == b':');
        let behind = colon.and_then(|colon| rest.get(colon + 1..)).unwrap_or(rest);
        if let Some((long, next)) = long_row(behind) {
            all.push(Value::String(long.to_owned()));
            rest = next;
            continue;
        }
        let (line, next) = behind.split_once('\n').unwrap_or((behind, ""));
        all.extend(serde_json::from_str::<Value>(line).ok().filter(|value| !value.is_null()));
        rest = next;
    }
    (!all.is_empty()).then(|| Value::Object(Map::from_iter([("text".into(), Value::Array(all))])))
}

fn long_row(text: &str) -> Option<(&str, &str)> {
    let text = text.strip_prefix('T')?;
    let comma = text.bytes().take(12).position(|b| b == b',')?;
    let length = usize::from_str_radix(text.get(..comma)?, 16).ok()?;
    text.get(comma + 1..)?.split_at_checked(length)
}

/// The literals of a program that stand where a value can: behind `=`, `(`, `,` and `return`.
fn literals(program: &str) -> Vec<Value> {
    let mut reader = Reader { rest: program };
    let mut found = Vec::new();
    // The names of the last function, and the value that it returns.
    let (mut names, mut returned): (Vec<String>, Option<usize>) = (Vec::new(), None);
    let (mut opens, mut returns, mut ended) = (false, false, false);
    while let Some(c) = reader.peek() {
        let (could_open, did_return, did_end) = (opens, returns, ended);
        (opens, returns, ended) = (false, false, false);
        let before = reader.rest.len();
        match c {
            '{' | '[' if could_open => {
                let value = reader.value(DEPTH);
                let is_long = before - reader.rest.len() >= FEWEST_BYTES;
                // The parts of a page that is sent in parts may be short.
                if let Some(value) = value.filter(|value| is_long || pushed_text(value).is_some()) {
                    returned = did_return.then_some(found.len()).or(returned);
                    found.push(value);
                }
            }
            '(' if did_end && let Some(at) = returned.take() => {
                let arguments = reader.list(')', DEPTH).unwrap_or_default();
                let mut known = names.drain(..).zip(arguments).collect();
                found.get_mut(at).into_iter().for_each(|value| resolve(value, &mut known));
            }
            '"' | '\'' | '`' => {
                let text = reader.string(c);
                found.extend(nested(&text).filter(|_| could_open));
            }
            _ if is_name(c) => {
                let word = reader.word();
                if word == "function" {
                    names = reader.names();
                }
                (opens, returns) = (word == "return", word == "return");
            }
            _ => {
                reader.next();
                (opens, ended) = (matches!(c, '=' | '(' | ','), c == '}');
            }
        }
    }
    found
}

/// The JSON in a string, which may be percent-encoded.
fn nested(text: &str) -> Option<Value> {
    if text.len() < FEWEST_BYTES {
        return None;
    }
    let start = text.trim_start();
    if start.starts_with("%7B") || start.starts_with("%5B") {
        return serde_json::from_str(&percent_decoded(start)?).ok();
    }
    start.starts_with(['{', '[']).then(|| serde_json::from_str(start).ok()).flatten()
}

fn percent_decoded(text: &str) -> Option<String> {
    let (mut bytes, mut rest) = (Vec::with_capacity(text.len()), text);
    while let Some(at) = rest.find('%') {
        bytes.extend_from_slice(rest.get(..at)?.as_bytes());
        bytes.push(u8::from_str_radix(rest.get(at + 1..at + 3)?, 16).ok()?);
        rest = rest.get(at + 3..)?;
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8(bytes).ok()
}

/// Puts the arguments of a function in place of their names. Each is used once, so that the value grows
/// no larger than the program.
fn resolve(value: &mut Value, known: &mut HashMap<String, Value>) {
    match value {
        Value::String(name) => {
            let found = name.strip_prefix(NAME).and_then(|name| known.remove(name));
            if let Some(found) = found {
                *value = found;
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|value| resolve(value, known)),
        Value::Object(map) => map.values_mut().for_each(|value| resolve(value, known)),
        _ => {}
    }
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$')
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

    /// The next character that is no white space and in no comment.
    fn peek(&mut self) -> Option<char> {
        loop {
            self.rest = self.rest.trim_start();
            let end = match self.rest.get(..2) {
                Some("//") => self.rest.find('\n'),
                Some("/*") => self.rest.find("*/").map(|at| at + 2),
                _ => return self.rest.chars().next(),
            };
            self.rest = end.and_then(|end| self.rest.get(end..)).unwrap_or_default();
        }
    }

    /// Takes a mark if it is next.
    fn takes(&mut self, mark: char) -> bool {
        let is_next = self.peek() == Some(mark);
        if is_next {
            self.next();
        }
        is_next
    }

    fn word(&mut self) -> &'t str {
        let end = self.rest.find(|c| !is_name(c)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    /// The names in the brackets of a function.
    fn names(&mut self) -> Vec<String> {
        let mut names = Vec::new();
        self.peek();
        self.word();
        if self.takes('(') {
            while self.peek().is_some_and(is_name) {
                names.push(self.word().to_owned());
                self.takes(',');
            }
        }
        names
    }

    /// A value; `None` if the brackets do not match or nest too deeply.
    fn value(&mut self, depth: usize) -> Option<Value> {
        let depth = depth.checked_sub(1)?;
        match self.peek()? {
            '{' => self.object(depth),
            '[' => {
                self.next();
                self.list(']', depth).map(Value::Array)
            }
            quote @ ('"' | '\'' | '`') => {
                let mut text = self.string(quote);
                while self.takes('+') {
                    match self.peek() {
                        Some(quote @ ('"' | '\'' | '`')) => text.push_str(&self.string(quote)),
                        _ => break,
                    }
                }
                self.expression();
                Some(Value::String(text))
            }
            _ => {
                let word = self.expression();
                let plain = serde_json::from_str(word).ok();
                let named = || {
                    let is_variable = !word.is_empty() && word.chars().all(is_name);
                    is_variable.then(|| Value::String(format!("{NAME}{word}")))
                };
                Some(plain.or_else(named).unwrap_or_default())
            }
        }
    }

    fn object(&mut self, depth: usize) -> Option<Value> {
        self.next();
        let mut map = Map::new();
        loop {
            let key = match self.peek()? {
                '}' => {
                    self.next();
                    return Some(Value::Object(map));
                }
                ',' => {
                    self.next();
                    continue;
                }
                quote @ ('"' | '\'') => self.string(quote),
                c if is_name(c) => self.word().to_owned(),
                ';' | ')' | ']' => return None,
                _ => {
                    self.expression();
                    continue;
                }
            };
            if self.takes(':') {
                map.insert(key, self.value(depth)?);
            } else if !matches!(self.peek()?, ',' | '}') && self.expression().is_empty() {
                return None;
            }
        }
    }

    /// The values up to a bracket.
    fn list(&mut self, end: char, depth: usize) -> Option<Vec<Value>> {
        if end == ')' {
            self.next();
        }
        let mut list = Vec::new();
        loop {
            match self.peek()? {
                c if c == end => {
                    self.next();
                    return Some(list);
                }
                ',' => {
                    self.next();
                }
                ';' | ')' | ']' | '}' => return None,
                _ => list.push(self.value(depth)?),
            }
        }
    }

    /// Any expression, up to the mark behind it.
    fn expression(&mut self) -> &'t str {
        let start = self.rest;
        let mut depth = 0usize;
        while let Some(c) = self.peek() {
            match c {
                '"' | '\'' | '`' => {
                    self.string(c);
                    continue;
                }
                '{' | '[' | '(' => depth += 1,
                ',' | ';' | '}' | ']' | ')' if depth == 0 => break,
                '}' | ']' | ')' => depth -= 1,
                _ => {}
            }
            self.next();
        }
        start.get(..start.len() - self.rest.len()).unwrap_or_default().trim()
    }

    /// A string. A line break ends one that was never closed.
    fn string(&mut self, quote: char) -> String {
        self.next();
        let mut text = String::new();
        while let Some(c) = self.next() {
            match c {
                '\\' => self.escape(&mut text),
                '\n' if quote != '`' => break,
                _ if c == quote => break,
                _ => text.push(c),
            }
        }
        text
    }

    fn escape(&mut self, text: &mut String) {
        match self.next() {
            Some('n') => text.push('\n'),
            Some('r' | '\n' | '\r') | None => {}
            Some('t' | 'b' | 'f' | 'v') => text.push(' '),
            Some('x') => text.push(self.code(2).and_then(char::from_u32).unwrap_or('\u{fffd}')),
            Some('u') if self.rest.starts_with('{') => {
                let end = self.rest.bytes().take(9).position(|b| b == b'}').unwrap_or(0);
                let digits = self.rest.get(1..end).unwrap_or_default();
                let code = u32::from_str_radix(digits, 16).ok().and_then(char::from_u32);
                text.push(code.unwrap_or('\u{fffd}'));
                self.rest = self.rest.get(end + 1..).unwrap_or_default();
            }
            Some('u') => text.push(self.unit()),
            Some(c) => text.push(c),
        }
    }

    /// The character of four digits, or of two such halves.
    fn unit(&mut self) -> char {
        let first = self.code(4);
        let half = matches!(first, Some(0xd800..=0xdbff)) && self.rest.starts_with("\\u");
        let second = half.then(|| {
            self.rest = self.rest.get(2..).unwrap_or_default();
            self.code(4)
        });
        let code = match (first, second.flatten()) {
            (Some(high), Some(low @ 0xdc00..=0xdfff)) => {
                Some(0x10000 + ((high & 0x3ff) << 10) + (low & 0x3ff))
            }
            (first, _) => first,
        };
        code.and_then(char::from_u32).unwrap_or('\u{fffd}')
    }

    /// The number in the digits that follow.
    fn code(&mut self, digits: usize) -> Option<u32> {
        let code = u32::from_str_radix(self.rest.get(..digits)?, 16).ok()?;
        self.rest = self.rest.get(digits..)?;
        Some(code)
    }
}
