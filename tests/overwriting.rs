//! What a command may replace: its own files and nothing else, whatever the target is.
#![cfg(target_os = "linux")]

use std::fs;
use std::os::unix::fs::{FileTypeExt, symlink};
use std::path::Path;

use rustix::fs::{CWD, FileType, Mode, makedev, mknodat};

use crate::program::call_in;

const STORY: &str = "The ferry to Sandholm left at noon on Monday with forty carts of barley, and \
    the harbour master said that it would be the last one before the ice goes out of the sound.\n";

/// A corpus, a learned state and an index.
fn desk() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir(home.path().join("in")).unwrap();
    fs::write(home.path().join("in/ferry.txt"), STORY).unwrap();
    assert_eq!(code(home.path(), &["learn", "in", "-o", "state"]), 0);
    assert_eq!(code(home.path(), &["run", "in", "-o", "out", "-q", "--index", "index"]), 0);
    home
}

fn code(home: &Path, args: &[&str]) -> i32 {
    call_in(home, args, "").code
}

/// Targets that hold no file of the program, as name and what is made.
fn foreign(home: &Path) -> Vec<&'static str> {
    fs::write(home.join("notes"), "Monday: copydesk-index-facts, and rain.").unwrap();
    fs::create_dir(home.join("folder")).unwrap();
    symlink("notes", home.join("link-to-notes")).unwrap();
    symlink("nowhere", home.join("link-to-nowhere")).unwrap();
    drop(std::os::unix::net::UnixListener::bind(home.join("socket")).unwrap());
    vec!["notes", "folder", "link-to-notes", "link-to-nowhere", "socket"]
}

/// All files below a folder with their kinds and bytes.
fn listing(home: &Path) -> Vec<(String, String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(home).unwrap().map(Result::unwrap) {
        let kind = entry.file_type().unwrap();
        let bytes = if kind.is_file() { fs::read(entry.path()).unwrap() } else { Vec::new() };
        found.push((entry.file_name().into_string().unwrap(), format!("{kind:?}"), bytes));
    }
    found.sort();
    found
}

#[test]
fn commands_refuse_what_they_did_not_make() {
    let home = desk();
    let targets = foreign(home.path());
    let before = listing(home.path());
    for target in targets {
        for command in [
            &["learn", "in", "-o", target][..],
            &["index", "rebuild", target],
            &["run", "in", "-o", "out", "--index", target],
        ] {
            let run = call_in(home.path(), command, "");
            assert!(run.code >= 2, "{command:?}: {}", run.code);
            // A link may be named by its target.
            let name = target.trim_start_matches("link-to-");
            assert!(run.stderr.contains(name), "{command:?}: {}", run.stderr);
            assert_eq!(listing(home.path()), before, "{command:?}");
        }
    }
    // A file of the program, but of another kind.
    for command in [&["learn", "in", "-o", "index"][..], &["index", "rebuild", "state"]] {
        assert!(code(home.path(), command) >= 2, "{command:?}");
        assert_eq!(listing(home.path()), before, "{command:?}");
    }
    let forced = call_in(home.path(), &["learn", "in", "-o", "link-to-notes", "--force"], "");
    assert_eq!(forced.code, 0, "{}", forced.stderr);
    assert_eq!(fs::read(home.path().join("notes")).unwrap(), before.last().unwrap().2);
}

#[test]
fn own_files_are_replaced_and_links_to_them_stay() {
    let home = desk();
    let state = fs::read(home.path().join("state")).unwrap();
    for (link, target) in [("state-link", "state"), ("index-link", "index")] {
        symlink(target, home.path().join(link)).unwrap();
    }
    fs::write(home.path().join("empty"), "").unwrap();
    for target in ["state", "state-link", "empty"] {
        assert_eq!(code(home.path(), &["learn", "in", "-o", target]), 0, "{target}");
        assert_eq!(fs::read(home.path().join(target)).unwrap(), state);
    }
    for target in ["index", "index-link"] {
        assert_eq!(code(home.path(), &["index", "rebuild", target]), 0, "{target}");
    }
    for link in ["state-link", "index-link"] {
        assert!(home.path().join(link).symlink_metadata().unwrap().is_symlink(), "{link}");
    }
    fs::write(home.path().join("new-index"), "").unwrap();
    let nightly = ["run", "in", "-o", "other", "-q", "--index", "new-index"];
    assert_eq!(code(home.path(), &nightly), 0);
    assert_eq!(code(home.path(), &["index", "check", "new-index"]), 0);
    assert_eq!(code(home.path(), &["report", "out"]), 0);
}

#[test]
fn a_state_goes_into_pipes_and_devices_and_an_index_does_not() {
    let home = desk();
    let (fifo, null) = (home.path().join("fifo"), home.path().join("null"));
    mknodat(CWD, &fifo, FileType::Fifo, Mode::from_raw_mode(0o600), 0).unwrap();
    let reader = std::thread::spawn({
        let fifo = fifo.clone();
        move || fs::read(fifo).unwrap()
    });
    let learn = call_in(home.path(), &["learn", "in", "-o", "fifo"], "");
    assert_eq!(learn.code, 0, "{}", learn.stderr);
    assert_eq!(reader.join().unwrap(), fs::read(home.path().join("state")).unwrap());
    for command in
        [&["index", "rebuild", "fifo"][..], &["run", "in", "-o", "out", "--index", "fifo"]]
    {
        assert!(code(home.path(), command) >= 2, "{command:?}");
    }
    assert!(fifo.symlink_metadata().unwrap().file_type().is_fifo());
    // A device like the null device, where the machine lets the test make one.
    let (mode, device) = (Mode::from_raw_mode(0o666), makedev(1, 3));
    let made = mknodat(CWD, &null, FileType::CharacterDevice, mode, device);
    if made.is_err() || fs::File::options().write(true).open(&null).is_err() {
        return;
    }
    assert_eq!(code(home.path(), &["learn", "in", "-o", "null"]), 0);
    for command in
        [&["index", "rebuild", "null"][..], &["run", "in", "-o", "out", "--index", "null"]]
    {
        assert!(code(home.path(), command) >= 2, "{command:?}");
    }
    assert!(null.symlink_metadata().unwrap().file_type().is_char_device());
}

#[test]
fn a_dash_is_standard_output() {
    let home = desk();
    let shell = format!("\"{}\" learn in -o - > piped", env!("CARGO_BIN_EXE_copydesk"));
    let status = std::process::Command::new("sh")
        .args(["-c", &shell])
        .current_dir(home.path())
        .stderr(std::process::Stdio::null())
        .status()
        .unwrap();
    assert!(status.success());
    let [piped, state] = ["piped", "state"].map(|name| fs::read(home.path().join(name)).unwrap());
    assert_eq!(piped, state);
    assert!(!home.path().join("-").exists());
}

#[test]
fn a_page_of_the_users_own_stays() {
    let home = desk();
    let page = home.path().join("out/report.html");
    fs::write(&page, "<p>My own page.</p>").unwrap();
    let run = call_in(home.path(), &["report", "out"], "");
    assert_eq!(run.code, 3, "{}", run.stderr);
    assert!(run.stderr.contains("--force"), "{}", run.stderr);
    assert_eq!(fs::read_to_string(&page).unwrap(), "<p>My own page.</p>");
    assert_eq!(code(home.path(), &["report", "out", "--force"]), 0);
    assert!(fs::read_to_string(&page).unwrap().contains("Copydesk report"));
}
