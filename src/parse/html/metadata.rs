//! Reads a page's fields: headline, authors, date, site, address, language.
//!
//! In: a rendered [`Page`]. Out: [`Fields`], and the text of the story if structured data repeats
//! it. [`super::headline`], [`super::published`] and [`super::byline`] choose among several values. It
//! does not look for dates in addresses, which all formats share.

use super::byline::byline;
use super::header::Header;
use super::heading_parts::heading_of;
use super::headline::headline;
use super::json_ld;
use super::place::place;
use super::published::{published, unsettled};
use super::render::Page;
use super::standfirst::standfirst;
use super::tags::{Tags, plain};
use crate::document::Fields;

/// The fields, and the text of the story in the structured data.
pub(super) fn metadata(page: &Page<'_>, reference: Option<&str>) -> (Fields, Option<String>) {
    let tags = Tags::read(page);
    let title = [&plain(page.title), tags.get(&["og:title"]).unwrap_or_default()].join(" ");
    let linked = json_ld::read(&page.data, &title);
    let (headline, headline_source) = headline(page, &tags, &linked).unzip();
    let whole = |headline: &str| place(page, &heading_of(headline, &page.heading_parts)?);
    let at = headline.as_deref().and_then(|own| place(page, own).or_else(|| whole(own)));
    let head = Header::of(page, at);
    let (byline, byline_source) = byline(page, &tags, &linked, &head).unzip();
    let standfirst = standfirst(page, &tags, &head);
    let (published, published_raw, date_source) =
        match published(page, &tags, &linked, &head, byline.as_deref(), reference) {
            Some((iso, raw, source)) => (Some(iso), Some(raw), Some(source)),
            None => (None, unsettled(page, &tags, &linked, &head), None),
        };
    let fields = Fields {
        url: tags.canonical.clone(),
        site: tags.get(&["og:site_name"]).map(str::to_owned).or(linked.publisher.clone()),
        byline,
        byline_source,
        headline,
        headline_source,
        standfirst,
        published,
        published_raw,
        date_source,
        language: tags.language.clone().or(linked.language.clone()),
        ..Fields::default()
    };
    (fields, linked.body)
}
