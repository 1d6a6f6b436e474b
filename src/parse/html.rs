//! Renders a page to the lines that a reader sees, and reads its fields.
//!
//! In: the bytes or the text of a page. Out: its rendered lines, their markup and its fields. Nothing
//! is removed: menus, comments and footers are lines too. [`crate::boilerplate`] judges them by their
//! markup.

mod attribute;
mod authors;
mod byline;
mod cards;
mod credit_lines;
mod credits;
mod date_order;
mod element_kind;
mod elsewhere;
mod entity;
mod fold;
mod header;
mod heading_parts;
mod headings;
mod headline;
mod hidden_body;
mod hidden_prose;
mod json_ld;
mod lenient_json;
mod lines;
mod metadata;
mod names;
mod open_elements;
mod page_date;
mod place;
mod prune;
mod published;
mod render;
mod repeated_lines;
mod script_state;
mod site_name;
mod standfirst;
mod state_scope;
mod state_story;
mod structured_overlap;
mod tables;
mod tags;
mod title_line;
mod token;
mod tool_words;
mod visit_day;
mod yearless;

use std::borrow::Cow;

use memchr::memmem;

use crate::document::Fields;
use crate::document::markup::Markup;

pub(super) use date_order::order_of;

/// Decodes the character references of a text that is not a page.
pub(super) fn decode_references(text: &str) -> Cow<'_, str> {
    entity::decode(text)
}

/// A page that was read.
#[derive(Debug)]
pub(super) struct Read {
    pub text: String,
    pub markup: Markup,
    /// The page's own fields. The date is the one of its metadata, unless a visible one is better.
    pub fields: Fields,
}

/// Reads a page. `None` if it nests too deeply or has too many elements or lines. A date in a line is
/// used if it is not after `reference`.
pub(super) fn read(page: &str, reference: Option<&str>) -> Option<Read> {
    let mut rendered = render::render(page).ok()?;
    if hidden_body::shows_little(&rendered)
        && let Ok(mut other) = render::render_without_scripts(page)
        && hidden_body::shows_more(&other, &rendered)
    {
        repeated_lines::drop_notices(&rendered, &mut other);
        rendered = other;
    }
    let (fields, body) = metadata::metadata(&rendered, reference);
    let (text, mut markup) = match hidden_body::hidden_body(&rendered, body.as_deref()) {
        None => (rendered.text, rendered.markup),
        Some(article) => {
            let whole = [page, &article].concat();
            let mut with = render::render(&whole).ok()?;
            repeated_lines::drop_teaser(&rendered, &mut with);
            (with.text, with.markup)
        }
    };
    if let Some(body) = body {
        structured_overlap::mark(&text, &body, &mut markup.lines);
    }
    Some(Read { text, markup, fields })
}

/// The first bytes, in which a page declares its encoding.
const PRESCAN_BYTES: usize = 4096;

/// The encoding declared in an XML declaration or a `meta` tag.
pub(super) fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..PRESCAN_BYTES).unwrap_or(bytes).to_ascii_lowercase();
    let mut labels = [&b"charset"[..], b"encoding"].into_iter().filter_map(|key| {
        if key == b"encoding" && !head.trim_ascii_start().starts_with(b"<?xml") {
            return None;
        }
        memmem::find_iter(&head, key).find_map(|at| label(head.get(at + key.len()..)?))
    });
    // The declaration was read as single bytes, so the page cannot be UTF-16.
    labels.find(|label| !label.starts_with("utf-16"))
}

/// The value after `charset` or `encoding`.
fn label(bytes: &[u8]) -> Option<String> {
    let value = bytes.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let value = value.strip_prefix(b"\"").or_else(|| value.strip_prefix(b"'")).unwrap_or(value);
    let end = value
        .iter()
        .position(|b| !(b.is_ascii_alphanumeric() || b"-_:.+".contains(b)))
        .unwrap_or(value.len());
    let label = value.get(..end).filter(|label| !label.is_empty())?;
    String::from_utf8(label.to_vec()).ok()
}

#[cfg(test)]
mod tests {
    mod html5ever;
    mod html5lib;

    use super::*;

    #[test]
    fn an_encoding_is_declared_in_several_ways() {
        let of = |page: &str| declared_encoding(page.as_bytes());
        assert_eq!(of("<meta charset='Shift_JIS'>").as_deref(), Some("shift_jis"));
        assert_eq!(
            of("<meta http-equiv=x content=\"text/html; charset=windows-1251\">").as_deref(),
            Some("windows-1251")
        );
        assert_eq!(
            of("<?xml version='1.0' encoding='iso-8859-2'?>").as_deref(),
            Some("iso-8859-2")
        );
        assert_eq!(of("<meta charset=utf-16le>"), None);
        assert_eq!(of("<p>no charset here, and no encoding"), None);
    }
}
