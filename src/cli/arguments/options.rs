//! The options that several commands, or a configuration file, have: flags and keys of the same names.
//!
//! In: the command line, or a table of TOML. Out: the structs below. It resolves nothing.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde::Deserialize;

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
    #[command(flatten)]
    #[serde(flatten)]
    pub limits: LimitOptions,
}

#[derive(Debug, Clone, Default, Args, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct LimitOptions {
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
    /// Failures that make the exit code 1: any, or with --index only those that the last run did not
    /// have [default: any].
    #[arg(long, value_enum, value_name = "WHICH")]
    pub fail_on: Option<FailOn>,
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
    /// Also write the figures of the run for Prometheus, as its textfile collector reads them.
    #[arg(long, value_name = "FILE")]
    pub metrics: Option<PathBuf>,
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FailOn {
    Any,
    New,
}
