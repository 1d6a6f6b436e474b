//! Dates of a document that its fields alone do not settle: ambiguous ones, and those of URLs and paths.
//!
//! In: the fields of a document, and the learned order of dates or its place. Out: the publication date, or
//! none.

use super::html::order_of;
use crate::date::{self, DayMonth};
use crate::document::learned::DateOrders;
use crate::document::{DateSource, DocumentId, Fields};

/// The column of the dates in the metadata table.
pub(super) const METADATA_DATE: &str = "metadata column date";

/// The day of a record's stamp of fourteen figures, as crawlers write them: `20030412071234`. It is the day
/// of the visit, so a date that the page has itself is better.
pub(super) fn crawl_day(fields: &Fields) -> Option<String> {
    let raw = fields
        .published_raw
        .as_deref()
        .filter(|_| fields.date_source == Some(DateSource::Record))?;
    let stamp = raw.len() == 14 && raw.bytes().all(|byte| byte.is_ascii_digit());
    fields.published.as_deref().filter(|_| stamp)?.get(..10).map(str::to_owned)
}

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
/// of sources that nothing was learned of. A date guessed from the URL or the path gives way, and one that a page
/// shows in the order of its language.
pub fn resolve_date(
    fields: &mut Fields,
    id: &DocumentId,
    orders: &DateOrders,
    otherwise: DayMonth,
) {
    let guessed = matches!(fields.date_source, None | Some(DateSource::Url | DateSource::Path))
        || fields.date_column.is_none();
    let Some(raw) =
        fields.published_raw.as_deref().filter(|raw| guessed && date::is_ambiguous(raw))
    else {
        return;
    };
    // The URL proves the order of its own page.
    let day = |iso: &str| iso.get(..10).unwrap_or_default().to_owned();
    let in_url = fields.url.as_deref().and_then(date::in_path).map(|found| day(&found.iso));
    let read_as = |order| date::read(raw, order).map(|iso| day(&iso));
    let orders_of_date = [DayMonth::DayFirst, DayMonth::MonthFirst];
    if fields.date_column.is_none()
        && fields.published.is_some()
        && in_url.is_some()
        && orders_of_date.into_iter().any(|order| read_as(order) == in_url)
    {
        return;
    }
    let site = fields.site.as_deref();
    let (order, source) = match fields.date_column.as_deref() {
        Some(METADATA_DATE) => (orders.of_column(METADATA_DATE, id, site), DateSource::Metadata),
        Some(column) => (orders.of_column(column, id, site), DateSource::Record),
        None if fields.date_source == Some(DateSource::Metadata) => {
            (orders.of_site(site), DateSource::Metadata)
        }
        None => (orders.of_site(site), DateSource::HeaderLine),
    };
    let order = if order == DayMonth::Unknown { otherwise } else { order };
    let read = date::read(raw, order).filter(|iso| date::is_plausible(iso));
    if let Some(iso) = read.filter(|_| order != DayMonth::Unknown) {
        fields.published = Some(iso);
        fields.date_source = Some(source);
    }
}

/// Reads the date of a page again that was read in the order of its declared language: as the URL has that day, or
/// in the order of the language that the text is in, if that is another one.
pub(super) fn confirm_order(fields: &mut Fields, declared: Option<&str>) {
    let Some(raw) = fields.published_raw.as_deref() else { return };
    if fields.published.is_none() || fields.date_column.is_some() || !date::is_ambiguous(raw) {
        return;
    }
    let day = |iso: &str| iso.get(..10).unwrap_or_default().to_owned();
    let in_url = fields.url.as_deref().and_then(date::in_path).map(|found| day(&found.iso));
    let agrees = |order: &DayMonth| date::read(raw, *order).map(|iso| day(&iso)) == in_url;
    let orders = [DayMonth::DayFirst, DayMonth::MonthFirst];
    let code = |language: &str| language.split(['-', '_']).next().map(str::to_ascii_lowercase);
    let of_text = fields.language.as_deref().filter(|own| code(own) != declared.and_then(code));
    let order = match (orders.into_iter().find(agrees).filter(|_| in_url.is_some()), of_text) {
        (Some(order), _) => order,
        (None, Some(language)) => order_of(language),
        (None, None) => return,
    };
    let read = date::read(raw, order).filter(|_| order != DayMonth::Unknown);
    if read.is_none() {
        fields.date_source = None;
    }
    fields.published = read;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_in_the_url_and_the_language_of_the_text_settle_the_order() {
        let of = |url: Option<&str>, language: &str| {
            let mut fields = Fields {
                published: Some("2023-03-04".to_owned()),
                published_raw: Some("03/04/2023".to_owned()),
                date_source: Some(DateSource::HeaderLine),
                url: url.map(str::to_owned),
                language: Some(language.to_owned()),
                ..Fields::default()
            };
            confirm_order(&mut fields, Some("en-US"));
            fields.published
        };
        assert_eq!(of(None, "en").as_deref(), Some("2023-03-04"));
        assert_eq!(of(None, "es").as_deref(), Some("2023-04-03"));
        assert_eq!(of(None, "ja"), None);
        let url = Some("https://harrow.example/2023/04/03/ferry");
        assert_eq!(of(url, "en").as_deref(), Some("2023-04-03"));
        let other = Some("https://harrow.example/2023/05/09/ferry");
        assert_eq!(of(other, "en").as_deref(), Some("2023-03-04"));
    }

    #[test]
    fn a_learned_order_wins_over_that_of_the_language() {
        let mut fields = Fields {
            published: Some("2023-03-04".to_owned()),
            published_raw: Some("03/04/2023".to_owned()),
            date_source: Some(DateSource::HeaderLine),
            site: Some("harrow.example".to_owned()),
            ..Fields::default()
        };
        let id = DocumentId { root: "".into(), path: "a.html".into(), member: None, record: None };
        resolve_date(&mut fields, &id, &DateOrders::default(), DayMonth::Unknown);
        assert_eq!(fields.published.as_deref(), Some("2023-03-04"));
        let key = DateOrders::site_key("harrow.example");
        let orders = DateOrders { orders: [(key, DayMonth::DayFirst)].into_iter().collect() };
        resolve_date(&mut fields, &id, &orders, DayMonth::Unknown);
        assert_eq!(fields.published.as_deref(), Some("2023-04-03"));
        resolve_date(&mut fields, &id, &DateOrders::default(), DayMonth::MonthFirst);
        assert_eq!(fields.published.as_deref(), Some("2023-03-04"));
        // The URL of the page has that day.
        fields.url = Some("https://harrow.example/2023/03/04/ferry".to_owned());
        resolve_date(&mut fields, &id, &orders, DayMonth::Unknown);
        assert_eq!(fields.published.as_deref(), Some("2023-03-04"));
    }
}
