//! When to learn anew.
//!
//! In: the state in use and the documents of this run. Out: sentences for the summary. It changes
//! nothing.

use std::collections::BTreeMap;

use super::history::{Changes, Tonight};
use super::stored_documents::Gathered;
use crate::index::Epoch;

/// Documents of a site from which there would be something to learn.
const SITE_DOCUMENTS: u64 = 20;

/// What an operator should be told of documents that are kept though they have gone. A run that
/// keeps them loses nothing, and is none the wiser for it if the disk was not mounted.
pub fn of_missing(changes: &Changes) -> Option<String> {
    changes.is_shrunk().then(|| {
        format!(
            "{} of {} documents are no longer there and were kept: see that the corpus is where it was.",
            changes.vanished, changes.known
        )
    })
}

/// What an operator should be told of the learned state.
pub fn advice(epoch: &Epoch, gathered: &Gathered, history: &Tonight) -> Vec<String> {
    let mut advice = Vec::new();
    if epoch.documents == 0 || history.run() <= epoch.run {
        return advice;
    }
    let now = gathered.contents.len() as u64;
    if now * 5 >= epoch.documents * 6 {
        advice.push(format!(
            "The corpus has grown from {} to {now} documents since it was learned from: consider --relearn.",
            epoch.documents
        ));
    }
    // Sites all of whose documents came after the state.
    let mut sites: BTreeMap<&str, (u64, bool)> = BTreeMap::new();
    for (number, first) in (0..).zip(history.first_runs()) {
        if let Some(site) = gathered.identities.site(number) {
            let (documents, new) = sites.entry(site).or_insert((0, true));
            *documents += 1;
            *new &= first > epoch.run;
        }
    }
    let unknown: Vec<&str> = sites
        .iter()
        .filter(|(_, (documents, new))| *new && *documents >= SITE_DOCUMENTS)
        .map(|(site, _)| *site)
        .collect();
    if let Some(first) = unknown.first() {
        advice.push(format!(
            "Nothing is learned yet of {} sites, as {first}: consider --relearn.",
            unknown.len()
        ));
    }
    advice
}
