//! Any bytes that were taken for Html parse into an article or a problem of their document.
#![no_main]

use copydesk::config::InputSettings;
use copydesk::document::{DocumentId, Fields, Format, RawDocument};
use copydesk::parse::{ParseSettings, parse};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: Vec<u8>| {
    let id = DocumentId { root: "".into(), path: "a/b.html".into(), member: None, record: None };
    let raw = RawDocument {
        id: id.clone(),
        format: Format::Html,
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
