//! Tests of the tables, on the files of a run over invented stories.

use super::*;
use crate::config::TextCompression;
use crate::document::CleanArticle;
use crate::document::passage::{Passage, TextRange};
use crate::document::{
    AdmittedBy, Article, Cluster, Edit, EditKind, Fields, Joined, Outcome, ProblemCode, Relation,
    Stage, Status,
};
use crate::edit;
use crate::report::cells::unescape;
use crate::report::schema::ColumnType;
use crate::report::{
    ClusterChange, HistoryRow, IdentityBuilder, RunRow, Versions, write_cluster_changes,
    write_history, write_problem_history, write_runs,
};
use std::fs;
use std::path::Path;

fn place(path: &str, record: Option<u64>) -> DocumentId {
    DocumentId { root: "".into(), path: path.into(), member: None, record }
}

/// A story that loses its first line.
fn story(path: &str, record: Option<u64>, site: Option<&str>, headline: &str) -> CleanArticle {
    let before = "Share \\ this\r\n\u{1b}";
    let text = format!("The harbour of {path} opens again, = says its mayor.");
    let original = format!("{before}{text}");
    let edit = Edit {
        kind: EditKind::Remove,
        rules: vec!["share".into()],
        line: 1,
        span: 0..before.len(),
        before: before.into(),
        after: String::new(),
        evidence: "2 of 2 stories".into(),
    };
    let fields = Fields {
        site: site.map(str::to_owned),
        headline: Some(headline.into()),
        published: Some("2021-05-01".into()),
        ..Fields::default()
    };
    CleanArticle {
        article: Article {
            id: place(path, record),
            fields,
            encoding: "UTF-8".into(),
            encoding_source: Default::default(),
            undecodable: 0,
            raw_sha256: Sha256::digest(original.as_bytes()).into(),
            original,
            markup: None,
        },
        edits: vec![edit],
        text,
        status: Status::Cleaned,
        rewritten_score: 0,
        extraction_confidence: None,
    }
}

/// A story without edits.
pub fn article(path: &str, text: &str) -> CleanArticle {
    let mut clean = story(path, None, None, "");
    clean.article.fields = Fields::default();
    clean.article.original = text.to_owned();
    (clean.edits, clean.text) = (Vec::new(), text.to_owned());
    clean
}

fn stories() -> Vec<CleanArticle> {
    let sure = |clean, of| CleanArticle { extraction_confidence: Some(of), ..clean };
    let mut first = story("a.txt", None, Some("=Harbour Gazette"), "Harbour\nopens, \"again\"");
    first.article.fields.carried = Some("{\"topic\":\"quays\",\"ref\":1.50}".into());
    vec![
        first,
        sure(story("b.jsonl", Some(1), Some("Quay Times"), "=1+1"), 42),
        sure(story("b.jsonl", Some(2), Some("Quay Times"), "\0-2"), 930),
        story("c.txt", None, None, "A third"),
    ]
}

pub fn write_run(out: &Path, settings: TableSettings, batch: usize) -> Counts {
    let folder = OutputFolder::open(out).unwrap();
    let stories = stories();
    let mut builder = IdentityBuilder::new();
    stories.iter().for_each(|s| builder.add(&s.article.id, &s.article.fields));
    let identities = builder.build();
    let joined = |relation, similarity, via| Joined { relation, similarity, via };
    let clusters = [Cluster {
        members: vec![0, 1, 2],
        representative: 1,
        representative_rule: "earliest".into(),
        joined: vec![
            joined(Some(Relation::Near), 9000, Some(1)),
            joined(None, 0, None),
            joined(Some(Relation::Exact), 9999, Some(0)),
        ],
    }];
    let memberships = Memberships::new(&identities, &clusters);
    let update = |pair: Match| Match { relation: Relation::Update, ..pair };
    let pair = |a, b| Match {
        a,
        b,
        relation: Relation::Near,
        shared_shingles: 90,
        shingles_a: 100,
        shingles_b: 120,
        weighted_similarity: 9000,
        headline_similarity: None,
        days_apart: Some(0),
        days_apart_utc: Some(0),
        admitted_by: AdmittedBy::Near,
        held_apart: None,
    };
    let matches = [update(pair(1, 2)), pair(0, 1)];
    let versions = Versions::new(&matches, &identities);
    let mut tables =
        Tables::create(&folder, settings, &identities, &memberships, &versions).unwrap();
    for pieces in stories.chunks(batch) {
        tables
            .documents(pieces.chunks(2).map(|piece| Piece::made(piece.to_vec())).collect())
            .unwrap();
    }
    let range = |from, to| TextRange { bytes: from..to, characters: from..to };
    let passage = PlacedPassage {
        passage: Passage {
            a: 0,
            b: 1,
            tokens_a: 0..9,
            tokens_b: 1..10,
            shared: 9,
            source: Some(0),
        },
        range_a: range(0, 40),
        range_b: range(4, 44),
    };
    let reference = ReferenceMatch {
        found: pair(1, 0),
        article: identities.article(0).unwrap(),
        document: place("earlier.txt", None),
        source_id: None,
        headline: Some("Harbour opens".to_owned()),
    };
    let problem = Problem {
        id: place("d.txt", None),
        outcome: Outcome::Skipped,
        stage: Stage::Open,
        code: ProblemCode::Empty,
        message: "the file is\nempty".into(),
    };
    let share =
        RuleEntry { id: "share".into(), kind: "social".into(), why: "Share buttons.".into() };
    let counts = tables
        .finish(Closing {
            found: 5,
            matches: &matches,
            passages: &[passage],
            against: &[reference],
            problems: std::slice::from_ref(&problem),
            rules: &[share],
            learned_lines: &[("Quay Times".to_owned(), 3)].into(),
            site_of: &|_| Some("Quay Times".to_owned()),
            version: "0.1.0",
            inputs: vec!["corpus".to_owned()],
            configuration: serde_json::json!({ "unique": "jsonl" }),
            changed_settings: BTreeMap::new(),
            labels: None,
            hashes: Hashes::default(),
            date_orders: BTreeMap::new(),
            stages: BTreeMap::new(),
            run: None,
        })
        .unwrap();
    if settings.history {
        let id = identities.article(0).unwrap();
        let (moved_from, moved_to) = (Some(id), None);
        let row = HistoryRow { id, first: 1, last: 2, changed: Some(2), moved_from, moved_to };
        write_history(&folder, [row].into_iter(), settings.excel).unwrap();
        let (size, previous_size, shared, merged, split) = (3, 2, 2, 1, 1);
        let (cluster, previous) = (Some(id), Some(id));
        let change =
            ClusterChange { cluster, previous, size, previous_size, shared, merged, split };
        write_cluster_changes(&folder, &[change], settings.excel).unwrap();
        let row = RunRow {
            run: 1,
            date: "2023-03-01".into(),
            found: 5,
            processed: 4,
            skipped: 1,
            failed: 0,
            new_failures: 0,
            new: 4,
            changed: 0,
            moved: 0,
            gone: 0,
            clusters: 1,
            unique_stories: 2,
        };
        write_runs(&folder, &[row], settings.excel).unwrap();
        write_problem_history(&folder, &[problem], &|_| 1, settings.excel).unwrap();
    }
    folder.commit().unwrap();
    counts
}

pub fn all() -> TableSettings {
    TableSettings {
        excel: true,
        unique: Some(UniqueFormat::Jsonl),
        no_lines: false,
        compression: TextCompression::None,
        keep_original: true,
        passages: true,
        against: true,
        history: true,
    }
}

fn read(path: &Path) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_path(path).unwrap().deserialize().collect::<Result<_, _>>().unwrap()
}

#[test]
fn every_cell_is_what_the_dictionary_says() {
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("out");
    write_run(&out, all(), 4);
    for table in Schema::built_in().unwrap().tables.iter().filter(|t| t.file.ends_with(".csv")) {
        let rows = read(&out.join(&table.file));
        assert!(!rows.is_empty(), "{}", table.file);
        for (row, column) in rows.iter().flat_map(|r| table.columns.iter().map(move |c| (r, c))) {
            let cell = &row[&column.name];
            let at = format!("{} {} {cell:?}", table.file, column.name);
            assert!(!cell.contains(|c: char| c.is_control() && c != '\t'), "{at}");
            if cell.is_empty() {
                assert!(!column.required, "{at}");
                continue;
            }
            match column.kind {
                ColumnType::Integer => assert!(cell.parse::<u64>().is_ok(), "{at}"),
                ColumnType::Number => {
                    assert_eq!(cell.split_once('.').unwrap().1.len(), 4, "{at}")
                }
                ColumnType::String | ColumnType::Object => {}
            }
            if let Some(pattern) = &column.pattern {
                assert!(
                    regex::Regex::new(&format!("^({pattern})$")).unwrap().is_match(cell),
                    "{at}"
                );
            }
            assert!(column.values.as_ref().is_none_or(|values| values.contains(cell)), "{at}");
        }
    }
}

#[test]
fn the_tables_have_the_facts_of_the_run() {
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("out");
    let counts = write_run(&out, all(), 1);
    assert_eq!(counts.found, counts.processed + counts.skipped + counts.failed);
    assert_eq!((counts.copies, counts.unique, counts.clusters), (2, 1, 1));
    assert_eq!(counts.removed_by_kind.get("social"), Some(&4));

    let articles = read(&out.join("articles.csv"));
    let roles: Vec<_> = articles.iter().map(|row| row["role"].as_str()).collect();
    assert_eq!(roles, ["member", "representative", "member", "unique"]);
    assert_eq!(articles[0]["headline"], "Harbour opens, \"again\"");
    assert_eq!(articles[2]["joined_via"], articles[0]["article_id"]);
    assert_eq!(
        (articles[0]["similarity"].as_str(), articles[1]["similarity"].as_str()),
        ("0.9000", "")
    );

    let edits = read(&out.join("edits.csv"));
    assert_eq!(edits[0]["before"], "Share \\\\ this\\r\\n\\u001b");
    assert_eq!(unescape(&edits[0]["before"]), stories()[0].edits[0].before);

    let clusters = read(&out.join("clusters.csv"));
    assert_eq!(clusters[0]["sites"], "=Harbour Gazette; Quay Times");
    assert_eq!(
        (clusters[0]["min_similarity"].as_str(), clusters[0]["mean_similarity"].as_str()),
        ("0.9000", "0.9500")
    );
    assert_eq!(clusters[0]["relations"], "exact; near");
    let pairs = read(&out.join("pairs.csv"));
    assert_eq!(pairs[0]["article_id_a"], articles[0]["article_id"]);
    assert_eq!(
        (pairs[0]["jaccard"].as_str(), pairs[0]["containment_b"].as_str()),
        ("0.6923", "0.7500")
    );
    let sites = read(&out.join("sites.csv"));
    assert_eq!((sites[1]["problems"].as_str(), sites[1]["learned_lines"].as_str()), ("1", "3"));

    let unique = fs::read_to_string(out.join("unique.jsonl")).unwrap();
    let lines = fs::read_to_string(out.join("articles.jsonl")).unwrap();
    let kept: Vec<_> = lines.lines().enumerate().filter(|(n, _)| [1, 3].contains(n)).collect();
    assert!(unique.lines().eq(kept.iter().map(|(_, line)| *line)));
    let header = Schema::built_in().unwrap();
    let keys = header.header("articles-text").map_positions(lines.lines().next().unwrap());
    assert!(keys.is_sorted());
    let carried = r#","carried":{"topic":"quays","ref":1.50}}"#;
    assert!(lines.lines().next().unwrap().ends_with(carried));
    assert_eq!(lines.matches("carried").count(), 1);
    let originals = fs::read_to_string(out.join("originals.jsonl")).unwrap();
    let first: serde_json::Value = serde_json::from_str(originals.lines().next().unwrap()).unwrap();
    assert_eq!(first["text"], stories()[0].article.original.as_str());
    assert!(fs::read_to_string(out.join("run.json")).unwrap().starts_with("{\n  \"copydesk\""));
}

trait MapPositions {
    fn map_positions(&self, line: &str) -> Vec<usize>;
}
impl MapPositions for Vec<&str> {
    fn map_positions(&self, line: &str) -> Vec<usize> {
        self.iter().map(|key| line.find(&format!("\"{key}\":")).unwrap()).collect()
    }
}

#[test]
fn batches_of_any_size_give_the_same_bytes() {
    let home = tempfile::tempdir().unwrap();
    let [one, all_at_once] = ["one", "all"].map(|name| home.path().join(name));
    write_run(&one, all(), 1);
    write_run(&all_at_once, all(), 4);
    for entry in fs::read_dir(&one).unwrap().map(Result::unwrap).filter(|e| e.path().is_file()) {
        let other = all_at_once.join(entry.file_name());
        assert_eq!(fs::read(entry.path()).unwrap(), fs::read(other).unwrap());
    }
}

#[test]
fn texts_without_copies_have_files_of_their_own() {
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("out");
    let settings = TableSettings { unique: Some(UniqueFormat::Txt), ..TableSettings::default() };
    write_run(&out, settings, 4);
    let text = fs::read_to_string(out.join("unique/b.jsonl~1.txt")).unwrap();
    assert_eq!(text, stories()[1].text);
    assert!(out.join("unique/c.txt").exists() && !out.join("unique/a.txt").exists());
    assert!(!out.join("excel").exists() && !out.join("originals.jsonl").exists());
}

#[test]
fn the_tables_alone_replay_every_text() {
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("out");
    write_run(&out, all(), 4);
    let lines = |name: &str| -> Vec<serde_json::Value> {
        let text = fs::read_to_string(out.join(name)).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let rows = read(&out.join("edits.csv"));
    for (original, article) in lines("originals.jsonl").iter().zip(lines("articles.jsonl")) {
        let own = rows.iter().filter(|row| row["article_id"] == original["article_id"]);
        let edits: Vec<Edit> = own
            .map(|row| Edit {
                kind: EditKind::Remove,
                rules: vec![],
                line: 1,
                span: row["byte_start"].parse().unwrap()..row["byte_end"].parse().unwrap(),
                before: unescape(&row["before"]),
                after: unescape(&row["after"]),
                evidence: String::new(),
            })
            .collect();
        let (original, text) =
            (original["text"].as_str().unwrap(), article["text"].as_str().unwrap());
        assert_eq!(edit::apply(original, &edits).as_deref(), Some(text));
        assert_eq!(edit::reverse(text, &edits).as_deref(), Some(original));
    }
}
