//! Site chrome as it was learned: which lines belong to a site rather than to its stories.
//!
//! In: tables that [`crate::learned::chrome`] counted. Out: for each line of a story the evidence
//! that it is chrome of its site, or nothing. It counts nothing and removes nothing.

mod heading;
mod judge;
mod line_key;
mod shape;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use judge::{AskedKeys, Evidence, SiteJudge};
pub use line_key::{Label, LineKeys, Part, counted_keys, key};
pub use shape::Shape;

/// The learned chrome of all sites.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SiteChrome {
    pub sites: BTreeMap<String, Site>,
}

/// What was learned of one site.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Site {
    /// Stories of the site that were seen, one for each set of copies.
    pub stories: u32,
    /// Of these, the ones that were looked at: the counts of the entries are out of them.
    pub sampled: u32,
    /// Ascending by form and key.
    pub entries: Vec<Entry>,
    /// Bytes of the longest line that is chrome as a whole.
    pub longest: u32,
    /// Keys of the headlines of its stories and of their first unpunctuated lines; ascending.
    pub titles: Vec<u64>,
}

/// Under which form a line was recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// The line, letter by letter.
    Line,
    /// The line with figures and dates as slots.
    Numbers,
    /// The line with names as slots.
    Names,
    /// A label before the headline of another story.
    Label,
    /// The first sentence of a line.
    Opening,
    /// The last sentence of a line.
    Closing,
}

/// Where in a story an entry may stand to count as chrome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    Anywhere,
    /// Among the first lines that are not chrome.
    Head,
    /// Among the last lines that are not chrome.
    Tail,
    /// Anywhere but where a headline may stand.
    NotHead,
}

/// One line, template, label or sentence that is chrome of its site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub form: Form,
    pub key: u64,
    pub place: Place,
    /// Sampled stories that hold it.
    pub stories: u32,
    /// One occurrence, shortened; of all occurrences the first in the order of letters.
    pub example: String,
}

/// What a user decided about single lines: these outrank what was learned.
///
/// In a file: `[[keep]]` or `[[drop]]` with `text` and, to hold it to one site, `site`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choices {
    #[serde(default)]
    pub keep: Vec<Choice>,
    #[serde(default)]
    pub drop: Vec<Choice>,
}

/// One line that a user keeps or drops wherever it stands.
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
    fn has(&self, form: Form) -> bool {
        let at = self.entries.partition_point(|e| e.form < form);
        self.entries.get(at).is_some_and(|e| e.form == form)
    }

    /// Whether a story of the site bears this headline.
    pub fn is_title(&self, key: u64) -> bool {
        super::holds(&self.titles, key)
    }
}

impl SiteChrome {
    /// The judge for stories of one site, with a user's choices. Without a site, or for one that
    /// was never seen, only the choices that name no site count.
    pub fn judge<'a>(&'a self, site: Option<&str>, choices: &Choices) -> SiteJudge<'a> {
        let of_site = |c: &&Choice| c.site.is_none() || c.site.as_deref() == site;
        let keys = |list: &[Choice]| {
            let mut keys: Vec<u64> = list.iter().filter(of_site).map(|c| key(&c.text)).collect();
            keys.sort_unstable();
            keys
        };
        SiteJudge {
            site: site.and_then(|name| self.sites.get(name)),
            keep: keys(&choices.keep),
            drop: keys(&choices.drop),
        }
    }
}
