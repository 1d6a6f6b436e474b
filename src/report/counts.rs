//! The counts of a run, for `run.json` and the closing summary.
//!
//! In: documents, clusters, matches and problems as they are written. Out: sums.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::date;
use crate::document::{Cluster, EditKind, Match, Outcome, Problem, Relation, Status};

use super::articles::{Document, Sizes};
use super::labels::word;

/// Documents that are named as those that lost most.
const LOST_MOST: usize = 3;
/// The share of its text that such a document lost, at least.
const LOST_PERCENT: u64 = 50;
/// Pages that are named as the most doubtful.
const MOST_DOUBTFUL: usize = 3;
/// The confidence of a doubtful page in thousandths, at most.
const DOUBTFUL: u16 = 499;

/// A document and the share of its characters that was removed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loss {
    pub percent: u64,
    pub place: String,
}

impl Loss {
    fn of(document: &Document<'_>, sizes: Sizes) -> Loss {
        let lost = sizes.chars_raw.saturating_sub(sizes.chars_clean);
        let percent = (lost * 100).checked_div(sizes.chars_raw).unwrap_or(0);
        if percent < LOST_PERCENT {
            return Loss::default();
        }
        Loss { percent, place: place(document) }
    }
}

/// The place of a document: `PATH!MEMBER#RECORD`.
fn place(document: &Document<'_>) -> String {
    let id = &document.clean.article.id;
    let member = id.member.as_ref().map(|member| format!("!{member}")).unwrap_or_default();
    let record = id.record.map(|record| format!("#{record}")).unwrap_or_default();
    format!("{}{member}{record}", id.path)
}

/// A page and the probability that its text is its story, in thousandths.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Doubt {
    pub confidence: u16,
    pub place: String,
}

/// Counts of every stage. Documents found = processed + skipped + failed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub found: u64,
    pub processed: u64,
    pub skipped: u64,
    pub failed: u64,
    pub skipped_by_code: BTreeMap<String, u64>,
    pub failed_by_code: BTreeMap<String, u64>,
    /// Documents by their status.
    pub cleaned: u64,
    pub nothing_left: u64,
    pub too_short: u64,
    #[serde(default)]
    pub stubs: u64,
    #[serde(default)]
    pub listings: u64,
    pub chars_raw: u64,
    pub chars_clean: u64,
    /// Documents whose date reads two ways, so that `published` is empty.
    pub ambiguous_dates: u64,
    /// Documents with at least one applied edit.
    pub changed: u64,
    /// Edits by their kind.
    pub removals: u64,
    pub fields: u64,
    pub repairs: u64,
    pub suggestions: u64,
    /// Words that the prose guard kept, and documents with such words.
    pub words_held_back: u64,
    pub held_back: u64,
    /// The documents other than pages that lost the largest share of their text, the largest first.
    pub lost_most: Vec<Loss>,
    /// Pages of which it is more likely than not that their text is not the story, or not only the
    /// story; and the most doubtful of them, the worst first.
    #[serde(default)]
    pub doubtful: u64,
    #[serde(default)]
    pub most_doubtful: Vec<Doubt>,
    /// Removals and fields by the kind of their rule; an edit of two rules counts for both.
    pub removed_by_kind: BTreeMap<String, u64>,
    /// Sites with at least one document processed.
    pub sites: u64,
    pub clusters: u64,
    pub largest_cluster: u64,
    /// Documents without copies, and members of clusters other than the representatives.
    pub unique: u64,
    pub copies: u64,
    /// Stories in `unique.jsonl`: representatives, and documents without copies, that have text.
    #[serde(default)]
    pub unique_stories: u64,
    /// Such documents without text. They are left out of `unique.jsonl`.
    #[serde(default)]
    pub unique_without_text: u64,
    pub pairs: u64,
    pub pairs_by_relation: BTreeMap<String, u64>,
}

impl Counts {
    pub fn document(&mut self, document: &Document<'_>, sizes: Sizes) {
        self.processed += 1;
        match document.clean.status {
            Status::Cleaned => self.cleaned += 1,
            Status::NothingLeft => self.nothing_left += 1,
            Status::TooShort => self.too_short += 1,
            Status::Stub => self.stubs += 1,
            Status::Listing => self.listings += 1,
        }
        let fields = &document.clean.article.fields;
        let is_ambiguous = |raw: &str| fields.published.is_none() && date::is_ambiguous(raw);
        self.ambiguous_dates +=
            u64::from(fields.published_raw.as_deref().is_some_and(is_ambiguous));
        self.chars_raw += sizes.chars_raw;
        self.chars_clean += sizes.chars_clean;
        let edits = &document.clean.edits;
        for edit in edits {
            match edit.kind {
                EditKind::Remove => self.removals += 1,
                EditKind::Field => self.fields += 1,
                EditKind::Repair => self.repairs += 1,
                EditKind::Suggest => self.suggestions += 1,
            }
        }
        let held_back = document.words_held_back();
        self.words_held_back += held_back;
        self.held_back += u64::from(held_back > 0);
        if !document.is_page() {
            self.lose(Loss::of(document, sizes));
        }
        let confidence = document.clean.extraction_confidence;
        if let Some(confidence) = confidence.filter(|confidence| *confidence <= DOUBTFUL) {
            self.doubtful += 1;
            self.doubt(Doubt { confidence, place: place(document) });
        }
        self.changed += u64::from(edits.iter().any(|edit| edit.kind != EditKind::Suggest));
        self.unique += u64::from(document.membership.is_none());
        self.copies += u64::from(document.is_member());
        self.unique_stories += u64::from(document.is_unique_story());
        self.unique_without_text += u64::from(!document.is_member() && !document.is_unique_story());
    }

    /// Notes a document among those that lost most, if it is one of them.
    fn lose(&mut self, loss: Loss) {
        if loss.percent < LOST_PERCENT {
            return;
        }
        let order = |loss: &Loss| (std::cmp::Reverse(loss.percent), loss.place.clone());
        let at = self.lost_most.partition_point(|known| order(known) <= order(&loss));
        self.lost_most.insert(at, loss);
        self.lost_most.truncate(LOST_MOST);
    }

    /// Notes a page among the most doubtful, if it is one of them.
    fn doubt(&mut self, doubt: Doubt) {
        let at = self.most_doubtful.partition_point(|known| *known <= doubt);
        self.most_doubtful.insert(at, doubt);
        self.most_doubtful.truncate(MOST_DOUBTFUL);
    }

    /// Adds counts of other documents.
    pub fn merge(&mut self, other: &Counts) {
        self.processed += other.processed;
        self.cleaned += other.cleaned;
        self.nothing_left += other.nothing_left;
        self.too_short += other.too_short;
        self.ambiguous_dates += other.ambiguous_dates;
        self.stubs += other.stubs;
        self.listings += other.listings;
        self.chars_raw += other.chars_raw;
        self.chars_clean += other.chars_clean;
        self.changed += other.changed;
        self.removals += other.removals;
        self.fields += other.fields;
        self.repairs += other.repairs;
        self.suggestions += other.suggestions;
        self.words_held_back += other.words_held_back;
        self.held_back += other.held_back;
        other.lost_most.iter().for_each(|loss| self.lose(loss.clone()));
        self.doubtful += other.doubtful;
        other.most_doubtful.iter().for_each(|doubt| self.doubt(doubt.clone()));
        self.unique += other.unique;
        self.copies += other.copies;
        self.unique_stories += other.unique_stories;
        self.unique_without_text += other.unique_without_text;
    }

    pub fn problems(&mut self, problems: &[Problem]) {
        for problem in problems {
            let (sum, by_code) = match problem.outcome {
                Outcome::Skipped => (&mut self.skipped, &mut self.skipped_by_code),
                Outcome::Failed => (&mut self.failed, &mut self.failed_by_code),
            };
            *sum += 1;
            *by_code.entry(word(problem.code)).or_default() += 1;
        }
    }

    pub fn clusters(&mut self, clusters: &[Cluster], matches: &[Match]) {
        self.clusters = clusters.len() as u64;
        self.largest_cluster = clusters.iter().map(|c| c.members.len() as u64).max().unwrap_or(0);
        self.pairs = matches.len() as u64;
        for relation in [Relation::Exact, Relation::Near, Relation::Excerpt, Relation::Update] {
            let count = matches.iter().filter(|pair| pair.relation == relation).count();
            self.pairs_by_relation.insert(word(relation), count as u64);
        }
    }
}
