//! Who votes in learning: links between documents, and the decisions for the groups that links connect.
//!
//! In: cards, pairs and groups, of any part of a corpus. Out: links; of each excerpt its container; of each story its
//! voter. It connects nothing: an engine does, or [`connected`](super::connected).

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::candidates::PairRow;
use super::card::Card;
use super::encoding::{decode, unreadable};
use super::group::Group;
use crate::Error;
use crate::cluster::{self, Candidate};
use crate::learned::weights;

/// What learning needs to know of a document itself.
pub struct Fact {
    pub place: u64,
    pub tokens: u32,
    pub sha256: [u8; 32],
    pub site: Option<String>,
    pub language: Option<String>,
}

/// Two documents that may have one vote, with the cards of both.
pub enum LinkRow<'r> {
    /// A document and the first of its exact copies.
    Exact(&'r [u8], &'r [u8]),
    /// A candidate pair.
    Pair(PairRow, &'r [u8], &'r [u8]),
}

/// Two documents of one group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// An excerpt, or any of two copies.
    pub a: u64,
    pub b: u64,
    /// The share of the excerpt that the other document has. `None`: they are copies.
    pub share: Option<u64>,
}

/// A document in a group of copies and excerpts, which has the place of its first member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoryRow {
    pub place: u64,
    pub story: u64,
    pub tokens: u32,
}

/// The facts of documents.
pub fn facts(cards: &[&[u8]]) -> Result<Vec<Fact>, Error> {
    let fact = |bytes: &&[u8]| {
        let Card { place, tokens, site, language, print, .. } = decode(bytes)?;
        Ok(Fact { place, tokens, sha256: print.sha256, site, language })
    };
    cards.iter().map(fact).collect()
}

/// The links of some pairs. Each pair is decided by its two documents alone, and may be two links.
pub fn links(rows: &[LinkRow<'_>]) -> Result<Vec<Link>, Error> {
    let mut links = Vec::new();
    for row in rows {
        let (LinkRow::Exact(one, two) | LinkRow::Pair(_, one, two)) = row;
        let group = Group::of_cards(vec![decode(one)?, decode(two)?]).map_err(unreadable)?;
        // Numbers have the order of places, so ties fall as in a whole corpus.
        let &[a, b] = group.places() else { continue };
        let copies = Link { a, b, share: None };
        match row {
            LinkRow::Exact(..) => {
                links.extend(cluster::is_one_vote(&group.prints, 0, 1).then_some(copies));
            }
            LinkRow::Pair(pair, ..) => {
                let PairRow { shared, is_capped, .. } = *pair;
                let pair = Candidate { a: 0, b: 1, shared, is_capped };
                links.extend(cluster::is_copy(&group.prints, &pair).then_some(copies));
                let contained = cluster::container(&group.prints, &pair);
                links.extend(contained.map(|(excerpt, _, share)| {
                    let (a, b) = if excerpt == 0 { (a, b) } else { (b, a) };
                    Link { a, b, share: Some(share) }
                }));
            }
        }
    }
    Ok(links)
}

/// Of each excerpt the container with the largest share. All links of an excerpt must come together; links of copies
/// count for nothing.
pub fn containers(links: &[Link]) -> Vec<(u64, u64)> {
    let mut best: BTreeMap<u64, (u64, Reverse<u64>)> = BTreeMap::new();
    for Link { a, b, share } in links {
        if let Some(share) = share {
            let found = (*share, Reverse(*b));
            best.entry(*a).and_modify(|kept| *kept = found.max(*kept)).or_insert(found);
        }
    }
    best.into_iter().map(|(excerpt, (_, Reverse(whole)))| (excerpt, whole)).collect()
}

/// The place of the document that votes for each story. All documents of a story must come together.
pub fn voters(rows: &[StoryRow]) -> Vec<u64> {
    let mut voters: BTreeMap<u64, (u32, u64)> = BTreeMap::new();
    for StoryRow { place, story, tokens } in rows {
        let voter = voters.entry(*story).or_insert((*tokens, *place));
        if weights::speaks_first((*tokens, *place), *voter) {
            *voter = (*tokens, *place);
        }
    }
    voters.into_values().map(|(_, place)| place).collect()
}

/// Of so many voters, how many show which words are common: the first by SHA-256, then by place.
pub fn sample_of_words(voters: u64) -> u64 {
    weights::sample_size(usize::try_from(voters).unwrap_or(usize::MAX)) as u64
}

/// The size of the table of shingles for voters of so many tokens, as a power of two.
pub fn cells_log2(tokens: u64) -> u32 {
    weights::cells_log2(tokens)
}

/// The class of a site by its number, which is that of its first document among the first documents of all sites.
pub fn class_of_site(site: Option<u32>, sha256: &[u8]) -> u32 {
    weights::site_class(site, sha256)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_belongs_to_the_first_of_those_that_have_most_of_it() {
        let link = |a, b, share| Link { a, b, share };
        let mut links = vec![
            link(4, 9, Some(800)),
            link(4, 7, Some(900)),
            link(4, 3, Some(900)),
            link(4, 1, None),
            link(5, 4, Some(700)),
        ];
        assert_eq!(containers(&links), [(4, 3), (5, 4)]);
        links.reverse();
        assert_eq!(containers(&links), [(4, 3), (5, 4)]);
    }

    #[test]
    fn the_longest_document_of_a_story_votes_or_the_first_of_several() {
        let row = |place, story, tokens| StoryRow { place, story, tokens };
        let mut rows = vec![row(1, 1, 50), row(2, 1, 70), row(3, 1, 70), row(9, 9, 1)];
        assert_eq!(voters(&rows), [2, 9]);
        rows.reverse();
        assert_eq!(voters(&rows), [2, 9]);
    }
}
