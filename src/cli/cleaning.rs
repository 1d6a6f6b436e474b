//! The cleaning settings of any subcommand.
//!
//! In: flags. Out: [`CleaningSettings`]; files are named here and read by the pipeline.

use std::path::Path;

use super::arguments::{CleaningLevel, CleaningOptions, DateOrder};
use crate::config::{CleaningSettings, CleaningStrength, ModelChoice};
use crate::date::DayMonth;

/// The value of `--model` for no model.
pub const NO_MODEL: &str = "none";

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
        model: match options.model.as_deref() {
            None => ModelChoice::default(),
            Some(none) if none == Path::new(NO_MODEL) => ModelChoice::None,
            Some(file) => ModelChoice::File(file.to_owned()),
        },
        choices: options.choices.clone(),
        date_order: match options.date_order {
            Some(DateOrder::Dmy) => DayMonth::DayFirst,
            Some(DateOrder::Mdy) => DayMonth::MonthFirst,
            Some(DateOrder::Ymd) => DayMonth::YearFirst,
            None => DayMonth::Unknown,
        },
    }
}
