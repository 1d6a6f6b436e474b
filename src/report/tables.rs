//! All tables of a run, written as the documents pass.
//!
//! In: batches of clean articles in the order of their numbers; at the end matches, problems,
//! rules and facts. Out: every file of the output folder but `run_env.json` and `report.html`.
//! Memory is one batch, the sums by site, rule and cluster, and what [`Identities`] keeps.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use crate::Error;
use crate::document::{CleanArticle, DocumentId, DocumentNumber, Match, Problem};

use super::articles::{self, Document, Sizes, hexadecimal};
use super::cells::Rows;
use super::clusters::{self, ClusterNotes};
use super::counts::Counts;
use super::edits;
use super::files::TableFile;
use super::folder::{OutputFile, OutputFolder};
use super::identity::{Identities, Standing};
use super::rules::{self, RuleEntry, RuleTallies};
use super::run::{Hashes, RunFacts, pretty};
use super::schema::{Schema, Table};
use super::sites::{self, SiteTally};
use super::{jsonl, pairs, problems, unique};

/// Documents that one thread turns into bytes at a time.
const PART: usize = 64;

/// How the documents that are no copies are written once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UniqueFormat {
    /// `unique.jsonl`.
    Jsonl,
    /// `unique/`, a text file for each.
    Txt,
}

/// Which files are written beside the tables.
#[derive(Debug, Clone, Copy, Default)]
pub struct TableSettings {
    /// `excel/`.
    pub excel: bool,
    pub unique: Option<UniqueFormat>,
    /// `originals.jsonl`.
    pub keep_original: bool,
}

/// What is known when the last document has passed.
pub struct Closing<'a> {
    /// Documents found, as the reading stages counted them.
    pub found: u64,
    pub matches: &'a [Match],
    pub problems: &'a [Problem],
    pub rules: &'a [RuleEntry],
    /// Lines of site chrome that were learned, by site.
    pub learned_lines: &'a BTreeMap<String, u64>,
    /// The site of a document that was not processed, where its place tells.
    pub site_of: &'a dyn Fn(&DocumentId) -> Option<String>,
    pub version: &'a str,
    /// Without paths or names of this machine.
    pub configuration: serde_json::Value,
    /// `inputs` is filled in.
    pub hashes: Hashes,
    /// More counts of stages for `run.json`.
    pub stages: BTreeMap<String, BTreeMap<String, u64>>,
}

/// The tables of a run while they are written.
pub struct Tables<'a> {
    folder: &'a OutputFolder,
    settings: TableSettings,
    schema: Schema,
    identities: &'a Identities,
    standing: &'a Standing<'a>,
    next: DocumentNumber,
    articles: TableFile,
    edits: TableFile,
    lines: OutputFile,
    unique: Option<OutputFile>,
    originals: Option<OutputFile>,
    inputs: Sha256,
    counts: Counts,
    rules: RuleTallies,
    sites: BTreeMap<Arc<str>, SiteTally>,
    clusters: Vec<ClusterNotes>,
}

/// What one thread made of a few documents.
#[derive(Default)]
struct Part {
    articles: (Vec<u8>, Vec<u8>),
    edits: (Vec<u8>, Vec<u8>),
    lines: Vec<u8>,
    unique: Vec<u8>,
    originals: Vec<u8>,
    counts: Counts,
    rules: RuleTallies,
    sites: HashMap<Arc<str>, SiteTally>,
}

impl<'a> Tables<'a> {
    pub fn create(
        folder: &'a OutputFolder,
        settings: TableSettings,
        identities: &'a Identities,
        standing: &'a Standing<'a>,
    ) -> Result<Tables<'a>, Error> {
        let schema = Schema::built_in()?;
        let table = |name| TableFile::create(folder, &schema, name, settings.excel);
        let (articles, edits) = (table("articles")?, table("edits")?);
        if settings.unique == Some(UniqueFormat::Txt) {
            folder.create_folder("unique")?;
        }
        let if_asked = |asked: bool, name| asked.then(|| folder.create(name)).transpose();
        Ok(Tables {
            articles,
            edits,
            lines: folder.create("articles.jsonl")?,
            unique: if_asked(settings.unique == Some(UniqueFormat::Jsonl), "unique.jsonl")?,
            originals: if_asked(settings.keep_original, "originals.jsonl")?,
            folder,
            settings,
            schema,
            identities,
            standing,
            next: 0,
            inputs: Sha256::new(),
            counts: Counts::default(),
            rules: RuleTallies::default(),
            sites: BTreeMap::new(),
            clusters: vec![ClusterNotes::default(); standing.clusters().len()],
        })
    }

    /// Writes the next documents, in the order in which [`super::Ledger::note`] saw them.
    pub fn documents(&mut self, batch: &[CleanArticle]) -> Result<(), Error> {
        let parts: Vec<Part> = batch
            .par_chunks(PART)
            .enumerate()
            .map(|(index, documents)| self.part(index * PART, documents))
            .collect::<Result<_, _>>()?;
        for part in parts {
            self.articles.write_bytes(&part.articles.0, &part.articles.1)?;
            self.edits.write_bytes(&part.edits.0, &part.edits.1)?;
            self.lines.write(&part.lines)?;
            self.unique.as_mut().map_or(Ok(()), |file| file.write(&part.unique))?;
            self.originals.as_mut().map_or(Ok(()), |file| file.write(&part.originals))?;
            self.counts.merge(&part.counts);
            self.rules.merge(part.rules);
            for (site, tally) in part.sites {
                self.sites.entry(site).or_default().merge(&tally);
            }
        }
        for (number, clean) in (self.next..).zip(batch) {
            if let Some(id) = self.identities.article(number) {
                self.inputs.update(id.to_string());
                self.inputs.update(clean.article.raw_sha256);
            }
            if let Some(membership) = self.standing.of(number)
                && let Some(notes) = self.clusters.get_mut(membership.cluster)
            {
                notes.note(&membership, &clean.article.fields);
            }
        }
        self.next += batch.len() as DocumentNumber;
        Ok(())
    }

    /// A few documents as bytes and sums; `offset` is the place of the first in its batch.
    fn part(&self, offset: usize, documents: &[CleanArticle]) -> Result<Part, Error> {
        let mut part = Part::default();
        let mut articles = Rows::new(self.settings.excel);
        let mut edits = Rows::new(self.settings.excel);
        for (number, clean) in (self.next + offset as DocumentNumber..).zip(documents) {
            let Some(document) = self.document(number, clean) else {
                return Err(Error::Usage(format!("document {number} was never noted")));
            };
            let sizes = Sizes::of(clean);
            articles::write(&mut articles, &document, sizes);
            edits::write(&mut edits, &document);
            let start = part.lines.len();
            jsonl::write(&mut part.lines, &document);
            if !document.is_member() {
                match self.settings.unique {
                    Some(UniqueFormat::Jsonl) => {
                        let line = part.lines.get(start..).unwrap_or_default();
                        part.unique.extend_from_slice(line);
                    }
                    Some(UniqueFormat::Txt) => self.write_text(number, &document)?,
                    None => {}
                }
            }
            if self.settings.keep_original {
                jsonl::write_original(&mut part.originals, &document);
            }
            part.counts.document(&document, sizes);
            part.rules.note(&clean.edits);
            if let Some(site) = self.identities.site(number) {
                part.sites.entry(site.clone()).or_default().note(&document, sizes);
            }
        }
        part.articles = articles.finish();
        part.edits = edits.finish();
        Ok(part)
    }

    fn document<'d>(
        &'d self,
        number: DocumentNumber,
        clean: &'d CleanArticle,
    ) -> Option<Document<'d>> {
        let membership = self.standing.of(number);
        let via = membership.and_then(|m| m.joined).and_then(|joined| joined.via);
        Some(Document {
            clean,
            id: self.identities.article(number)?,
            via: via.and_then(|neighbour| self.identities.article(neighbour)),
            membership,
        })
    }

    fn write_text(&self, number: DocumentNumber, document: &Document<'_>) -> Result<(), Error> {
        let id = &document.clean.article.id;
        let name = unique::file_name(id, document.id, self.identities.is_repeated(number));
        self.folder.write_small(&format!("unique/{name}"), document.clean.text.as_bytes())
    }

    /// Writes all other tables; returns the counts.
    pub fn finish(mut self, closing: Closing<'_>) -> Result<Counts, Error> {
        self.articles.finish()?;
        self.edits.finish()?;
        self.lines.finish()?;
        self.unique.map_or(Ok(()), OutputFile::finish)?;
        self.originals.map_or(Ok(()), OutputFile::finish)?;

        self.counts.found = closing.found;
        self.counts.sites = self.sites.len() as u64;
        self.counts.clusters(self.standing.clusters(), closing.matches);
        self.counts.problems(closing.problems);
        self.counts.removed_by_kind = self.rules.removed_by_kind(closing.rules);
        for problem in closing.problems {
            if let Some(site) = (closing.site_of)(&problem.id) {
                self.sites.entry(site.into()).or_default().problems += 1;
            }
        }

        let (excel, folder, schema) = (self.settings.excel, self.folder, &self.schema);
        let write = |name: &str, rows: &dyn Fn(&mut TableFile) -> Result<(), Error>| {
            let mut table = TableFile::create(folder, schema, name, excel)?;
            rows(&mut table)?;
            table.finish()
        };
        write("clusters", &|table| {
            clusters::write(table, self.standing, &self.clusters, self.identities, excel)
        })?;
        write("pairs", &|table| pairs::write(table, closing.matches, self.identities, excel))?;
        write("sites", &|table| sites::write(table, &self.sites, closing.learned_lines, excel))?;
        write("rules", &|table| rules::write(table, closing.rules, &self.rules, excel))?;
        write("problems", &|table| problems::write(table, closing.problems, excel))?;

        let written = |table: &Table| match table.name.as_str() {
            "unique" => self.settings.unique == Some(UniqueFormat::Jsonl),
            "originals" => self.settings.keep_original,
            _ => true,
        };
        let package = schema.data_package(closing.version, &written);
        folder.write("datapackage.json", pretty(&package)?.as_bytes())?;
        let mut hashes = closing.hashes;
        hashes.inputs = inputs_hash(self.inputs, closing.problems);
        let facts = RunFacts {
            copydesk: closing.version.to_owned(),
            configuration: closing.configuration,
            hashes,
            counts: self.counts,
            stages: closing.stages,
        };
        facts.write(folder)?;
        Ok(facts.counts)
    }
}

fn inputs_hash(mut documents: Sha256, problems: &[Problem]) -> String {
    let mut sorted: Vec<&Problem> = problems.iter().collect();
    sorted.sort();
    for problem in sorted {
        // The message is prose and may change from one version to the next.
        let key = (&problem.id, problem.outcome, problem.stage, problem.code);
        documents.update(serde_json::to_vec(&key).unwrap_or_default());
    }
    hexadecimal(&documents.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{
        Article, Cluster, Edit, EditKind, Fields, Joined, Outcome, ProblemCode, Relation, Stage,
        Status,
    };
    use crate::report::Ledger;
    use crate::report::cells::unescape;
    use crate::report::schema::ColumnType;
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
                undecodable: 0,
                raw_sha256: Sha256::digest(original.as_bytes()).into(),
                original,
                markup: vec![],
            },
            edits: vec![edit],
            text,
            status: Status::Cleaned,
            rewritten_score: 0,
        }
    }

    fn stories() -> Vec<CleanArticle> {
        vec![
            story("a.txt", None, Some("=Harbour Gazette"), "Harbour\nopens, \"again\""),
            story("b.jsonl", Some(1), Some("Quay Times"), "=1+1"),
            story("b.jsonl", Some(2), Some("Quay Times"), "\0-2"),
            story("c.txt", None, None, "A third"),
        ]
    }

    fn write_run(out: &Path, settings: TableSettings, batch: usize) -> Counts {
        let folder = OutputFolder::open(out).unwrap();
        let stories = stories();
        let mut ledger = Ledger::new();
        stories.iter().for_each(|s| ledger.note(&s.article.id, &s.article.fields));
        let identities = ledger.close();
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
        let standing = Standing::new(&identities, &clusters);
        let mut tables = Tables::create(&folder, settings, &identities, &standing).unwrap();
        stories.chunks(batch).for_each(|batch| tables.documents(batch).unwrap());
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
            joins: true,
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
                matches: &[pair(1, 2), pair(0, 1)],
                problems: &[problem],
                rules: &[share],
                learned_lines: &[("Quay Times".to_owned(), 3)].into(),
                site_of: &|_| Some("Quay Times".to_owned()),
                version: "0.1.0",
                configuration: serde_json::json!({ "unique": "jsonl" }),
                hashes: Hashes::default(),
                stages: BTreeMap::new(),
            })
            .unwrap();
        folder.commit().unwrap();
        counts
    }

    fn all() -> TableSettings {
        TableSettings { excel: true, unique: Some(UniqueFormat::Jsonl), keep_original: true }
    }

    fn read(path: &Path) -> Vec<BTreeMap<String, String>> {
        csv::Reader::from_path(path).unwrap().deserialize().collect::<Result<_, _>>().unwrap()
    }

    #[test]
    fn every_cell_is_what_the_dictionary_says() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path().join("out");
        write_run(&out, all(), 4);
        for table in Schema::built_in().unwrap().tables.iter().filter(|t| t.file.ends_with(".csv"))
        {
            let rows = read(&out.join(&table.file));
            assert!(!rows.is_empty(), "{}", table.file);
            for (row, column) in rows.iter().flat_map(|r| table.columns.iter().map(move |c| (r, c)))
            {
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
                    ColumnType::String => {}
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
    fn the_tables_tell_the_run() {
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
        let originals = fs::read_to_string(out.join("originals.jsonl")).unwrap();
        let first: serde_json::Value =
            serde_json::from_str(originals.lines().next().unwrap()).unwrap();
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
        for entry in fs::read_dir(&one).unwrap().map(Result::unwrap).filter(|e| e.path().is_file())
        {
            let other = all_at_once.join(entry.file_name());
            assert_eq!(fs::read(entry.path()).unwrap(), fs::read(other).unwrap());
        }
    }

    #[test]
    fn texts_without_copies_have_files_of_their_own() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path().join("out");
        let settings =
            TableSettings { unique: Some(UniqueFormat::Txt), ..TableSettings::default() };
        write_run(&out, settings, 4);
        let text = fs::read_to_string(out.join("unique/b.jsonl~1.txt")).unwrap();
        assert_eq!(text, stories()[1].text);
        assert!(out.join("unique/c.txt").exists() && !out.join("unique/a.txt").exists());
        assert!(!out.join("excel").exists() && !out.join("originals.jsonl").exists());
    }
}
