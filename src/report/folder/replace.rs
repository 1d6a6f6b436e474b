//! The page of an output folder, replaced in place.
//!
//! In: `OUT` of an earlier run, and the bytes of the page. Out: `report.html`, whole: the old one or
//! the new, also after a kill. It touches no other file.

use std::io::{self, Read};
use std::path::Path;

use crate::Error;
use crate::destination::{Destination, Overwrite, Signature};

use super::lock::Lock;
use super::{Places, is_ours, swap};

/// How a page of this program is recognised.
const SIGNATURE: Signature = Signature { kind: "a report", matches: is_report };

/// Replaces `report.html` in the output folder of a run: whole, old or new, after a kill.
///
/// # Errors
/// [`Error::ForeignOutput`] where no run wrote the folder, [`Error::Locked`] while one is at it, and
/// as [`Destination::open`].
pub fn replace_page(out: &Path, bytes: &[u8], overwrite: Overwrite) -> Result<(), Error> {
    let places = Places::of(out)?;
    let _lock = match Lock::take(&places.lock) {
        Ok(Some(lock)) => lock,
        Ok(None) => return Err(Error::Locked { path: places.out }),
        Err(source) => return Err(Error::Output { path: places.lock, source }),
    };
    swap::recover(&places)?;
    if !is_ours(&places.out) {
        return Err(Error::ForeignOutput { path: places.out });
    }
    let page = places.out.join("report.html");
    Destination::open(&page, SIGNATURE, overwrite)?.write(|file| file.write_all(bytes))
}

fn is_report(file: &mut dyn Read) -> io::Result<bool> {
    let mut head = Vec::new();
    file.take(2_000).read_to_end(&mut head)?;
    Ok(memchr::memmem::find(&head, b"<title>Copydesk report</title>").is_some())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::report::folder::OutputFolder;

    #[test]
    fn the_page_is_replaced_in_a_folder_of_ours_only() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path().join("out");
        let folder = OutputFolder::open(&out).unwrap();
        folder.write("run.json", br#"{"copydesk":"0"}"#).unwrap();
        folder.commit().unwrap();
        let replace = |bytes: &[u8], overwrite| replace_page(&out, bytes, overwrite);
        replace(b"<title>Copydesk report</title> 1", Overwrite::OwnFiles).unwrap();
        replace(b"<title>Copydesk report</title> 2", Overwrite::OwnFiles).unwrap();
        assert!(fs::read_to_string(out.join("report.html")).unwrap().ends_with(" 2"));
        assert_eq!(fs::read_dir(&out).unwrap().count(), 2);
        fs::write(out.join("report.html"), "a page of the user's own").unwrap();
        let refused = replace(b"page", Overwrite::OwnFiles);
        assert!(matches!(refused, Err(Error::ForeignFile { .. })));
        replace(b"page", Overwrite::Any).unwrap();
        let elsewhere = replace_page(home.path(), b"", Overwrite::Any);
        assert!(matches!(elsewhere, Err(Error::ForeignOutput { .. })));
        let live = OutputFolder::open(&out).unwrap();
        assert!(matches!(replace(b"page", Overwrite::Any), Err(Error::Locked { .. })));
        drop(live);
    }
}
