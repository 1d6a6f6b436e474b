//! `--texts` and `--compress`: which texts a run writes, and how.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;

use crate::program::{call, run_sample};

/// The files of JSON lines in a folder, read back, by name without the ending of a compression.
fn lines(out: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(out).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        let Some((stem, ending)) = name.split_once(".jsonl") else { continue };
        let bytes = fs::read(entry.path()).unwrap();
        let text = match ending {
            "" => bytes,
            ".zst" => zstd::decode_all(&bytes[..]).unwrap(),
            ".gz" => {
                let mut text = Vec::new();
                flate2::read::GzDecoder::new(&bytes[..]).read_to_end(&mut text).unwrap();
                text
            }
            other => panic!("{other}"),
        };
        files.insert(stem.to_owned(), String::from_utf8(text).unwrap());
    }
    files
}

fn json(path: &Path) -> serde_json::Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn compressed_texts_hold_the_same_lines_and_the_package_names_them() {
    let plain = run_sample(&["--keep-original"]);
    let wanted = lines(&plain.out());
    assert_eq!(wanted.keys().collect::<Vec<_>>(), ["articles", "originals", "unique"]);
    for (kind, ending) in [("zstd", ".zst"), ("gzip", ".gz")] {
        let run = run_sample(&["--keep-original", "--compress", kind]);
        assert_eq!(lines(&run.out()), wanted, "{kind}");
        assert!(run.stdout.contains(&format!("unique.jsonl{ending}")), "{}", run.stdout);
        let package = json(&run.out().join("datapackage.json"));
        for resource in package["resources"].as_array().unwrap() {
            let path = resource["path"].as_str().unwrap();
            assert!(run.out().join(path).is_file(), "{path}");
            assert_eq!(path.contains(".jsonl"), resource["compression"] == ending[1..], "{path}");
        }
        assert_eq!(json(&run.out().join("run.json"))["configuration"]["compress"], kind);
    }
}

#[test]
fn texts_that_are_not_asked_for_are_not_written() {
    let all = run_sample(&[]);
    for (kind, files) in [("unique", &["unique"][..]), ("none", &[])] {
        let run = run_sample(&["--texts", kind]);
        assert_eq!(lines(&run.out()).keys().collect::<Vec<_>>(), files, "{kind}");
        for table in ["articles.csv", "clusters.csv", "pairs.csv", "edits.csv", "rules.csv"] {
            let of = |out: &Path| fs::read(out.join(table)).unwrap();
            assert!(of(&run.out()) == of(&all.out()), "{kind}: {table}");
        }
        assert_eq!(run.stdout.contains("unique.jsonl"), kind == "unique", "{}", run.stdout);
        for resource in json(&run.out().join("datapackage.json"))["resources"].as_array().unwrap() {
            assert!(run.out().join(resource["path"].as_str().unwrap()).is_file());
        }
        let again = call(&["report", run.out().to_str().unwrap()]);
        assert_eq!(again.code, 0, "{}", again.stderr);
    }
    let unique = run_sample(&["--texts", "unique"]);
    assert_eq!(lines(&unique.out())["unique"], lines(&all.out())["unique"]);
}

#[test]
fn the_report_reads_compressed_texts() {
    let page = |out: &Path| fs::read_to_string(out.join("report.html")).unwrap();
    // The data of the page are compressed, so their length shows whether the texts are in them.
    let plain = page(&run_sample(&[]).out()).len();
    assert!(page(&run_sample(&["--texts", "none"]).out()).len() + 8_000 < plain);
    for kind in ["zstd", "gzip"] {
        let run = run_sample(&["--compress", kind]);
        let before = page(&run.out());
        assert!(before.len().abs_diff(plain) < 1_000, "{kind}: {} and {plain}", before.len());
        assert_eq!(call(&["report", run.out().to_str().unwrap()]).code, 0);
        assert_eq!(page(&run.out()), before, "{kind}");
    }
}

#[test]
fn unique_stories_and_no_texts_exclude_each_other() {
    let run = call(&["run", "data/sample", "-o", "@OUT@", "--texts", "none", "--unique", "txt"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("--texts none"), "{}", run.stderr);
}
