//! The names that a run writes in its output folder.
//!
//! It is a list. What is not on it belongs to the user.

/// Names that a run may write at the top of its folder. Everything else there belongs to the user.
pub const OWN_NAMES: [&str; 30] = [
    ".report.html.copydesk-new",
    "articles.csv",
    "articles.jsonl",
    "articles.jsonl.gz",
    "articles.jsonl.zst",
    "cluster_changes.csv",
    "clusters.csv",
    "datapackage.json",
    "edits.csv",
    "excel",
    "history.csv",
    "jsonl",
    "originals.jsonl",
    "originals.jsonl.gz",
    "originals.jsonl.zst",
    "pairs.csv",
    "problem_history.csv",
    "problems.csv",
    "report.html",
    "rules.csv",
    "run.json",
    "run_env.json",
    "runs.csv",
    "sites.csv",
    "unique",
    "unique.jsonl",
    "unique.jsonl.gz",
    "unique.jsonl.zst",
    "versions.csv",
    SCRATCH,
];

/// The folder for spill files inside the staging folder.
pub const SCRATCH: &str = ".scratch";
