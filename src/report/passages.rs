//! `passages.csv`: one row per passage that the two documents of a verified pair have in common.
//!
//! In: passages with their places. Out: their rows, in their order. It aligns nothing.

use rayon::prelude::*;

use crate::Error;
use crate::document::passage::{PlacedPassage, TextRange};

use super::cells::{Row, Rows};
use super::files::TableFile;
use super::identity::Identities;

/// Passages that one task formats.
const BATCH: usize = 1 << 12;

/// Writes the table. The passages of a pair are adjacent.
pub fn write(
    table: &mut TableFile<'_>,
    passages: &[PlacedPassage],
    identities: &Identities,
    spreadsheet: bool,
) -> Result<(), Error> {
    let pairs: Vec<&[PlacedPassage]> = passages
        .chunk_by(|one, two| (one.passage.a, one.passage.b) == (two.passage.a, two.passage.b))
        .collect();
    let parts: Vec<_> = pairs
        .par_chunks(BATCH)
        .map(|part| {
            let mut rows = Rows::new(spreadsheet);
            for pair in part {
                (1..).zip(*pair).for_each(|(nth, one)| row(&mut rows, nth, one, identities));
            }
            rows.finish()
        })
        .collect();
    parts.iter().try_for_each(|(exact, twin)| table.write_bytes(exact, twin))
}

fn row(rows: &mut Rows, nth: u64, one: &PlacedPassage, identities: &Identities) {
    let PlacedPassage { passage, range_a, range_b } = one;
    let (Some(a), Some(b)) = (identities.article(passage.a), identities.article(passage.b)) else {
        return;
    };
    let row = rows.row().hexadecimal(a).hexadecimal(b).number(nth);
    let row = range(range(row, range_a), range_b).number(u64::from(passage.shared));
    match passage.source.and_then(|source| identities.article(source)) {
        Some(source) => row.hexadecimal(source).end(),
        None => row.word("").end(),
    }
}

fn range<'r>(row: Row<'r>, range: &TextRange) -> Row<'r> {
    row.number(range.bytes.start)
        .number(range.bytes.end)
        .number(range.characters.start)
        .number(range.characters.end)
}
