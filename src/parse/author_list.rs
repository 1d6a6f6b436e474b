//! Lists of authors that an export wrote as one text.
//!
//! In: the author of a record, such as `["Ines Falk", "Jo Reed"]`, `['Ines Falk', 'Jo Reed']` or
//! `Ines Falk|Jo Reed`. Out: the names with `; ` between them; any other value as it is. It does not
//! judge what a name is.

use std::borrow::Cow;

use crate::byline::is_role;

/// Words of a part between bars that can be a name.
const NAME_WORDS: std::ops::RangeInclusive<usize> = 2..=5;

/// The value with `; ` between the names of a list.
pub(super) fn divided(value: &str) -> Cow<'_, str> {
    let value = value.trim();
    if let Some(names) = listed(value) {
        return names.join("; ").into();
    }
    // Behind a bar with spaces there is often an outlet or a role.
    if value.contains('|') && value.split('|').all(is_name) {
        return value.replace('|', "; ").into();
    }
    let parts: Vec<&str> = value.split(" | ").map(str::trim).collect();
    if parts.len() > 1 && parts.iter().all(|part| is_name(part) && !is_role(part)) {
        return parts.join("; ").into();
    }
    value.into()
}

/// The strings of a list as JSON or Python writes it; `None` if the value is no such list.
fn listed(value: &str) -> Option<Vec<String>> {
    if let Ok(names) = serde_json::from_str::<Vec<String>>(value) {
        return Some(names);
    }
    let inner = value.strip_prefix('[')?.strip_suffix(']')?;
    let (mut names, mut rest) = (Vec::new(), inner.trim_start());
    while let Some(quote) = rest.chars().next() {
        if !matches!(quote, '"' | '\'') {
            return None;
        }
        let (name, behind) = string(rest.get(1..)?, quote)?;
        names.push(name);
        let behind = behind.trim_start();
        rest = match behind.strip_prefix(',') {
            Some(next) => next.trim_start(),
            None if behind.is_empty() => behind,
            None => return None,
        };
    }
    Some(names)
}

/// The string up to its closing quote, and what follows.
fn string(text: &str, quote: char) -> Option<(String, &str)> {
    let mut found = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => found.push(chars.next()?),
            _ if c == quote => return Some((found, chars.as_str())),
            _ => found.push(c),
        }
    }
    None
}

/// Whether a part between bars can be a name: a few words in capitals, without spaces around it.
fn is_name(part: &str) -> bool {
    let capital = part.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_lowercase());
    capital && part.trim() == part && NAME_WORDS.contains(&part.split(' ').count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_that_are_texts_are_divided() {
        for value in [
            r#"["Ines Falk", "Jo O'Reed"]"#,
            r#"['Ines Falk', "Jo O'Reed"]"#,
            r"['Ines Falk', 'Jo O\'Reed',]",
            "Ines Falk|Jo O'Reed",
            "Ines Falk | Jo O'Reed",
        ] {
            assert_eq!(divided(value), "Ines Falk; Jo O'Reed", "{value}");
        }
        assert_eq!(divided("[]"), "");
        assert_eq!(divided(r#"["Jos\u00e9 Reed"]"#), "José Reed");
    }

    #[test]
    fn other_values_stay() {
        for value in [
            "Ines Falk | Harrow Online",
            "Ines Falk|Reuters",
            "Ines Falk|staff writer",
            "[Ines Falk]",
            "[{'name': 'Ines Falk'}]",
            "Ines Falk and Jo Reed",
            "['Ines Falk' 'Jo']",
        ] {
            assert_eq!(divided(value), value);
        }
    }
}
