//! The arguments as typed: subcommands, flags, and the same keys in a configuration file.
//!
//! In: the command line. Out: the structs below. It resolves nothing: see [`super::plan`].

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use serde::Deserialize;

/// Cleans corpora of scraped news and finds the stories that are the same.
#[derive(Debug, Parser)]
#[command(name = "copydesk", version, after_help = EXIT_CODES)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

const EXIT_CODES: &str = "Exit codes: 0 all well; 1 done, with failures recorded in problems.csv; \
    2 wrong usage; 3 the output could not be written; 4 the output or index is in use; 5 a saved \
    state or index is damaged or from another version; 6 no document found, or too many gone; 130, \
    143 stopped by a signal.";

#[derive(Debug, Subcommand)]
pub enum Command {
    /// The main job: clean every story, cluster the copies, write the tables.
    Run(Box<RunArguments>),
    /// Clean one text or JSON lines, from a file or standard input.
    Clean(CleanArguments),
    /// Learn from a corpus, to reuse with `--learned FILE`.
    Learn(LearnArguments),
    /// One document's trail: what went, by which rule; what it matches, and why.
    Explain(ExplainArguments),
    /// The rulebook: what is built in, and tests of your own rules.
    Rules(RulesArguments),
    /// The index of a nightly job: check it, describe it, make it anew.
    Index(IndexArguments),
    /// The page `report.html` again, from the tables.
    Report(ReportArguments),
    /// The data dictionary: every column of every table.
    Schema(SchemaArguments),
}

#[derive(Debug, Args)]
pub struct RunArguments {
    /// Folders and files to read.
    #[arg(value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    /// The folder for the tables: missing, empty, or made by an earlier run.
    #[arg(short, long, value_name = "OUT")]
    pub output: Option<PathBuf>,
    /// A TOML file with any of these flags as keys; flags win.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Say what would be read and skipped; write nothing.
    #[arg(long)]
    pub dry_run: bool,
    #[command(flatten)]
    pub options: RunOptions,
}

/// What both flags and a configuration file can say. Their names are the same.
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
    pub telling: TellingOptions,
    #[command(flatten)]
    #[serde(flatten)]
    pub nightly: NightlyOptions,
    /// Cluster the texts as they are.
    #[arg(long)]
    pub no_clean: bool,
    /// Write the unique stories as one file of JSON lines, or one text file each.
    #[arg(long, value_enum, value_name = "KIND")]
    pub unique: Option<UniqueKind>,
    /// Write the texts as they were before cleaning.
    #[arg(long)]
    pub keep_original: bool,
    /// Write a twin of each table for spreadsheets into OUT/excel.
    #[arg(long)]
    pub excel: bool,
}

#[derive(Debug, Clone, Default, Args, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct ReadingOptions {
    /// Leave out files whose relative path matches (may be repeated).
    #[arg(long, value_name = "GLOB")]
    pub exclude: Vec<String>,
    /// Read a field from another column or key, as text=content.body (may be repeated).
    #[arg(long = "field", value_name = "NAME=COLUMN")]
    pub field: Vec<String>,
    /// What names the site: auto, folder:N, none.
    #[arg(long, value_name = "SOURCE")]
    pub site: Option<String>,
    /// A table of fields beside the texts.
    #[arg(long, value_name = "FILE")]
    pub metadata: Option<PathBuf>,
    /// The column of the metadata that holds each text's path or id.
    #[arg(long, value_name = "COLUMN")]
    pub key: Option<String>,
    /// Refuse dates guessed from text, URL or path that lie after this day.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub reference_date: Option<String>,
    /// Refuse documents over this size (16M).
    #[arg(long, value_name = "SIZE")]
    pub max_document: Option<String>,
    /// Refuse lines of text over this size (4M).
    #[arg(long, value_name = "SIZE")]
    pub max_line: Option<String>,
}

#[derive(Debug, Clone, Default, Args, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct CleaningOptions {
    /// How much to take out.
    #[arg(long, value_enum, value_name = "LEVEL")]
    pub cleaning: Option<CleaningLevel>,
    /// Your own rules beside the built-in ones (may be repeated).
    #[arg(long, value_name = "FILE")]
    pub rules: Vec<PathBuf>,
    /// What `copydesk learn` saved, instead of learning from this corpus.
    #[arg(long, value_name = "FILE")]
    pub learned: Option<PathBuf>,
    /// A line model, or a model of pages, instead of the built-in one; or `none`.
    #[arg(long, value_name = "FILE")]
    pub model: Option<PathBuf>,
    /// Lines to keep or drop whatever was learned: `[[keep]]` and `[[drop]]` with `text`, perhaps `site`.
    #[arg(long, value_name = "FILE")]
    pub choices: Option<PathBuf>,
    /// How to read dates such as 03/04/2021 where the other dates of their source show no order.
    #[arg(long, value_enum, value_name = "ORDER")]
    pub date_order: Option<DateOrder>,
}

#[derive(Debug, Clone, Default, Args, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct MatchingOptions {
    /// Weighted Jaccard from which two stories are near copies (0.45).
    #[arg(long, value_name = "SHARE")]
    pub near: Option<f64>,
    /// Weighted containment from which one is an excerpt of the other (0.60).
    #[arg(long, value_name = "SHARE")]
    pub excerpt: Option<f64>,
    /// Hours between two stories beyond which the bar rises (72).
    #[arg(long, value_name = "HOURS")]
    pub time_gate: Option<u32>,
    /// One shingle in N is looked up to find pairs (8): a larger N is faster and finds less.
    #[arg(long, value_name = "N")]
    pub sample: Option<u32>,
    /// Any other threshold of matching, by its name in `run.json`, as in_common=2500 (may be
    /// repeated).
    #[arg(long, value_name = "NAME=VALUE")]
    pub threshold: Vec<String>,
}

#[derive(Debug, Clone, Default, Args, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct NightlyOptions {
    /// Remember the corpus in this file and read only what is new: for a job that runs again.
    #[arg(long, value_name = "FILE")]
    pub index: Option<PathBuf>,
    /// With --index: read every file, also those whose size and times are as they were.
    #[arg(long)]
    pub verify_content: bool,
    /// With --index: go on when more than a fifth of the documents have gone.
    #[arg(long)]
    pub allow_shrink: bool,
    /// With --index: keep the documents of files that have gone.
    #[arg(long)]
    pub keep_missing: bool,
    /// With --index: learn anew from all that is there, and clean all of it anew.
    #[arg(long)]
    pub relearn: bool,
    /// With --index: write the documents alone whose rows are not what the last run wrote, and all of
    /// the clusters that they are in.
    #[arg(long)]
    pub delta: bool,
}

#[derive(Debug, Clone, Default, Args, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct TellingOptions {
    /// Worker threads (all cores). The tables do not depend on it.
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// Memory for documents under way (256M).
    #[arg(long, value_name = "SIZE")]
    pub memory: Option<String>,
    /// Show progress bars.
    #[arg(long, value_enum, value_name = "WHEN")]
    pub progress: Option<ProgressWhen>,
    /// Say nothing but errors.
    #[arg(short, long)]
    pub quiet: bool,
    /// Say more: every problem as it is met.
    #[arg(short, long)]
    pub verbose: bool,
    /// How messages are written to standard error.
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub log_format: Option<LogFormat>,
}

#[derive(Debug, Args)]
pub struct CleanArguments {
    /// A text or JSON lines; standard input when missing or `-`.
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// Only this part of cleaning.
    #[arg(long, value_enum, value_name = "PART")]
    pub only: Option<CleaningPart>,
    /// Add the edits to the output, which is then JSON lines.
    #[arg(long)]
    pub edits: bool,
    #[command(flatten)]
    pub cleaning: CleaningOptions,
    /// Worker threads (all cores).
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
}

#[derive(Debug, Args)]
pub struct LearnArguments {
    /// Folders and files to read.
    #[arg(value_name = "INPUT", required = true)]
    pub inputs: Vec<PathBuf>,
    /// The file for the learned state; `-` is standard output.
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    /// Replace FILE even if it is not a learned state.
    #[arg(long)]
    pub force: bool,
    #[command(flatten)]
    pub reading: ReadingOptions,
    #[command(flatten)]
    pub telling: TellingOptions,
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
    /// All rules and repairs that are built in.
    List,
    /// Run the examples of your own rules.
    Test {
        /// A rule file: see CONTRIBUTING.md for its form.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// What a learned state holds of each site.
    Learned {
        /// A file of `copydesk learn`.
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
    /// Read all of an index and say whether it is sound; 5 if it is not.
    Check {
        /// The index.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Say what an index holds.
    Info {
        /// The index.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Make an index anew: what is sound of its learned state and history stays; the next run reads
    /// all files again.
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
    /// As text to read, or as JSON.
    #[arg(long, value_enum, default_value = "text")]
    pub format: SchemaFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UniqueKind {
    Jsonl,
    Txt,
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
