//! Nightly runs: a corpus that comes in parts gives the tables of one run over all of it, and the counts
//! and messages are right.

mod damage;
mod desk;
mod grown;
mod same;
mod told;
mod vanished;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use copydesk::config::NightlySettings;
use copydesk::destination::Overwrite;
use copydesk::index;
use copydesk::pipeline::{self, Plan};
use proptest::prelude::*;

use crate::program::{call_in, rows};

pub use desk::{Desk, Event, Written, event};
use desk::{after_one_night, assert_same, count, tables};

/// The sizes of all clusters.
fn clusters(out: &Path) -> BTreeMap<String, String> {
    let rows = rows(&out.join("clusters.csv")).into_iter();
    rows.map(|row| (row["cluster_id"].clone(), row["size"].clone())).collect()
}

/// Compares `cluster_changes.csv` with the clusters before and after the run.
fn assert_changes(before: &BTreeMap<String, String>, out: &Path) {
    let now = clusters(out);
    let changes = rows(&out.join("cluster_changes.csv"));
    let size = |sizes: &BTreeMap<String, String>, id: &str| {
        sizes.get(id).cloned().unwrap_or_else(|| "0".to_owned())
    };
    for row in &changes {
        assert_eq!(row["size"], size(&now, &row["cluster_id"]), "{row:?}");
        assert_eq!(row["previous_size"], size(before, &row["previous_cluster_id"]), "{row:?}");
        let number = |column: &str| row[column].parse::<usize>().unwrap();
        assert_eq!(number("grown"), number("size") - number("shared"), "{row:?}");
        let same = |column: &str| {
            let shared = |other: &&BTreeMap<String, String>| {
                other[column] == row[column] && other["shared"] != "0"
            };
            changes.iter().filter(shared).count()
        };
        assert_eq!(
            number("merged"),
            same("cluster_id") * usize::from(number("shared") > 0),
            "{row:?}"
        );
        assert_eq!(
            number("split"),
            same("previous_cluster_id") * usize::from(number("shared") > 0),
            "{row:?}"
        );
    }
    for (id, size) in &now {
        let told = changes.iter().any(|row| row["cluster_id"] == *id);
        assert!(told || before.get(id) == Some(size), "{id} is new and has no row");
    }
    for id in before.keys() {
        let told = changes.iter().any(|row| row["previous_cluster_id"] == *id);
        assert!(told || now.contains_key(id), "{id} has gone and has no row");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 60, ..ProptestConfig::default() })]
    #[test]
    fn any_sequence_of_nights_gives_the_tables_of_one_run(
        nights in prop::collection::vec(prop::collection::vec(event(), 1..9), 1..5),
        relearn in any::<bool>(),
    ) {
        let mut desk = Desk::new();
        desk.happen(Event::Write(Written { site: 0, name: 9, story: 0, form: 0 }));
        desk.happen(Event::Records { story: 1, count: 12 });
        let mut state = desk.learn();
        desk.nightly(|_| {}).unwrap();
        let last = nights.len() - 1;
        for (night, events) in nights.iter().enumerate() {
            events.iter().for_each(|event| desk.happen(*event));
            let relearn = relearn && night == last;
            if relearn {
                state = desk.learn();
            }
            let before = clusters(&desk.place("out"));
            desk.nightly(|settings| settings.relearn = relearn).unwrap();
            assert_changes(&before, &desk.place("out"));
            assert_same(&tables(&desk.place("out")), &desk.whole(state.clone()));
        }
        index::check(&desk.place("index")).unwrap();
    }
}

#[test]
fn a_night_reads_only_new_files_and_counts_all_changes() {
    let mut desk = after_one_night();
    desk.nightly(|_| {}).unwrap();
    let out = desk.place("out");
    assert_eq!((count(&out, "files_read"), count(&out, "unchanged")), (0, 30));
    desk.happen(Event::Write(Written { site: 0, name: 4, story: 8, form: 0 }));
    desk.happen(Event::Write(Written { site: 0, name: 0, story: 8, form: 2 }));
    desk.happen(Event::Remove { site: 1, name: 0 });
    let (from, to) = (desk.place("corpus/merrow-times/1.txt"), desk.place("corpus/moved.txt"));
    fs::rename(from, to).unwrap();
    desk.nightly(|settings| settings.allow_shrink = false).unwrap();
    let counts = ["new", "changed", "moved", "vanished", "unchanged", "files_read"];
    assert_eq!(counts.map(|name| count(&out, name)), [1, 1, 1, 1, 27, 3]);
    let history = rows(&out.join("history.csv"));
    let of = |first: &str, last: &str, changed: &str| {
        let is = |row: &&BTreeMap<String, String>| {
            (&*row["first_seen_run"], &*row["last_seen_run"], &*row["changed"])
                == (first, last, changed)
        };
        history.iter().filter(is).count()
    };
    assert_eq!(
        [of("1", "3", ""), of("1", "3", "3"), of("3", "3", ""), of("1", "2", "")],
        [27, 1, 2, 2]
    );
    let articles = rows(&out.join("articles.csv"));
    let ids = |rows: &[BTreeMap<String, String>]| -> Vec<String> {
        rows.iter().map(|row| row["article_id"].clone()).collect()
    };
    assert_eq!(ids(&history)[..30], ids(&articles)[..]);
    assert!(!rows(&out.join("cluster_changes.csv")).is_empty());
}

#[test]
fn a_moved_document_has_both_its_ids_in_the_history() {
    let mut desk = after_one_night();
    let out = desk.place("out");
    let ids = || -> BTreeMap<String, String> {
        let rows = rows(&out.join("articles.csv")).into_iter();
        rows.map(|row| (row["source_path"].clone(), row["article_id"].clone())).collect()
    };
    let before = ids();
    let (from, to) = (desk.place("corpus/merrow-times/1.txt"), desk.place("corpus/moved.txt"));
    fs::rename(&from, &to).unwrap();
    let places = |moved: &str| (before["merrow-times/1.txt"].clone(), ids()[moved].clone());
    let assert_moved = |(old, new): &(String, String)| {
        let history = rows(&out.join("history.csv"));
        let row = |id: &String| history.iter().find(|row| row["article_id"] == *id).unwrap();
        assert_eq!((&row(old)["moved_from"], &row(old)["moved_to"]), (&String::new(), new));
        assert_eq!((&row(new)["moved_from"], &row(new)["moved_to"]), (old, &String::new()));
        let moved = history
            .iter()
            .filter(|row| !row["moved_from"].is_empty() || !row["moved_to"].is_empty());
        assert_eq!(moved.count(), 2);
    };
    desk.nightly(|_| {}).unwrap();
    assert_moved(&places("moved.txt"));
    // Later runs keep them.
    desk.happen(Event::Write(Written { site: 0, name: 4, story: 8, form: 0 }));
    desk.nightly(|_| {}).unwrap();
    assert_moved(&places("moved.txt"));
}

#[test]
fn checking_an_index_needs_no_write_access_and_does_not_change_it() {
    let desk = after_one_night();
    let path = desk.place("index");
    let (before, written) = (fs::read(&path).unwrap(), path.metadata().unwrap().modified());
    let mut rights = path.metadata().unwrap().permissions();
    rights.set_readonly(true);
    fs::set_permissions(&path, rights).unwrap();
    let info = index::info(&path).unwrap();
    assert_eq!(index::check(&path).unwrap(), info);
    assert_eq!(info.documents, 30);
    assert!(fs::read(&path).unwrap() == before);
    assert_eq!(path.metadata().unwrap().modified().unwrap(), written.unwrap());
}

#[test]
fn verify_content_reads_all_files_and_cleans_only_changed_ones() {
    let mut desk = after_one_night();
    desk.nightly(|settings| settings.verify_content = true).unwrap();
    assert_eq!(count(&desk.place("out"), "files_read"), 0);
    desk.happen(Event::Touch { site: 0, name: 0 });
    desk.nightly(|settings| settings.verify_content = true).unwrap();
    assert_eq!(["files_read", "changed"].map(|name| count(&desk.place("out"), name)), [1, 0]);
}

#[test]
fn cleaned_files_are_kept_although_their_run_was_not_committed() {
    let mut desk = after_one_night();
    desk.happen(Event::Write(Written { site: 0, name: 4, story: 8, form: 0 }));
    desk.happen(Event::Remove { site: 1, name: 0 });
    desk.happen(Event::Records { story: 3, count: 3 });
    std::thread::sleep(Duration::from_millis(150));
    let error = desk.nightly(|settings| settings.allow_shrink = false).unwrap_err();
    assert_eq!(error.exit_code(), 6, "{error}");
    desk.nightly(|_| {}).unwrap();
    assert_eq!(["files_read", "new"].map(|name| count(&desk.place("out"), name)), [0, 1]);
}

#[test]
fn a_killed_run_is_resolved_by_its_output() {
    let mut desk = after_one_night();
    let (index, out) = (desk.place("index"), desk.place("out"));
    let (old_index, old_out) = (desk.place("index.old"), desk.place("out.old"));
    fs::copy(&index, &old_index).unwrap();
    fs::rename(&out, &old_out).unwrap();
    fs::create_dir(&out).unwrap();
    for entry in fs::read_dir(&old_out).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), out.join(entry.file_name())).unwrap();
    }
    desk.happen(Event::Write(Written { site: 2, name: 4, story: 1, form: 1 }));
    desk.nightly(|_| {}).unwrap();
    let after = tables(&out);
    // The new index with the old output: the run is repeated.
    fs::remove_dir_all(&out).unwrap();
    fs::rename(&old_out, &out).unwrap();
    desk.nightly(|_| {}).unwrap();
    assert_same(&tables(&out), &after);
    // The old index with the new output is refused.
    fs::copy(&old_index, &index).unwrap();
    let error = desk.nightly(|_| {}).unwrap_err();
    assert_eq!(error.exit_code(), 5, "{error}");
    assert!(error.to_string().contains("index rebuild"), "{error}");
    index::rebuild(&index, Overwrite::OwnFiles).unwrap();
    desk.nightly(|_| {}).unwrap();
    assert_same(&tables(&out), &after);
}

#[test]
fn other_settings_are_refused_and_rebuilding_keeps_the_state() {
    let desk = after_one_night();
    let settings = NightlySettings { index: desk.place("index"), ..NightlySettings::default() };
    let mut plan = Plan { nightly: Some(settings), ..desk.plan("out", None) };
    let before = tables(&desk.place("out"));
    plan.matching.near = 9_000;
    let error = pipeline::run(&plan, &()).unwrap_err();
    assert_eq!(error.exit_code(), 5, "{error}");
    assert!(error.to_string().contains("other settings"), "{error}");
    assert_same(&tables(&desk.place("out")), &before);
    index::rebuild(&desk.place("index"), Overwrite::OwnFiles).unwrap();
    pipeline::run(&plan, &()).unwrap();
    desk.nightly(|_| {}).unwrap_err();
}

#[test]
fn errors_of_the_index_have_their_exit_codes() {
    let desk = after_one_night();
    let home = desk.home.path();
    let run = ["run", "corpus", "-o", "out", "-q", "--index"];
    let code = |args: &[&str]| {
        let called = call_in(home, args, "");
        (called.code, called.stderr)
    };
    assert_eq!(code(&[&run[..], &["corpus/index"]].concat()).0, 2);
    assert_eq!(code(&[&run[..], &["out/index"]].concat()).0, 2);
    assert_eq!(code(&["run", "corpus", "-o", "out", "--relearn"]).0, 2);
    assert_eq!(code(&[&run[..], &["no-such-folder/index"]].concat()).0, 3);
    fs::write(desk.place("diary"), "Monday: rain.").unwrap();
    assert_eq!(code(&[&run[..], &["diary"]].concat()).0, 5);
    assert_eq!(code(&["index", "rebuild", "diary"]).0, 5);
    assert_eq!(fs::read_to_string(desk.place("diary")).unwrap(), "Monday: rain.");
    assert_eq!(code(&["index", "check", "index"]).0, 0);
    assert_eq!(code(&["index", "info", "index"]).0, 0);
    let before = tables(&desk.place("out"));
    let held = index::database::Database::open(&desk.place("index")).unwrap();
    let (locked, stderr) = code(&[&run[..], &["index"]].concat());
    assert_eq!(locked, 4, "{stderr}");
    assert_eq!(code(&["index", "check", "index"]).0, 4);
    drop(held);
    assert_same(&tables(&desk.place("out")), &before);
}
