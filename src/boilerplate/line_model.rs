//! The line model on the lines that rules and site chrome leave.
//!
//! In: a layout, a model, and the findings so far. Out: more findings. The model sees every line,
//! also the removed ones, because they are context for their neighbours.

use super::classifier::{Cleaning, DocumentInput, LineInput, Model, judge};
use super::finding::{Basis, Finding, Findings};
use super::layout::Layout;
use super::model_caution::{CERTAIN, lines_to_remove};
use crate::document::EditKind;

/// The rule id of its removals.
pub(super) const RULE: &str = "line-model";

/// Adds the lines that the model removes, except those that the user's choices keep.
pub(super) fn find_lines(
    layout: &Layout<'_>,
    (model, cleaning): (&Model, Cleaning),
    headline: Option<&str>,
    keeps: &impl Fn(&str) -> bool,
    found: &mut Findings,
) {
    let verdicts = {
        let lines = inputs(layout, found);
        judge(model, &DocumentInput { lines: &lines, headline }, cleaning)
    };
    for index in lines_to_remove(layout, found, &verdicts) {
        let (Some(row), Some(verdict)) = (layout.rows.get(index), verdicts.get(index)) else {
            continue;
        };
        if found.kept.contains(&index) || keeps(row.line.text) {
            continue;
        }
        found.lines.insert(
            index,
            Finding {
                rule: RULE.into(),
                basis: Basis::Model { certain: verdict.thousandths() >= CERTAIN },
                also: Vec::new(),
                kind: "model".to_owned(),
                edit: EditKind::Remove,
                field: None,
                evidence: format!("probability .{:03}", verdict.thousandths()),
            },
        );
    }
}

/// One step more careful in a language that the model was not trained on: there it knows only the
/// shape and the position of a line.
pub(super) fn in_language(cleaning: Cleaning, language: Option<&str>) -> Cleaning {
    match cleaning {
        same if language == Some(LEARNED_FROM) => same,
        Cleaning::Thorough => Cleaning::Balanced,
        Cleaning::Balanced | Cleaning::Careful => Cleaning::Careful,
    }
}

/// The level of cleaning for a text of a site from which `stories` stories were learned; `None`: the
/// model is not asked. Once the site's chrome is known, what rules and site chrome leave belongs to
/// the story: of the lines that the model would still remove, more than a third were lists,
/// sub-headings and speakers. With few stories the model is one step more careful.
pub(super) fn for_known_site(cleaning: Cleaning, stories: u32) -> Option<Cleaning> {
    match cleaning {
        same if stories < MET_STORIES => Some(same),
        Cleaning::Thorough if stories < KNOWN_STORIES => Some(Cleaning::Balanced),
        Cleaning::Thorough => Some(Cleaning::Careful),
        Cleaning::Balanced if stories < KNOWN_STORIES => Some(Cleaning::Careful),
        Cleaning::Balanced | Cleaning::Careful => None,
    }
}

/// Stories of a site from which most of its chrome is learned.
const MET_STORIES: u32 = 5;

/// Stories of a site from which its chrome is known.
const KNOWN_STORIES: u32 = 20;

/// The language of nearly all pages that the model was trained on.
const LEARNED_FROM: &str = "en";

/// The lines with the kinds of the findings so far, which are features of the model.
pub(super) fn inputs<'a>(layout: &Layout<'a>, found: &'a Findings) -> Vec<LineInput<'a>> {
    let vote = |index: &usize| found.lines.get(index).map(|finding| finding.kind.as_str());
    let line = |(index, text)| LineInput { text, vote: vote(&index) };
    layout.rows.iter().map(|row| row.line.text).enumerate().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_is_more_careful_on_a_known_site_or_in_another_language() {
        assert_eq!(for_known_site(Cleaning::Balanced, 3), Some(Cleaning::Balanced));
        assert_eq!(for_known_site(Cleaning::Balanced, 5), Some(Cleaning::Careful));
        assert_eq!(for_known_site(Cleaning::Balanced, 20), None);
        assert_eq!(for_known_site(Cleaning::Thorough, 2000), Some(Cleaning::Careful));
        assert_eq!(in_language(Cleaning::Balanced, Some("ar")), Cleaning::Careful);
        assert_eq!(in_language(Cleaning::Balanced, Some("en")), Cleaning::Balanced);
    }
}
