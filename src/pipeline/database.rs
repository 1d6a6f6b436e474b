//! The formats of the output that need the feature `full`, and the place of the database.
//!
//! In: the plan. Out: an error before the work for what this program cannot write, the checked place of
//! `--sqlite FILE`, and the database itself, which takes its name when the output folder is in place.

use super::plan::Plan;
use super::work::Work;
use crate::config::TableFormat;
use crate::destination::{self, Destination, Overwrite};
use crate::report::{
    DATABASE_SIGNATURE, HAS_ALL_FORMATS, Lock, OutputFolder, not_built, write_database,
};
use crate::{Error, source};

/// Refuses what the run could not write at its end, and locks the place of the database until the lock is
/// dropped.
pub fn claim(plan: &Plan) -> Result<Option<Lock>, Error> {
    if !HAS_ALL_FORMATS && plan.output.formats.contains(&TableFormat::Parquet) {
        return Err(not_built("--formats parquet"));
    }
    place(plan)?.map(|place| Lock::beside(place.path())).transpose()
}

/// The place of the database, if there is to be one.
fn place(plan: &Plan) -> Result<Option<Destination>, Error> {
    let Some(path) = &plan.output.sqlite else { return Ok(None) };
    if !HAS_ALL_FORMATS {
        return Err(not_built("--sqlite"));
    }
    source::refuse_place(&plan.input, &plan.output.folder, "database", path)?;
    Destination::open_file(path, DATABASE_SIGNATURE, Overwrite::OwnFiles)
        .map(Some)
        .map_err(destination::without_force)
}

/// Writes the database, closes and commits the folder, and moves the database into place. If any of these fails,
/// the old database stays. `close` writes what the folder still lacks. Returns what [`OutputFolder::commit`] does.
pub fn commit(
    plan: &Plan,
    folder: OutputFolder,
    work: &mut Work<'_>,
    close: impl FnOnce(&OutputFolder, &Work<'_>) -> Result<(), Error>,
) -> Result<Option<String>, Error> {
    let Some(place) = place(plan)? else {
        close(&folder, work)?;
        return folder.commit();
    };
    place.replace(|beside| {
        work.begin("write database");
        write_database(folder.staging(), beside)?;
        work.clock.end();
        close(&folder, work)?;
        folder.commit()
    })
}

/// What a user of a program without the feature should know.
pub fn warning(plan: &Plan) -> Option<String> {
    (plan.output.excel && !HAS_ALL_FORMATS).then(|| {
        format!("copydesk: the tables in excel/ are files of CSV: {}", not_built("tables.xlsx"))
    })
}
