//! Finds lines that other stories of the same site have too, or stories of several sites.
//!
//! In: a layout, the judge of the site, and the findings of the rules. Out: more findings. Site
//! chrome is learned in [`crate::learned`], not here.

mod evidence;
mod judge;
mod link_alone;

use std::ops::Range;

use super::finding::{Basis, Finding, Findings};
use super::layout::Layout;
use super::line_cache::LineFacts;
use super::rule::FieldName;
use crate::byline;
use crate::document::learned::Headlines;
use crate::document::learned::chrome::Form;
use crate::document::{EditKind, Fields};
use crate::key::LineKeys;

pub use evidence::Evidence;
pub use judge::SiteJudge;

/// The kind of these findings in `rules.csv`.
pub(super) const KIND: &str = "learned";

/// Kinds of rules that remove labels above links, and links.
const LINK_KINDS: [&str; 2] = ["related", "promotion"];

/// The ids and reasons of these findings.
pub(super) const RULES: [(&str, &str); 13] = [
    ("shared-chrome-closing", "A sentence that ends stories of several sites."),
    ("shared-chrome-label", "A label that several sites put before other headlines."),
    ("shared-chrome-line", "A line that stories of several sites have."),
    ("shared-chrome-numbers", "A line that stories of several sites have, with other figures."),
    ("shared-chrome-opening", "A sentence that begins stories of several sites."),
    ("site-chrome-choice", "A line that the user's own list removes."),
    ("site-chrome-closing", "A sentence that ends many stories of the site."),
    ("site-chrome-ending", "A label at the end of many stories of the site, and what follows it."),
    ("site-chrome-label", "A label that many stories of the site have before other headlines."),
    ("site-chrome-line", "A line that many stories of the site have."),
    ("site-chrome-names", "A line that many stories of the site have with other names."),
    ("site-chrome-numbers", "A line that many stories of the site have with other figures."),
    ("site-chrome-opening", "A sentence that begins many stories of the site."),
];

/// Adds the lines that are site chrome, and sentences of it at the beginning or end of a line.
pub(super) fn find_chrome(
    layout: &Layout<'_>,
    judge: &SiteJudge<'_>,
    headlines: &Headlines,
    known: &Fields,
    facts: &mut [(Range<usize>, LineFacts)],
    found: &mut Findings,
) {
    if judge.is_empty() {
        return;
    }
    let lines = layout.lines();
    let asked = judge.asked(headlines);
    for (line, (_, facts)) in lines.iter().zip(facts.iter_mut()) {
        facts.keys.get_or_insert_with(|| asked.keys_of(line.text));
    }
    let keys: Vec<&LineKeys> = facts.iter().filter_map(|(_, facts)| facts.keys.as_ref()).collect();
    let heads_links = |at: usize| {
        let label = |finding: &Finding| LINK_KINDS.contains(&finding.kind.as_str());
        found.lines.get(&at).is_some_and(label)
    };
    let corpus = (known.headline.as_deref(), headlines);
    let evidence = judge.judge_keyed(&lines, &keys, corpus, &heads_links);
    for (index, (line, evidence)) in lines.iter().zip(evidence).enumerate() {
        let Some(evidence) = evidence else { continue };
        if evidence.form.is_some() && found.kept.contains(&index) {
            continue;
        }
        let above = layout.rows.get(index).is_some_and(|row| row.prose_before == 0 && !row.prose);
        let field = if above && evidence.is_whole(line.text) { byline_of(line.text) } else { None };
        let finding = Finding {
            rule: rule_of(evidence.form, evidence.sites > 1).into(),
            basis: if evidence.form.is_none() { Basis::Choice } else { Basis::Chrome },
            also: Vec::new(),
            kind: KIND.to_owned(),
            edit: if field.is_some() { EditKind::Field } else { EditKind::Remove },
            field,
            evidence: evidence.text(),
        };
        if evidence.is_whole(line.text) {
            found.lines.entry(index).or_insert(finding);
        } else if !found.lines.contains_key(&index) {
            let start = line.span.start;
            let span = start + evidence.span.start..start + evidence.span.end;
            found.spans.push((index, span, finding));
        }
    }
}

/// The byline in a line that a site repeats above its stories: authors and desks write more than one.
fn byline_of(line: &str) -> Option<(FieldName, String)> {
    let names = byline::filed(line.trim())?;
    Some((FieldName::Byline, byline::join(names)?))
}

fn rule_of(form: Option<Form>, shared: bool) -> &'static str {
    match form {
        Some(Form::Closing) if shared => "shared-chrome-closing",
        Some(Form::Label) if shared => "shared-chrome-label",
        Some(Form::Line) if shared => "shared-chrome-line",
        Some(Form::Numbers) if shared => "shared-chrome-numbers",
        Some(Form::Opening) if shared => "shared-chrome-opening",
        None => "site-chrome-choice",
        Some(Form::Closing) => "site-chrome-closing",
        Some(Form::Ending) => "site-chrome-ending",
        Some(Form::Label) => "site-chrome-label",
        Some(Form::Line) => "site-chrome-line",
        Some(Form::Names) => "site-chrome-names",
        Some(Form::Numbers) => "site-chrome-numbers",
        Some(Form::Opening) => "site-chrome-opening",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recurring_line_that_names_who_filed_the_story_is_a_byline() {
        let value = |line: &str| byline_of(line).map(|(_, value)| value);
        assert_eq!(value("سالم الحداد – القاهرة").as_deref(), Some("سالم الحداد"));
        assert_eq!(value("شارك الخبر"), None);
        assert_eq!(value("Ines Falk – London"), None);
    }

    #[test]
    fn every_rule_is_listed() {
        use Form::{Closing, Ending, Label, Line, Names, Numbers, Opening};
        let forms = [Closing, Ending, Label, Line, Names, Numbers, Opening].map(Some);
        for form in forms.into_iter().chain([None]) {
            for shared in [false, true] {
                let rule = rule_of(form, shared);
                assert!(RULES.iter().any(|(id, _)| *id == rule), "{form:?}");
            }
        }
        assert!(RULES.is_sorted());
    }
}
