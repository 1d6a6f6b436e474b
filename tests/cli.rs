//! The command line as README describes it: exit codes, flags, output.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::program::{call, call_in, folder_of, root, rows, run_sample};

/// A story that is long enough to be compared, with one line of boilerplate.
const STORY: &str = "Bridge at Old Ford closed for repairs\n\nBy Nell Hawtrey\n\n14 March 2023\n\n\
    The bridge at Old Ford was closed to carts and cars on Monday after a mason found that two of its \
    arches had moved by the width of a hand since the autumn.\n\nADVERTISEMENT\n\nThe county expects to \
    open one lane by June . Until then the bus will go round by the mill, which adds eleven minutes.\n";

fn names(folder: &Path) -> BTreeSet<String> {
    fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn wrong_usage_ends_in_2_and_names_the_mistake() {
    for (args, word) in [
        (&["run", "data/sample"][..], "-o OUT"),
        (&["run", "data/sample", "-o", "@OUT@", "--metadata", "data/sample-metadata.csv"], "--key"),
        (&["run", "data/sample", "-o", "@OUT@", "--site", "moon"], "moon"),
        (&["run", "data/sample", "-o", "@OUT@", "--config", "no-such.toml"], "no-such.toml"),
        (&["run", "no-such-folder", "-o", "@OUT@"], "no-such-folder"),
        (&["polish"], "polish"),
        (&["explain", "no-such-folder", "x"], "no-such-folder"),
    ] {
        let run = call(args);
        assert_eq!(run.code, 2, "{args:?}: {}", run.stderr);
        assert!(run.stderr.contains(word), "{args:?} does not name {word}: {}", run.stderr);
        assert!(!run.out().exists(), "{args:?} wrote something");
    }
}

#[test]
fn a_corpus_without_a_failure_ends_in_0() {
    let folder = folder_of(&[("outlet/one.txt", STORY), ("outlet/empty.txt", "")]);
    let run = call_in(folder.path(), &["run", ".", "-o", "@OUT@"], "");
    assert_eq!(run.code, 0, "{}", run.stderr);
    let article = rows(&run.out().join("articles.csv")).remove(0);
    assert_eq!(article["headline"], "Bridge at Old Ford closed for repairs");
    assert_eq!(article["byline"], "Nell Hawtrey");
    assert_eq!(article["published"], "2023-03-14");
    assert_eq!(article["site"], "outlet");
    assert_eq!(article["role"], "unique");
}

#[test]
fn an_output_that_is_not_its_own_is_refused_with_3() {
    let folder = folder_of(&[("in/one.txt", STORY), ("out/diary.txt", "mine")]);
    let run = call_in(folder.path(), &["run", "in", "-o", "out"], "");
    assert_eq!(run.code, 3, "{}", run.stderr);
    assert_eq!(names(&folder.path().join("out")), ["diary.txt".to_owned()].into());
}

#[test]
fn an_output_of_its_own_is_replaced_whole() {
    let folder = folder_of(&[("in/one.txt", STORY)]);
    let args = ["run", "in", "-o", "out"];
    assert_eq!(call_in(folder.path(), &args, "").code, 0);
    let first = names(&folder.path().join("out"));
    assert_eq!(call_in(folder.path(), &[&args[..], &["--unique", "txt"]].concat(), "").code, 0);
    let second = names(&folder.path().join("out"));
    assert!(first.contains("unique.jsonl") && !second.contains("unique.jsonl"));
    assert!(second.contains("unique"));
    assert_eq!(names(folder.path()), ["in", "out"].map(String::from).into());
}

#[test]
fn an_output_inside_the_corpus_is_never_read_as_stories() {
    let folder = folder_of(&[("stories/one.txt", STORY)]);
    let run = call_in(folder.path(), &["run", ".", "-o", "out"], "");
    let again = call_in(folder.path(), &["run", ".", "-o", "out"], "");
    assert_eq!(run.code, again.code);
    if run.code == 0 {
        assert_eq!(rows(&folder.path().join("out/articles.csv")).len(), 1);
    } else {
        assert_eq!(run.code, 2, "{}", run.stderr);
    }
}

#[test]
fn a_corpus_without_documents_ends_in_6_and_leaves_the_old_output() {
    let folder = folder_of(&[("in/one.txt", STORY)]);
    assert_eq!(call_in(folder.path(), &["run", "in", "-o", "out"], "").code, 0);
    let before = fs::read(folder.path().join("out/articles.csv")).unwrap();
    fs::remove_file(folder.path().join("in/one.txt")).unwrap();
    assert_eq!(call_in(folder.path(), &["run", "in", "-o", "out"], "").code, 6);
    assert_eq!(fs::read(folder.path().join("out/articles.csv")).unwrap(), before);
}

#[test]
fn a_dry_run_counts_and_writes_nothing() {
    let run = run_sample(&["--dry-run"]);
    assert!(run.code <= 1, "{}", run.stderr);
    assert!(!run.out().exists());
    assert!(format!("{}{}", run.stdout, run.stderr).contains("39 files"), "{}", run.stdout);
}

#[test]
fn excluded_files_are_not_in_any_table() {
    let run = run_sample(&["--exclude", "merrow-post/**", "--exclude", "*.jsonl"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    for table in ["articles.csv", "problems.csv"] {
        for row in rows(&run.out().join(table)) {
            assert!(!row["source_path"].starts_with("merrow-post/"), "{row:?}");
            assert_ne!(row["source_path"], "wire.jsonl");
        }
    }
}

#[test]
fn metadata_beside_the_texts_fills_their_fields() {
    let run = run_sample(&["--metadata", "data/sample-metadata.csv", "--key", "path"]);
    let cup = "northgate-times/2023-03-11-kestrel-vale.txt";
    let all = rows(&run.out().join("articles.csv"));
    let article = all.iter().find(|row| row["source_path"] == cup).unwrap();
    assert_eq!(article["url"], "https://northgatetimes.example/sport/kestrel-vale-final");
    assert_eq!(article["published"], "2023-03-11");
    assert_eq!(article["byline"], "Bram Quill");
}

#[test]
fn a_user_says_which_lines_stay_and_which_go() {
    let folder = folder_of(&[
        ("outlet/one.txt", STORY),
        (
            "lines.toml",
            "[[drop]]\nsite = \"outlet\"\n\
             text = \"A line of the printer's own\"\n\n[[drop]]\nsite = \"elsewhere\"\n\
             text = \"A line of another site\"\n",
        ),
        (
            "outlet/two.txt",
            "The mill at Old Ford stood still on Monday for the first time in eleven years, its owner said.\n\n\
             A line of the printer's own\n\nA line of another site\n\n\
             The wheel will turn again in April, when the river has room for the water behind the weir.\n",
        ),
    ]);
    let run = call_in(folder.path(), &["run", ".", "-o", "@OUT@", "--choices", "lines.toml"], "");
    let edits = rows(&run.out().join("edits.csv"));
    let dropped: Vec<&str> = edits
        .iter()
        .filter(|edit| edit["rule_id"].contains("site-chrome-choice"))
        .map(|edit| edit["before"].as_str())
        .collect();
    assert_eq!(dropped.len(), 1, "{dropped:?}");
    assert!(dropped[0].contains("A line of the printer's own"), "{dropped:?}");
}

#[test]
fn without_cleaning_no_text_is_touched() {
    let run = run_sample(&["--no-clean"]);
    assert!(run.code <= 1, "{}", run.stderr);
    assert!(rows(&run.out().join("edits.csv")).is_empty());
}

#[test]
fn settings_in_a_file_are_those_of_the_flags_and_flags_win() {
    let folder = folder_of(&[
        ("in/outlet/one.txt", STORY),
        ("in/outlet/draft.bak", STORY),
        ("settings.toml", "exclude = [\"*.bak\"]\nunique = \"txt\"\n"),
        ("wrong.toml", "exlude = [\"*.bak\"]\n"),
    ]);
    let run =
        call_in(folder.path(), &["run", "in", "-o", "@OUT@", "--config", "settings.toml"], "");
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(rows(&run.out().join("articles.csv")).len(), 1);
    assert!(run.out().join("unique/outlet/one.txt").exists() || run.out().join("unique").is_dir());
    let flags = ["run", "in", "-o", "@OUT@", "--config", "settings.toml", "--unique", "jsonl"];
    assert!(call_in(folder.path(), &flags, "").out().join("unique.jsonl").exists());
    let wrong = call_in(folder.path(), &["run", "in", "-o", "@OUT@", "--config", "wrong.toml"], "");
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("exlude"), "{}", wrong.stderr);
}

#[test]
fn one_text_is_cleaned_from_standard_input() {
    let run = call_in(root(), &["clean"], STORY);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(!run.stdout.contains("ADVERTISEMENT"), "{}", run.stdout);
    assert!(run.stdout.contains("open one lane by June. Until"), "{}", run.stdout);
    let only = call_in(root(), &["clean", "--only", "repair"], STORY);
    assert!(only.stdout.contains("ADVERTISEMENT") && only.stdout.contains("June. Until"));
    let only = call_in(root(), &["clean", "--only", "boilerplate"], STORY);
    assert!(!only.stdout.contains("ADVERTISEMENT") && only.stdout.contains("June . Until"));
}

#[test]
fn cleaned_text_is_clean() {
    let once = call_in(root(), &["clean"], STORY).stdout;
    assert_eq!(call_in(root(), &["clean"], &once).stdout, once);
}

#[test]
fn json_lines_come_out_as_json_lines_with_their_ids() {
    let record = serde_json::json!({"id": "a-1", "title": "Bridge", "text": STORY}).to_string();
    let run = call_in(root(), &["clean"], &format!("{record}\n{record}\n"));
    assert_eq!(run.code, 0, "{}", run.stderr);
    let lines: Vec<serde_json::Value> =
        run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["id"], "a-1");
    assert!(!lines[0]["text"].as_str().unwrap().contains("ADVERTISEMENT"));
}

#[test]
fn an_explanation_names_rules_and_copies() {
    let run = run_sample(&[]);
    let path = "merrow-post/2023-03-15-tidal-barrier.txt";
    let told = call(&["explain", run.out().to_str().unwrap(), path]);
    assert_eq!(told.code, 0, "{}", told.stderr);
    for word in [path, "Port Calder tidal barrier", "wire.jsonl", "Copyright 2023 Merrow Valley"] {
        assert!(told.stdout.contains(word), "no {word} in: {}", told.stdout);
    }
    let nobody = call(&["explain", run.out().to_str().unwrap(), "no/such/story.txt"]);
    assert_eq!(nobody.code, 2);
    assert!(nobody.stderr.contains("no/such/story.txt"), "{}", nobody.stderr);
}

#[test]
fn every_column_that_is_written_is_in_the_dictionary() {
    let run = run_sample(&[]);
    let schema = call(&["schema"]);
    assert_eq!(schema.code, 0, "{}", schema.stderr);
    for table in names(&run.out()).iter().filter(|name| name.ends_with(".csv")) {
        let text = fs::read_to_string(run.out().join(table)).unwrap();
        for column in text.lines().next().unwrap().split(',') {
            assert!(schema.stdout.contains(column), "{table}: {column}");
        }
    }
}

#[test]
fn rules_of_ones_own_are_held_against_their_examples() {
    let rule = |keeps: &str| {
        format!(
            "[[rule]]\nid = \"own-hat\"\nwhy = \"A label.\"\nlanguages = [\"en\"]\nwhere = \"anywhere\"\n\
             action = \"drop-line\"\npattern = 'HATS OFF:.*'\nremoves = [\"HATS OFF: a reader writes\"]\n\
             keeps = [\"{keeps}\"]\n"
        )
    };
    let folder = folder_of(&[
        ("good.toml", &rule("Hats off: he took it badly.")),
        ("bad.toml", &rule("HATS OFF: the cry went up.")),
    ]);
    let good = call_in(folder.path(), &["rules", "test", "good.toml"], "");
    assert_eq!(good.code, 0, "{}{}", good.stdout, good.stderr);
    let bad = call_in(folder.path(), &["rules", "test", "bad.toml"], "");
    assert_ne!(bad.code, 0);
    assert!(format!("{}{}", bad.stdout, bad.stderr).contains("own-hat"));
}

#[test]
fn the_rules_that_did_something_are_in_the_list() {
    let run = run_sample(&[]);
    let list = call(&["rules", "list"]);
    assert_eq!(list.code, 0, "{}", list.stderr);
    for row in rows(&run.out().join("rules.csv")) {
        assert!(list.stdout.contains(&row["rule_id"]), "{}", row["rule_id"]);
    }
}

#[test]
fn the_twin_for_spreadsheets_guards_what_looks_like_a_formula() {
    let text = STORY.replace("Bridge at Old Ford closed for repairs", "=1+1 is two, says teacher");
    let folder = folder_of(&[("in/one.txt", &text)]);
    let run = call_in(folder.path(), &["run", "in", "-o", "@OUT@", "--excel"], "");
    assert_eq!(run.code, 0, "{}", run.stderr);
    let exact = fs::read_to_string(run.out().join("articles.csv")).unwrap();
    let twin = fs::read_to_string(run.out().join("excel/articles.csv")).unwrap();
    assert!(!exact.starts_with('\u{feff}') && !exact.contains('\r'));
    assert!(twin.starts_with('\u{feff}') && twin.contains("\r\n"));
    assert!(exact.contains(",\"=1+1 is two") && !twin.contains(",\"=1+1 is two"));
}

#[test]
fn documents_without_text_are_no_unique_stories() {
    let folder = folder_of(&[
        ("in/outlet/one.txt", STORY),
        ("in/outlet/two.txt", "ADVERTISEMENT\n\nShare this article\n"),
    ]);
    let run = call_in(folder.path(), &["run", "in", "-o", "@OUT@"], "");
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(rows(&run.out().join("articles.csv"))[1]["status"], "nothing_left");
    assert_eq!(fs::read_to_string(run.out().join("unique.jsonl")).unwrap().lines().count(), 1);
    assert!(run.stdout.contains("1 document without text left out"), "{}", run.stdout);
    let facts = fs::read_to_string(run.out().join("run.json")).unwrap();
    let facts: serde_json::Value = serde_json::from_str(&facts).unwrap();
    assert_eq!(facts["counts"]["unique_stories"], 1);
    assert_eq!(facts["counts"]["unique_without_text"], 1);
    let args = ["run", "in", "-o", "@OUT@", "--unique", "txt"];
    let run = call_in(folder.path(), &args, "");
    assert_eq!(names(&run.out().join("unique")).len(), 1);
}

#[test]
fn a_run_with_failures_says_so_where_it_ends() {
    let run = run_sample(&[]);
    assert_eq!(run.code, 1);
    for part in
        ["1 of 47 failed", "problems.csv", "The exit code is 1", "report.html", "unique.jsonl"]
    {
        assert!(run.stdout.contains(part), "no {part} in: {}", run.stdout);
    }
}

#[test]
fn an_interrupted_run_leaves_nothing_beside_its_output() {
    use std::process::{Command, Stdio};
    let home = tempfile::tempdir().unwrap();
    let mut run = Command::new(env!("CARGO_BIN_EXE_copydesk"))
        .args(["run", "-", "-o", "deep/out"])
        .current_dir(home.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It waits for its input, with a staging folder.
    let staging = home.path().join("deep/.out.copydesk-staging");
    while !staging.exists() {
        assert!(run.try_wait().unwrap().is_none(), "the run ended early");
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let pid = rustix::process::Pid::from_child(&run);
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    let ended = run.wait().unwrap();
    assert_eq!(ended.code(), Some(130));
    assert_eq!(names(home.path()), BTreeSet::new());
}

#[test]
fn an_array_and_a_table_come_out_as_they_went_in() {
    let record = serde_json::json!({"id": "007", "title": "Bridge", "text": STORY});
    let array = format!("[{record},\n {record}]");
    let run = call_in(root(), &["clean"], &array);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let records: Vec<serde_json::Value> = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(records.len(), 2);
    assert_eq!(records[1]["id"], "007");
    assert!(!records[1]["text"].as_str().unwrap().contains("ADVERTISEMENT"));

    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    writer.write_record(["id", "Body", "note"]).unwrap();
    writer.write_record(["007", STORY, "a;b"]).unwrap();
    let table = String::from_utf8(writer.into_inner().unwrap()).unwrap();
    let run = call_in(root(), &["clean"], &table);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(run.stdout.as_bytes());
    assert_eq!(reader.headers().unwrap(), vec!["id", "Body", "note"]);
    let row = reader.records().next().unwrap().unwrap();
    assert_eq!((&row[0], &row[2]), ("007", "a;b"));
    assert!(!row[1].contains("ADVERTISEMENT") && row[1].contains("open one lane by June. Until"));
    let damaged = call_in(root(), &["clean"], "[{\"text\": \"Rain\"},");
    assert_eq!(damaged.code, 2);
    assert!(damaged.stderr.contains("JSON array"), "{}", damaged.stderr);
}
