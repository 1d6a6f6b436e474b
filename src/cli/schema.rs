//! `copydesk schema`: the data dictionary.
//!
//! In: nothing. Out: every column of every table, as text or JSON.

use super::arguments::{SchemaArguments, SchemaFormat};
use super::message::print;
use crate::{Error, report};

/// Prints the dictionary.
pub fn run(arguments: &SchemaArguments) -> Result<bool, Error> {
    let schema = report::Schema::built_in()?;
    match arguments.format {
        SchemaFormat::Text => print(&schema.text())?,
        SchemaFormat::Json => print(&format!("{:#}\n", schema.json()))?,
    }
    Ok(true)
}
