//! Some documents under dense numbers, in the order of their places.
//!
//! In: cards, with or without samples and tokens. Out: [`Fingerprints`], and the place of each number. Sites have numbers
//! by their first document, as they do in a run on one machine.

use std::collections::HashMap;
use std::io;

use super::card::Card;
use crate::document::DocumentNumber;
use crate::document::fingerprint::{Fingerprint, Fingerprints};
use crate::document::shingle::Token;

/// A card with what else is here of its document.
pub struct Member {
    pub card: Card,
    /// Sampled shingles and tokens; `None`: they are elsewhere.
    pub body: Option<(Vec<u32>, Vec<Token>)>,
}

/// Documents under dense numbers.
#[derive(Default)]
pub struct Group {
    places: Vec<u64>,
    pub prints: Fingerprints,
}

impl Group {
    /// Numbers documents. One that is named twice counts once.
    pub fn new(mut members: Vec<Member>) -> io::Result<Group> {
        members.sort_by_key(|member| (member.card.place, member.body.is_none()));
        members.dedup_by_key(|member| member.card.place);
        let mut sites: HashMap<String, u32> = HashMap::new();
        let mut group = Group::default();
        for Member { card, body } in members {
            let next = sites.len() as u32;
            let site = card.site.as_ref().map(|site| match sites.get(site) {
                Some(number) => *number,
                None => *sites.entry(site.clone()).or_insert(next),
            });
            let circumstances = card.circumstances(site);
            group.places.push(card.place);
            match body {
                Some((sample, tokens)) => {
                    let print = Fingerprint { sample, tokens, ..card.print };
                    group.prints.push(&print, circumstances)?;
                }
                None => {
                    let (tokens, sampled) = (card.tokens, card.sampled);
                    group.prints.push_row(&card.print, tokens, sampled, circumstances);
                }
            }
        }
        Ok(group)
    }

    /// Numbers documents of which only the cards are here.
    pub fn of_cards(cards: Vec<Card>) -> io::Result<Group> {
        Group::new(cards.into_iter().map(|card| Member { card, body: None }).collect())
    }

    /// The places, ascending.
    pub fn places(&self) -> &[u64] {
        &self.places
    }

    pub fn place(&self, number: DocumentNumber) -> Option<u64> {
        self.places.get(number as usize).copied()
    }

    pub fn number(&self, place: u64) -> Option<DocumentNumber> {
        self.places.binary_search(&place).ok().map(|number| number as DocumentNumber)
    }
}
