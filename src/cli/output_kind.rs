//! The values of the flags that say which texts a run writes, and how.
//!
//! In: words of the command line or of a configuration file. Out: enums. They decide nothing.

use clap::ValueEnum;
use serde::Deserialize;

use crate::config::TableFormat;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UniqueKind {
    Jsonl,
    Txt,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TextsKind {
    /// articles.jsonl and the unique stories.
    All,
    /// Only the unique stories.
    Unique,
    /// Neither.
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CompressKind {
    Zstd,
    Gzip,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    Csv,
    Jsonl,
    Parquet,
}

/// The format of the tables besides CSV.
pub fn table_format(format: Format) -> Option<TableFormat> {
    match format {
        Format::Csv => None,
        Format::Jsonl => Some(TableFormat::Jsonl),
        Format::Parquet => Some(TableFormat::Parquet),
    }
}
