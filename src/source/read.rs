//! One file of the walk: archives are read member by member, everything else as one stream.
//!
//! In: a file of the walk. Out: its documents and problems, in order, into a [`Sink`]. Formats that
//! need the file itself, because they seek in it or read it twice, are chosen here; [`contents`]
//! chooses among the others.
//!
//! [`contents`]: super::contents

use super::contents::{contents, expand, kind_of};
use super::found::{FoundFile, Location};
#[cfg(feature = "full")]
use super::parquet;
use super::records::{Sink, Stopped};
use super::sniff::Kind;
use super::stream::{open, open_file};
use super::{tar, zip};
use crate::config::Limits;

/// Reads all documents of one file.
pub(super) fn file(file: &FoundFile, limits: &Limits, sink: &mut Sink<'_>) -> Result<(), Stopped> {
    let (stream, id) = (open(&file.location), &file.id);
    let stream = stream.and_then(|stream| expand(stream, limits));
    let (stream, kind) = match stream.and_then(|stream| kind_of(stream, id)) {
        Ok(found) => found,
        Err(error) => return sink.error(id.clone(), &error),
    };
    match (kind, &file.location) {
        (Some(Kind::Zip), Location::File { folder, relative }) if !stream.is_expanded() => {
            match open_file(folder, relative) {
                Ok(file) => zip::read(file, id, limits, sink),
                Err(error) => sink.error(id.clone(), &error),
            }
        }
        (Some(Kind::Tar), Location::File { .. }) => {
            let again = || open(&file.location).and_then(|stream| expand(stream, limits));
            tar::read(stream, &again, id, limits, sink)
        }
        #[cfg(feature = "full")]
        (Some(Kind::Parquet), Location::File { folder, relative }) if !stream.is_expanded() => {
            match open_file(folder, relative) {
                Ok(file) => parquet::read_file(file, id, limits, sink),
                Err(error) => sink.error(id.clone(), &error),
            }
        }
        (kind, _) => contents(stream, kind, id, limits, sink),
    }
}
