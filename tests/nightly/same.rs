//! The tables do not depend on threads, the order of files and inputs, the time zone, a clock that was
//! set back, or a second run at the same time.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, SystemTime};

use super::desk::{Desk, after_one_night, assert_same, tables};

fn run(desk: &Desk, out: &str, zone: &str, args: &[&str]) -> Output {
    let copydesk = Command::new(env!("CARGO_BIN_EXE_copydesk"))
        .args(["run", "-q", "--keep-original", "-o", out])
        .args(args)
        .env("TZ", zone)
        .current_dir(desk.home.path())
        .output();
    copydesk.unwrap()
}

fn tables_of(desk: &Desk, out: &str, zone: &str, args: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let output = run(desk, out, zone, args);
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    tables(&desk.place(out))
}

#[test]
fn tables_do_not_depend_on_threads_and_time_zones() {
    let desk = after_one_night();
    let expected = tables_of(&desk, "plain", "UTC", &["corpus"]);
    for (threads, zone) in [("1", "Pacific/Kiritimati"), ("2", "America/St_Johns"), ("8", "XYZ+11")]
    {
        let args = ["corpus", "--threads", threads];
        assert_same(&tables_of(&desk, "plain", zone, &args), &expected);
        let index = format!("index-{threads}");
        let nightly = [&args[..], &["--index", &index]].concat();
        assert_same(&tables_of(&desk, "first", zone, &nightly), &expected);
        fs::remove_dir_all(desk.place("first")).unwrap();
    }
}

#[test]
fn tables_do_not_depend_on_the_order_of_inputs() {
    let desk = after_one_night();
    let sites = ["calder-post", "merrow-times", "falls-gazette", "wire.jsonl"];
    let mut orders = [sites; 5];
    orders[1].reverse();
    orders[2].rotate_left(1);
    orders[3].swap(0, 2);
    orders[4].rotate_left(2);
    let of = |order: &[&str; 4], out: &str| {
        let inputs: Vec<String> = order.iter().map(|site| format!("corpus/{site}")).collect();
        let inputs: Vec<&str> = inputs.iter().map(String::as_str).collect();
        tables_of(&desk, out, "UTC", &inputs)
    };
    let expected = of(&orders[0], "order-0");
    for order in &orders[1..] {
        assert_same(&of(order, "order-n"), &expected);
    }
}

#[test]
fn a_clock_that_was_set_back_loses_no_document() {
    let desk = after_one_night();
    let expected = tables(&desk.place("out"));
    // Modification times in the future.
    let later = SystemTime::now() + Duration::from_secs(40_000_000);
    for path in ["corpus/wire.jsonl", "corpus/calder-post/1.txt", "index"] {
        fs::File::options()
            .append(true)
            .open(desk.place(path))
            .unwrap()
            .set_modified(later)
            .unwrap();
    }
    for _ in 0..2 {
        desk.nightly(|_| {}).unwrap();
        assert_same(&tables(&desk.place("out")), &expected);
    }
}

#[test]
fn the_second_of_two_runs_at_once_ends_with_code_4_and_changes_nothing() {
    let desk = after_one_night();
    let before = tables(&desk.place("out"));
    let beside = |folder: &Path| fs::read_dir(folder).unwrap().count();
    let entries = beside(desk.home.path());
    let lock = copydesk::report::Lock::beside(&desk.place("index")).unwrap();
    let index = fs::read(desk.place("index")).unwrap();
    let second = run(&desk, "out", "UTC", &["corpus", "--index", "index"]);
    let told = String::from_utf8_lossy(&second.stderr).into_owned();
    assert_eq!(second.status.code(), Some(4), "{told}");
    assert!(told.contains("index") && told.contains("another run"), "{told}");
    assert!(fs::read(desk.place("index")).unwrap() == index);
    assert_same(&tables(&desk.place("out")), &before);
    drop(lock);
    assert_eq!(beside(desk.home.path()), entries);
    // Both start at the same moment, with one output: each succeeds or ends with that code.
    let (one, other) = std::thread::scope(|scope| {
        let start = || run(&desk, "out", "UTC", &["corpus", "--index", "index"]).status.code();
        let (one, other) = (scope.spawn(start), scope.spawn(start));
        (one.join().unwrap(), other.join().unwrap())
    });
    assert!([one, other].iter().all(|code| matches!(code, Some(1 | 4))), "{one:?} {other:?}");
    assert_same(&tables(&desk.place("out")), &before);
}
