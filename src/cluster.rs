//! Finds the documents that are the same story.
//!
//! In: the fingerprints of all documents and the weights of shingles. Out: verified matches, each with
//! the integer counts behind it, and clusters with a representative. It reads no text, learns nothing
//! and writes nothing.
//!
//! Candidates come from sampled shingles that documents share; each is verified on exact shingle sets,
//! in which common shingles weigh less; guards keep digests, furniture of sites and recurring templates
//! from joining stories; clusters grow from their representative. Everything is decided by content and
//! by the order of document numbers, never by arrival: any number of threads gives the same answer.

mod alignment;
mod candidates;
mod comparison_cache;
mod components;
mod copies;
mod decide;
mod guard;
mod headline;
mod publication_time;
mod radix;
mod settings;
mod shingle_sets;
mod star_clusters;
mod subset;
#[cfg(test)]
mod tests;
mod update;
mod verify;

use std::io;

use rayon::prelude::*;

pub use comparison_cache::ComparisonCache;
pub use publication_time::publication_time;
pub use settings::MatchSettings;

use crate::document::fingerprint::Fingerprints;
use crate::document::learned::weights::ShingleWeights;
use crate::document::{Cluster, DocumentNumber, Match};
use verify::{Related, Verifier};

/// A pair that shares sampled shingles, and how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Candidate {
    pub a: DocumentNumber,
    pub b: DocumentNumber,
    pub shared: u32,
}

/// What the sampled shingles alone tell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Candidates {
    /// For each document the one that stands for its exact copies; itself where there are none.
    pub first_copy: Vec<DocumentNumber>,
    /// Ascending by `a`, then `b`; `a < b`; exact copies have only their first one here.
    pub pairs: Vec<Candidate>,
    pub capped: Capped,
}

/// What was not compared because too many documents share a shingle.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Capped {
    /// Sampled shingles shared by more documents than are all paired.
    pub shingles: u64,
    /// Pairs that such a shingle alone would have proposed and did not; another may have.
    pub pairs: u64,
}

impl Capped {
    fn plus(self, other: Capped) -> Capped {
        Capped { shingles: self.shingles + other.shingles, pairs: self.pairs + other.pairs }
    }
}

/// What matching found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Clustering {
    /// Ascending by `a`, then `b`. Exact copies: one star to their first.
    pub matches: Vec<Match>,
    /// Ascending by their smallest member.
    pub clusters: Vec<Cluster>,
    pub candidates: u64,
    pub capped: Capped,
}

/// The candidate pairs among documents: what both [`copies`] and [`cluster`] start from.
pub fn candidates(fingerprints: &Fingerprints, settings: &MatchSettings) -> Candidates {
    candidates::candidates(fingerprints, settings)
}

/// For each document the number that stands for its group of re-published copies: one vote each when a
/// corpus is learned from. Cheaper than [`cluster`], and coarser: nothing is verified.
pub fn copies(fingerprints: &Fingerprints, candidates: &Candidates) -> Vec<DocumentNumber> {
    copies::copies(fingerprints, candidates)
}

/// Verifies the candidates and clusters the documents.
///
/// # Errors
/// Where token sequences lie on disk and cannot be read.
pub fn cluster(
    fingerprints: &Fingerprints,
    candidates: &Candidates,
    weights: &ShingleWeights,
    settings: &MatchSettings,
) -> io::Result<Clustering> {
    let table = weights.table();
    let verifier = Verifier::new(fingerprints, &candidates.first_copy, &table, settings);
    let related = verifier.verify(&candidates.pairs)?;
    join(&verifier, candidates, related)
}

/// As [`cluster`], with what an earlier run found of pairs that have not changed since; returns what
/// is known now.
///
/// # Errors
/// As [`cluster`].
pub fn cluster_again(
    fingerprints: &Fingerprints,
    candidates: &Candidates,
    weights: &ShingleWeights,
    settings: &MatchSettings,
    known: &ComparisonCache,
) -> io::Result<(Clustering, ComparisonCache)> {
    let table = weights.table();
    let verifier = Verifier::new(fingerprints, &candidates.first_copy, &table, settings);
    let (fresh, mut related) = known.split(&candidates.pairs);
    related.extend(verifier.verify(&fresh)?);
    related.par_sort_unstable_by_key(|one| (one.pair.a, one.pair.b));
    let known = ComparisonCache::new(&candidates.pairs, &related);
    Ok((join(&verifier, candidates, related)?, known))
}

/// Clusters of verified pairs.
fn join(
    verifier: &Verifier<'_>,
    candidates: &Candidates,
    mut related: Vec<Related>,
) -> io::Result<Clustering> {
    guard::guard(verifier.fingerprints, &mut related);
    let found: Vec<Match> =
        related.into_iter().filter(|one| one.matched).map(|one| one.pair).collect();
    let clusters = star_clusters::grow(verifier, &found)?;
    Ok(Clustering {
        matches: verifier.with_exact_copies(found),
        clusters,
        candidates: candidates.pairs.len() as u64,
        capped: candidates.capped,
    })
}
