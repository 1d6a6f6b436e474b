//! Advice for the operator: when to learn again, and that documents are missing.
//!
//! In: the learned state in use and the documents of this run. Out: sentences for the summary. It
//! changes nothing.

use std::collections::BTreeMap;

use super::history::{Changes, CurrentHistory};
use crate::index::Epoch;
use crate::report::Identities;

/// Documents that a site must have before there is something to learn from it.
const SITE_DOCUMENTS: u64 = 20;

/// Tells of documents that were kept though their files have gone: with `--keep-missing` nothing else
/// would show that the disk of the corpus is not mounted.
pub fn missing(changes: &Changes) -> Option<String> {
    changes.is_shrunk().then(|| {
        format!(
            "{} of {} documents are missing and were kept: check that the corpus is where it was.",
            changes.vanished, changes.known
        )
    })
}

/// Tells when the learned state is out of date.
pub fn relearn(epoch: &Epoch, identities: &Identities, history: &CurrentHistory) -> Vec<String> {
    let mut advice = Vec::new();
    if epoch.documents == 0 || history.run() <= epoch.run {
        return advice;
    }
    let now = identities.len() as u64;
    if now * 5 >= epoch.documents * 6 {
        advice.push(format!(
            "The corpus has grown from {} to {now} documents since it was learned from: consider --relearn.",
            epoch.documents
        ));
    }
    // Sites all of whose documents are newer than the state.
    let mut sites: BTreeMap<&str, (u64, bool)> = BTreeMap::new();
    for (number, first) in (0..).zip(history.first_runs()) {
        if let Some(site) = identities.site(number) {
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
            "Nothing is learned yet of {} sites, for example {first}: consider --relearn.",
            unknown.len()
        ));
    }
    advice
}
