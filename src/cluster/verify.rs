//! Compares candidate pairs on their exact shingle sets.
//!
//! In: candidate pairs. Out: the verified ones, with their counts. It decides nothing by itself: the
//! thresholds are [`super::decide`]'s.
//!
//! Shingle sets are made from token sequences for the documents of candidate pairs alone, once for each
//! connected set of pairs, and forgotten with it.

use std::io;

use rayon::prelude::*;

use super::components::Components;
use super::decide::{Comparison, Verdict, decide};
use super::{Candidate, MatchSettings, headline, moment, overlay, update};
use crate::document::fingerprint::{Fingerprints, Sequence};
use crate::document::learned::weights::WeightTable;
use crate::document::shingle::{Token, key, shingles};
use crate::document::{DocumentNumber, Match, Relation};

/// Pairs and tokens that one task compares at most.
const TASK_PAIRS: usize = 1024;
const TASK_TOKENS: u64 = 4 << 20;

/// One document is so many times longer than another that they are compared from the shorter alone.
const DISPARITY: usize = 16;
/// Weighted containment (ten-thousandths) from which one document holds a part of another.
const PART: u32 = 2_500;

/// A compared pair: a match, or two documents of which one holds a part of the other.
#[derive(Debug, Clone)]
pub(super) struct Related {
    pub pair: Match,
    pub matched: bool,
}

/// A document with its exact shingle set.
#[derive(Debug, Clone, Default)]
pub(super) struct Loaded {
    /// Ascending, each once, with its weight.
    pub shingles: Vec<(u32, u32)>,
    pub weight: u64,
    /// Ascending, repetitions included.
    pub numbers: Vec<u32>,
    pub tokens: Vec<Token>,
    pub headline: Vec<u8>,
}

impl Loaded {
    /// Whether the text has a shingle.
    pub(super) fn has(&self, key: u32) -> bool {
        self.weight_of(key) > 0
    }

    /// The weight of a shingle, zero if the text has it not.
    pub(super) fn weight_of(&self, key: u32) -> u32 {
        let found = self.shingles.binary_search_by_key(&key, |shingle| shingle.0).ok();
        found.and_then(|at| self.shingles.get(at)).map_or(0, |shingle| shingle.1)
    }
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
        let loaded: Vec<Loaded> = self.load_all(&numbers)?;
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
        if !moment::is_before(first, second) && !moment::is_before(second, first) {
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

    fn load_all(&self, numbers: &[DocumentNumber]) -> io::Result<Vec<Loaded>> {
        let mut sequence = Sequence::default();
        numbers
            .iter()
            .map(|number| {
                self.fingerprints.sequence(*number, &mut sequence)?;
                Ok(self.load(&sequence))
            })
            .collect()
    }

    /// One document with its exact shingle set.
    pub(super) fn loaded(&self, number: DocumentNumber) -> io::Result<Loaded> {
        let mut sequence = Sequence::default();
        self.fingerprints.sequence(number, &mut sequence)?;
        Ok(self.load(&sequence))
    }

    fn load(&self, sequence: &Sequence) -> Loaded {
        let mut keys: Vec<u32> = shingles(&sequence.tokens).map(key).collect();
        sort_spread(&mut keys);
        keys.dedup();
        let shingles: Vec<(u32, u32)> =
            keys.into_iter().map(|key| (key, self.table.weight(key))).collect();
        let mut numbers: Vec<u32> = sequence
            .tokens
            .iter()
            .filter(|token| token.is_number())
            .map(|token| token.word())
            .collect();
        numbers.sort_unstable();
        Loaded {
            weight: shingles.iter().map(|(_, weight)| u64::from(*weight)).sum(),
            shingles,
            numbers,
            tokens: sequence.tokens.clone(),
            headline: sequence.headline.clone(),
        }
    }

    /// All that is known of a pair. What costs more than counting is left out for pairs that share little.
    pub(super) fn compare(
        &self,
        a: DocumentNumber,
        b: DocumentNumber,
        one: &Loaded,
        two: &Loaded,
    ) -> Comparison {
        let (shared, shared_weight) = shared_shingles(one, two);
        let mut comparison = Comparison {
            shared,
            shingles: [one.shingles.len() as u32, two.shingles.len() as u32],
            shared_weight,
            weights: [one.weight, two.weight],
            tokens: [one.tokens.len() as u32, two.tokens.len() as u32],
            ..Comparison::default()
        };
        if comparison.similarity() < PART {
            return comparison;
        }
        let published = |number| self.fingerprints.head(number).and_then(|head| head.published);
        comparison.minutes_apart =
            published(a).zip(published(b)).map(|(x, y)| moment::minutes_apart(x, y));
        comparison.headline = headline::similarity(&one.headline, &two.headline);
        comparison.shared_numbers = shared_numbers(&one.numbers, &two.numbers);
        let fewer = one.numbers.len().min(two.numbers.len()) as u32;
        // Where one text has all figures of the other and the two are near, an overlay tells nothing.
        if comparison.shared_numbers < fewer || comparison.jaccard() < self.settings.near {
            let (shorter, longer) =
                if one.tokens.len() < two.tokens.len() { (one, two) } else { (two, one) };
            let over_shorter = overlay::overlay(shorter, longer);
            // A text many times longer would cost as many times more and is not covered anyway.
            let comparable = shorter.tokens.len() * DISPARITY >= longer.tokens.len();
            let over_longer =
                if comparable { overlay::overlay(longer, shorter) } else { over_shorter };
            comparison.contradicted = over_shorter.foreign_figures.min(over_longer.foreign_figures);
            comparison.covered = over_shorter.share().max(over_longer.share());
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
            let apart =
                published(first).zip(published(number)).map(|(x, y)| moment::minutes_apart(x, y));
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

/// Sorts numbers that are spread evenly, as hashes are: each goes near its place by its upper byte, and an
/// insertion sort, which finds little left to do, ends the work. Long lists are sorted as usual.
fn sort_spread(keys: &mut Vec<u32>) {
    if !(32..2_048).contains(&keys.len()) {
        return keys.sort_unstable();
    }
    let mut places = [0_u16; 256];
    for key in keys.iter() {
        if let Some(place) = places.get_mut((key >> 24) as usize) {
            *place += 1;
        }
    }
    let mut sum = 0;
    for place in &mut places {
        sum += std::mem::replace(place, sum);
    }
    let mut spread = vec![0; keys.len()];
    for key in keys.iter() {
        if let Some(place) = places.get_mut((key >> 24) as usize) {
            if let Some(slot) = spread.get_mut(usize::from(*place)) {
                *slot = *key;
            }
            *place += 1;
        }
    }
    // Hashes of a text made to fall together would make this slow: they are sorted as usual.
    if places
        .iter()
        .scan(0, |last, place| Some(place - std::mem::replace(last, *place)))
        .any(|count| count > 64)
    {
        spread.sort_unstable();
    } else {
        for end in 1..spread.len() {
            let mut at = end;
            while at > 0 && spread.get(at - 1) > spread.get(at) {
                spread.swap(at - 1, at);
                at -= 1;
            }
        }
    }
    *keys = spread;
}

/// How many shingles two sets share, and their weight.
fn shared_shingles(one: &Loaded, two: &Loaded) -> (u32, u64) {
    let (few, many) = if one.shingles.len() < two.shingles.len() { (one, two) } else { (two, one) };
    if few.shingles.len() * DISPARITY < many.shingles.len() {
        let weights = few
            .shingles
            .iter()
            .map(|shingle| many.weight_of(shingle.0))
            .filter(|weight| *weight > 0);
        return weights.fold((0, 0), |(count, sum), weight| (count + 1, sum + u64::from(weight)));
    }
    let (a, b) = (one.shingles.as_slice(), two.shingles.as_slice());
    let (mut at_a, mut at_b) = (0, 0);
    let (mut count, mut weight) = (0, 0);
    while let (Some(x), Some(y)) = (a.get(at_a), b.get(at_b)) {
        let same = x.0 == y.0;
        count += u32::from(same);
        weight += u64::from(x.1) * u64::from(same);
        at_a += usize::from(x.0 <= y.0);
        at_b += usize::from(y.0 <= x.0);
    }
    (count, weight)
}

/// How many numbers two texts share, each as often as both have it.
fn shared_numbers(a: &[u32], b: &[u32]) -> u32 {
    let (mut at_a, mut at_b, mut count) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(at_a), b.get(at_b)) {
        count += u32::from(x == y);
        at_a += usize::from(x <= y);
        at_b += usize::from(y <= x);
    }
    count
}
