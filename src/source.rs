//! Finds the files of the inputs and reads the documents in them.
//!
//! In: the inputs. Out: a [`Walk`], the files in the order of the tables, then [`Batch`]es of
//! [`RawDocument`](crate::document::RawDocument)s and problems in that order. The content of a file
//! decides its format; its name is only a hint. No field is parsed, and nothing is written.

mod columns;
mod compression;
mod contents;
mod envelope;
mod feed;
mod feed_head;
mod found;
mod http;
mod input;
mod input_folder;
mod json;
mod lines;
mod own_output;
mod page;
#[cfg(feature = "full")]
mod parquet;
mod place;
mod read;
mod read_error;
mod records;
mod sniff;
mod stream;
mod table;
mod tar;
mod transcode;
mod walk;
mod warc;
mod zip;

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::JoinHandle;

use rayon::prelude::*;

use crate::config::{InputSettings, Limits};
use crate::document::{Problem, ProblemCode, Stage};

pub(crate) use feed::json_lines as feed_as_json_lines;
pub use found::{FoundFile, Location, Stamp};
pub use input::{refuse_index, refuse_place};
pub use input_folder::InputFolder;
pub use records::Batch;
pub use walk::{Walk, walk};

use read_error::outcome_of;
use records::Sink;

/// Bytes of small files in a full batch.
const BATCH_BYTES: usize = 16 << 20;
/// Files up to this size are read several at a time.
const SMALL_BYTES: u64 = 4 << 20;
/// Small files that are read together.
const FILES_AT_A_TIME: usize = 2048;
/// Batches of a large file that may wait for the caller.
const AHEAD: usize = 2;

impl Walk {
    /// Reads the files: small ones in parallel on the rayon pool of the caller, large ones one
    /// after the other on a thread of their own, ahead of the caller.
    ///
    /// The problems of the walk itself are not among those of the batches.
    pub fn batches<'w>(&'w self, settings: &'w InputSettings) -> Batches<'w> {
        Batches { rest: &self.files, limits: &settings.limits, ready: VecDeque::new(), large: None }
    }
}

/// The documents of a walk, batch by batch.
pub struct Batches<'w> {
    rest: &'w [FoundFile],
    limits: &'w Limits,
    /// Files that were read and not returned yet.
    ready: VecDeque<Small<'w>>,
    large: Option<Large<'w>>,
}

/// What a small file turned out to be.
enum Small<'w> {
    Read(Batch),
    /// It holds more than one batch.
    Large(&'w FoundFile),
}

/// A large file, read on a thread of its own.
struct Large<'w> {
    file: &'w FoundFile,
    batches: Receiver<Batch>,
    thread: Option<JoinHandle<()>>,
}

impl Iterator for Batches<'_> {
    type Item = Batch;

    fn next(&mut self) -> Option<Batch> {
        loop {
            if let Some(large) = &mut self.large {
                match large.next() {
                    Some(batch) => return Some(batch),
                    None => self.large = None,
                }
            }
            let batch = self.take_ready();
            if !batch.documents.is_empty() || !batch.problems.is_empty() {
                return Some(batch);
            }
            if self.large.is_none() && !self.read_on() {
                return None;
            }
        }
    }
}

impl Batches<'_> {
    /// Joins the files that were read, up to the next large one, and starts reading that one.
    fn take_ready(&mut self) -> Batch {
        let mut joined = Batch::default();
        let mut bytes = 0;
        while bytes < BATCH_BYTES {
            match self.ready.pop_front() {
                Some(Small::Read(mut batch)) => {
                    bytes += batch.documents.iter().map(|d| d.bytes.len()).sum::<usize>();
                    joined.documents.append(&mut batch.documents);
                    joined.problems.append(&mut batch.problems);
                }
                Some(Small::Large(file)) => {
                    self.large = Some(Large::begin(file, self.limits));
                    break;
                }
                None => break,
            }
        }
        joined
    }

    /// Reads the next files. Returns false at the end.
    fn read_on(&mut self) -> bool {
        let mut bytes = 0;
        let small = self.rest.iter().take(FILES_AT_A_TIME).take_while(|file| {
            bytes += file.stamp.bytes;
            file.stamp.bytes <= SMALL_BYTES
                && bytes <= BATCH_BYTES as u64
                && file.location != Location::StandardInput
        });
        let count = small.count();
        let (files, rest) = self.rest.split_at(count);
        if let ([], Some((file, rest))) = (files, rest.split_first()) {
            self.ready.push_back(Small::Large(file));
            self.rest = rest;
            return true;
        }
        self.rest = rest;
        let limits = self.limits;
        let read: Vec<_> = files.par_iter().map(|file| small_file(file, limits)).collect();
        self.ready.extend(read);
        !self.ready.is_empty()
    }
}

/// Reads a whole file, unless it holds more than one batch.
fn small_file<'w>(file: &'w FoundFile, limits: &Limits) -> Small<'w> {
    let mut give = |_| false;
    let mut sink = Sink::new(&mut give);
    match guarded(file, limits, &mut sink) {
        true => Small::Read(sink.rest()),
        false => Small::Large(file),
    }
}

/// Reads a file. A panic while reading it is a problem of that file. Returns false when the sink
/// wants no more.
fn guarded(file: &FoundFile, limits: &Limits, sink: &mut Sink<'_>) -> bool {
    let mut read = || read::file(file, limits, sink);
    match std::panic::catch_unwind(std::panic::AssertUnwindSafe(&mut read)) {
        Ok(result) => result.is_ok(),
        Err(_) => sink
            .problem(
                file.id.clone(),
                Stage::Open,
                ProblemCode::Panic,
                "an internal error while reading; please report it",
            )
            .is_ok(),
    }
}

impl<'w> Large<'w> {
    fn begin(file: &'w FoundFile, limits: &Limits) -> Large<'w> {
        let (sender, batches) = sync_channel(AHEAD);
        let (owned, limits) = (file.clone(), limits.clone());
        let work = move || {
            let mut give = |batch| sender.send(batch).is_ok();
            let mut sink = Sink::new(&mut give);
            if guarded(&owned, &limits, &mut sink) {
                let rest = sink.rest();
                // The receiver is gone when the caller stopped early.
                let _ = sender.send(rest);
            }
        };
        let thread = std::thread::Builder::new().name("reader".to_owned()).spawn(work).ok();
        Large { file, batches, thread }
    }

    fn next(&mut self) -> Option<Batch> {
        if let Ok(batch) = self.batches.recv() {
            return Some(batch);
        }
        let ended = self.thread.take().map(JoinHandle::join);
        let message = match ended {
            Some(Ok(())) => return None,
            Some(Err(_)) => "an internal error while reading; please report it",
            None => return None,
        };
        let code = ProblemCode::Panic;
        Some(Batch {
            documents: Vec::new(),
            problems: vec![Problem {
                id: self.file.id.clone(),
                outcome: outcome_of(code),
                stage: Stage::Open,
                code,
                message: message.into(),
            }],
        })
    }
}

#[cfg(test)]
mod tests;
