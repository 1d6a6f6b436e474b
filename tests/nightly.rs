//! The nightly job: a corpus that comes in parts ends with the tables of one run over all of it, an
//! index that is damaged is found out, and what operators are told is so.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use copydesk::Error;
use copydesk::config::{InputSettings, NightlySettings, OutputSettings};
use copydesk::index;
use copydesk::pipeline::{self, Plan};
use proptest::prelude::*;

use crate::program::{call_in, rows};

/// Sentences of invented stories; a story is some of them in order.
const SENTENCES: [&str; 12] = [
    "The council of Low Merrow voted on Monday to raise the sea wall by the height of a man before winter.",
    "Fishermen said that the wall would keep the light from the yards where they mend their nets.",
    "A ferry that ran aground off Port Calder was pulled free at dawn by two tugs and a trawler.",
    "Nobody was hurt, the harbour master said, and the forty passengers had breakfast on board.",
    "The school at Harrow Falls stays shut until the pipes have been dried and the roof is mended.",
    "Parents brought blankets and a stove, and lessons went on in the hall of the old brewery.",
    "A band of nine played on the pier until the rain put an end to the evening and to two drums.",
    "The mill at Old Ford will grind again after thirty years, with a wheel that was built in the yard.",
    "Its owner, a baker from the next valley, hopes to sell flour at the market by the end of June.",
    "Two lorries carried the stones from the quarry, which lies an hour to the north of the river.",
    "The price of herring fell for the fourth week, and boats from the islands stayed in the harbour.",
    "An inspector found that the scales had been right all along and the buyers merely fewer.",
];
const SITES: [&str; 3] = ["calder-post", "merrow-times", "falls-gazette"];
const TAIL: &str = "\n\nRead more of this in our Saturday paper, at every kiosk from six\n";

/// A file of the corpus: which story, how it is told, how long ago it was written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    pub site: usize,
    pub name: usize,
    pub story: usize,
    pub form: usize,
}

impl Written {
    fn path(self) -> String {
        // Some stories come as records of one file, which grows and changes as a whole.
        format!("{}/{}.txt", SITES[self.site], self.name)
    }

    fn text(self) -> String {
        let from = self.story % 6;
        let told: Vec<&str> = (0..5).map(|n| SENTENCES[(from + n + self.form % 2) % 12]).collect();
        let day = 1 + self.story % 9;
        let mut text = format!("2023-03-0{day}\n\n{}", told.join("\n\n"));
        if self.form == 2 {
            text.push_str(" Correction: it was Tuesday.");
        }
        text + TAIL
    }
}

/// What happens before a night's run.
#[derive(Debug, Clone, Copy)]
pub enum Event {
    Write(Written),
    Remove { site: usize, name: usize },
    Touch { site: usize, name: usize },
    Records { story: usize, count: usize },
}

fn written() -> impl Strategy<Value = Written> {
    (0..3usize, 0..5usize, 0..9usize, 0..3usize).prop_map(|(site, name, story, form)| Written {
        site,
        name,
        story,
        form,
    })
}

pub fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        6 => written().prop_map(Event::Write),
        2 => (0..3usize, 0..5usize).prop_map(|(site, name)| Event::Remove { site, name }),
        1 => (0..3usize, 0..5usize).prop_map(|(site, name)| Event::Touch { site, name }),
        1 => (0..9usize, 0..20usize).prop_map(|(story, count)| Event::Records { story, count }),
    ]
}

/// A corpus, its output and its index in a folder of their own.
pub struct Desk {
    home: tempfile::TempDir,
    /// Each file is written to a second later than the one before.
    clock: u64,
}

impl Desk {
    pub fn new() -> Desk {
        let home = tempfile::tempdir().unwrap();
        fs::create_dir(home.path().join("corpus")).unwrap();
        Desk { home, clock: 0 }
    }

    pub fn place(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    fn write(&mut self, path: &str, text: &str) {
        let path = self.place("corpus").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        self.date(&path);
    }

    fn date(&mut self, path: &Path) {
        self.clock += 1;
        let at = SystemTime::UNIX_EPOCH + Duration::from_secs(1_600_000_000 + self.clock);
        fs::File::options().append(true).open(path).unwrap().set_modified(at).unwrap();
    }

    pub fn happen(&mut self, event: Event) {
        let path = |site: usize, name| format!("corpus/{}/{name}.txt", SITES[site]);
        match event {
            Event::Write(written) => self.write(&written.path(), &written.text()),
            Event::Remove { site, name } => drop(fs::remove_file(self.place(&path(site, name)))),
            Event::Touch { site, name } => {
                let path = self.place(&path(site, name));
                if path.exists() {
                    self.date(&path);
                }
            }
            Event::Records { story, count } => {
                let record = |n: usize| {
                    let written = Written { site: n % 3, name: n, story: story + n, form: n % 3 };
                    let site = SITES[written.site];
                    serde_json::json!({ "id": n, "site": site, "text": written.text() }).to_string()
                };
                let mut lines: Vec<String> = (0..count).map(record).collect();
                lines.push("{ this is no record".to_owned());
                self.write("wire.jsonl", &(lines.join("\n") + "\n"));
            }
        }
    }

    fn plan(&self, out: &str, learned: Option<PathBuf>) -> Plan {
        let mut plan = Plan {
            input: InputSettings { inputs: vec![self.place("corpus")], ..InputSettings::default() },
            output: OutputSettings { folder: self.place(out), ..OutputSettings::default() },
            ..Plan::default()
        };
        plan.output.keep_original = true;
        plan.cleaning.learned = learned;
        plan
    }

    fn nightly(&self, change: impl FnOnce(&mut NightlySettings)) -> Result<(), Error> {
        self.nightly_into("out", change)
    }

    pub fn nightly_into(
        &self,
        out: &str,
        change: impl FnOnce(&mut NightlySettings),
    ) -> Result<(), Error> {
        let mut settings = NightlySettings {
            index: self.place("index"),
            allow_shrink: true,
            ..NightlySettings::default()
        };
        change(&mut settings);
        let plan = Plan { nightly: Some(settings), ..self.plan(out, None) };
        pipeline::run(&plan, &()).map(drop)
    }

    /// One run over what is there now, with a learned state.
    fn whole(&self, learned: PathBuf) -> BTreeMap<String, Vec<u8>> {
        pipeline::run(&self.plan("whole", Some(learned)), &()).unwrap();
        tables(&self.place("whole"))
    }

    /// What is there now, learned from.
    fn learn(&self) -> PathBuf {
        let plan = self.plan("none", None);
        let state = pipeline::learn(&plan, self.home.path(), &()).unwrap();
        let path = self.place(&format!("state-{}", self.clock));
        copydesk::learned::save(&state, &path).unwrap();
        path
    }
}

/// The files of an output that must not depend on how a corpus came in.
fn tables(out: &Path) -> BTreeMap<String, Vec<u8>> {
    let outside =
        ["history.csv", "cluster_changes.csv", "run.json", "run_env.json", "datapackage.json"];
    let mut tables: BTreeMap<String, Vec<u8>> = fs::read_dir(out)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !outside.contains(&name.as_str()))
        .map(|name| (name.clone(), fs::read(out.join(&name)).unwrap()))
        .collect();
    let mut run: serde_json::Value =
        serde_json::from_slice(&fs::read(out.join("run.json")).unwrap()).unwrap();
    run.as_object_mut().unwrap().shift_remove("index");
    run["stages"].as_object_mut().unwrap().shift_remove("index");
    tables.insert("run.json".to_owned(), run.to_string().into_bytes());
    tables
}

fn assert_same(found: &BTreeMap<String, Vec<u8>>, expected: &BTreeMap<String, Vec<u8>>) {
    assert!(found.keys().eq(expected.keys()), "{:?} {:?}", found.keys(), expected.keys());
    for (name, bytes) in found {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert_eq!(text(bytes), text(&expected[name]), "{name}");
    }
}

/// The sizes of all clusters.
fn clusters(out: &Path) -> BTreeMap<String, String> {
    let rows = rows(&out.join("clusters.csv")).into_iter();
    rows.map(|row| (row["cluster_id"].clone(), row["size"].clone())).collect()
}

/// Holds `cluster_changes.csv` against the clusters before and after it.
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
        assert!(told || before.get(id) == Some(size), "{id} is new and not told of");
    }
    for id in before.keys() {
        let told = changes.iter().any(|row| row["previous_cluster_id"] == *id);
        assert!(told || now.contains_key(id), "{id} has gone and is not told of");
    }
}

/// A count of `run.json` about the index.
fn count(out: &Path, name: &str) -> u64 {
    let run: serde_json::Value =
        serde_json::from_slice(&fs::read(out.join("run.json")).unwrap()).unwrap();
    run["stages"]["index"][name].as_u64().unwrap_or_else(|| panic!("no count {name}"))
}

/// A desk with a first night behind it.
fn after_one_night() -> Desk {
    let mut desk = Desk::new();
    for (name, site) in (0..4).flat_map(|name| (0..3).map(move |site| (name, site))) {
        let (story, form) = (name + 2 * site, site);
        desk.happen(Event::Write(Written { site, name, story, form }));
    }
    desk.happen(Event::Records { story: 3, count: 18 });
    std::thread::sleep(Duration::from_millis(150));
    desk.nightly(|_| {}).unwrap();
    desk
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 60, ..ProptestConfig::default() })]
    #[test]
    fn any_nights_end_as_one_run(
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
fn a_night_reads_only_what_is_new_and_counts_what_became_of_the_rest() {
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
fn verifying_reads_all_and_cleans_only_what_is_not_as_it_was() {
    let mut desk = after_one_night();
    desk.nightly(|settings| settings.verify_content = true).unwrap();
    assert_eq!(count(&desk.place("out"), "files_read"), 0);
    desk.happen(Event::Touch { site: 0, name: 0 });
    desk.nightly(|settings| settings.verify_content = true).unwrap();
    assert_eq!(["files_read", "changed"].map(|name| count(&desk.place("out"), name)), [1, 0]);
}

#[test]
fn work_on_a_file_is_not_done_again_though_its_run_was_not_written() {
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
fn a_corpus_that_is_not_mounted_empties_nothing() {
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
fn a_killed_run_is_settled_by_what_the_output_says() {
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
    // The new index with the old output: the run is done again.
    fs::remove_dir_all(&out).unwrap();
    fs::rename(&old_out, &out).unwrap();
    desk.nightly(|_| {}).unwrap();
    assert_same(&tables(&out), &after);
    // The old index with the new output is an earlier copy of itself.
    fs::copy(&old_index, &index).unwrap();
    let error = desk.nightly(|_| {}).unwrap_err();
    assert_eq!(error.exit_code(), 5, "{error}");
    assert!(error.to_string().contains("index rebuild"), "{error}");
    index::rebuild(&index).unwrap();
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
    index::rebuild(&desk.place("index")).unwrap();
    pipeline::run(&plan, &()).unwrap();
    desk.nightly(|_| {}).unwrap_err();
}

/// Copies of an index with a fault each: flipped bits, missing ends, pages of zeros.
fn damages(index: &[u8], number: usize) -> impl Iterator<Item = Vec<u8>> {
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = move |bound: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % bound
    };
    (0..number).map(move |n| {
        let mut bytes = index.to_vec();
        match n % 4 {
            0 => bytes[next(index.len())] ^= 1 << next(8),
            1 => bytes.truncate(next(index.len())),
            2 => {
                let page = next(index.len() / 4096);
                bytes[page * 4096..(page + 1) * 4096].fill(0);
            }
            // The head of the file, which everything hangs on.
            _ => bytes[next(320)] ^= 1 << next(8),
        }
        bytes
    })
}

fn sweep(number: usize) -> (usize, usize) {
    let mut desk = after_one_night();
    desk.happen(Event::Write(Written { site: 1, name: 4, story: 5, form: 1 }));
    let (index, out) = (desk.place("index"), desk.place("out"));
    let sound = fs::read(&index).unwrap();
    desk.nightly(|_| {}).unwrap();
    let expected = tables(&out);
    let (mut refused, mut unharmed) = (0, 0);
    for bytes in damages(&sound, number) {
        fs::write(&index, bytes).unwrap();
        let _ = fs::remove_dir_all(&out);
        match desk.nightly(|_| {}) {
            Ok(()) => {
                unharmed += 1;
                assert_same(&tables(&out), &expected);
            }
            Err(error) => {
                refused += 1;
                assert_eq!(error.exit_code(), 5, "{error}");
                assert!(error.to_string().contains("copydesk index rebuild"), "{error}");
            }
        }
    }
    (refused, unharmed)
}

#[test]
fn damage_is_refused_or_harmless() {
    let (refused, unharmed) = sweep(48);
    assert!(refused > 0 && refused + unharmed == 48, "{refused} refused, {unharmed} unharmed");
}

#[test]
#[ignore = "takes minutes; .ci/full runs it"]
fn a_thousand_damages_are_refused_or_harmless() {
    println!("refused, unharmed: {:?}", sweep(1_000));
}

#[test]
fn the_index_has_codes_of_its_own() {
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
