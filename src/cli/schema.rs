//! `copydesk schema`: the data dictionary.
//!
//! In: nothing. Out: every column of every table, as text or JSON.

use super::arguments::{SchemaArguments, SchemaFormat};
use crate::{Error, report};

/// Prints the dictionary.
pub fn run(arguments: &SchemaArguments) -> Result<bool, Error> {
    let text = match arguments.format {
        SchemaFormat::Text => report::schema_text(),
        SchemaFormat::Json => report::schema_json(),
    };
    print!("{text}");
    Ok(true)
}
