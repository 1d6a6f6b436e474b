//! Dates of a document that its fields alone do not settle: ambiguous ones, and those of URLs and paths.
//!
//! In: the fields of a document, and the learned order of dates or its place. Out: the publication date, or
//! none.

use crate::date::{self, DayMonth};
use crate::document::learned::DateOrders;
use crate::document::{DateSource, DocumentId, Fields};

/// The column of the dates in the metadata table.
pub(super) const METADATA_DATE: &str = "metadata column date";

/// Drops a publication date of a year in which no story was published, or more than a year after the
/// reference date. It stays as it was written.
pub(super) fn drop_implausible(fields: &mut Fields, reference: Option<&str>) {
    let last = reference.and_then(date::year).map(|year| year.saturating_add(1));
    let late = |iso: &str| last.is_some_and(|last| date::year(iso).is_some_and(|year| year > last));
    if fields.published.as_deref().is_some_and(|iso| !date::is_plausible(iso) || late(iso)) {
        fields.published = None;
        fields.date_source = None;
    }
}

/// Reads an ambiguous date of a document once the order of its source is known. `otherwise` is the order
/// of sources that nothing was learned of. A date guessed from the URL or the path gives way.
pub fn resolve_date(
    fields: &mut Fields,
    id: &DocumentId,
    orders: &DateOrders,
    otherwise: DayMonth,
) {
    let guessed = matches!(fields.date_source, None | Some(DateSource::Url | DateSource::Path));
    let Some(raw) =
        fields.published_raw.as_deref().filter(|raw| guessed && date::is_ambiguous(raw))
    else {
        return;
    };
    let site = fields.site.as_deref();
    let (order, source) = match fields.date_column.as_deref() {
        Some(METADATA_DATE) => (orders.of_column(METADATA_DATE, id, site), DateSource::Metadata),
        Some(column) => (orders.of_column(column, id, site), DateSource::Record),
        None => (orders.of_site(site), DateSource::HeaderLine),
    };
    let order = if order == DayMonth::Unknown { otherwise } else { order };
    let read = date::read(raw, order).filter(|iso| date::is_plausible(iso));
    if let Some(iso) = read.filter(|_| order != DayMonth::Unknown) {
        fields.published = Some(iso);
        fields.date_source = Some(source);
    }
}

/// Guesses the date from the URL, else from the path. A date before 1990 or after the reference
/// date is kept as written and not used.
pub(super) fn guess_date(fields: &mut Fields, id: &DocumentId, reference: Option<&str>) {
    let from_url = fields.url.as_deref().and_then(|url| guessed(url, DateSource::Url));
    let place = id.member.as_deref().unwrap_or(&id.path);
    let Some((found, raw, source)) = from_url.or_else(|| guessed(place, DateSource::Path)) else {
        return;
    };
    if *found >= *"1990" && reference.is_none_or(|last| *found <= *last) {
        fields.published = Some(found);
        fields.date_source = Some(source);
    }
    fields.published_raw.get_or_insert(raw);
}

fn guessed(text: &str, source: DateSource) -> Option<(String, String, DateSource)> {
    let found = date::in_path(text)?;
    Some((found.iso, text.get(found.span)?.to_owned(), source))
}
