//! The file of an index: batches, snapshots, locks, and what is refused.

use super::*;
use crate::destination::Overwrite;

fn place(path: &Path) -> Destination {
    Destination::open_file(path, crate::index::SIGNATURE, Overwrite::OwnFiles).unwrap()
}

fn one(value: &[u8]) -> Batch {
    let mut batch = Batch::default();
    batch.put(Part::Files, b"place".to_vec(), value);
    batch
}

#[test]
fn a_batch_stands_after_closing_and_a_snapshot_is_of_its_moment() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("index");
    drop(Database::create(place(&path), one(b"old")).unwrap());
    let database = Database::open(&path).unwrap();
    let before = database.snapshot().unwrap();
    database.write(one(b"new")).unwrap();
    assert_eq!(before.get(Part::Files, b"place").unwrap().as_deref(), Some(&b"old"[..]));
    let after = database.snapshot().unwrap();
    assert_eq!(after.get(Part::Files, b"place").unwrap().as_deref(), Some(&b"new"[..]));
    assert_eq!(after.get(Part::Texts, b"place").unwrap(), None);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn an_open_index_is_locked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("index");
    let _open = Database::create(place(&path), one(b"x")).unwrap();
    assert_eq!(Database::open(&path).unwrap_err().exit_code(), 4);
}

#[test]
fn what_is_no_index_is_refused_with_the_cure() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("index");
    for bytes in [&b"diary"[..], b"", &[0; 9000]] {
        std::fs::write(&path, bytes).unwrap();
        let error = Database::open(&path).unwrap_err();
        assert_eq!(error.exit_code(), 5, "{error}");
        assert!(error.to_string().contains("copydesk index rebuild"), "{error}");
    }
}
