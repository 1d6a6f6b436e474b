//! Decides whether a compared pair is one story, and which relation it is.
//!
//! In: the counts of a comparison. Out: a verdict or none. All arithmetic is on integers.

use super::MatchSettings;
use crate::document::{DocumentNumber, Match, Relation};

/// What comparing two documents found; arrays hold the first document's value, then the second's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Comparison {
    pub shared: u32,
    pub shingles: [u32; 2],
    pub shared_weight: u64,
    pub weights: [u64; 2],
    pub tokens: [u32; 2],
    pub shared_numbers: u32,
    pub numbers: [u32; 2],
    /// Ten-thousandths.
    pub headline: Option<u16>,
    pub minutes_apart: Option<i64>,
}

/// That a pair is one story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Verdict {
    pub relation: Relation,
    /// Ten-thousandths.
    pub similarity: u32,
}

impl Comparison {
    /// Weighted Jaccard in ten-thousandths.
    pub(super) fn jaccard(&self) -> u32 {
        ratio(self.shared_weight, self.weights[0] + self.weights[1] - self.shared_weight)
    }

    /// Weighted containment of the smaller in ten-thousandths.
    pub(super) fn containment(&self) -> u32 {
        ratio(self.shared_weight, self.weights[0].min(self.weights[1]))
    }

    /// What is common to two documents of one cluster at least.
    pub(super) fn similarity(&self) -> u32 {
        self.jaccard().max(self.containment())
    }

    pub(super) fn into_match(
        self,
        a: DocumentNumber,
        b: DocumentNumber,
        verdict: Verdict,
    ) -> Match {
        Match {
            a,
            b,
            relation: verdict.relation,
            shared_shingles: self.shared,
            shingles_a: self.shingles[0],
            shingles_b: self.shingles[1],
            weighted_similarity: verdict.similarity.min(10_000) as u16,
            headline_similarity: self.headline,
            days_apart: self.minutes_apart.map(|minutes| (minutes / (24 * 60)) as u32),
            joins: true,
        }
    }
}

fn ratio(part: u64, whole: u64) -> u32 {
    (part * 10_000).checked_div(whole).unwrap_or(0).min(10_000) as u32
}

/// Whether the pair is one story.
pub(super) fn decide(pair: &Comparison, settings: &MatchSettings) -> Option<Verdict> {
    let bar = |usual: u32| raised(usual, pair.minutes_apart, settings);
    let (jaccard, containment) = (pair.jaccard(), pair.containment());
    let near = jaccard >= bar(settings.near);
    let smaller = pair.shingles[0].min(pair.shingles[1]);
    let enough = pair.shared >= settings.contained_shingles || pair.shared * 10 >= smaller * 9;
    let contained = containment >= bar(settings.contained) && enough;
    if !(near || contained) || numbers_disagree(pair, settings) {
        return None;
    }
    Some(if near {
        Verdict { relation: Relation::Near, similarity: jaccard }
    } else {
        Verdict { relation: Relation::Excerpt, similarity: containment }
    })
}

/// A threshold, raised with the time between the two documents.
fn raised(usual: u32, minutes_apart: Option<i64>, settings: &MatchSettings) -> u32 {
    let beyond = minutes_apart.unwrap_or(0) - i64::from(settings.gate_hours) * 60;
    if beyond <= 0 {
        return usual;
    }
    let far = settings.far.max(usual);
    let rise = i64::from(far - usual) / 2;
    let span = i64::from(settings.far_hours.max(1)) * 60;
    usual + (rise + rise * beyond.min(span) / span) as u32
}

/// Whether two short texts tell of different figures: a template filled in anew.
fn numbers_disagree(pair: &Comparison, settings: &MatchSettings) -> bool {
    let fewer = pair.numbers[0].min(pair.numbers[1]);
    pair.tokens[0].min(pair.tokens[1]) < settings.numbers_below && pair.shared_numbers * 2 < fewer
}
