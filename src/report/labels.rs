//! The words that tables use for the values of closed lists.
//!
//! In: a value of [`crate::document`]. Out: its word, the one that its serialisation has.

use serde::Serialize;

use crate::document::{
    AdmittedBy, DateSource, EditKind, EncodingSource, FieldSource, HeldApart, Relation, Status,
};

pub fn status(status: Status) -> &'static str {
    match status {
        Status::Cleaned => "cleaned",
        Status::NothingLeft => "nothing_left",
        Status::TooShort => "too_short",
        Status::Stub => "stub",
        Status::Listing => "listing",
    }
}

pub fn date_source(source: DateSource) -> &'static str {
    match source {
        DateSource::Record => "record",
        DateSource::Metadata => "metadata",
        DateSource::Url => "url",
        DateSource::HeaderLine => "header_line",
        DateSource::Path => "path",
    }
}

pub fn field_source(source: FieldSource) -> &'static str {
    match source {
        FieldSource::Record => "record",
        FieldSource::Metadata => "metadata",
        FieldSource::HeaderLine => "header_line",
    }
}

/// How much of a publication date in ISO 8601 is known.
pub fn precision(published: &str) -> &'static str {
    match published.len() {
        ..=4 => "year",
        5..=7 => "month",
        8..=10 => "day",
        _ => "time",
    }
}

pub fn encoding_source(source: EncodingSource) -> &'static str {
    match source {
        EncodingSource::Mark => "mark",
        EncodingSource::Valid => "valid",
        EncodingSource::Declared => "declared",
        EncodingSource::Detected => "detected",
    }
}

pub fn edit_kind(kind: EditKind) -> &'static str {
    match kind {
        EditKind::Remove => "remove",
        EditKind::Repair => "repair",
        EditKind::Field => "field",
        EditKind::Suggest => "suggest",
    }
}

pub fn relation(relation: Relation) -> &'static str {
    match relation {
        Relation::Exact => "exact",
        Relation::Near => "near",
        Relation::Excerpt => "excerpt",
        Relation::Update => "update",
    }
}

pub fn admitted_by(threshold: AdmittedBy) -> &'static str {
    match threshold {
        AdmittedBy::Identical => "identical",
        AdmittedBy::Near => "near",
        AdmittedBy::NearDiffering => "near_differing",
        AdmittedBy::Contained => "contained",
        AdmittedBy::ContainedDiffering => "contained_differing",
        AdmittedBy::Reworded => "reworded",
        AdmittedBy::RewordedSameHeadline => "reworded_same_headline",
        AdmittedBy::Revision => "revision",
    }
}

pub fn held_apart(reason: HeldApart) -> &'static str {
    match reason {
        HeldApart::Digest => "digest",
        HeldApart::Template => "template",
        HeldApart::Chain => "chain",
    }
}

/// The word of any value of a closed list; slower than the others.
pub fn word(value: impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_that_of_the_serialisation() {
        for value in
            [Status::Cleaned, Status::NothingLeft, Status::TooShort, Status::Stub, Status::Listing]
        {
            assert_eq!(status(value), word(value));
        }
        for value in [EditKind::Remove, EditKind::Repair, EditKind::Field, EditKind::Suggest] {
            assert_eq!(edit_kind(value), word(value));
        }
        for value in [Relation::Exact, Relation::Near, Relation::Excerpt, Relation::Update] {
            assert_eq!(relation(value), word(value));
        }
        for value in [HeldApart::Digest, HeldApart::Template, HeldApart::Chain] {
            assert_eq!(held_apart(value), word(value));
        }
        for value in [
            AdmittedBy::Identical,
            AdmittedBy::Near,
            AdmittedBy::NearDiffering,
            AdmittedBy::Contained,
            AdmittedBy::ContainedDiffering,
            AdmittedBy::Reworded,
            AdmittedBy::RewordedSameHeadline,
            AdmittedBy::Revision,
        ] {
            assert_eq!(admitted_by(value), word(value));
        }
        for value in [DateSource::Record, DateSource::Metadata, DateSource::Url] {
            assert_eq!(date_source(value), word(value));
        }
        assert_eq!(date_source(DateSource::HeaderLine), word(DateSource::HeaderLine));
        for value in [FieldSource::Record, FieldSource::Metadata, FieldSource::HeaderLine] {
            assert_eq!(field_source(value), word(value));
        }
        assert_eq!(date_source(DateSource::Path), word(DateSource::Path));
    }
}
