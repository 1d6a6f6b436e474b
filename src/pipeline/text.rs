//! One text or two, without a corpus: the functions that a program calls first.
//!
//! In: texts in memory. Out: a clean text with its edits, or what two texts have in common. They
//! read no file and write none.

use super::Cleaner;
use crate::Error;
use crate::cluster::{self, MatchSettings};
use crate::config::{CleaningSettings, InputSettings};
use crate::document::fingerprint::{Circumstances, Fingerprints};
use crate::document::learned::LearnedState;
use crate::document::shingle::Sampling;
use crate::document::{CleanArticle, DocumentId, Fields, Format, Match, RawDocument};
use crate::fingerprint::Fingerprinter;
use crate::parse::{self, ParseSettings};

/// Cleans one plain text with the built-in rules, repairs and models.
///
/// The result holds the clean text, the fields that were found in it (headline, byline, date) and
/// every edit. To clean many texts, or texts with settings, keep a [`Cleaner`].
///
/// # Errors
/// [`Error::Usage`] when the text is empty or longer than the limits of
/// [`Limits`](crate::config::Limits).
///
/// ```
/// let clean = copydesk::clean("The ferry left at noon .\n\nADVERTISEMENT\n\nIt came back at dusk.")?;
/// assert_eq!(clean.text, "The ferry left at noon.\n\nIt came back at dusk.");
/// # Ok::<(), copydesk::Error>(())
/// ```
pub fn clean(text: &str) -> Result<CleanArticle, Error> {
    let id = DocumentId { root: "".into(), path: "text".into(), member: None, record: None };
    let raw = RawDocument {
        id,
        format: Format::Text,
        bytes: text.as_bytes().to_vec(),
        declared_encoding: Some("utf-8".to_owned()),
        fields: Fields::default(),
    };
    let article = parse::parse(raw, &ParseSettings::new(&InputSettings::default(), false)?)
        .map_err(|problem| {
            Error::Usage(format!("the text cannot be cleaned: {}", problem.message))
        })?;
    Ok(Cleaner::open(&CleaningSettings::default())?.clean(article))
}

/// Compares two texts. Returns `None` when they are not copies of one story.
///
/// In the [`Match`], `a` is the first text and `b` the second. No shingle counts as common, because
/// there is no corpus to learn from.
///
/// ```
/// use copydesk::document::Relation;
/// let story = "The ferry to Sandholm left at noon with forty carts of barley. The harbour master \
///              said that it would be the last one before the ice leaves the sound in April.";
/// let found = copydesk::matches(story, story).expect("a text is a copy of itself");
/// assert_eq!(found.relation, Relation::Exact);
/// assert!(copydesk::matches(story, "The bakers of Old Ford have a new oven.").is_none());
/// ```
pub fn matches(first: &str, second: &str) -> Option<Match> {
    let settings = MatchSettings {
        // Two texts are compared whatever their samples share.
        sampling: Sampling { one_in: 1, ..Sampling::default() },
        ..MatchSettings::default()
    };
    let (mut fingerprinter, mut fingerprints) =
        (Fingerprinter::new(settings.sampling), Fingerprints::default());
    for text in [first, second] {
        let fingerprint = fingerprinter.fingerprint(None, text);
        fingerprints.push(&fingerprint, Circumstances::default()).ok()?;
    }
    let candidates = cluster::candidates(&fingerprints, &settings);
    let weights = LearnedState::default().weights;
    let found = cluster::cluster(&fingerprints, &candidates, &weights, &settings).ok()?;
    found.matches.into_iter().next()
}
