//! The walk and the reading of files, over folders made for each test.

mod archive;
mod containers;
mod feed;
#[cfg(feature = "full")]
mod parquet;

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

/// The text field of every record, and the codes of problems, of one file.
fn texts(name: &str, bytes: &[u8]) -> (Vec<String>, Vec<(Option<u64>, ProblemCode)>) {
    let root = folder(&[(name, bytes)]);
    let settings = settings(&[root.path()]);
    let walk = walk(&settings, None).unwrap();
    let (mut texts, mut problems) = (Vec::new(), Vec::new());
    for batch in walk.batches(&settings) {
        for document in batch.documents {
            let value: serde_json::Value = serde_json::from_slice(&document.bytes).unwrap();
            texts.push(value["text"].as_str().unwrap_or_default().to_owned());
        }
        problems.extend(batch.problems.iter().map(|p| (p.id.record, p.code)));
    }
    (texts, problems)
}

#[test]
fn tables_in_their_dialects() {
    for (name, bytes) in [
        ("a.csv", "id,text\n1,\"Rain, \"\"heavy\"\"\nand wind\"\n\n2,Sun\n"),
        ("a.csv", "\u{feff}id,text\r\n1,\"Rain, \"\"heavy\"\"\nand wind\"\r\n2,Sun"),
        ("a.tsv", "id\ttext\n1\tRain, \"heavy\"\n2\tSun\n"),
        ("a.tsv", "id\ttext\n1\t\"Rain, \"heavy\" rain\nand wind\"\n2\tSun\n"),
        ("a.csv", "id;text;text\n1;\"Rain, \"\"heavy\"\"\nand wind\";x\n2;Sun;x\n"),
    ] {
        let (found, problems) = texts(name, bytes.as_bytes());
        assert!(found[0].starts_with("Rain, \"heavy\""), "{found:?}");
        assert_eq!(found[0].ends_with("\nand wind"), bytes.contains("wind"), "{found:?}");
        assert_eq!((found.len(), found[1].as_str(), problems.len()), (2, "Sun", 0), "{bytes}");
    }
    let classic = "id,text\r1,Rain\r2,Sun\r";
    assert_eq!(texts("a.csv", classic.as_bytes()).0, ["Rain", "Sun"]);
    let (texts, problems) = texts("a.csv", b"id,text\n1,a,b\n2\n3,Rain\n");
    assert_eq!(texts, ["", "Rain"]);
    assert_eq!(problems, [(Some(1), ProblemCode::BadCsv)]);
}

#[test]
fn quotes_escaped_with_backslashes() {
    let table = r#""id","text"
"1","Rain, \"heavy\" rain, she said, \"and wind.\""
"2","\"Sun,\" they said. C:\\maps\ and C:\maps"
"3","plain"
"#;
    let (found, problems) = texts("a.csv", table.as_bytes());
    let expected = [
        r#"Rain, "heavy" rain, she said, "and wind.""#,
        r#""Sun," they said. C:\maps\ and C:\maps"#,
        "plain",
    ];
    assert_eq!((found.as_slice(), problems.len()), (&expected.map(str::to_owned)[..], 0));
    let table = "id,text\n1,\"Rain, \\\"heavy\\\" rain.\\\n\\\nSun.\\\r\nWind.\"\n2,plain\n";
    assert_eq!(
        texts("a.csv", table.as_bytes()).0,
        ["Rain, \"heavy\" rain.\n\nSun.\nWind.", "plain"]
    );
    // Doubled quotes are the rule; then a backslash is a character like others.
    let table = "id,text\n1,\"a \"\"folder\"\" C:\\maps\\\"\n2,\"x \"\"y\"\" \\\"\"z\"\" a\"\n";
    let (found, problems) = texts("a.csv", table.as_bytes());
    let expected = ["a \"folder\" C:\\maps\\", "x \"y\" \\\"z\" a"].map(str::to_owned);
    assert_eq!((found.as_slice(), problems.len()), (&expected[..], 0));
}

#[test]
fn a_line_for_spreadsheets_names_the_delimiter() {
    for table in ["sep=;\r\nid;text\r\n1;\"Rain, wind\"\r\n", "\"sep=|\"\nid|text\n1|Rain, wind\n"]
    {
        assert_eq!(texts("a.csv", table.as_bytes()), (vec!["Rain, wind".to_owned()], vec![]));
    }
}

#[test]
fn records_in_the_answer_of_an_interface() {
    let root = folder(&[
        (
            "answer.json",
            b"{\"status\": \"ok\", \"articles\": [{\"text\": \"1\"}, {\"text\": \"2\"}]}",
        ),
        ("one.json", b"{\"title\": \"ok\", \"images\": [{\"url\": \"1\"}, {\"url\": \"2\"}]}"),
    ]);
    let (documents, problems) = read(&settings(&[root.path()]));
    assert_eq!(documents, ["answer.json#1", "answer.json#2", "one.json"]);
    assert_eq!(problems, [""; 0]);
}

#[test]
fn an_answer_larger_than_a_record_may_be_is_read_record_by_record() {
    let record = |n: u32| format!("{{\"text\": \"{n} {}\"}}", "rain ] } \\\" ".repeat(1000));
    let all: Vec<String> = (0..200).map(record).collect();
    let bytes =
        format!("{{\"took\": 3, \"docs\": [\n{}\n], \"next\": [1, {{}}]}}", all.join(",\n"));
    let object = format!("{{\"text\": \"Rain\", \"docs\": [{}]}}", all.join(","));
    let root = folder(&[("a.json", bytes.as_bytes()), ("b.json", object.as_bytes())]);
    let mut settings = settings(&[root.path()]);
    settings.limits.record_bytes = 500_000;
    let (documents, problems) = read(&settings);
    assert_eq!((documents.len(), documents[199].as_str()), (200, "a.json#200"));
    assert_eq!(problems, ["b.json#1 TooLarge"]);
}

#[test]
fn an_unclosed_quote_does_not_take_the_table_with_it() {
    let rows = |from: u32, to: u32| -> String {
        (from..to).map(|n| format!("{n},\"Rain,\nday {n}\"\n")).collect()
    };
    let table = format!("id,text\n{}99,\"never closed\n{}", rows(0, 5), rows(5, 40));
    let (found, problems) = texts("a.csv", table.as_bytes());
    assert_eq!(problems, [(Some(6), ProblemCode::BadCsv)]);
    assert_eq!(found.len(), 40);
    // What is lost may be longer than what is read at a time, and than a row may be.
    let filler = "rain and wind\n".repeat(100_000);
    let table = format!("id,text\n99,\"never closed\n{filler}{}", rows(0, 40));
    let (found, problems) = texts("a.csv", table.as_bytes());
    assert_eq!((found.len(), problems.as_slice()), (40, &[(Some(1), ProblemCode::BadCsv)][..]));
    // Too little follows to tell rows from lines of a story.
    let table = format!("id,text\n{}99,\"never closed\n{}", rows(0, 5), rows(5, 8));
    let (found, problems) = texts("a.csv", table.as_bytes());
    assert_eq!((found.len(), problems.as_slice()), (5, &[(Some(6), ProblemCode::BadCsv)][..]));
}

#[test]
fn json_in_any_layout() {
    let expected = ["a]\"}", "b"].map(str::to_owned).to_vec();
    for bytes in [
        "[{\"text\": \"a]\\\"}\"},\n {\"text\": \"b\", \"x\": [[1], {}]}\n]",
        "{\n\"text\": \"a]\\\"}\"\n}\n{\n\"text\": \"b\"\n}",
    ] {
        assert_eq!(texts("a.json", bytes.as_bytes()), (expected.clone(), vec![]), "{bytes}");
    }
    let root = folder(&[
        ("array.json", b"[{\"text\": 1}]"),
        ("empty.json", b"[]"),
        ("one.json", b"{\n \"text\": 1}"),
        ("cut.json", b"[{\"text\": 1}, {\"te"),
        ("bare.json", b"[1, \"a\"]"),
    ]);
    let (documents, problems) = read(&settings(&[root.path()]));
    let expected =
        ["array.json#1", "bare.json#1", "bare.json#2", "cut.json#1", "cut.json#2", "one.json"];
    assert_eq!(documents, expected);
    assert_eq!(problems, ["empty.json Empty"]);
}

#[test]
fn records_in_other_encodings_become_utf8() {
    let line = "{\"text\": \"дождь шёл всю ночь, и утром тоже шёл дождь\"}\n".repeat(3);
    let wide: Vec<u8> = line.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (old, _, _) = encoding_rs::WINDOWS_1251.encode(&line);
    for bytes in [&wide[..], &old[..], &[b"\xff\xfe", &wide[..]].concat()] {
        let (texts, problems) = texts("a.jsonl", bytes);
        assert_eq!(problems, []);
        assert_eq!(texts, ["дождь шёл всю ночь, и утром тоже шёл дождь"; 3]);
    }
}

#[test]
fn a_short_member_of_an_archive_takes_no_more_memory_than_it_has_bytes() {
    let stream =
        stream::Stream::of_expanded(Box::new(std::io::Cursor::new(b"Rain fell.".to_vec())));
    let bytes = stream.into_bytes(100).unwrap();
    assert_eq!((bytes.as_slice(), bytes.capacity()), (&b"Rain fell."[..], 10));
}
