//! Verification of pairs, and the decision for documents that pairs connect.
//!
//! In: rows of documents and pairs. Out: compared pairs; then matches and clusters. Both need the weights of the
//! learned state.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::card::Card;
use super::encoding::{damaged, decode, decode_words, encode, unreadable};
use super::executor::Executor;
use super::group::{Group, Member};
use crate::Error;
use crate::cluster::{self, Candidate, ComparedPair};
use crate::document::learned::weights::WeightTable;
use crate::document::shingle::Token;
use crate::document::{Cluster, DocumentNumber, Match};

/// A candidate pair with its documents: of each its card, its sample and its tokens.
pub struct VerifyRow<'r> {
    pub a: u64,
    pub b: u64,
    pub one: [&'r [u8]; 3],
    pub two: [&'r [u8]; 3],
}

/// A document or a compared pair.
pub enum DecideRow<'r> {
    /// A document, the first of its copies, its card, and its sample and tokens if it is in a compared pair.
    Document {
        first: u64,
        card: &'r [u8],
        body: Option<[&'r [u8]; 2]>,
    },
    Pair {
        a: u64,
        b: u64,
        compared: &'r [u8],
    },
}

/// Matches and clusters of some documents. Their numbers are indices into `places`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Decided {
    pub places: Vec<u64>,
    pub matches: Vec<Match>,
    pub clusters: Vec<Cluster>,
}

impl Decided {
    pub fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        encode(self)
    }

    /// # Errors
    /// [`Error::Damaged`] if another version wrote the bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Decided, Error> {
        decode(bytes)
    }
}

impl Executor {
    fn table(&self) -> &WeightTable {
        self.table.get_or_init(|| self.cleaner.learned().weights.table())
    }

    /// Compares pairs. Returns the matches and the pairs that share a part: the places of both, and the comparison.
    pub fn verify(&self, rows: &[VerifyRow<'_>]) -> Result<Vec<(u64, u64, Vec<u8>)>, Error> {
        let mut members = Vec::new();
        let mut known = HashSet::new();
        for row in rows {
            for (place, parts) in [(row.a, row.one), (row.b, row.two)] {
                if known.insert(place) {
                    members.push(member(parts[0], Some([parts[1], parts[2]]))?);
                }
            }
        }
        let group = Group::new(members).map_err(unreadable)?;
        let pair = |row: &VerifyRow<'_>| {
            let (a, b) = (group.number(row.a)?, group.number(row.b)?);
            Some(Candidate { a, b, shared: 0, is_capped: false })
        };
        let mut pairs: Vec<Candidate> = rows.iter().filter_map(pair).collect();
        pairs.sort_unstable();
        let compared = cluster::verify(&group.prints, &pairs, self.table(), &self.plan.matching);
        let rows = compared.map_err(unreadable)?.into_iter().map(|one| {
            let missing = || damaged("a pair names a document that is not there");
            let a = group.place(one.pair.a).ok_or_else(missing)?;
            let b = group.place(one.pair.b).ok_or_else(missing)?;
            Ok((a, b, encode(&one)?))
        });
        rows.collect()
    }

    /// Guards and clusters documents. All that compared pairs and exact copies connect must come together.
    pub fn decide(&self, rows: &[DecideRow<'_>]) -> Result<Decided, Error> {
        let (mut members, mut firsts) = (Vec::new(), Vec::new());
        for row in rows {
            if let DecideRow::Document { first, card, body } = row {
                let member = member(card, *body)?;
                firsts.push((member.card.place, *first));
                members.push(member);
            }
        }
        let group = Group::new(members).map_err(unreadable)?;
        let mut first_copy: Vec<DocumentNumber> = (0..group.places().len() as u32).collect();
        for (place, first) in firsts {
            if let (Some(number), Some(first)) = (group.number(place), group.number(first))
                && let Some(slot) = first_copy.get_mut(number as usize)
            {
                *slot = first;
            }
        }
        let mut compared = Vec::new();
        for row in rows {
            if let DecideRow::Pair { a, b, compared: bytes } = row {
                let mut one: ComparedPair = decode(bytes)?;
                let (Some(a), Some(b)) = (group.number(*a), group.number(*b)) else {
                    return Err(damaged("a pair came without its documents"));
                };
                (one.pair.a, one.pair.b) = (a, b);
                compared.push(one);
            }
        }
        compared.sort_unstable_by_key(|one| (one.pair.a, one.pair.b));
        let settings = &self.plan.matching;
        let decided = cluster::decide(&group.prints, &first_copy, compared, self.table(), settings);
        let (matches, clusters) = decided.map_err(unreadable)?;
        Ok(Decided { places: group.places().to_vec(), matches, clusters })
    }
}

fn member(card: &[u8], body: Option<[&[u8]; 2]>) -> Result<Member, Error> {
    let card: Card = decode(card)?;
    let body = body.map(|[sample, tokens]| {
        (decode_words(sample), decode_words(tokens).into_iter().map(Token).collect())
    });
    Ok(Member { card, body })
}
