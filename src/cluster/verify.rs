//! Compares candidate pairs on their exact shingle sets.
//!
//! In: candidate pairs. Out: the verified ones, with their counts. It decides nothing by itself: the
//! thresholds are [`super::decide`]'s.
//!
//! Shingle sets are made from token sequences for the documents of candidate pairs alone, once for each
//! connected set of pairs, and forgotten with it.

use std::io;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::components::Components;
use super::decide::{Comparison, Verdict, decide};
use super::shingle_sets::{DISPARITY, Loaded};
use super::{Candidate, MatchSettings, alignment, headline, publication_time, update};
use crate::document::fingerprint::{Fingerprints, Sequence};
use crate::document::learned::weights::WeightTable;
use crate::document::{DocumentNumber, Match, Relation};

/// Pairs and tokens that one task compares at most.
const TASK_PAIRS: usize = 1024;
const TASK_TOKENS: u64 = 4 << 20;

/// Weighted containment (ten-thousandths) from which one document holds a part of another.
const PART: u32 = 2_500;

/// A compared pair: a match, or two documents of which one holds a part of the other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Related {
    pub pair: Match,
    pub matched: bool,
}

/// What comparing needs beside the pair.
pub(super) struct Verifier<'a> {
    pub fingerprints: &'a Fingerprints,
    pub first_copy: &'a [DocumentNumber],
    table: &'a WeightTable,
    pub settings: &'a MatchSettings,
}

impl<'a> Verifier<'a> {
    pub(super) fn new(
        fingerprints: &'a Fingerprints,
        first_copy: &'a [DocumentNumber],
        table: &'a WeightTable,
        settings: &'a MatchSettings,
    ) -> Verifier<'a> {
        Verifier { fingerprints, first_copy, table, settings }
    }

    /// The candidates that are matches or share a part, ascending.
    pub(super) fn verify(&self, candidates: &[Candidate]) -> io::Result<Vec<Related>> {
        let pairs = self.by_component(candidates);
        let found: Vec<Vec<Related>> = self
            .tasks(&pairs)
            .into_par_iter()
            .map(|task| self.verify_task(task))
            .collect::<io::Result<_>>()?;
        let mut related = found.concat();
        related.par_sort_unstable_by_key(|one| (one.pair.a, one.pair.b));
        Ok(related)
    }

    /// Pairs of connected documents side by side, the longer document first, so that few are loaded twice.
    fn by_component(&self, candidates: &[Candidate]) -> Vec<(DocumentNumber, DocumentNumber)> {
        let mut components = Components::new(self.fingerprints.len());
        candidates.iter().for_each(|pair| components.join(pair.a, pair.b));
        let longer_first = |a, b| if self.length(a) < self.length(b) { (b, a) } else { (a, b) };
        let mut pairs: Vec<_> = candidates
            .iter()
            .map(|pair| {
                let (longer, shorter) = longer_first(pair.a, pair.b);
                (components.root(pair.a), longer, shorter)
            })
            .collect();
        pairs.par_sort_unstable();
        pairs.into_iter().map(|(_, longer, shorter)| (longer, shorter)).collect()
    }

    /// Tokens of a document.
    pub(super) fn length(&self, number: DocumentNumber) -> u64 {
        self.fingerprints.head(number).map_or(0, |head| u64::from(head.tokens))
    }

    /// Cuts the pairs into tasks. A task goes on until its shorter documents are worth loading its longest
    /// one for: however many excerpts a huge document has, it is loaded a bounded number of times.
    fn tasks<'p>(
        &self,
        pairs: &'p [(DocumentNumber, DocumentNumber)],
    ) -> Vec<&'p [(DocumentNumber, DocumentNumber)]> {
        let mut tasks = Vec::new();
        let (mut start, mut shorter, mut longest) = (0, 0, 0);
        for (at, (a, b)) in pairs.iter().enumerate() {
            shorter += self.length(*b);
            longest = longest.max(self.length(*a));
            if (at + 1 - start >= TASK_PAIRS || shorter >= TASK_TOKENS) && shorter >= longest {
                tasks.extend(pairs.get(start..=at));
                (start, shorter, longest) = (at + 1, 0, 0);
            }
        }
        tasks.extend(pairs.get(start..).filter(|rest| !rest.is_empty()));
        tasks
    }

    fn verify_task(&self, pairs: &[(DocumentNumber, DocumentNumber)]) -> io::Result<Vec<Related>> {
        let mut numbers: Vec<DocumentNumber> = pairs.iter().flat_map(|(a, b)| [*a, *b]).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let loaded: Vec<Loaded> =
            numbers.iter().map(|number| self.loaded(*number)).collect::<io::Result<_>>()?;
        let of = |number: &DocumentNumber| {
            numbers.binary_search(number).ok().and_then(|at| loaded.get(at))
        };
        let ordered =
            pairs.iter().map(|(longer, shorter)| (longer.min(shorter), longer.max(shorter)));
        Ok(ordered.filter_map(|(a, b)| self.related(*a, *b, of(a)?, of(b)?)).collect())
    }

    fn related(
        &self,
        a: DocumentNumber,
        b: DocumentNumber,
        one: &Loaded,
        two: &Loaded,
    ) -> Option<Related> {
        let comparison = self.compare(a, b, one, two);
        let verdict = decide(&comparison, self.settings).map(|verdict| Verdict {
            relation: self.relation(a, b, one, two, &comparison, verdict.relation),
            ..verdict
        });
        let matched = verdict.is_some();
        let part = comparison.shared >= self.settings.contained_shingles
            && comparison.containment() >= PART;
        let verdict = verdict.or_else(|| {
            part.then(|| Verdict {
                relation: Relation::Excerpt,
                similarity: comparison.containment(),
            })
        })?;
        Some(Related { pair: comparison.into_match(a, b, verdict), matched })
    }

    /// The relation of a match, which is an update where the later text has facts that the earlier has not.
    /// A later text that is a part of the earlier one is an excerpt.
    fn relation(
        &self,
        a: DocumentNumber,
        b: DocumentNumber,
        one: &Loaded,
        two: &Loaded,
        comparison: &Comparison,
        relation: Relation,
    ) -> Relation {
        let published = |number| self.fingerprints.head(number).and_then(|head| head.published);
        let (Some(first), Some(second)) = (published(a), published(b)) else { return relation };
        if !publication_time::is_before(first, second)
            && !publication_time::is_before(second, first)
        {
            return relation;
        }
        let (earlier, later) = if first.minutes < second.minutes { (one, two) } else { (two, one) };
        let cut = relation == Relation::Excerpt && later.tokens.len() < earlier.tokens.len();
        if !cut && update::is_update(earlier, later, comparison.contradicted) {
            Relation::Update
        } else {
            relation
        }
    }

    /// One document with its exact shingle set.
    pub(super) fn loaded(&self, number: DocumentNumber) -> io::Result<Loaded> {
        let mut sequence = Sequence::default();
        self.fingerprints.sequence(number, &mut sequence)?;
        Ok(Loaded::new(sequence))
    }

    /// All that is known of a pair. What costs more than counting is left out for pairs that share little.
    pub(super) fn compare(
        &self,
        a: DocumentNumber,
        b: DocumentNumber,
        one: &Loaded,
        two: &Loaded,
    ) -> Comparison {
        let mut comparison = Comparison {
            shared: one.shared(two),
            shingles: [one.keys.len() as u32, two.keys.len() as u32],
            weights: [1; 2],
            tokens: [one.tokens.len() as u32, two.tokens.len() as u32],
            ..Comparison::default()
        };
        let smaller = one.keys.len().min(two.keys.len()) as u32;
        if comparison.shared * 10 < smaller {
            return comparison;
        }
        comparison.weights = [one.weigh(self.table), two.weigh(self.table)];
        comparison.shared_weight = one.shared_weight(two);
        if comparison.similarity() < PART {
            return comparison;
        }
        let published = |number| self.fingerprints.head(number).and_then(|head| head.published);
        comparison.minutes_apart =
            published(a).zip(published(b)).map(|(x, y)| publication_time::minutes_apart(x, y));
        comparison.headline = headline::similarity(&one.headline, &two.headline);
        comparison.shared_numbers = one.shared_numbers(two);
        let fewer = one.numbers.len().min(two.numbers.len()) as u32;
        // Where one text has all figures of the other and the two are near, an alignment tells nothing.
        if comparison.shared_numbers < fewer || comparison.jaccard() < self.settings.near {
            let (shorter, longer) =
                if one.tokens.len() < two.tokens.len() { (one, two) } else { (two, one) };
            let over_shorter = alignment::align(shorter, longer);
            // A text many times longer would cost as many times more and is not covered anyway.
            let comparable = shorter.tokens.len() * DISPARITY >= longer.tokens.len();
            let over_longer =
                if comparable { alignment::align(longer, shorter) } else { over_shorter };
            comparison.contradicted = over_shorter.foreign_figures.min(over_longer.foreign_figures);
            comparison.covered = over_shorter.share().max(over_longer.share());
            // A small figure is in any two texts by chance: those count that stand in the same words.
            let in_same_words = over_shorter.shared_figures.max(over_longer.shared_figures);
            comparison.shared_numbers = comparison.shared_numbers.min(in_same_words);
        }
        comparison
    }

    /// The matches, and a star of exact copies around each document that stands for some.
    pub(super) fn with_exact_copies(&self, mut matches: Vec<Match>) -> Vec<Match> {
        for (number, &first) in
            (0..).zip(self.first_copy).filter(|(number, first)| number != *first)
        {
            let tokens = self.fingerprints.head(first).map_or(0, |head| head.tokens);
            let published = |number| self.fingerprints.head(number).and_then(|head| head.published);
            let apart = published(first)
                .zip(published(number))
                .map(|(x, y)| publication_time::minutes_apart(x, y));
            matches.push(Match {
                a: first.min(number),
                b: first.max(number),
                relation: Relation::Exact,
                shared_shingles: tokens.saturating_sub(3).max(1),
                shingles_a: tokens.saturating_sub(3).max(1),
                shingles_b: tokens.saturating_sub(3).max(1),
                weighted_similarity: 10_000,
                headline_similarity: None,
                days_apart: apart.map(|minutes| (minutes / (24 * 60)) as u32),
                joins: true,
            });
        }
        matches.par_sort_unstable_by_key(|one| (one.a, one.b));
        matches
    }
}
