//! Makes clusters follow what a person said of pairs of documents.
//!
//! In: clusters, and labels of pairs. Out: clusters in which no pair labelled as different is together,
//! and every pair labelled as the same is, unless that would join a pair of the first kind. It changes no
//! other document, and no match.

use std::io;

use super::clustering::Clustering;
use super::decide::decide;
use super::verify::Verifier;
use crate::document::{Cluster, DocumentNumber, HeldApart, Joined};

/// What a person said of two documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Label {
    pub a: DocumentNumber,
    pub b: DocumentNumber,
    pub same: bool,
}

/// The rule of a representative that a label made one.
const RULE: &str = "separated by a label";

/// Follows the labels. Returns those of the kind `same` that others contradict.
pub(super) fn follow(
    verifier: &Verifier<'_>,
    clustering: &mut Clustering,
    labels: &[Label],
) -> io::Result<Vec<Label>> {
    let apart: Vec<Label> = labels.iter().filter(|label| !label.same).copied().collect();
    for label in &apart {
        while let Some(at) = together(&clustering.clusters, label) {
            let cluster = clustering.clusters.swap_remove(at);
            for part in separate(verifier, cluster, label)? {
                clustering.clusters.push(part);
            }
        }
    }
    let mut contradicted = Vec::new();
    for label in labels.iter().filter(|label| label.same) {
        if !join(verifier, &mut clustering.clusters, label, &apart)? {
            contradicted.push(*label);
        }
    }
    clustering.clusters.sort_unstable_by(|x, y| x.members.first().cmp(&y.members.first()));
    for one in &mut clustering.matches {
        let is_labelled = |label: &&Label| has(label, one.a) && has(label, one.b);
        if apart.iter().any(|label| is_labelled(&label)) {
            one.held_apart = Some(HeldApart::Label);
        }
    }
    Ok(contradicted)
}

fn has(label: &Label, number: DocumentNumber) -> bool {
    label.a == number || label.b == number
}

/// The cluster that has both documents of a label.
fn together(clusters: &[Cluster], label: &Label) -> Option<usize> {
    let holds = |cluster: &Cluster, number| cluster.members.binary_search(&number).is_ok();
    clusters.iter().position(|cluster| holds(cluster, label.a) && holds(cluster, label.b))
}

/// How a member joined its cluster.
fn joined(cluster: &Cluster, number: DocumentNumber) -> Option<&Joined> {
    cluster.joined.get(cluster.members.binary_search(&number).ok()?)
}

/// Whether a member joined through another, directly or not.
fn is_through(cluster: &Cluster, member: DocumentNumber, through: DocumentNumber) -> bool {
    let mut at = member;
    for _ in 0..cluster.members.len() {
        match joined(cluster, at).and_then(|joined| joined.via) {
            Some(via) if via == through => return true,
            Some(via) => at = via,
            None => return false,
        }
    }
    false
}

/// The cluster in two parts. The document that is less like the representative leaves, with those that
/// joined through it. A part of one document is no cluster.
fn separate(verifier: &Verifier<'_>, cluster: Cluster, label: &Label) -> io::Result<Vec<Cluster>> {
    let (a, b) = (label.a, label.b);
    let similarity = |number| joined(&cluster, number).map_or(0, |joined| joined.similarity);
    let b_leaves = if cluster.representative == a || is_through(&cluster, b, a) {
        true
    } else if cluster.representative == b || is_through(&cluster, a, b) {
        false
    } else {
        similarity(b) <= similarity(a)
    };
    let leaves = if b_leaves { b } else { a };
    let goes = |number: DocumentNumber| number == leaves || is_through(&cluster, number, leaves);
    let (gone, kept): (Vec<_>, Vec<_>) = cluster
        .members
        .iter()
        .copied()
        .zip(cluster.joined.iter().cloned())
        .partition(|(number, _)| goes(*number));
    let kept = assemble(kept, cluster.representative, &cluster.representative_rule);
    let mut around = Vec::with_capacity(gone.len());
    for (number, joined) in gone {
        let via = joined.via.filter(|via| *via != leaves && number != leaves);
        around.push((number, to_representative(verifier, leaves, number, via)?));
    }
    Ok(kept.into_iter().chain(assemble(around, leaves, RULE)).collect())
}

fn assemble(
    members: Vec<(DocumentNumber, Joined)>,
    representative: DocumentNumber,
    rule: &str,
) -> Option<Cluster> {
    if members.len() < 2 {
        return None;
    }
    let (members, joined) = members.into_iter().unzip();
    Some(Cluster { members, representative, representative_rule: rule.to_owned(), joined })
}

/// How a member stands to its representative.
fn to_representative(
    verifier: &Verifier<'_>,
    representative: DocumentNumber,
    number: DocumentNumber,
    via: Option<DocumentNumber>,
) -> io::Result<Joined> {
    if number == representative {
        return Ok(Joined { relation: None, similarity: 10_000, via: None });
    }
    let (one, two) = (verifier.loaded(representative)?, verifier.loaded(number)?);
    let comparison = verifier.compare(representative, number, &one, &two);
    let relation = decide(&comparison, verifier.settings).map(|verdict| verdict.relation);
    Ok(Joined { relation, similarity: comparison.similarity() as u16, via })
}

/// Puts the documents of a label into one cluster. Returns whether they are in one afterwards.
fn join(
    verifier: &Verifier<'_>,
    clusters: &mut Vec<Cluster>,
    label: &Label,
    apart: &[Label],
) -> io::Result<bool> {
    let alone = |number| Cluster {
        members: vec![number],
        representative: number,
        representative_rule: RULE.to_owned(),
        joined: vec![Joined { relation: None, similarity: 10_000, via: None }],
    };
    if together(clusters, label).is_some() {
        return Ok(true);
    }
    let of = |number| clusters.iter().position(|c| c.members.binary_search(&number).is_ok());
    let places = [of(label.a), of(label.b)];
    let part = |at: Option<usize>, number| {
        at.and_then(|at| clusters.get(at).cloned()).unwrap_or_else(|| alone(number))
    };
    let parts = [part(places[0], label.a), part(places[1], label.b)];
    let crosses = |one: &Label| {
        let [x, y] = parts.each_ref().map(|part| &part.members);
        (x.contains(&one.a) && y.contains(&one.b)) || (x.contains(&one.b) && y.contains(&one.a))
    };
    if apart.iter().any(crosses) {
        return Ok(false);
    }
    let mut taken: Vec<usize> = places.into_iter().flatten().collect();
    taken.sort_unstable();
    taken.into_iter().rev().for_each(|at| drop(clusters.swap_remove(at)));
    clusters.push(merge(verifier, parts, label)?);
    Ok(true)
}

/// One cluster of two. The larger one keeps its representative; the members of the other joined through
/// the label.
fn merge(verifier: &Verifier<'_>, parts: [Cluster; 2], label: &Label) -> io::Result<Cluster> {
    let [first, second] = parts;
    let length = |part: &Cluster| (part.members.len(), verifier.length(part.representative));
    let first_stays = length(&first) >= length(&second);
    let (stays, comes, door, guest) = if first_stays {
        (first, second, label.a, label.b)
    } else {
        (second, first, label.b, label.a)
    };
    let mut members: Vec<(DocumentNumber, Joined)> =
        stays.members.iter().copied().zip(stays.joined.iter().cloned()).collect();
    for number in comes.members {
        let via = if number == guest { door } else { guest };
        let via = Some(via).filter(|via| *via != stays.representative);
        members.push((number, to_representative(verifier, stays.representative, number, via)?));
    }
    members.sort_unstable_by_key(|(number, _)| *number);
    let rule = if stays.representative_rule == RULE {
        "joined by a label"
    } else {
        &stays.representative_rule
    };
    let rule = rule.to_owned();
    let (members, joined) = members.into_iter().unzip();
    Ok(Cluster { members, joined, representative: stays.representative, representative_rule: rule })
}
