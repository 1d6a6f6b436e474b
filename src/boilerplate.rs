//! Boilerplate: what in a scraped text is not the story, found by rules.
//!
//! In: the current text of an article with its fields, the rulebook and the headlines of the
//! corpus. Out: a [`Decision`]: changes in bytes of that text, and fields that the text filled. It
//! applies nothing, learns nothing, and reads no file; lines that only the site's other stories
//! betray are not its business.

pub mod classifier;
mod examples;
mod header;
mod layout;
mod matcher;
mod memory;
mod related;
mod rule;
mod rulebook;
mod sweep;

pub use examples::{ExampleKind, ExampleResult, check_examples};
pub use rule::{Action, FieldName, KnownFailures, Place, Rule};
pub use rulebook::{RuleError, Rulebook};

use crate::date::{self, DayMonth};
use crate::document::learned::Headlines;
use crate::document::learned::chrome::SiteJudge;
use crate::document::{Change, DateSource, Fields};
use crate::edit::{LineRemoval, remove_lines};

use layout::Layout;
use sweep::{Findings, sweep};

/// What a decision rests on beside the text and its fields.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    pub rulebook: &'a Rulebook,
    /// The headlines of the corpus.
    pub headlines: &'a Headlines,
    /// Knows the chrome of the article's site; `None`: nothing was learned.
    pub site: Option<&'a SiteJudge<'a>>,
    /// ISO 639-1; with `None` the rules of every language are heard.
    pub language: Option<&'a str>,
    /// How the site writes dates in figures.
    pub day_month: DayMonth,
}

/// What is to change in a text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Decision {
    /// In bytes of the text that was looked at, sorted by where they begin.
    pub changes: Vec<Change>,
    /// Values found in the text for fields that were missing; all else is `None`.
    pub fields: Fields,
}

/// Decides which lines and spans of a text are boilerplate, and which of them hold fields.
///
/// A pure function: the same arguments give the same decision. Looked at again with its changes
/// made and its fields filled in, a text soon yields no more changes.
///
/// ```
/// use copydesk::boilerplate::{Context, Rulebook, decide};
/// use copydesk::date::DayMonth;
/// use copydesk::document::{Fields, learned::Headlines};
///
/// let headlines = Headlines::default();
/// let context = Context {
///     rulebook: Rulebook::built_in(),
///     headlines: &headlines,
///     site: None,
///     language: Some("en"),
///     day_month: DayMonth::Unknown,
/// };
/// let text = "The dam held through the night, the mayor said.\n\nSee also: Farmers count their losses";
/// let decision = decide(text, &Fields::default(), &context);
/// assert_eq!(decision.changes.iter().filter(|c| &*c.rule == "related-see-also").count(), 1);
/// ```
pub fn decide(text: &str, fields: &Fields, context: &Context<'_>) -> Decision {
    let layout = Layout::new(text);
    let mut found = sweep(&layout, context.rulebook, context.language);
    let mut filled = Fields::default();
    related::find_links(&layout, context.headlines, fields, &mut found);
    header::read_header(&layout, fields, &mut found, &mut filled);
    if let Some(judge) = context.site {
        memory::find_chrome(&layout, judge, context.headlines, fields, &mut found);
    }
    fill(&found, fields, context.day_month, &mut filled);
    Decision { changes: changes(&layout, &found), fields: filled }
}

/// What decides beside the rules of a book: id, kind and reason of each, sorted by kind and id.
pub fn beside_rules() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    let header = [
        ("headline-line", "headline", "The line above the story that is its headline."),
        ("headline-repeated", "headline", "A line that repeats the headline."),
    ];
    let learned = memory::RULES.iter().map(|&(id, why)| (id, memory::KIND, why));
    let rest = [
        ("related-headline", "related", "A label and the headline of another story of the corpus."),
        ("site-line", "site", "The line above the headline that names the site."),
    ];
    header.into_iter().chain(learned).chain(rest)
}

/// The changes of all findings.
fn changes(layout: &Layout<'_>, found: &Findings) -> Vec<Change> {
    let removals: Vec<LineRemoval> = found
        .lines
        .iter()
        .map(|(&index, finding)| LineRemoval {
            index,
            kind: finding.edit,
            rule: finding.rule.clone(),
            evidence: finding.evidence.clone(),
        })
        .collect();
    if removals.is_empty() && found.spans.is_empty() {
        return Vec::new();
    }
    let mut changes = remove_lines(layout.text, &layout.lines(), &removals);
    name_all_rules(layout, found, &mut changes);
    let spans = found.spans.iter().filter(|(row, _, _)| !found.lines.contains_key(row));
    changes.extend(spans.map(|(_, span, finding)| Change {
        kind: finding.edit,
        rule: finding.rule.clone(),
        span: span.clone(),
        after: String::new(),
        evidence: finding.evidence.clone(),
    }));
    changes.sort_by_key(|change| (change.span.start, change.span.end));
    changes
}

/// Repeats the change of a line for every other rule that would make it: an edit names them all.
fn name_all_rules(layout: &Layout<'_>, found: &Findings, changes: &mut Vec<Change>) {
    let mut more = Vec::new();
    for (row, finding) in found.lines.iter().filter(|(_, finding)| !finding.also.is_empty()) {
        let Some(start) = layout.rows.get(*row).map(|row| row.line.span.start) else { continue };
        let own = |change: &&Change| change.span.start == start && change.rule == finding.rule;
        let Some(change) = changes.iter().find(own) else { continue };
        more.extend(
            finding.also.iter().map(|rule| Change { rule: rule.clone(), ..change.clone() }),
        );
    }
    changes.append(&mut more);
}

/// Fills the missing fields from the findings, first come first served.
fn fill(found: &Findings, known: &Fields, order: DayMonth, filled: &mut Fields) {
    let lines = found.lines.iter().map(|(&row, finding)| (row, finding));
    let spans = found.spans.iter().map(|(row, _, finding)| (*row, finding));
    let mut all: Vec<_> = lines.chain(spans).collect();
    all.sort_by_key(|&(row, _)| row);
    let mut modified = None;
    for (field, value) in all.iter().filter_map(|(_, finding)| finding.field.as_ref()) {
        match field {
            FieldName::Byline => set(&mut filled.byline, &known.byline, value),
            FieldName::Dateline => set(&mut filled.dateline, &known.dateline, value),
            FieldName::Site => set(&mut filled.site, &known.site, value),
            FieldName::Contributors => join(&mut filled.contributors, &known.contributors, value),
            FieldName::UpdateNote => join(&mut filled.update_note, &known.update_note, value),
            FieldName::Published if filled.published.is_none() => {
                publish(value, known, order, filled)
            }
            FieldName::Modified => modified = modified.or(Some(value)),
            FieldName::Published => {}
        }
    }
    if let Some(value) = modified.filter(|_| filled.published.is_none()) {
        publish(value, known, order, filled);
    }
}

fn set(slot: &mut Option<String>, known: &Option<String>, value: &str) {
    if known.is_none() && slot.is_none() && !value.is_empty() {
        *slot = Some(value.to_owned());
    }
}

/// As `set`, for fields that several lines may fill together.
fn join(slot: &mut Option<String>, known: &Option<String>, value: &str) {
    match slot {
        Some(slot) if !slot.contains(value) => {
            slot.push(' ');
            slot.push_str(value);
        }
        Some(_) => {}
        None => set(slot, known, value),
    }
}

fn publish(value: &str, known: &Fields, order: DayMonth, filled: &mut Fields) {
    if known.published.is_some() {
        return;
    }
    let Some(date) = date::find(value, order) else { return };
    filled.published_raw = value.get(date.span).map(str::to_owned);
    filled.published = Some(date.iso);
    filled.date_source = Some(DateSource::HeaderLine);
}
