//! The settings that an index depends on.
//!
//! In: the plan. Out: the settings that must be the same for an index to be used at all, and hashes of
//! the settings that decide how files are read.

use serde_json::json;
use sha2::{Digest, Sha256};
use xxhash_rust::xxh3::xxh3_64;

use super::super::cleaner::Cleaner;
use super::super::plan::Plan;
use super::file_stamp::stamp;
use crate::Error;
use crate::index::Settings;
use crate::learned::hexadecimal;
use crate::source::Walk;

/// The settings that an index of this plan is made with.
pub fn made_with(plan: &Plan, cleaner: &Cleaner) -> Result<Settings, Error> {
    let choices = plan.cleaning.choices.as_deref().map(hash_of).transpose()?;
    let configuration = json!({
        "fields": plan.input.fields,
        "carry": plan.input.carry,
        "site": plan.input.site,
        "metadata_key": plan.input.metadata.as_ref().map(|(_, key)| key),
        "limits": plan.input.limits,
        "boilerplate": plan.cleaning.boilerplate,
        "repair": plan.cleaning.repair,
        "cleaning": plan.cleaning.strength,
        "choices": choices,
        "matching": plan.matching,
    });
    let model = cleaner.model().map(|model| hexadecimal(&model.sha256())).unwrap_or_default();
    Ok(Settings {
        program: env!("CARGO_PKG_VERSION").to_owned(),
        configuration: configuration.to_string(),
        rules: hexadecimal(&cleaner.rulebook().sha256()),
        model,
    })
}

/// A hash of the settings that decide how files are read and that may change between runs: then all
/// files are read again.
pub fn reading(plan: &Plan, corpus: &Walk) -> Result<u64, Error> {
    let metadata = match &plan.input.metadata {
        Some((path, _)) => hash_of(path)?,
        None => String::new(),
    };
    let facts = json!([metadata, plan.input.reference_date, corpus.rooted]);
    Ok(xxh3_64(facts.to_string().as_bytes()))
}

/// A digest of the input of a run that learns: while it is the same, so is the learned state.
pub fn inputs(corpus: &Walk, reading: u64, given: Option<&str>) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(given.unwrap_or_default());
    for file in &corpus.files {
        for part in [&file.id.root, &file.id.path] {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        let stamp = stamp(file, reading);
        hasher.update(stamp.bytes.to_le_bytes());
        hasher.update(stamp.modified.to_le_bytes());
        hasher.update(stamp.changed.to_le_bytes());
        hasher.update(stamp.reading.to_le_bytes());
    }
    hasher.finalize().into()
}

fn hash_of(path: &std::path::Path) -> Result<String, Error> {
    let bytes =
        std::fs::read(path).map_err(|source| Error::Input { path: path.to_owned(), source })?;
    Ok(hexadecimal(&Sha256::digest(bytes)))
}
