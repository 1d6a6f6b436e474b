//! What a user sees of tables in other formats, and of fields that are carried.

use std::fs;

use serde_json::{Value, json};

use crate::program::{call_in, folder_of, run_sample};

const RAIN: &str = "Rain fell on the harbour of Sund all night, and the ferry to Holm stayed in. The \
    harbour master said that the wind would turn by noon and that nobody had been hurt.";

#[test]
fn fields_that_the_program_has_no_use_for_are_carried() {
    let lines = [
        json!({ "id": 1, "text": RAIN, "topic": "weather", "clicks": { "day": 1, "all": 2 } })
            .to_string(),
        format!(
            "{{\"text\": \"{}\", \"crawl\": 850378601839390123456789012345}}",
            RAIN.replace("Rain", "Hail")
        ),
    ];
    let table = format!("text,topic,rank\n\"{}\",ships,007\n", RAIN.replace("Rain", "Snow"));
    let home = folder_of(&[("in/a.jsonl", &lines.join("\n")), ("in/b.csv", &table)]);
    let carried = |args: &[&str]| {
        let run = call_in(home.path(), &[&["run", "in", "-o", "@OUT@"], args].concat(), "");
        assert_eq!(run.code, 0, "{}", run.stderr);
        let text = fs::read_to_string(run.out().join("articles.jsonl")).unwrap();
        let objects = text.lines().map(|line| {
            let line: Value = serde_json::from_str(line).unwrap();
            line.get("carried").map(Value::to_string).unwrap_or_default()
        });
        let facts = fs::read_to_string(run.out().join("run.json")).unwrap();
        let facts: Value = serde_json::from_str(&facts).unwrap();
        let changed = facts["changed_settings"].to_string();
        (objects.collect::<Vec<String>>(), run.stderr.clone(), changed)
    };
    let (all, told, changed) = carried(&["--carry", "all"]);
    assert_eq!(
        all,
        [
            r#"{"topic":"weather","clicks":{"day":1,"all":2}}"#,
            r#"{"crawl":850378601839390123456789012345}"#,
            r#"{"topic":"ships","rank":"007"}"#
        ]
    );
    assert_eq!((told.as_str(), changed.as_str()), ("", r#"{"carry":"all"}"#));
    let (named, told, _) = carried(&["--carry", "topic,mood"]);
    assert_eq!(named, [r#"{"topic":"weather"}"#, "", r#"{"topic":"ships"}"#]);
    assert!(told.contains("no record has the fields of --carry: mood"), "{told}");
    let (none, _, changed) = carried(&[]);
    assert_eq!((none, changed.as_str()), (vec![String::new(); 3], "{}"));
}

#[test]
fn what_is_carried_is_the_same_with_an_index() {
    let line = json!({ "id": 1, "text": RAIN, "topic": "weather" }).to_string();
    let home = folder_of(&[("in/a.jsonl", &line)]);
    let args = ["run", "in", "-o", "out", "--index", "index", "--carry", "all", "-q"];
    for night in 0..2 {
        assert_eq!(call_in(home.path(), &args, "").code, 0);
        let text = fs::read_to_string(home.path().join("out/articles.jsonl")).unwrap();
        assert!(text.ends_with("\"carried\":{\"topic\":\"weather\"}}\n"), "night {night}: {text}");
    }
    let other = call_in(home.path(), &args[..6], "");
    assert_eq!(other.code, 5, "{}", other.stderr);
    assert!(
        other.stderr.contains("other settings") || other.stderr.contains("rebuild"),
        "{}",
        other.stderr
    );
}

#[test]
#[cfg(not(feature = "full"))]
fn a_format_that_is_not_built_in_is_refused_before_the_work() {
    for flags in [&["--formats", "parquet"][..], &["--sqlite", "/nowhere/a.db"]] {
        let run = run_sample(flags);
        assert_eq!(run.code, 2, "{}", run.stderr);
        assert!(run.stderr.contains(flags[0]), "{}", run.stderr);
        assert!(run.stderr.contains("cargo install --path . --locked --features full"));
        assert!(!run.out().exists());
    }
    let run = run_sample(&["--excel"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stderr.contains("tables.xlsx") && run.stderr.contains("--features full"));
    assert!(run.out().join("excel/articles.csv").exists());
}

#[cfg(feature = "full")]
mod full {
    use std::path::Path;

    use super::*;

    fn run(home: &Path, database: &str) -> crate::program::Run {
        call_in(home, &["run", "in", "-o", "out", "--sqlite", database], "")
    }

    #[test]
    fn a_database_replaces_one_of_a_run_and_nothing_else() {
        let home = folder_of(&[("in/a.txt", RAIN), ("notes", "Monday: rain.")]);
        let home = home.path();
        let foreign = run(home, "notes");
        assert_eq!(foreign.code, 3, "{}", foreign.stderr);
        assert!(foreign.stderr.contains("notes") && !foreign.stderr.contains("--force"));
        assert_eq!(fs::read_to_string(home.join("notes")).unwrap(), "Monday: rain.");
        for (inside, kind) in [("out/a.db", "output"), ("in/a.db", "input")] {
            let refused = run(home, inside);
            assert_eq!(refused.code, 2, "{}", refused.stderr);
            assert!(
                refused.stderr.contains(&format!("lies inside the {kind}")),
                "{}",
                refused.stderr
            );
        }
        assert!(!home.join("out").exists());
        for _ in 0..2 {
            let made = run(home, "a.db");
            assert_eq!(made.code, 0, "{}", made.stderr);
        }
        let environment = fs::read_to_string(home.join("out/run_env.json")).unwrap();
        assert!(environment.contains("\"write database\""), "{environment}");
        let before = fs::read(home.join("a.db")).unwrap();
        assert!(before.starts_with(b"SQLite format 3\0"));
        // A run that cannot commit leaves the old database, and nothing beside it.
        fs::write(home.join("out/run.json"), "{}").unwrap();
        assert_eq!(run(home, "a.db").code, 3);
        assert!(fs::read(home.join("a.db")).unwrap() == before);
        let names = fs::read_dir(home).unwrap().map(|entry| entry.unwrap().file_name());
        assert!(
            names.filter_map(|name| name.into_string().ok()).all(|name| !name.starts_with('.'))
        );
    }

    #[test]
    fn the_sample_has_the_same_bytes_in_every_format_on_any_number_of_threads() {
        let read = |threads: &str| {
            let home = tempfile::tempdir().unwrap();
            let database = home.path().join("a.db");
            let flags = ["--formats", "parquet", "--excel", "--sqlite", database.to_str().unwrap()];
            let run = run_sample(&[&flags[..], &["--threads", threads]].concat());
            assert_eq!(run.code, 1, "{}", run.stderr);
            let parquet = fs::read(run.out().join("parquet/articles-text.parquet")).unwrap();
            let workbook = fs::read(run.out().join("excel/tables.xlsx")).unwrap();
            (parquet, workbook, fs::read(database).unwrap())
        };
        assert!(read("1") == read("3"));
    }
}
