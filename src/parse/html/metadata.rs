//! What a page says of its story: headline, authors, date, site, address, language.
//!
//! In: a rendered [`Page`]. Out: [`Fields`], and the text of the story where structured data repeat
//! it. Structured data come first, then `meta` tags, microdata, `time` elements and classes; a
//! headline is believed when two places agree on it. It reads no line for words, and no address for
//! dates: those are the same for all formats.

use super::authors::{authors, join};
use super::entity::decode;
use super::linked::{self, Linked};
use super::render::Page;
use crate::date::{self, DayMonth};
use crate::document::markup::{Markup, Tag, name_hash};
use crate::document::{DateSource, Fields};

/// Fields, and the text of the story in the structured data.
pub(super) fn metadata(page: &Page<'_>) -> (Fields, Option<String>) {
    let linked = linked::read(&page.data);
    let tags = Tags::read(page);
    let (published, published_raw) = published(page, &tags, &linked);
    let date_source = published.as_ref().map(|_| DateSource::Metadata);
    let fields = Fields {
        url: tags.canonical.clone(),
        site: tags.get(&["og:site_name"]).map(str::to_owned).or(linked.publisher.clone()),
        headline: headline(page, &tags, &linked),
        byline: byline(page, &tags, &linked),
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
struct Tags {
    /// Names in lower case.
    meta: Vec<(String, String)>,
    canonical: Option<String>,
    language: Option<String>,
    /// `itemprop` with a value in an attribute.
    items: Vec<(String, String)>,
}

impl Tags {
    fn read(page: &Page<'_>) -> Tags {
        let mut tags = Tags::default();
        for &(tag, attributes, _) in &page.tags {
            let get = |name: &str| attributes.get(name).map(plain).filter(|v| !v.is_empty());
            match tag {
                Tag::Html => tags.language = get("lang").or_else(|| get("xml:lang")),
                Tag::Link
                    if get("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) =>
                {
                    tags.canonical = get("href").filter(|url| url.starts_with("http"));
                }
                _ => {}
            }
            let value = get("content").or_else(|| get("datetime"));
            for name in ["property", "name", "itemprop"] {
                if let (Some(name), Some(value)) = (get(name), &value) {
                    let list = if tag == Tag::Meta { &mut tags.meta } else { &mut tags.items };
                    list.push((name.to_ascii_lowercase(), value.clone()));
                }
            }
        }
        if tags.canonical.is_none() {
            tags.canonical =
                tags.get(&["og:url"]).filter(|url| url.starts_with("http")).map(str::to_owned);
        }
        tags
    }

    /// The value of the first of some names.
    fn get(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| {
            let all = self.meta.iter().chain(&self.items);
            all.into_iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
        })
    }
}

/// A value, decoded, in one line.
fn plain(value: &str) -> String {
    decode(value).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Letters and figures of a text, folded, to compare.
fn folded(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The headline: of the page's headings the one that its other titles begin with, or contain; else
/// the title that structured data or `meta` tags give, without the name of the site.
fn headline(page: &Page<'_>, tags: &Tags, linked: &Linked) -> Option<String> {
    let title = plain(page.title);
    let open = tags.get(&["og:title", "twitter:title", "dc.title", "title"]).unwrap_or_default();
    let said = [linked.headline.as_deref().unwrap_or_default(), open, &title].map(folded);
    let fits = |heading: &str| {
        let heading = folded(heading);
        heading.len() >= 6
            && said
                .iter()
                .any(|s| s.contains(&heading) || (s.len() >= 12 && heading.contains(s.as_str())))
    };
    let headings = headings(page);
    if let Some((_, text)) = headings.iter().find(|(level, text)| *level == 1 && fits(text)) {
        return Some(text.clone());
    }
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .map(str::to_lowercase)
            .collect()
    };
    let known: Vec<String> = [open, &title].iter().flat_map(|t| words(t)).collect();
    let near = |text: &str| {
        let own = words(text);
        let shared = own.iter().filter(|w| known.contains(w)).count();
        own.len() >= 3 && shared * 2 >= own.len()
    };
    let alike = headings.iter().find(|(level, text)| *level == 1 && near(text));
    let alike = alike
        .or_else(|| headings.iter().find(|(_, text)| fits(text) && text.split(' ').count() >= 3));
    if let Some((_, text)) = alike {
        return Some(text.clone());
    }
    let site = tags.get(&["og:site_name"]).or(linked.publisher.as_deref()).unwrap_or_default();
    let first = [linked.headline.as_deref().unwrap_or_default(), open, &title]
        .into_iter()
        .find(|t| !t.is_empty())?;
    Some(without_site(first, site, &title))
}

/// The headings of a page with their levels, in their order.
fn headings(page: &Page<'_>) -> Vec<(u8, String)> {
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
fn heading(markup: &Markup, mut element: u32) -> Option<(u8, u32)> {
    for _ in 0..4 {
        let own = markup.elements.get(element as usize)?;
        if own.tag.heading() > 0 {
            return (!own.hidden).then_some((own.tag.heading(), element));
        }
        element = own.parent;
    }
    None
}

/// A title without the site's name behind or before a mark.
fn without_site(title: &str, site: &str, whole: &str) -> String {
    let marks = [" | ", " - ", " – ", " — ", " :: ", " » ", " « ", " · ", " • "];
    let site = folded(site);
    let mut title = title.trim().to_owned();
    if !site.is_empty() {
        for mark in marks {
            if let Some((head, tail)) =
                title.rsplit_once(mark).filter(|(_, tail)| folded(tail) == site)
            {
                let _ = tail;
                title = head.trim().to_owned();
                break;
            }
            if let Some((_, tail)) = title.split_once(mark).filter(|(head, _)| folded(head) == site)
            {
                title = tail.trim().to_owned();
                break;
            }
        }
    }
    if title == whole {
        for mark in [" | ", " :: ", " » ", " - ", " – ", " — "] {
            let parted = title.rsplit_once(mark).filter(|(head, tail)| {
                head.split(' ').count() >= 3 && tail.split(' ').count() <= 5
            });
            if let Some((head, _)) = parted {
                return head.trim().to_owned();
            }
        }
    }
    title
}

/// The date, and as it was written.
fn published(page: &Page<'_>, tags: &Tags, linked: &Linked) -> (Option<String>, Option<String>) {
    const NAMES: [&str; 18] = [
        "article:published_time",
        "og:published_time",
        "datepublished",
        "og:article:published_time",
        "article:published",
        "parsely-pub-date",
        "sailthru.date",
        "dc.date.issued",
        "dcterms.created",
        "dc.date",
        "dcterms.date",
        "pubdate",
        "publishdate",
        "publish-date",
        "date",
        "cxenseparse:recs:publishtime",
        "article.published",
        "published_at",
    ];
    let metas = NAMES.iter().filter_map(|name| tags.get(&[name]));
    let items = page.times.iter().map(|(value, _)| *value);
    let candidates = linked.published.as_deref().into_iter().chain(metas).chain(items);
    for raw in candidates {
        if let Some(found) =
            date::read(raw, DayMonth::Unknown).filter(|found| *found.as_str() > *"1990")
        {
            return (Some(found), Some(raw.to_owned()));
        }
    }
    (None, None)
}

/// The authors, by name.
fn byline(page: &Page<'_>, tags: &Tags, linked: &Linked) -> Option<String> {
    let site = tags.get(&["og:site_name"]).or(linked.publisher.as_deref()).unwrap_or_default();
    let named = |names: &[String]| {
        let names: Vec<String> = names.iter().flat_map(|name| authors(name)).collect();
        let names: Vec<String> = names.into_iter().filter(|n| folded(n) != folded(site)).collect();
        join(names)
    };
    named(&linked.authors)
        .or_else(|| {
            let metas = [
                "author",
                "article:author",
                "parsely-author",
                "sailthru.author",
                "dc.creator",
                "byl",
                "article:author_name",
                "dcterms.creator",
                "twitter:data1",
            ];
            metas
                .iter()
                .filter(|name| {
                    !name.starts_with("twitter:data")
                        || tags
                            .get(&["twitter:label1"])
                            .is_some_and(|l| l.to_lowercase().contains("written"))
                })
                .find_map(|name| named(&[tags.get(&[name])?.to_owned()]))
        })
        .or_else(|| named(&marked(page)))
}

/// Lines that the markup calls a byline.
fn marked(page: &Page<'_>) -> Vec<String> {
    let hashes =
        |names: &[&str]| -> Vec<u32> { names.iter().map(|n| name_hash(n.as_bytes())).collect() };
    let exact = hashes(&[
        "author",
        "byline",
        "author-name",
        "byline-name",
        "post-author",
        "entry-author",
        "article-author",
    ]);
    let lines: Vec<&str> = page.text.split('\n').filter(|line| !line.is_empty()).collect();
    for (line, marked) in lines.iter().zip(&page.markup.lines) {
        if line.len() > 120 {
            continue;
        }
        let mut element = marked.element;
        for _ in 0..3 {
            let Some(own) = page.markup.elements.get(element as usize) else { break };
            let from = own.names_from as usize;
            let names =
                page.markup.names.get(from..from + usize::from(own.names)).unwrap_or_default();
            if names.iter().any(|name| exact.contains(name)) && !authors(line).is_empty() {
                return vec![(*line).to_owned()];
            }
            element = own.parent;
        }
    }
    Vec::new()
}
