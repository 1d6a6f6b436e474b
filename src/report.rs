//! The tables and documents of a run, and their output folder.
//!
//! In: clean articles in the order of their numbers, clusters, matches, problems, the list of rules,
//! and the facts of the run. Out: the files that `data/columns.toml` describes. They are written
//! beside `OUT`, and the whole folder is swapped in. It decides nothing about the documents.
//!
//! The order of calls:
//!
//! ```text
//! OutputFolder::open -> IdentityBuilder::add (each document) -> IdentityBuilder::build
//!   -> Memberships::new (clusters) -> Tables::create -> Tables::documents (pieces, in order) -> Tables::finish
//!   -> write_environment -> OutputFolder::commit
//! ```

mod against;
mod agency;
mod articles;
mod cells;
mod clock;
mod clusters;
mod counts;
mod database;
mod difference;
mod edits;
mod explanation;
mod files;
mod first;
pub mod folder;
mod formats;
mod history;
mod identity;
mod jsonl;
mod labels;
mod metrics;
mod page;
mod pairs;
mod passages;
mod problems;
mod read;
mod rules;
mod run;
mod schema;
mod sink;
mod sites;
mod summary;
mod tables;
mod terminal;
mod text_file;
mod unique;
mod versions;

pub use against::ReferenceMatch;
pub use cells::{escape, one_line, unescape};
pub use clock::{PartClock, StageClock, StageTime};
pub use counts::Counts;
pub use database::{DATABASE_SIGNATURE, write_database};
pub use difference::difference;
pub use explanation::explanation;
pub use folder::{Lock, OutputFolder, Places, is_ours, replace_page};
pub use formats::{Formats, HAS_ALL_FORMATS, not_built};
pub use history::{
    ClusterChange, HistoryRow, RunRow, write_cluster_changes, write_history, write_problem_history,
    write_runs,
};
pub use identity::{Id, Identities, IdentityBuilder, Membership, Memberships, instant};
pub use labels::word;
pub use metrics::{METRICS_SIGNATURE, Metrics, NightMetrics, metrics};
pub use page::page;
pub use rules::RuleEntry;
pub use run::{Hashes, RunFacts, RunMark, run_mark, write_environment};
pub use schema::{Column, ColumnType, ForeignKey, Schema, Table};
pub use summary::{Summary, summary};
pub use tables::{Closing, Piece, TableSettings, Tables, UniqueFormat};
pub use terminal::visible;
pub use versions::Versions;
