//! The evidence that a line is chrome.
//!
//! In: what a judge found. Out: [`Evidence`], and its text for `edits.csv`. It judges nothing.

use std::ops::Range;

use crate::document::learned::chrome::Form;

/// Why a line, or a sentence at its start or end, is chrome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The bytes of the line that are chrome: all of it, or its first or last sentence with the white
    /// space between it and the rest.
    pub span: Range<usize>,
    /// `None`: a user's choice decided.
    pub form: Option<Form>,
    /// Counted stories of the site that have it, and how many were counted.
    pub stories: u32,
    pub of: u32,
    /// Sites that have it; more than one if it was learned over all sites.
    pub sites: u32,
}

impl Evidence {
    /// Whether the whole line is chrome.
    pub fn is_whole(&self, line: &str) -> bool {
        self.span == (0..line.len())
    }

    /// The evidence as `edits.csv` shows it.
    pub fn text(&self) -> String {
        let Evidence { stories, of, sites, .. } = self;
        match self.form {
            Some(_) if *sites > 1 => format!("in {stories} stories of {sites} sites"),
            None => "dropped by the user's choice".into(),
            Some(Form::Label) if *stories == 0 => "headline of another story".into(),
            Some(Form::Label) => format!("headline of another story; label in {stories} of {of}"),
            Some(Form::Line) => format!("in {stories} of {of} stories of the site"),
            Some(Form::Numbers) => format!("in {stories} of {of} stories, with other figures"),
            Some(Form::Names) => format!("in {stories} of {of} stories, with other names"),
            Some(Form::Opening | Form::Closing) => format!("sentence in {stories} of {of} stories"),
            Some(Form::Ending) => format!("label at the end of {stories} of {of} stories"),
        }
    }
}
