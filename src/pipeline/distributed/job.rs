//! A job: the settings that all executors share, and the tasks of reading.
//!
//! In: the plan of a run. Out: a [`Job`], as bytes for executors, and its [`Task`]s. It reads no document.

use std::hash::Hasher;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

use super::encoding::{decode, encode};
use crate::Error;
use crate::cluster::MatchSettings;
use crate::config::{CleaningSettings, InputSettings, ModelChoice, OutputSettings};
use crate::pipeline::plan::Plan;
use crate::source::{self, Walk};

/// The settings of a job, and what shows that an executor sees the same corpus.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Job {
    pub input: InputSettings,
    pub cleaning: CleaningSettings,
    pub matching: MatchSettings,
    pub output: OutputSettings,
    /// A hash of the names and sizes of all files.
    pub(super) corpus: u64,
}

/// Files to read: a run of them, or a share of the documents of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// The number of the first file in the walk.
    pub first: u64,
    pub files: u64,
    pub part: u32,
    /// Shares that the documents of a large file are read in, 1 for small files.
    pub parts: u32,
}

/// Bytes of small files in a task, and of a share of a large file.
const TASK_BYTES: u64 = 8 << 20;
/// Files in a task.
const TASK_FILES: u64 = 2_000;
/// Shares of one file at most: each of them reads the file, and parses its own documents only.
const MOST_PARTS: u64 = 64;

impl Job {
    /// The job of a plan, and what its walk found.
    ///
    /// # Errors
    /// [`Error::Usage`] for what only one machine can do; as [`crate::pipeline::run`] for inputs.
    pub fn new(plan: &Plan) -> Result<(Job, Walk), Error> {
        let job = Job::of_plan(plan)?;
        let folder = &job.output.folder;
        let output = (!folder.as_os_str().is_empty()).then_some(folder.as_path());
        let walk = source::walk(&job.input, output)?;
        if walk.files.is_empty() && walk.problems.is_empty() {
            return Err(Error::NoDocuments(plan.input_names()));
        }
        Ok((Job { corpus: hash(&walk), ..job }, walk))
    }

    /// The job of a plan for documents that an engine reads. The plan's inputs do not count.
    ///
    /// # Errors
    /// As [`Job::new`].
    pub fn of_records(plan: &Plan) -> Result<(Job, Walk), Error> {
        let mut job = Job::of_plan(plan)?;
        job.input.inputs.clear();
        Ok((job, Walk::default()))
    }

    fn of_plan(plan: &Plan) -> Result<Job, Error> {
        let refused = [
            (plan.nightly.is_some(), "--index"),
            (plan.labels.is_some(), "--labels"),
            (plan.against.is_some(), "--against"),
            (plan.input.metadata.is_some(), "--metadata"),
            (plan.output.passages, "--passages"),
        ];
        if let Some((_, flag)) = refused.iter().find(|(given, _)| *given) {
            return Err(Error::Usage(format!("{flag} works on one machine only: leave it out")));
        }
        let mut job = Job {
            input: plan.input.clone(),
            cleaning: plan.cleaning.clone(),
            matching: plan.matching.clone(),
            output: plan.output.clone(),
            corpus: 0,
        };
        job.make_absolute()?;
        Ok(job)
    }

    /// Executors have another working folder.
    fn make_absolute(&mut self) -> Result<(), Error> {
        let Job { input, cleaning, output, .. } = self;
        let mut paths: Vec<&mut PathBuf> = input.inputs.iter_mut().collect();
        paths.extend(&mut cleaning.rules);
        paths.extend(&mut cleaning.learned);
        paths.extend(&mut cleaning.choices);
        if let ModelChoice::File(path) = &mut cleaning.model {
            paths.push(path);
        }
        if !output.folder.as_os_str().is_empty() {
            paths.push(&mut output.folder);
        }
        for path in paths {
            *path = std::path::absolute(&*path)
                .map_err(|source| Error::Input { path: path.clone(), source })?;
        }
        Ok(())
    }

    /// The plan of the job on one machine.
    pub fn plan(&self) -> Plan {
        Plan {
            input: self.input.clone(),
            cleaning: self.cleaning.clone(),
            matching: self.matching.clone(),
            output: self.output.clone(),
            ..Plan::default()
        }
    }

    pub fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        encode(self)
    }

    /// # Errors
    /// [`Error::Damaged`] if another version wrote the bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Job, Error> {
        decode(bytes)
    }

    /// Walks the inputs again, on an executor.
    ///
    /// # Errors
    /// [`Error::Usage`] if the files are not those that the driver found.
    pub(super) fn walk(&self) -> Result<Walk, Error> {
        let walk = source::walk(&self.input, None)?;
        if hash(&walk) == self.corpus {
            return Ok(walk);
        }
        Err(Error::Usage(
            "an executor sees other files than the driver: put the corpus where all of them see it, and do \
             not change it during a run"
                .to_owned(),
        ))
    }
}

fn hash(walk: &Walk) -> u64 {
    let mut hasher = Xxh3::new();
    for file in &walk.files {
        hasher.write(file.id.root.as_bytes());
        hasher.write(file.id.path.as_bytes());
        hasher.write_u64(file.stamp.bytes);
    }
    hasher.write_u8(u8::from(walk.rooted));
    hasher.digest()
}

/// The tasks of a walk, in the order of its files.
pub fn tasks(walk: &Walk) -> Vec<Task> {
    let mut tasks: Vec<Task> = Vec::new();
    let (mut open, mut bytes) = (None::<Task>, 0);
    for (number, file) in (0..).zip(&walk.files) {
        let size = file.stamp.bytes;
        let full = bytes + size > TASK_BYTES || open.is_some_and(|task| task.files >= TASK_FILES);
        if full {
            tasks.extend(open.take());
            bytes = 0;
        }
        if size > TASK_BYTES {
            let parts = size.div_ceil(TASK_BYTES).min(MOST_PARTS) as u32;
            tasks.extend((0..parts).map(|part| Task { first: number, files: 1, part, parts }));
            continue;
        }
        bytes += size;
        open.get_or_insert(Task { first: number, files: 0, part: 0, parts: 1 }).files += 1;
    }
    tasks.extend(open);
    tasks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Stamp;

    fn walk(sizes: &[u64]) -> Walk {
        let folder = tempfile::tempdir().unwrap();
        for (number, _) in sizes.iter().enumerate() {
            std::fs::write(folder.path().join(format!("{number:03}.txt")), "Rain fell.").unwrap();
        }
        let input =
            InputSettings { inputs: vec![folder.path().to_owned()], ..InputSettings::default() };
        let mut walk = source::walk(&input, None).unwrap();
        for (file, bytes) in walk.files.iter_mut().zip(sizes) {
            file.stamp = Stamp { bytes: *bytes, ..file.stamp };
        }
        walk
    }

    #[test]
    fn tasks_hold_every_file_once_and_large_files_in_shares() {
        let walk = walk(&[3, 4, 20 << 20, 5, 7 << 20, 2 << 20]);
        let found: Vec<(u64, u64, u32, u32)> =
            tasks(&walk).iter().map(|t| (t.first, t.files, t.part, t.parts)).collect();
        let wanted =
            [(0, 2, 0, 1), (2, 1, 0, 3), (2, 1, 1, 3), (2, 1, 2, 3), (3, 2, 0, 1), (5, 1, 0, 1)];
        assert_eq!(found, wanted);
    }

    #[test]
    fn other_files_have_another_hash() {
        assert_ne!(hash(&walk(&[3, 4])), hash(&walk(&[3, 5])));
    }
}
