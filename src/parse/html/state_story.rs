//! Finds the story in the state of a page.
//!
//! In: a JSON value. Out: the texts of the part that holds most of its prose, in order. It does not know
//! whether the page shows them.

use std::collections::HashSet;

use serde_json::Value;

use super::hidden_prose::{is_prose, is_sentence};
use super::state_scope::{Scope, words};

/// The most values of one state to visit.
const MOST_VALUES: usize = 50_000;
/// Parts of the names under which programs keep a story.
const BODIES: [&str; 8] =
    ["body", "content", "text", "html", "paragraph", "block", "children", "story"];
/// Words that end as those do.
const NO_BODIES: [&str; 7] =
    ["context", "history", "pretext", "subtext", "hypertext", "nobody", "anybody"];
/// The names of the text of a paragraph in a list of them.
const PARAGRAPHS: [&str; 6] = ["text", "content", "html", "value", "paragraph", "body"];
/// Parts of the kinds of objects that stand between the paragraphs of a story.
const ASIDES: [&str; 12] = [
    "image",
    "photo",
    "video",
    "link",
    "embed",
    "gallery",
    "related",
    "reference",
    "widget",
    "script",
    "promo",
    "html",
];

/// The texts of the part of a state that holds most of its prose, in order. `named`: whether a text under
/// any name can be the story.
pub(super) fn story_texts(value: &Value, named: bool, scope: Scope) -> Vec<&str> {
    let all = measure(value, named, scope, &mut MOST_VALUES.clone());
    let (mut here, mut named) = (value, named);
    // The smallest part with nearly all prose is the story; what is around it describes the page.
    loop {
        if all == 0 {
            break;
        }
        let parts: Vec<(bool, &Value)> = match here {
            Value::Array(list) => list.iter().map(|part| (named, part)).collect(),
            Value::Object(map) => map
                .iter()
                .filter(|(key, _)| !scope.leaves(key))
                .map(|(key, part)| (named || is_body(key), part))
                .collect(),
            _ => break,
        };
        let mut left = MOST_VALUES;
        let holds = |(named, part): &(bool, &Value)| {
            measure(part, *named, scope, &mut left) * 10 >= all * 7
        };
        let Some((is_named, part)) = parts.into_iter().find(holds) else { break };
        (named, here) = (is_named, part);
    }
    let mut found = Found { texts: Vec::new(), known: HashSet::new(), left: MOST_VALUES, scope };
    found.collect(here, named, false);
    found.texts
}

/// The characters of prose in a value.
fn measure(value: &Value, named: bool, scope: Scope, left: &mut usize) -> usize {
    if *left == 0 {
        return 0;
    }
    *left -= 1;
    match value {
        Value::String(text) if named && is_text(text) => text.chars().count(),
        Value::Array(list) if !scope.refuses(list) => {
            list.iter().map(|value| measure(value, named, scope, left)).sum()
        }
        Value::Object(map) => map
            .iter()
            .filter(|(key, _)| !scope.leaves(key))
            .map(|(key, value)| measure(value, named || is_body(key), scope, left))
            .sum(),
        _ => 0,
    }
}

/// The bodies of a part: the values under a name of a story that have prose, each of them counted once.
pub(super) fn bodies(value: &Value, scope: Scope) -> usize {
    fn count(value: &Value, scope: Scope, left: &mut usize) -> usize {
        match value {
            Value::Array(list) if !scope.refuses(list) => {
                list.iter().map(|part| count(part, scope, left)).sum()
            }
            Value::Object(map) => map
                .iter()
                .filter(|(key, _)| !scope.leaves(key))
                .map(|(key, part)| match is_body(key) {
                    true => usize::from(measure(part, true, scope, left) > 0),
                    false => count(part, scope, left),
                })
                .sum(),
            _ => 0,
        }
    }
    count(value, scope, &mut MOST_VALUES.clone())
}

struct Found<'v> {
    texts: Vec<&'v str>,
    /// The long texts so far.
    known: HashSet<&'v str>,
    left: usize,
    scope: Scope,
}

impl<'v> Found<'v> {
    /// `listed`: the value is a paragraph in a list of them, and so may be short.
    fn collect(&mut self, value: &'v Value, named: bool, listed: bool) {
        if self.left == 0 {
            return;
        }
        self.left -= 1;
        match value {
            Value::String(text) if named && is_text(text) => {
                self.texts.extend(self.known.insert(text).then_some(text.as_str()));
            }
            Value::String(text) if listed && is_sentence(text) => self.texts.push(text),
            Value::Array(list) if self.scope.refuses(list) => {}
            Value::Array(list) => list.iter().for_each(|part| self.collect(part, named, named)),
            Value::Object(map) => {
                let is_aside = is_aside(value);
                let scope = self.scope;
                for (key, part) in map.iter().filter(|(key, _)| !scope.leaves(key)) {
                    match part {
                        Value::String(text)
                            if listed
                                && !is_aside
                                && !is_text(text)
                                && PARAGRAPHS.contains(&key.as_str())
                                && is_phrase(text) =>
                        {
                            self.texts.push(text);
                        }
                        Value::String(_) => self.collect(part, named || is_body(key), false),
                        _ => self.collect(part, named || is_body(key), listed),
                    }
                }
            }
            _ => {}
        }
    }
}

/// Whether an object is no paragraph.
fn is_aside(value: &Value) -> bool {
    let kind =
        ["type", "_type", "nodeType", "kind"].iter().find_map(|key| value.get(*key)?.as_str());
    kind.is_some_and(|kind| {
        let kind = kind.to_ascii_lowercase();
        kind == "ad" || ASIDES.iter().any(|aside| kind.contains(aside))
    })
}

/// Whether a short text is words, and not an address or a program.
fn is_phrase(text: &str) -> bool {
    let text = text.trim();
    !is_code(text)
        && !text.contains("://")
        && text.chars().any(char::is_alphabetic)
        && (text.contains(char::is_whitespace) || is_sentence(text))
}

/// Whether a key names a story, as `articleBody`, `bodytext` and `text_html` do.
fn is_body(key: &str) -> bool {
    words(key).iter().any(|word| {
        let word = word.strip_suffix('s').unwrap_or(word);
        let has = |body: &str| word.starts_with(body) || word.ends_with(body);
        BODIES.iter().any(|body| has(body)) && !NO_BODIES.contains(&word)
    })
}

/// Whether a string of a state is prose, and not an address, a style or a program.
fn is_text(text: &str) -> bool {
    !is_code(text) && is_prose(text)
}

fn is_code(text: &str) -> bool {
    text.starts_with(['{', '[', '#', '.']) || text.contains("function(")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const LONG: &str = "The ferry to Harrow Falls ran again on Tuesday after a strike of nine days, and the first boat left with twelve passengers.";

    #[test]
    fn short_paragraphs_among_long_ones_stay() {
        let state = json!({"story": {"blocks": [
            {"type": "text", "content": LONG},
            {"type": "header", "content": "In the harbour"},
            {"type": "image", "content": "A boat at night"},
            {"type": "list", "items": [{"type": "text", "content": "Two boats."}]},
            {"type": "text", "content": format!("{LONG} Again.")},
        ]}});
        let last = format!("{LONG} Again.");
        assert_eq!(
            story_texts(&state, true, Scope::State),
            [LONG, "In the harbour", "Two boats.", &last]
        );
    }

    #[test]
    fn a_text_under_another_name_counts_only_where_all_do() {
        let state = json!({"news": {"body": LONG, "legal": LONG.repeat(9)}});
        assert_eq!(story_texts(&state, false, Scope::Story), [LONG]);
        assert_ne!(story_texts(&state, true, Scope::State), [LONG]);
    }

    #[test]
    fn names_of_a_story_are_whole_words() {
        for key in
            ["body", "articleBody", "bodytext", "text_html", "innerHTML", "paragraphs", "fulltext"]
        {
            assert!(is_body(key), "{key}");
        }
        for key in ["context", "history", "adContext", "legal"] {
            assert!(!is_body(key), "{key}");
        }
    }
}
