//! Matching with a reference: `--against` and `index match`.
//!
//! In: invented stories. Out: assertions on `against.csv` and on what is printed.

use std::fs;

use super::program::{call_in, rows};

const BRIDGE: &str = "The bridge over the Oster at Quell will be closed for nine weeks from Monday, the county \
    said. Its second pier has sunk by eleven centimetres since the spring flood. Lorries have been sent over the \
    old ford since March, and two of them got stuck there. The council of Marsk has asked for a ferry, but the \
    county has none to lend, said Ines Vorley, who leads the roads office. She hopes that the divers will have \
    finished before the barley is cut.";
const BAKERS: &str = "The bakers of Tarn Vale may sell their oat cakes at the spring fair again. The fair had \
    dropped them last year after a dispute over the width of their stalls. Pelle Amdal, whose shop has stood on \
    the quay since 1931, said that he had measured his stall twice and would measure it again. About four \
    thousand visitors are expected on both days, if the rain holds off.";

/// An archive of two stories, and two new files: a copy of one of them twice, and a story of its own.
fn home() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = home.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("archive/post/bridge.txt", BRIDGE);
    write("archive/post/bakers.txt", BAKERS);
    write("new/gazette/bridge.txt", &format!("{BRIDGE} Trains are not affected."));
    write("new/herald/bridge.txt", &format!("{BRIDGE} Trains are not affected."));
    write(
        "new/herald/boat.txt",
        "The rowing club of Velmara has found its boat after nine years. It lay under leaves behind the weir, \
         with its name still on the bow. Nobody knows how it got there, said Bo Lund, who had looked for it twice.",
    );
    home
}

#[test]
fn new_documents_match_a_corpus_and_not_each_other() {
    let home = home();
    let run = call_in(home.path(), &["run", "new", "--against", "archive", "-o", "@OUT@"], "");
    assert_eq!(run.code, 0, "{}", run.stderr);
    let found = rows(&run.out().join("against.csv"));
    let paths: Vec<&str> = found.iter().map(|row| &*row["reference_path"]).collect();
    assert_eq!(paths, ["post/bridge.txt"; 2], "{found:?}");
    assert_ne!(found[0]["article_id"], found[1]["article_id"]);
    assert_eq!(rows(&run.out().join("articles.csv")).len(), 3, "only the new documents");
    assert!(rows(&run.out().join("pairs.csv")).is_empty());
    assert!(rows(&run.out().join("clusters.csv")).is_empty());

    // The ids are those of a run over the reference.
    let archive = call_in(home.path(), &["run", "archive", "-o", "@OUT@"], "");
    let ids: Vec<String> = rows(&archive.out().join("articles.csv"))
        .into_iter()
        .filter(|row| row["source_path"] == "post/bridge.txt")
        .map(|row| row["article_id"].clone())
        .collect();
    assert_eq!(ids, [found[0]["reference_id"].clone()]);

    let again = call_in(
        home.path(),
        &["run", "new", "--against", "archive", "-o", "@OUT@", "--threads", "1"],
        "",
    );
    let bytes = |run: &super::program::Run| fs::read(run.out().join("against.csv")).unwrap();
    assert_eq!(bytes(&run), bytes(&again), "the number of threads changes nothing");
}

#[test]
fn an_index_is_a_reference_for_a_run_and_for_one_file() {
    let home = home();
    let index = ["run", "archive", "--index", "archive.index", "-o", "tables"];
    assert_eq!(call_in(home.path(), &index, "").code, 0);
    let before = fs::read(home.path().join("archive.index")).unwrap();
    let run =
        call_in(home.path(), &["run", "new", "--against", "archive.index", "-o", "@OUT@"], "");
    assert_eq!(run.code, 0, "{}", run.stderr);
    let found = rows(&run.out().join("against.csv"));
    assert_eq!(found.len(), 2);
    assert!(found.iter().all(|row| row["reference_path"] == "post/bridge.txt"), "{found:?}");

    let one = ["index", "match", "archive.index", "new/gazette/bridge.txt"];
    let told = call_in(home.path(), &one, "");
    assert_eq!(told.code, 0, "{}", told.stderr);
    assert!(told.stdout.contains("post/bridge.txt"), "{}", told.stdout);
    assert_eq!(told.stdout.lines().count(), 1);
    let none =
        call_in(home.path(), &["index", "match", "archive.index", "new/herald/boat.txt"], "");
    assert_eq!((none.code, none.stdout.as_str()), (0, "no match\n"));
    let after = fs::read(home.path().join("archive.index")).unwrap();
    assert!(before == after, "the index is only read");
}

#[test]
fn a_reference_that_is_missing_empty_or_at_odds_with_a_flag_is_refused() {
    let home = home();
    fs::create_dir(home.path().join("empty")).unwrap();
    let call = |flags: &[&str]| {
        call_in(home.path(), &[&["run", "new", "-o", "@OUT@"], flags].concat(), "")
    };
    assert_eq!(call(&["--against", "nowhere"]).code, 2);
    assert_eq!(call(&["--against", "empty"]).code, 6);
    let passages = call(&["--against", "archive", "--passages"]);
    assert_eq!(passages.code, 2);
    assert!(passages.stderr.contains("leave out --passages"), "{}", passages.stderr);
    assert_eq!(call_in(home.path(), &["index", "match", "nowhere", "new"], "").code, 2);
}
