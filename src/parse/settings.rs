//! The settings of the parser, prepared once for a run.
//!
//! In: the settings of the input. Out: the names of fields, the table of metadata, and what a run has
//! to say about both. It reads no document.

use std::sync::Arc;

use super::carry::Carrier;
use super::field::FieldMap;
use super::field_use::FieldUse;
use super::metadata::Metadata;
use crate::Error;
use crate::config::{InputSettings, Limits, SiteSource};

/// How to read documents. Made once for a run.
#[derive(Debug, Clone)]
pub struct ParseSettings {
    pub(super) fields: FieldMap,
    pub(super) field_use: Arc<FieldUse>,
    pub(super) carrier: Arc<Carrier>,
    pub(super) metadata: Option<Arc<Metadata>>,
    pub(super) site: SiteSource,
    pub(super) reference_date: Option<String>,
    pub(super) limits: Limits,
    pub(super) rooted: bool,
}

impl ParseSettings {
    /// Reads the metadata table, if there is one. `rooted` is true if paths begin with the label of
    /// their input, as they do with several inputs.
    pub fn new(settings: &InputSettings, rooted: bool) -> Result<ParseSettings, Error> {
        let metadata = match &settings.metadata {
            Some((path, key)) => Some(Arc::new(Metadata::load(path, key, &settings.fields)?)),
            None => None,
        };
        Ok(ParseSettings {
            fields: FieldMap::new(&settings.fields)?,
            field_use: Arc::new(FieldUse::new(&settings.fields)?),
            carrier: Arc::new(Carrier::new(&settings.carry)),
            metadata,
            site: settings.site.clone(),
            reference_date: settings.reference_date.clone(),
            limits: settings.limits.clone(),
            rooted,
        })
    }

    /// Once documents were read: an error for a column of `--field` that is in no record and not in
    /// the table of metadata.
    pub fn check_fields(&self) -> Result<(), Error> {
        let metadata = self.metadata.as_deref();
        self.field_use.check(|column| metadata.is_some_and(|table| table.has_column(column)))
    }

    /// Once documents were read: how many rows of metadata found their document. `whole`: all
    /// documents of the corpus were read.
    pub fn metadata_summary(&self, whole: bool) -> Option<String> {
        let summary = if whole { Metadata::summary } else { Metadata::partial_summary };
        self.metadata.as_deref().map(summary)
    }

    /// Once documents were read: a warning about names of `--carry` that no record has.
    pub fn carry_warning(&self) -> Option<String> {
        let missing = self.carrier.missing().join(", ");
        let told = || format!("copydesk: no record has the fields of --carry: {missing}");
        (!missing.is_empty()).then(told)
    }

    /// Once documents were read: a warning about rows of metadata without a document.
    pub fn metadata_warning(&self) -> Option<String> {
        self.metadata.as_deref().and_then(Metadata::warning)
    }
}
