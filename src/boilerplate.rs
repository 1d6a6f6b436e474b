//! Boilerplate: the parts of a scraped text that are not the story.
//!
//! In: the current text of an article with its fields, the rulebook, and what was learned from the
//! corpus. Out: a [`Decision`]: changes in bytes of that text, and values for missing fields. It
//! applies no change, learns nothing and reads no file.

mod address;
mod book_file;
pub mod classifier;
mod close_button;
mod comment_thread;
mod compiled_rule;
mod date_line;
mod dateline;
mod dateline_mark;
mod dateline_parts;
mod echo;
mod examples;
mod expression;
mod finding;
mod forecast;
mod header;
mod header_line;
mod header_parts;
mod headline_form;
mod joined_headline;
mod labelled_lines;
mod layout;
mod line_cache;
mod line_model;
mod line_program;
mod matcher;
mod model_caution;
#[doc(hidden)]
pub mod page;
mod prefilter;
mod prefilter_file;
mod prose;
mod prose_guard;
mod related;
mod repeated_caption;
mod required_characters;
mod rule;
mod rule_scan;
mod rulebook;
mod sentence_ends;
mod site_chrome;
mod site_name;
mod standfirst;

pub use classifier::{Cleaning, Model, ModelError};
pub use compiled_rule::RuleError;
pub use examples::{ExampleKind, ExampleResult, check_examples};
pub use line_cache::LineCache;
pub use page::{PageDecision, PageInput, PageModel};
pub use rule::{Action, FieldName, KnownFailures, Place, Rule};
pub use rulebook::Rulebook;
pub use site_chrome::{Evidence, SiteJudge};

use crate::byline;
use crate::date::{self, DayMonth};
use crate::document::learned::Headlines;
use crate::document::{Change, DateSource, Fields};

use classifier::DocumentInput;
use finding::Findings;
use layout::Layout;
use rule_scan::scan_rules;

/// What a decision depends on besides the text and its fields.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    pub rulebook: &'a Rulebook,
    /// The headlines of the corpus.
    pub headlines: &'a Headlines,
    /// The chrome of the article's site; `None`: nothing was learned.
    pub site: Option<&'a SiteJudge<'a>>,
    /// Judges the lines that rules and site chrome leave.
    pub model: Option<(&'a Model, Cleaning)>,
    /// Whether the model is asked only once rules and site chrome find nothing more.
    pub model_last: bool,
    /// ISO 639-1; with `None` the rules of every language apply.
    pub language: Option<&'a str>,
    /// The order of day and month in the site's numeric dates.
    pub day_month: DayMonth,
}

/// The changes to a text, and the fields found in it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Decision {
    /// In bytes of the text, sorted by start.
    pub changes: Vec<Change>,
    /// Values for fields that were missing; all others are `None`.
    pub fields: Fields,
    /// Removals that the prose guard held back, as suggestions.
    pub held_back: Vec<Change>,
}

/// Decides which lines and spans of a text are boilerplate, and which of them are fields.
///
/// A pure function: the same arguments give the same decision. If it is called again with the
/// changes made and the fields filled in, it returns no more changes after a few rounds.
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
///     model: None,
///     model_last: false,
///     language: Some("en"),
///     day_month: DayMonth::Unknown,
/// };
/// let text = "The dam held through the night, the mayor said.\n\nSee also: Farmers count their losses";
/// let decision = decide(text, &Fields::default(), &context);
/// assert_eq!(decision.changes.iter().filter(|c| &*c.rule == "related-see-also").count(), 1);
/// ```
pub fn decide(text: &str, fields: &Fields, context: &Context<'_>) -> Decision {
    decide_again(text, fields, context, &mut LineCache::default())
}

/// Like [`decide`], but faster for a text that changed little since the last call with the same
/// `cache`, rulebook, headlines and site chrome. The decision is the same.
pub fn decide_again(
    text: &str,
    fields: &Fields,
    context: &Context<'_>,
    cache: &mut LineCache,
) -> Decision {
    let layout = Layout::new(text);
    let mut filled = Fields::default();
    let mut found = find(&layout, fields, context, cache, &mut filled);
    let stories = context.site.map_or(0, SiteJudge::stories);
    // Asked last, the model sees a text that looks clean and removes less.
    let asked = context.model.filter(|_| !context.model_last || found.changes(&layout).is_empty());
    let model = asked.and_then(|(model, cleaning)| {
        let cleaning = line_model::in_language(cleaning, context.language);
        Some((model, line_model::for_known_site(cleaning, stories)?))
    });
    if let Some(model) = model {
        let headline = fields.headline.as_deref().or(filled.headline.as_deref());
        let standfirst = fields.standfirst.as_deref().or(filled.standfirst.as_deref());
        let keeps = |line: &str| {
            standfirst == Some(line.trim()) || context.site.is_some_and(|judge| judge.keeps(line))
        };
        line_model::find_lines(&layout, model, headline, &keeps, &mut found);
        if model.1 != Cleaning::Careful && prose_guard::model_takes_too_much(&layout, &found) {
            found.drop_model();
            let model = (model.0, Cleaning::Careful);
            line_model::find_lines(&layout, model, headline, &keeps, &mut found);
        }
    }
    let held_back = prose_guard::hold_back(&layout, context.rulebook, context.language, &mut found);
    found.drop_covered_spans();
    let order = header_line::order_in(context.day_month, context.language);
    fill(&found, fields, order, &mut filled);
    Decision { changes: found.changes(&layout), fields: filled, held_back }
}

/// What the page model decides about a page, decided again more carefully if that would leave no prose
/// of a page that has some. Then it is not sure of anything.
pub fn guarded_page_decision(
    original: &str,
    cleaning: Cleaning,
    decide: impl Fn(Cleaning) -> PageDecision,
) -> PageDecision {
    let decided = decide(cleaning);
    if prose_guard::leaves_prose(original, &decided.changes) {
        return decided;
    }
    let mut decided = decide(Cleaning::Careful);
    if !prose_guard::leaves_prose(original, &decided.changes) {
        decided.changes = prose_guard::without_prose(original, decided.changes);
    }
    PageDecision { confidence: decided.confidence.map(|_| 0), ..decided }
}

/// What rules, header and site chrome find, before the model is asked.
fn find(
    layout: &Layout<'_>,
    fields: &Fields,
    context: &Context<'_>,
    cache: &mut LineCache,
    filled: &mut Fields,
) -> Findings {
    let facts = cache.facts(layout, context.language, fields.site.as_deref());
    let mut found = scan_rules(layout, context.rulebook, context.language, facts);
    labelled_lines::take(layout, fields, &mut found, filled);
    let with_headline = filled
        .headline
        .as_ref()
        .map(|headline| Fields { headline: Some(headline.clone()), ..fields.clone() });
    let fields = with_headline.as_ref().unwrap_or(fields);
    related::find_links(layout, context.headlines, fields, &mut found);
    let block_ends = context.site.map_or(&[][..], SiteJudge::block_ends);
    related::find_linked_names(layout, block_ends, &mut found);
    close_button::find_close_buttons(layout, &mut found);
    repeated_caption::find_repeated_captions(layout, &mut found);
    dateline::check(layout, fields.site.as_deref(), context.language, &mut found);
    dateline::take(layout, context.language, &mut found);
    forecast::take(layout, &mut found);
    date_line::take(layout, &mut found);
    header_line::take(layout, fields, &mut found, filled);
    let corpus = (context.language, context.headlines);
    header::read_header(layout, fields, corpus, &mut found, filled);
    let joined = context.headlines.are_joined(fields.site.as_deref());
    let english = context.language == Some("en");
    joined_headline::take(layout, fields, (english, joined), &mut found, filled);
    if let Some(judge) = context.site {
        site_chrome::find_chrome(layout, judge, context.headlines, fields, facts, &mut found);
    }
    found
}

/// Passes a text to `see` as the line model sees it. For training: the model must be trained with the
/// same findings beside each line that it is used with.
#[doc(hidden)]
pub fn with_model_input<T>(
    text: &str,
    fields: &Fields,
    context: &Context<'_>,
    see: impl FnOnce(&DocumentInput<'_>) -> T,
) -> T {
    let layout = Layout::new(text);
    let mut filled = Fields::default();
    let found = find(&layout, fields, context, &mut LineCache::default(), &mut filled);
    let lines = line_model::inputs(&layout, &found);
    let headline = fields.headline.as_deref().or(filled.headline.as_deref());
    see(&DocumentInput { lines: &lines, headline })
}

/// What removes lines besides the rules of a book: id, kind and meaning, sorted by kind and id.
pub fn beside_rules() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    let header = [
        (
            labelled_lines::RULE,
            labelled_lines::KIND,
            "A line of fields with labels above the story.",
        ),
        (joined_headline::RULE, "headline", "The headline before the story on the same line."),
        ("headline-line", "headline", "The headline above the story."),
        (joined_headline::REPEATED, "headline", "A line that repeats the headline."),
    ];
    let model =
        (line_model::RULE, "model", "A line that the line model classifies as boilerplate.");
    let learned = site_chrome::RULES.iter().map(|&(id, why)| (id, site_chrome::KIND, why));
    let page = page::RULES.iter().copied();
    let rest = [
        (
            dateline::RULE,
            "dateline",
            "A place, perhaps with date and agency, before the first sentence.",
        ),
        (
            prose_guard::RULE,
            "prose-guard",
            "Prose that a rule, site chrome or a model would have removed; it stays.",
        ),
        (
            forecast::RULE,
            forecast::KIND,
            "A weather forecast above the story, with temperatures and winds.",
        ),
        ("related-headline", "related", "A label and the headline of another story of the corpus."),
        ("related-linked-name", "related", "Links that a page hides behind a name in a sentence."),
        ("site-line", "site", "The line above the headline that names the site."),
        (date_line::RULE, "timestamp", "A date alone on its line above the story."),
        (header_line::RULE, "byline", "A line of dates and names above the story."),
    ];
    let photo = [repeated_caption::RULE, close_button::RULE].map(|(id, why)| (id, "photo", why));
    header.into_iter().chain(learned).chain([model]).chain(page).chain(photo).chain(rest)
}

/// Fills the missing fields from the findings; the first value of a field wins.
fn fill(found: &Findings, known: &Fields, order: DayMonth, filled: &mut Fields) {
    let lines = found.lines.iter().map(|(&row, finding)| (row, finding));
    let spans = found.spans.iter().map(|(row, _, finding)| (*row, finding));
    let mut all: Vec<_> = lines.chain(spans).collect();
    all.sort_by_key(|&(row, _)| row);
    let mut modified = None;
    for (field, value) in all.iter().filter_map(|(_, finding)| finding.field.as_ref()) {
        match field {
            FieldName::Byline => {
                let names = byline::byline(value).unwrap_or_default();
                set(&mut filled.byline, &known.byline, &names);
            }
            FieldName::Dateline => {
                // Bullets and invisible marks before the place.
                let place = value.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '(');
                set(&mut filled.dateline, &known.dateline, place);
            }
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

/// Like `set`, for fields that several lines may fill together.
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
    let found = date::find(value, order).filter(|date| date::is_plausible(&date.iso));
    let Some(date) = found else {
        let ambiguous = date::find(value, DayMonth::DayFirst);
        let raw = ambiguous.and_then(|date| value.get(date.span).map(str::to_owned));
        filled.published_raw = filled.published_raw.take().or(raw);
        return;
    };
    filled.published_raw = value.get(date.span).map(str::to_owned);
    filled.published = Some(date.iso);
    filled.date_source = Some(DateSource::HeaderLine);
}

#[cfg(test)]
mod tests;
