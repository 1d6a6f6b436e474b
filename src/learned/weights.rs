//! Counts the stories with each shingle.
//!
//! In: the fingerprints of a run and the groups of copies among them. Out: [`ShingleWeights`]. It
//! clusters nothing.
//!
//! A group of copies has one vote, that of its longest member. Otherwise a story that 300 papers
//! print would look like a stock phrase. Counts are in a table of fixed size by hash, and stop at
//! 255. Sums and unions do not depend on the order of documents or on the number of threads.

mod cell;
mod common_words;
mod counts;

use std::io;

use rayon::prelude::*;

use crate::document::DocumentNumber;
use crate::document::fingerprint::{Fingerprints, Sequence};
use crate::document::learned::weights::ShingleWeights;

pub use cell::{cells_log2, site_class};
pub use common_words::{common_words, sample_size, words_of};
pub use counts::CellCounts;

use cell::{Cell, Seen, each_cell};

/// The number of parts of the table, as a power of two. One thread at a time works on a part.
const PARTS_LOG2: u32 = 8;
/// Documents that are read in one round.
const ROUND: usize = 8192;
/// Documents that one task reads.
const TASK: usize = 256;

/// The frequencies of the shingles of a corpus. `copies` has, for each document, the number of its
/// group of copies.
///
/// # Errors
/// If token sequences are on disk and cannot be read.
pub fn count(fingerprints: &Fingerprints, copies: &[DocumentNumber]) -> io::Result<ShingleWeights> {
    let voters = voters(fingerprints, copies);
    let cells_log2 = cells_log2(tokens_of(fingerprints, &voters));
    let part_cells = 1_usize << (cells_log2 - PARTS_LOG2);
    let mut parts: Vec<Vec<Cell>> = vec![vec![Cell::default(); part_cells]; 1 << PARTS_LOG2];
    for round in voters.chunks(ROUND) {
        let scattered: Vec<Vec<Vec<u32>>> = round
            .par_chunks(TASK)
            .map(|task| scatter(fingerprints, task, cells_log2))
            .collect::<io::Result<_>>()?;
        parts.par_iter_mut().enumerate().for_each(|(number, cells)| {
            for task in &scattered {
                for entry in task.get(number).into_iter().flatten() {
                    if let Some(cell) = cells.get_mut((entry >> 3) as usize) {
                        cell.add(entry & 7);
                    }
                }
            }
        });
    }
    let common = parts.iter().flatten().zip(0_u32..).filter(|(cell, _)| cell.is_common());
    Ok(ShingleWeights::new(
        cells_log2 as u8,
        common.map(|(cell, number)| (number, cell.stories, cell.one_site())),
    )
    .with_common_words(common_words::of_documents(fingerprints, &voters)?))
}

/// The tokens of some documents together.
fn tokens_of(fingerprints: &Fingerprints, documents: &[DocumentNumber]) -> u64 {
    let heads = documents.iter().filter_map(|&number| fingerprints.head(number));
    heads.map(|head| u64::from(head.tokens)).sum()
}

/// The longest member of each group, or the first of several with the same length.
fn voters(fingerprints: &Fingerprints, copies: &[DocumentNumber]) -> Vec<DocumentNumber> {
    let length = |number: DocumentNumber| fingerprints.head(number).map_or(0, |head| head.tokens);
    let mut best: Vec<DocumentNumber> = (0..fingerprints.len() as DocumentNumber).collect();
    for (number, group) in (0..).zip(copies) {
        if let Some(voter) = best.get_mut(*group as usize)
            && speaks_first((length(number), number), (length(*voter), *voter))
        {
            *voter = number;
        }
    }
    let speaks =
        |number: DocumentNumber| copies.get(number as usize).is_none_or(|group| *group == number);
    (0..).zip(&best).filter(|(number, _)| speaks(*number)).map(|(_, voter)| *voter).collect()
}

/// Whether the first of two members of a group votes rather than the second. Each comes with its tokens and its
/// number or place.
pub fn speaks_first<P: Ord>(one: (u32, P), two: (u32, P)) -> bool {
    one.0 > two.0 || one.0 == two.0 && one.1 < two.1
}

/// The shingles of some documents, each once per document, by part of the table. Each entry is the
/// cell within the part, with the class of the site in the last three bits.
fn scatter(
    fingerprints: &Fingerprints,
    task: &[DocumentNumber],
    cells_log2: u32,
) -> io::Result<Vec<Vec<u32>>> {
    let tokens: usize =
        task.iter().filter_map(|&n| fingerprints.head(n)).map(|head| head.tokens as usize).sum();
    let share = (tokens >> PARTS_LOG2) + (tokens >> (PARTS_LOG2 + 2)) + 16;
    let mut parts: Vec<Vec<u32>> =
        (0..1 << PARTS_LOG2).map(|_| Vec::with_capacity(share)).collect();
    let mut sequence = Sequence::default();
    let mut seen = Seen::default();
    let within = (1_u32 << (cells_log2 - PARTS_LOG2)) - 1;
    for &number in task {
        let Some(head) = fingerprints.head(number) else { continue };
        fingerprints.sequence(number, &mut sequence)?;
        let class = site_class(head.site, &head.sha256);
        each_cell(&sequence.tokens, cells_log2, &mut seen, |cell| {
            if let Some(part) = parts.get_mut((cell >> (cells_log2 - PARTS_LOG2)) as usize) {
                part.push((cell & within) << 3 | class);
            }
        });
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::fingerprint::{Circumstances, Fingerprint};
    use crate::document::learned::weights::FULL;
    use crate::document::shingle::Token;
    use crate::document::shingle::{key, shingles};

    /// A document of words by number.
    fn push(all: &mut Fingerprints, words: impl Iterator<Item = u32>, site: Option<u32>) {
        let tokens: Vec<Token> =
            words.map(|word| Token::new(word.wrapping_mul(0x9e37_79b1), false, false)).collect();
        let one = Fingerprint {
            sha256: [0; 32],
            headline_tokens: 0,
            tokens,
            headline: String::new(),
            sample: Vec::new(),
            is_stub: false,
            is_digest: false,
        };
        all.push(&one, Circumstances { published: None, site }).expect("in memory");
    }

    fn of_words(weights: &ShingleWeights, words: std::ops::Range<u32>) -> u32 {
        let tokens: Vec<Token> =
            words.map(|word| Token::new(word.wrapping_mul(0x9e37_79b1), false, false)).collect();
        shingles(&tokens).next().map_or(0, |shingle| weights.table().weight(key(shingle)))
    }

    #[test]
    fn a_phrase_of_many_stories_loses_weight_and_a_rare_one_does_not() {
        let mut all = Fingerprints::default();
        for story in 0..32 {
            push(&mut all, (1..5).chain(1_000 * story..1_000 * story + 40), Some(story));
        }
        let copies: Vec<u32> = (0..32).collect();
        let weights = count(&all, &copies).expect("in memory");
        assert_eq!(of_words(&weights, 1..5), 362);
        assert_eq!(of_words(&weights, 5_000..5_004), FULL);
    }

    #[test]
    fn copies_have_one_vote() {
        let mut all = Fingerprints::default();
        (0..300).for_each(|paper| push(&mut all, 1..60, Some(paper)));
        assert!(count(&all, &[0; 300]).expect("in memory").is_empty());
    }

    #[test]
    fn shingles_of_one_site_only_have_almost_no_weight() {
        let mut all = Fingerprints::default();
        for story in 0..20 {
            push(&mut all, (1..30).chain(1_000 * story..1_000 * story + 40), Some(7));
        }
        let weights = count(&all, &(0..20).collect::<Vec<_>>()).expect("in memory");
        assert_eq!(of_words(&weights, 1..5), 32);
    }

    #[test]
    fn counts_in_parts_give_the_same_weights() {
        let mut all = Fingerprints::default();
        for story in 0..40 {
            let words = (1..5).chain(1_000 * story..1_000 * story + 40);
            push(&mut all, words, Some(story % 3));
        }
        let whole = count(&all, &(0..40).collect::<Vec<_>>()).expect("in memory");
        let cells_log2 = cells_log2(tokens_of(&all, &(0..40).collect::<Vec<_>>()));
        let of = |number: u32| {
            let mut sequence = Sequence::default();
            all.sequence(number, &mut sequence).expect("in memory");
            let class = all.head(number).map_or(0, |head| site_class(head.site, &head.sha256));
            CellCounts::of([(&*sequence.tokens, class)].into_iter(), cells_log2)
        };
        let mut merged = CellCounts::default();
        for number in (0..40).rev() {
            of(number).parts(cells_log2, 4).into_values().for_each(|part| merged.merge(part));
        }
        assert_eq!(merged.finish(cells_log2, Vec::new()), whole);
    }

    #[test]
    fn the_order_of_documents_does_not_matter() {
        let build = |order: &mut dyn Iterator<Item = u32>| {
            let mut all = Fingerprints::default();
            order.for_each(|n| push(&mut all, (1..5).chain(50 * n..50 * n + 70), Some(n % 5)));
            count(&all, &(0..60).collect::<Vec<_>>()).expect("in memory")
        };
        assert_eq!(build(&mut (0..60)), build(&mut (0..60).rev()));
    }
}
