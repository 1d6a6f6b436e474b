//! Reads the dates that a page declares: in structured data, `meta` tags, `time` elements and its title.
//!
//! In: a rendered page, its tags, structured data and the lines around its headline. Out: dates in ISO
//! 8601, as written, with their source. It does not choose between them and the lines of the page.

use super::credit_lines::own_story;
use super::header::Header;
use super::json_ld::Linked;
use super::render::{Page, Time};
use super::tags::{Tags, plain};
use super::visit_day::VisitDay;
use crate::date::{self, DayMonth};
use crate::document::DateSource;

/// A date in ISO 8601, as written, and its source.
pub(super) type Published = (String, String, DateSource);

/// Names of `meta` tags and items.
const NAMES: [&str; 25] = [
    "article:published_time",
    "og:published_time",
    "datepublished",
    "og:article:published_time",
    "article:published",
    "article:published_date",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date",
    "dcterms.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "published-date",
    "w-published-date",
    "citation_publication_date",
    "published",
    "date",
    "cxenseparse:recs:publishtime",
    "article.published",
    "published_at",
    "publication_date",
];
/// Ends of such names.
const ENDS: [&str; 5] =
    ["pubdate", "publicationdate", "publishdate", "publisheddate", "releasedate"];

/// The most `time` elements that are looked at, close to the headline and away from it.
const MOST_TIMES: usize = 64;

/// The date in structured data, `meta` tags and `time` elements. Of the latter, those below the
/// headline come first, and those of changes last.
pub(super) fn in_metadata(
    page: &Page<'_>,
    tags: &Tags,
    linked: &Linked,
    head: &Header<'_>,
    visit: &VisitDay<'_>,
    fits: impl Fn(&str) -> bool,
) -> Option<Published> {
    // Such a name can be that of another date, so it must fit.
    let read = |raw: &str| date::read(raw, DayMonth::Unknown);
    let ending =
        tags.ending(&ENDS).into_iter().filter(|raw| read(raw).is_some_and(|iso| fits(&iso)));
    let own = |time: &&Time<'_>| !visit.has(time.line);
    let below = |changed: bool| {
        let near = page.times.iter().filter(|time| head.leads_to(time.line)).take(MOST_TIMES);
        near.filter(move |time| time.changed == changed).filter(own)
    };
    let far = |changed: bool| {
        let far = page.times.iter().take(MOST_TIMES).filter(move |time| time.changed == changed);
        // A change of another story says nothing. Another date there may be the only one of the page.
        far.filter(own).filter(move |time| !changed || own_story(page, head, time.line, false))
    };
    let items = below(false).chain(below(true)).chain(far(false)).chain(far(true));
    let items = items.map(|time| time.value);
    declared(tags, linked).chain(ending).chain(items).find_map(|raw| {
        let iso = read(raw).filter(|iso| *iso.as_str() > *"1990")?;
        Some((iso, raw.to_owned(), DateSource::Metadata))
    })
}

/// A date at the end of the page's title, after a mark: "Ferry stops - December 4, 2000".
pub(super) fn in_title(page: &Page<'_>, fits: impl Fn(&str) -> bool) -> Option<Published> {
    let title = plain(page.title);
    let found = date::find(&title, DayMonth::Unknown).filter(|found| fits(&found.iso))?;
    let (before, raw) = (title.get(..found.span.start)?.trim_end(), title.get(found.span.clone())?);
    let behind = title.get(found.span.end..)?;
    let ends = behind.trim_end_matches([')', ']', '.', ' ']).is_empty();
    let parted = before.ends_with(['-', '–', '—', '|', ',', ':', '(', '[', '/']);
    (ends && parted).then(|| (found.iso, raw.to_owned(), DateSource::Metadata))
}

/// A declared date in figures that reads two ways: 03/04/2021.
pub(super) fn ambiguous_declared(tags: &Tags, linked: &Linked) -> Option<String> {
    declared(tags, linked).find(|raw| date::is_ambiguous(raw)).map(str::to_owned)
}

/// The declared dates, as they are written.
fn declared<'t>(tags: &'t Tags, linked: &'t Linked) -> impl Iterator<Item = &'t str> {
    let metas = NAMES.iter().filter_map(|name| tags.get(&[name]));
    linked.published.as_deref().into_iter().chain(metas)
}

/// The date of the last change.
pub(super) fn modified(
    page: &Page<'_>,
    tags: &Tags,
    linked: &Linked,
    head: &Header<'_>,
    visit: &VisitDay<'_>,
) -> Option<Published> {
    let names = ["article:modified_time", "og:updated_time", "datemodified"];
    // A change of another story or a comment says nothing.
    let own = |time: &&Time<'_>| {
        !visit.has(time.line)
            && (head.leads_to(time.line) || own_story(page, head, time.line, false))
    };
    let changed = || page.times.iter().filter(|time| time.changed).take(MOST_TIMES);
    let time = || changed().find(own).map(|time| time.value);
    let raw = linked.modified.as_deref().or_else(|| tags.get(&names)).or_else(time)?;
    Some((date::read(raw, DayMonth::Unknown)?, raw.to_owned(), DateSource::Metadata))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_time_of_a_change_in_the_header_is_a_date_of_the_story() {
        let prose = "<p>The ferry will not sail before May, the harbour office said, because the pier is broken and the parts are late.</p>";
        let time = "<time class=updated datetime=2021-05-01>1 May 2021</time>";
        let page = format!(
            "<title>Ferry stops for good</title><body><article><h1>Ferry stops for good</h1>{time}{prose}{prose}</article>"
        );
        let published = super::super::read(&page, None).unwrap().fields.published;
        assert_eq!(published.as_deref(), Some("2021-05-01"));
    }
}
