//! Reads the dates that a page declares: in structured data, `meta` tags, `time` elements and its title.
//!
//! In: a rendered page, its tags, structured data and the lines around its headline. Out: dates in ISO
//! 8601, as written, with their source. It does not choose between them and the lines of the page.

use super::header::Header;
use super::json_ld::Linked;
use super::render::Page;
use super::tags::{Tags, plain};
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

/// The date in structured data, `meta` tags and `time` elements. Of the latter, those below the
/// headline come before those of other stories.
pub(super) fn in_metadata(
    page: &Page<'_>,
    tags: &Tags,
    linked: &Linked,
    head: &Header<'_>,
    fits: impl Fn(&str) -> bool,
) -> Option<Published> {
    let metas = NAMES.iter().filter_map(|name| tags.get(&[name]));
    // Such a name can be that of another date, so it must fit.
    let read = |raw: &str| date::read(raw, DayMonth::Unknown);
    let ending =
        tags.ending(&ENDS).into_iter().filter(|raw| read(raw).is_some_and(|iso| fits(&iso)));
    let below = page.times.iter().filter(|(_, behind)| head.leads_to(*behind));
    let items = below.chain(&page.times).map(|(value, _)| *value);
    let named = linked.published.as_deref().into_iter().chain(metas).chain(ending);
    named.chain(items).find_map(|raw| {
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

/// The date of the last change.
pub(super) fn modified(tags: &Tags, linked: &Linked) -> Option<Published> {
    let names = ["article:modified_time", "og:updated_time", "datemodified"];
    let raw = linked.modified.as_deref().or_else(|| tags.get(&names))?;
    Some((date::read(raw, DayMonth::Unknown)?, raw.to_owned(), DateSource::Metadata))
}
