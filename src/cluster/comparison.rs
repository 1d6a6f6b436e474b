//! The counts of one comparison, and the ratios made from them.
//!
//! In: counts from [`super::verify`]. Out: similarities in ten-thousandths, and the row of a match. It
//! decides nothing: the thresholds are in [`super::decide`].

use super::settings::MatchSettings;
use crate::document::learned::weights::FULL;
use crate::document::{AdmittedBy, DocumentNumber, Match, Relation};

/// The result of comparing two documents. Arrays hold the value of the first document, then of the second.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Comparison {
    pub shared: u32,
    pub shingles: [u32; 2],
    pub shared_weight: u64,
    pub weights: [u64; 2],
    pub tokens: [u32; 2],
    /// Figures in both texts.
    pub shared_numbers: u32,
    /// Similarity of the headlines in ten-thousandths.
    pub headline: Option<u16>,
    pub minutes_apart: Option<i64>,
    /// Calendar days between the dates as they are written, and in UTC.
    pub days_apart: Option<[u32; 2]>,
    /// Figures of one text where the other has different figures between the same words.
    pub contradicted: u32,
    /// Share of a text that the words of the other cover, narrow gaps included, in hundredths. The larger
    /// of both shares.
    pub covered: u32,
    /// Whether one text is the other with new figures and perhaps a few new names.
    pub is_revision: bool,
    /// Whether two pages of one site share only what the site prints around its stories.
    pub is_chrome: bool,
    /// Whether the two texts begin as two stories and share only later parts.
    pub is_follow_up: bool,
    /// Whether the headlines differ in a name that each text has too, or, on one site, in the figures of another day: a
    /// form.
    pub names_differ: bool,
    /// Whether the two documents are of two sites. `false` where a site is unknown.
    pub is_apart: bool,
}

/// The decision that a pair is one story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Verdict {
    pub relation: Relation,
    /// In ten-thousandths.
    pub similarity: u32,
    pub admitted_by: AdmittedBy,
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

    pub(super) fn same_headline(&self, settings: &MatchSettings) -> bool {
        self.headline.is_some_and(|headline| u32::from(headline) >= settings.same_headline)
    }

    /// Mean weight of the shared shingles in hundredths.
    pub(super) fn mean_weight(&self) -> u32 {
        ratio(self.shared_weight, u64::from(self.shared) * u64::from(FULL)) / 100
    }

    /// The larger of Jaccard and containment, which members of one cluster need at least.
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
            days_apart: self.days_apart.map(|[written, _]| written),
            days_apart_utc: self.days_apart.map(|[_, utc]| utc),
            admitted_by: verdict.admitted_by,
            held_apart: None,
        }
    }
}

fn ratio(part: u64, whole: u64) -> u32 {
    (part * 10_000).checked_div(whole).unwrap_or(0).min(10_000) as u32
}
