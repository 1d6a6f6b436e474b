//! What a page says of its story: headline, authors, date, site, address, language.
//!
//! In: a rendered [`Page`]. Out: [`Fields`], and the text of the story where structured data repeat
//! it. Which of several values counts is decided in [`super::headline`], [`super::published`] and
//! [`super::byline`]. It reads no address for dates: that is the same for all formats.

use super::byline::byline;
use super::entity::decode;
use super::headline::headline;
use super::json_ld;
use super::published::published;
use super::render::Page;
use super::token::Attributes;
use crate::document::Fields;
use crate::document::markup::{Markup, Tag};

/// Fields, and the text of the story in the structured data.
pub(super) fn metadata(page: &Page<'_>, reference: Option<&str>) -> (Fields, Option<String>) {
    let linked = json_ld::read(&page.data);
    let tags = Tags::read(page);
    let headline = headline(page, &tags, &linked);
    let head = Head::of(page, headline.as_deref());
    let byline = byline(page, &tags, &linked, &head.lines);
    let (published, published_raw, date_source) =
        match published(page, &tags, &linked, &head, byline.as_deref(), reference) {
            Some((iso, raw, source)) => (Some(iso), Some(raw), Some(source)),
            None => (None, None, None),
        };
    let fields = Fields {
        url: tags.canonical.clone(),
        site: tags.get(&["og:site_name"]).map(str::to_owned).or(linked.publisher.clone()),
        byline,
        headline,
        published,
        published_raw,
        date_source,
        language: tags.language.clone().or(linked.language.clone()),
        ..Fields::default()
    };
    (fields, linked.body)
}

/// The tags that speak of the whole page.
#[derive(Debug, Default)]
pub(super) struct Tags {
    /// Names in lower case.
    meta: Vec<(String, String)>,
    pub canonical: Option<String>,
    language: Option<String>,
    /// `itemprop` with a value in an attribute.
    items: Vec<(String, String)>,
}

impl Tags {
    fn read(page: &Page<'_>) -> Tags {
        let mut tags = Tags::default();
        for &(tag, attributes, _) in &page.tags {
            let said = StructuredOverlap::read(attributes);
            let get = |at: usize| said.get(at).map(plain).filter(|v| !v.is_empty());
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

    /// The value of the first of some names.
    pub fn get(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| {
            let mut all = self.meta.iter().chain(&self.items);
            all.find(|(key, _)| key == name).map(|(_, value)| value.as_str())
        })
    }
}

/// The attributes that are looked for in the tags of the whole page.
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
struct StructuredOverlap<'t>([Option<&'t str>; WANTED.len()]);

impl<'t> StructuredOverlap<'t> {
    fn read(attributes: Attributes<'t>) -> StructuredOverlap<'t> {
        let mut said = StructuredOverlap::default();
        for (key, value) in attributes {
            let at = WANTED.iter().position(|wanted| wanted.eq_ignore_ascii_case(key));
            if let Some(slot) = at.and_then(|at| said.0.get_mut(at)) {
                slot.get_or_insert(value);
            }
        }
        said
    }

    fn get(&self, at: usize) -> Option<&'t str> {
        self.0.get(at).copied().flatten()
    }
}

/// A value, decoded, in one line.
pub(super) fn plain(value: &str) -> String {
    decode(value).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Letters and figures of a text, folded, to compare.
pub(super) fn folded(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether a folded text begins with another once that is folded.
fn begins_with(folded: &str, text: &str) -> bool {
    let mut rest = folded.chars();
    let mut own = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
    own.all(|c| rest.next() == Some(c))
}

/// The words of a text in lower case.
pub(super) fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// The headings of a page with their levels, in their order.
pub(super) fn headings(page: &Page<'_>) -> Vec<(u8, String)> {
    let lines = page.text.split('\n').filter(|line| !line.is_empty());
    let mut found: Vec<(u8, u32, String)> = Vec::new();
    const MOST: usize = 60;
    for (line, marked) in lines.zip(&page.markup.lines) {
        let Some((level, element)) = heading(&page.markup, marked.element) else { continue };
        let count = found.len();
        match found.last_mut().filter(|(_, last, _)| *last == element) {
            // A heading of two lines is one.
            Some((_, _, text)) if text.len() < 300 => {
                text.push(' ');
                text.push_str(line);
            }
            Some(_) => {}
            None if count < MOST => found.push((level, element, line.to_owned())),
            None => break,
        }
    }
    found.into_iter().map(|(level, _, text)| (level, text)).collect()
}

/// The heading around an element.
pub(super) fn heading(markup: &Markup, mut element: u32) -> Option<(u8, u32)> {
    for _ in 0..4 {
        let own = markup.elements.get(element as usize)?;
        if own.tag.heading() > 0 {
            return (!own.hidden).then_some((own.tag.heading(), element));
        }
        element = own.parent;
    }
    None
}

/// Bytes of a line that may hold the date and the authors.
pub(super) const MOST_HEADER: usize = 160;

/// What stands around the headline.
#[derive(Debug, Default)]
pub(super) struct Head<'p> {
    /// The lines that follow it, then those before it.
    pub lines: Vec<&'p str>,
    /// How many lines stand before the headline.
    at: Option<usize>,
}

impl<'p> Head<'p> {
    const BEHIND: usize = 14;
    const BEFORE: usize = 5;

    fn of(page: &'p Page<'_>, headline: Option<&str>) -> Head<'p> {
        let lines: Vec<&str> = page.text.split('\n').filter(|line| !line.is_empty()).collect();
        let Some(headline) = headline.map(folded) else { return Head::default() };
        let is_headline = |line: &&str| line.len() >= 6 && begins_with(&headline, line);
        let Some(first) = lines.iter().position(is_headline) else { return Head::default() };
        // It may stand above a menu, too: the heading of the page counts first.
        let heading = page.markup.lines.iter().position(|line| {
            heading(&page.markup, line.element).is_some_and(|(level, _)| level == 1)
        });
        let at = heading.filter(|at| lines.get(*at).is_some_and(is_headline)).unwrap_or(first);
        let behind = lines.iter().skip(at + 1).take(Head::BEHIND);
        let before = lines.iter().take(at).rev().take(Head::BEFORE);
        Head { lines: behind.chain(before).copied().collect(), at: Some(at) }
    }

    /// Whether what stands behind so many lines of the page follows the headline.
    pub fn leads_to(&self, behind: usize) -> bool {
        self.at.is_some_and(|at| (at + 1..=at + Head::BEHIND).contains(&behind))
    }
}
