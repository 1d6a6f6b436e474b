//! Places the passages of matches in the clean texts.
//!
//! In: the store with its documents, and the matches of a run. Out: the passages with their ranges in bytes and
//! characters. The texts are read once, in order; only the ends of passages are kept of them.

use std::ops::Range;

use rayon::prelude::*;

use super::plan::Plan;
use super::store::{Documents, Store};
use crate::Error;
use crate::cluster::{self, Clustering};
use crate::document::DocumentNumber;
use crate::document::passage::{Passage, PlacedPassage, TextRange};
use crate::fingerprint::token_spans;
use crate::report::Piece;

/// A side of a passage: its document, its place in the list, whether it is the first document, its tokens.
type Side = (DocumentNumber, usize, bool, Range<u32>);

/// The passages of all matches, in their order. A plan that does not ask for them gets none.
pub fn passages(
    store: &dyn Store<'_>,
    documents: &Documents,
    clustering: &Clustering,
    plan: &Plan,
    unreadable: impl Fn(std::io::Error) -> Error,
) -> Result<Vec<PlacedPassage>, Error> {
    if !plan.output.passages {
        return Ok(Vec::new());
    }
    let passages = cluster::passages(&documents.fingerprints, &clustering.matches);
    let passages = passages.map_err(unreadable)?;
    let mut sides: Vec<Side> = Vec::with_capacity(passages.len() * 2);
    for (at, one) in passages.iter().enumerate() {
        sides.push((one.a, at, true, one.tokens_a.clone()));
        sides.push((one.b, at, false, one.tokens_b.clone()));
    }
    sides.par_sort_unstable_by_key(|(number, at, is_first, _)| (*number, *at, *is_first));
    let mut placed: Vec<PlacedPassage> = passages.into_iter().map(unplaced).collect();
    let mut next: DocumentNumber = 0;
    store.each_batch(None, &mut |pieces| {
        let numbered = Piece::numbered(pieces, &mut next);
        let found: Vec<Vec<(usize, bool, TextRange)>> = numbered
            .into_par_iter()
            .map(|(first, piece)| ranges(first, piece, &sides))
            .collect::<Result<_, Error>>()?;
        for (at, is_first, range) in found.into_iter().flatten() {
            if let Some(one) = placed.get_mut(at) {
                *(if is_first { &mut one.range_a } else { &mut one.range_b }) = range;
            }
        }
        Ok(())
    })?;
    Ok(placed)
}

fn unplaced(passage: Passage) -> PlacedPassage {
    PlacedPassage { passage, range_a: TextRange::default(), range_b: TextRange::default() }
}

/// The ranges of the sides in the documents of a piece, of which the first has this number.
fn ranges(
    first: DocumentNumber,
    piece: Piece<'_>,
    sides: &[Side],
) -> Result<Vec<(usize, bool, TextRange)>, Error> {
    let start = sides.partition_point(|side| side.0 < first);
    let end = sides.partition_point(|side| side.0 < first + piece.documents as DocumentNumber);
    let mut rest = sides.get(start..end).unwrap_or(&[]);
    let mut found = Vec::with_capacity(rest.len());
    if rest.is_empty() {
        return Ok(found);
    }
    for (number, document) in (first..).zip((piece.make)()?) {
        let count = rest.partition_point(|side| side.0 <= number);
        let Some((own, after)) = rest.split_at_checked(count) else { break };
        rest = after;
        if !own.is_empty() {
            let spans = token_spans(&document.text);
            let characters = Characters::new(&document.text);
            found.extend(own.iter().map(|(_, at, is_first, tokens)| {
                (*at, *is_first, range(&spans, &characters, tokens))
            }));
        }
    }
    Ok(found)
}

/// The range of some tokens.
fn range(spans: &[Range<usize>], characters: &Characters<'_>, tokens: &Range<u32>) -> TextRange {
    let span = |token: u32| spans.get(token as usize);
    let start = span(tokens.start).map_or(0, |span| span.start);
    let end = span(tokens.end.saturating_sub(1)).map_or(start, |span| span.end).max(start);
    TextRange {
        bytes: start as u64..end as u64,
        characters: characters.before(start)..characters.before(end),
    }
}

/// Counts characters before a byte.
struct Characters<'t> {
    text: &'t str,
    /// The count at each multiple of `STEP` bytes.
    counts: Vec<u64>,
}

/// Bytes between two counts.
const STEP: usize = 256;

impl<'t> Characters<'t> {
    fn new(text: &'t str) -> Characters<'t> {
        let mut sum = 0;
        let counts = text.as_bytes().chunks(STEP).map(|chunk| {
            let before = sum;
            sum += starts(chunk);
            before
        });
        Characters { text, counts: counts.collect() }
    }

    fn before(&self, byte: usize) -> u64 {
        let step = (byte / STEP).min(self.counts.len().saturating_sub(1));
        let rest = self.text.as_bytes().get(step * STEP..byte).unwrap_or(&[]);
        self.counts.get(step).copied().unwrap_or(0) + starts(rest)
    }
}

/// The characters that begin among some bytes.
fn starts(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_count_bytes_and_characters() {
        let text = format!("{}Élève trouvé à Vaurec", "é ".repeat(300));
        let (spans, characters) = (token_spans(&text), Characters::new(&text));
        let found = range(&spans, &characters, &(300..302));
        assert_eq!(
            text.get(found.bytes.start as usize..found.bytes.end as usize),
            Some("Élève trouvé")
        );
        assert_eq!(found.characters, 600..612);
        assert_eq!(range(&spans, &characters, &(900..901)), TextRange::default(), "no such token");
        assert_eq!(characters.before(text.len()), text.chars().count() as u64);
    }
}
