//! The arguments as typed: subcommands, flags, and the same keys in a configuration file.
//!
//! In: the command line. Out: the structs below. It resolves nothing: see [`super::plan`].

mod options;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use serde::Deserialize;

use super::output_kind::{CompressKind, Format, TextsKind, UniqueKind};
pub use options::{
    CleaningLevel, CleaningOptions, DateOrder, FailOn, LimitOptions, LogFormat, MatchingOptions,
    NightlyOptions, ProgressWhen, ReadingOptions, WorkOptions,
};

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
    many are gone; 7 memory ran out; 130, 143 stopped by a signal.";

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Clean a corpus, cluster the copies, and write the tables.
    Run(Box<RunArguments>),
    /// Clean texts, HTML pages or files of records.
    Clean(CleanArguments),
    /// Save what a corpus teaches, for `--learned FILE`.
    Learn(LearnArguments),
    /// Show what happened to one document, and why.
    Explain(ExplainArguments),
    /// List what may change a text, test your own rules, or list what was learned.
    Rules(RulesArguments),
    /// Check, describe or rebuild the index of a nightly job.
    Index(IndexArguments),
    /// Write `report.html` again, from the tables.
    Report(ReportArguments),
    /// Print the data dictionary: every column of every table.
    Schema(SchemaArguments),
    /// Show what differs between two runs: documents, clusters, rules.
    Diff(DiffArguments),
    /// Write a `copydesk.toml` that explains every setting of `run`.
    Init(InitArguments),
    /// Print the completions for a shell.
    Completions(CompletionsArguments),
    /// Print the manual page, or write the pages of all commands into a folder.
    Man(ManArguments),
}

#[derive(Debug, Args)]
pub struct RunArguments {
    /// Folders and files to read.
    #[arg(value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    /// The folder for the tables. It must be missing, empty, or made by an earlier run.
    #[arg(short, long, value_name = "OUT")]
    pub output: Option<PathBuf>,
    /// A TOML file with these flags as keys. Flags override it [default: copydesk.toml in the working
    /// folder, if there is one].
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Read no copydesk.toml.
    #[arg(long, conflicts_with = "config")]
    pub no_config: bool,
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
    /// Carry these fields of the records into articles.jsonl, as its key `carried`; `all`: those that the
    /// program has no use for.
    #[arg(long, value_name = "NAME,...", value_delimiter = ',')]
    pub carry: Vec<String>,
    /// Compress the files of JSON lines.
    #[arg(long, value_enum, value_name = "KIND")]
    pub compress: Option<CompressKind>,
    /// Also write the texts before cleaning, as originals.jsonl.
    #[arg(long)]
    pub keep_original: bool,
    /// Also write the tables for spreadsheet programs, into OUT/excel: the workbook tables.xlsx, and each
    /// table as CSV.
    #[arg(long)]
    pub excel: bool,
    /// Also write all tables and the texts into a database of SQLite, with full-text search.
    #[arg(long, value_name = "FILE")]
    pub sqlite: Option<PathBuf>,
    /// Match the documents with those of a corpus or an index, and not with each other. The matches are in
    /// against.csv.
    #[arg(long, value_name = "REFERENCE")]
    pub against: Option<PathBuf>,
    /// Also write the passages that the two documents of each pair have in common, as passages.csv.
    #[arg(long)]
    pub passages: bool,
    /// Formats of the tables, separated by commas. CSV is always written; the others get folders of their
    /// own in OUT.
    #[arg(long, value_enum, value_name = "LIST", value_delimiter = ',')]
    pub formats: Vec<Format>,
}

#[derive(Debug, Args)]
pub struct CleanArguments {
    /// Texts, HTML pages, JSON lines, JSON arrays or CSV files, which are written one after the other.
    /// Standard input if missing or `-`.
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Do only this part of cleaning.
    #[arg(long, value_enum, value_name = "PART")]
    pub only: Option<CleaningPart>,
    /// Add the edits to the output, which becomes JSON lines.
    #[arg(long)]
    pub edits: bool,
    #[command(flatten)]
    pub cleaning: CleaningOptions,
    #[command(flatten)]
    pub limits: LimitOptions,
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
    /// An article_id, a source_id, a source_path or a URL.
    #[arg(value_name = "ID|FILE|URL")]
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
    /// List the names in the column rule_id of edits.csv: the built-in rules, the repairs, and what else
    /// may change a text or be recorded (site chrome, models, the prose guard).
    List,
    /// Check the examples in a file of your own rules. The exit code is 1 if one of them fails.
    Test {
        /// A rule file. CONTRIBUTING.md describes its form.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// List the lines that a learned state holds for each site and for all sites.
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
pub struct DiffArguments {
    /// The output folder of one run.
    #[arg(value_name = "OUT_A")]
    pub before: PathBuf,
    /// The output folder of the other run.
    #[arg(value_name = "OUT_B")]
    pub after: PathBuf,
    /// Lines of each list. The rest is only counted.
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub lines: usize,
}

#[derive(Debug, Args)]
pub struct InitArguments {
    /// The folder for the file.
    #[arg(value_name = "FOLDER", default_value = ".")]
    pub folder: PathBuf,
}

#[derive(Debug, Args)]
pub struct CompletionsArguments {
    /// The shell.
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub struct ManArguments {
    /// A folder for the pages of all commands.
    #[arg(value_name = "FOLDER")]
    pub folder: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct SchemaArguments {
    /// Text or JSON.
    #[arg(long, value_enum, default_value = "text")]
    pub format: SchemaFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CleaningPart {
    Repair,
    Boilerplate,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SchemaFormat {
    Text,
    Json,
}
