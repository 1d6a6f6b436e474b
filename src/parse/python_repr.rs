//! Records that Python wrote as it shows its own values: `{'title': 'Rain', 'tags': None}`.
//!
//! In: a text that is no JSON. Out: the same values as JSON; `None` if the text is no such record. Calls, such
//! as `datetime.datetime(2023, 4, 18)` and `ObjectId('64aa')`, become their figures as a date, their first
//! string, or null.

use super::bad_json;

/// The record as JSON.
pub(super) fn json(text: &str) -> Option<String> {
    let text = text.trim();
    let inside = text.strip_prefix('{')?.trim_start();
    if !(inside.starts_with('\'') || inside.starts_with('"') && text.contains('\'')) {
        return None;
    }
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(c) = rest.chars().next() {
        let behind = rest.get(c.len_utf8()..)?;
        rest = match c {
            '\'' | '"' => {
                let (string, behind) = string(behind, c, false)?;
                out.push_str(&serde_json::to_string(&string).ok()?);
                behind
            }
            '(' => {
                out.push('[');
                behind
            }
            ')' => {
                out.push(']');
                behind
            }
            c if c.is_alphabetic() => word(rest, &mut out)?,
            _ => {
                out.push(c);
                behind
            }
        };
    }
    // A tuple of one value and a record that a person edited end in a comma.
    Some(bad_json::mend(&out).map_or(out, |(mended, _)| mended))
}

/// Writes the value of a word at the start of a text, and returns what follows it.
fn word<'t>(text: &'t str, out: &mut String) -> Option<&'t str> {
    let end = text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.')));
    let (word, behind) = text.split_at(end.unwrap_or(text.len()));
    if let Some(quote) = behind.chars().next().filter(|c| matches!(c, '\'' | '"'))
        && word.len() <= 2
    {
        let raw = word.contains(['r', 'R']);
        let (string, behind) = string(behind.get(1..)?, quote, raw)?;
        let is_bytes = word.contains(['b', 'B']);
        let string = if is_bytes { of_bytes(&string).unwrap_or(string) } else { string };
        out.push_str(&serde_json::to_string(&string).ok()?);
        return Some(behind);
    }
    if let Some(arguments) = behind.strip_prefix('(') {
        let end = call_end(arguments)?;
        out.push_str(&call(word, arguments.get(..end)?)?);
        return arguments.get(end + 1..);
    }
    if matches!(word, "nan" | "NaN" | "inf") && out.ends_with('-') {
        out.pop();
    }
    out.push_str(match word {
        "True" | "true" => "true",
        "False" | "false" => "false",
        "None" | "null" | "nan" | "NaN" | "inf" => "null",
        // The exponent of a number.
        _ if out.ends_with(|c: char| c.is_ascii_digit() || c == '.') => word,
        _ => return None,
    });
    Some(behind)
}

/// The value of a call, as JSON.
fn call(name: &str, arguments: &str) -> Option<String> {
    let arguments = arguments.trim();
    if let Some(quote) = arguments.chars().next().filter(|c| matches!(c, '\'' | '"')) {
        let (string, _) = string(arguments.get(1..)?, quote, false)?;
        return serde_json::to_string(&string).ok();
    }
    let name = name.rsplit('.').next().unwrap_or(name).to_lowercase();
    let is_date = ["date", "datetime", "timestamp"].iter().any(|end| name.ends_with(end));
    let date = date(arguments).filter(|_| is_date);
    Some(date.map_or_else(|| "null".to_owned(), |date| format!("\"{date}\"")))
}

/// Where the bracket is that closes a call. It may have strings and other calls in it.
fn call_end(text: &str) -> Option<usize> {
    let (mut open, mut rest) = (0usize, text);
    while let Some(c) = rest.chars().next() {
        let behind = rest.get(c.len_utf8()..)?;
        rest = match c {
            '\'' | '"' => string(behind, c, false)?.1,
            ')' if open == 0 => return Some(text.len() - rest.len()),
            _ => behind,
        };
        match c {
            '(' => open += 1,
            ')' => open -= 1,
            _ => {}
        }
    }
    None
}

/// The text in the bytes that a string shows one by one.
fn of_bytes(shown: &str) -> Option<String> {
    let bytes: Option<Vec<u8>> = shown.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    String::from_utf8(bytes?).ok()
}

/// The date of `2023, 4, 18, 7, 30`.
fn date(arguments: &str) -> Option<String> {
    let numbers: Vec<u32> =
        arguments.split(',').map_while(|part| part.trim().parse().ok()).collect();
    match *numbers.as_slice() {
        [year, month, day] => Some(format!("{year:04}-{month:02}-{day:02}")),
        [year, month, day, hour, minute, ..] => {
            Some(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}"))
        }
        _ => None,
    }
}

/// The string up to its closing quote, and what follows.
fn string(text: &str, quote: char, raw: bool) -> Option<(String, &str)> {
    let (mut found, mut rest) = (String::new(), text);
    loop {
        let end = rest.find([quote, '\\'])?;
        found.push_str(rest.get(..end)?);
        rest = rest.get(end..)?;
        if let Some(behind) = rest.strip_prefix(quote) {
            return Some((found, behind));
        }
        rest = rest.get(1..)?;
        let c = rest.chars().next()?;
        rest = rest.get(c.len_utf8()..)?;
        let digits = match c {
            'x' if !raw => 2,
            'u' if !raw => 4,
            'U' if !raw => 8,
            _ => {
                if raw || !matches!(c, '\\' | '\'' | '"' | '/' | 'n' | 'r' | 't' | '\n') {
                    found.push('\\');
                }
                match c {
                    'n' if !raw => found.push('\n'),
                    'r' if !raw => found.push('\r'),
                    't' if !raw => found.push('\t'),
                    '\n' if !raw => {}
                    c => found.push(c),
                }
                continue;
            }
        };
        let mut code = u32::from_str_radix(rest.get(..digits)?, 16).ok()?;
        rest = rest.get(digits..)?;
        // Programs that mix the two notations write a character as two halves.
        if let (0xd800..=0xdbff, Some(low @ 0xdc00..=0xdfff)) = (code, low_half(rest)) {
            code = 0x10000 + ((code & 0x3ff) << 10) + (low & 0x3ff);
            rest = rest.get(6..)?;
        }
        found.push(char::from_u32(code).unwrap_or('\u{fffd}'));
    }
}

/// The number of a `\uXXXX` at the start of a text.
fn low_half(text: &str) -> Option<u32> {
    u32::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json as value};

    fn of(text: &str) -> Option<Value> {
        serde_json::from_str(&json(text)?).ok()
    }

    #[test]
    fn values_of_python_become_json() {
        let text = r#"{'title': "It's rain", 'text': 'Rain\n\n"fell" \'here\' \u2013 \xe9 C:\\x \d', 'n': -1.5, 'ok': True, 'no': None,
            'tags': ('a',), 'list': ['b', "c"], 'date': datetime.datetime(2023, 4, 18, 7, 30), 'zone': x.y(z(1), 2), 'b': b'raw'}"#;
        let expected = value!({"title": "It's rain", "text": "Rain\n\n\"fell\" 'here' – é C:\\x \\d", "n": -1.5, "ok": true, "no": null,
            "tags": ["a"], "list": ["b", "c"], "date": "2023-04-18T07:30", "zone": null, "b": "raw"});
        assert_eq!(of(text), Some(expected));
        let text = r#"{'_id': ObjectId('64aa'), 'date': Timestamp('2023-04-18 07:30:00', tz=f('(')), 'd': datetime.timedelta(3, 7, 30),
            'x': -inf, 'text': b'caf\xc3\xa9', "json": "a\/b \ud83d\ude00"}"#;
        let expected = value!({"_id": "64aa", "date": "2023-04-18 07:30:00", "d": null, "x": null, "text": "café", "json": "a/b 😀"});
        assert_eq!(of(text), Some(expected));
        assert!(of("{'n': 1.5e3}").is_some());
        assert_eq!(of(r#"{"a": 'b'}"#), Some(value!({"a": "b"})));
    }

    #[test]
    fn other_texts_are_no_records() {
        for text in ["{\"a\": 1}", "rain", "{'a': 'b", "{'a': rain}", "{'a': '\\u12'}"] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
