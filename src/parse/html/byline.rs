//! Finds the authors of a page's story.
//!
//! In: a rendered page, its tags, structured data and the lines around its headline. Out: the names
//! in one line, and their source. [`crate::byline`] splits the names, [`super::credit_lines`] reads those
//! that the page shows.

use super::credit_lines::{beside_date, led, marked, named, opening, own_story, signed};
use super::elsewhere::Elsewhere;
use super::fold::folded;
use super::header::{Header, MOST_HEADER};
use super::json_ld::Linked;
use super::place::is_prose;
use super::render::Page;
use super::tags::{Tags, plain};
use crate::byline::{is_role, join, names};
use crate::document::FieldSource;

/// The authors and where they were found. Persons win over agencies and desks, metadata over lines; the
/// site counts only if nobody else is named.
pub(super) fn byline(
    page: &Page<'_>,
    tags: &Tags,
    linked: &Linked,
    head: &Header<'_>,
) -> Option<(String, FieldSource)> {
    let publisher = linked.publisher.as_deref().filter(|_| !linked.published_by_person);
    let sites: Vec<String> =
        tags.get(&["og:site_name"]).into_iter().chain(publisher).map(folded).collect();
    // The name of the site is one name, whatever words are in it.
    let names_in = |value: &str| match sites.contains(&folded(value)) {
        true => vec![value.trim().to_owned()],
        false => names(value),
    };
    // Lines are read only if the metadata names no person.
    let elsewhere = Elsewhere::of(page);
    // A visible byline below the headline comes before names that nobody sees.
    let visible = || {
        !led(page, &elsewhere, head).is_empty() || !marked(page, &elsewhere, head, true).is_empty()
    };
    let items: Vec<_> = page
        .author_items
        .iter()
        .filter(|(_, line)| !elsewhere.has(*line) && is_above_prose(page, head, *line))
        .collect();
    let items = if items.is_empty() || visible() { Vec::new() } else { items };
    let items = items.into_iter().flat_map(|(name, _)| names_in(&plain(name))).collect();
    let declared: Vec<_> = declared(tags, linked, &names_in)
        .into_iter()
        .chain([items])
        .filter(|names| !names.is_empty())
        .map(|names| (names, FieldSource::Metadata))
        .collect();
    let is_desk = |name: &String| !sites.contains(&folded(name));
    let desk = declared.iter().any(|(names, _)| names.iter().any(is_desk));
    // Beside a desk only a line near the headline counts.
    let far = |read: &dyn Fn() -> Vec<String>| if desk { Vec::new() } else { read() };
    let shown: [&dyn Fn() -> Vec<String>; 6] = [
        &|| marked(page, &elsewhere, head, desk),
        &|| led(page, &elsewhere, head),
        &|| opening(page, &elsewhere, head),
        &|| beside_date(page, &elsewhere, head),
        &|| far(&|| named(page, &elsewhere, head)),
        &|| far(&|| signed(page, head)),
    ];
    let shown = shown.iter().map(|read| (read(), FieldSource::HeaderLine));
    if let Some(visible) = other_person(page, &elsewhere, head, &declared) {
        return Some((join(visible)?, FieldSource::HeaderLine));
    }
    let marked_or_led = || {
        let led = led(page, &elsewhere, head);
        if led.is_empty() { marked(page, &elsewhere, head, true) } else { led }
    };
    let (mut agency, mut own) = (None, None);
    for (names, source) in declared.into_iter().chain(shown) {
        let is_own = |name: &String| sites.contains(&folded(name));
        let (site, others): (Vec<String>, Vec<String>) = names.into_iter().partition(is_own);
        // Where the metadata name a desk, a line must name a person in full.
        let desk = source == FieldSource::HeaderLine && agency.is_some();
        let by_organization = source == FieldSource::Metadata
            && linked.written_by_organization
            && others.iter().all(|name| linked.authors.contains(name));
        let is_person =
            |name: &String| !is_role(name) && (!desk || name.contains(' ')) && !by_organization;
        let slot = match others.iter().any(is_person) {
            true if source == FieldSource::Metadata => {
                let fuller = fuller(&marked_or_led(), &others);
                return match fuller {
                    Some(names) => Some((join(names)?, FieldSource::HeaderLine)),
                    None => Some((join(others)?, source)),
                };
            }
            true => return Some((join(others)?, source)),
            false if !others.is_empty() => &mut agency,
            false => &mut own,
        };
        let names = if others.is_empty() { site } else { others };
        *slot = slot.take().or_else(|| Some((join(names)?, source)));
    }
    let given = linked.authors.iter().map(String::as_str).chain(tags.get(&["author"]));
    let account = given.map(str::trim).find(|name| is_account(name) && is_shown(page, name));
    agency.or(account.map(|name| (name.to_owned(), FieldSource::Metadata))).or(own)
}

/// Whether what is in front of a line is between the headline and the first prose of the story.
fn is_above_prose(page: &Page<'_>, head: &Header<'_>, number: usize) -> bool {
    let Some(at) = head.at else { return false };
    let mut behind = page.markup.lines.iter().enumerate().skip(at + 1);
    let prose = behind.find(|(_, line)| is_prose(line)).map(|(prose, _)| prose);
    (at..=prose.unwrap_or(at + 1)).contains(&number) && own_story(page, head, number, false)
}

/// Names of `meta` tags that hold authors.
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

/// The names in structured data and `meta` tags, in the order of their worth.
fn declared(
    tags: &Tags,
    linked: &Linked,
    names_in: &dyn Fn(&str) -> Vec<String>,
) -> Vec<Vec<String>> {
    let values = |values: &[&str]| values.iter().flat_map(|value| names_in(value)).collect();
    let mut declared: Vec<Vec<String>> =
        vec![linked.authors.iter().flat_map(|name| names_in(name)).collect()];
    declared.extend(METAS.iter().map(|name| values(&tags.all(name))));
    for (label, data) in [("twitter:label1", "twitter:data1"), ("twitter:label2", "twitter:data2")]
    {
        let label = tags.get(&[label]).unwrap_or_default().to_lowercase();
        declared.extend(tags.get(&[data]).filter(|_| label.contains("written")).map(names_in));
    }
    let mut ending: Vec<String> = values(&tags.ending(&["author", "authors"]));
    ending.retain(|name| !name.starts_with(char::is_lowercase));
    declared.push(ending);
    declared
}

/// The names in a line beside the headline, if they are the declared ones and more: further persons, or
/// the first name of one.
fn fuller(visible: &[String], declared: &[String]) -> Option<Vec<String>> {
    let words = |names: &[String]| -> Vec<String> {
        let words = names.iter().flat_map(|name| name.split(' ').map(str::to_lowercase));
        words.filter(|word| !is_title(word)).collect()
    };
    let (shown, known) = (words(visible), words(declared));
    let all = known.iter().all(|word| shown.contains(word));
    // "Ines Falk; Senior AnalystUpdated"
    let glued = |name: &String| {
        let last = name.rsplit(' ').next().unwrap_or_default();
        last.len() > 9
            && last.chars().skip(4).any(char::is_uppercase)
            && !last.contains(['-', '\'', '’'])
            && last.contains(char::is_lowercase)
    };
    let full = visible.iter().all(|name| name.contains(' ') && !is_role(name) && !glued(name));
    let small = declared.iter().all(|name| name.starts_with(char::is_lowercase));
    let more =
        small || shown.len() > known.len() && (visible.len() > declared.len() || known.len() == 1);
    (all && full && more && !known.is_empty()).then(|| visible.to_vec())
}

/// Whether a word is a title in front of a name.
fn is_title(word: &str) -> bool {
    matches!(word.trim_end_matches('.'), "dr" | "prof" | "professor" | "mr" | "mrs" | "ms")
}

/// The person in a line beside the headline, if the metadata name somebody whom the page does not show.
fn other_person(
    page: &Page<'_>,
    elsewhere: &Elsewhere<'_>,
    head: &Header<'_>,
    declared: &[(Vec<String>, FieldSource)],
) -> Option<Vec<String>> {
    let all = declared.iter().flat_map(|(names, _)| names);
    if declared.is_empty() {
        return None;
    }
    let text = page.text.to_lowercase();
    let mut parts = all.flat_map(|name| name.split(' ')).filter(|part| part.chars().count() >= 3);
    if parts.any(|part| text.contains(&part.to_lowercase())) {
        return None;
    }
    let visible = led(page, elsewhere, head);
    let is_person = |name: &String| name.contains(' ') && !is_role(name);
    (!visible.is_empty() && visible.iter().all(is_person)).then_some(visible)
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

#[cfg(test)]
mod tests {
    #[test]
    fn unseen_names_count_above_the_story_and_behind_its_visible_byline() {
        let prose = "<p>The ferry will not sail before May, the harbour office said, because the pier is broken and the parts are late.</p>";
        let item = |name: &str| {
            format!("<div itemprop=author itemscope><meta itemprop=name content='{name}'></div>")
        };
        let of = |above: &str, below: &str| {
            let page = format!(
                "<title>Ferry stops for good</title><body><main><article><h1>Ferry stops for good</h1>{above}{prose}{prose}</article>{below}</main>"
            );
            super::super::read(&page, None).unwrap().fields.byline
        };
        let (own, other) = (item("Ines Falk"), item("Jo Reed"));
        let teaser = format!(
            "<section><h3><a href=/p>The pool opens again</a></h3>{other}<p>Rain.</section>"
        );
        let aside = format!("<aside>{other}</aside>");
        assert_eq!(of(&own, &teaser).as_deref(), Some("Ines Falk"));
        assert_eq!(of("<p>By Ines Falk</p>", &teaser).as_deref(), Some("Ines Falk"));
        assert_eq!(of(&format!("<p>By Ines Falk</p>{other}"), "").as_deref(), Some("Ines Falk"));
        assert_eq!(of("", &teaser), None);
        assert_eq!(of(&aside, ""), None);
    }
}
