//! Candidate pairs in steps that engines shuffle between: exact copies, postings, lists, pairs.
//!
//! In: cards and samples. Out: for each document its first copy; postings; the pairs that lists propose; candidates.
//! It compares no texts.

use super::card::Card;
use super::encoding::{decode, decode_words, unreadable};
use super::group::Group;
use crate::Error;
use crate::cluster::posting_list::{self, Rank, pair_all, pair_neighbours};
use crate::cluster::{self, MatchSettings, Size, is_candidate, shared_sample};
use crate::document::DocumentNumber;

/// A document and the first of its exact copies, which is itself if it has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CopyRow {
    pub place: u64,
    pub first: u64,
}

/// A document in the list of one sampled shingle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Posting {
    pub key: u32,
    pub place: u64,
    /// As [`Rank`].
    pub first: u32,
    pub second: u32,
    pub tokens: u32,
    pub sampled: u32,
}

/// How often some lists propose a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Event {
    pub a: u64,
    pub b: u64,
    pub times: u64,
    /// Whether a list too long to pair all its documents proposed it.
    pub is_capped: bool,
    /// Sampled shingles and tokens of both.
    pub sizes: [(u32, u32); 2],
}

/// A candidate pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PairRow {
    pub a: u64,
    pub b: u64,
    pub shared: u32,
    pub is_capped: bool,
}

/// A pair that a long list proposed, with the samples of both documents.
pub struct SampledPair<'r> {
    pub event: Event,
    pub samples: [&'r [u8]; 2],
}

/// The first copies of documents. All documents with one text must come together.
pub fn first_copies(cards: &[&[u8]], settings: &MatchSettings) -> Result<Vec<CopyRow>, Error> {
    let cards: Vec<Card> = cards.iter().map(|bytes| decode(bytes)).collect::<Result<_, _>>()?;
    let group = Group::of_cards(cards).map_err(unreadable)?;
    let first = cluster::first_copies(&group.prints, settings);
    let rows =
        group.places().iter().zip(first).filter_map(|(place, first)| {
            Some(CopyRow { place: *place, first: group.place(first)? })
        });
    Ok(rows.collect())
}

/// The postings of documents that are the first of their copies.
pub fn postings(
    documents: &[(&[u8], &[u8])],
    settings: &MatchSettings,
) -> Result<Vec<Posting>, Error> {
    let mut postings = Vec::new();
    for (card, sample) in documents {
        let card: Card = decode(card)?;
        if card.is_exact_only(settings) {
            continue;
        }
        let sample = decode_words(sample);
        for key in &sample {
            let Rank { first, second, tokens, .. } = Rank::new(*key, &sample, card.tokens, 0);
            let (place, sampled) = (card.place, card.sampled);
            postings.push(Posting { key: *key, place, first, second, tokens, sampled });
        }
    }
    Ok(postings)
}

/// The pairs that lists propose, and the shingles and pairs that long lists leave out. All postings of one shingle must
/// come together.
pub fn pair_lists(
    mut postings: Vec<Posting>,
    settings: &MatchSettings,
) -> (Vec<Event>, cluster::Capped) {
    postings.sort_unstable();
    let (mut events, mut left_out) = (Vec::new(), cluster::Capped::default());
    for list in postings.chunk_by(|x, y| x.key == y.key).filter(|list| list.len() > 1) {
        let capped = posting_list::capped(list.len(), settings);
        left_out.shingles += capped.shingles;
        left_out.pairs += capped.pairs;
        if posting_list::is_capped(list.len(), settings) {
            // The list is in the order of places, so an index is as good as a number.
            let rank = |(number, one): (DocumentNumber, &Posting)| Rank {
                first: one.first,
                second: one.second,
                tokens: one.tokens,
                number,
            };
            pair_neighbours((0..).zip(list).map(rank).collect(), |a, b| {
                if let (Some(a), Some(b)) = (list.get(a as usize), list.get(b as usize)) {
                    events.extend(event(a, b, true));
                }
            });
        } else {
            pair_all(list, |a, b| events.extend(event(&a, &b, false)));
        }
    }
    (joined(events), left_out)
}

fn event(one: &Posting, two: &Posting, is_capped: bool) -> Option<Event> {
    let (a, b) = if one.place < two.place { (one, two) } else { (two, one) };
    let sizes = [(a.sampled, a.tokens), (b.sampled, b.tokens)];
    (a.place != b.place).then_some(Event { a: a.place, b: b.place, times: 1, is_capped, sizes })
}

/// One event for each pair.
fn joined(mut events: Vec<Event>) -> Vec<Event> {
    events.sort_unstable();
    events.dedup_by(|next, kept| {
        let same = (next.a, next.b) == (kept.a, kept.b);
        if same {
            kept.times += next.times;
            kept.is_capped |= next.is_capped;
        }
        same
    });
    events
}

/// The candidates among pairs that only short lists proposed. All events of a pair must have been summed.
pub fn choose(events: &[Event], settings: &MatchSettings) -> Vec<PairRow> {
    events.iter().filter_map(|event| chosen(event, event.times, settings)).collect()
}

/// The candidates among pairs that a long list proposed. It proposes only some of its pairs, so what they share is
/// counted.
pub fn choose_sampled(pairs: &[SampledPair<'_>], settings: &MatchSettings) -> Vec<PairRow> {
    let chosen = pairs.iter().filter_map(|pair| {
        let [one, two] = pair.samples.map(decode_words);
        chosen(&pair.event, shared_sample(&one, &two), settings)
    });
    chosen.collect()
}

fn chosen(event: &Event, shared: u64, settings: &MatchSettings) -> Option<PairRow> {
    let [one, two] = event.sizes.map(|(sampled, tokens)| Size::new(sampled, tokens, settings));
    let Event { a, b, is_capped, .. } = *event;
    is_candidate(shared, one, two, settings).then_some(PairRow {
        a,
        b,
        shared: shared as u32,
        is_capped,
    })
}
