//! One file of an output folder that stands, replaced in place.
//!
//! In: `OUT` of an earlier run, a name, bytes. Out: that file, whole: the old one or the new, also
//! after a kill.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use crate::Error;

use super::lock::Lock;
use super::{Places, SCRATCH, is_ours, swap};

/// Replaces one file of an output folder that stands: whole, old or new, after a kill.
pub fn replace_file(out: &Path, name: &str, bytes: &[u8]) -> Result<(), Error> {
    let places = Places::of(out)?;
    let failed = |source| Error::Output { path: places.out.join(name), source };
    let _lock = match Lock::take(&places.lock) {
        Ok(Some(lock)) => lock,
        Ok(None) => return Err(Error::Locked { path: places.out }),
        Err(source) => return Err(Error::Output { path: places.lock, source }),
    };
    swap::recover(&places)?;
    if !is_ours(&places.out) {
        return Err(Error::ForeignOutput { path: places.out });
    }
    let beside = places.out.join(SCRATCH);
    let written = File::create(&beside).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&beside, places.out.join(name))
    });
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written.map_err(failed)?;
    swap::sync_folder(&places.out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::folder::OutputFolder;

    #[test]
    fn one_file_is_replaced_in_a_folder_of_ours_only() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path().join("out");
        let folder = OutputFolder::open(&out).unwrap();
        folder.write("run.json", br#"{"copydesk":"0"}"#).unwrap();
        folder.commit().unwrap();
        replace_file(&out, "report.html", b"page").unwrap();
        replace_file(&out, "report.html", b"new page").unwrap();
        assert_eq!(fs::read_to_string(out.join("report.html")).unwrap(), "new page");
        assert_eq!(fs::read_dir(&out).unwrap().count(), 2);
        assert!(matches!(replace_file(home.path(), "x", b""), Err(Error::ForeignOutput { .. })));
        let live = OutputFolder::open(&out).unwrap();
        assert!(matches!(replace_file(&out, "x", b""), Err(Error::Locked { .. })));
        drop(live);
    }
}
