//! Any bytes parse, as text, JSON or HTML, into an article or a problem of their document.
#![no_main]

use copydesk::config::InputSettings;
use copydesk::document::{DocumentId, Fields, Format, RawDocument};
use copydesk::parse::{ParseSettings, parse};
use libfuzzer_sys::fuzz_target;

const FORMATS: [(Format, &str); 3] =
    [(Format::Text, "a/b.txt"), (Format::Json, "a/b.json"), (Format::Html, "a/b.html")];

fuzz_target!(|input: (u8, Vec<u8>)| {
    let (choice, bytes) = input;
    let (format, path) = FORMATS[usize::from(choice) % FORMATS.len()];
    let id = DocumentId { root: "".into(), path: path.into(), member: None, record: None };
    let raw = RawDocument {
        id: id.clone(),
        format,
        bytes,
        declared_encoding: None,
        fields: Fields::default(),
    };
    let settings = ParseSettings::new(&InputSettings::default(), false).unwrap();
    match parse(raw, &settings) {
        Ok(article) => assert!(article.id == id && !article.original.is_empty()),
        Err(problem) => assert!(problem.id == id && !problem.message.is_empty()),
    }
});
