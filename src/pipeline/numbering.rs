//! Numbers documents in the order in which they come.
//!
//! In: the names, fields and fingerprints of documents. Out: [`Fingerprints`] and a [`IdentityBuilder`], which
//! use the same numbers.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::plan::Plan;
use crate::Error;
use crate::cluster::publication_time;
use crate::document::fingerprint::{Circumstances, Fingerprint, Fingerprints};
use crate::document::{DocumentId, Fields};
use crate::index::SequenceSpill;
use crate::report::IdentityBuilder;

/// The fingerprints and names of documents that have a number.
#[derive(Default)]
pub struct Numbering {
    pub fingerprints: Fingerprints,
    pub ledger: IdentityBuilder,
    sites: HashMap<String, u32>,
    /// Where token sequences are stored, for messages.
    folder: PathBuf,
}

impl Numbering {
    /// Stores token sequences in memory, and in a temporary file in `scratch` when they are too many.
    pub fn new(plan: &Plan, scratch: &Path) -> Self {
        // A quarter of the memory allowed, at four bytes a token.
        let tokens = usize::try_from(plan.work.memory_bytes / 16).unwrap_or(usize::MAX);
        let sequences = Box::new(SequenceSpill::new(scratch, tokens));
        Numbering {
            fingerprints: Fingerprints::new(sequences),
            folder: scratch.to_owned(),
            ..Numbering::default()
        }
    }

    /// Adds a document and stores its token sequence.
    pub fn push(
        &mut self,
        id: &DocumentId,
        fields: &Fields,
        fingerprint: &Fingerprint,
    ) -> Result<(), Error> {
        let circumstances = self.note(id, fields);
        self.fingerprints
            .push(fingerprint, circumstances)
            .map(|_| ())
            .map_err(|source| Error::Output { path: self.folder.clone(), source })
    }

    /// Adds a document whose sequence, of so many tokens, is stored elsewhere, at the place that
    /// equals its number.
    pub fn push_stored(
        &mut self,
        id: &DocumentId,
        fields: &Fields,
        fingerprint: &Fingerprint,
        tokens: u32,
    ) {
        let circumstances = self.note(id, fields);
        let place = self.fingerprints.len() as u64;
        self.fingerprints.push_stored(fingerprint, tokens, place, circumstances);
    }

    fn note(&mut self, id: &DocumentId, fields: &Fields) -> Circumstances {
        self.ledger.add(id, fields);
        let next = self.sites.len() as u32;
        let site = fields.site.as_ref().map(|site| match self.sites.get(site) {
            Some(&number) => number,
            None => *self.sites.entry(site.clone()).or_insert(next),
        });
        let published = fields.published.as_deref().and_then(publication_time);
        Circumstances { published, site }
    }
}
