//! A rule as data: what a table `[[rule]]` of a rule file may say.
//!
//! In: TOML. Out: [`Rule`]. It knows nothing of texts; [`super::rulebook`] compiles it and
//! [`super::scan_rules`] applies it.

use serde::Deserialize;

/// Where in a text a line must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// With at most one paragraph of prose before it.
    Head,
    /// With at most three paragraphs of prose after it.
    Tail,
    Anywhere,
}

impl Place {
    /// The word that rule files use.
    pub fn name(self) -> &'static str {
        match self {
            Place::Head => "head",
            Place::Tail => "tail",
            Place::Anywhere => "anywhere",
        }
    }
}

/// What becomes of the text that a rule matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// The whole line goes.
    DropLine,
    /// What the pattern matches goes, with the white space before it.
    DropSpan,
    /// The line (or the match, where `span` is set) moves into the field that the rule names.
    Field,
}

impl Action {
    /// The word that rule files use.
    pub fn name(self) -> &'static str {
        match self {
            Action::DropLine => "drop-line",
            Action::DropSpan => "drop-span",
            Action::Field => "field",
        }
    }
}

/// The field that a rule fills.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldName {
    Byline,
    Dateline,
    Published,
    /// The date of a change: fills `published` where nothing better is found.
    Modified,
    Contributors,
    UpdateNote,
    Site,
}

impl FieldName {
    /// The word that rule files use.
    pub fn name(self) -> &'static str {
        match self {
            FieldName::Byline => "byline",
            FieldName::Dateline => "dateline",
            FieldName::Published => "published",
            FieldName::Modified => "modified",
            FieldName::Contributors => "contributors",
            FieldName::UpdateNote => "update_note",
            FieldName::Site => "site",
        }
    }
}

/// By what lines the entries of a thread are told: expressions that match a whole short line.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThreadSigns {
    /// Each a kind of line that opens an entry: a time, a name.
    pub opens: Vec<String>,
    /// A line that closes one: a button.
    pub closes: String,
}

/// One rule.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    pub id: String,
    /// One sentence for the reader of `rules list`.
    pub why: String,
    /// ISO 639-1 codes; empty: any language.
    #[serde(default)]
    pub languages: Vec<String>,
    #[serde(rename = "where")]
    pub place: Place,
    pub action: Action,
    #[serde(default)]
    pub field: Option<FieldName>,
    /// A regular expression. For whole lines it must match the line from its first character
    /// that is not a bullet to its end; `%name%` stands for a shape of `shapes.toml`. A group
    /// called `value` is what a field is filled with, in place of the whole line or match.
    pub pattern: String,
    /// A line that this expression matches anywhere is left alone.
    #[serde(default)]
    pub unless: Option<String>,
    /// Words of which the line must hold one, whatever the case of ASCII letters. A pattern with
    /// them need not match the whole line.
    #[serde(default)]
    pub literals: Vec<String>,
    /// Whether a `field` rule moves its match only, and not the whole line.
    #[serde(default)]
    pub span: bool,
    #[serde(default)]
    pub min_words: Option<usize>,
    #[serde(default)]
    pub max_words: Option<usize>,
    /// The line must stand beside one that goes by a rule of this kind (`any`: of any kind).
    #[serde(default)]
    pub beside: Option<String>,
    /// No paragraph of prose may stand before the line.
    #[serde(default)]
    pub above_prose: bool,
    /// No paragraph of prose may stand after the line.
    #[serde(default)]
    pub below_prose: bool,
    /// No line elsewhere in the text may match: what recurs is the text's own structure.
    #[serde(default)]
    pub once: bool,
    /// The line heads a list: headlines that follow it go too.
    #[serde(default)]
    pub list: bool,
    /// The line heads a thread of entries, which goes with it; without one below it, it stays.
    #[serde(default)]
    pub thread: Option<ThreadSigns>,
    /// Lines that must go. `[[` and `]]` mark what goes where it is not the whole example.
    pub removes: Vec<String>,
    /// Lines that must stay, whichever rule of the book looks at them.
    pub keeps: Vec<String>,
    /// Examples that do not come out right yet; one that does breaks the test.
    #[serde(default)]
    pub known_failures: KnownFailures,
    /// The name of the rule's file without its ending; set when the book is loaded.
    #[serde(skip)]
    pub kind: String,
}

/// Examples that a rule gets wrong.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownFailures {
    #[serde(default)]
    pub removes: Vec<String>,
    #[serde(default)]
    pub keeps: Vec<String>,
}

impl Rule {
    /// Whether the rule takes its match out of a line rather than the whole line.
    pub fn takes_span(&self) -> bool {
        self.action == Action::DropSpan || (self.action == Action::Field && self.span)
    }

    /// Whether the rule speaks for texts of a language; it does where the language is unknown.
    pub fn speaks(&self, language: Option<&str>) -> bool {
        let Some(language) = language else { return true };
        self.languages.is_empty() || self.languages.iter().any(|known| known == language)
    }
}
