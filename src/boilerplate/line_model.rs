//! What the line model says of the lines that rules and memory of the site leave.
//!
//! In: a layout, a model, and what was found before it. Out: more findings. The model sees every
//! line, those that go included, for they are context to their neighbours.

use super::classifier::{Cleaning, DocumentInput, LineInput, Model, judge};
use super::layout::Layout;
use super::rule_scan::{Finding, Findings};
use crate::document::EditKind;

/// The id under which its removals stand.
pub(super) const RULE: &str = "line-model";

/// Adds the lines that the model takes out. What `keeps` names stays: the user decided so.
pub(super) fn find_lines(
    layout: &Layout<'_>,
    (model, cleaning): (&Model, Cleaning),
    headline: Option<&str>,
    keeps: impl Fn(&str) -> bool,
    found: &mut Findings,
) {
    let verdicts = {
        let lines = inputs(layout, found);
        judge(model, &DocumentInput { lines: &lines, headline }, cleaning)
    };
    for (index, (row, verdict)) in layout.rows.iter().zip(verdicts).enumerate() {
        if verdict.goes && !found.lines.contains_key(&index) && !keeps(row.line.text) {
            found.lines.insert(
                index,
                Finding {
                    rule: RULE.into(),
                    also: Vec::new(),
                    kind: "model".to_owned(),
                    edit: EditKind::Remove,
                    field: None,
                    evidence: format!("probability .{:03}", verdict.thousandths()),
                },
            );
        }
    }
}

/// One step more careful in a language other than those that the model learned from: shape and
/// place are all that it knows there.
pub(super) fn in_language(cleaning: Cleaning, language: Option<&str>) -> Cleaning {
    match cleaning {
        same if language == Some(LEARNED_FROM) => same,
        Cleaning::Thorough => Cleaning::Balanced,
        Cleaning::Balanced | Cleaning::Careful => Cleaning::Careful,
    }
}

/// Whether and how carefully the model judges a text of a site of which memory looked at so many
/// stories. Where memory knows the site, what rules and memory leave is the story's: of the lines
/// that the model would still take there, more than a third were lists, sub-headings and speakers.
/// Where it begins to know it, the model is one step more careful.
pub(super) fn beside_memory(cleaning: Cleaning, stories: u32) -> Option<Cleaning> {
    match cleaning {
        same if stories < MET_STORIES => Some(same),
        Cleaning::Thorough if stories < KNOWN_STORIES => Some(Cleaning::Balanced),
        Cleaning::Thorough => Some(Cleaning::Careful),
        Cleaning::Balanced if stories < KNOWN_STORIES => Some(Cleaning::Careful),
        Cleaning::Balanced | Cleaning::Careful => None,
    }
}

/// Stories from which memory finds most of a site's chrome.
const MET_STORIES: u32 = 5;

/// Stories from which memory knows a site.
const KNOWN_STORIES: u32 = 20;

/// The language of the pages that the model was trained on, nearly all of them.
const LEARNED_FROM: &str = "en";

/// The lines with the votes of what was found before the model is asked.
pub(super) fn inputs<'a>(layout: &Layout<'a>, found: &'a Findings) -> Vec<LineInput<'a>> {
    let vote = |index: &usize| found.lines.get(index).map(|finding| finding.kind.as_str());
    let line = |(index, text)| LineInput { text, vote: vote(&index) };
    layout.rows.iter().map(|row| row.line.text).enumerate().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_holds_back_where_memory_or_language_say_more() {
        assert_eq!(beside_memory(Cleaning::Balanced, 3), Some(Cleaning::Balanced));
        assert_eq!(beside_memory(Cleaning::Balanced, 5), Some(Cleaning::Careful));
        assert_eq!(beside_memory(Cleaning::Balanced, 20), None);
        assert_eq!(beside_memory(Cleaning::Thorough, 2000), Some(Cleaning::Careful));
        assert_eq!(in_language(Cleaning::Balanced, Some("ar")), Cleaning::Careful);
        assert_eq!(in_language(Cleaning::Balanced, Some("en")), Cleaning::Balanced);
    }
}
