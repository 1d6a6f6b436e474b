//! Finds the documents that are the same story.
//!
//! In: the fingerprints of all documents and the weights of shingles. Out: verified matches with their
//! integer counts, and clusters with a representative. It reads no text, learns nothing and writes
//! nothing.
//!
//! Documents that share sampled shingles become candidate pairs. Each candidate is verified on the exact
//! shingle sets, where common shingles weigh less. Guards keep digests, site chrome and recurring
//! templates from joining stories. Each cluster grows from its representative. All decisions depend on
//! the content and the order of document numbers only, so any number of threads gives the same answer.

mod across;
mod alignment;
mod candidate;
mod candidates;
mod clustering;
mod compared_pair;
mod comparison;
mod comparison_cache;
mod components;
mod copies;
mod decide;
mod follow_up;
mod guard;
mod headline;
mod labels;
mod passages;
pub mod posting_list;
mod publication_time;
mod radix;
mod revision;
mod settings;
mod shared_chrome;
mod shingle_sets;
mod star_clusters;
#[cfg(test)]
mod tests;
mod topic;
mod update;
mod verify;

use std::io;

use rayon::prelude::*;

pub use across::across;
pub use candidate::{Candidate, Candidates, Capped};
pub use candidates::{Size, is_candidate, shared_sample};
pub use clustering::Clustering;
pub use compared_pair::ComparedPair;
pub use comparison_cache::ComparisonCache;
pub use labels::Label;
pub use passages::passages;
pub use publication_time::publication_time;
pub use settings::MatchSettings;

use crate::document::fingerprint::{Fingerprints, Head};
use crate::document::learned::weights::{ShingleWeights, WeightTable};
use crate::document::{Cluster, DocumentNumber, HeldApart, Match};
use components::Components;
use verify::Verifier;

/// Finds the candidate pairs, which both `copies` and [`cluster`] start from.
pub fn candidates(fingerprints: &Fingerprints, settings: &MatchSettings) -> Candidates {
    candidates::candidates(fingerprints, settings)
}

/// The first step of `candidates`: for each document, the earliest of its exact copies. Only documents with the
/// same text decide about each other.
pub fn first_copies(fingerprints: &Fingerprints, settings: &MatchSettings) -> Vec<DocumentNumber> {
    candidates::first_copies(fingerprints, settings)
}

/// Whether a document matches exact copies only: it is short, or a stub.
pub fn is_exact_only(head: &Head, settings: &MatchSettings) -> bool {
    candidates::is_exact_only(head, settings)
}

/// For each of so many documents, the smallest number that pairs connect it with.
pub fn connected(
    documents: usize,
    pairs: impl Iterator<Item = (DocumentNumber, DocumentNumber)>,
) -> Vec<DocumentNumber> {
    let mut components = Components::new(documents);
    pairs.for_each(|(a, b)| components.join(a, b));
    (0..documents as DocumentNumber).map(|number| components.root(number)).collect()
}

/// Groups re-published copies before a corpus is learned from, so that each group has one vote. Returns
/// the number of the group for each document. Cheaper and coarser than [`cluster`]: it verifies nothing.
pub fn copies(fingerprints: &Fingerprints, candidates: &Candidates) -> Vec<DocumentNumber> {
    copies::copies(fingerprints, candidates)
}

/// Groups re-published copies and their excerpts, so that the shingles of a story which eighty outlets print,
/// cut to eighty lengths, count as those of one story. Returns the number of the group for each document.
pub fn stories(fingerprints: &Fingerprints, candidates: &Candidates) -> Vec<DocumentNumber> {
    copies::stories(fingerprints, candidates)
}

/// One step of `copies`: whether a document and the first of its exact copies have one vote. Only the two documents
/// decide.
pub fn is_one_vote(
    fingerprints: &Fingerprints,
    number: DocumentNumber,
    first: DocumentNumber,
) -> bool {
    copies::is_one_vote(fingerprints, number, first)
}

/// One step of `copies`: whether the documents of a pair are copies. Only the two documents decide.
pub fn is_copy(fingerprints: &Fingerprints, pair: &Candidate) -> bool {
    copies::is_copy(fingerprints, pair)
}

/// One step of [`stories`]: the document of a pair that may be an excerpt, the other one, and the share of the
/// excerpt that the other one has. Of all such pairs of an excerpt the one with the largest share counts, or the first.
pub fn container(
    fingerprints: &Fingerprints,
    pair: &Candidate,
) -> Option<(DocumentNumber, DocumentNumber, u64)> {
    copies::container(fingerprints, pair)
}

/// Verifies the candidates and clusters the documents.
///
/// # Errors
/// If token sequences are on disk and cannot be read.
pub fn cluster(
    fingerprints: &Fingerprints,
    candidates: &Candidates,
    weights: &ShingleWeights,
    settings: &MatchSettings,
) -> io::Result<Clustering> {
    let table = weights.table();
    let verifier = Verifier::new(fingerprints, &candidates.first_copy, &table, settings);
    let compared = verifier.verify(&candidates.pairs)?;
    join(&verifier, candidates, compared)
}

/// The first half of [`cluster`]: compares candidates. Each pair is decided by its two documents alone.
///
/// # Errors
/// As [`cluster`].
pub fn verify(
    fingerprints: &Fingerprints,
    pairs: &[Candidate],
    table: &WeightTable,
    settings: &MatchSettings,
) -> io::Result<Vec<ComparedPair>> {
    Verifier::new(fingerprints, &[], table, settings).verify(pairs)
}

/// The second half of [`cluster`]: guards and clusters, from compared pairs, sorted. Documents that no compared pair and
/// no exact copy connects decide nothing about each other.
///
/// # Errors
/// As [`cluster`].
pub fn decide(
    fingerprints: &Fingerprints,
    first_copy: &[DocumentNumber],
    compared: Vec<ComparedPair>,
    table: &WeightTable,
    settings: &MatchSettings,
) -> io::Result<(Vec<Match>, Vec<Cluster>)> {
    let verifier = Verifier::new(fingerprints, first_copy, table, settings);
    matches_and_clusters(&verifier, compared)
}

/// Does the same as [`cluster`], but reuses the comparisons of an earlier run for pairs that have not
/// changed. Also returns the comparisons for the next run.
///
/// # Errors
/// As [`cluster`].
pub fn cluster_again(
    fingerprints: &Fingerprints,
    candidates: &Candidates,
    weights: &ShingleWeights,
    settings: &MatchSettings,
    earlier: &ComparisonCache,
) -> io::Result<(Clustering, ComparisonCache)> {
    let table = weights.table();
    let verifier = Verifier::new(fingerprints, &candidates.first_copy, &table, settings);
    let (fresh, mut compared) = earlier.split(&candidates.pairs);
    compared.extend(verifier.verify(&fresh)?);
    compared.par_sort_unstable_by_key(|one| (one.pair.a, one.pair.b));
    let cache = ComparisonCache::new(&candidates.pairs, &compared);
    Ok((join(&verifier, candidates, compared)?, cache))
}

/// Makes a result follow what a person said of pairs. Returns the labels that others contradict.
///
/// # Errors
/// As [`cluster`].
pub fn follow_labels(
    clustering: &mut Clustering,
    fingerprints: &Fingerprints,
    weights: &ShingleWeights,
    settings: &MatchSettings,
    labels: &[Label],
) -> io::Result<Vec<Label>> {
    let table = weights.table();
    let verifier = Verifier::new(fingerprints, &[], &table, settings);
    let contradicted = labels::follow(&verifier, clustering, labels)?;
    state_reasons(fingerprints.len(), &clustering.clusters, &mut clustering.matches);
    Ok(contradicted)
}

/// Applies the guards and clusters the matches that remain.
fn join(
    verifier: &Verifier<'_>,
    candidates: &Candidates,
    compared: Vec<ComparedPair>,
) -> io::Result<Clustering> {
    let (matches, clusters) = matches_and_clusters(verifier, compared)?;
    let (candidates, capped) = (candidates.pairs.len() as u64, candidates.capped);
    Ok(Clustering { matches, clusters, candidates, capped })
}

/// The matches with their exact copies, and the clusters.
fn matches_and_clusters(
    verifier: &Verifier<'_>,
    mut compared: Vec<ComparedPair>,
) -> io::Result<(Vec<Match>, Vec<Cluster>)> {
    guard::guard(verifier, &mut compared)?;
    let mut found: Vec<Match> =
        compared.into_iter().filter(|one| one.matched).map(|one| one.pair).collect();
    let clusters = star_clusters::grow(verifier, &found)?;
    state_reasons(verifier.fingerprints.len(), &clusters, &mut found);
    Ok((verifier.with_exact_copies(found), clusters))
}

/// Makes each match say whether its documents are in one cluster. A guard may have barred a match whose
/// documents another match joins; and clusters leave out documents that only a chain connects.
fn state_reasons(documents: usize, clusters: &[Cluster], matches: &mut [Match]) {
    let mut cluster_of = vec![None; documents];
    for (number, cluster) in clusters.iter().enumerate() {
        for member in &cluster.members {
            if let Some(slot) = cluster_of.get_mut(*member as usize) {
                *slot = Some(number);
            }
        }
    }
    let of = |number: DocumentNumber| cluster_of.get(number as usize).copied().flatten();
    matches.par_iter_mut().for_each(|one| {
        one.held_apart = if of(one.a).is_some() && of(one.a) == of(one.b) {
            None
        } else {
            Some(one.held_apart.unwrap_or(HeldApart::Chain))
        };
    });
}
