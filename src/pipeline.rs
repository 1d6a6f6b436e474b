//! The whole program in order: this page is its table of contents.
//!
//! In: a [`Plan`]. Out: the output folder, swapped in whole at the end, and what the summary says.
//! Each stage is a module with one public function; here they meet, and nowhere else.

mod clean;
mod cleaner;
mod finished;
mod learn;
mod nightly;
mod preview;
mod read;
mod text;
mod write;

use std::path::Path;

use crate::Error;
use crate::cluster;
pub use crate::cluster::MatchSettings;
use crate::config::{
    CleaningSettings, InputSettings, NightlySettings, OutputSettings, WorkSettings,
};
use crate::document::learned::LearnedState;
use crate::report::{OutputFolder, PartClock, StageClock};
use crate::source;

pub use cleaner::{Cleaner, rules};
pub use finished::Finished;
pub use preview::{Preview, preview};
pub use text::{clean, matches};
pub use write::catalogue;

/// Everything a run is to do.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    pub input: InputSettings,
    pub cleaning: CleaningSettings,
    pub matching: MatchSettings,
    pub output: OutputSettings,
    pub work: WorkSettings,
    /// What a nightly run remembers, and where; `None`: a run that stands for itself.
    pub nightly: Option<NightlySettings>,
}

/// Who is told how far a run is.
pub trait Progress: Sync {
    /// A stage begins.
    fn stage(&self, name: &'static str);
    /// So many documents more have passed it.
    fn advance(&self, documents: u64);
}

/// Nobody is told.
impl Progress for () {
    fn stage(&self, _name: &'static str) {}
    fn advance(&self, _documents: u64) {}
}

/// Cleans a corpus, clusters its copies and writes the tables.
///
/// Works on the rayon pool that it is called in.
///
/// # Errors
/// When the run cannot go on: no input, no document, no place for the output. A document that
/// cannot be read is a row in `problems.csv`.
pub fn run(plan: &Plan, progress: &dyn Progress) -> Result<Finished, Error> {
    if let Some(settings) = &plan.nightly {
        return nightly::run(plan, settings, progress);
    }
    let mut work = Work::start(progress);
    let cleaner = Cleaner::open(&plan.cleaning)?;

    work.begin("walk");
    let corpus = source::walk(&plan.input, Some(&plan.output.folder))?;
    if corpus.files.is_empty() && corpus.problems.is_empty() {
        return Err(Error::NoDocuments(names(&plan.input)));
    }
    let folder = OutputFolder::open(&plan.output.folder)?;

    work.begin("read");
    let stories = read::read(&corpus, plan, &folder.scratch(), &work)?;

    work.begin("group copies");
    let raw = cluster::candidates(&stories.fingerprints, &plan.matching);

    work.begin("learn");
    let cleaner = if cleaner.has_learned() {
        cleaner
    } else {
        let learned = learn::learn(&stories, &raw, &cleaner, plan, &work)?;
        cleaner.with_learned(learned)
    };

    work.begin("clean");
    let clean = clean::clean(stories, raw, &cleaner, plan, &folder.scratch(), &work)?;

    work.begin("find candidates");
    let candidates = match clean.candidates {
        Some(ref same) => same,
        None => &cluster::candidates(&clean.fingerprints, &plan.matching),
    };

    work.begin("verify and cluster");
    let weights = &cleaner.learned().weights;
    let clustering = cluster::cluster(&clean.fingerprints, candidates, weights, &plan.matching)
        .map_err(|source| Error::Output { path: folder.scratch(), source })?;

    work.begin("write");
    write::write(clean, &clustering, &cleaner, plan, folder, work, None)
}

/// Learns from a corpus and writes no table: the state for `--learned`. `scratch` is a folder for
/// files that lose their names at once.
///
/// # Errors
/// As [`run`].
pub fn learn(plan: &Plan, scratch: &Path, progress: &dyn Progress) -> Result<LearnedState, Error> {
    let mut work = Work::start(progress);
    work.begin("read");
    let corpus = source::walk(&plan.input, None)?;
    if corpus.files.is_empty() {
        return Err(Error::NoDocuments(names(&plan.input)));
    }
    let stories = read::read(&corpus, plan, scratch, &work)?;
    let copies = cluster::candidates(&stories.fingerprints, &plan.matching);
    work.begin("learn");
    learn::learn(&stories, &copies, &Cleaner::open(&plan.cleaning)?, plan, &work)
}

/// The clock and the ear of a run.
struct Work<'a> {
    started: jiff::Timestamp,
    clock: StageClock,
    /// Fingerprinting goes on while documents are read, and while they are cleaned.
    fingerprinting: PartClock,
    progress: &'a dyn Progress,
}

impl<'a> Work<'a> {
    fn start(progress: &'a dyn Progress) -> Self {
        Work {
            started: jiff::Timestamp::now(),
            clock: StageClock::start(),
            fingerprinting: PartClock::default(),
            progress,
        }
    }

    fn begin(&mut self, stage: &'static str) {
        self.clock.tell_apart("fingerprint", &self.fingerprinting);
        self.clock.begin(stage);
        self.progress.stage(stage);
    }
}

/// The inputs as a message names them.
fn names(input: &InputSettings) -> String {
    let names: Vec<String> = input.inputs.iter().map(|p| p.display().to_string()).collect();
    names.join(", ")
}
