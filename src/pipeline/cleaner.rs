//! Cleaning of one document: an article in, a clean article out.
//!
//! In: an article, the rulebook, the models and the learned state. Out: the text cleaned to a
//! fixpoint, with every edit in bytes of the original. It reads the files that [`Cleaner::open`]
//! names and writes none.

mod credits;
mod settled;

#[cfg(test)]
mod tests;

use std::path::Path;

use crate::Error;
use crate::boilerplate::{
    self, Cleaning, LineCache, Model, ModelError, PageDecision, PageInput, PageModel, RuleError,
    Rulebook, SiteJudge,
};
use crate::config::{CleaningSettings, CleaningStrength, ModelChoice};
use crate::date::DayMonth;
use crate::document::learned::LearnedState;
use crate::document::learned::chrome::Choices;
use crate::document::{
    Article, CleanArticle, DateSource, FieldSource, Fields, RECORD_COLUMN, Status,
};
use crate::edit::Draft;
use crate::{parse, repair};

use settled::{Part, Settled};

/// Rounds of cleaning, at most. Real texts stop changing after two or three.
const MOST_ROUNDS: usize = 24;

/// Lines of a page that both models judge, at most: twice the longest of a thousand pages.
const MOST_JUDGED_TWICE: usize = 3000;

/// The extraction confidence, in thousandths, up to which a page without a date of its own is no story.
const DOUBTFUL: u16 = 310;

/// Everything that cleaning needs; shared by the workers.
pub struct Cleaner {
    /// The built-in book with the user's rules; `None`: the built-in one.
    rulebook: Option<Rulebook>,
    learned: Option<LearnedState>,
    nothing: LearnedState,
    choices: Choices,
    model: Option<Model>,
    /// `None`: the built-in one.
    page_model: Option<PageModel>,
    settings: CleaningSettings,
}

impl Cleaner {
    /// Reads the rule files, the line model and the learned state that the settings name.
    pub fn open(settings: &CleaningSettings) -> Result<Self, Error> {
        let mut rulebook: Option<Rulebook> = None;
        for path in &settings.rules {
            let book = rulebook.as_ref().unwrap_or(Rulebook::built_in());
            rulebook = Some(book.with(&rules(path)?).map_err(|error| wrong(path, &error))?);
        }
        let learned = settings.learned.as_deref().map(crate::learned::load).transpose()?;
        let (model, page_model) = match &settings.model {
            ModelChoice::BuiltIn => (Some(Model::built_in()), None),
            ModelChoice::None => (None, Some(PageModel::default())),
            ModelChoice::File(path) => models(path)?,
        };
        Ok(Cleaner {
            rulebook,
            learned,
            nothing: LearnedState::default(),
            choices: settings.choices.as_deref().map(choices).transpose()?.unwrap_or_default(),
            model,
            page_model,
            settings: settings.clone(),
        })
    }

    /// The same cleaner with the learned state of a corpus.
    pub fn with_learned(self, learned: LearnedState) -> Self {
        Cleaner { learned: Some(learned), ..self }
    }

    /// Whether it has a learned state.
    pub fn has_learned(&self) -> bool {
        self.learned.is_some()
    }

    pub fn learned(&self) -> &LearnedState {
        self.learned.as_ref().unwrap_or(&self.nothing)
    }

    /// The line model, if one is used.
    pub fn model(&self) -> Option<&Model> {
        self.model.as_ref()
    }

    pub fn rulebook(&self) -> &Rulebook {
        self.rulebook.as_ref().unwrap_or(Rulebook::built_in())
    }

    /// Cleans one article. First the page model removes what the markup of a page shows to be
    /// boilerplate. Then come characters, since rules match repaired text; then boilerplate; then
    /// spacing, since a removed line may leave some behind. These three repeat until nothing
    /// changes, so that cleaning a clean text changes nothing.
    pub fn clean(&self, mut article: Article) -> CleanArticle {
        self.resolve_date(&mut article);
        if !self.settings.any() {
            let (text, status) = (article.original.clone(), Status::Cleaned);
            return CleanArticle {
                article,
                edits: Vec::new(),
                text,
                status,
                rewritten_score: 0,
                extraction_confidence: None,
            };
        }
        if self.settings.repair {
            self.repair_fields(&mut article.fields);
        }
        let original = std::mem::take(&mut article.original);
        let mut draft = Draft::new(&original);
        let mut settled = Settled::default();
        let mut cache = LineCache::default();
        let (mut confidence, mut status) = (None, Status::Cleaned);
        let mut below = None;
        if self.settings.boilerplate {
            let decided = self.page_lines(&article, &original);
            below = credits::removed_below(&original, &decided.changes);
            draft.apply(decided.changes);
            confidence = decided.confidence;
            // A page with a date of its own is a story, whatever is around it. The date in a record can be
            // that of the capture; then a date on the page can be that of any story in a list.
            let fields = &article.fields;
            let column = fields.date_column.as_deref().unwrap_or_default();
            let dated = fields.published.is_some()
                && fields.date_source != Some(DateSource::Record)
                && !column.starts_with(RECORD_COLUMN);
            let doubtful = confidence.is_some_and(|thousandths| thousandths <= DOUBTFUL);
            if (decided.is_listing || doubtful) && !dated {
                status = Status::Listing;
            }
        }
        // The page model has judged every line of a page. The line model is asked last, once nothing
        // else removes a line, since it is more careful in a text that looks clean. It is not asked
        // for a very long page, where the page model removes thousands of lines.
        let lines = article.markup.as_ref().map(|markup| markup.lines.len());
        let asks = lines.is_none_or(|lines| lines <= MOST_JUDGED_TWICE);
        let mut held_back = Vec::new();
        for _ in 0..MOST_ROUNDS {
            let mut stable = true;
            if self.settings.repair && settled.must_look(Part::Characters) {
                let changes = repair::characters(
                    draft.text(),
                    &self.for_repair(article.fields.language.as_deref()),
                );
                settled.looked(Part::Characters, draft.apply(changes));
            }
            if self.settings.boilerplate && settled.must_look(Part::Boilerplate) {
                let site = article.fields.site.as_deref();
                let site = SiteJudge::new(&self.learned().chrome, site, &self.choices);
                let all = self.for_rules(&article.fields, Some(&site));
                let context = boilerplate::Context {
                    model: all.model.filter(|_| asks),
                    model_last: lines.is_some(),
                    ..all
                };
                let text = draft.text();
                let decision =
                    boilerplate::decide_again(text, &article.fields, &context, &mut cache);
                let changes = draft.apply(decision.changes);
                held_back = if changes == 0 { decision.held_back } else { Vec::new() };
                settled.looked(Part::Boilerplate, changes);
                // Much of a page is removed: spacing is repaired once nothing more is.
                stable = lines.is_none() || changes == 0;
                fill(&mut article.fields, decision.fields);
            }
            if self.settings.repair && stable && settled.must_look(Part::Spacing) {
                let changes = repair::spacing(
                    draft.text(),
                    &self.for_repair(article.fields.language.as_deref()),
                );
                settled.looked(Part::Spacing, draft.apply(changes));
            }
            if settled.everywhere(&self.settings) {
                // Recorded once, in the text as it stays.
                draft.apply(held_back);
                break;
            }
        }
        if let Some(below) = below {
            self.fill_contributors(&mut article.fields, &below);
        }
        let (text, edits) = draft.finish();
        article.original = original;
        // It is as large as the text and not needed any more.
        article.markup = None;
        let rewritten_score =
            repair::rewritten_score(&text, &self.for_repair(article.fields.language.as_deref()));
        CleanArticle {
            article,
            edits,
            text,
            status,
            rewritten_score,
            extraction_confidence: confidence,
        }
    }

    /// Whether articles must be gone through for their dates even if their texts are not cleaned.
    pub(super) fn reads_dates(&self) -> bool {
        !self.learned().date_orders.orders.is_empty()
            || self.settings.date_order != DayMonth::Unknown
    }

    /// Reads a date that was ambiguous before the order of its source was learned.
    fn resolve_date(&self, article: &mut Article) {
        let orders = &self.learned().date_orders;
        parse::resolve_date(&mut article.fields, &article.id, orders, self.settings.date_order);
    }

    /// What the page model decides about a page; nothing for other formats.
    fn page_lines(&self, article: &Article, original: &str) -> PageDecision {
        let Some(markup) = &article.markup else { return PageDecision::default() };
        let model = self.page_model.as_ref().unwrap_or_else(|| PageModel::built_in());
        let headline = article.fields.headline.as_deref();
        let language = article.fields.language.as_deref();
        let page = PageInput { original, markup, headline, language };
        let decide = |strength| boilerplate::page::decide(page, model, strength);
        boilerplate::guarded_page_decision(original, self.strength(), decide)
    }

    /// Those who contributed, as lines say that the page model removed below the story: the model sees
    /// a page before the rules do.
    fn fill_contributors(&self, fields: &mut Fields, below: &str) {
        let context = boilerplate::Context { model: None, ..self.for_rules(fields, None) };
        let found = boilerplate::decide(below, fields, &context).fields;
        fields.contributors = found.contributors.or(fields.contributors.take());
    }

    fn strength(&self) -> Cleaning {
        match self.settings.strength {
            CleaningStrength::Careful => Cleaning::Careful,
            CleaningStrength::Balanced => Cleaning::Balanced,
            CleaningStrength::Thorough => Cleaning::Thorough,
        }
    }

    /// Repairs the characters of the fields of a record: entities, mojibake, odd spaces. Fields are
    /// outside the text, so these repairs are no edits.
    fn repair_fields(&self, fields: &mut Fields) {
        let language = fields.language.clone();
        let context = self.for_repair(language.as_deref());
        let known = [
            &mut fields.headline,
            &mut fields.standfirst,
            &mut fields.byline,
            &mut fields.contributors,
        ];
        for value in known.into_iter().flatten() {
            *value = repaired(value, &context);
        }
    }

    /// The fields found in the text of an article before anything is learned.
    pub(super) fn fields(&self, article: &Article) -> Fields {
        // Fields do not depend on the model.
        let context = boilerplate::Context { model: None, ..self.for_rules(&article.fields, None) };
        boilerplate::decide(&article.original, &article.fields, &context).fields
    }

    fn for_repair<'a>(&'a self, language: Option<&'a str>) -> repair::Context<'a> {
        repair::Context {
            language,
            words: Some(&self.learned().words),
            // Always counted: a text must be cleaned the same whether it was learned from or not.
            own: repair::Own::Counted,
        }
    }

    fn for_rules<'a>(
        &'a self,
        fields: &'a Fields,
        site: Option<&'a SiteJudge<'a>>,
    ) -> boilerplate::Context<'a> {
        let learned = self.learned();
        boilerplate::Context {
            rulebook: self.rulebook(),
            headlines: &learned.headlines,
            site,
            model: self.model.as_ref().map(|model| (model, self.strength())),
            model_last: false,
            language: fields.language.as_deref(),
            day_month: match learned.date_orders.of_site(fields.site.as_deref()) {
                DayMonth::Unknown => self.settings.date_order,
                order => order,
            },
        }
    }
}

/// A field's value with repaired characters and single spaces.
fn repaired(value: &str, context: &repair::Context<'_>) -> String {
    let mut draft = Draft::new(value);
    for _ in 0..MOST_ROUNDS {
        if draft.apply(repair::characters(draft.text(), context)) == 0 {
            break;
        }
    }
    draft.text().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Reads a user's choices for single lines.
fn choices(path: &Path) -> Result<Choices, Error> {
    let text = std::fs::read_to_string(path)
        .map_err(|source| Error::Input { path: path.to_owned(), source })?;
    toml::from_str(&text)
        .map_err(|error| Error::Configuration { path: path.to_owned(), message: error.to_string() })
}

/// Reads a file with a line model or a page model; the other one is the built-in.
fn models(path: &Path) -> Result<(Option<Model>, Option<PageModel>), Error> {
    let bytes =
        std::fs::read(path).map_err(|source| Error::Input { path: path.to_owned(), source })?;
    let damaged =
        |error: ModelError| Error::Damaged { path: path.to_owned(), message: error.to_string() };
    match PageModel::read(&bytes) {
        Err(ModelError::Magic) => Model::read(&bytes).map(|model| (Some(model), None)),
        read => read.map(|model| (Some(Model::built_in()), Some(model))),
    }
    .map_err(damaged)
}

/// Reads a user's rule file; its name is the kind of its rules.
pub fn rules(path: &Path) -> Result<Rulebook, Error> {
    let text = std::fs::read_to_string(path)
        .map_err(|source| Error::Input { path: path.to_owned(), source })?;
    let kind = path.file_stem().map_or("own".into(), |stem| stem.to_string_lossy());
    Rulebook::from_toml(&kind, &text).map_err(|error| wrong(path, &error))
}

fn wrong(path: &Path, error: &RuleError) -> Error {
    Error::Configuration { path: path.to_owned(), message: error.to_string() }
}

/// Copies the found values of missing fields.
fn fill(known: &mut Fields, found: Fields) {
    let sources = [
        (&mut known.headline_source, known.headline.is_none() && found.headline.is_some()),
        (&mut known.byline_source, known.byline.is_none() && found.byline.is_some()),
        (&mut known.dateline_source, known.dateline.is_none() && found.dateline.is_some()),
    ];
    for (source, is_found) in sources {
        if is_found {
            *source = Some(FieldSource::HeaderLine);
        }
    }
    let pairs = [
        (&mut known.standfirst, found.standfirst),
        (&mut known.url, found.url),
        (&mut known.site, found.site),
        (&mut known.headline, found.headline),
        (&mut known.byline, found.byline),
        (&mut known.dateline, found.dateline),
        (&mut known.language, found.language),
    ];
    for (slot, value) in pairs {
        if slot.is_none() {
            *slot = value;
        }
    }
    // These may be on several lines; the found value includes the known one.
    known.contributors = found.contributors.or(known.contributors.take());
    known.update_note = found.update_note.or(known.update_note.take());
    if known.published.is_none() && found.published.is_some() {
        known.published = found.published;
        known.published_raw = found.published_raw;
        known.date_source = found.date_source;
        known.date_column = None;
    } else if known.published_raw.is_none() {
        // A date that reads two ways, for the count of those.
        known.published_raw = found.published_raw;
    }
}
