//! Grows clusters from matches, each around its representative.
//!
//! In: verified matches that may join. Out: clusters in which every member has a minimum similarity to the
//! representative. A chain of stories that overlap only pairwise becomes several clusters.

use std::collections::HashMap;
use std::io;

use rayon::prelude::*;

use super::components::Components;
use super::decide::decide;
use super::shingle_sets::LoadedDocument;
use super::topic::{Likeness, Words};
use super::verify::Verifier;
use crate::document::{Cluster, DocumentNumber, Joined, Match, Relation};

/// Matches with members of a cluster that are as good as one strong match.
const LINKS: u32 = 2;
/// Similarity of two headlines, in ten-thousandths, from which a match of their texts is one story.
const ONE_STORY: u16 = 4_500;
/// The rule that chooses representatives, as `clusters.csv` states it.
const RULE: &str = "earliest complete version";

/// The clusters of two or more documents, sorted by their smallest member.
pub(super) fn grow(verifier: &Verifier<'_>, matches: &[Match]) -> io::Result<Vec<Cluster>> {
    let joining: Vec<&Match> = matches.iter().filter(|one| one.held_apart.is_none()).collect();
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
        .for_each(|member| mark(&mut grown, *member as usize));
    clusters.extend(
        copies
            .chunk_by(|x, y| x.0 == y.0)
            .filter(|copies| {
                copies
                    .first()
                    .is_some_and(|(first, _)| !grown.get(*first as usize).copied().unwrap_or(true))
            })
            .filter_map(|copies| assemble(vec![Member::alone(copies.first()?.0)], copies)),
    );
    clusters.par_sort_unstable_by(|x, y| x.members.first().cmp(&y.members.first()));
    Ok(clusters)
}

fn mark(flags: &mut [bool], at: usize) {
    if let Some(flag) = flags.get_mut(at) {
        *flag = true;
    }
}

/// All pairs of a first copy and another copy, sorted.
fn exact_copies(first_copy: &[DocumentNumber]) -> Vec<(DocumentNumber, DocumentNumber)> {
    let mut copies: Vec<_> = (0..)
        .zip(first_copy)
        .filter(|(number, first)| number != *first)
        .map(|(number, first)| (*first, number))
        .collect();
    copies.par_sort_unstable();
    copies
}

/// A member of a growing cluster.
#[derive(Debug, Clone)]
struct Member {
    number: DocumentNumber,
    joined: Joined,
}

impl Member {
    fn alone(number: DocumentNumber) -> Member {
        Member { number, joined: Joined { relation: None, similarity: 10_000, via: None } }
    }
}

/// A place that a growing cluster has looked at.
#[derive(Debug, Clone, Copy, Default)]
struct Tried {
    /// Its matches with members so far.
    links: u32,
    /// It joined, or strong matches did not help.
    is_done: bool,
}

impl Tried {
    fn done() -> Tried {
        Tried { links: LINKS, is_done: true }
    }
}

/// A set of documents that matches connect.
struct Component<'m> {
    /// Sorted by time, then by number. A place is an index into this list.
    numbers: Vec<DocumentNumber>,
    /// For each place, the places of its neighbours and the matches that connect them.
    neighbours: Vec<Vec<(usize, &'m Match)>>,
    /// For each place, whether it is in a cluster already.
    placed: Vec<bool>,
}

/// The clusters of one component.
fn of_component(
    verifier: &Verifier<'_>,
    matches: &[(DocumentNumber, &Match)],
    copies: &[(DocumentNumber, DocumentNumber)],
) -> io::Result<Vec<Cluster>> {
    let mut component = Component::new(verifier, matches);
    let all: Vec<usize> = (0..component.numbers.len()).collect();
    let mut clusters = Vec::new();
    let first = component.representative(verifier, &all);
    for seed in first.into_iter().chain(all) {
        if component.placed.get(seed).copied().unwrap_or(true) {
            continue;
        }
        let members = component.around(verifier, seed)?;
        let own: Vec<_> =
            members.iter().flat_map(|member| copies_of(copies, member.number)).copied().collect();
        clusters.extend(assemble(members, &own));
    }
    Ok(clusters)
}

impl<'m> Component<'m> {
    fn new(verifier: &Verifier<'_>, matches: &[(DocumentNumber, &'m Match)]) -> Component<'m> {
        let mut numbers: Vec<DocumentNumber> =
            matches.iter().flat_map(|(_, one)| [one.a, one.b]).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers.sort_unstable_by_key(|number| time_order(verifier, *number));
        let places: HashMap<DocumentNumber, usize> =
            numbers.iter().enumerate().map(|(place, number)| (*number, place)).collect();
        let mut neighbours = vec![Vec::new(); numbers.len()];
        for (_, one) in matches {
            let (Some(&a), Some(&b)) = (places.get(&one.a), places.get(&one.b)) else { continue };
            for (from, to) in [(a, b), (b, a)] {
                if let Some(list) = neighbours.get_mut(from) {
                    list.push((to, *one));
                }
            }
        }
        let placed = vec![false; numbers.len()];
        Component { numbers, neighbours, placed }
    }

    fn number(&self, at: usize) -> DocumentNumber {
        self.numbers.get(at).copied().unwrap_or(0)
    }

    /// The earliest document that has at least two thirds of the tokens of the longest one.
    fn representative(&self, verifier: &Verifier<'_>, among: &[usize]) -> Option<usize> {
        let length = |at: &usize| verifier.length(self.number(*at));
        let longest = among.iter().map(length).max()?;
        among.iter().copied().filter(|at| length(at) * 3 >= longest * 2).min()
    }

    /// The cluster around a seed. The first seed of a component is its best representative. A later seed may
    /// gather a better representative; the cluster then grows around that one.
    fn around(&mut self, verifier: &Verifier<'_>, seed: usize) -> io::Result<Vec<Member>> {
        let (places, members) = self.gather(verifier, seed, None)?;
        let best = self.representative(verifier, &places).unwrap_or(seed);
        if best != seed {
            let (others, better) = self.gather(verifier, best, Some(&places))?;
            if others.len() == places.len() {
                return Ok(better);
            }
            others.iter().for_each(|at| mark(&mut self.placed, *at));
        }
        Ok(members)
    }

    /// The documents that matches connect to a center and that are similar enough to it. `within` restricts
    /// them to some places, placed or not. Each document is compared with the center
    /// once, and once more if a strong match leads to it later. Matches with two members are as good as a strong
    /// match with one.
    fn gather(
        &mut self,
        verifier: &Verifier<'_>,
        center: usize,
        within: Option<&[usize]>,
    ) -> io::Result<(Vec<usize>, Vec<Member>)> {
        let mut tried: HashMap<usize, Tried> = HashMap::from([(center, Tried::done())]);
        let mut center_loaded: Option<LoadedDocument> = None;
        let mut places = vec![center];
        let mut members = vec![Member::alone(self.number(center))];
        let mut sorted_within = within.map(<[usize]>::to_vec);
        if let Some(sorted) = &mut sorted_within {
            sorted.sort_unstable();
        }
        let mut at = 0;
        while let Some(from) = places.get(at).copied() {
            at += 1;
            for (to, one) in self.neighbours.get(from).into_iter().flatten() {
                let open = match &sorted_within {
                    Some(sorted) => sorted.binary_search(to).is_ok(),
                    None => !self.placed.get(*to).copied().unwrap_or(true),
                };
                let state = tried.entry(*to).or_default();
                let first = state.links == 0;
                state.links += 1;
                let strong = is_strong(one, verifier) || state.links >= LINKS;
                if !open || state.is_done || !(first || strong) {
                    continue;
                }
                state.is_done = strong;
                let number = self.number(*to);
                let joined = if from == center {
                    Some(Joined {
                        relation: Some(one.relation),
                        similarity: one.weighted_similarity,
                        via: None,
                    })
                } else {
                    let loaded = match center_loaded.take() {
                        Some(loaded) => loaded,
                        None => verifier.loaded(self.number(center))?,
                    };
                    let center = (self.number(center), &loaded);
                    let joined = joined_via(verifier, center, number, one, strong);
                    center_loaded = Some(loaded);
                    joined?
                };
                if let Some(joined) = joined {
                    tried.insert(*to, Tried::done());
                    places.push(*to);
                    members.push(Member { number, joined });
                }
            }
        }
        places.iter().for_each(|member| mark(&mut self.placed, *member));
        Ok((places, members))
    }
}

/// How a document joins a cluster without a match with the representative, if it is similar enough to it.
///
/// A document that strongly matches the members joins without it, if its headline is similar to that of a member or it is about
/// the same thing as the representative: two excerpts of one story need not overlap.
fn joined_via(
    verifier: &Verifier<'_>,
    (center, loaded): (DocumentNumber, &LoadedDocument),
    number: DocumentNumber,
    link: &Match,
    strong: bool,
) -> io::Result<Option<Joined>> {
    let document = verifier.loaded(number)?;
    let comparison = verifier.compare(center, number, loaded, &document);
    let similarity = comparison.similarity();
    let is_alike = || {
        let words = |one: &LoadedDocument| Words::of(one.tokens.iter().copied());
        verifier.topics().likeness(&words(loaded), &words(&document)) == Likeness::Alike
    };
    if similarity < verifier.settings.in_common && !(strong && (names_one(link) || is_alike())) {
        return Ok(None);
    }
    let via = if link.a == number { link.b } else { link.a };
    let relation = decide(&comparison, verifier.settings).map(|verdict| verdict.relation);
    Ok(Some(Joined { relation, similarity: similarity as u16, via: Some(via) }))
}

/// Whether a match is strong enough to join a document that has little in common with the representative.
fn is_strong(link: &Match, verifier: &Verifier<'_>) -> bool {
    u32::from(link.weighted_similarity) >= verifier.settings.strong_link || names_one(link)
}

/// Whether the headlines of a match name one story, in other words perhaps.
fn names_one(link: &Match) -> bool {
    link.headline_similarity.is_some_and(|headline| headline >= ONE_STORY)
}

/// The exact copies of one document.
fn copies_of(
    copies: &[(DocumentNumber, DocumentNumber)],
    first: DocumentNumber,
) -> &[(DocumentNumber, DocumentNumber)] {
    let start = copies.partition_point(|copy| copy.0 < first);
    let end = copies.partition_point(|copy| copy.0 <= first);
    copies.get(start..end).unwrap_or(&[])
}

/// Sorts documents by time, unknown times last, then by number.
fn time_order(verifier: &Verifier<'_>, number: DocumentNumber) -> (bool, i64, DocumentNumber) {
    let published = verifier.fingerprints.head(number).and_then(|head| head.published);
    (published.is_none(), published.map_or(0, |time| time.minutes), number)
}

/// A cluster of members, the representative first, and of their exact copies.
fn assemble(
    mut members: Vec<Member>,
    copies: &[(DocumentNumber, DocumentNumber)],
) -> Option<Cluster> {
    let representative = members.first()?.number;
    members.sort_unstable_by_key(|member| member.number);
    let own: Vec<Member> = copies
        .iter()
        .filter_map(|(first, number)| {
            let member =
                members.get(members.binary_search_by_key(first, |member| member.number).ok()?)?;
            let exact = *first == representative;
            let joined = if exact {
                Joined { relation: Some(Relation::Exact), similarity: 10_000, via: None }
            } else {
                Joined { via: Some(*first), ..member.joined.clone() }
            };
            Some(Member { number: *number, joined })
        })
        .collect();
    members.extend(own);
    if members.len() < 2 {
        return None;
    }
    members.sort_unstable_by_key(|member| member.number);
    Some(Cluster {
        members: members.iter().map(|member| member.number).collect(),
        representative,
        representative_rule: RULE.to_owned(),
        joined: members.into_iter().map(|member| member.joined).collect(),
    })
}
