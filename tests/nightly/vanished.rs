//! Missing documents: an unmounted disk does not empty the tables, and `--keep-missing` keeps documents.

use std::fs;

use super::desk::{after_one_night, assert_same, count, tables};
use crate::program::{call_in, rows};

#[test]
fn a_corpus_that_is_not_mounted_does_not_empty_the_tables() {
    let desk = after_one_night();
    let before = tables(&desk.place("out"));
    fs::rename(desk.place("corpus"), desk.place("elsewhere")).unwrap();
    fs::create_dir(desk.place("corpus")).unwrap();
    let error = desk.nightly(|settings| settings.allow_shrink = false).unwrap_err();
    assert_eq!(error.exit_code(), 6, "{error}");
    fs::create_dir(desk.place("corpus/merrow-times")).unwrap();
    fs::copy(desk.place("elsewhere/merrow-times/2.txt"), desk.place("corpus/merrow-times/2.txt"))
        .unwrap();
    let error = desk.nightly(|settings| settings.allow_shrink = false).unwrap_err();
    assert_eq!(error.exit_code(), 6, "{error}");
    assert_same(&tables(&desk.place("out")), &before);
    desk.nightly(|settings| (settings.keep_missing, settings.allow_shrink) = (true, true)).unwrap();
    let kept = tables(&desk.place("out"));
    assert_eq!(kept["articles.csv"], before["articles.csv"]);
    desk.nightly(|_| {}).unwrap();
    assert_eq!(rows(&desk.place("out/articles.csv")).len(), 1);
}

#[test]
fn with_keep_missing_any_number_of_documents_may_vanish_with_a_warning() {
    let desk = after_one_night();
    let before = tables(&desk.place("out"));
    fs::remove_dir_all(desk.place("corpus/merrow-times")).unwrap();
    fs::remove_file(desk.place("corpus/wire.jsonl")).unwrap();
    let run = ["run", "corpus", "-o", "out", "--keep-original", "--progress", "never"];
    let night = [&run[..], &["--index", "index", "--keep-missing"]].concat();
    let told = call_in(desk.home.path(), &night, "");
    // The problems of a kept file are kept, too.
    assert_eq!(told.code, 1, "{}", told.stderr);
    let warning = "are missing and were kept";
    assert!([&told.stdout, &told.stderr].iter().any(|text| text.contains(warning)));
    assert_eq!(count(&desk.place("out"), "vanished"), 22);
    let kept = tables(&desk.place("out"));
    for table in ["articles.csv", "clusters.csv", "pairs.csv", "articles.jsonl"] {
        assert!(kept[table] == before[table], "{table}");
    }
    let again = call_in(desk.home.path(), &night, "");
    assert!([&again.stdout, &again.stderr].iter().all(|text| !text.contains(warning)));
    // No file at all is an error even so.
    fs::remove_dir_all(desk.place("corpus")).unwrap();
    fs::create_dir(desk.place("corpus")).unwrap();
    assert_eq!(call_in(desk.home.path(), &night, "").code, 6);
    assert!(tables(&desk.place("out"))["articles.csv"] == before["articles.csv"]);
}
