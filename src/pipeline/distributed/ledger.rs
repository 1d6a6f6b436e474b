//! The driver's list of all documents: who votes, and which documents are decided together.
//!
//! In: the cards of all documents, their first copies and their candidate pairs. Out: the vote of each document, and a
//! bucket for each document that has a copy. It holds about a hundred bytes for each document and sees no text.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap};

use super::candidates::{CopyRow, PairRow};
use super::card::Card;
use super::encoding::{decode, unreadable};
use super::group::Group;
use crate::Error;
use crate::cluster::{self, Candidate, Candidates};
use crate::document::DocumentNumber;
use crate::learned::weights;

/// All documents of a job, by number.
pub struct Ledger {
    group: Group,
    languages: BTreeMap<String, u64>,
}

/// The part of each document in learning, in the order of places.
pub struct VotePlan {
    pub places: Vec<u64>,
    /// Whether it has the vote of its copies.
    pub has_vote: Vec<bool>,
    /// The class of its site if its shingles count.
    pub class: Vec<Option<u32>>,
    /// Whether its words are among those that show which words are common.
    pub in_sample: Vec<bool>,
    /// The size of the table of shingles, as a power of two.
    pub cells_log2: u32,
    /// The texts in each language.
    pub languages: Vec<(String, u64)>,
}

impl Ledger {
    /// The ledger of all cards, in any order.
    pub fn new(cards: &[&[u8]]) -> Result<Ledger, Error> {
        let mut languages: BTreeMap<String, u64> = BTreeMap::new();
        let mut decoded: Vec<Card> = Vec::with_capacity(cards.len());
        for bytes in cards {
            let card: Card = decode(bytes)?;
            if let Some(language) = &card.language {
                *languages.entry(language.clone()).or_default() += 1;
            }
            decoded.push(card);
        }
        Ok(Ledger { group: Group::of_cards(decoded).map_err(unreadable)?, languages })
    }

    pub fn len(&self) -> usize {
        self.group.places().len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The candidates of the corpus under its numbers.
    fn candidates(&self, copies: &[CopyRow], pairs: &[PairRow]) -> Candidates {
        let mut first_copy: Vec<DocumentNumber> = (0..self.len() as DocumentNumber).collect();
        for copy in copies {
            if let (Some(number), Some(first)) =
                (self.group.number(copy.place), self.group.number(copy.first))
                && let Some(slot) = first_copy.get_mut(number as usize)
            {
                *slot = first;
            }
        }
        let pair = |row: &PairRow| {
            let (a, b) = (self.group.number(row.a)?, self.group.number(row.b)?);
            Some(Candidate { a, b, shared: row.shared, is_capped: row.is_capped })
        };
        let mut pairs: Vec<Candidate> = pairs.iter().filter_map(pair).collect();
        pairs.sort_unstable();
        Candidates { first_copy, pairs, ..Candidates::default() }
    }

    /// Decides who votes. `copies` may leave out documents without a copy.
    pub fn votes(&self, copies: &[CopyRow], pairs: &[PairRow]) -> VotePlan {
        let candidates = self.candidates(copies, pairs);
        let prints = &self.group.prints;
        let groups = cluster::copies(prints, &candidates);
        let voters = weights::voters(prints, &cluster::stories(prints, &candidates));
        let mut class = vec![None; self.len()];
        for number in &voters {
            if let Some(slot) = class.get_mut(*number as usize) {
                *slot = prints.head(*number).map(weights::site_class);
            }
        }
        let mut in_sample = vec![false; self.len()];
        for number in weights::sample_of_words(prints, &voters) {
            if let Some(slot) = in_sample.get_mut(number as usize) {
                *slot = true;
            }
        }
        VotePlan {
            places: self.group.places().to_vec(),
            has_vote: (0..).zip(groups).map(|(number, first)| first == number).collect(),
            class,
            in_sample,
            cells_log2: weights::cells_log2(weights::tokens_of(prints, &voters)),
            languages: self.languages.clone().into_iter().collect(),
        }
    }

    /// Puts documents that compared pairs or exact copies connect into one bucket of so many, which have about the same
    /// number of tokens. Documents without either are left out.
    pub fn buckets(
        &self,
        copies: &[CopyRow],
        pairs: &[(u64, u64)],
        buckets: u32,
    ) -> Vec<(u64, u32)> {
        let linked = copies.iter().map(|copy| (copy.place, copy.first));
        let linked = linked.filter(|(place, first)| place != first).chain(pairs.iter().copied());
        let numbers =
            linked.filter_map(|(a, b)| Some((self.group.number(a)?, self.group.number(b)?)));
        let roots = cluster::connected(self.len(), numbers);
        let tokens = |number: DocumentNumber| {
            self.group.prints.head(number).map_or(0, |head| u64::from(head.tokens))
        };
        let mut sizes: HashMap<DocumentNumber, (u64, u32)> = HashMap::new();
        for (number, root) in (0..).zip(&roots) {
            let (sum, members) = sizes.entry(*root).or_default();
            (*sum, *members) = (*sum + tokens(number), *members + 1);
        }
        let mut order: Vec<(u64, DocumentNumber)> = sizes
            .into_iter()
            .filter(|(_, (_, members))| *members > 1)
            .map(|(root, (sum, _))| (sum, root))
            .collect();
        // The largest first, each into the bucket with the least so far.
        order.sort_unstable_by(|x, y| y.cmp(x));
        let mut loads: BinaryHeap<Reverse<(u64, u32)>> =
            (0..buckets.max(1)).map(|bucket| Reverse((0, bucket))).collect();
        let mut bucket_of: HashMap<DocumentNumber, u32> = HashMap::new();
        for (sum, root) in order {
            if let Some(Reverse((load, bucket))) = loads.pop() {
                bucket_of.insert(root, bucket);
                loads.push(Reverse((load + sum, bucket)));
            }
        }
        let placed = self.group.places().iter().zip(&roots);
        placed.filter_map(|(place, root)| Some((*place, *bucket_of.get(root)?))).collect()
    }
}
