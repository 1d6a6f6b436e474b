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
    let (jaccard, containment) = (pair.jaccard(), pair.containment());
    let figures = figures(pair, settings);
    let bar = |usual: u32| raised(usual.max(figures.least()), pair.minutes_apart, settings);
    let near = jaccard >= bar(settings.near);
    let smaller = pair.shingles[0].min(pair.shingles[1]);
    let enough = pair.shared >= settings.contained_shingles || pair.shared * 10 >= smaller * 9;
    let contained = containment >= bar(contained_bar(pair, figures, settings)) && enough;
    if !(near || contained) || figures == Figures::Contradict {
        return None;
    }
    let excerpt = !near && smaller * 4 < pair.shingles[0].max(pair.shingles[1]) * 3;
    Some(if excerpt {
        Verdict { relation: Relation::Excerpt, similarity: containment }
    } else {
        Verdict { relation: Relation::Near, similarity: jaccard }
    })
}

/// The containment that makes an excerpt, or a reworded copy where the texts are long enough for the
/// figures and the headline to speak.
fn contained_bar(pair: &Comparison, figures: Figures, settings: &MatchSettings) -> u32 {
    let long = pair.tokens[0].min(pair.tokens[1]) >= settings.reworded_tokens;
    match (long && figures == Figures::Agree, pair.headline) {
        (true, Some(headline)) if u32::from(headline) >= settings.same_headline => {
            settings.reworded_same_headline
        }
        (true, _) => settings.reworded,
        (false, _) => settings.contained,
    }
}

/// What the figures of two texts say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Figures {
    /// Nearly all of the text with fewer stand in the other too, or there are hardly any.
    Agree,
    /// Some do.
    Differ,
    /// Most do not: a template filled in anew.
    Contradict,
}

impl Figures {
    /// Similarity that a pair needs at least.
    fn least(self) -> u32 {
        match self {
            Figures::Agree => 0,
            Figures::Differ => 8_000,
            Figures::Contradict => 10_000,
        }
    }
}

/// Compares figures. A long text may take some from its surroundings, so it must contradict more; of a
/// handful of figures each counts.
fn figures(pair: &Comparison, settings: &MatchSettings) -> Figures {
    let fewer = pair.numbers[0].min(pair.numbers[1]);
    let missing = fewer - pair.shared_numbers.min(fewer);
    let short = pair.tokens[0].min(pair.tokens[1]) < settings.numbers_below;
    if !short {
        let differ = fewer >= 3 && missing * 3 > fewer * 2;
        return if differ { Figures::Differ } else { Figures::Agree };
    }
    let late =
        pair.minutes_apart.is_some_and(|minutes| minutes > i64::from(settings.gate_hours) * 60);
    if missing == 0 || (missing * 5 <= fewer && fewer > 5 && !late) {
        Figures::Agree
    } else if missing * 2 > fewer || late {
        Figures::Contradict
    } else {
        Figures::Differ
    }
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
