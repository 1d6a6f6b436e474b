//! Decides whether a compared pair is one story, and which relation the two documents have.
//!
//! In: a [`Comparison`]. Out: a [`Verdict`], or `None` for two different stories. All arithmetic uses
//! integers.

use super::comparison::{Comparison, Verdict};
use super::settings::MatchSettings;
use crate::document::learned::weights::FULL;
use crate::document::{AdmittedBy, Relation};

/// Decides whether the pair is one story.
pub(super) fn decide(pair: &Comparison, settings: &MatchSettings) -> Option<Verdict> {
    let few_weights = pair.mean_weight() < settings.site_chrome
        && (pair.jaccard() < settings.near_site_chrome || !pair.same_headline(settings));
    if pair.is_chrome || pair.is_follow_up || few_weights || pair.names_differ {
        return None;
    }
    by_similarity(pair, settings).or_else(|| revision(pair, settings))
}

/// Decides by the shares of shingles that the two texts have in common.
fn by_similarity(pair: &Comparison, settings: &MatchSettings) -> Option<Verdict> {
    let (jaccard, containment) = (pair.jaccard(), pair.containment());
    let bar = |usual: u32| raised(usual, pair, settings);
    let ((least, near_by), (least_contained, contained_by)) = match figures(pair, settings) {
        Figures::Agree => ((settings.near, AdmittedBy::Near), contained_bar(pair, settings)),
        // A text with other figures is an excerpt only if it is nearly all contained.
        Figures::Differ => (
            (settings.near_differing, AdmittedBy::NearDiffering),
            (settings.contained_differing, AdmittedBy::ContainedDiffering),
        ),
        Figures::Contradict => return None,
    };
    let near = jaccard >= bar(least);
    let smaller = pair.shingles[0].min(pair.shingles[1]);
    let enough = pair.shared >= settings.contained_shingles || pair.shared * 10 >= smaller * 9;
    let contained = enough && containment >= bar(least_contained);
    if !near && !contained {
        return None;
    }
    let admitted_by = if near { near_by } else { contained_by };
    let excerpt = !near && smaller * 4 < pair.shingles[0].max(pair.shingles[1]) * 3;
    Some(if excerpt {
        Verdict { relation: Relation::Excerpt, similarity: containment, admitted_by }
    } else {
        Verdict { relation: Relation::Near, similarity: jaccard, admitted_by }
    })
}

/// Admits a report with new figures, unless the two are far apart in time or follow a known template.
fn revision(pair: &Comparison, settings: &MatchSettings) -> Option<Verdict> {
    let late =
        pair.minutes_apart.is_some_and(|minutes| minutes > i64::from(settings.gate_hours) * 60);
    let admitted = pair.is_revision && !late && pair.mean_weight() >= settings.template;
    admitted.then(|| Verdict {
        relation: Relation::Near,
        similarity: pair.similarity(),
        admitted_by: AdmittedBy::Revision,
    })
}

/// The containment that makes an excerpt or, where the texts are long enough for figures and headlines to
/// be evidence, a reworded copy. A short text is a reworded excerpt only of a longer text with the same
/// headline: two short texts of one length are more often a template.
fn contained_bar(pair: &Comparison, settings: &MatchSettings) -> (u32, AdmittedBy) {
    let same_headline = pair.same_headline(settings);
    let (shorter, longer) =
        (pair.tokens[0].min(pair.tokens[1]), pair.tokens[0].max(pair.tokens[1]));
    let short_part =
        same_headline && shorter * 2 >= settings.reworded_tokens && shorter * 5 < longer * 2;
    // Two briefs of one outlet are more often a template.
    let is_brief = pair.is_apart && shorter >= settings.reworded_tokens_brief;
    let contained = (settings.contained, AdmittedBy::Contained);
    if (shorter < settings.reworded_tokens && !short_part && !is_brief)
        || pair.mean_weight() < settings.template
    {
        return contained;
    }
    if same_headline && pair.covered >= settings.reworded_covered_same_headline {
        (settings.reworded_same_headline, AdmittedBy::RewordedSameHeadline)
    } else if pair.covered >= settings.reworded_covered {
        (settings.reworded, AdmittedBy::Reworded)
    } else {
        contained
    }
}

/// How the figures of two texts compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Figures {
    /// Nearly all figures of one text are in the other, or there are hardly any.
    Agree,
    /// Some figures differ.
    Differ,
    /// Most figures differ: a template with new values.
    Contradict,
}

/// Compares the figures that both texts have with those that contradict. If there are only a few, each
/// counts. Two texts that share mostly common shingles follow one template: then no figure may contradict,
/// unless both are known to be of the same time.
///
/// Editors of two outlets write the figures of one report in two ways ("4,100", "about four thousand"). A template
/// of another day has many figures for its length; a report has few.
fn figures(pair: &Comparison, settings: &MatchSettings) -> Figures {
    let missing = pair.contradicted;
    let all = missing + pair.shared_numbers;
    let late = pair.minutes_apart.map(|minutes| minutes > i64::from(settings.gate_hours) * 60);
    let template = pair.shared_weight * 100
        < u64::from(pair.shared) * u64::from(FULL) * u64::from(settings.template);
    if template && late != Some(false) {
        return if missing == 0 { Figures::Differ } else { Figures::Contradict };
    }
    let is_edited = pair.is_apart
        && late == Some(false)
        && !template
        && missing * settings.tokens_per_figure <= pair.tokens[0].min(pair.tokens[1]);
    let late = late == Some(true);
    if is_edited || missing == 0 || (missing * 5 <= all && all > 5 && !late) {
        Figures::Agree
    } else if missing * 2 > all || late {
        Figures::Contradict
    } else {
        Figures::Differ
    }
}

/// A threshold, raised with the time between two documents. Less is asked of two outlets: one often prints a report
/// days after the other, while a text that recurs in one outlet is more often a template.
fn raised(usual: u32, pair: &Comparison, settings: &MatchSettings) -> u32 {
    let beyond = pair.minutes_apart.unwrap_or(0) - i64::from(settings.gate_hours) * 60;
    if beyond <= 0 {
        return usual;
    }
    let is_delayed = pair.is_apart && pair.mean_weight() >= settings.template;
    let far = if is_delayed { settings.far_apart } else { settings.far }.max(usual);
    let rise = i64::from(far - usual) / 2;
    let span = i64::from(settings.far_hours.max(1)) * 60;
    usual + (rise + rise * beyond.min(span) / span) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(shared: u32, shingles: [u32; 2]) -> Comparison {
        let full = |count: u32| u64::from(count) * u64::from(FULL);
        Comparison {
            shared,
            shingles,
            shared_weight: full(shared),
            weights: shingles.map(full),
            tokens: shingles.map(|count| count + 3),
            ..Comparison::default()
        }
    }

    fn relation(pair: &Comparison) -> Option<Relation> {
        decide(pair, &MatchSettings::default()).map(|verdict| verdict.relation)
    }

    #[test]
    fn likeness_and_containment_make_the_relation() {
        assert_eq!(relation(&pair(70, [100, 100])), Some(Relation::Near));
        assert_eq!(relation(&pair(55, [60, 300])), Some(Relation::Excerpt));
        assert_eq!(relation(&pair(8, [13, 300])), None, "too few to be an excerpt");
        assert_eq!(relation(&pair(8, [8, 300])), Some(Relation::Excerpt), "all of it");
        assert_eq!(relation(&pair(30, [200, 200])), None);
    }

    #[test]
    fn a_verdict_names_the_threshold_that_admitted_the_pair() {
        let by = |pair: Comparison| {
            decide(&pair, &MatchSettings::default()).map(|verdict| verdict.admitted_by)
        };
        assert_eq!(by(pair(70, [100, 100])), Some(AdmittedBy::Near));
        assert_eq!(by(pair(55, [60, 300])), Some(AdmittedBy::Contained));
        let reworded = Comparison { covered: 80, ..pair(94, [200, 200]) };
        assert_eq!(by(reworded.clone()), Some(AdmittedBy::Reworded));
        let headline = Comparison { headline: Some(9_000), covered: 50, ..pair(80, [200, 200]) };
        assert_eq!(by(headline), Some(AdmittedBy::RewordedSameHeadline));
        assert_eq!(
            by(Comparison { is_follow_up: true, ..reworded.clone() }),
            None,
            "another story"
        );
        assert_eq!(by(Comparison { is_chrome: true, ..reworded }), None, "site chrome is no story");
    }

    #[test]
    fn a_report_with_new_figures_is_admitted_while_it_is_news() {
        let toll = Comparison { contradicted: 5, is_revision: true, ..pair(30, [60, 60]) };
        let by = |pair: &Comparison| {
            decide(pair, &MatchSettings::default()).map(|verdict| verdict.admitted_by)
        };
        assert_eq!(by(&toll), Some(AdmittedBy::Revision));
        assert_eq!(by(&Comparison { minutes_apart: Some(7 * 24 * 60), ..toll.clone() }), None);
        let form = Comparison { shared_weight: toll.shared_weight / 2, ..toll };
        assert_eq!(by(&form), None, "many stories share its shingles");
    }

    #[test]
    fn common_shingles_say_less() {
        let mut stock = pair(60, [100, 100]);
        stock.shared_weight /= 8;
        assert_eq!(relation(&stock), None);
    }

    #[test]
    fn a_reworded_copy_needs_narrow_gaps() {
        let reworded = |covered| Comparison { covered, ..pair(94, [200, 200]) };
        assert_eq!(relation(&reworded(80)), Some(Relation::Near));
        assert_eq!(relation(&reworded(50)), None);
        let headline = Comparison { headline: Some(9_000), ..reworded(50) };
        assert_eq!(relation(&headline), Some(Relation::Near));
    }

    #[test]
    fn figures_that_contradict_outweigh_words() {
        let with = |shared_numbers, contradicted| Comparison {
            shared_numbers,
            contradicted,
            ..pair(70, [100, 100])
        };
        assert_eq!(relation(&with(10, 2)), Some(Relation::Near), "a few of many");
        assert_eq!(relation(&with(3, 1)), None, "each of a handful counts");
        assert_eq!(relation(&with(2, 5)), None);
        let nearly = Comparison { shared_numbers: 3, contradicted: 1, ..pair(92, [100, 100]) };
        assert_eq!(relation(&nearly), Some(Relation::Near), "a correction");
        let later = Comparison { minutes_apart: Some(7 * 24 * 60), ..nearly };
        assert_eq!(relation(&later), None, "a template of the week after");
    }

    #[test]
    fn the_bar_rises_with_time_and_then_stays() {
        let settings = MatchSettings::default();
        let raised = |minutes_apart: Option<i64>, is_apart: bool| {
            let pair = Comparison { minutes_apart, is_apart, ..pair(60, [100, 100]) };
            super::raised(settings.near, &pair, &settings)
        };
        let at = |hours: i64| raised(Some(hours * 60), false);
        assert_eq!(raised(None, false), settings.near);
        assert_eq!(at(72), 4_500);
        assert_eq!(at(73), 6_763);
        assert!(at(120) < at(200));
        assert_eq!((at(240), at(100_000)), (9_000, 9_000));
        assert_eq!(raised(Some(240 * 60), true), 7_500, "another outlet prints it later");
    }
}
