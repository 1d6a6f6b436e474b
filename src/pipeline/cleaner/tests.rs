//! Tests of `cleaner`.

use super::*;
use crate::document::DocumentId;
use crate::edit::{apply, reverse};
use proptest::prelude::*;

/// Pieces of invented stories: prose, chrome, metadata, damage.
const PIECES: [&str; 16] = [
    "The dam held through the night, the mayor of Harrow Falls said on Monday.",
    "Two bridges stay shut until the river falls , and the school is a shelter.It has beds.",
    "See also  Farmers count their losses",
    "March 3, 2021",
    "By Ines Falk",
    "Harrow Falls Gazette",
    "Dam holds as river crests at Harrow Falls",
    "PORT CALDER (Meridian Wire) - Ferries ran again on Tuesday after a strike of nine days.",
    "Ines Falk contributed to this report.",
    "This story has been updated.",
    "Sign up for our newsletter",
    "&copy; 2021 Harrow Falls Gazette. All rights reserved.",
    "caf\u{e9} \u{200b}\u{a0} and na\u{c3}\u{af}ve readers said \u{201c} no \u{201d} to it",
    "main meeting",
    "* * *",
    "  ",
];

fn article(original: String, headline: Option<String>) -> Article {
    Article {
        id: DocumentId { root: "".into(), path: "a.txt".into(), member: None, record: None },
        fields: Fields { headline, language: Some("en".to_owned()), ..Fields::default() },
        encoding: "UTF-8".to_owned(),
        encoding_source: Default::default(),
        undecodable: 0,
        original,
        raw_sha256: [0; 32],
        markup: None,
    }
}

fn gap() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["\n", "\n\n", " ", "\r\n"])
}

#[test]
fn the_fields_of_a_record_are_repaired_like_its_text() {
    let mut scraped = article("The dam held.".to_owned(), Some("Caf\u{c3}\u{a9} &amp; dam".into()));
    scraped.fields.byline = Some("&nbsp;Ines\u{a0}Falk".to_owned());
    let clean = Cleaner::open(&CleaningSettings::default()).unwrap().clean(scraped);
    assert_eq!(clean.article.fields.headline.as_deref(), Some("Caf\u{e9} & dam"));
    assert_eq!(clean.article.fields.byline.as_deref(), Some("Ines Falk"));
}

proptest! {
    #[test]
    fn cleaning_replays_reverses_and_is_idempotent(
        pieces in prop::collection::vec((0usize..16, gap()), 0..14),
        known in any::<bool>(),
    ) {
        let text: String = pieces.iter().flat_map(|&(n, gap)| [PIECES[n], gap]).collect();
        let headline = known.then(|| PIECES[6].to_owned());
        let cleaner = Cleaner::open(&CleaningSettings::default()).unwrap();
        let clean = cleaner.clean(article(text.clone(), headline));
        prop_assert_eq!(apply(&text, &clean.edits), Some(clean.text.clone()));
        prop_assert_eq!(reverse(&clean.text, &clean.edits), Some(text));

        let mut again = article(clean.text.clone(), None);
        again.fields = clean.article.fields.clone();
        let again = cleaner.clean(again);
        prop_assert_eq!(&again.text, &clean.text);
    }
}
