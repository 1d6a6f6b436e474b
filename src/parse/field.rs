//! Which key of a record fills which field.
//!
//! In: `--field NAME=COLUMN`. Out: for each key of a record, the field it fills. A field's names are
//! in order of preference: the first non-empty value in a record wins. It does not read records.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

use crate::Error;

/// A field that records fill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Field {
    Text,
    Html,
    Headline,
    Url,
    Date,
    Site,
    Id,
    Author,
    Language,
    Standfirst,
}

/// A longer key fills no field.
const KEY_BYTES: usize = 60;
/// Behind the places of all usual names.
const LAST: u8 = 99;

/// What `--field` calls each field, and its usual names in records, in lower case with `_` between
/// words.
const NAMES: [(Field, &str, &[&str]); 10] = [
    (
        Field::Text,
        "text",
        &[
            "text",
            "body",
            // Feeds have only a beginning in the field `content` beside it.
            "content:encoded",
            "content",
            "article",
            "maintext",
            "articlebody",
            "full_text",
            "raw_text",
            "bodytext",
            "body_text",
            "content_text",
        ],
    ),
    (Field::Html, "html", &["html", "raw_html", "content_html", "body_html"]),
    (Field::Headline, "title", &["title", "headline", "webtitle"]),
    (Field::Url, "url", &["url", "link", "weburl"]),
    (
        Field::Date,
        "date",
        &[
            "date",
            "published",
            "date_publish",
            "publish_date",
            "published_at",
            "publishedat",
            "date_published",
            "datepublished",
            "publication_date",
            "pubdate",
            "published_date",
            "webpublicationdate",
            "isodate",
            "dc:date",
        ],
    ),
    (
        Field::Site,
        "site",
        &[
            "source",
            "site",
            "publisher",
            "domain",
            "outlet",
            "source_domain",
            "site_name",
            "sitename",
            "hostname",
        ],
    ),
    (Field::Id, "id", &["id", "_id"]),
    (
        Field::Author,
        "author",
        &["author", "authors", "byline", "dc:creator", "dc.creator", "creator"],
    ),
    (Field::Language, "language", &["language", "lang"]),
    (
        Field::Standfirst,
        "standfirst",
        &[
            "standfirst",
            "deck",
            "dek",
            "subtitle",
            "subheadline",
            "sub_headline",
            "subhead",
            "chapo",
        ],
    ),
];

/// The names of `data/record-names.toml`, by field.
#[derive(Debug, Default, Deserialize)]
struct Foreign {
    names: HashMap<String, Vec<String>>,
}

static FOREIGN: LazyLock<Foreign> = LazyLock::new(|| {
    toml::from_str(include_str!("../../data/record-names.toml")).unwrap_or_default()
});

impl Foreign {
    /// The names of a field in other languages than English.
    fn of(&self, field: &str) -> &[String] {
        self.names.get(field).map(Vec::as_slice).unwrap_or_default()
    }
}

/// The use of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Target {
    /// The field it fills, and its position among the field's names.
    pub field: Option<(Field, u8)>,
    /// Whether nested names in [`FieldMap::paths`] begin with this key.
    pub first: bool,
}

/// Maps keys to fields.
#[derive(Debug, Clone)]
pub(super) struct FieldMap {
    keys: HashMap<String, Target>,
    /// Nested names: the field, and its keys from the outermost to the innermost.
    pub paths: Vec<(Field, Vec<String>)>,
    /// The name of the text field, for messages.
    pub text_name: String,
    /// The names that the user gave.
    given: Vec<(Field, String)>,
}

impl FieldMap {
    /// The usual names. A field in `given` has exactly the given name instead. A dot in it leads into
    /// an object: `article.body`.
    pub fn new(given: &BTreeMap<String, String>) -> Result<FieldMap, Error> {
        let mut given_fields: Vec<(Field, &str)> = Vec::new();
        for (name, column) in given {
            given_fields.push((field_named(name)?, column));
        }
        let mut map = FieldMap {
            keys: HashMap::new(),
            paths: Vec::new(),
            text_name: "text, body, content, article, maintext or html".to_owned(),
            given: given_fields.iter().map(|(f, name)| (*f, (*name).to_owned())).collect(),
        };
        for (field, own_name, names) in NAMES {
            // The usual HTML fields are not read if a text field is given.
            let own = given_fields.iter().any(|(given, _)| {
                *given == field || (field == Field::Html && *given == Field::Text)
            });
            for (place, name) in (0u8..).zip(names.iter().filter(|_| !own)) {
                map.fill(name, field, place);
            }
            // They stand behind the English ones.
            let foreign = FOREIGN.of(own_name).iter().filter(|_| !own);
            for (place, name) in (names.len() as u8..LAST).zip(foreign) {
                map.fill(name, field, place);
            }
        }
        for (field, column) in given_fields {
            map.fill(column.trim_end_matches("[]"), field, 0);
            // `blocks[].text` reads the same as `blocks.text`: every element of an array is entered.
            let parts = column.split('.').map(|part| part.trim_end_matches("[]").to_owned());
            let parts: Vec<String> = parts.collect();
            if let (Some(first), true) = (parts.first(), parts.len() > 1) {
                map.target(first).first = true;
                map.paths.push((field, parts));
            }
            if matches!(field, Field::Text | Field::Html) {
                map.text_name = column.to_owned();
            }
        }
        Ok(map)
    }

    fn target(&mut self, key: &str) -> &mut Target {
        self.keys.entry(key.to_owned()).or_insert(Target { field: None, first: false })
    }

    fn fill(&mut self, key: &str, field: Field, place: u8) {
        self.target(key).field = Some((field, place));
    }

    /// Whether the user named a field.
    pub fn is_given(&self, field: Field) -> bool {
        self.given.iter().any(|(given, _)| *given == field)
    }

    /// The name of a field at a position among its names.
    pub fn name(&self, field: Field, place: u8) -> Option<&str> {
        let given = self.given.iter().find(|(given, _)| *given == field);
        let usual = || {
            let (_, own, names) = NAMES.iter().find(|(known, ..)| *known == field)?;
            let place = usize::from(place % 100);
            let foreign = || FOREIGN.of(own).get(place.checked_sub(names.len())?);
            names.get(place).copied().or_else(|| foreign().map(String::as_str))
        };
        given.map(|(_, name)| name.as_str()).or_else(usual)
    }

    /// Whether a place is that of a name in another language than English.
    pub fn is_foreign(field: Field, place: u8) -> bool {
        let known = NAMES.iter().find(|(known, ..)| *known == field);
        known.is_some_and(|(.., names)| (names.len()..usize::from(LAST)).contains(&place.into()))
    }

    /// Whether a name is one under which programs have themselves, too.
    pub fn is_creator(&self, (field, place): (Field, u8)) -> bool {
        field == Field::Author
            && !self.is_given(field)
            && self.name(field, place) == Some("creator")
    }

    /// The use of a key: by its exact spelling, else without case and with `_` between words.
    pub fn get(&self, key: &str) -> Option<Target> {
        if let Some(target) = self.keys.get(key) {
            return Some(*target);
        }
        let plain = |b: u8| b.is_ascii_lowercase() || b == b'_' || b.is_ascii_digit();
        if key.len() > KEY_BYTES || key.bytes().all(plain) {
            return None;
        }
        let folded = key.trim().to_ascii_lowercase().replace([' ', '-'], "_");
        if folded.is_ascii() {
            return self.keys.get(&folded).copied();
        }
        // The capital İ becomes two characters.
        let folded: String = folded.nfc().collect::<String>().to_lowercase();
        self.keys.get(&folded.replace("i\u{307}", "i")).copied()
    }
}

pub(super) fn field_named(name: &str) -> Result<Field, Error> {
    let found = NAMES.iter().find(|(_, own, names)| *own == name || names.contains(&name));
    found.map(|(field, ..)| *field).ok_or_else(|| {
        let known: Vec<_> = NAMES.iter().map(|(_, own, _)| *own).collect();
        Error::Usage(format!("--field {name}: not one of {}", known.join(", ")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(given: &[(&str, &str)]) -> FieldMap {
        let given = given.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        FieldMap::new(&given).unwrap()
    }

    #[test]
    fn usual_names_in_any_case() {
        let map = map(&[]);
        let field = |key| map.get(key).and_then(|target| target.field).map(|(field, _)| field);
        assert_eq!(field("maintext"), Some(Field::Text));
        assert_eq!(field("Publish Date"), Some(Field::Date));
        assert_eq!(field("articleBody"), Some(Field::Text));
        assert_eq!(field("texts"), None);
        assert_eq!(field("content:encoded"), Some(Field::Text));
        assert_eq!(field("bodyText"), Some(Field::Text));
        assert_eq!(field("content_html"), Some(Field::Html));
        assert_eq!(field("webPublicationDate"), Some(Field::Date));
    }

    #[test]
    fn names_in_other_languages_stand_behind_the_english_ones() {
        #[derive(Deserialize)]
        struct Data {
            names: BTreeMap<String, Vec<String>>,
            examples: BTreeMap<String, String>,
        }
        let data: Data = toml::from_str(include_str!("../../data/record-names.toml")).unwrap();
        let map = map(&[]);
        for (name, field) in &data.examples {
            let (found, place) = map.get(name).unwrap_or_else(|| panic!("{name}")).field.unwrap();
            assert_eq!(found, field_named(field).unwrap(), "{name}");
            assert!(FieldMap::is_foreign(found, place), "{name}");
        }
        let mut known = std::collections::HashSet::new();
        for (field, names) in &data.names {
            let english = NAMES.iter().find(|(_, own, _)| own == field).unwrap().2;
            assert!(english.len() + names.len() <= usize::from(LAST), "{field}");
            for name in names {
                assert!(!NAMES.iter().any(|(.., all)| all.contains(&name.as_str())), "{name}");
                assert!(known.insert(name) && name.len() <= KEY_BYTES, "{name}");
                let (found, place) = map.get(name).unwrap().field.unwrap();
                assert_eq!(map.name(found, place), Some(name.as_str()));
            }
        }
    }

    #[test]
    fn a_given_name_replaces_the_usual_ones() {
        let map = map(&[("text", "story.words"), ("title", "kop")]);
        assert_eq!(map.get("body"), None);
        assert_eq!(map.get("html"), None);
        assert_eq!(map.get("story"), Some(Target { field: None, first: true }));
        assert_eq!(map.paths, [(Field::Text, vec!["story".to_owned(), "words".to_owned()])]);
        assert_eq!(map.get("kop").unwrap().field, Some((Field::Headline, 0)));
        assert!(FieldMap::new(&[("colour".to_owned(), "x".to_owned())].into()).is_err());
    }
}
