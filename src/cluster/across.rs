//! Matches new documents with those of a reference, and not among themselves.
//!
//! In: the fingerprints of the new documents, followed by those of the reference. Out: verified matches of a new
//! document and a document of the reference. It makes no clusters.
//!
//! Of identical documents of the reference the first is named. Each new document has its own row, also where
//! several are identical.

use std::io;

use rayon::prelude::*;

use super::candidate::Candidates;
use super::settings::MatchSettings;
use super::verify::{Verifier, exact_match};
use super::{candidates, guard};
use crate::document::fingerprint::Fingerprints;
use crate::document::learned::weights::ShingleWeights;
use crate::document::{DocumentNumber, HeldApart, Match};

/// Matches the first `new` documents with the others. The matches are sorted by their documents.
///
/// # Errors
/// If token sequences are on disk and cannot be read.
pub fn across(
    fingerprints: &Fingerprints,
    new: DocumentNumber,
    weights: &ShingleWeights,
    settings: &MatchSettings,
) -> io::Result<Vec<Match>> {
    let Candidates { first_copy, mut pairs, .. } = candidates(fingerprints, settings);
    let groups = Groups::new(&first_copy, new);
    pairs.retain(|pair| groups.meet(pair.a, pair.b) || groups.meet(pair.b, pair.a));
    let table = weights.table();
    let verifier = Verifier::new(fingerprints, &first_copy, &table, settings);
    let mut compared = verifier.verify(&pairs)?;
    guard::guard(&verifier, &mut compared)?;
    let mut matches: Vec<Match> = Vec::new();
    for one in compared.into_iter().filter(|one| one.matched).map(|one| one.pair) {
        for (from, to) in [(one.a, one.b), (one.b, one.a)] {
            let Some(reference) = groups.reference(to) else { continue };
            matches.extend(groups.new_members(from).map(|member| {
                turned(&one, from, Match { a: member, b: reference, ..one.clone() })
            }));
        }
    }
    for group in groups.both() {
        let Some(reference) = groups.reference(group) else { continue };
        let identical = |member| exact_match(fingerprints, member, reference);
        matches.extend(groups.new_members(group).map(identical));
    }
    matches.par_sort_unstable_by_key(|one| (one.a, one.b));
    Ok(matches)
}

/// A match with the counts of its documents in their order. No document is in a cluster here.
fn turned(one: &Match, from: DocumentNumber, made: Match) -> Match {
    let (shingles_a, shingles_b) = if from == one.a {
        (one.shingles_a, one.shingles_b)
    } else {
        (one.shingles_b, one.shingles_a)
    };
    let held_apart = one.held_apart.filter(|reason| *reason != HeldApart::Chain);
    Match { shingles_a, shingles_b, held_apart, ..made }
}

/// The groups of identical documents, named by their first document.
struct Groups {
    /// First document and member, sorted: the new documents of all groups.
    new: Vec<(DocumentNumber, DocumentNumber)>,
    /// For each document that is the first of a group: the first member that is in the reference.
    references: Vec<Option<DocumentNumber>>,
}

impl Groups {
    fn new(first_copy: &[DocumentNumber], new: DocumentNumber) -> Groups {
        let mut groups = Groups { new: Vec::new(), references: vec![None; first_copy.len()] };
        for (member, first) in (0..).zip(first_copy) {
            if member < new {
                groups.new.push((*first, member));
            } else if let Some(slot) = groups.references.get_mut(*first as usize) {
                slot.get_or_insert(member);
            }
        }
        groups.new.sort_unstable();
        groups
    }

    fn reference(&self, group: DocumentNumber) -> Option<DocumentNumber> {
        self.references.get(group as usize).copied().flatten()
    }

    fn new_members(&self, group: DocumentNumber) -> impl Iterator<Item = DocumentNumber> {
        let start = self.new.partition_point(|(first, _)| *first < group);
        let rest = self.new.get(start..).unwrap_or(&[]);
        rest.iter().take_while(move |(first, _)| *first == group).map(|(_, member)| *member)
    }

    /// Whether one group has a new document and the other one of the reference.
    fn meet(&self, one: DocumentNumber, other: DocumentNumber) -> bool {
        self.reference(other).is_some() && self.new_members(one).next().is_some()
    }

    /// The groups that have both.
    fn both(&self) -> impl Iterator<Item = DocumentNumber> {
        let mut groups: Vec<DocumentNumber> = self.new.iter().map(|(first, _)| *first).collect();
        groups.dedup();
        groups.into_iter().filter(|group| self.reference(*group).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Relation;
    use crate::document::fingerprint::{Circumstances, Fingerprint};
    use crate::document::shingle::{Sampling, Token};

    fn all(texts: &[std::ops::Range<u32>]) -> Fingerprints {
        let mut all = Fingerprints::default();
        for text in texts {
            let token = |word: u32| Token::new(word.wrapping_mul(0x9e37_79b1), false, false);
            let tokens: Vec<Token> = text.clone().map(token).collect();
            let hash = [text.start.to_le_bytes(), text.end.to_le_bytes()].concat();
            let mut sha256 = [0; 32];
            sha256.iter_mut().zip(hash).for_each(|(byte, of)| *byte = of);
            let sample = Sampling::default().sample(&tokens, &mut Vec::new());
            let one = Fingerprint {
                sha256,
                headline_tokens: 0,
                tokens,
                headline: String::new(),
                sample,
                is_stub: false,
                is_digest: false,
            };
            all.push(&one, Circumstances::default()).expect("memory takes it");
        }
        all
    }

    fn found(texts: &[std::ops::Range<u32>], new: u32) -> Vec<(u32, u32, Relation, u32, u32)> {
        let weights = ShingleWeights::default();
        let matches = across(&all(texts), new, &weights, &MatchSettings::default());
        let row = |one: Match| (one.a, one.b, one.relation, one.shingles_a, one.shingles_b);
        matches.expect("memory has it").into_iter().map(row).collect()
    }

    #[test]
    fn new_documents_match_the_reference_and_not_each_other() {
        let texts = [0..200, 0..190, 5_000..5_200, 0..220, 0..210];
        let pairs: Vec<_> = found(&texts, 3).into_iter().map(|one| (one.0, one.1)).collect();
        assert_eq!(pairs, [(0, 3), (0, 4), (1, 3), (1, 4)]);
    }

    #[test]
    fn identical_new_documents_have_a_row_each_and_the_counts_are_in_their_order() {
        let texts = [0..203, 0..203, 0..203, 0..123, 0..203];
        assert_eq!(
            found(&texts, 2),
            [
                (0, 2, Relation::Exact, 200, 200),
                (0, 3, Relation::Near, 200, 120),
                (1, 2, Relation::Exact, 200, 200),
                (1, 3, Relation::Near, 200, 120),
            ]
        );
        assert!(found(&texts, 5).is_empty(), "no reference");
    }
}
