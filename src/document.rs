//! The types that travel from stage to stage. They have no logic of their own.
//!
//! In: nothing; every other module builds on this one. Out: the types below. [`crate::edit`] defines
//! lines and applies edits, [`crate::date`] reads dates.

#[doc(hidden)]
pub mod fingerprint;
#[doc(hidden)]
pub mod learned;
pub mod markup;
pub mod passage;
#[doc(hidden)]
pub mod shingle;

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use markup::Markup;

/// The place of a document: the input, the file in it, the member of an archive, the record of a file
/// of records. Its order is the order of every table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DocumentId {
    /// The name of its input: the last parts of its path, as many as distinguish the inputs. Empty when
    /// the input is the file itself.
    pub root: Arc<str>,
    /// The path as in the tables: relative, with `/` between its parts. `%` and bytes that are not
    /// printable UTF-8 are percent-encoded. With several input folders, it begins with `root`.
    pub path: Arc<str>,
    /// The member of an archive, encoded like `path`.
    pub member: Option<Arc<str>>,
    /// Counts from 1 in the file or member; `None` where the file is one document.
    pub record: Option<u64>,
}

/// The format of the bytes of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Format {
    Text,
    Html,
    /// One JSON object.
    Json,
    /// One row of a table; `RawDocument::columns` names its cells.
    Row,
}

/// One document as it was found, before decoding.
#[derive(Debug, Clone)]
pub struct RawDocument {
    pub id: DocumentId,
    pub format: Format,
    pub bytes: Vec<u8>,
    /// An encoding that something outside the bytes declared (an HTTP header), as a label.
    pub declared_encoding: Option<String>,
    /// Fields that something outside the bytes declared: a WARC header's URL and date.
    pub fields: Fields,
}

/// How the name of a column begins that is a field of a record.
pub(crate) const RECORD_COLUMN: &str = "record field ";

/// The fields of an article. An empty string never occurs: a missing value is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fields {
    pub source_id: Option<String>,
    pub url: Option<String>,
    pub site: Option<String>,
    pub headline: Option<String>,
    pub byline: Option<String>,
    pub dateline: Option<String>,
    /// The sentence or two between headline and story. The text keeps it.
    pub standfirst: Option<String>,
    pub contributors: Option<String>,
    pub update_note: Option<String>,
    /// ISO 8601: `2022-10-01`, `2022-10-01T14:05:00` or with an offset or `Z`; `2022-10` or `2022` where no
    /// more is known.
    pub published: Option<String>,
    /// The date as it was written where it was found.
    pub published_raw: Option<String>,
    pub date_source: Option<DateSource>,
    /// The column that `published_raw` comes from, such as `record field date`. The unambiguous dates of
    /// the same column show the order of day and month in the others. If that date was the stamp of a
    /// crawl, the column stays when the page's own date takes its place.
    pub date_column: Option<String>,
    pub headline_source: Option<FieldSource>,
    pub byline_source: Option<FieldSource>,
    pub dateline_source: Option<FieldSource>,
    /// ISO 639-1 where there is one, else ISO 639-3.
    pub language: Option<String>,
    /// Fields of the record that are carried to the output, as one JSON object.
    pub carried: Option<String>,
}

/// Where a publication date was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateSource {
    Record,
    Metadata,
    Url,
    HeaderLine,
    Path,
}

/// Where a headline, byline or dateline was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldSource {
    /// A field of the record.
    Record,
    /// The metadata table, or the metadata of a page.
    Metadata,
    /// A line of the text or page.
    HeaderLine,
}

/// How the encoding of a text was found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EncodingSource {
    /// A byte order mark.
    Mark,
    /// The bytes are valid UTF-8, also if another encoding was declared.
    #[default]
    Valid,
    /// A header, a tag or a declaration names it, and it fits.
    Declared,
    /// Guessed from the bytes.
    Detected,
}

/// A document read: its fields and its decoded text.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Article {
    pub id: DocumentId,
    pub fields: Fields,
    /// The name of the encoding the text was decoded from, in the spelling of the WHATWG.
    pub encoding: String,
    pub encoding_source: EncodingSource,
    /// Byte sequences that could not be decoded. They are U+FFFD in the text.
    pub undecodable: u32,
    /// The decoded value of the text field or file; for HTML the rendered lines. The spans of all
    /// edits are byte offsets in it.
    pub original: String,
    /// SHA-256 of `original`.
    pub raw_sha256: [u8; 32],
    /// The markup around the lines of `original`. `None` for formats without markup.
    pub markup: Option<Markup>,
}

/// The name of a rule or repair, as in `rules.csv`.
pub type RuleId = Arc<str>;

/// What an edit does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EditKind {
    /// Removes boilerplate.
    Remove,
    /// Repairs damaged text.
    Repair,
    /// Moves metadata from the text into a field.
    Field,
    /// Is recorded and never applied.
    Suggest,
}

/// A proposed change of the current text of an article. Rules and repairs return these;
/// [`crate::edit::Draft`] turns them into [`Edit`]s.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub kind: EditKind,
    pub rule: RuleId,
    /// Bytes in the text that the rule was given.
    pub span: Range<usize>,
    pub after: String,
    /// Why, in a few words or figures; may be empty.
    pub evidence: String,
}

/// One recorded edit, in bytes of the original.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    pub kind: EditKind,
    /// Sorted, without repetition, at least one.
    pub rules: Vec<RuleId>,
    /// Counts from 1 in the original.
    pub line: u32,
    /// Bytes in the original.
    pub span: Range<usize>,
    pub before: String,
    pub after: String,
    pub evidence: String,
}

/// The outcome for a processed document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Cleaned,
    NothingLeft,
    /// Under 20 tokens. It matches exact copies only.
    TooShort,
    /// A paywall, an error page, a list or a notice in place of a story: compared exactly only.
    Stub,
    /// A page that lists stories and has none of its own: compared exactly only.
    Listing,
}

/// An article, its edits, and the clean text.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CleanArticle {
    pub article: Article,
    /// Sorted by `span.start`. Applied edits are disjoint; suggestions may overlap others.
    pub edits: Vec<Edit>,
    pub text: String,
    pub status: Status,
    /// Signs of machine rewriting: sentence breaks before a lower-case word, and capitals inside a
    /// sentence where the corpus writes the word in lower case.
    pub rewritten_score: u32,
    /// For a page, the probability that the text is its story and nothing else, in thousandths.
    pub extraction_confidence: Option<u16>,
}

/// The closed list of reasons for a row in `problems.csv`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemCode {
    Empty,
    Binary,
    InvalidEncoding,
    TooLarge,
    LineTooLong,
    Unreadable,
    PermissionDenied,
    Vanished,
    SymlinkLoop,
    SymlinkInside,
    SymlinkOutside,
    SymlinkDangling,
    SpecialFile,
    DuplicateFile,
    BombRatio,
    BombSize,
    NestedArchive,
    UnsafeMember,
    BadArchive,
    Truncated,
    BadJson,
    JsonTooDeep,
    BadCsv,
    BadWarc,
    HtmlTooComplex,
    OwnOutput,
    IoError,
    Unsupported,
    NoText,
    Encrypted,
    Panic,
    Timeout,
    BadXml,
}

/// Whether a document was skipped on purpose or could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Skipped,
    Failed,
}

/// The stage that met a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    Walk,
    Open,
    Decode,
    Parse,
    Clean,
}

/// A file or record that was not processed: one row of `problems.csv`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Problem {
    pub id: DocumentId,
    pub outcome: Outcome,
    pub stage: Stage,
    pub code: ProblemCode,
    /// One line of text, without raw bytes of the input. Millions of records of a file may share it.
    pub message: Arc<str>,
}

/// The number of a document in the order of [`DocumentId`].
pub type DocumentNumber = u32;

/// Why two documents count as the same story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    Exact,
    Near,
    Excerpt,
    Update,
}

/// Two documents that may be the same story. Not yet a duplicate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CandidatePair {
    pub a: DocumentNumber,
    pub b: DocumentNumber,
}

/// A verified pair with the counts behind it; `a < b`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Match {
    pub a: DocumentNumber,
    pub b: DocumentNumber,
    pub relation: Relation,
    pub shared_shingles: u32,
    pub shingles_a: u32,
    pub shingles_b: u32,
    /// Ratios in ten-thousandths, so that no platform's floating point can move a table.
    pub weighted_similarity: u16,
    pub headline_similarity: Option<u16>,
    /// Calendar days between the dates as they are written.
    pub days_apart: Option<u32>,
    /// Calendar days between the dates in UTC.
    pub days_apart_utc: Option<u32>,
    /// The threshold that made the pair a match.
    pub admitted_by: AdmittedBy,
    /// Why the two documents are not in one cluster. `None`: they are.
    pub held_apart: Option<HeldApart>,
}

/// The threshold that made a pair a match. The names are those of the thresholds in `run.json`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdmittedBy {
    /// No threshold: the texts are identical.
    Identical,
    Near,
    NearDiffering,
    Contained,
    ContainedDiffering,
    Reworded,
    RewordedSameHeadline,
    /// No threshold on shingles: only figures and a few names differ.
    Revision,
}

/// Why the two documents of a match are not in one cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeldApart {
    /// One of them holds parts of several unlike stories.
    Digest,
    /// They share a form or site chrome.
    Template,
    /// Only a chain of other documents connects them, or they belong to clusters that differ.
    Chain,
    /// The user's labels say that they are not the same story.
    Label,
}

/// Two or more documents that are one story.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cluster {
    /// Ascending.
    pub members: Vec<DocumentNumber>,
    pub representative: DocumentNumber,
    /// The rule that chose the representative.
    pub representative_rule: String,
    /// For each member: the relation and similarity (ten-thousandths) to the representative where
    /// the pair was verified, and the neighbour through which it joined.
    pub joined: Vec<Joined>,
}

/// How one member came into its cluster.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Joined {
    pub relation: Option<Relation>,
    /// To the representative, ten-thousandths.
    pub similarity: u16,
    pub via: Option<DocumentNumber>,
}
