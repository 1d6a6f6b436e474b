//! The way of one document: an article in, a clean article out.
//!
//! In: an article, the rulebook, the line model and the learned state. Out: the text cleaned to a
//! fixpoint, every edit on record in bytes of the original. It reads and writes no file but the
//! ones that [`Cleaner::open`] is told of.

use crate::Error;
use crate::boilerplate::{self, Rulebook};
use crate::config::CleaningSettings;
use crate::document::learned::LearnedState;
use crate::document::{Article, CleanArticle, Fields, Status};
use crate::edit::Draft;
use crate::repair;

/// Rounds after which a text that still changes is left as it stands. Each round needs a change of
/// the one before, and real texts settle in two or three.
const MOST_ROUNDS: usize = 24;

/// All that cleaning needs to know; shared by the workers.
#[derive(Debug)]
pub struct Cleaner {
    pub rulebook: Rulebook,
    pub learned: LearnedState,
    settings: CleaningSettings,
}

impl Cleaner {
    /// Reads the rule files, the line model and the learned state that the settings name.
    pub fn open(settings: &CleaningSettings) -> Result<Self, Error> {
        todo_open(settings)
    }

    /// Cleans one article: characters first, for rules match sound text; then boilerplate; then
    /// spacing, for a removed line may leave some behind; and again until nothing changes, so that
    /// cleaning a clean text changes nothing.
    pub fn clean(&self, mut article: Article) -> CleanArticle {
        let original = std::mem::take(&mut article.original);
        let mut draft = Draft::new(&original);
        for _ in 0..MOST_ROUNDS {
            let mut changed = 0;
            if self.settings.repair {
                changed += draft.apply(repair::characters(draft.text(), &self.repair(&article)));
            }
            if self.settings.boilerplate {
                let decision = boilerplate::decide(draft.text(), &article.fields, &self.rules());
                changed += draft.apply(decision.changes);
                fill(&mut article.fields, decision.fields);
            }
            if self.settings.repair {
                changed += draft.apply(repair::spacing(draft.text(), &self.repair(&article)));
            }
            if changed == 0 {
                break;
            }
        }
        let (text, edits) = draft.finish();
        article.original = original;
        let rewritten_score = repair::rewritten_score(&text, &self.learned.words);
        CleanArticle { article, edits, text, status: Status::Cleaned, rewritten_score }
    }
}

/// Takes over the values that are missing.
fn fill(known: &mut Fields, found: Fields) {
    let Fields { source_id, url, site, headline, byline, dateline, .. } = found;
    let pairs = [
        (&mut known.source_id, source_id),
        (&mut known.url, url),
        (&mut known.site, site),
        (&mut known.headline, headline),
        (&mut known.byline, byline),
        (&mut known.dateline, dateline),
        (&mut known.contributors, found.contributors),
        (&mut known.update_note, found.update_note),
        (&mut known.language, found.language),
    ];
    for (slot, value) in pairs {
        if slot.is_none() {
            *slot = value;
        }
    }
    if known.published.is_none() && found.published.is_some() {
        known.published = found.published;
        known.published_raw = found.published_raw;
        known.date_source = found.date_source;
    }
}
