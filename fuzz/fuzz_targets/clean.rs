//! The edits of any text replay and reverse, and cleaning the clean text changes nothing.
#![no_main]

use std::sync::LazyLock;

use copydesk::config::CleaningSettings;
use copydesk::document::{Article, DocumentId, Fields};
use copydesk::edit::{apply, reverse};
use copydesk::pipeline::Cleaner;
use libfuzzer_sys::fuzz_target;

static CLEANER: LazyLock<Cleaner> =
    LazyLock::new(|| Cleaner::open(&CleaningSettings::default()).unwrap());

fn article(original: String, fields: Fields) -> Article {
    Article {
        id: DocumentId { root: "".into(), path: "a.txt".into(), member: None, record: None },
        fields,
        encoding: "UTF-8".to_owned(),
        encoding_source: Default::default(),
        undecodable: 0,
        original,
        raw_sha256: [0; 32],
        markup: None,
    }
}

fuzz_target!(|text: String| {
    let fields = Fields { language: Some("en".to_owned()), ..Fields::default() };
    let clean = CLEANER.clean(article(text.clone(), fields));
    assert_eq!(apply(&text, &clean.edits).as_ref(), Some(&clean.text));
    assert_eq!(reverse(&clean.text, &clean.edits).as_ref(), Some(&text));
    let again = CLEANER.clean(article(clean.text.clone(), clean.article.fields));
    assert_eq!(again.text, clean.text);
});
