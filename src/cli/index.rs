//! `copydesk index`: checks, describes or rebuilds the index of a nightly job.
//!
//! In: an index. Out: a few lines on standard output. Only `rebuild` changes the index.

use super::arguments::{IndexArguments, IndexCommand};
use super::message;
use super::plan::overwrite;
use crate::Error;
use crate::index::{check, info, rebuild};
use crate::report::Lock;

/// Runs one of its commands.
pub fn run(arguments: &IndexArguments) -> Result<bool, Error> {
    let told = match &arguments.command {
        IndexCommand::Check { file } => check(file)?.to_string(),
        IndexCommand::Info { file } => info(file)?.to_string(),
        IndexCommand::Rebuild { file, force } => {
            let _lock = Lock::beside(file)?;
            rebuild(file, overwrite(*force))?.to_string()
        }
    };
    message::print(&message::visible(&told))?;
    Ok(true)
}
