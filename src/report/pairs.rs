//! `pairs.csv`: one row per verified pair.
//!
//! In: matches. Out: their rows, sorted by the two documents. It computes nothing but ratios.

use rayon::prelude::*;

use crate::Error;
use crate::document::Match;

use super::cells::{Rows, ratio};
use super::files::TableFile;
use super::identity::Identities;
use super::labels;

/// Pairs that are formatted before they are written.
const BATCH: usize = 1 << 16;

/// Writes the table.
pub fn write(
    table: &mut TableFile<'_>,
    matches: &[Match],
    identities: &Identities,
    spreadsheet: bool,
) -> Result<(), Error> {
    let sorted: Vec<&Match> = if matches.is_sorted_by_key(|pair| (pair.a, pair.b)) {
        Vec::new()
    } else {
        let mut sorted: Vec<_> = matches.iter().collect();
        sorted.sort_by_key(|pair| (pair.a, pair.b));
        sorted
    };
    if !sorted.is_empty() {
        return sorted.chunks(BATCH).try_for_each(|batch| {
            let rows = batch.iter().fold(Rows::new(spreadsheet), |mut rows, pair| {
                row(&mut rows, pair, identities);
                rows
            });
            table.write(rows)
        });
    }
    for batch in matches.chunks(BATCH) {
        let parts: Vec<_> = batch
            .par_chunks(1 << 10)
            .map(|part| {
                let mut rows = Rows::new(spreadsheet);
                part.iter().for_each(|pair| row(&mut rows, pair, identities));
                rows.finish()
            })
            .collect();
        parts.iter().try_for_each(|(exact, twin)| table.write_bytes(exact, twin))?;
    }
    Ok(())
}

fn row(rows: &mut Rows, pair: &Match, identities: &Identities) {
    let (Some(a), Some(b)) = (identities.article(pair.a), identities.article(pair.b)) else {
        return;
    };
    let shared = u64::from(pair.shared_shingles);
    let (size_a, size_b) = (u64::from(pair.shingles_a), u64::from(pair.shingles_b));
    rows.row()
        .hexadecimal(a)
        .hexadecimal(b)
        .word(labels::relation(pair.relation))
        .number(shared)
        .number(size_a)
        .number(size_b)
        .ratio(ratio(shared, (size_a + size_b).saturating_sub(shared)))
        .ratio(ratio(shared, size_a))
        .ratio(ratio(shared, size_b))
        .ratio(u64::from(pair.weighted_similarity))
        .ratio(pair.headline_similarity.map(u64::from))
        .number(pair.days_apart.map(u64::from))
        .word(pair.held_apart.map_or("", labels::held_apart))
        .word(labels::admitted_by(pair.admitted_by))
        .number(pair.days_apart_utc.map(u64::from))
        .end();
}
