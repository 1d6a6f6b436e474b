//! A rule as data: the keys of a `[[rule]]` table in a rule file.
//!
//! In: TOML. Out: [`Rule`]. It looks at no text: `compiled_rule` compiles it and `rule_scan`
//! applies it.

use serde::{Deserialize, Serialize};

/// Where in a text a line must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
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

/// What happens to the text that a rule matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Remove the whole line.
    DropLine,
    /// Remove what the pattern matches, with the white space before it.
    DropSpan,
    /// Move the line (or the match, if `span` is set) into the field that the rule names.
    Field,
    /// Keep the line, whatever a rule, site chrome or a model says of it.
    KeepLine,
}

impl Action {
    /// The word that rule files use.
    pub fn name(self) -> &'static str {
        match self {
            Action::DropLine => "drop-line",
            Action::DropSpan => "drop-span",
            Action::Field => "field",
            Action::KeepLine => "keep-line",
        }
    }
}

/// The field that a rule fills.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldName {
    Byline,
    Dateline,
    Published,
    /// The date of a change: fills `published` if there is no date of publication.
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

/// The lines that open or close the entries of a thread: expressions that match a whole short line.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ThreadSigns {
    /// Kinds of lines that open an entry: a time, a name.
    pub opens: Vec<String>,
    /// A line that closes an entry: a button.
    pub closes: String,
}

/// One rule.
#[derive(Debug, Clone, Deserialize, Serialize)]
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
    /// A regular expression. A rule for whole lines must match the line from its first character
    /// that is not a bullet to its end. `%name%` is replaced by a shape of `shapes.toml`. A group
    /// named `value` is the value of the field; without it the whole line or match is.
    pub pattern: String,
    /// The rule does not apply to a line in which this expression is found.
    #[serde(default)]
    pub unless: Option<String>,
    /// The line must contain one of these; the case of ASCII letters is ignored. With literals the
    /// pattern need not match the whole line.
    #[serde(default)]
    pub literals: Vec<String>,
    /// Whether a `field` rule moves only its match, not the whole line.
    #[serde(default)]
    pub span: bool,
    #[serde(default)]
    pub min_words: Option<usize>,
    #[serde(default)]
    pub max_words: Option<usize>,
    /// The line must be next to one that a rule of this kind removes (`any`: of any kind).
    #[serde(default)]
    pub beside: Option<String>,
    /// There must be no paragraph of prose before the line.
    #[serde(default)]
    pub above_prose: bool,
    /// There must be no paragraph of prose after the line.
    #[serde(default)]
    pub below_prose: bool,
    /// No line elsewhere in the text may match: a recurring line belongs to the story's structure.
    #[serde(default)]
    pub once: bool,
    /// The line heads a list: the headlines that follow it are removed too.
    #[serde(default)]
    pub list: bool,
    /// The line heads a thread of entries, which is removed with it. Without a thread the line stays.
    #[serde(default)]
    pub thread: Option<ThreadSigns>,
    /// Lines that must go. `[[` and `]]` mark the part that goes if it is not the whole line. Empty
    /// for a rule that keeps lines.
    #[serde(default)]
    pub removes: Vec<String>,
    /// Lines that no rule of the book may remove.
    pub keeps: Vec<String>,
    /// Examples that fail. The test fails if one of them passes.
    #[serde(default)]
    pub known_failures: KnownFailures,
    /// The name of the rule's file without its ending; set when the book is loaded.
    #[serde(skip)]
    pub kind: String,
}

/// Examples that a rule gets wrong.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct KnownFailures {
    #[serde(default)]
    pub removes: Vec<String>,
    #[serde(default)]
    pub keeps: Vec<String>,
}

impl Rule {
    /// Whether the rule removes its match and not the whole line.
    pub fn takes_span(&self) -> bool {
        self.action == Action::DropSpan || (self.action == Action::Field && self.span)
    }

    /// Whether the rule applies to texts of a language. With `None`, the language is unknown and
    /// every rule applies.
    pub fn applies_to(&self, language: Option<&str>) -> bool {
        let Some(language) = language else { return true };
        self.languages.is_empty() || self.languages.iter().any(|known| known == language)
    }
}
