//! `run.json`, which is the same on every machine, and `run_env.json`, which describes this machine.
//!
//! In: facts and times. Out: the two files. `run.json` contains no time, host, path or number of
//! threads: the same input and configuration give the same bytes.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::Error;

use super::clock::{StageClock, StageTime};
use super::counts::Counts;
use super::folder::OutputFolder;

/// Hashes of everything that the tables depend on, except the configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Hashes {
    pub rules: String,
    pub model: Option<String>,
    pub learned: String,
    /// Of the places and originals of all documents in their order, and of all problems. Filled
    /// in by [`super::Tables`].
    pub inputs: String,
}

/// What `run.json` holds.
#[derive(Debug, Clone, Serialize)]
pub struct RunFacts {
    /// The version. This first key marks a folder as one of this program.
    pub copydesk: String,
    /// The names of the inputs, without the folders that they are in.
    pub inputs: Vec<String>,
    pub configuration: Value,
    /// The settings that differ from the defaults.
    pub changed_settings: BTreeMap<String, Value>,
    pub hashes: Hashes,
    pub counts: Counts,
    /// The order of day and month in numeric dates, by the source of the dates.
    pub date_orders: BTreeMap<String, &'static str>,
    /// More counts of stages, by stage and name.
    pub stages: BTreeMap<String, BTreeMap<String, u64>>,
    /// What became of the user's labels, and the scores of the thresholds on them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub labels: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<RunMark>,
}

/// A run of an index, as its output names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunMark {
    /// Counts from 1.
    #[serde(rename = "run")]
    pub number: u32,
    /// Names the run, its input and the runs before it.
    pub id: String,
    /// Names the index. It is a random number, and is written to `run_env.json`.
    #[serde(skip)]
    pub lineage: u64,
}

/// The run of an index that wrote an output folder. `None` if no such run did.
pub fn run_mark(out: &Path) -> Option<RunMark> {
    let read = |name| -> Option<Value> {
        serde_json::from_slice(&std::fs::read(out.join(name)).ok()?).ok()
    };
    let mark: RunMark = serde_json::from_value(read("run.json")?.get("index")?.clone()).ok()?;
    let lineage = read("run_env.json").and_then(|facts| facts.get("index")?.as_u64());
    Some(RunMark { lineage: lineage.unwrap_or(0), ..mark })
}

impl RunFacts {
    pub fn write(&self, folder: &OutputFolder) -> Result<(), Error> {
        folder.write("run.json", pretty(&self)?.as_bytes())
    }
}

/// Writes `run_env.json`. Call it last, so that its times are complete.
pub fn write_environment(
    folder: &OutputFolder,
    started: jiff::Timestamp,
    threads: usize,
    clock: &StageClock,
    lineage: Option<u64>,
) -> Result<(), Error> {
    let stages: Vec<Value> = clock.stages().iter().map(stage).collect();
    let host = rustix::system::uname().nodename().to_string_lossy().into_owned();
    let mut facts = json!({
        "start": started.to_string(),
        "host": host,
        "threads": threads,
        "total": stage(&clock.total()),
        "stages": stages,
    });
    if let (Some(lineage), Some(facts)) = (lineage, facts.as_object_mut()) {
        facts.insert("index".to_owned(), lineage.into());
    }
    folder.write("run_env.json", pretty(&facts)?.as_bytes())
}

fn stage(time: &StageTime) -> Value {
    let milliseconds = |seconds: f64| (seconds * 1e3).round() / 1e3;
    let mut facts = json!({
        "name": time.name,
        "wall_seconds": milliseconds(time.wall_seconds),
        "cpu_seconds": milliseconds(time.cpu_seconds),
        "peak_memory_bytes": time.peak_memory_bytes,
    });
    if let (Some(within), Some(facts)) = (&time.within, facts.as_object_mut()) {
        // A part has no wall-clock time of its own.
        facts.shift_remove("wall_seconds");
        facts.insert("within".to_owned(), within.as_str().into());
    }
    facts
}

pub fn pretty(value: &impl Serialize) -> Result<String, Error> {
    let text = serde_json::to_string_pretty(value);
    text.map(|text| text + "\n").map_err(|error| Error::Usage(error.to_string()))
}
