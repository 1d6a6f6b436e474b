//! `--sqlite FILE`: all tables of a run in one SQLite database.
//!
//! In: a folder with the tables, and a new path. Out: a file with each table of CSV under its name, with the
//! types, keys and references of the dictionary, indexes, and the dictionary itself. `articles` has a column
//! more, `text`, and `articles_fts` is its full-text search, under the name by which Datasette finds it. The
//! bytes depend on the tables alone. It does not decide where the file goes.

#[cfg(feature = "full")]
mod layout;
mod signature;
#[cfg(feature = "full")]
mod texts;
#[cfg(feature = "full")]
mod write;

#[cfg(not(feature = "full"))]
use std::path::Path;

pub use signature::DATABASE_SIGNATURE;
#[cfg(feature = "full")]
pub use write::write_database;

/// Without the feature `full` there is no SQLite.
#[cfg(not(feature = "full"))]
pub fn write_database(_staging: &Path, _path: &Path) -> Result<(), crate::Error> {
    Err(super::formats::not_built("--sqlite"))
}

#[cfg(all(test, feature = "full"))]
mod tests;
