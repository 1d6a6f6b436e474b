//! What a nightly run tells those who watch it: log lines, metrics, the list of runs, new failures.

use std::fs;

use super::desk::{Desk, after_one_night};
use crate::program::{Run, call_in, rows};

fn night(desk: &Desk, flags: &[&str]) -> Run {
    let args = [&["run", "corpus", "-o", "out", "--index", "index"], flags].concat();
    call_in(desk.home.path(), &args, "")
}

fn lines(run: &Run) -> Vec<serde_json::Value> {
    run.stderr.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A desk whose index was made with the settings of the command line.
fn desk() -> Desk {
    let desk = after_one_night();
    fs::remove_file(desk.place("index")).unwrap();
    assert_eq!(night(&desk, &["-q"]).code, 1);
    desk
}

#[test]
fn only_new_failures_end_with_1_if_asked() {
    let mut desk = desk();
    let known = night(&desk, &["--fail-on", "new"]);
    assert_eq!(known.code, 0, "{}", known.stderr);
    assert!(known.stdout.contains("0 of them new"), "{}", known.stdout);
    assert!(known.stdout.contains("The exit code is 0."), "{}", known.stdout);
    assert_eq!(night(&desk, &["-q"]).code, 1);
    desk.write("late.jsonl", "{ this is no record\n");
    let new = night(&desk, &["--fail-on", "new"]);
    assert_eq!(new.code, 1, "{}", new.stderr);
    let history = rows(&desk.place("out/problem_history.csv"));
    let since: Vec<(&str, &str)> =
        history.iter().map(|row| (&*row["source_path"], &*row["since_run"])).collect();
    assert_eq!(since, [("late.jsonl", "4"), ("wire.jsonl", "1")]);
    let without =
        call_in(desk.home.path(), &["run", "corpus", "-o", "other", "--fail-on", "new"], "");
    assert_eq!(without.code, 2);
    assert!(without.stderr.contains("--index"), "{}", without.stderr);
}

#[test]
fn every_log_line_has_a_time_and_the_number_of_the_run() {
    let mut desk = desk();
    desk.write(
        "late.txt",
        "It rained all night in Harrow Falls, and the school stays shut until noon.",
    );
    let run = night(&desk, &["--log-format", "json"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let lines = lines(&run);
    for line in &lines {
        let time = line["time"].as_str().unwrap();
        assert!(time.parse::<jiff::Timestamp>().is_ok() && time.len() == 24, "{line}");
        // The walk begins before the index is open.
        assert!(line["run"] == 2 || line["stage"] == "walk", "{line}");
    }
    let failed = lines.iter().find(|line| line["level"] == "warning").unwrap();
    assert_eq!((&failed["code"], &failed["new"]), (&"bad_json".into(), &false.into()));
    let last = lines.last().unwrap();
    assert_eq!((&last["message"], &last["exit_code"]), (&"finished".into(), &1.into()));
    assert_eq!(last["changes"], serde_json::json!({"new": 1, "changed": 0, "moved": 0, "gone": 0}));
    assert_eq!(last["failures"], serde_json::json!({"new": 0, "known": 1}));
    let told = night(&desk, &[]).stdout;
    assert!(told.ends_with("Run 3 of the index: 0 new, 0 changed, 0 moved, 0 gone.\n"), "{told}");
    let wrong = call_in(desk.home.path(), &["run", "no", "-o", "o", "--log-format", "json"], "");
    let error = self::lines(&wrong).pop().unwrap();
    assert_eq!((&error["level"], &error["exit_code"]), (&"error".into(), &2.into()));
}

#[test]
fn the_list_of_runs_survives_a_rebuilt_index() {
    let desk = desk();
    night(&desk, &["-q"]);
    let rebuilt = call_in(desk.home.path(), &["index", "rebuild", "index"], "");
    assert_eq!(rebuilt.code, 0, "{}", rebuilt.stderr);
    night(&desk, &["-q"]);
    let runs = rows(&desk.place("out/runs.csv"));
    let seen: Vec<[&str; 4]> = runs
        .iter()
        .map(|row| ["run", "failed", "new_failures", "new"].map(|column| &*row[column]))
        .collect();
    let found = runs[0]["processed"].as_str();
    assert_eq!(seen, [["1", "1", "1", found], ["2", "1", "0", "0"], ["3", "1", "0", "0"]]);
    assert!(runs.iter().all(|row| row["date"].len() == 10));
}

#[test]
fn metrics_are_replaced_whole_and_nothing_else_is() {
    let desk = desk();
    let metrics = desk.place("copydesk.prom");
    for _ in 0..2 {
        night(&desk, &["-q", "--metrics", "copydesk.prom"]);
        let text = fs::read_to_string(&metrics).unwrap();
        assert!(
            text.contains("\ncopydesk_problems{outcome=\"failed\",code=\"bad_json\"} 1\n"),
            "{text}"
        );
        let bytes = fs::metadata(desk.place("index")).unwrap().len();
        assert!(text.contains(&format!("\ncopydesk_index_bytes {bytes}\n")), "{text}");
    }
    fs::write(&metrics, "mine").unwrap();
    let refused = night(&desk, &["-q", "--metrics", "copydesk.prom"]);
    assert_eq!(refused.code, 3, "{}", refused.stderr);
    assert_eq!(fs::read_to_string(&metrics).unwrap(), "mine");
}
