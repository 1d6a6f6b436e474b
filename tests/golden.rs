//! Runs the program on the sample. Compares its tables with `tests/golden` and its summary with README,
//! and checks the invariants of all tables.
//!
//! `COPYDESK_BLESS=1 cargo test --test all golden` writes the tables and README again. Read the diff
//! before you commit it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::program::{Run, root, rows, run_sample};

/// The tables that are kept in the repository.
const TABLES: [&str; 7] = [
    "articles.csv",
    "clusters.csv",
    "edits.csv",
    "pairs.csv",
    "problems.csv",
    "rules.csv",
    "sites.csv",
];

fn bless() -> bool {
    std::env::var_os("COPYDESK_BLESS").is_some()
}

/// Compares a text with a file of the repository, or writes it there.
#[track_caller]
fn hold(kept: &Path, now: &str) {
    if bless() {
        fs::create_dir_all(kept.parent().unwrap()).unwrap();
        fs::write(kept, now).unwrap();
        return;
    }
    let before = fs::read_to_string(kept).unwrap_or_default();
    if before == now {
        return;
    }
    let old: BTreeSet<&str> = before.lines().collect();
    let new: BTreeSet<&str> = now.lines().collect();
    let gone = old.difference(&new).map(|line| format!("- {line}"));
    let come = new.difference(&old).map(|line| format!("+ {line}"));
    let difference: Vec<String> = gone.chain(come).take(40).collect();
    panic!(
        "{} differs (COPYDESK_BLESS=1 writes it again):\n{}",
        kept.display(),
        difference.join("\n")
    );
}

#[test]
fn golden_tables_of_the_sample() {
    let run = run_sample(&[]);
    assert_eq!(run.code, 1, "a run with failed records ends in 1: {}", run.stderr);
    for table in TABLES {
        let now = fs::read_to_string(run.out().join(table)).unwrap();
        hold(&root().join("tests/golden").join(table), &now);
    }
}

#[test]
fn golden_block_of_the_readme() {
    let printed = steady(&run_sample(&[]));
    let path = root().join("README.md");
    let readme = fs::read_to_string(&path).unwrap();
    let open = "<!-- output: run data/sample -->\n```text\n";
    let start = readme.find(open).expect("README has the block") + open.len();
    let end = start + readme[start..].find("```").expect("the block ends");
    hold(&path, &format!("{}{printed}{}", &readme[..start], &readme[end..]));
}

/// The summary without what differs from run to run: seconds, memory, the name of the output folder.
fn steady(run: &Run) -> String {
    let text = format!("{}{}", run.stdout, run.stderr);
    let text = text.replace(run.out().to_str().unwrap(), "sample-out");
    let memory = regex::Regex::new(r"\b\d+ MB of memory\b").unwrap();
    let text = memory.replace_all(&text, "60 MB of memory");
    let seconds = regex::Regex::new(r"\b\d+\.\d+ s\b").unwrap();
    let mut steady: String = seconds
        .replace_all(&text, "0.1 s")
        .lines()
        .map(|l| format!("{}\n", l.trim_end()))
        .collect();
    steady.truncate(steady.trim_end().len());
    steady.push('\n');
    steady
}

#[test]
fn every_document_of_the_sample_is_accounted_for_once() {
    let run = run_sample(&[]);
    let mut expected = BTreeSet::new();
    let corpus = root().join("data/sample");
    for folder in fs::read_dir(&corpus).unwrap().map(|e| e.unwrap().path()) {
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        if folder.is_dir() {
            for file in fs::read_dir(&folder).unwrap() {
                let file = file.unwrap().file_name().into_string().unwrap();
                expected.insert((format!("{name}/{file}"), String::new()));
            }
        } else {
            let lines = fs::read_to_string(&folder).unwrap().lines().count();
            expected.extend((1..=lines).map(|n| (name.clone(), n.to_string())));
        }
    }
    let mut found = BTreeMap::new();
    for table in ["articles.csv", "problems.csv"] {
        for row in rows(&run.out().join(table)) {
            *found.entry((row["source_path"].clone(), row["record"].clone())).or_insert(0) += 1;
        }
    }
    assert!(found.values().all(|n| *n == 1), "a document is in two rows");
    assert_eq!(found.into_keys().collect::<BTreeSet<_>>(), expected);
}

#[test]
fn problems_of_the_sample_have_their_reasons() {
    let run = run_sample(&[]);
    let found: BTreeSet<_> = rows(&run.out().join("problems.csv"))
        .into_iter()
        .map(|r| format!("{} {} {} {}", r["source_path"], r["record"], r["outcome"], r["code"]))
        .collect();
    let expected = [
        "merrow-post/2023-03-14-bridge.jpg  skipped binary",
        "northgate-times/2023-03-16-untitled.txt  skipped empty",
        "wire.jsonl 5 failed bad_json",
        "wire.jsonl 7 skipped empty",
    ];
    assert_eq!(found, expected.map(String::from).into());
}

/// The files of each cluster, `wire.jsonl` with its record.
fn clusters(run: &Run) -> BTreeSet<BTreeSet<String>> {
    let mut by_id: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in rows(&run.out().join("articles.csv")) {
        if !row["cluster_id"].is_empty() {
            let name = format!("{} {}", row["source_path"], row["record"]);
            by_id.entry(row["cluster_id"].clone()).or_default().insert(name.trim().into());
        }
    }
    by_id.into_values().collect()
}

#[test]
fn stories_of_the_sample_that_belong_together_are_together_and_no_others() {
    let expected: [&[&str]; 4] = [
        &[
            "wire.jsonl 1",
            "calder-courier/2023-03-15-barrier.txt",
            "merrow-post/2023-03-15-tidal-barrier.txt",
            "northgate-times/2023-03-15-calder-barrier.txt",
            "world-brief-daily/barrier-port-calder-may.txt",
            "world-brief-daily/tidal-barrier-short.txt",
        ],
        &[
            "wire.jsonl 2",
            "calder-courier/2023-03-17-state-bank.txt",
            "merrow-post/2023-03-17-lending-rate.txt",
        ],
        &[
            "northgate-times/2023-03-12-osier-lane-fire.txt",
            "northgate-times/2023-03-13-osier-lane-fire.txt",
            "world-brief-daily/osier-lane.txt",
        ],
        &["calder-courier/2023-03-10-bell.txt", "world-brief-daily/bell-from-the-mud.txt"],
    ];
    let expected: BTreeSet<BTreeSet<String>> =
        expected.iter().map(|c| c.iter().map(|name| name.to_string()).collect()).collect();
    assert_eq!(clusters(&run_sample(&[])), expected);
}

/// The files of an output folder, except `run_env.json`.
fn files(run: &Run) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(run.out()).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if entry.path().is_file() && name != "run_env.json" {
            found.insert(name, fs::read(entry.path()).unwrap());
        }
    }
    found
}

#[test]
fn the_number_of_threads_and_a_second_run_change_no_byte() {
    let one = files(&run_sample(&["--threads", "1"]));
    assert!(one.len() > TABLES.len(), "files are missing: {:?}", one.keys());
    for threads in ["2", "7"] {
        let other = files(&run_sample(&["--threads", threads]));
        let differing: Vec<_> =
            one.iter().filter(|(name, b)| other.get(*name) != Some(b)).collect();
        assert!(differing.is_empty(), "{:?}", differing.iter().map(|d| d.0).collect::<Vec<_>>());
    }
}

#[test]
fn text_that_was_cleaned_comes_out_of_the_tables_as_it_went_in() {
    let run = run_sample(&["--keep-original"]);
    let mut edits: BTreeMap<String, Vec<BTreeMap<String, String>>> = BTreeMap::new();
    for row in rows(&run.out().join("edits.csv")) {
        if row["kind"] != "suggest" {
            edits.entry(row["article_id"].clone()).or_default().push(row);
        }
    }
    let mut checked = 0;
    for article in records(&run.out().join("articles.jsonl")) {
        let path = article["source_path"].as_str().unwrap();
        let Some(original) = original_of(path) else { continue };
        let text = article["text"].as_str().unwrap();
        let none = Vec::new();
        let mine = edits.get(article["article_id"].as_str().unwrap()).unwrap_or(&none);
        let mut replayed = String::new();
        let mut at = 0;
        for edit in mine {
            let span: [usize; 2] = ["byte_start", "byte_end"].map(|c| edit[c].parse().unwrap());
            replayed.push_str(&original[at..span[0]]);
            assert_eq!(original[span[0]..span[1]], unescape(&edit["before"]), "{path}");
            replayed.push_str(&unescape(&edit["after"]));
            at = span[1];
        }
        replayed.push_str(&original[at..]);
        assert_eq!(replayed, text, "{path}");
        checked += 1;
    }
    assert!(checked > 30, "only {checked} texts were replayed");
}

#[test]
fn passages_are_where_the_table_says_in_both_texts() {
    let run = run_sample(&["--passages"]);
    let texts: BTreeMap<String, String> = records(&run.out().join("articles.jsonl"))
        .into_iter()
        .map(|record| ["article_id", "text"].map(|key| record[key].as_str().unwrap().to_owned()))
        .map(|[id, text]| (id, text))
        .collect();
    let pairs = rows(&run.out().join("pairs.csv"));
    let passages = rows(&run.out().join("passages.csv"));
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_lowercase).collect()
    };
    let mut sources = 0;
    for row in &passages {
        let [a, b] = ["a", "b"].map(|side| {
            let text = &texts[&row[&format!("article_id_{side}")]];
            let place = |name: &str| row[&format!("{name}_{side}")].parse::<usize>().unwrap();
            let found = text.get(place("byte_start")..place("byte_end")).expect("whole characters");
            let count = place("char_end") - place("char_start");
            let by_characters: String =
                text.chars().skip(place("char_start")).take(count).collect();
            assert_eq!(found, by_characters);
            words(found)
        });
        assert_eq!((a.first(), a.last()), (b.first(), b.last()), "both have the same ends");
        let shared: usize = row["shared_tokens"].parse().unwrap();
        assert!(shared > 0 && shared <= 2 * a.len().min(b.len()), "{row:?}");
        let ids = [&row["article_id_a"], &row["article_id_b"]];
        assert!(row["likely_source"].is_empty() || ids.contains(&&row["likely_source"]));
        sources += usize::from(!row["likely_source"].is_empty());
    }
    let with =
        |row: &BTreeMap<String, String>| (row["article_id_a"].clone(), row["article_id_b"].clone());
    let mut named: Vec<_> = passages.iter().map(with).collect();
    named.dedup();
    assert_eq!(named, pairs.iter().map(with).collect::<Vec<_>>(), "each pair, in its order");
    assert!(sources > 0, "dates tell the source of some");
    assert!(!run_sample(&[]).out().join("passages.csv").exists());
}

/// The original of a text file in UTF-8 without a byte order mark, where it is the file itself.
fn original_of(path: &str) -> Option<String> {
    let bytes = fs::read(root().join("data/sample").join(path)).ok()?;
    let plain = path.ends_with(".txt") && !bytes.starts_with(b"\xef\xbb\xbf");
    String::from_utf8(bytes).ok().filter(|_| plain)
}

fn records(path: &Path) -> Vec<serde_json::Value> {
    let text = fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A cell of `edits.csv` as it was: line breaks and control characters are escaped there.
fn unescape(cell: &str) -> String {
    let mut out = String::new();
    let mut chars = cell.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        out.push(match chars.next().expect("an escape is whole") {
            'n' => '\n',
            'r' => '\r',
            'u' => {
                let digits: String = chars.by_ref().take(4).collect();
                char::from_u32(u32::from_str_radix(&digits, 16).unwrap()).unwrap()
            }
            other => other,
        });
    }
    out
}
