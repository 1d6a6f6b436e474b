//! The resolved settings of the output of a run.
//!
//! In: the options as typed. Out: which files are written, and which fields are carried into them. It reads no
//! file.

use std::path::PathBuf;

use super::arguments::RunOptions;
use super::output_kind::{CompressKind, TextsKind, UniqueKind, table_format};
use crate::Error;
use crate::config::{Carry, OutputSettings, TextCompression, TextsOutput, UniqueOutput};

/// The settings of the output. `--unique` has no effect without texts.
pub fn settings(folder: PathBuf, options: &RunOptions) -> Result<OutputSettings, Error> {
    if options.texts == Some(TextsKind::None) && options.unique.is_some() {
        let message = "--unique cannot be combined with --texts none, which writes no story";
        return Err(Error::Usage(message.to_owned()));
    }
    Ok(OutputSettings {
        folder,
        unique: match options.unique {
            Some(UniqueKind::Txt) => UniqueOutput::Txt,
            _ => UniqueOutput::Jsonl,
        },
        texts: match options.texts {
            Some(TextsKind::Unique) => TextsOutput::Unique,
            Some(TextsKind::None) => TextsOutput::None,
            Some(TextsKind::All) | None => TextsOutput::All,
        },
        compress: match options.compress {
            Some(CompressKind::Zstd) => TextCompression::Zstd,
            Some(CompressKind::Gzip) => TextCompression::Gzip,
            None => TextCompression::None,
        },
        keep_original: options.keep_original,
        excel: options.excel,
        passages: options.passages,
        formats: options.formats.iter().filter_map(|&format| table_format(format)).collect(),
        sqlite: options.sqlite.clone(),
    })
}

/// The fields to carry. `all` includes every name.
pub fn carry(mut names: Vec<String>) -> Carry {
    names.retain(|name| !name.is_empty());
    if names.is_empty() {
        Carry::Nothing
    } else if names.iter().any(|name| name == "all") {
        Carry::All
    } else {
        names.sort();
        names.dedup();
        Carry::Names(names)
    }
}
