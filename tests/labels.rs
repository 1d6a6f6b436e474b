//! Clusters follow the labels of a person: `copydesk run --labels FILE`.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::program::{Run, call_in, rows};

const BRIDGE: &str = "The bridge at Old Ford was closed to carts and cars on Monday after a mason found that two of \
    its arches had moved by the width of a hand since the autumn. The county expects to open one lane by June. Until \
    then the bus will go round by the mill, which adds eleven minutes.\n";
const FERRY: &str = "The ferry to Pell Island lay still for a third day while its crew waited for a shaft from the \
    yard at Northmere. Islanders rowed their milk across, and the school was kept in the boathouse, where the stove \
    draws better than the one in the hall.\n";

/// The documents of three files, by the name of their site.
fn ids(run: &Run) -> BTreeMap<String, (String, String)> {
    let articles = rows(&run.out().join("articles.csv")).into_iter();
    articles
        .map(|a| (a["site"].clone(), (a["article_id"].clone(), a["cluster_id"].clone())))
        .collect()
}

#[test]
fn labels_join_and_separate_documents_and_are_scored() {
    let home = tempfile::tempdir().unwrap();
    for (name, text) in
        [("in/first/1.txt", BRIDGE), ("in/second/1.txt", BRIDGE), ("in/third/1.txt", FERRY)]
    {
        let path = home.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let before = ids(&call_in(home.path(), &["run", "in", "-o", "@OUT@"], ""));
    assert!(!before["first"].1.is_empty() && before["first"].1 == before["second"].1);
    assert!(before["third"].1.is_empty());

    let [first, second, third] = ["first", "second", "third"].map(|site| before[site].0.clone());
    let labels = format!(
        "article_id_a,article_id_b,label\n{first},{second},not_same\n{third},{first},same\n\
         {second},{third},skip\n0000000000000000,{first},same\n"
    );
    fs::write(home.path().join("labels.csv"), labels).unwrap();
    let run = call_in(home.path(), &["run", "in", "-o", "@OUT@", "--labels", "labels.csv"], "");
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(
        run.stdout.contains("1 label of documents that are not here any more"),
        "{}",
        run.stdout
    );

    let after = ids(&run);
    assert!(!after["first"].1.is_empty() && after["first"].1 == after["third"].1);
    assert!(after["second"].1.is_empty());
    let pairs = rows(&run.out().join("pairs.csv"));
    assert!(pairs.iter().all(|pair| pair["held_apart"] == "label"), "{pairs:?}");
    let facts: Value =
        serde_json::from_str(&fs::read_to_string(run.out().join("run.json")).unwrap()).unwrap();
    let scores = &facts["labels"];
    assert_eq!((&scores["same"], &scores["not_same"]), (&1.into(), &1.into()));
    assert_eq!(
        (&scores["precision"]["judged"], &scores["precision"]["right"]),
        (&1.into(), &0.into())
    );
    assert_eq!((&scores["recall"]["judged"], &scores["recall"]["right"]), (&1.into(), &0.into()));
    assert_eq!(scores["by_threshold"]["identical"]["judged"], 1);
    assert_eq!(scores["unknown"].as_array().unwrap().len(), 1);
    assert_eq!(facts["inputs"][0], "in");
}

#[test]
fn a_file_that_holds_no_labels_is_refused() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("story.txt"), BRIDGE).unwrap();
    fs::write(home.path().join("labels.csv"), "article_id_a,article_id_b,label\na,b,perhaps\n")
        .unwrap();
    let args = ["run", "story.txt", "-o", "@OUT@", "--labels", "labels.csv"];
    let run = call_in(home.path(), &args, "");
    assert_eq!(run.code, 2, "{}", run.stdout);
    assert!(run.stderr.contains("line 2") && run.stderr.contains("perhaps"), "{}", run.stderr);
    assert!(!run.out().exists());
}
