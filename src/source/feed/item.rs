//! One item of a feed into a record.
//!
//! In: the events of XML between the tags of an item. Out: a JSON object. Its keys are `title`, `link`, `date`, `author`,
//! `content` and `language`, and the names of the other elements. `content` is the longest of the elements for it and
//! the summary; a summary that is not it stays under its name. Elements in an element that is prose are its markup.

use quick_xml::events::{BytesRef, BytesStart, Event};
use serde_json::{Map, Value};

/// Elements that hold a story.
const CONTENTS: [&str; 8] = [
    "content:encoded",
    "content",
    "atom:content",
    "body",
    "xhtml:body",
    "fulltext",
    "full-text",
    "yandex:full-text",
];
/// Elements that hold a summary, or the story if the item has no other.
const SUMMARIES: [&str; 4] = ["description", "summary", "atom:summary", "dc:description"];
/// Elements that hold a headline.
const TITLES: [&str; 3] = ["title", "atom:title", "dc:title"];
/// Elements that hold authors.
const AUTHORS: [&str; 5] = ["author", "atom:author", "dc:creator", "itunes:author", "creator"];
/// Elements that hold the date: those of publication first, those of the last change last.
const DATES: [&str; 11] = [
    "pubDate",
    "pubdate",
    "published",
    "atom:published",
    "issued",
    "dc:date",
    "dcterms:issued",
    "dcterms:created",
    "date",
    "updated",
    "modified",
];

/// An item of a feed, element by element.
#[derive(Default)]
pub(super) struct Item {
    /// The elements with a value, in their order.
    elements: Vec<(String, String)>,
    /// The element that is being read.
    open: Option<Open>,
    /// Bytes of its markup so far.
    bytes: u64,
}

/// An element of an item that has not ended.
struct Open {
    name: String,
    value: String,
    /// The elements inside it that have not ended.
    inside: Vec<String>,
    /// Its value is markup, with references as they are.
    markup: bool,
}

impl Item {
    /// Whether no element of the item is open.
    pub fn is_between(&self) -> bool {
        self.open.is_none()
    }

    /// The bytes of its markup.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Takes an event inside the item. An item of more than `limit` bytes keeps nothing.
    pub fn take(&mut self, event: &Event<'_>, limit: u64) {
        self.bytes += event.len() as u64;
        if self.bytes > limit {
            self.elements.clear();
            self.open = None;
            return;
        }
        match (event, &mut self.open) {
            (Event::Start(tag), None) => self.open = Some(self.begin(tag)),
            (Event::Start(tag), Some(open)) => open.begin(tag),
            (Event::End(tag), Some(open)) => {
                if open.end(tag.name().0)
                    && let Some(open) = self.open.take()
                {
                    self.add(open.name, &open.value);
                }
            }
            (Event::Text(text), Some(open)) => open.text(text),
            (Event::CData(text), Some(open)) => open.text(text),
            (Event::GeneralRef(reference), Some(open)) => open.reference(reference),
            _ => {}
        }
    }

    fn begin(&mut self, tag: &BytesStart<'_>) -> Open {
        let name = tag.name().0.to_owned();
        // Atom has the address of the story in an attribute.
        if matches!(name.as_str(), "link" | "atom:link")
            && attribute(tag, "rel").is_none_or(|rel| rel == "alternate")
            && let Some(address) = attribute(tag, "href")
        {
            self.add("link".to_owned(), &address);
        }
        if let Some(term) = attribute(tag, "term").filter(|_| name == "category") {
            self.add(name.clone(), &term);
        }
        let markup = attribute(tag, "type").is_some_and(|kind| kind == "xhtml");
        Open { name, value: String::new(), inside: Vec::new(), markup }
    }

    fn add(&mut self, name: String, value: &str) {
        let value = value.trim();
        if !value.is_empty() {
            self.elements.push((name, value.to_owned()));
        }
    }

    /// The record; `None` if it cannot be written.
    pub fn into_json(mut self, language: Option<&str>) -> Option<Vec<u8>> {
        let mut record = Map::new();
        let mut put = |name: &str, value: Option<String>| {
            value.map(|value| record.insert(name.to_owned(), Value::String(value)))
        };
        put("title", self.first(&TITLES));
        put("link", self.link());
        put("date", self.first(&DATES));
        put("content", self.content());
        put("language", self.first(&["language", "dc:language"]).or(language.map(str::to_owned)));
        let (authors, others): (Vec<_>, Vec<_>) =
            self.elements.into_iter().partition(|(name, _)| AUTHORS.contains(&name.as_str()));
        let mut authors: Vec<String> = authors.into_iter().map(|(_, author)| author).collect();
        authors.dedup();
        let authors = authors.into_iter().map(|name| ("author".to_owned(), name));
        for (name, value) in authors.chain(others) {
            match record.get_mut(&name) {
                None => {
                    record.insert(name, Value::String(value));
                }
                Some(Value::Array(values)) => values.push(Value::String(value)),
                Some(first) => *first = Value::Array(vec![first.take(), Value::String(value)]),
            }
        }
        serde_json::to_vec(&record).ok()
    }

    /// Takes the first element with one of the names, in the order of the names.
    fn first(&mut self, names: &[&str]) -> Option<String> {
        let at =
            names.iter().find_map(|name| self.elements.iter().position(|(own, _)| own == name));
        at.map(|at| self.elements.remove(at).1)
    }

    /// The address of the story: that of the link, or an identifier that is an address.
    fn link(&mut self) -> Option<String> {
        let guid = self.elements.iter().find(|(name, _)| name == "guid" || name == "id");
        let guid = guid.map(|(_, guid)| guid.clone()).filter(|guid| guid.starts_with("http"));
        self.first(&["link", "atom:link", "feedburner:origLink"]).or(guid)
    }

    /// The longest of the texts.
    fn content(&mut self) -> Option<String> {
        let is_text = |name: &str| CONTENTS.contains(&name) || SUMMARIES.contains(&name);
        let texts = self.elements.iter().enumerate().filter(|(_, (name, _))| is_text(name));
        // Of equals the first.
        let longest = texts.rev().max_by_key(|(_, (_, value))| value.len()).map(|(at, _)| at);
        longest.map(|at| self.elements.remove(at).1)
    }
}

impl Open {
    /// Whether the elements inside are the markup of a text.
    fn is_prose(&self) -> bool {
        let name = self.name.as_str();
        [&CONTENTS[..], &SUMMARIES, &TITLES].iter().any(|names| names.contains(&name))
    }

    fn begin(&mut self, tag: &BytesStart<'_>) {
        if self.is_prose() {
            if !self.markup {
                self.value = htmlize::escape_text(self.value.as_str()).into_owned();
                self.markup = true;
            }
            let name = tag.name().0.strip_prefix("xhtml:").unwrap_or(tag.name().0);
            self.value.extend(["<", name, tag.attributes_raw(), ">"]);
        }
        self.inside.push(tag.name().0.to_owned());
    }

    /// Ends an element inside, or the element itself. Returns whether it is the latter.
    fn end(&mut self, name: &str) -> bool {
        if self.inside.is_empty() {
            return true;
        }
        // An end tag without its start tag closes nothing, unless it is that of the element itself.
        match self.inside.iter().rposition(|inside| inside == name) {
            Some(at) => self.inside.truncate(at),
            None => return name == self.name,
        }
        if self.is_prose() {
            let name = name.strip_prefix("xhtml:").unwrap_or(name);
            self.value.extend(["</", name, ">"]);
        }
        false
    }

    fn text(&mut self, text: &str) {
        // Of an author only the name counts, and not the address.
        let counts = self.inside.last().is_none_or(|inside| inside.ends_with("name"));
        if self.is_prose() || counts {
            self.value.push_str(text);
        }
    }

    fn reference(&mut self, reference: &BytesRef<'_>) {
        let written = || format!("&{};", &**reference);
        if self.markup {
            return self.text(&written());
        }
        let read = match reference.resolve_char_ref() {
            Ok(Some(character)) => character.to_string(),
            _ => htmlize::unescape(written()).into_owned(),
        };
        self.text(&read);
    }
}

/// The value of an attribute.
pub(super) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = tag.attributes();
    let found = attributes.with_checks(false).flatten().find(|found| found.key.0 == name)?;
    Some(htmlize::unescape_attribute(found.value.as_ref()).into_owned())
}
