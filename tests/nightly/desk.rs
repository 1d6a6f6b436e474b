//! A corpus that changes from night to night, with its output and its index.
//!
//! In: changes of its files. Out: runs over it, and their tables. It checks nothing.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use copydesk::Error;
use copydesk::config::{InputSettings, NightlySettings, OutputSettings};
use copydesk::destination::{Destination, Overwrite};
use copydesk::pipeline::{self, Plan};
use proptest::prelude::*;

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

/// A file of the corpus: its site, its name, its story and the version of that story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    pub site: usize,
    pub name: usize,
    pub story: usize,
    pub form: usize,
}

impl Written {
    fn path(self) -> String {
        // Some stories are records of one file, which grows and changes.
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

/// A change of the corpus between two runs.
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
    pub home: tempfile::TempDir,
    /// Each file gets a modification time one second after that of the file before.
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

    pub fn write(&mut self, path: &str, text: &str) {
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

    pub fn plan(&self, out: &str, learned: Option<PathBuf>) -> Plan {
        let mut plan = Plan {
            input: InputSettings { inputs: vec![self.place("corpus")], ..InputSettings::default() },
            output: OutputSettings { folder: self.place(out), ..OutputSettings::default() },
            ..Plan::default()
        };
        plan.output.keep_original = true;
        plan.cleaning.learned = learned;
        plan
    }

    pub fn nightly(&self, change: impl FnOnce(&mut NightlySettings)) -> Result<(), Error> {
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

    /// The tables of one run over all present files, with a learned state.
    pub fn whole(&self, learned: PathBuf) -> BTreeMap<String, Vec<u8>> {
        pipeline::run(&self.plan("whole", Some(learned)), &()).unwrap();
        tables(&self.place("whole"))
    }

    /// Learns from all present files.
    pub fn learn(&self) -> PathBuf {
        let plan = self.plan("none", None);
        let state = pipeline::learn(&plan, self.home.path(), &()).unwrap();
        let path = self.place(&format!("state-{}", self.clock));
        let (signature, overwrite) = (copydesk::learned::SIGNATURE, Overwrite::OwnFiles);
        let destination = Destination::open(&path, signature, overwrite).unwrap();
        copydesk::learned::save(&state, destination).unwrap();
        path
    }
}

/// The files of an output that must not depend on the sequence of runs.
pub fn tables(out: &Path) -> BTreeMap<String, Vec<u8>> {
    let outside = [
        "history.csv",
        "cluster_changes.csv",
        "problem_history.csv",
        "runs.csv",
        "run.json",
        "run_env.json",
        "datapackage.json",
    ];
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

pub fn assert_same(found: &BTreeMap<String, Vec<u8>>, expected: &BTreeMap<String, Vec<u8>>) {
    assert!(found.keys().eq(expected.keys()), "{:?} {:?}", found.keys(), expected.keys());
    for (name, bytes) in found {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert_eq!(text(bytes), text(&expected[name]), "{name}");
    }
}

/// A count of `run.json` about the index.
pub fn count(out: &Path, name: &str) -> u64 {
    let run: serde_json::Value =
        serde_json::from_slice(&fs::read(out.join("run.json")).unwrap()).unwrap();
    run["stages"]["index"][name].as_u64().unwrap_or_else(|| panic!("no count {name}"))
}

/// A desk after its first run.
pub fn after_one_night() -> Desk {
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
