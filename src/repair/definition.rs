//! What a repair is: the types that all files of this stage share.
//!
//! In: nothing. Out: the context of a text, the name and reason of a repair, and the function that finds
//! its changes. The list of all repairs, and the order in which they run, are in [`super`].

use super::marks::Marks;
use super::signs::Signs;
use crate::document::learned::word_evidence::WordEvidence;
use crate::document::{Change, EditKind};

/// What is known about a text besides the text itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    /// ISO 639-1, or ISO 639-3 where there is none; `None` where it is unknown.
    pub language: Option<&'a str>,
    /// How often the corpus writes each word and each pair of adjacent words.
    pub words: Option<&'a WordEvidence>,
    /// Whether this text was counted into `words`. Each text counts once, so one is then subtracted
    /// from every count: no text is evidence for itself.
    pub own: Own,
}

/// Whether a text is one of those that the evidence was counted from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Own {
    #[default]
    Outside,
    Counted,
}

/// One repair as `rules.csv` lists it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    pub id: &'static str,
    pub why: &'static str,
}

/// A repair of single characters. It runs only on texts that have one of the signs it needs.
pub(super) struct CharacterRepair {
    pub entry: Entry,
    pub needs: Signs,
    pub find: fn(&str, &Context<'_>) -> Vec<Change>,
}

/// A repair of spacing. It checks the places that one pass over the text has marked.
pub(super) struct SpacingRepair {
    pub entry: Entry,
    pub find: fn(&str, &Marks, &Context<'_>, &mut Vec<Change>),
}

impl Entry {
    /// A change under this repair's name.
    pub(super) fn change(&self, span: std::ops::Range<usize>, after: impl Into<String>) -> Change {
        self.change_by(span, after, "")
    }

    /// A change under this repair's name, with its evidence.
    pub(super) fn change_by(
        &self,
        span: std::ops::Range<usize>,
        after: impl Into<String>,
        evidence: impl Into<String>,
    ) -> Change {
        Change {
            kind: EditKind::Repair,
            rule: self.id.into(),
            span,
            after: after.into(),
            evidence: evidence.into(),
        }
    }
}
