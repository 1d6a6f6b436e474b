//! Learned site chrome: the lines that a site repeats over its stories, and a user's choices.
//!
//! In: tables that [`crate::learned::chrome`] decided. Out: look-ups by [`crate::key`]. It judges no
//! text; that is done in [`crate::boilerplate`].

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::sorted_hashes;

/// The learned chrome of all sites.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SiteChrome {
    pub sites: BTreeMap<String, Site>,
}

/// What was learned of one site.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Site {
    /// Stories of the site, one for each set of copies.
    pub stories: u32,
    /// Stories that were counted: the counts of the entries are out of this number.
    pub sampled: u32,
    /// Ascending by form and key.
    pub entries: Vec<Entry>,
    /// Bytes of the longest line that is chrome as a whole.
    pub longest: u32,
    /// Keys of its stories' headlines and of first lines without a full stop; ascending.
    pub titles: Vec<u64>,
}

/// The form in which a line recurs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// The whole line, unchanged.
    Line,
    /// The whole line, with digits and dates as slots.
    Numbers,
    /// The whole line, with names as slots.
    Names,
    /// A label before the headline of another story.
    Label,
    /// The first sentence of a line.
    Opening,
    /// The last sentence of a line.
    Closing,
}

/// Where in a story a line must be to count as chrome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    Anywhere,
    /// Before the story, or after its first sentence line at most.
    Head,
    /// After the story, or before its last sentence line at most.
    Tail,
    /// Anywhere except where a headline may be.
    NotHead,
}

/// One line, template, label or sentence that is chrome of its site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub form: Form,
    pub key: u64,
    pub place: Place,
    /// Counted stories that have it.
    pub stories: u32,
    /// One occurrence, shortened; the first of all occurrences in alphabetical order.
    pub example: String,
}

/// A user's decisions about single lines. They override what was learned.
///
/// In a file: `[[keep]]` or `[[drop]]` with `text`, and `site` to limit it to one site.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choices {
    #[serde(default)]
    pub keep: Vec<Choice>,
    #[serde(default)]
    pub drop: Vec<Choice>,
}

/// One line that a user keeps or drops.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub site: Option<String>,
    pub text: String,
}

impl Site {
    /// The entry of this form and key.
    pub fn entry(&self, form: Form, key: u64) -> Option<&Entry> {
        let at = self.entries.binary_search_by_key(&(form, key), |e| (e.form, e.key)).ok()?;
        self.entries.get(at)
    }

    /// Whether any entry has this form.
    pub fn has(&self, form: Form) -> bool {
        let at = self.entries.partition_point(|e| e.form < form);
        self.entries.get(at).is_some_and(|e| e.form == form)
    }

    /// Whether a story of the site has this headline.
    pub fn is_title(&self, key: u64) -> bool {
        sorted_hashes::contains(&self.titles, key)
    }
}
