//! A changed file of records: its present records are in the tables, and unchanged records are not
//! cleaned again.

use std::fs;
use std::time::Duration;

use super::desk::{Desk, Event, assert_same, count, tables};

/// Runs a night with a file of these stories.
fn night(desk: &mut Desk, stories: &[usize]) -> [u64; 2] {
    let record = |&story: &usize| {
        let text = format!(
            "Boat {story} came in at dawn with herring for the market of Port Calder.\n\n\
             The harbour master counted {story} crates and sent every one of them on by cart.\n\n\
             Rain fell on quay {story} until noon, and then the gulls had the rest."
        );
        serde_json::json!({ "id": story, "site": "calder-post", "text": text }).to_string() + "\n"
    };
    desk.write("wire.jsonl", &stories.iter().map(record).collect::<String>());
    std::thread::sleep(Duration::from_millis(150));
    desk.nightly(|_| {}).unwrap();
    ["files_read", "recalled"].map(|name| count(&desk.place("out"), name))
}

#[test]
fn unchanged_records_are_not_cleaned_again() {
    let mut desk = Desk::new();
    desk.happen(Event::Records { story: 0, count: 4 });
    fs::rename(desk.place("corpus/wire.jsonl"), desk.place("corpus/other.jsonl")).unwrap();
    let mut first: Vec<usize> = (10..60).collect();
    assert_eq!(night(&mut desk, &first), [2, 0]);
    // Nothing has changed.
    let state = desk.learn();
    // The file is touched.
    assert_eq!(night(&mut desk, &first), [1, 50]);
    // It grows.
    first.extend(60..70);
    assert_eq!(night(&mut desk, &first), [1, 50]);
    assert_same(&tables(&desk.place("out")), &desk.whole(state.clone()));
    // One in its middle changes.
    first[30] = 99;
    assert_eq!(night(&mut desk, &first), [1, 59]);
    assert_same(&tables(&desk.place("out")), &desk.whole(state.clone()));
    // One is removed: those after it have other numbers now, and are other documents.
    first.remove(40);
    assert_eq!(night(&mut desk, &first), [1, 40]);
    assert_same(&tables(&desk.place("out")), &desk.whole(state));
}
