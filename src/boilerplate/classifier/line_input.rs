//! The input of the line model: lines of a text with the votes of rules and site chrome.
//!
//! In: nothing. Out: [`LineInput`] and [`DocumentInput`]. It computes no features.

/// One line as the classifier sees it.
#[derive(Debug, Clone, Copy, Default)]
pub struct LineInput<'a> {
    pub text: &'a str,
    /// The kind of what already removes the line: a rule's kind, or [`LEARNED`](Self::LEARNED).
    pub vote: Option<&'a str>,
}

impl LineInput<'_> {
    /// The kind of a vote by learned site chrome.
    pub const LEARNED: &'static str = "learned";

    pub(super) fn is_voted(&self) -> bool {
        self.vote.is_some()
    }

    /// Whether the vote is for more than the header of a story: headline, author, date.
    pub(super) fn is_chrome(&self) -> bool {
        self.vote.is_some_and(|kind| !HEADER_KINDS.contains(&kind))
    }
}

/// Kinds of votes that lines of a clean story get as well.
const HEADER_KINDS: [&str; 4] = ["headline", "byline", "dateline", "timestamp"];

/// A document as the classifier sees it.
#[derive(Debug, Clone, Copy, Default)]
pub struct DocumentInput<'a> {
    /// All lines of the current text that are not blank. Lines that rules or learned chrome remove
    /// are included: they are context for their neighbours.
    pub lines: &'a [LineInput<'a>],
    /// The story's headline, if known.
    pub headline: Option<&'a str>,
}
