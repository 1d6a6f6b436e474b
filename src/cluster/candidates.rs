//! Proposes pairs that may be the same story, from the sampled shingles that documents share.
//!
//! In: the fingerprints of all documents. Out: groups of exact copies, candidate pairs of the other
//! documents, and counts of the pairs that were capped. It verifies nothing.
//!
//! The inverted index is a flat table of (shingle, document), radix-sorted in parts, so that the
//! documents of one shingle are adjacent. [`super::posting_list`] pairs the documents of one list.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::candidate::{Candidate, Candidates, Capped};
use super::posting_list::{self, Rank, pair_all, pair_neighbours};
use super::radix::{join_and_sort, scatter};
use super::settings::MatchSettings;
use crate::document::DocumentNumber;
use crate::document::fingerprint::{Fingerprints, Head};

/// Number of parts of the posting table and of the pair table.
const PARTS: usize = 256;
/// Samples with more keys are compared by sorting.
const LONG_SAMPLE: usize = 2_048;
/// Number of documents whose postings one task writes.
const TASK: usize = 4096;

/// Finds exact copies and candidate pairs.
pub(super) fn candidates(fingerprints: &Fingerprints, settings: &MatchSettings) -> Candidates {
    let first_copy = first_copies(fingerprints, settings);
    let lists = postings(fingerprints, &first_copy, settings);
    let capped =
        lists.par_iter().map(|part| capped(part, settings)).reduce(Capped::default, Capped::plus);
    let pairs = pairs(fingerprints, &lists, settings);
    Candidates { first_copy, pairs, capped }
}

/// Whether a document matches exact copies only: it is short, or a stub.
pub(super) fn is_exact_only(head: &Head, settings: &MatchSettings) -> bool {
    head.is_stub || head.text_tokens() < settings.short_tokens
}

/// Headlines of one text on one site from which it is not the story of any of them.
const HEADLINES_OF_ONE_TEXT: usize = 3;

/// For each document of a group with the same text, the part of it that it belongs to. Usually there is one
/// part. But a site that prints a text under several headlines prints it in place of their stories: there,
/// documents with the same headline are a part.
fn parts_by_headline(fingerprints: &Fingerprints, copies: &[DocumentNumber]) -> Vec<u32> {
    let known = |number: &DocumentNumber| {
        let head = fingerprints.head(*number);
        head.map_or((None, 0), |head| (head.site, head.headline_hash))
    };
    let mut headlines: Vec<(u32, u32)> = copies
        .iter()
        .map(known)
        .filter_map(|(site, headline)| Some((site?, headline)))
        .filter(|(_, headline)| *headline != 0)
        .collect();
    headlines.sort_unstable();
    headlines.dedup();
    let has_several = |site: u32| {
        headlines.iter().filter(|(other, _)| *other == site).count() >= HEADLINES_OF_ONE_TEXT
    };
    let part = |number: &DocumentNumber| match known(number) {
        (Some(site), headline) if has_several(site) => headline,
        _ => 0,
    };
    copies.iter().map(part).collect()
}

/// For each document, the earliest published of its exact copies. A document without words has no copy.
/// Copies of a short document must have the same headline too.
pub(super) fn first_copies(
    fingerprints: &Fingerprints,
    settings: &MatchSettings,
) -> Vec<DocumentNumber> {
    let heads = fingerprints.heads();
    let mut order: Vec<(u128, u32, bool, i64, DocumentNumber)> = (0..)
        .zip(heads)
        .filter(|(_, head)| head.text_tokens() > 0)
        .map(|(number, head)| {
            let text =
                head.sha256.first_chunk::<16>().map_or(0, |bytes| u128::from_be_bytes(*bytes));
            let headline = if is_exact_only(head, settings) { head.headline_hash } else { 0 };
            let published = head.published.map_or(i64::MAX, |time| time.minutes);
            (text, headline, head.published.is_none(), published, number)
        })
        .collect();
    order.par_sort_unstable();
    let mut first: Vec<DocumentNumber> = (0..heads.len() as DocumentNumber).collect();
    for copies in order.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        if copies.len() < 2 {
            continue;
        }
        let numbers: Vec<DocumentNumber> = copies.iter().map(|copy| copy.4).collect();
        let mut centers: BTreeMap<u32, DocumentNumber> = BTreeMap::new();
        for (number, part) in numbers.iter().zip(parts_by_headline(fingerprints, &numbers)) {
            let center = *centers.entry(part).or_insert(*number);
            if let Some(slot) = first.get_mut(*number as usize) {
                *slot = center;
            }
        }
    }
    first
}

/// The postings of all documents that are compared by content, in parts. A posting has the key in its
/// upper half and the document in its lower half; each part is sorted.
fn postings(
    fingerprints: &Fingerprints,
    first_copy: &[DocumentNumber],
    settings: &MatchSettings,
) -> Vec<Vec<u64>> {
    let compared = |number: usize, head: &Head| {
        !is_exact_only(head, settings)
            && first_copy.get(number).is_none_or(|first| *first as usize == number)
    };
    let scattered = scatter(fingerprints.len().div_ceil(TASK), PARTS, |task, emit| {
        for number in task * TASK..((task + 1) * TASK).min(fingerprints.len()) {
            if fingerprints.head(number as u32).is_some_and(|head| compared(number, head)) {
                for &key in fingerprints.sample(number as DocumentNumber) {
                    emit((key >> 24) as usize, u64::from(key) << 32 | number as u64);
                }
            }
        }
    });
    scattered.into_par_iter().map(|tables| join_and_sort(tables, 32)).collect()
}

/// The posting lists of a part that have at least two documents.
fn lists(part: &[u64]) -> impl Iterator<Item = &[u64]> {
    part.chunk_by(|a, b| a >> 32 == b >> 32).filter(|list| list.len() > 1)
}

fn capped(part: &[u64], settings: &MatchSettings) -> Capped {
    lists(part)
        .fold(Capped::default(), |sum, list| sum.plus(posting_list::capped(list.len(), settings)))
}

/// All pairs that share enough sampled shingles to be candidates.
fn pairs(
    fingerprints: &Fingerprints,
    lists_by_part: &[Vec<u64>],
    settings: &MatchSettings,
) -> Vec<Candidate> {
    let documents = fingerprints.len().max(1) as u64;
    let scattered = scatter(lists_by_part.len(), PARTS, |task, emit| {
        let mut emit_pair = |a: u64, b: u64, is_capped: bool| {
            let (a, b) = (a.min(b), a.max(b));
            if a != b {
                let part = (a * PARTS as u64 / documents) as usize;
                emit(part, a << 33 | b << 1 | u64::from(is_capped));
            }
        };
        for list in lists_by_part.get(task).into_iter().flat_map(|part| lists(part)) {
            if posting_list::is_capped(list.len(), settings) {
                let ranks = ranks(fingerprints, list);
                pair_neighbours(ranks, |a, b| emit_pair(u64::from(a), u64::from(b), true));
            } else {
                pair_all(list, |a, b| emit_pair(a & 0xffff_ffff, b & 0xffff_ffff, false));
            }
        }
    });
    let sizes: Vec<Size> = fingerprints.heads().iter().map(|h| Size::of(h, settings)).collect();
    let parts: Vec<Vec<Candidate>> = scattered
        .into_par_iter()
        .map(|tables| {
            let events = join_and_sort(tables, 0);
            events
                .chunk_by(|a, b| a >> 1 == b >> 1)
                .filter_map(|same| candidate(fingerprints, &sizes, same, settings))
                .collect()
        })
        .collect();
    parts.concat()
}

/// The part of a head that decides how much a pair must share. There are many more pairs than candidates,
/// in random order; this compact table fits the cache better than the heads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    pub sampled: u32,
    /// Whether one shared sampled shingle is enough.
    pub is_short: bool,
}

impl Size {
    /// Of a document with so many sampled shingles and tokens.
    pub fn new(sampled: u32, tokens: u32, settings: &MatchSettings) -> Size {
        Size { sampled, is_short: tokens < settings.one_shared_below }
    }

    fn of(head: &Head, settings: &MatchSettings) -> Size {
        Size::new(head.sampled(), head.tokens, settings)
    }
}

/// Whether two documents that share so many sampled shingles are a candidate pair: a chance sentence of a long
/// text is not enough.
pub fn is_candidate(shared: u64, one: Size, two: Size, settings: &MatchSettings) -> bool {
    let least = if one.is_short || two.is_short { 1 } else { 2 };
    let share = u64::from(one.sampled.min(two.sampled)) * u64::from(settings.sampled_share) / 100;
    shared >= share.max(least)
}

/// The ranks of the documents of a long list.
fn ranks(fingerprints: &Fingerprints, list: &[u64]) -> Vec<Rank> {
    let key = list.first().map_or(0, |posting| (posting >> 32) as u32);
    let rank = |posting: &u64| {
        let number = *posting as DocumentNumber;
        let tokens = fingerprints.head(number).map_or(0, |head| head.tokens);
        Rank::new(key, fingerprints.sample(number), tokens, number)
    };
    list.iter().map(rank).collect()
}

/// A candidate, if the pair was proposed often enough for documents of this size. A long list proposes only some
/// of its pairs, so the shared shingles of such a pair are counted.
fn candidate(
    fingerprints: &Fingerprints,
    sizes: &[Size],
    events: &[u64],
    settings: &MatchSettings,
) -> Option<Candidate> {
    let pair = *events.first()? >> 1;
    let (a, b) = ((pair >> 32) as DocumentNumber, pair as DocumentNumber);
    let (one, two) = (sizes.get(a as usize)?, sizes.get(b as usize)?);
    let is_capped = events.last().is_some_and(|event| event & 1 == 1);
    let shared = if is_capped {
        shared_sample(fingerprints.sample(a), fingerprints.sample(b))
    } else {
        events.len() as u64
    };
    let found = Candidate { a, b, shared: shared as u32, is_capped };
    is_candidate(shared, *one, *two, settings).then_some(found)
}

/// The number of keys that two samples of distinct keys share.
pub fn shared_sample(one: &[u32], two: &[u32]) -> u64 {
    // Of long samples every bit below would be set.
    if one.len().max(two.len()) > LONG_SAMPLE {
        let mut keys = [one, two].concat();
        keys.sort_unstable();
        return keys.chunk_by(|x, y| x == y).filter(|same| same.len() > 1).count() as u64;
    }
    // Most keys of one sample are not in the other. A bit for some bits of each key says so without a search.
    let mut marks = [0_u64; 64];
    for key in one {
        if let Some(word) = marks.get_mut((key >> 6) as usize & 63) {
            *word |= 1 << (key & 63);
        }
    }
    let is_marked = |key: u32| {
        marks.get((key >> 6) as usize & 63).is_some_and(|word| word >> (key & 63) & 1 == 1)
    };
    two.iter().filter(|&&key| is_marked(key) && one.contains(&key)).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::posting_list::{LONGEST, NEIGHBOURS};
    use crate::document::fingerprint::{Circumstances, Fingerprint, PublicationTime};
    use crate::document::shingle::{Sampling, Token};

    fn push(
        all: &mut Fingerprints,
        words: impl Iterator<Item = u32>,
        hash: u8,
        minutes: Option<i64>,
    ) {
        let tokens: Vec<Token> =
            words.map(|word| Token::new(word.wrapping_mul(0x9e37_79b1), false, false)).collect();
        let sample = Sampling::default().sample(&tokens, &mut Vec::new());
        let one = Fingerprint {
            sha256: [hash; 32],
            headline_tokens: 0,
            tokens,
            headline: String::new(),
            sample,
            is_stub: false,
            is_digest: false,
        };
        let published = minutes.map(|minutes| PublicationTime { minutes, day_only: false, day: 0 });
        all.push(&one, Circumstances { published, site: None }).expect("memory takes it");
    }

    #[test]
    fn the_first_copy_is_the_earliest_and_an_empty_document_has_no_copy() {
        let mut all = Fingerprints::default();
        push(&mut all, 0..50, 1, None);
        push(&mut all, 0..50, 1, Some(90));
        push(&mut all, 0..50, 1, Some(30));
        push(&mut all, 0..0, 2, None);
        push(&mut all, 0..0, 2, None);
        let found = candidates(&all, &MatchSettings::default());
        assert_eq!(found.first_copy, [2, 2, 2, 3, 4]);
        assert!(found.pairs.is_empty());
    }

    #[test]
    fn a_text_under_several_headlines_of_one_site_is_no_copy() {
        let mut all = Fingerprints::default();
        let mut push = |headline: &str, site| {
            let tokens: Vec<Token> =
                (0..50_u32).map(|word| Token::new(word << 4, false, false)).collect();
            let sample = Sampling::default().sample(&tokens, &mut Vec::new());
            let headline = headline.to_owned();
            let one = Fingerprint {
                sha256: [1; 32],
                headline_tokens: 0,
                tokens,
                headline,
                sample,
                is_stub: false,
                is_digest: false,
            };
            all.push(&one, Circumstances { published: None, site }).expect("memory takes it");
        };
        push("mill burns", Some(1));
        push("ferry late", Some(1));
        push("mill burns", Some(1));
        push("oat fair", Some(1));
        push("river floods", Some(2));
        push("oats", None);
        let found = candidates(&all, &MatchSettings::default());
        assert_eq!(found.first_copy, [0, 1, 0, 3, 4, 4]);
    }

    #[test]
    fn shared_keys_are_counted_whatever_their_order_and_number() {
        let keys = |range: std::ops::Range<u32>| -> Vec<u32> {
            range.map(|key| key.wrapping_mul(0x9e37_79b1)).collect()
        };
        for (one, two, shared) in [
            (keys(0..60), keys(40..90), 20),
            (keys(0..3_000), keys(2_900..9_000), 100),
            // The same lower bits, which alone say nothing.
            ((0..50).map(|key| key << 12).collect(), (50..90).map(|key| key << 12).collect(), 0),
            (keys(0..0), keys(0..5), 0),
        ] {
            let backwards: Vec<u32> = one.iter().rev().copied().collect();
            assert_eq!(shared_sample(&backwards, &two), shared);
            assert_eq!(shared_sample(&two, &one), shared);
        }
    }

    #[test]
    fn documents_that_share_a_story_become_candidates_and_others_do_not() {
        let mut all = Fingerprints::default();
        push(&mut all, 0..300, 1, None);
        push(&mut all, 5_000..5_300, 2, None);
        push(&mut all, 30..330, 3, None);
        let found = candidates(&all, &MatchSettings::default());
        let pairs: Vec<_> = found.pairs.iter().map(|pair| (pair.a, pair.b)).collect();
        assert_eq!(pairs, [(0, 2)]);
    }

    #[test]
    fn a_shingle_in_everything_makes_a_linear_number_of_pairs_and_says_so() {
        let mut all = Fingerprints::default();
        for story in 0..2_000 {
            push(&mut all, (0..24).chain(10_000 * story..10_000 * story + 40), 0, None);
        }
        let numbers: Vec<DocumentNumber> = (0..2_000).collect();
        let lists = postings(&all, &numbers, &MatchSettings::default());
        let events: usize = pairs(&all, &lists, &MatchSettings::default()).len();
        // The three sampled lists have orders of their own, so a document has other neighbours in each.
        assert!(events <= 3 * 2_000 * (NEIGHBOURS + LONGEST), "{events} pairs");
        assert!(lists.iter().any(|part| capped(part, &MatchSettings::default()).shingles > 0));
    }
}
