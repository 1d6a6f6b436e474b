//! The thresholds of matching, each with its meaning and default.
//!
//! In: nothing. Out: [`MatchSettings`]. It decides nothing.

use serde::{Deserialize, Serialize};

use crate::document::shingle::Sampling;

/// Thresholds of matching. Similarities are in ten-thousandths.
///
/// If two documents share `s` shingles and 1 in 8 is sampled, they become a candidate pair with
/// probability `1 - (7/8)^s` where one shared sampled shingle is enough, and
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
    /// A text with fewer tokens matches exact copies only.
    pub short_tokens: u32,
    /// If a document has fewer tokens than this, one shared sampled shingle makes a candidate. Otherwise
    /// it takes two.
    pub one_shared_below: u32,
    /// Share of the smaller document's sampled shingles that a candidate has in common at least, in
    /// hundredths.
    pub sampled_share: u32,
    /// A shingle in at most this many documents proposes all their pairs.
    pub all_pairs: u32,
    /// Weighted Jaccard from which two documents are near copies.
    pub near: u32,
    /// Weighted containment of the smaller from which it is an excerpt of the larger.
    pub contained: u32,
    /// Shingles that an excerpt shares at least, unless nearly all of it is contained.
    pub contained_shingles: u32,
    /// Weighted containment of a reworded copy: enough where texts are long and their figures agree.
    pub reworded: u32,
    /// The same where their headlines are similar too.
    pub reworded_same_headline: u32,
    /// Share of a reworded copy that shared words and narrow gaps between them cover, in hundredths.
    pub reworded_covered: u32,
    /// The same where the headlines are similar.
    pub reworded_covered_same_headline: u32,
    /// Tokens that the shorter text needs for a reworded copy.
    pub reworded_tokens: u32,
    /// The same for texts of two outlets, where a template is less likely.
    pub reworded_tokens_brief: u32,
    /// One figure may contradict for this many tokens if two outlets print a report at the same time.
    pub tokens_per_figure: u32,
    /// Similarity from which two headlines count as the same. Joining a cluster asks for less.
    pub same_headline: u32,
    /// Hours apart up to which dates have no effect. Beyond, thresholds rise with the distance.
    pub gate_hours: u32,
    /// Hours beyond the gate after which thresholds have risen to `far`.
    pub far_hours: u32,
    /// Similarity that two documents need at that distance.
    pub far: u32,
    /// The same for texts of two outlets.
    pub far_apart: u32,
    /// Weighted Jaccard of near copies if some of their figures differ.
    pub near_differing: u32,
    /// Weighted containment of an excerpt if some of their figures differ.
    pub contained_differing: u32,
    /// Mean weight of the shared shingles, in hundredths, below which two texts share a template.
    pub template: u32,
    /// Mean weight, in hundredths, below which two texts share site chrome, which is no evidence.
    pub site_chrome: u32,
    /// Weighted Jaccard from which they match nevertheless, if they have the same headline.
    pub near_site_chrome: u32,
    /// Similarity that each member of a cluster has to its representative at least.
    pub in_common: u32,
    /// Similarity of a match from which a document joins a cluster that is about the same thing, even if it
    /// has less in common with the representative.
    pub strong_link: u32,
}

/// The values that a threshold may have, by its name: from the first to the second.
const RANGES: [(&str, u32, u32); 27] = [
    ("short_tokens", 1, 10_000),
    ("one_shared_below", 0, 1_000_000),
    ("sampled_share", 0, 100),
    ("all_pairs", 2, 100_000),
    ("near", 1, 10_000),
    ("contained", 1, 10_000),
    ("contained_shingles", 1, 1_000_000),
    ("reworded", 1, 10_000),
    ("reworded_same_headline", 1, 10_000),
    ("reworded_covered", 0, 100),
    ("reworded_covered_same_headline", 0, 100),
    ("reworded_tokens", 0, 1_000_000),
    ("reworded_tokens_brief", 0, 1_000_000),
    ("tokens_per_figure", 1, 1_000_000),
    ("same_headline", 1, 10_000),
    ("gate_hours", 0, 1_000_000),
    ("far_hours", 1, 1_000_000),
    ("far", 1, 10_000),
    ("far_apart", 1, 10_000),
    ("near_differing", 1, 10_000),
    ("contained_differing", 1, 10_000),
    ("template", 0, 100),
    ("site_chrome", 0, 100),
    ("near_site_chrome", 1, 10_000),
    ("in_common", 1, 10_000),
    ("strong_link", 1, 10_000),
    // Of the sampling.
    ("sample", 1, 4_096),
];

impl MatchSettings {
    /// The smallest and largest value that a threshold may have. `None` if there is no such threshold.
    ///
    /// ```
    /// use copydesk::cluster::MatchSettings;
    ///
    /// assert_eq!(MatchSettings::range("near"), Some((1, 10_000)));
    /// assert_eq!(MatchSettings::range("nearly"), None);
    /// ```
    pub fn range(name: &str) -> Option<(u32, u32)> {
        RANGES.iter().find(|(known, ..)| *known == name).map(|(_, least, most)| (*least, *most))
    }
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
            reworded_tokens_brief: 40,
            tokens_per_figure: 60,
            same_headline: 7_000,
            gate_hours: 72,
            far_hours: 24 * 7,
            far: 9_000,
            far_apart: 7_500,
            near_differing: 7_500,
            contained_differing: 9_500,
            template: 85,
            site_chrome: 15,
            near_site_chrome: 9_500,
            in_common: 2_500,
            strong_link: 6_000,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_threshold_has_a_range_and_its_default_is_in_it() {
        let settings = serde_json::to_value(MatchSettings::default()).expect("settings are plain");
        for (name, value) in settings.as_object().into_iter().flatten() {
            let Some(value) = value.as_u64() else { continue };
            let (least, most) = MatchSettings::range(name).unwrap_or_else(|| panic!("{name}"));
            assert!((u64::from(least)..=u64::from(most)).contains(&value), "{name}");
        }
    }
}
