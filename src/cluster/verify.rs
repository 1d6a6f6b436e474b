//! Compares candidate pairs on their exact shingle sets.
//!
//! In: candidate pairs. Out: matches and pairs that share a part, with their counts. It has no thresholds
//! for matches: [`super::decide`] has them.
//!
//! Shingle sets are built only for the documents of candidate pairs, once for each connected set of pairs,
//! and dropped with it.

use std::io;

use rayon::prelude::*;

use super::candidate::Candidate;
use super::compared_pair::ComparedPair;
use super::comparison::{Comparison, Verdict};
use super::components::Components;
use super::decide::decide;
use super::follow_up::{self, Stories};
use super::settings::MatchSettings;
use super::shingle_sets::{DISPARITY, LoadedDocument};
use super::topic::{Topics, Words};
use super::{alignment, headline, publication_time, revision, shared_chrome, update};
use crate::document::fingerprint::{Fingerprints, Sequence};
use crate::document::learned::weights::WeightTable;
use crate::document::{AdmittedBy, DocumentNumber, Match, Relation};

/// Pairs that one task compares at most.
const TASK_PAIRS: usize = 1024;
/// Tokens that one task compares at most.
const TASK_TOKENS: u64 = 4 << 20;

/// Weighted containment, in ten-thousandths, from which one document contains a part of another.
const PART: u32 = 2_500;

/// Similarity, in ten-thousandths, of two headlines that differ in a word, and not in its spelling.
const ONE_WORD: std::ops::Range<u16> = 6_000..9_000;
/// Tokens that both have at least: of a text of one sentence the headline is half.
const FORM: usize = 40;

/// Everything that a comparison needs besides the pair.
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

    /// Compares candidates. Returns the matches and the pairs that share a part, sorted.
    pub(super) fn verify(&self, candidates: &[Candidate]) -> io::Result<Vec<ComparedPair>> {
        let pairs = self.by_component(candidates);
        let found: Vec<Vec<ComparedPair>> = self
            .tasks(&pairs)
            .into_par_iter()
            .map(|task| self.verify_task(task))
            .collect::<io::Result<_>>()?;
        let mut compared = found.concat();
        compared.par_sort_unstable_by_key(|one| (one.pair.a, one.pair.b));
        Ok(compared)
    }

    /// Puts pairs of connected documents next to each other, with the longer document first, so that few
    /// documents are loaded twice.
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

    /// The number of tokens of a document.
    pub(super) fn length(&self, number: DocumentNumber) -> u64 {
        self.fingerprints.head(number).map_or(0, |head| u64::from(head.tokens))
    }

    /// Splits the pairs into tasks. A task continues until its shorter documents have as many tokens as its
    /// longest one, so that a huge document with many excerpts is loaded a bounded number of times.
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

    fn verify_task(
        &self,
        pairs: &[(DocumentNumber, DocumentNumber)],
    ) -> io::Result<Vec<ComparedPair>> {
        let mut numbers: Vec<DocumentNumber> = pairs.iter().flat_map(|(a, b)| [*a, *b]).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let loaded: Vec<LoadedDocument> =
            numbers.iter().map(|number| self.loaded(*number)).collect::<io::Result<_>>()?;
        let of = |number: &DocumentNumber| {
            numbers.binary_search(number).ok().and_then(|at| loaded.get(at))
        };
        let ordered =
            pairs.iter().map(|(longer, shorter)| (longer.min(shorter), longer.max(shorter)));
        Ok(ordered.filter_map(|(a, b)| self.compared_pair(*a, *b, of(a)?, of(b)?)).collect())
    }

    /// Compares and decides one pair.
    fn compared_pair(
        &self,
        a: DocumentNumber,
        b: DocumentNumber,
        one: &LoadedDocument,
        two: &LoadedDocument,
    ) -> Option<ComparedPair> {
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
                admitted_by: AdmittedBy::Contained,
            })
        })?;
        Some(ComparedPair { pair: comparison.into_match(a, b, verdict), matched })
    }

    /// The relation of a match. It is an update if the later text has facts that the earlier does not have.
    /// A later text that is a part of the earlier one stays an excerpt.
    fn relation(
        &self,
        a: DocumentNumber,
        b: DocumentNumber,
        one: &LoadedDocument,
        two: &LoadedDocument,
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

    /// Loads a document with its exact shingle set.
    pub(super) fn loaded(&self, number: DocumentNumber) -> io::Result<LoadedDocument> {
        let mut sequence = Sequence::default();
        self.fingerprints.sequence(number, &mut sequence)?;
        Ok(LoadedDocument::new(sequence))
    }

    /// Compares two documents. Skips everything but the counts for pairs that share little.
    pub(super) fn compare(
        &self,
        a: DocumentNumber,
        b: DocumentNumber,
        one: &LoadedDocument,
        two: &LoadedDocument,
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
        let times = published(a).zip(published(b));
        comparison.minutes_apart = times.map(|(x, y)| publication_time::minutes_apart(x, y));
        comparison.days_apart = times.map(|(x, y)| publication_time::days_apart(x, y));
        comparison.is_apart = self.are_two_sites(a, b);
        comparison.headline = headline::similarity(&one.headline, &two.headline);
        comparison.names_differ = !comparison.is_apart
            && comparison.headline.is_some_and(|same| ONE_WORD.contains(&same))
            && one.tokens.len().min(two.tokens.len()) >= FORM
            && self.names_differ([a, b], [one, two])
            || self.is_one_site(a, b)
                && comparison.days_apart.is_some_and(|[days, _]| days > 0)
                && comparison.headline.is_some_and(|same| same >= ONE_WORD.start)
                && comparison.jaccard() < self.settings.near_differing
                && headline::have_other_figures(&one.headline, &two.headline);
        comparison.shared_numbers = one.shared_numbers(two);
        let fewer = one.numbers.len().min(two.numbers.len()) as u32;
        // If one text has all figures of the other and the two are near, an alignment adds nothing.
        if comparison.shared_numbers < fewer || comparison.jaccard() < self.settings.near {
            let (shorter, longer) =
                if one.tokens.len() < two.tokens.len() { (one, two) } else { (two, one) };
            let over_shorter = alignment::align(shorter, longer);
            // Aligning a much longer text is expensive, and it is not covered anyway.
            let comparable = shorter.tokens.len() * DISPARITY >= longer.tokens.len();
            let over_longer =
                if comparable { alignment::align(longer, shorter) } else { over_shorter };
            comparison.contradicted = over_shorter.foreign_figures.min(over_longer.foreign_figures);
            comparison.covered = over_shorter.share().max(over_longer.share());
            // Small figures are in any two texts by chance. Count only those among shared words.
            let in_same_words = over_shorter.shared_figures.max(over_longer.shared_figures);
            comparison.shared_numbers = comparison.shared_numbers.min(in_same_words);
            comparison.is_revision = revision::is_revision(one, two);
        }
        if comparison.similarity() >= self.settings.reworded_same_headline {
            let texts = [(one, self.headline_tokens(a)), (two, self.headline_tokens(b))];
            let (headlines, is_one_site) = (comparison.headline, self.is_one_site(a, b));
            comparison.is_chrome =
                is_one_site && shared_chrome::share_only_chrome(texts, headlines, self.topics());
            comparison.is_follow_up = comparison.jaccard() < self.settings.strong_link
                && follow_up::share_only_background(
                    &Stories { texts, headlines, is_one_site },
                    self.topics(),
                );
        }
        comparison
    }

    /// Whether each of two documents has a word of its own in headline and text.
    fn names_differ(&self, numbers: [DocumentNumber; 2], pages: [&LoadedDocument; 2]) -> bool {
        let words = |nth: usize| {
            let page = pages.get(nth)?;
            let headline = self.headline_tokens(*numbers.get(nth)?).min(page.tokens.len());
            let (headline, text) = page.tokens.split_at_checked(headline)?;
            Some([headline, text].map(|part| Words::of(part.iter().copied())))
        };
        let (Some([headline_a, text_a]), Some([headline_b, text_b])) = (words(0), words(1)) else {
            return false;
        };
        let all = |page: &LoadedDocument| Words::of(page.tokens.iter().copied());
        let [one, two] = pages;
        let topics = self.topics();
        topics.has_headline_word_of_its_own(&headline_a, &text_a, &all(two))
            && topics.has_headline_word_of_its_own(&headline_b, &text_b, &all(one))
    }

    /// Whether two documents are of two sites. `false` where a site is unknown.
    pub(super) fn are_two_sites(&self, a: DocumentNumber, b: DocumentNumber) -> bool {
        self.sites(a, b).is_some_and(|(one, two)| one != two)
    }

    fn is_one_site(&self, a: DocumentNumber, b: DocumentNumber) -> bool {
        self.sites(a, b).is_some_and(|(one, two)| one == two)
    }

    /// The sites of two documents, if both are known.
    fn sites(&self, a: DocumentNumber, b: DocumentNumber) -> Option<(u32, u32)> {
        let site = |number| self.fingerprints.head(number).and_then(|head| head.site);
        site(a).zip(site(b))
    }

    /// The number of tokens of a document's headline.
    pub(super) fn headline_tokens(&self, number: DocumentNumber) -> usize {
        self.fingerprints.head(number).map_or(0, |head| head.headline_tokens as usize)
    }

    /// Compares texts by the rare words of this corpus.
    pub(super) fn topics(&self) -> Topics<'a> {
        Topics::new(self.table.common_words())
    }

    /// Adds the exact copies to the matches: each is paired with its first copy.
    pub(super) fn with_exact_copies(&self, mut matches: Vec<Match>) -> Vec<Match> {
        let copies = (0..).zip(self.first_copy).filter(|(number, first)| number != *first);
        matches
            .extend(copies.map(|(number, first)| exact_match(self.fingerprints, *first, number)));
        matches.par_sort_unstable_by_key(|one| (one.a, one.b));
        matches
    }
}

/// The match of two documents with the same text.
pub(super) fn exact_match(
    fingerprints: &Fingerprints,
    one: DocumentNumber,
    two: DocumentNumber,
) -> Match {
    let tokens = fingerprints.head(one).map_or(0, |head| head.tokens);
    let shingles = tokens.saturating_sub(3).max(1);
    let published = |number| fingerprints.head(number).and_then(|head| head.published);
    let apart = published(one).zip(published(two)).map(|(x, y)| publication_time::days_apart(x, y));
    Match {
        a: one.min(two),
        b: one.max(two),
        relation: Relation::Exact,
        shared_shingles: shingles,
        shingles_a: shingles,
        shingles_b: shingles,
        weighted_similarity: 10_000,
        headline_similarity: None,
        days_apart: apart.map(|[written, _]| written),
        days_apart_utc: apart.map(|[_, utc]| utc),
        admitted_by: AdmittedBy::Identical,
        held_apart: None,
    }
}
