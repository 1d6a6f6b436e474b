//! `copydesk rules`: lists what may change a text, tests rules of the user, lists learned lines.
//!
//! In: the rulebook, a rule file, or a learned state. Out: text on standard output.

use std::path::Path;

use super::arguments::{RulesArguments, RulesCommand};
use super::message::{print, visible};
use crate::boilerplate::{ExampleKind, Rulebook, check_examples};
use crate::document::learned::LearnedState;
use crate::pipeline;
use crate::{Error, learned};

/// Runs the subcommand. Returns false when an example of a rule file fails.
pub fn run(arguments: &RulesArguments) -> Result<bool, Error> {
    match &arguments.command {
        RulesCommand::List => {
            let entries = pipeline::catalogue(Rulebook::built_in());
            let lines = entries.iter().map(|e| format!("{:<14}{:<34}{}\n", e.kind, e.id, e.why));
            print(&lines.collect::<String>()).map(|()| true)
        }
        RulesCommand::Test { file } => test(file),
        RulesCommand::Learned { file } => {
            print(&visible(&listing(&learned::load(file)?)))?;
            Ok(true)
        }
    }
}

/// Runs the examples of a rule file, with its own rules alone and with the built-in rules.
fn test(file: &Path) -> Result<bool, Error> {
    let results = check_examples(&pipeline::rules(file)?);
    let failed: Vec<_> = results.iter().filter(|result| !result.passed()).collect();
    for result in &failed {
        let kind = match result.kind {
            ExampleKind::Removes => "removes",
            ExampleKind::Keeps => "keeps",
        };
        let why =
            result.failure.as_deref().unwrap_or("a known failure that now passes: remove its mark");
        print(&format!(
            "{} {kind} {:?}: {}\n",
            visible(&result.rule),
            result.example,
            visible(why)
        ))?;
    }
    let held = results.len() - failed.len();
    print(&format!("{held} of {} examples pass\n", results.len()))?;
    Ok(failed.is_empty())
}

/// The learned lines of each site and of all sites, the most frequent first.
fn listing(state: &LearnedState) -> String {
    let mut text = String::new();
    let shared = ("all sites", &state.chrome.shared.table);
    let sites = state.chrome.sites.iter().map(|(name, site)| (name.as_str(), site));
    for (name, site) in sites.chain([shared]) {
        let mut entries: Vec<_> = site.entries.iter().collect();
        entries.sort_by(|a, b| (b.stories, &a.example).cmp(&(a.stories, &b.example)));
        text.push_str(&format!("{name}: {} lines\n", entries.len()));
        for entry in entries {
            text.push_str(&format!(
                "{:>8}  {:?} {:?}: {}\n",
                entry.stories, entry.form, entry.place, entry.example
            ));
        }
    }
    text
}
