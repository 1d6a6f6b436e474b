//! Grows clusters from matches, each around its representative.
//!
//! In: verified matches that may join. Out: clusters in which every member has something in common with
//! the representative. A chain of stories that overlap pairwise falls into several clusters.

use std::collections::HashMap;
use std::io;

use rayon::prelude::*;

use super::components::Components;
use super::decide::decide;
use super::verify::Verifier;
use crate::document::{Cluster, DocumentNumber, Joined, Match, Relation};

/// The rule that chooses representatives, as in `clusters.csv`.
const RULE: &str = "earliest complete version";

/// The clusters of two or more, ascending by their smallest member.
pub(super) fn grow(verifier: &Verifier<'_>, matches: &[Match]) -> io::Result<Vec<Cluster>> {
    let joining: Vec<&Match> = matches.iter().filter(|one| one.joins).collect();
    let mut components = Components::new(verifier.fingerprints.len());
    joining.iter().for_each(|one| components.join(one.a, one.b));
    let mut by_component: Vec<(DocumentNumber, &Match)> =
        joining.iter().map(|one| (components.root(one.a), *one)).collect();
    by_component.par_sort_unstable_by_key(|(root, one)| (*root, one.a, one.b));
    let copies = exact_copies(verifier.first_copy);
    let mut clusters: Vec<Cluster> = by_component
        .par_chunk_by(|x, y| x.0 == y.0)
        .map(|component| of_component(verifier, component, &copies))
        .collect::<io::Result<Vec<_>>>()?
        .concat();
    let mut grown = vec![false; verifier.fingerprints.len()];
    clusters
        .iter()
        .flat_map(|cluster| &cluster.members)
        .for_each(|member| mark(&mut grown, *member));
    clusters.extend(
        copies
            .chunk_by(|x, y| x.0 == y.0)
            .filter(|copies| {
                copies
                    .first()
                    .is_some_and(|(first, _)| !grown.get(*first as usize).copied().unwrap_or(true))
            })
            .filter_map(|copies| assemble(verifier, vec![Seat::alone(copies.first()?.0)], copies)),
    );
    clusters.par_sort_unstable_by(|x, y| x.members.first().cmp(&y.members.first()));
    Ok(clusters)
}

fn mark(flags: &mut [bool], number: DocumentNumber) {
    if let Some(flag) = flags.get_mut(number as usize) {
        *flag = true;
    }
}

/// The exact copies of others: the first one, then the copy; ascending.
fn exact_copies(first_copy: &[DocumentNumber]) -> Vec<(DocumentNumber, DocumentNumber)> {
    let mut copies: Vec<_> = (0..)
        .zip(first_copy)
        .filter(|(number, first)| number != *first)
        .map(|(number, first)| (*first, number))
        .collect();
    copies.par_sort_unstable();
    copies
}

/// A member of a cluster that grows.
#[derive(Debug, Clone)]
struct Seat {
    number: DocumentNumber,
    joined: Joined,
}

impl Seat {
    fn alone(number: DocumentNumber) -> Seat {
        Seat { number, joined: Joined { relation: None, similarity: 10_000, via: None } }
    }
}

/// The neighbours of each document of a component.
type Neighbours<'m> = HashMap<DocumentNumber, Vec<(DocumentNumber, &'m Match)>>;

fn of_component(
    verifier: &Verifier<'_>,
    component: &[(DocumentNumber, &Match)],
    copies: &[(DocumentNumber, DocumentNumber)],
) -> io::Result<Vec<Cluster>> {
    let mut neighbours: Neighbours<'_> = HashMap::new();
    for (_, one) in component {
        neighbours.entry(one.a).or_default().push((one.b, one));
        neighbours.entry(one.b).or_default().push((one.a, one));
    }
    let mut waiting: Vec<DocumentNumber> = neighbours.keys().copied().collect();
    waiting.sort_unstable_by_key(|number| place(verifier, *number));
    let mut placed = HashMap::new();
    let mut clusters = Vec::new();
    while let Some(seed) = representative(verifier, &waiting) {
        let seats = around(verifier, seed, &neighbours, &mut placed)?;
        waiting.retain(|number| !placed.contains_key(number));
        let own: Vec<_> =
            seats.iter().flat_map(|seat| copies_of(copies, seat.number)).copied().collect();
        clusters.extend(assemble(verifier, seats, &own));
    }
    Ok(clusters)
}

fn copies_of(
    copies: &[(DocumentNumber, DocumentNumber)],
    first: DocumentNumber,
) -> &[(DocumentNumber, DocumentNumber)] {
    let start = copies.partition_point(|copy| copy.0 < first);
    let end = copies.partition_point(|copy| copy.0 <= first);
    copies.get(start..end).unwrap_or(&[])
}

/// The order of documents by time: unknown times last, then by number.
fn place(verifier: &Verifier<'_>, number: DocumentNumber) -> (bool, i64, DocumentNumber) {
    let published = verifier.fingerprints.head(number).and_then(|head| head.published);
    (published.is_none(), published.map_or(0, |moment| moment.minutes), number)
}

/// The earliest of those that have at least two thirds of the longest one's tokens.
fn representative(verifier: &Verifier<'_>, waiting: &[DocumentNumber]) -> Option<DocumentNumber> {
    let length = |number: &DocumentNumber| {
        verifier.fingerprints.head(*number).map_or(0, |head| u64::from(head.tokens))
    };
    let longest = waiting.iter().map(length).max()?;
    waiting.iter().find(|number| length(number) * 3 >= longest * 2).copied()
}

/// The cluster around a representative: those that matches lead to and that have something in common
/// with it.
fn around(
    verifier: &Verifier<'_>,
    center: DocumentNumber,
    neighbours: &Neighbours<'_>,
    placed: &mut HashMap<DocumentNumber, ()>,
) -> io::Result<Vec<Seat>> {
    let loaded = verifier.loaded(center)?;
    let mut seats = vec![Seat::alone(center)];
    placed.insert(center, ());
    let mut at = 0;
    while let Some(number) = seats.get(at).map(|seat| seat.number) {
        at += 1;
        for (next, one) in neighbours.get(&number).into_iter().flatten() {
            if placed.contains_key(next) {
                continue;
            }
            let joined = if number == center {
                Joined {
                    relation: Some(one.relation),
                    similarity: one.weighted_similarity,
                    via: None,
                }
            } else {
                let comparison = verifier.compare(center, *next, &loaded, &verifier.loaded(*next)?);
                let similarity = comparison.similarity();
                if similarity < verifier.settings.in_common {
                    continue;
                }
                let relation =
                    decide(&comparison, verifier.settings).map(|verdict| verdict.relation);
                Joined { relation, similarity: similarity as u16, via: Some(number) }
            };
            placed.insert(*next, ());
            seats.push(Seat { number: *next, joined });
        }
    }
    Ok(seats)
}

/// A cluster of seats (the representative first) and of the exact copies of them.
fn assemble(
    verifier: &Verifier<'_>,
    mut seats: Vec<Seat>,
    copies: &[(DocumentNumber, DocumentNumber)],
) -> Option<Cluster> {
    let representative = seats.first()?.number;
    let own: Vec<Seat> = copies
        .iter()
        .filter_map(|(first, number)| {
            let seat = seats.iter().find(|seat| seat.number == *first)?;
            let exact = *first == representative;
            let joined = if exact {
                Joined { relation: Some(Relation::Exact), similarity: 10_000, via: None }
            } else {
                Joined { via: Some(*first), ..seat.joined.clone() }
            };
            Some(Seat { number: *number, joined })
        })
        .collect();
    seats.extend(own);
    if seats.len() < 2 {
        return None;
    }
    seats.sort_unstable_by_key(|seat| seat.number);
    let _ = verifier;
    Some(Cluster {
        members: seats.iter().map(|seat| seat.number).collect(),
        representative,
        representative_rule: RULE.to_owned(),
        joined: seats.into_iter().map(|seat| seat.joined).collect(),
    })
}
