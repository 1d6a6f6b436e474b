//! Finds the authors of a page's story.
//!
//! In: a rendered page, its tags, structured data and the lines around its headline. Out: the names
//! in one line, and their source. [`crate::byline`] splits the names, [`super::elsewhere`] tells lines that
//! are about something else.

use super::authors::{lead, within};
use super::elsewhere::{Elsewhere, around};
use super::fold::folded;
use super::header::{Header, MOST_HEADER};
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
    head: &Header<'_>,
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
    let publisher = linked.publisher.as_deref().filter(|_| !linked.published_by_person);
    let sites: Vec<String> =
        tags.get(&["og:site_name"]).into_iter().chain(publisher).map(folded).collect();
    // The name of the site is one name, whatever words are in it.
    let names_in = |value: &str| match sites.contains(&folded(value)) {
        true => vec![value.trim().to_owned()],
        false => names(value),
    };
    let linked_names = &linked.authors;
    let linked: Vec<String> = linked_names.iter().flat_map(|name| names_in(name)).collect();
    let metas = METAS.iter().filter_map(|name| tags.get(&[name])).map(names_in);
    let written =
        tags.get(&["twitter:label1"]).is_some_and(|label| label.to_lowercase().contains("written"));
    let written = tags.get(&["twitter:data1"]).filter(|_| written).map(names_in);
    let declared = std::iter::once(linked).chain(metas).chain(written);
    // Lines are read only if the metadata names no person.
    let declared: Vec<_> = declared.map(|names| (names, FieldSource::Metadata)).collect();
    let is_desk = |name: &String| !sites.contains(&folded(name));
    let desk = declared.iter().any(|(names, _)| names.iter().any(is_desk));
    let elsewhere = Elsewhere::of(page);
    // Beside a desk only a line near the headline counts.
    let shown: [&dyn Fn() -> Vec<String>; 3] =
        [&|| marked(page, &elsewhere, head, desk), &|| led(head, &elsewhere), &|| {
            if desk { Vec::new() } else { named(page, &elsewhere) }
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
    let account = given.map(str::trim).find(|name| is_account(name) && is_shown(page, name));
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

/// Whether a short line of the page has a word.
fn is_shown(page: &Page<'_>, word: &str) -> bool {
    let word = word.to_lowercase();
    let lines = page.text.split('\n').filter(|line| line.len() <= MOST_HEADER);
    let mut words = lines.flat_map(|line| line.split([' ', ',', '|', '(', ')', ':']));
    words.any(|shown| shown.len() == word.len() && shown.to_lowercase() == word)
}

/// Names that a line can show: each begins with a capital or is in a script without case.
fn written(found: Vec<String>) -> Vec<String> {
    let capital = |name: &String| !name.starts_with(char::is_lowercase);
    if found.iter().all(capital) { found } else { Vec::new() }
}

/// Names of more than one word.
fn full(found: Vec<String>) -> Vec<String> {
    let full = |name: &String| name.contains(' ') || !name.is_ascii();
    if found.iter().all(full) { found } else { Vec::new() }
}

/// The authors in the lines around the headline: after "By", or on the line below it; else after
/// "by" inside a longer line, such as one with a date.
fn led(head: &Header<'_>, elsewhere: &Elsewhere<'_>) -> Vec<String> {
    let lines: Vec<&str> = head
        .lines
        .iter()
        .zip(&head.numbers)
        .map(|(line, number)| if elsewhere.has(*number) { "" } else { *line })
        .collect();
    let short = || lines.iter().enumerate().filter(|(_, line)| line.len() <= MOST_HEADER);
    for (number, line) in short() {
        let (lead, behind) = lead(line);
        if lead && behind.starts_with(|c: char| !c.is_lowercase()) {
            let found = written(names(behind));
            if !found.is_empty() {
                return found;
            }
        }
        if lead
            && behind.is_empty()
            && let Some(next) = lines.get(number + 1)
        {
            return written(names(next));
        }
    }
    let within = short().map(|(_, line)| written(within(line)));
    within.into_iter().find(|names| !names.is_empty()).unwrap_or_default()
}

/// The authors in the page's first short line that begins with "By" and continues with a full name.
fn named(page: &Page<'_>, elsewhere: &Elsewhere<'_>) -> Vec<String> {
    let lines = page.text.split('\n').filter(|line| !line.is_empty()).enumerate();
    let lines = lines.filter(|(_, line)| (6..=80).contains(&line.len()));
    let of = |(number, line): (usize, &str)| {
        let (lead, behind) = lead(line);
        let capital = behind.chars().next().is_some_and(|c| c.is_uppercase());
        let found = if lead && capital && !elsewhere.has(number) {
            full(names(behind))
        } else {
            Vec::new()
        };
        let all_capital = |name: &String| {
            name.split(' ').all(|word| !word.starts_with(|c: char| c.is_lowercase() && c != 'd'))
        };
        if found.iter().all(all_capital) { found } else { Vec::new() }
    };
    lines.map(of).find(|names| !names.is_empty()).unwrap_or_default()
}

/// The authors in lines whose elements are named for a byline: near the headline, else anywhere.
/// `near_only`: the metadata name a desk.
fn marked(
    page: &Page<'_>,
    elsewhere: &Elsewhere<'_>,
    head: &Header<'_>,
    near_only: bool,
) -> Vec<String> {
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
    let mut far = Vec::new();
    for (number, (line, marked)) in lines.iter().zip(&page.markup.lines).enumerate() {
        if line.len() > 120 || elsewhere.has(number) {
            continue;
        }
        let mut names_around = around(page, marked.element).take(3);
        if !names_around.any(|names| names.iter().any(|name| exact.contains(name))) {
            continue;
        }
        let found = written(names(line));
        if !found.is_empty() && head.leads_to(number) {
            return found;
        }
        if far.is_empty() && !near_only {
            far = found;
        }
    }
    far
}
