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
    let headline = headline(page, &tags, &linked);
    let head = head(page, headline.as_deref());
    let (published, published_raw, date_source) = match published(page, &tags, &linked, &head) {
        Some((iso, raw, source)) => (Some(iso), Some(raw), Some(source)),
        None => (None, None, None),
    };
    let fields = Fields {
        url: tags.canonical.clone(),
        site: tags.get(&["og:site_name"]).map(str::to_owned).or(linked.publisher.clone()),
        byline: byline(page, &tags, &linked, &head),
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
            let mut all = self.meta.iter().chain(&self.items);
            all.find(|(key, _)| key == name).map(|(_, value)| value.as_str())
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

/// The headline: of the page's first-level headings the longest that its other titles hold, or
/// that holds them; else a heading like them; else the title that structured data or `meta` tags
/// give, without the name of the site.
fn headline(page: &Page<'_>, tags: &Tags, linked: &Linked) -> Option<String> {
    let title = plain(page.title);
    let open = tags.get(&["og:title", "twitter:title", "dc.title", "title"]).unwrap_or_default();
    let said = [linked.headline.as_deref().unwrap_or_default(), open, &title];
    let folded_said = said.map(folded);
    let site = tags.get(&["og:site_name"]).or(linked.publisher.as_deref()).unwrap_or_default();
    let folded_site = folded(site);
    let fits = |heading: &str| {
        let heading = folded(heading);
        let holds =
            |s: &String| s.contains(&heading) || (s.len() >= 12 && heading.contains(s.as_str()));
        heading.len() >= 6 && heading != folded_site && folded_said.iter().any(holds)
    };
    let headings: Vec<(u8, String)> =
        headings(page).into_iter().filter(|(_, text)| text.len() <= 400).collect();
    let first_level = || headings.iter().filter(|(level, _)| *level == 1).map(|(_, text)| text);
    // Of equals the first counts.
    let longest = first_level().rev().filter(|text| fits(text)).max_by_key(|text| text.len());
    if let Some(text) = longest.filter(|text| text.split(' ').count() >= 2) {
        return Some(text.clone());
    }
    let known: Vec<String> = [open, &title].iter().flat_map(|text| words(text)).collect();
    let near = |text: &&String| {
        let own = words(text);
        let shared = own.iter().filter(|word| known.contains(word)).count();
        own.len() >= 3 && shared * 2 >= own.len() && folded(text) != folded_site
    };
    let other = || {
        let mut later = headings.iter().map(|(_, text)| text);
        later.find(|text| fits(text) && text.split(' ').count() >= 3)
    };
    if let Some(text) = first_level().find(near).or_else(other) {
        return Some(text.clone());
    }
    let first = said.into_iter().find(|text| !text.is_empty())?;
    Some(without_site(first, site, &title))
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
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

/// The date, as it was written, and where it was found.
fn published(
    page: &Page<'_>,
    tags: &Tags,
    linked: &Linked,
    head: &[&str],
) -> Option<(String, String, DateSource)> {
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
            return Some((found, raw.to_owned(), DateSource::Metadata));
        }
    }
    let visible = head.iter().filter(|line| line.len() <= MOST_HEADER).find_map(|line| {
        let found = date::find(line, DayMonth::Unknown)?;
        Some((found.iso, line.get(found.span)?.to_owned(), DateSource::HeaderLine))
    });
    visible.or_else(|| {
        let raw = linked
            .modified
            .as_deref()
            .or_else(|| tags.get(&["article:modified_time", "og:updated_time", "datemodified"]))?;
        Some((date::read(raw, DayMonth::Unknown)?, raw.to_owned(), DateSource::Metadata))
    })
}

/// Bytes of a line that may hold the date and the authors.
const MOST_HEADER: usize = 160;

/// The lines around the headline: those that follow, then those before it.
fn head<'p>(page: &'p Page<'_>, headline: Option<&str>) -> Vec<&'p str> {
    let lines: Vec<&str> = page.text.split('\n').filter(|line| !line.is_empty()).collect();
    let Some(headline) = headline.map(folded) else { return Vec::new() };
    let is_headline = |line: &&str| line.len() >= 6 && headline.starts_with(&folded(line));
    // It may stand above a menu, too: the last of the first few counts.
    let Some(at) =
        lines.iter().rposition(is_headline).or_else(|| lines.iter().position(is_headline))
    else {
        return Vec::new();
    };
    let first = lines.iter().position(is_headline).unwrap_or(at);
    let heading =
        page.markup.lines.iter().position(|line| {
            heading(&page.markup, line.element).is_some_and(|(level, _)| level == 1)
        });
    let at = heading.filter(|at| lines.get(*at).is_some_and(is_headline)).unwrap_or(first);
    let behind = lines.iter().skip(at + 1).take(14);
    behind.chain(lines.iter().take(at).rev().take(5)).copied().collect()
}

/// The authors, by name; the site itself only where nobody else is named.
fn byline(page: &Page<'_>, tags: &Tags, linked: &Linked, head: &[&str]) -> Option<String> {
    const METAS: [&str; 8] = [
        "author",
        "article:author",
        "parsely-author",
        "sailthru.author",
        "dc.creator",
        "byl",
        "article:author_name",
        "dcterms.creator",
    ];
    let site =
        folded(tags.get(&["og:site_name"]).or(linked.publisher.as_deref()).unwrap_or_default());
    let others =
        |names: Vec<String>| join(names.into_iter().filter(|name| folded(name) != site).collect());
    let linked: Vec<String> = linked.authors.iter().flat_map(|name| authors(name)).collect();
    let metas = METAS.iter().filter_map(|name| tags.get(&[name])).map(authors);
    let written =
        tags.get(&["twitter:label1"]).is_some_and(|label| label.to_lowercase().contains("written"));
    let written = tags.get(&["twitter:data1"]).filter(|_| written).map(authors);
    let mut all: Vec<Vec<String>> = std::iter::once(linked).chain(metas).chain(written).collect();
    all.push(marked(page));
    all.push(led(head));
    all.iter().cloned().find_map(others).or_else(|| all.into_iter().find_map(join))
}

/// The authors in the lines around the headline: behind "By", or alone below it.
fn led(head: &[&str]) -> Vec<String> {
    for (number, line) in head.iter().enumerate().filter(|(_, line)| line.len() <= MOST_HEADER) {
        let (lead, behind) = super::authors::lead(line);
        if lead && !behind.is_empty() {
            return authors(behind);
        }
        if lead && let Some(next) = head.get(number + 1) {
            return authors(next);
        }
    }
    Vec::new()
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
                return authors(line);
            }
            element = own.parent;
        }
    }
    Vec::new()
}
