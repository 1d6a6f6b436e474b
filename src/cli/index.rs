//! `copydesk index`: checks, describes or rebuilds the index of a nightly job, or matches a file with it.
//!
//! In: an index. Out: a few lines on standard output. Only `rebuild` changes the index.

use std::fmt::Write as _;

use super::arguments::{IndexArguments, IndexCommand};
use super::message;
use super::plan::overwrite;
use crate::Error;
use crate::index::{check, info, rebuild};
use crate::pipeline;
use crate::report::{self, Lock, ReferenceMatch};

/// Runs one of its commands.
pub fn run(arguments: &IndexArguments) -> Result<bool, Error> {
    let told = match &arguments.command {
        IndexCommand::Check { file } => check(file)?.to_string(),
        IndexCommand::Info { file } => info(file)?.to_string(),
        IndexCommand::Match { index, file } => {
            let found = pipeline::match_file(index, file, &std::env::temp_dir(), &())?;
            matches(&found)
        }
        IndexCommand::Rebuild { file, force } => {
            let _lock = Lock::beside(file)?;
            rebuild(file, overwrite(*force))?.to_string()
        }
    };
    message::print(&message::visible(&told))?;
    Ok(true)
}

/// One line for each match: relation, similarity, id and place of the document in the index, headline.
fn matches(found: &[ReferenceMatch]) -> String {
    if found.is_empty() {
        return "no match\n".to_owned();
    }
    let mut lines = String::new();
    for one in found {
        let similarity = f64::from(one.found.weighted_similarity) / 10_000.0;
        let record = one.document.record.map(|n| format!(", record {n}")).unwrap_or_default();
        let member = one.document.member.as_ref().map(|m| format!(", {m}")).unwrap_or_default();
        // Writing into a string cannot fail.
        let _ = writeln!(
            lines,
            "{:<8}{similarity:.4}  {}  {}{member}{record}  {}",
            report::word(one.found.relation),
            one.article,
            one.document.path,
            one.headline.as_deref().unwrap_or_default(),
        );
    }
    lines
}
