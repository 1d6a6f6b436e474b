//! Finds the authors of a page's story.
//!
//! In: a rendered page, its tags, structured data and the lines around its headline. Out: the names
//! in one line. The site counts as the author only if nobody else is named. [`super::authors`] splits
//! the names.

use super::authors::{authors, join, lead, within};
use super::fold::folded;
use super::header::MOST_HEADER;
use super::json_ld::Linked;
use super::render::Page;
use super::tags::Tags;
use crate::document::markup::name_hash;

/// The authors. The site counts only if nobody else is named.
pub(super) fn byline(
    page: &Page<'_>,
    tags: &Tags,
    linked: &Linked,
    head: &[&str],
) -> Option<String> {
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
    let declared = std::iter::once(linked).chain(metas).chain(written);
    // Lines are read only if the metadata names nobody.
    let shown: [&dyn Fn() -> Vec<String>; 3] = [&|| marked(page), &|| led(head), &|| named(page)];
    let mut own = Vec::new();
    for names in declared.chain(shown.iter().map(|read| read())) {
        if let Some(found) = others(names.clone()) {
            return Some(found);
        }
        own.push(names);
    }
    own.into_iter().find_map(join)
}

/// The authors in the lines around the headline: after "By", or on the line below it; else after
/// "by" inside a longer line, such as one with a date.
fn led(head: &[&str]) -> Vec<String> {
    let short = || head.iter().enumerate().filter(|(_, line)| line.len() <= MOST_HEADER);
    for (number, line) in short() {
        let (lead, behind) = lead(line);
        if lead && !behind.is_empty() {
            return authors(behind);
        }
        if lead && let Some(next) = head.get(number + 1) {
            return authors(next);
        }
    }
    short().map(|(_, line)| within(line)).find(|names| !names.is_empty()).unwrap_or_default()
}

/// The authors in the page's first short line that begins with "By" and continues with a name.
fn named(page: &Page<'_>) -> Vec<String> {
    let lines = page.text.split('\n').filter(|line| (6..=80).contains(&line.len()));
    let of = |line: &str| {
        let (lead, behind) = lead(line);
        let capital = behind.chars().next().is_some_and(|c| c.is_uppercase());
        let names = if lead && capital { authors(behind) } else { Vec::new() };
        let all_capital = |name: &String| {
            name.split(' ').all(|word| !word.starts_with(|c: char| c.is_lowercase() && c != 'd'))
        };
        if names.iter().all(all_capital) { names } else { Vec::new() }
    };
    lines.map(of).find(|names| !names.is_empty()).unwrap_or_default()
}

/// The authors in lines whose elements are named for a byline.
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
    let comment = hashes(&["comment", "comments", "commentlist", "comment-author", "reply"]);
    let lines: Vec<&str> = page.text.split('\n').filter(|line| !line.is_empty()).collect();
    for (line, marked) in lines.iter().zip(&page.markup.lines) {
        if line.len() > 120 {
            continue;
        }
        let around = || around(page, marked.element);
        let has = |names: &[u32], wanted: &[u32]| names.iter().any(|name| wanted.contains(name));
        if !around().take(3).any(|names| has(names, &exact))
            || around().take(8).any(|names| has(names, &comment))
        {
            continue;
        }
        let found = authors(line);
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

/// The names of an element and of its ancestors, innermost first. It does not end: the root
/// repeats.
fn around<'p>(page: &'p Page<'_>, mut element: u32) -> impl Iterator<Item = &'p [u32]> {
    std::iter::from_fn(move || {
        let own = page.markup.elements.get(element as usize)?;
        element = own.parent;
        let from = own.names_from as usize;
        let names = page.markup.names.get(from..from + usize::from(own.names));
        Some(names.unwrap_or_default())
    })
}
