//! Every kind of target, forced or not, through links or not: a file that the program did not make
//! is never lost.
#![cfg(target_os = "linux")]

use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};
use std::os::unix::net::UnixListener;

use proptest::prelude::*;
use rustix::fs::{CWD, FileType, Mode, makedev, mknodat};

use super::*;

const HEAD: &[u8] = b"test file of the desk\n";
const NEW: &[u8] = b"test file of the desk\nsecond edition";
const OLD: &[u8] = b"test file of the desk\nfirst edition";
const NOTES: &[u8] = b"Monday: rain. Tuesday: more of it.";

const SIGNATURE: Signature =
    Signature { kind: "a test file", matches: |file| begins_with(file, HEAD) };

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Missing,
    Empty,
    Own,
    Foreign,
    /// Shorter than the signature.
    Short,
    ReadOnly,
    Folder,
    Fifo,
    Null,
    Socket,
}

const KINDS: [Kind; 10] = [
    Kind::Missing,
    Kind::Empty,
    Kind::Own,
    Kind::Foreign,
    Kind::Short,
    Kind::ReadOnly,
    Kind::Folder,
    Kind::Fifo,
    Kind::Null,
    Kind::Socket,
];

/// Makes a target; false where this machine has none of the kind.
fn make(kind: Kind, path: &Path) -> bool {
    match kind {
        Kind::Missing => {}
        Kind::Empty => fs::write(path, b"").unwrap(),
        Kind::Own => fs::write(path, OLD).unwrap(),
        Kind::Foreign => fs::write(path, NOTES).unwrap(),
        Kind::Short => fs::write(path, b"test").unwrap(),
        Kind::ReadOnly => {
            fs::write(path, OLD).unwrap();
            fs::set_permissions(path, Permissions::from_mode(0o444)).unwrap();
        }
        Kind::Folder => fs::create_dir(path).unwrap(),
        Kind::Fifo => {
            mknodat(CWD, path, FileType::Fifo, Mode::from_raw_mode(0o600), 0).unwrap();
        }
        // A device like the null device, in a folder of the test's own.
        Kind::Null => {
            let (mode, device) = (Mode::from_raw_mode(0o666), makedev(1, 3));
            let made = mknodat(CWD, path, FileType::CharacterDevice, mode, device);
            return made.is_ok() && File::options().write(true).open(path).is_ok();
        }
        Kind::Socket => drop(UnixListener::bind(path).unwrap()),
    }
    true
}

/// What a target is, to be compared before and after.
fn state(path: &Path) -> (String, Vec<u8>) {
    match fs::metadata(path) {
        Err(_) => ("missing".into(), Vec::new()),
        Ok(found) if found.is_file() => ("file".into(), fs::read(path).unwrap()),
        Ok(found) => {
            let kind = found.file_type();
            let told = (kind.is_dir(), kind.is_fifo(), kind.is_char_device(), kind.is_socket());
            (format!("{told:?}"), Vec::new())
        }
    }
}

fn write(path: &Path, overwrite: Overwrite) -> Result<(), Error> {
    Destination::open(path, SIGNATURE, overwrite)?.write(|out| out.write_all(NEW))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn only_own_files_are_replaced(
        kind in prop::sample::select(&KINDS[..]),
        links in 0..3_usize,
        force in any::<bool>(),
        name in "[a-z]{1,8}( [a-z]{1,3})?|[é🦀]{1,3}",
    ) {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join(&name);
        prop_assume!(make(kind, &target));
        let mut typed = target.clone();
        for n in 0..links {
            let link = home.path().join(format!("link-{n}"));
            symlink(&typed, &link).unwrap();
            typed = link;
        }
        let overwrite = if force { Overwrite::Any } else { Overwrite::OwnFiles };
        let before = state(&target);
        let entries = fs::read_dir(home.path()).unwrap().count();
        let reader = (kind == Kind::Fifo).then(|| {
            let fifo = target.clone();
            std::thread::spawn(move || fs::read(fifo).unwrap())
        });

        let written = write(&typed, overwrite);

        let expected = match kind {
            Kind::Missing => links == 0,
            Kind::Empty | Kind::Own | Kind::Fifo | Kind::Null => true,
            Kind::Foreign | Kind::Short | Kind::ReadOnly => force,
            Kind::Folder | Kind::Socket => false,
        };
        prop_assert_eq!(written.is_ok(), expected, "{:?}", written);
        match (kind, &written) {
            (Kind::Fifo, _) => {
                prop_assert_eq!(reader.unwrap().join().unwrap(), NEW);
                prop_assert_eq!(state(&target), before);
            }
            (Kind::Null, _) | (_, Err(_)) => prop_assert_eq!(state(&target), before),
            _ => prop_assert_eq!(state(&target), ("file".to_owned(), NEW.to_vec())),
        }
        // The links stay links, and nothing is left beside.
        for n in 0..links {
            let link = home.path().join(format!("link-{n}"));
            prop_assert!(link.symlink_metadata().unwrap().is_symlink());
        }
        let made = usize::from(kind == Kind::Missing && written.is_ok());
        prop_assert_eq!(fs::read_dir(home.path()).unwrap().count(), entries + made);
        if let Err(error) = written {
            prop_assert_eq!(error.exit_code(), 3, "{}", error);
            let message = error.to_string().into_bytes();
            let shown = typed.as_os_str().as_bytes();
            prop_assert!(message.windows(shown.len()).any(|part| part == shown));
        }
    }
}

#[test]
fn a_file_that_is_changed_in_place_is_no_stream() {
    let home = tempfile::tempdir().unwrap();
    for kind in [Kind::Fifo, Kind::Null] {
        let path = home.path().join(format!("{kind:?}"));
        if make(kind, &path) {
            let error = Destination::open_file(&path, SIGNATURE, Overwrite::Any).unwrap_err();
            assert!(error.to_string().contains("regular file"), "{error}");
        }
    }
}

#[test]
fn a_writer_that_fails_leaves_the_old_file() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("state");
    fs::write(&path, OLD).unwrap();
    let place = Destination::open(&path, SIGNATURE, Overwrite::OwnFiles).unwrap();
    let error = place
        .write(|out| {
            out.write_all(b"half")?;
            Err(io::ErrorKind::StorageFull.into())
        })
        .unwrap_err();
    assert_eq!(error.exit_code(), 3, "{error}");
    assert_eq!(fs::read(&path).unwrap(), OLD);
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1);
}

#[test]
fn a_file_that_came_while_the_writer_was_at_work_stays() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("state");
    let place = Destination::open(&path, SIGNATURE, Overwrite::OwnFiles).unwrap();
    fs::write(&path, NOTES).unwrap();
    assert!(matches!(place.write(|out| out.write_all(NEW)), Err(Error::ForeignFile { .. })));
    assert_eq!(fs::read(&path).unwrap(), NOTES);
}

#[test]
fn a_replaced_file_keeps_its_permissions() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("state");
    fs::write(&path, OLD).unwrap();
    fs::set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
    write(&path, Overwrite::OwnFiles).unwrap();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
}

#[test]
fn a_missing_folder_is_named_with_the_next_step() {
    let home = tempfile::tempdir().unwrap();
    let error = write(&home.path().join("deep/state"), Overwrite::OwnFiles).unwrap_err();
    assert!(error.to_string().ends_with("make the folder first"), "{error}");
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
}
