//! The names that a run writes in its output folder.
//!
//! It is a list. What is not on it belongs to the user.

/// Names that a run may write at the top of its folder. Everything else there belongs to the user.
pub const OWN_NAMES: [&str; 33] = [
    ".report.html.copydesk-new",
    "against.csv",
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
    "parquet",
    "passages.csv",
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::TextCompression::{Gzip, None as Plain, Zstd};
    use crate::report::Schema;

    #[test]
    fn every_table_of_the_dictionary_is_an_own_name() {
        for table in Schema::built_in().unwrap().tables {
            let compressions: &[_] = if table.is_csv() { &[Plain] } else { &[Plain, Zstd, Gzip] };
            for compression in compressions {
                let name = format!("{}{}", table.file, compression.ending());
                assert!(OWN_NAMES.contains(&name.as_str()), "{name}");
            }
        }
    }
}
