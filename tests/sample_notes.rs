//! Holds the program to what `data/sample-notes.md` promises: the lines that go from the sample, and
//! those that stay.

use std::collections::BTreeMap;
use std::fs;

use crate::program::{root, run_sample};

/// The rows of the table below a heading: a path, or a folder that ends in `/`, and quoted lines.
fn promises(notes: &str, heading: &str) -> Vec<(String, Vec<String>)> {
    let section = notes.split("\n## ").find(|section| section.starts_with(heading));
    let rows =
        section.expect("the section is there").lines().filter(|line| line.starts_with("| `"));
    let rows: Vec<_> = rows.map(promise).collect();
    assert!(!rows.is_empty(), "{heading}: no rows");
    rows
}

fn promise(row: &str) -> (String, Vec<String>) {
    // A bar inside a cell is escaped.
    let row = row.replace("\\|", "\u{1}");
    let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
    let [file, lines] = cells[..] else { panic!("not two cells: {row}") };
    let quoted: Vec<String> =
        lines.split('"').skip(1).step_by(2).map(|line| line.replace('\u{1}', "|")).collect();
    assert!(!quoted.is_empty(), "no quoted line: {row}");
    (file.trim_matches('`').to_owned(), quoted)
}

/// The clean texts of the sample by their paths.
fn clean_texts() -> BTreeMap<String, String> {
    let run = run_sample(&[]);
    let articles = fs::read_to_string(run.out().join("articles.jsonl")).unwrap();
    let articles = articles
        .lines()
        .map(|line| -> serde_json::Value { serde_json::from_str(line).expect("a line of JSON") });
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    articles.map(|article| (text(&article["source_path"]), text(&article["text"]))).collect()
}

/// Calls `check` with each promised line, the original and the clean text.
fn for_each_promise(heading: &str, check: impl Fn(&str, &str) -> bool) {
    let notes = fs::read_to_string(root().join("data/sample-notes.md")).unwrap();
    let texts = clean_texts();
    let mut broken = Vec::new();
    for (file, lines) in promises(&notes, heading) {
        let is_meant =
            |path: &str| path == file || (file.ends_with('/') && path.starts_with(&file));
        let meant: Vec<&String> = texts.keys().filter(|path| is_meant(path)).collect();
        assert!(!meant.is_empty(), "{file} is not in the sample");
        for path in meant {
            let bytes = fs::read(root().join("data/sample").join(path)).unwrap();
            let original = String::from_utf8_lossy(&bytes);
            for line in &lines {
                assert!(original.contains(line.as_str()), "{path} does not have {line:?}");
                if !check(&texts[path], line) {
                    broken.push(format!("{path}: {line}"));
                }
            }
        }
    }
    assert!(broken.is_empty(), "{heading}:\n  {}", broken.join("\n  "));
}

#[test]
fn lines_that_go_are_gone() {
    for_each_promise("Lines that go", |text, line| !text.contains(line));
}

#[test]
fn lines_that_stay_are_there() {
    for_each_promise("Lines that stay", |text, line| text.contains(line));
}
