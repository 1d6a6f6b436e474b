//! Holds the tokenizer against the tests of html5lib.
//!
//! In: the folder that `COPYDESK_HTML5LIB` names, with files in html5lib's format. Out: a failed test
//! if any token differs. The differences that are meant are named in [`Expected`].

use std::path::Path;

use serde_json::Value;

use super::super::entity::{decode, decode_attribute};
use super::super::token::{Token, Tokenizer};
use crate::document::markup::Tag;

/// The tests that cannot be asked here: CDATA sections, which are never shown, and text with half
/// of a surrogate pair, which no Rust string holds.
const LEFT_OUT: usize = 60;

#[test]
#[ignore = "needs the folder of html5lib's tokenizer tests in COPYDESK_HTML5LIB"]
fn tokens_are_those_of_the_standard() {
    let folder = std::env::var("COPYDESK_HTML5LIB").expect("COPYDESK_HTML5LIB names a folder");
    let (mut asked, mut left_out, mut wrong) = (0, 0, Vec::new());
    for file in std::fs::read_dir(Path::new(&folder)).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "test") {
            continue;
        }
        let file: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        for test in file["tests"].as_array().into_iter().flatten() {
            for state in states(test) {
                match ask(test, &state) {
                    None => left_out += 1,
                    Some((page, expected, found)) => {
                        asked += 1;
                        if expected != found {
                            wrong.push(format!("{state}: {page:?}\n  {expected:?}\n  {found:?}"));
                        }
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!((asked > 6900, left_out), (true, LEFT_OUT), "{asked} were asked");
}

/// The states in which a test begins.
fn states(test: &Value) -> Vec<String> {
    let named = test["initialStates"].as_array().map(Vec::as_slice).unwrap_or_default();
    let states: Vec<String> = named.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    if states.is_empty() { vec!["Data state".to_owned()] } else { states }
}

/// The page of a test, and the expected and the found tokens.
fn ask(test: &Value, state: &str) -> Option<(String, Vec<String>, Vec<String>)> {
    let escaped = test["doubleEscaped"].as_bool().unwrap_or(false);
    let page = text(&test["input"], escaped)?.replace("\r\n", "\n").replace('\r', "\n");
    let last = test["lastStartTag"].as_str().map(|name| Tag::of(name.as_bytes()));
    let inside = match state {
        "Data state" => None,
        "PLAINTEXT state" => Some(Tag::Plaintext),
        "RCDATA state" => Some(last.unwrap_or(Tag::Title)),
        "RAWTEXT state" => Some(last.unwrap_or(Tag::Style)),
        "Script data state" => Some(last.unwrap_or(Tag::Script)),
        _ => return None,
    };
    let mut expected = Expected::default();
    for token in test["output"].as_array()? {
        expected.read(token, escaped)?;
    }
    let decodes = state == "RCDATA state";
    let found = found(&page, inside, decodes);
    Some((page, expected.without_end_of(inside), found))
}

/// A text of a test. Some are escaped twice.
fn text(value: &Value, escaped: bool) -> Option<String> {
    let text = value.as_str()?;
    if !escaped {
        return Some(text.to_owned());
    }
    let quoted = format!("\"{}\"", text.replace('"', "\\\""));
    // A control character must be escaped in JSON.
    let quoted: String = quoted
        .chars()
        .map(|c| if c.is_control() { format!("\\u{:04x}", c as u32) } else { c.to_string() })
        .collect();
    serde_json::from_str(&quoted).ok()
}

/// The expected tokens, as lines of text. These differences are meant:
///
/// * Comments and document types are left out. Names of elements that no rule asks for are `*`.
/// * The end tag of an element without tags is part of its token.
/// * A reference to a control character is a space.
/// * NUL stays, here written U+FFFD: later stages take it for a control character.
#[derive(Default)]
struct Expected(Vec<String>);

impl Expected {
    fn read(&mut self, token: &Value, escaped: bool) -> Option<()> {
        let at = |index: usize| text(&token[index], escaped);
        match token[0].as_str()? {
            "Character" => write(&mut self.0, &at(1)?),
            "StartTag" => {
                let attributes = token[2].as_object()?.iter().map(|(key, value)| {
                    let key = text(&Value::String(key.clone()), escaped)?;
                    Some((key, text(value, escaped)?))
                });
                let attributes: Option<Vec<(String, String)>> = attributes.collect();
                let closed = token[3].as_bool().unwrap_or(false);
                self.0.push(start(Tag::of(at(1)?.as_bytes()), attributes?, closed));
            }
            "EndTag" => self.0.push(format!("</{}>", Tag::of(at(1)?.as_bytes()).name())),
            _ => {}
        }
        Some(())
    }

    fn without_end_of(mut self, inside: Option<Tag>) -> Vec<String> {
        let end = inside.map(|tag| format!("</{}>", tag.name()));
        if let Some(at) = end.and_then(|end| self.0.iter().position(|token| *token == end)) {
            self.0.remove(at);
            let behind: Vec<String> = self.0.split_off(at);
            behind.into_iter().for_each(|token| join(&mut self.0, token));
        }
        self.0
    }
}

/// The tokens that are found in a page.
fn found(page: &str, inside: Option<Tag>, decodes: bool) -> Vec<String> {
    let tokenizer = match inside {
        Some(tag) => Tokenizer::inside(page, tag),
        None => Tokenizer::new(page),
    };
    let mut found = Vec::new();
    for token in tokenizer {
        match token {
            Token::Text(text) => write(&mut found, &decode(text)),
            Token::Raw(Tag::Title | Tag::Textarea, text) => write(&mut found, &decode(text)),
            Token::Raw(_, text) if decodes => write(&mut found, &decode(text)),
            Token::Raw(_, text) => write(&mut found, text),
            Token::End(tag) => found.push(format!("</{}>", tag.name())),
            Token::Start { tag, attributes, closed } => {
                let mut named: Vec<(String, String)> = Vec::new();
                for (key, value) in attributes {
                    let key = key.to_ascii_lowercase().replace('\0', "\u{fffd}");
                    if named.iter().all(|(known, _)| *known != key) {
                        named.push((key, decode_attribute(value).replace('\0', "\u{fffd}")));
                    }
                }
                found.push(start(tag, named, closed));
            }
        }
    }
    found
}

fn start(tag: Tag, mut attributes: Vec<(String, String)>, closed: bool) -> String {
    attributes.sort();
    format!("<{} {attributes:?} {closed}>", tag.name())
}

/// Adds text. Text after text is one token.
fn write(tokens: &mut Vec<String>, text: &str) {
    let control =
        |c: char| c != '\0' && c.is_ascii_control() && !matches!(c, '\t' | '\n' | '\u{c}');
    let text = text.replace(control, " ").replace('\0', "\u{fffd}");
    if !text.is_empty() {
        join(tokens, format!("text {text}"));
    }
}

fn join(tokens: &mut Vec<String>, token: String) {
    match (tokens.last_mut(), token.strip_prefix("text ")) {
        (Some(last), Some(text)) if last.starts_with("text ") => last.push_str(text),
        _ => tokens.push(token),
    }
}
