//! Parses bytes into articles: encoding, fields, language, site and date.
//!
//! In: a [`RawDocument`] and the settings. Out: an [`Article`] whose text is what the bytes decode to,
//! or for pages and fragments of pages the lines that a reader sees, or a problem. It cleans nothing,
//! and of the lines of a text it reads fields only from a first line that is a joined record.

mod author_list;
mod bad_json;
mod carry;
mod dates;
mod decode;
mod field;
mod field_use;
mod fragment;
mod html;
mod joined_record;
mod language;
mod metadata;
mod metadata_key;
mod python_repr;
mod record;
mod settings;
mod site;
mod value;
mod value_kind;
mod visible;

use serde::de::IgnoredAny;
use sha2::{Digest, Sha256};

use crate::byline;
use crate::config::{Limits, SiteSource};
use crate::date::{self, DayMonth};
use crate::document::{
    Article, DateSource, DocumentId, EncodingSource, FieldSource, Fields, Format, Outcome, Problem,
    ProblemCode, RECORD_COLUMN, RawDocument, Stage, markup::Markup,
};

pub use dates::resolve_date;
pub use decode::{Decoded, decode};
pub use settings::ParseSettings;

use dates::{METADATA_DATE, confirm_order, drop_implausible, guess_date};
use field::Field;
use metadata::Metadata;
use record::Record;
use value::Value;
use visible::{is_visible, printable};

/// Reads one document.
///
/// ```
/// use copydesk::config::InputSettings;
/// use copydesk::document::{DocumentId, Fields, Format, RawDocument};
/// use copydesk::parse::{ParseSettings, parse};
///
/// let id = DocumentId { root: "".into(), path: "a.jsonl".into(), member: None, record: Some(1) };
/// let bytes = br#"{"title": "Rain", "text": "It rained.", "date": "1 October 2022"}"#.to_vec();
/// let raw = RawDocument { id, format: Format::Json, bytes, declared_encoding: None, fields: Fields::default() };
/// let article = parse(raw, &ParseSettings::new(&InputSettings::default(), false)?).unwrap();
/// assert_eq!(article.original, "It rained.");
/// assert_eq!(article.fields.published.as_deref(), Some("2022-10-01"));
/// # Ok::<(), copydesk::Error>(())
/// ```
pub fn parse(document: RawDocument, settings: &ParseSettings) -> Result<Article, Problem> {
    let RawDocument { id, format, bytes, declared_encoding, fields } = document;
    let outside = Outside { fields, encoding: declared_encoding };
    let read = match format {
        Format::Text => text(bytes, outside),
        Format::Json | Format::Row => json(bytes, outside, settings),
        Format::Html => page(bytes, outside, settings),
    };
    let read = read.and_then(|read| read.check(&settings.limits));
    match read {
        Ok(read) => Ok(article(id, read, settings)),
        Err((code, message)) => {
            let outcome = match code {
                ProblemCode::BadJson | ProblemCode::JsonTooDeep => Outcome::Failed,
                _ => Outcome::Skipped,
            };
            Err(Problem { id, outcome, stage: Stage::Parse, code, message: message.into() })
        }
    }
}

/// The site by the path alone, for documents that could not be read.
pub fn site_of_place(id: &DocumentId, settings: &SiteSource, rooted: bool) -> Option<String> {
    site::site(settings, None, None, id, rooted)
}

/// A JSON text with common faults repaired, such as `NaN`; `None` if it has none.
pub fn repaired_json(text: &str) -> Option<String> {
    bad_json::mend(text).map(|(repaired, _)| repaired)
}

type Refusal = (ProblemCode, String);

/// What was declared outside the bytes.
struct Outside {
    fields: Fields,
    encoding: Option<String>,
}

/// A document that was read, before its fields are completed.
struct Read {
    fields: Fields,
    encoding: String,
    encoding_source: EncodingSource,
    undecodable: u32,
    original: String,
    markup: Option<Markup>,
}

impl Read {
    /// Refuses empty texts and texts over the limits.
    fn check(self, limits: &Limits) -> Result<Read, Refusal> {
        let size = self.original.len() as u64;
        if self.original.is_empty() {
            return Err((ProblemCode::Empty, "the text is empty".to_owned()));
        }
        if size > limits.document_bytes {
            let message = format!("a text of more than {} bytes", limits.document_bytes);
            return Err((ProblemCode::TooLarge, message));
        }
        let long = |line: &str| line.len() as u64 > limits.line_bytes;
        if size > limits.line_bytes && self.original.split('\n').any(long) {
            let message = format!("a line of more than {} bytes", limits.line_bytes);
            return Err((ProblemCode::LineTooLong, message));
        }
        if !self.original.chars().any(is_visible) {
            let message = "nothing but white space and invisible characters".to_owned();
            return Err((ProblemCode::NoText, message));
        }
        Ok(self)
    }
}

/// Reads a file that is one text.
fn text(bytes: Vec<u8>, outside: Outside) -> Result<Read, Refusal> {
    let Decoded { text, encoding, source, undecodable } =
        decode(bytes, outside.encoding.as_deref());
    Ok(Read {
        fields: outside.fields,
        encoding: encoding.into_owned(),
        encoding_source: source,
        undecodable,
        original: fragment::lines(text),
        markup: None,
    })
}

/// Reads a file that is one page.
fn page(bytes: Vec<u8>, outside: Outside, settings: &ParseSettings) -> Result<Read, Refusal> {
    if bytes.is_empty() {
        return Err((ProblemCode::Empty, "the file is empty".to_owned()));
    }
    let declared = outside.encoding.or_else(|| html::declared_encoding(&bytes));
    let Decoded { text, encoding, source, undecodable } = decode(bytes, declared.as_deref());
    let (fields, original, markup) = rendered(&text, outside.fields, settings)?;
    Ok(Read {
        fields,
        encoding: encoding.into_owned(),
        encoding_source: source,
        undecodable,
        original,
        markup: Some(markup),
    })
}

/// Renders a page. Values from outside the page win over the page's own.
fn rendered(
    page: &str,
    outside: Fields,
    settings: &ParseSettings,
) -> Result<(Fields, String, Markup), Refusal> {
    let crawled = dates::crawl_day(&outside);
    let latest = settings.reference_date.as_deref();
    let latest = crawled.as_deref().into_iter().chain(latest).min();
    let Some(read) = html::read(page, latest) else {
        let message = "a page that nests too deep or has too many elements or lines".to_owned();
        return Err((ProblemCode::HtmlTooComplex, message));
    };
    if read.text.is_empty() {
        return Err((ProblemCode::NoText, "a page without text".to_owned()));
    }
    let (mut fields, own) = (outside, read.fields);
    fields.url = fields.url.or(own.url);
    fields.site = fields.site.or_else(|| if fields.url.is_some() { None } else { own.site });
    if fields.headline.is_none() {
        fields.headline = own.headline;
        fields.headline_source = own.headline_source;
    }
    if fields.byline.is_none() {
        fields.byline = own.byline;
        fields.byline_source = own.byline_source;
    }
    fields.standfirst = fields.standfirst.or(own.standfirst);
    fields.language = fields.language.or(own.language);
    let is_earlier = |own: &str| crawled.as_deref().is_some_and(|day| own.get(..10) <= Some(day));
    let earlier = own.published.as_deref().is_some_and(is_earlier);
    if (fields.published.is_none() || earlier) && own.published.is_some() {
        fields.published = own.published;
        fields.published_raw = own.published_raw;
        fields.date_source = own.date_source;
        // The column of a crawl's stamp stays: such a page can be a listing, whatever dates it shows.
        fields.date_column = fields.date_column.filter(|_| earlier);
    } else if fields.published_raw.is_none() {
        fields.published_raw = own.published_raw;
    }
    Ok((fields, read.text, read.markup))
}

/// Reads one JSON object.
fn json(bytes: Vec<u8>, outside: Outside, settings: &ParseSettings) -> Result<Read, Refusal> {
    let Decoded { text, encoding, source, undecodable } = match String::from_utf8(bytes) {
        Ok(text) => {
            let source = EncodingSource::Valid;
            Decoded { text, encoding: "UTF-8".into(), source, undecodable: 0 }
        }
        Err(error) => decode(error.into_bytes(), None),
    };
    // Records in other encodings arrive as UTF-8. Characters that were lost show as U+FFFD.
    let undecodable = match outside.encoding {
        Some(_) => u32::try_from(text.matches('\u{fffd}').count()).unwrap_or(u32::MAX),
        None => undecodable,
    };
    let (encoding, encoding_source) = match outside.encoding {
        Some(name) => (name, EncodingSource::Detected),
        None => (encoding.into_owned(), source),
    };
    let depth = settings.limits.json_depth;
    let error = match Record::read(&text, &settings.fields) {
        Ok(record) => {
            settings.field_use.note(&text, &record);
            let (mut fields, original, markup) = values(record, &text, outside.fields, settings)?;
            fields.carried = settings.carrier.carried(&text, &settings.fields);
            return Ok(Read { fields, encoding, encoding_source, undecodable, original, markup });
        }
        Err(error) => error,
    };
    let refused = || bad_json::refusal(&text, &error, depth);
    // JSON with a fault keeps its own escapes: only what it does not mend can be a record of Python.
    let is_json = |(json, _): &(String, u32)| serde_json::from_str::<IgnoredAny>(json).is_ok();
    let python = || python_repr::json(&text).map(|json| (json, 0));
    let mended = bad_json::mend(&text).filter(is_json).or_else(python);
    let (mended, lost) = mended.ok_or_else(refused)?;
    let record = Record::read(&mended, &settings.fields).map_err(|_| refused())?;
    settings.field_use.note(&mended, &record);
    let (mut fields, original, markup) = values(record, &mended, outside.fields, settings)?;
    fields.carried = settings.carrier.carried(&mended, &settings.fields);
    let undecodable = undecodable.saturating_add(lost);
    Ok(Read { fields, encoding, encoding_source, undecodable, original, markup })
}

/// The fields and the text of a record.
fn values(
    mut record: Record<'_>,
    json: &str,
    outside: Fields,
    settings: &ParseSettings,
) -> Result<(Fields, String, Option<Markup>), Refusal> {
    let (has_text, has_html) = (record.has(Field::Text), record.has(Field::Html));
    let filled = |value: Value<'_>| value.into_text().filter(|text| value::is_filled(text));
    let text = record.first_own(Field::Text, filled);
    let plain = |text: String| {
        let inner = fragment::without_cdata(&text).unwrap_or(&text);
        match fragment::decoded(inner) {
            Some(decoded) => decoded,
            None if inner.len() < text.len() => inner.to_owned(),
            None => text,
        }
    };
    let text = text.map(plain);
    let page = match &text {
        Some(text) => fragment::is_page(text).then(|| text.clone()),
        None => record.first(Field::Html, filled).map(plain),
    };
    // A text under a name of another language, which can be a word of something else, comes last.
    let foreign = match text {
        Some(_) => None,
        None => record.first(Field::Text, filled).map(plain),
    };
    let page = match &foreign {
        Some(foreign) if page.is_none() && fragment::is_page(foreign) => Some(foreign.clone()),
        _ => page,
    };
    let text = text.or(foreign);
    if text.is_none() && page.is_none() {
        return Err(no_text(json, has_text || has_html, settings));
    }
    let date = record.first_name(Field::Date);
    let mut line = |field| {
        record.first(field, |value| value.into_line().filter(|line| value::is_given(field, line)))
    };
    let mut fields = outside;
    fields.source_id = line(Field::Id);
    fields.url = line(Field::Url).or(fields.url);
    fields.site = line(Field::Site).or(fields.site);
    fields.headline = line(Field::Headline).or(fields.headline);
    fields.headline_source = fields.headline.is_some().then_some(FieldSource::Record);
    let author = line(Field::Author);
    let author = author.as_deref().and_then(|value| byline::byline(&author_list::divided(value)));
    fields.byline = author.or(fields.byline);
    fields.byline_source = fields.byline.is_some().then_some(FieldSource::Record);
    fields.standfirst = line(Field::Standfirst).or(fields.standfirst);
    fields.language = line(Field::Language).or(fields.language);
    if let Some(raw) = line(Field::Date) {
        fields.published = date::read_field(&raw, DayMonth::Unknown);
        fields.date_source = fields.published.is_some().then_some(DateSource::Record);
        fields.published_raw = Some(raw);
        let name = date.and_then(|place| settings.fields.name(Field::Date, place));
        fields.date_column = name.map(|name| format!("{RECORD_COLUMN}{name}"));
    }
    if let Some(page) = page {
        // A page without text leaves the text beside it.
        let beside = text.filter(|text| *text != page).map(|text| (fields.clone(), text));
        return match (rendered(&page, fields, settings), beside) {
            (Ok((fields, original, markup)), _) => Ok((fields, original, Some(markup))),
            (Err(_), Some((fields, text))) => Ok((fields, fragment::lines(text), None)),
            (Err(refusal), None) => Err(refusal),
        };
    }
    Ok((fields, fragment::lines(text.unwrap_or_default()), None))
}

/// Why a record has no text: the field is empty or missing.
fn no_text(json: &str, has_field: bool, settings: &ParseSettings) -> Refusal {
    let depth = settings.limits.json_depth;
    if has_field {
        return (ProblemCode::Empty, "the text is empty".to_owned());
    }
    if bad_json::is_deeper(json, depth) {
        let message = format!("nested deeper than {depth} levels");
        return (ProblemCode::JsonTooDeep, message);
    }
    let names: Vec<String> = bad_json::keys(json).iter().map(|key| printable(key)).collect();
    let names = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
    let message = format!("no field {}; its fields: {names}", settings.fields.text_name);
    (ProblemCode::NoText, message)
}

/// Completes the fields of a document.
fn article(id: DocumentId, read: Read, settings: &ParseSettings) -> Article {
    let Read { mut fields, encoding, encoding_source, undecodable, original, markup } = read;
    if let Some(metadata) = &settings.metadata {
        add_metadata(&mut fields, metadata, &id);
    }
    if markup.is_none() {
        joined_record::read(&original, &mut fields);
    }
    let declared = fields.language.take();
    fields.language = language::language(&original, declared.as_deref());
    confirm_order(&mut fields, declared.as_deref());
    fields.site =
        site::site(&settings.site, fields.site, fields.url.as_deref(), &id, settings.rooted);
    let reference = settings.reference_date.as_deref();
    drop_implausible(&mut fields, reference);
    if fields.published.is_none() {
        guess_date(&mut fields, &id, reference);
    }
    let raw_sha256 = Sha256::digest(original.as_bytes()).into();
    Article { id, fields, encoding, encoding_source, undecodable, original, raw_sha256, markup }
}

/// Fills missing fields from the metadata table.
fn add_metadata(fields: &mut Fields, metadata: &Metadata, id: &DocumentId) {
    let row = metadata.row(id, fields.source_id.as_deref());
    for (field, value) in row {
        let place = match field {
            Field::Headline => &mut fields.headline,
            Field::Url => &mut fields.url,
            Field::Site => &mut fields.site,
            Field::Id => &mut fields.source_id,
            Field::Author => {
                if fields.byline.is_none() {
                    fields.byline = byline::byline(&author_list::divided(value));
                    fields.byline_source = fields.byline.is_some().then_some(FieldSource::Metadata);
                }
                continue;
            }
            Field::Standfirst => &mut fields.standfirst,
            Field::Language => &mut fields.language,
            Field::Date if fields.published.is_none() => {
                fields.published = date::read_field(value, DayMonth::Unknown);
                fields.date_source = fields.published.is_some().then_some(DateSource::Metadata);
                fields.published_raw = Some(value.clone());
                fields.date_column = Some(METADATA_DATE.to_owned());
                continue;
            }
            Field::Date | Field::Text | Field::Html => continue,
        };
        place.get_or_insert_with(|| value.clone());
    }
    if fields.headline.is_some() {
        fields.headline_source.get_or_insert(FieldSource::Metadata);
    }
}

#[cfg(test)]
mod tests;
