//! The arguments as typed: subcommands, flags, and the same keys in a configuration file.
//!
//! In: the command line. Out: the structs below. It resolves nothing: see [`super::plan`].

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use serde::Deserialize;

use super::output_kind::{CompressKind, TextsKind, UniqueKind};

/// Clean corpora of scraped news and find the stories that are copies of one another.
#[derive(Debug, Parser)]
#[command(name = "copydesk", version, after_help = EXIT_CODES)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

const EXIT_CODES: &str = "Exit codes: 0 success; 1 done, but some files or records failed (see \
    problems.csv); 2 wrong usage; 3 the output could not be written; 4 the output or the index is in \
    use; 5 a learned state or an index is damaged or from another version; 6 no document found, or too \
    many are gone; 130, 143 stopped by a signal.";

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Clean a corpus, cluster the copies, and write the tables.
    Run(Box<RunArguments>),
    /// Clean one text, HTML page or file of records.
    Clean(CleanArguments),
    /// Save what a corpus teaches, for `--learned FILE`.
    Learn(LearnArguments),
    /// Show what happened to one document, and why.
    Explain(ExplainArguments),
    /// List the built-in rules, or test your own.
    Rules(RulesArguments),
    /// Check, describe or rebuild the index of a nightly job.
    Index(IndexArguments),
    /// Write `report.html` again, from the tables.
    Report(ReportArguments),
    /// Print the data dictionary: every column of every table.
    Schema(SchemaArguments),
}

#[derive(Debug, Args)]
pub struct RunArguments {
    /// Folders and files to read.
    #[arg(value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    /// The folder for the tables. It must be missing, empty, or made by an earlier run.
    #[arg(short, long, value_name = "OUT")]
    pub output: Option<PathBuf>,
    /// A TOML file with these flags as keys. Flags override it.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Count what would be read and skipped, and write nothing.
    #[arg(long)]
    pub dry_run: bool,
    #[command(flatten)]
    pub options: RunOptions,
}

/// Options that may be flags or keys of a configuration file, under the same names.
#[derive(Debug, Clone, Default, Args, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct RunOptions {
    /// The inputs, in a configuration file.
    #[arg(skip)]
    pub inputs: Vec<PathBuf>,
    /// The output folder, in a configuration file.
    #[arg(skip)]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    #[serde(flatten)]
    pub reading: ReadingOptions,
    #[command(flatten)]
    #[serde(flatten)]
    pub cleaning: CleaningOptions,
    #[command(flatten)]
    #[serde(flatten)]
    pub matching: MatchingOptions,
    #[command(flatten)]
    #[serde(flatten)]
    pub work: WorkOptions,
    #[command(flatten)]
    #[serde(flatten)]
    pub nightly: NightlyOptions,
    /// Find copies, but change no text.
    #[arg(long)]
    pub no_clean: bool,
    /// Write the unique stories as one file of JSON lines, or as one text file each.
    #[arg(long, value_enum, value_name = "KIND")]
    pub unique: Option<UniqueKind>,
    /// Write the clean texts of all documents, only of the unique stories, or none.
    #[arg(long, value_enum, value_name = "KIND")]
    pub texts: Option<TextsKind>,
    /// Compress the files of JSON lines.
    #[arg(long, value_enum, value_name = "KIND")]
    pub compress: Option<CompressKind>,
    /// Also write the texts before cleaning, as originals.jsonl.
    #[arg(long)]
    pub keep_original: bool,
    /// Also write each table for spreadsheet programs, into OUT/excel.
    #[arg(long)]
    pub excel: bool,
    /// Match the documents with those of a corpus or an index, and not with each other. The matches are in
    /// against.csv.
    #[arg(long, value_name = "REFERENCE")]
    pub against: Option<PathBuf>,
    /// Also write the passages that the two documents of each pair have in common, as passages.csv.
    #[arg(long)]
    pub passages: bool,
}

#[derive(Debug, Clone, Default, Args, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct ReadingOptions {
    /// Leave out files whose relative path matches (may be repeated).
    #[arg(long, value_name = "GLOB")]
    pub exclude: Vec<String>,
    /// Read a field from this column or key, as in text=content.body (may be repeated).
    #[arg(long = "field", value_name = "NAME=COLUMN")]
    pub field: Vec<String>,
    /// Where the site comes from: auto, folder:N or none.
    #[arg(long, value_name = "SOURCE")]
    pub site: Option<String>,
    /// A CSV file with fields of the texts.
    #[arg(long, value_name = "FILE")]
    pub metadata: Option<PathBuf>,
    /// The column of the metadata with the path or id of each text.
    #[arg(long, value_name = "COLUMN")]
    pub key: Option<String>,
    /// Refuse dates from text, URL or path that are later than this day.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub reference_date: Option<String>,
    /// Refuse documents over this size [default: 16M].
    #[arg(long, value_name = "SIZE")]
    pub max_document: Option<String>,
    /// Refuse lines of text over this size [default: 4M].
    #[arg(long, value_name = "SIZE")]
    pub max_line: Option<String>,
}

#[derive(Debug, Clone, Default, Args, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct CleaningOptions {
    /// How much to remove.
    #[arg(long, value_enum, value_name = "LEVEL")]
    pub cleaning: Option<CleaningLevel>,
    /// Add rules to the built-in ones (may be repeated).
    #[arg(long, value_name = "FILE")]
    pub rules: Vec<PathBuf>,
    /// Use a state from `copydesk learn` instead of learning from this corpus.
    #[arg(long, value_name = "FILE")]
    pub learned: Option<PathBuf>,
    /// Use another line model or page model, or `none`.
    #[arg(long, value_name = "FILE")]
    pub model: Option<PathBuf>,
    /// Lines to keep or drop: TOML tables `[[keep]]` and `[[drop]]` with `text` and optionally `site`.
    #[arg(long, value_name = "FILE")]
    pub choices: Option<PathBuf>,
    /// How to read dates such as 03/04/2021 where the other dates of their source show no order.
    #[arg(long, value_enum, value_name = "ORDER")]
    pub date_order: Option<DateOrder>,
}

#[derive(Debug, Clone, Default, Args, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct MatchingOptions {
    /// Weighted Jaccard from which two stories are near copies [default: 0.45].
    #[arg(long, value_name = "SHARE")]
    pub near: Option<f64>,
    /// Weighted containment from which one story is an excerpt of the other [default: 0.60].
    #[arg(long, value_name = "SHARE")]
    pub excerpt: Option<f64>,
    /// Stories further apart than this need more similarity [default: 72].
    #[arg(long, value_name = "HOURS")]
    pub time_gate: Option<u32>,
    /// Look up one shingle in N to find pairs. A larger N is faster and finds less [default: 8].
    #[arg(long, value_name = "N")]
    pub sample: Option<u32>,
    /// Set another threshold of matching, as in_common=2500. `run.json` lists the names (may be
    /// repeated).
    #[arg(long, value_name = "NAME=VALUE")]
    pub threshold: Vec<String>,
    /// Pairs that are, or are not, the same story: a CSV file that report.html saves. Clusters follow
    /// it, and run.json scores the thresholds on it.
    #[arg(long, value_name = "FILE")]
    pub labels: Option<PathBuf>,
}

#[derive(Debug, Clone, Default, Args, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct NightlyOptions {
    /// Remember the corpus in this file, and read only new and changed files in later runs.
    #[arg(long, value_name = "FILE")]
    pub index: Option<PathBuf>,
    /// With --index: read every file, even if its size and times are unchanged.
    #[arg(long)]
    pub verify_content: bool,
    /// With --index: continue when more than a fifth of the documents are gone.
    #[arg(long)]
    pub allow_shrink: bool,
    /// With --index: keep the documents of files that are gone.
    #[arg(long)]
    pub keep_missing: bool,
    /// With --index: learn again from the whole corpus, and clean all of it again.
    #[arg(long)]
    pub relearn: bool,
    /// With --index: write only documents whose rows changed since the last run, with all of their
    /// clusters.
    #[arg(long)]
    pub delta: bool,
}

#[derive(Debug, Clone, Default, Args, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct WorkOptions {
    /// Worker threads [default: all cores]. The tables do not depend on it.
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// Memory for documents in progress [default: 256M].
    #[arg(long, value_name = "SIZE")]
    pub memory: Option<String>,
    /// When to show progress.
    #[arg(long, value_enum, value_name = "WHEN")]
    pub progress: Option<ProgressWhen>,
    /// Print only errors.
    #[arg(short, long)]
    pub quiet: bool,
    /// Print more: every problem, and which pairs were not compared.
    #[arg(short, long)]
    pub verbose: bool,
    /// The format of messages on standard error.
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub log_format: Option<LogFormat>,
}

#[derive(Debug, Args)]
pub struct CleanArguments {
    /// A text, HTML page, JSON lines, JSON array or CSV file. Standard input if missing or `-`.
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// Do only this part of cleaning.
    #[arg(long, value_enum, value_name = "PART")]
    pub only: Option<CleaningPart>,
    /// Add the edits to the output, which becomes JSON lines.
    #[arg(long)]
    pub edits: bool,
    #[command(flatten)]
    pub cleaning: CleaningOptions,
    /// Worker threads [default: all cores].
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
}

#[derive(Debug, Args)]
pub struct LearnArguments {
    /// Folders and files to read.
    #[arg(value_name = "INPUT", required = true)]
    pub inputs: Vec<PathBuf>,
    /// The file for the learned state, or `-` for standard output.
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    /// Replace FILE even if it is not a learned state.
    #[arg(long)]
    pub force: bool,
    #[command(flatten)]
    pub reading: ReadingOptions,
    #[command(flatten)]
    pub work: WorkOptions,
}

#[derive(Debug, Args)]
pub struct ExplainArguments {
    /// The output folder of a run.
    #[arg(value_name = "OUT")]
    pub output: PathBuf,
    /// An article_id, a source_id or a source_path.
    #[arg(value_name = "ID|FILE")]
    pub document: String,
}

#[derive(Debug, Args)]
pub struct ReportArguments {
    /// The output folder of a run.
    #[arg(value_name = "OUT")]
    pub output: PathBuf,
    /// Replace report.html even if copydesk did not write it.
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Args)]
pub struct RulesArguments {
    #[command(subcommand)]
    pub command: RulesCommand,
}

#[derive(Debug, Subcommand)]
pub enum RulesCommand {
    /// List the built-in rules and repairs.
    List,
    /// Check the examples of your own rules.
    Test {
        /// A rule file. CONTRIBUTING.md describes its form.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// List what a learned state holds for each site.
    Learned {
        /// A file from `copydesk learn`.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

#[derive(Debug, Args)]
pub struct IndexArguments {
    #[command(subcommand)]
    pub command: IndexCommand,
}

#[derive(Debug, Subcommand)]
pub enum IndexCommand {
    /// Read a whole index and check it. The exit code is 5 if it is damaged.
    Check {
        /// The index.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Print what an index contains.
    Info {
        /// The index.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Match the documents of one file with an index, and print what matches.
    Match {
        /// The index.
        #[arg(value_name = "INDEX")]
        index: PathBuf,
        /// A text, a page or a file of records.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Make a new index. It keeps the learned state and the history if they are readable; the next
    /// run reads all files again.
    Rebuild {
        /// The index.
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Replace the file even if it is not recognised as an index.
        #[arg(long)]
        force: bool,
    },
}

#[derive(Debug, Args)]
pub struct SchemaArguments {
    /// Text or JSON.
    #[arg(long, value_enum, default_value = "text")]
    pub format: SchemaFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrder {
    Dmy,
    Mdy,
    Ymd,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CleaningLevel {
    Careful,
    Balanced,
    Thorough,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CleaningPart {
    Repair,
    Boilerplate,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProgressWhen {
    Auto,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LogFormat {
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SchemaFormat {
    Text,
    Json,
}
