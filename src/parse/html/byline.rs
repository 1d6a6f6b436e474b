//! Finds the authors of a page's story.
//!
//! In: a rendered page, its tags, structured data and the lines around its headline. Out: the names
//! in one line, and their source. [`crate::byline`] splits the names.

use super::authors::{lead, within};
use super::fold::folded;
use super::header::MOST_HEADER;
use super::json_ld::Linked;
use super::render::Page;
use super::tags::Tags;
use crate::byline::{is_role, join, names};
use crate::document::FieldSource;
use crate::document::markup::name_hash;

/// The authors and where they were found. Persons win over agencies and desks, metadata over lines; the
/// site counts only if nobody else is named.
pub(super) fn byline(
    page: &Page<'_>,
    tags: &Tags,
    linked: &Linked,
    head: &[&str],
) -> Option<(String, FieldSource)> {
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
    let publisher = linked.publisher.as_deref();
    let sites: Vec<String> =
        tags.get(&["og:site_name"]).into_iter().chain(publisher).map(folded).collect();
    let linked_names = &linked.authors;
    let linked: Vec<String> = linked_names.iter().flat_map(|name| names(name)).collect();
    let metas = METAS.iter().filter_map(|name| tags.get(&[name])).map(names);
    let written =
        tags.get(&["twitter:label1"]).is_some_and(|label| label.to_lowercase().contains("written"));
    let written = tags.get(&["twitter:data1"]).filter(|_| written).map(names);
    let declared = std::iter::once(linked).chain(metas).chain(written);
    // Lines are read only if the metadata names no person.
    let declared: Vec<_> = declared.map(|names| (names, FieldSource::Metadata)).collect();
    let is_desk = |name: &String| !sites.contains(&folded(name));
    let desk = declared.iter().any(|(names, _)| names.iter().any(is_desk));
    // Beside a desk only a line that begins with "By" counts.
    let shown: [&dyn Fn() -> Vec<String>; 3] =
        [&|| if desk { Vec::new() } else { marked(page) }, &|| led(head), &|| {
            if desk { Vec::new() } else { named(page) }
        }];
    let shown = shown.iter().map(|read| (read(), FieldSource::HeaderLine));
    let (mut agency, mut own) = (None, None);
    for (names, source) in declared.into_iter().chain(shown) {
        let is_own = |name: &String| sites.contains(&folded(name));
        let (site, others): (Vec<String>, Vec<String>) = names.into_iter().partition(is_own);
        // Where the metadata name a desk, a line must name a person in full.
        let desk = source == FieldSource::HeaderLine && agency.is_some();
        let is_person = |name: &String| !is_role(name) && (!desk || name.contains(' '));
        let slot = match others.iter().any(is_person) {
            true => return Some((join(others)?, source)),
            false if !others.is_empty() => &mut agency,
            false => &mut own,
        };
        let names = if others.is_empty() { site } else { others };
        *slot = slot.take().or_else(|| Some((join(names)?, source)));
    }
    let given = linked_names.iter().map(String::as_str).chain(tags.get(&["author"]));
    let account = given.map(str::trim).find(|name| is_account(name));
    agency.or(account.map(|name| (name.to_owned(), FieldSource::Metadata))).or(own)
}

/// Whether a value is the name of an account, such as `ibby`, which is no name of a person.
fn is_account(name: &str) -> bool {
    (3..=30).contains(&name.chars().count())
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
        && name.chars().any(char::is_lowercase)
        && !matches!(
            name,
            "admin" | "administrator" | "editor" | "staff" | "webmaster" | "root" | "null"
        )
}

/// The authors in the lines around the headline: after "By", or on the line below it; else after
/// "by" inside a longer line, such as one with a date.
fn led(head: &[&str]) -> Vec<String> {
    let short = || head.iter().enumerate().filter(|(_, line)| line.len() <= MOST_HEADER);
    for (number, line) in short() {
        let (lead, behind) = lead(line);
        if lead && behind.starts_with(|c: char| !c.is_lowercase()) {
            return names(behind);
        }
        if lead
            && behind.is_empty()
            && let Some(next) = head.get(number + 1)
        {
            return names(next);
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
        let found = if lead && capital { names(behind) } else { Vec::new() };
        let all_capital = |name: &String| {
            name.split(' ').all(|word| !word.starts_with(|c: char| c.is_lowercase() && c != 'd'))
        };
        if found.iter().all(all_capital) { found } else { Vec::new() }
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
        let found = names(line);
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
