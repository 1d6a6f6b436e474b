//! The cleaning settings of any subcommand.
//!
//! In: flags. Out: [`CleaningSettings`]; files are named here and read by the pipeline.

use super::arguments::{CleaningLevel, CleaningOptions};
use crate::config::{CleaningSettings, CleaningStrength};

/// Resolves the flags; `clean` is false for `--no-clean`.
pub fn settings(options: &CleaningOptions, clean: bool) -> CleaningSettings {
    CleaningSettings {
        boilerplate: clean,
        repair: clean,
        strength: match options.cleaning {
            Some(CleaningLevel::Careful) => CleaningStrength::Careful,
            Some(CleaningLevel::Thorough) => CleaningStrength::Thorough,
            Some(CleaningLevel::Balanced) | None => CleaningStrength::Balanced,
        },
        rules: options.rules.clone(),
        learned: options.learned.clone(),
        model: options.model.clone(),
    }
}
