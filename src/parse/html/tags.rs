//! Reads the tags that describe a page as a whole.
//!
//! In: a rendered [`Page`]. Out: its `meta`, `link` and `itemprop` values, looked up by name, its
//! canonical address and its language. It decodes values and does not judge them.

use super::entity::{decode, decode_attribute};
use super::render::Page;
use super::token::Attributes;
use crate::document::markup::Tag;

/// Values of one name that are read, at most.
const MOST_VALUES: usize = 64;

/// The tags that describe the whole page.
#[derive(Debug, Default)]
pub(super) struct Tags {
    /// Names in lower case.
    meta: Vec<(String, String)>,
    pub canonical: Option<String>,
    pub language: Option<String>,
    /// `itemprop` with a value in an attribute.
    items: Vec<(String, String)>,
}

impl Tags {
    pub fn read(page: &Page<'_>) -> Tags {
        let mut tags = Tags::default();
        for &(tag, attributes, _) in &page.tags {
            let values = TagValues::read(attributes);
            let get = |at: usize| values.get(at).map(plain_attribute).filter(|v| !v.is_empty());
            match tag {
                Tag::Html => tags.language = get(LANG).or_else(|| get(XML_LANG)),
                Tag::Link if get(REL).is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) => {
                    tags.canonical = get(HREF).filter(|url| url.starts_with("http"));
                }
                _ => {}
            }
            let Some(value) = get(CONTENT).or_else(|| get(DATETIME)) else { continue };
            for name in [PROPERTY, NAME, ITEMPROP].into_iter().filter_map(get) {
                let list = if tag == Tag::Meta { &mut tags.meta } else { &mut tags.items };
                list.push((name.to_ascii_lowercase(), value.clone()));
            }
        }
        if tags.canonical.is_none() {
            tags.canonical =
                tags.get(&["og:url"]).filter(|url| url.starts_with("http")).map(str::to_owned);
        }
        tags
    }

    /// The value of the first name that has one.
    pub fn get(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| {
            let mut all = self.meta.iter().chain(&self.items);
            all.find(|(key, _)| key == name).map(|(_, value)| value.as_str())
        })
    }

    /// All values of a name in `meta` tags, each once; without one, the first of an item.
    pub fn all(&self, name: &str) -> Vec<&str> {
        let mut all: Vec<&str> = Vec::new();
        for (_, value) in self.meta.iter().filter(|(key, _)| key == name) {
            if all.len() == MOST_VALUES {
                break;
            }
            if !all.contains(&value.as_str()) {
                all.push(value);
            }
        }
        if all.is_empty() { self.get(&[name]).into_iter().collect() } else { all }
    }

    /// All values of the first name in `meta` tags that ends in one of the words: "citation_author",
    /// "OriginalPublicationDate".
    pub fn ending(&self, words: &[&str]) -> Vec<&str> {
        let is_such = |key: &str| words.iter().any(|word| key.ends_with(word));
        let first = self.meta.iter().find(|(key, _)| is_such(key));
        first.map(|(key, _)| self.all(key)).unwrap_or_default()
    }
}

/// The attributes that are read.
const WANTED: [&str; 9] =
    ["property", "name", "itemprop", "content", "datetime", "rel", "href", "lang", "xml:lang"];
const PROPERTY: usize = 0;
const NAME: usize = 1;
const ITEMPROP: usize = 2;
const CONTENT: usize = 3;
const DATETIME: usize = 4;
const REL: usize = 5;
const HREF: usize = 6;
const LANG: usize = 7;
const XML_LANG: usize = 8;

/// The values of the wanted attributes of one tag, found in one pass.
#[derive(Debug, Default)]
struct TagValues<'t>([Option<&'t str>; WANTED.len()]);

impl<'t> TagValues<'t> {
    fn read(attributes: Attributes<'t>) -> TagValues<'t> {
        let mut values = TagValues::default();
        for (key, value) in attributes {
            let at = WANTED.iter().position(|wanted| wanted.eq_ignore_ascii_case(key));
            if let Some(slot) = at.and_then(|at| values.0.get_mut(at)) {
                slot.get_or_insert(value);
            }
        }
        values
    }

    fn get(&self, at: usize) -> Option<&'t str> {
        self.0.get(at).copied().flatten()
    }
}

/// A decoded text in one line.
pub(super) fn plain(text: &str) -> String {
    one_line(&decode(text))
}

/// The decoded value of an attribute in one line.
fn plain_attribute(value: &str) -> String {
    one_line(&decode_attribute(value))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
