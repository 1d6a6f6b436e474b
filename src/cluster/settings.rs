//! How matching decides: every threshold with its default and its meaning.
//!
//! In: nothing. Out: [`MatchSettings`].

use serde::{Deserialize, Serialize};

use crate::document::shingle::Sampling;

/// Thresholds of matching. Similarities are in ten-thousandths.
///
/// What the sampling finds: of documents that share `s` shingles, 1 in 8 sampled, the probability of
/// becoming a candidate is `1 - (7/8)^s` where one shared sampled shingle is enough, and
/// `1 - (7/8)^s - s/8 (7/8)^(s-1)` where two are needed
/// ([`Sampling::probability`]):
///
/// | shared shingles | 6 | 12 | 24 | 36 | 48 | 60 |
/// |---|---|---|---|---|---|---|
/// | one is enough | .551 | .799 | .959 | .992 | .998 | 1.000 |
/// | two are needed | .167 | .453 | .820 | .950 | .987 | .997 |
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MatchSettings {
    /// Which shingles propose pairs.
    pub sampling: Sampling,
    /// A document whose text has fewer tokens matches exact copies alone.
    pub short_tokens: u32,
    /// One shared sampled shingle makes a candidate where a document has fewer tokens than this; above
    /// it takes two.
    pub one_shared_below: u32,
    /// And at least this share, in hundredths, of the smaller document's sampled shingles.
    pub sampled_share: u32,
    /// A shingle proposes all pairs of the documents that share it, up to so many documents.
    pub all_pairs: u32,
    /// Weighted Jaccard from which two documents are near copies.
    pub near: u32,
    /// Weighted containment of the smaller from which it is an excerpt of the larger.
    pub contained: u32,
    /// Shingles that an excerpt shares at least, unless it is nearly all contained.
    pub contained_shingles: u32,
    /// Weighted containment that is enough where texts are long and their figures agree: reworded copies.
    pub reworded: u32,
    /// And where their headlines are alike, too.
    pub reworded_same_headline: u32,
    /// Hundredths of a text that shared words and narrow gaps between them cover in a reworded copy.
    pub reworded_covered: u32,
    /// And where the headlines are alike.
    pub reworded_covered_same_headline: u32,
    /// Tokens of the shorter text from which rewording is looked for.
    pub reworded_tokens: u32,
    /// Headline similarity from which headlines count as the same.
    pub same_headline: u32,
    /// Hours apart up to which dates do not count; beyond, the bar rises with the distance.
    pub gate_hours: u32,
    /// Hours beyond the gate after which the bar has risen to `far`.
    pub far_hours: u32,
    /// Similarity that two documents need when they are that far apart.
    pub far: u32,
    /// Weighted Jaccard that two texts need if some of their figures differ.
    pub near_differing: u32,
    /// Weighted containment that they need.
    pub contained_differing: u32,
    /// Mean weight of the shared shingles, in hundredths, under which two texts share a template.
    pub template: u32,
    /// Mean weight, in hundredths, under which two texts share a site's furniture: no evidence.
    pub furniture: u32,
    /// Unless they are as alike as this, under the same headline.
    pub near_furniture: u32,
    /// Similarity that a member of a cluster has to its representative at least.
    pub in_common: u32,
}

impl Default for MatchSettings {
    fn default() -> Self {
        MatchSettings {
            sampling: Sampling::default(),
            short_tokens: 20,
            one_shared_below: 64,
            sampled_share: 12,
            all_pairs: 32,
            near: 4_500,
            contained: 6_000,
            contained_shingles: 12,
            reworded: 4_500,
            reworded_same_headline: 3_600,
            reworded_covered: 65,
            reworded_covered_same_headline: 45,
            reworded_tokens: 100,
            same_headline: 7_000,
            gate_hours: 72,
            far_hours: 24 * 7,
            far: 9_000,
            near_differing: 7_500,
            contained_differing: 9_500,
            template: 85,
            furniture: 15,
            near_furniture: 9_500,
            in_common: 2_500,
        }
    }
}
