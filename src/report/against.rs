//! `against.csv`: one row per document of the reference that a new document matches.
//!
//! In: matches of new documents with documents of a reference, and the places of these. Out: the rows, sorted by
//! the new document. It compares nothing.

use crate::Error;
use crate::document::{DocumentId, Match};

use super::cells::{Rows, ratio};
use super::files::TableFile;
use super::identity::{Id, Identities};
use super::labels;

/// Rows that are formatted before they are written.
const BATCH: usize = 1 << 14;

/// A match of a new document, the first of the pair, with a document of the reference.
#[derive(Debug, Clone)]
pub struct ReferenceMatch {
    pub found: Match,
    /// The id of the reference's document, as a run over the reference gives it.
    pub article: Id,
    pub document: DocumentId,
    pub source_id: Option<String>,
    pub headline: Option<String>,
}

/// Writes the table.
pub fn write(
    table: &mut TableFile<'_>,
    matches: &[ReferenceMatch],
    identities: &Identities,
    spreadsheet: bool,
) -> Result<(), Error> {
    for batch in matches.chunks(BATCH) {
        let mut rows = Rows::new(spreadsheet);
        batch.iter().for_each(|one| row(&mut rows, one, identities));
        table.write(rows)?;
    }
    Ok(())
}

fn row(rows: &mut Rows, one: &ReferenceMatch, identities: &Identities) {
    let pair = &one.found;
    let Some(new) = identities.article(pair.a) else { return };
    let shared = u64::from(pair.shared_shingles);
    let (own, theirs) = (u64::from(pair.shingles_a), u64::from(pair.shingles_b));
    rows.row()
        .hexadecimal(new)
        .hexadecimal(one.article)
        .text(&*one.document.path)
        .text(one.document.member.as_deref())
        .number(one.document.record)
        .text(one.source_id.as_deref())
        .text(one.headline.as_deref())
        .word(labels::relation(pair.relation))
        .number(shared)
        .ratio(ratio(shared, own))
        .ratio(ratio(shared, theirs))
        .ratio(u64::from(pair.weighted_similarity))
        .ratio(pair.headline_similarity.map(u64::from))
        .number(pair.days_apart.map(u64::from))
        .word(labels::admitted_by(pair.admitted_by))
        .word(pair.held_apart.map_or("", labels::held_apart))
        .end();
}
