//! The walk and the reading of files, over folders made for each test.

mod archive;
mod containers;
mod feed;
#[cfg(feature = "full")]
mod parquet;
mod records;

use std::fs;
use std::path::{Path, PathBuf};

use super::*;
use crate::document::ProblemCode;

fn settings(inputs: &[&Path]) -> InputSettings {
    InputSettings {
        inputs: inputs.iter().map(|path| path.to_path_buf()).collect(),
        ..InputSettings::default()
    }
}

fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    for (path, bytes) in files {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    root
}

fn paths(walk: &Walk) -> Vec<&str> {
    walk.files.iter().map(|file| &*file.id.path).collect()
}

/// Documents as `path#record`, problems as `path#record code`.
fn read(settings: &InputSettings) -> (Vec<String>, Vec<String>) {
    let walk = walk(settings, None).unwrap();
    let place = |id: &crate::document::DocumentId| match id.record {
        Some(record) => format!("{}#{record}", id.path),
        None => id.path.to_string(),
    };
    let (mut documents, mut problems) = (Vec::new(), Vec::new());
    for batch in walk.batches(settings) {
        documents.extend(batch.documents.iter().map(|d| place(&d.id)));
        problems.extend(batch.problems.iter().map(|p| format!("{} {:?}", place(&p.id), p.code)));
    }
    (documents, problems)
}

#[test]
fn files_come_in_the_order_of_their_encoded_paths() {
    let root = folder(&[("b.txt", b"b"), ("a/z.txt", b"z"), (".hidden", b"h"), ("a%.txt", b"p")]);
    let walk = walk(&settings(&[root.path()]), None).unwrap();
    assert_eq!(paths(&walk), [".hidden", "a%25.txt", "a/z.txt", "b.txt"]);
    let name = root.path().file_name().unwrap().to_str().unwrap();
    assert!(walk.files.iter().all(|file| &*file.id.root == name));
    assert!(!walk.rooted);
}

#[test]
fn several_inputs_keep_equal_paths_apart_in_any_order() {
    let root = folder(&[("x/news/a.txt", b"1"), ("y/news/a.txt", b"2"), ("z/b.txt", b"3")]);
    let of =
        |parts: &[&str]| -> Vec<PathBuf> { parts.iter().map(|p| root.path().join(p)).collect() };
    let inputs = of(&["x/news", "y/news", "z/b.txt", "x/news/a.txt", "y/news/"]);
    let mut settings = settings(&inputs.iter().map(PathBuf::as_path).collect::<Vec<_>>());
    let one = walk(&settings, None).unwrap();
    settings.inputs.reverse();
    let other = walk(&settings, None).unwrap();
    assert_eq!(paths(&one), ["b.txt", "x/news/a.txt", "y/news/a.txt"]);
    assert_eq!(one.files, other.files);
    assert!(one.rooted);
}

#[test]
fn links_are_named_and_never_followed() {
    let root = folder(&[("in/a.txt", b"a"), ("out.txt", b"secret")]);
    let link = |target: &str, name: &str| {
        std::os::unix::fs::symlink(target, root.path().join("in").join(name)).unwrap();
    };
    link("..", "up");
    link("self", "self");
    link("nowhere", "dangling");
    link("a.txt", "inside");
    link("../out.txt", "outside");
    fs::hard_link(root.path().join("in/a.txt"), root.path().join("in/b.txt")).unwrap();
    let walk = walk(&settings(&[&root.path().join("in")]), None).unwrap();
    assert_eq!(paths(&walk), ["a.txt", "b.txt"]);
    let codes: Vec<_> = walk.problems.iter().map(|p| (&*p.id.path, p.code)).collect();
    let expected = [
        ("dangling", ProblemCode::SymlinkDangling),
        ("inside", ProblemCode::SymlinkInside),
        ("outside", ProblemCode::SymlinkOutside),
        ("self", ProblemCode::SymlinkLoop),
        ("up", ProblemCode::SymlinkLoop),
    ];
    assert_eq!(codes, expected);
}

#[test]
fn a_folder_replaced_by_a_link_after_the_walk_is_not_read() {
    let root = folder(&[
        ("in/daily/a.txt", b"Rain"),
        ("in/daily/deep/b.jsonl", b"{\"text\": \"Rain\"}"),
        ("in/c.zip", &archive::zip(&[("c.txt", b"Rain", 0, 0)])),
        ("outside/a.txt", b"secret"),
        ("outside/deep/b.jsonl", b"{\"text\": \"secret\"}"),
        ("outside/c.zip", &archive::zip(&[("c.txt", b"secret", 0, 0)])),
    ]);
    let settings = settings(&[&root.path().join("in")]);
    let walk = walk(&settings, None).unwrap();
    assert_eq!(paths(&walk), ["c.zip", "daily/a.txt", "daily/deep/b.jsonl"]);
    fs::remove_dir_all(root.path().join("in/daily")).unwrap();
    fs::remove_file(root.path().join("in/c.zip")).unwrap();
    std::os::unix::fs::symlink("../outside", root.path().join("in/daily")).unwrap();
    std::os::unix::fs::symlink("../outside/c.zip", root.path().join("in/c.zip")).unwrap();
    assert!(walk.files.iter().all(|file| !file.is_unchanged()));
    let mut codes = Vec::new();
    for batch in walk.batches(&settings) {
        assert!(batch.documents.is_empty());
        codes.extend(batch.problems.iter().map(|problem| problem.code));
    }
    assert_eq!(codes, [ProblemCode::Vanished; 3]);
}

#[test]
fn backups_of_editors_and_the_table_of_metadata_are_skipped() {
    let root = folder(&[
        ("a.txt", b"Rain"),
        ("a.txt~", b"Rain"),
        ("a.txt.bak", b"Rain"),
        ("#a.txt#", b"Rain"),
        (".a.txt.swp", b"Rain"),
        ("#1.txt", b"Rain"),
        ("deep/rows.csv", b"path,title\na.txt,Rain\n"),
    ]);
    let mut settings = settings(&[root.path()]);
    settings.metadata = Some((root.path().join("deep/../deep/rows.csv"), "path".to_owned()));
    let found = walk(&settings, None).unwrap();
    assert_eq!(paths(&found), ["#1.txt", "a.txt"]);
    let skipped: Vec<_> = found.problems.iter().map(|p| (&*p.id.path, p.code)).collect();
    let names = ["#a.txt#", ".a.txt.swp", "a.txt.bak", "a.txt~", "deep/rows.csv"];
    assert_eq!(skipped, names.map(|name| (name, ProblemCode::Unsupported)));
    // A file that is named as an input is read.
    settings.inputs = vec![root.path().join("a.txt~")];
    assert_eq!(walk(&settings, None).unwrap().files.len(), 1);
}

#[test]
fn own_output_is_known_by_its_mark() {
    let root = folder(&[
        ("ours/run.json", b"{\"copydesk\": \"0.1.0\"}"),
        ("ours/articles.csv", b"a"),
        ("theirs/run.json", b"{\"run\": 1}"),
        ("theirs/clusters.csv", b"a"),
    ]);
    let walk = walk(&settings(&[root.path()]), None).unwrap();
    assert_eq!(paths(&walk), ["theirs/clusters.csv", "theirs/run.json"]);
    assert_eq!(walk.problems.len(), 1);
    assert_eq!(walk.problems[0].code, ProblemCode::OwnOutput);
    assert_eq!(&*walk.problems[0].id.path, "ours");
}

#[test]
fn globs_leave_files_and_folders_out() {
    let root =
        folder(&[("a.txt", b"1"), ("b/c.log", b"2"), ("b/d/e.txt", b"3"), ("f/d/g.txt", b"4")]);
    let mut settings = settings(&[root.path()]);
    settings.exclude = vec!["*.log".to_owned(), "b/d/".to_owned()];
    let found = walk(&settings, None).unwrap();
    assert_eq!(paths(&found), ["a.txt", "f/d/g.txt"]);
    assert_eq!(found.excluded, 2);
    settings.exclude = vec!["a[".to_owned()];
    assert!(matches!(walk(&settings, None), Err(crate::Error::Usage(_))));
}

#[test]
fn output_and_input_stay_apart() {
    let root = folder(&[("corpus/a.txt", b"1")]);
    let corpus = root.path().join("corpus");
    let refused = |output: &Path| {
        matches!(walk(&settings(&[&corpus]), Some(output)), Err(crate::Error::Usage(_)))
    };
    assert!(refused(&corpus.join("not/yet/there")));
    assert!(refused(&corpus));
    assert!(refused(root.path()));
    assert!(!refused(&root.path().join("out")));
    assert!(walk(&settings(&[&root.path().join("gone")]), None).is_err());
}

#[test]
fn lines_are_records_and_blank_ones_are_not() {
    let root = folder(&[
        ("a.jsonl", b"\xef\xbb\xbf{\"text\": \"1\"}\n\n  \r\n{\"text\": \"2\"}\r\nbroken\n{}"),
        ("b.jsonl", b"\n\n"),
        ("c.json", b"{\"text\": \"1\"}\n"),
        ("d.txt", b""),
        ("e.txt", b"Rain fell."),
    ]);
    let (documents, problems) = read(&settings(&[root.path()]));
    assert_eq!(documents, ["a.jsonl#1", "a.jsonl#2", "a.jsonl#3", "a.jsonl#4", "c.json", "e.txt"]);
    assert_eq!(problems, ["b.jsonl Empty", "d.txt Empty"]);
}

#[test]
fn limits_hold_and_neighbours_are_read() {
    let long = format!("{{\"text\": \"{}\"}}", "x".repeat(3_000_000));
    let lines = format!("{{\"text\": \"1\"}}\n{long}\n{{\"text\": \"3\"}}\n{long}");
    let cell = "x".repeat(3_000_000);
    let table = format!("id,text\n1,\"{cell}\n{}", "2,Rain\n".repeat(9));
    let root = folder(&[
        ("a.jsonl", lines.as_bytes()),
        ("b.txt", &[b'x'; 3_000_000]),
        ("c.csv", table.as_bytes()),
        ("d.csv", format!("id,text\n1,\"{cell}").as_bytes()),
    ]);
    let mut settings = settings(&[root.path()]);
    settings.limits.record_bytes = 1_000_000;
    settings.limits.document_bytes = 1_000_000;
    let (documents, problems) = read(&settings);
    assert_eq!(documents.get(..3).unwrap(), ["a.jsonl#1", "a.jsonl#3", "c.csv#2"]);
    assert_eq!(documents.len(), 11);
    let expected = [
        "a.jsonl#2 LineTooLong",
        "a.jsonl#4 LineTooLong",
        "b.txt TooLarge",
        "c.csv#1 BadCsv",
        "d.csv#1 BadCsv",
    ];
    assert_eq!(problems, expected);
}

#[test]
fn every_line_of_a_large_file_comes_once_and_in_order() {
    let lines: String = (0..200_000).map(|n| format!("{{\"text\": \"{n:0>40}\"}}\n")).collect();
    let zstd = zstd::encode_all(lines.as_bytes(), 1).unwrap();
    let root = folder(&[("a.jsonl", lines.as_bytes()), ("b.jsonl.zst", &zstd), ("c.txt", b"c")]);
    let (documents, problems) = read(&settings(&[root.path()]));
    assert_eq!(problems, [""; 0]);
    assert_eq!(documents.len(), 400_001);
    assert_eq!(documents[199_999], "a.jsonl#200000");
    assert_eq!(documents[200_000], "b.jsonl.zst#1");
    assert_eq!(documents[400_000], "c.txt");
}

#[test]
fn compressed_files_in_several_parts_and_cut_ones() {
    use std::io::Write;
    let gzip = |text: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), Default::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    };
    let two = [gzip(b"{\"text\": \"1\"}\n"), gzip(b"{\"text\": \"2\"}\n")].concat();
    let noise: String = (0..4000u32).map(|n| n.wrapping_mul(2_654_435_761).to_string()).collect();
    let cut = gzip(format!("{{\"text\": \"1\"}}\n{{\"text\": \"{noise}\"}}").as_bytes());
    let bomb = gzip(&vec![b'a'; 4 << 20]);
    let root = folder(&[
        ("bomb.txt.gz", &bomb),
        ("cut.jsonl.gz", &cut[..cut.len() - 100]),
        ("plain.txt.gz", b"Rain fell."),
        ("twice.gz.gz", &gzip(&two)),
        ("two.jsonl.gz", &two),
        ("window.zst", b"\x28\xb5\x2f\xfd\x00\xa8\x01\0\0"),
    ]);
    let (documents, problems) = read(&settings(&[root.path()]));
    assert_eq!(documents, ["cut.jsonl.gz#1", "plain.txt.gz", "two.jsonl.gz#1", "two.jsonl.gz#2"]);
    let expected = [
        "bomb.txt.gz BombRatio",
        "cut.jsonl.gz#2 Truncated",
        "twice.gz.gz NestedArchive",
        "window.zst TooLarge",
    ];
    assert_eq!(problems, expected);
}

#[test]
fn a_short_member_of_an_archive_takes_no_more_memory_than_it_has_bytes() {
    let stream =
        stream::Stream::of_expanded(Box::new(std::io::Cursor::new(b"Rain fell.".to_vec())));
    let bytes = stream.into_bytes(100).unwrap();
    assert_eq!((bytes.as_slice(), bytes.capacity()), (&b"Rain fell."[..], 10));
}
