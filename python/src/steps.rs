//! The steps of a distributed run that need no rules and no models.
//!
//! In: columns as lists. Out: columns as lists. The driver's own steps are the classes: [`Job`], [`Output`].

use std::ffi::OsString;
use std::sync::Mutex;

use copydesk::Error;
use copydesk::cli::plan_of;
use copydesk::pipeline::distributed::{self, Decided, Event, Matched, Posting, SampledPair};
use copydesk::source::Walk;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;

use crate::corpus::told;
use crate::error::{on_threads, raised};

/// A pair: places, whether a long list proposed it.
type Pair = (u64, u64, u32, bool);

/// A job: its settings as bytes, and what the walk of its inputs found.
#[pyclass(module = "copydesk._native")]
pub struct Job {
    job: distributed::Job,
    walk: Option<Walk>,
}

#[pymethods]
impl Job {
    /// The job of the arguments of `copydesk run`. Walks the inputs, unless an engine reads the documents.
    #[new]
    fn new(py: Python<'_>, arguments: Vec<OsString>, of_records: bool) -> PyResult<Job> {
        let open = || {
            let plan = plan_of(arguments)?;
            if of_records {
                distributed::Job::of_records(&plan)
            } else {
                distributed::Job::new(&plan)
            }
        };
        let (job, walk) = on_threads(py, 1, open)?;
        Ok(Job { job, walk: Some(walk) })
    }

    /// The settings, for executors.
    fn to_bytes(&self, py: Python<'_>) -> PyResult<Vec<u8>> {
        self.job.to_bytes().map_err(|error| raised(py, &error))
    }

    /// The tasks of reading: first file, files, share, shares.
    fn tasks(&self) -> Vec<(u64, u64, u32, u32)> {
        let tasks = self.walk.as_ref().map(distributed::tasks).unwrap_or_default();
        tasks.iter().map(|task| (task.first, task.files, task.part, task.parts)).collect()
    }

    /// Whether the job cleans at all, and the file of its learned state.
    fn cleaning(&self) -> (bool, Option<String>) {
        let learned = self.job.cleaning.learned.as_ref();
        (self.job.cleaning.any(), learned.map(|path| path.to_string_lossy().into_owned()))
    }

    /// Opens the output folder, and locks it.
    fn output(&mut self, py: Python<'_>) -> PyResult<Output> {
        let walk = self.walk.take().unwrap_or_default();
        let open = || distributed::Output::open(&self.job, walk);
        Ok(Output { output: Mutex::new(Some(on_threads(py, 1, open)?)) })
    }
}

/// The output folder of a job, locked.
#[pyclass(frozen, module = "copydesk._native")]
pub struct Output {
    output: Mutex<Option<distributed::Output>>,
}

#[pymethods]
impl Output {
    /// Writes everything and commits. `documents` yields lists of place and clean article, in the order of places.
    #[allow(clippy::too_many_arguments)]
    fn write(
        &self,
        py: Python<'_>,
        state: PyBackedBytes,
        documents: Py<PyAny>,
        problems: Vec<PyBackedBytes>,
        found: u64,
        decided: Vec<PyBackedBytes>,
        candidates: u64,
        capped: (u64, u64),
        threads: usize,
    ) -> PyResult<(String, String, bool)> {
        let taken = self.output.lock().ok().and_then(|mut output| output.take());
        let finished = on_threads(py, threads, || {
            let output =
                taken.ok_or_else(|| Error::Usage("the output was written already".to_owned()))?;
            let decided: Vec<Decided> =
                decided.iter().map(|bytes| Decided::from_bytes(bytes)).collect::<Result<_, _>>()?;
            let (capped_shingles, capped_pairs) = capped;
            let matched = Matched { decided, candidates, capped_shingles, capped_pairs };
            let problems: Vec<&[u8]> = problems.iter().map(|problem| &**problem).collect();
            let mut batches = std::iter::from_fn(|| next(&documents));
            output.write(&state, &mut batches, &problems, found, matched)
        })?;
        Ok(told(&finished))
    }

    /// Gives the folder back without writing.
    fn close(&self) {
        if let Ok(mut output) = self.output.lock() {
            output.take();
        }
    }
}

/// The next documents of a Python iterator.
fn next(documents: &Py<PyAny>) -> Option<Result<Vec<(u64, Vec<u8>)>, Error>> {
    Python::attach(|py| {
        let found = match documents.bind(py).try_iter() {
            Ok(mut iterator) => iterator.next()?,
            Err(error) => Err(error),
        };
        let rows = found.and_then(|rows| rows.extract::<Vec<(u64, Vec<u8>)>>());
        Some(rows.map_err(|error| Error::Usage(format!("the documents cannot be read: {error}"))))
    })
}

/// The first copy of each document. All documents with one text must come together.
#[pyfunction]
pub fn first_copies(
    py: Python<'_>,
    job: &[u8],
    cards: Vec<PyBackedBytes>,
) -> PyResult<Vec<(u64, u64)>> {
    let cards: Vec<&[u8]> = cards.iter().map(|card| &**card).collect();
    let rows = on_threads(py, 1, || {
        let settings = distributed::Job::from_bytes(job)?.matching;
        distributed::first_copies(&cards, &settings)
    })?;
    Ok(rows.into_iter().map(|row| (row.place, row.first)).collect())
}

/// Columns of postings: key, place, first, second, tokens, sampled.
type Postings = (Vec<u32>, Vec<u64>, Vec<u32>, Vec<u32>, Vec<u32>, Vec<u32>);

/// The postings of documents that are the first of their copies.
#[pyfunction]
pub fn postings(
    py: Python<'_>,
    job: &[u8],
    cards: Vec<PyBackedBytes>,
    samples: Vec<PyBackedBytes>,
) -> PyResult<Postings> {
    let rows: Vec<(&[u8], &[u8])> =
        cards.iter().zip(&samples).map(|(card, sample)| (&**card, &**sample)).collect();
    let found = on_threads(py, 1, || {
        let settings = distributed::Job::from_bytes(job)?.matching;
        distributed::postings(&rows, &settings)
    })?;
    let mut all = Postings::default();
    for one in found {
        all.0.push(one.key);
        all.1.push(one.place);
        all.2.push(one.first);
        all.3.push(one.second);
        all.4.push(one.tokens);
        all.5.push(one.sampled);
    }
    Ok(all)
}

/// Columns of events: a, b, times, whether capped, and of both documents the sampled shingles and the tokens.
type Events = (Vec<u64>, Vec<u64>, Vec<u64>, Vec<bool>, Vec<u32>, Vec<u32>, Vec<u32>, Vec<u32>);

/// The pairs that lists propose, and the shingles and pairs that long lists leave out.
#[pyfunction]
#[allow(clippy::too_many_arguments)]
pub fn pair_lists(
    py: Python<'_>,
    job: &[u8],
    key: Vec<u32>,
    place: Vec<u64>,
    first: Vec<u32>,
    second: Vec<u32>,
    tokens: Vec<u32>,
    sampled: Vec<u32>,
) -> PyResult<(Events, (u64, u64))> {
    let numbers = first.into_iter().zip(second).zip(tokens.into_iter().zip(sampled));
    let postings = key.into_iter().zip(place).zip(numbers).map(
        |((key, place), ((first, second), (tokens, sampled)))| Posting {
            key,
            place,
            first,
            second,
            tokens,
            sampled,
        },
    );
    let postings = postings.collect();
    let (events, capped) = on_threads(py, 1, || {
        let settings = distributed::Job::from_bytes(job)?.matching;
        Ok(distributed::pair_lists(postings, &settings))
    })?;
    let mut all = Events::default();
    for event in events {
        let [(sampled_a, tokens_a), (sampled_b, tokens_b)] = event.sizes;
        all.0.push(event.a);
        all.1.push(event.b);
        all.2.push(event.times);
        all.3.push(event.is_capped);
        all.4.push(sampled_a);
        all.5.push(tokens_a);
        all.6.push(sampled_b);
        all.7.push(tokens_b);
    }
    Ok((all, (capped.shingles, capped.pairs)))
}

/// An event with the samples of both documents: they are needed if a long list proposed the pair.
type Proposed =
    (u64, u64, u64, bool, (u32, u32), (u32, u32), Option<PyBackedBytes>, Option<PyBackedBytes>);

/// The candidates among pairs: places, shared shingles, whether capped.
#[pyfunction]
pub fn choose(py: Python<'_>, job: &[u8], pairs: Vec<Proposed>) -> PyResult<Vec<Pair>> {
    let (mut plain, mut sampled) = (Vec::new(), Vec::new());
    for (a, b, times, is_capped, one, two, sample_a, sample_b) in &pairs {
        let sizes = [*one, *two];
        let event = Event { a: *a, b: *b, times: *times, is_capped: *is_capped, sizes };
        match (is_capped, sample_a, sample_b) {
            (false, ..) => plain.push(event),
            (true, Some(a), Some(b)) => sampled.push(SampledPair { event, samples: [a, b] }),
            _ => {
                let message = "a pair of a long list came without its samples".to_owned();
                return Err(raised(py, &Error::Usage(message)));
            }
        }
    }
    let rows = on_threads(py, 1, || {
        let settings = distributed::Job::from_bytes(job)?.matching;
        let mut chosen = distributed::choose(&plain, &settings);
        chosen.extend(distributed::choose_sampled(&sampled, &settings));
        Ok(chosen)
    })?;
    Ok(rows.into_iter().map(|row| (row.a, row.b, row.shared, row.is_capped)).collect())
}

/// Merges what executors counted.
#[pyfunction]
pub fn merge_counts(py: Python<'_>, counts: Vec<PyBackedBytes>) -> PyResult<Vec<u8>> {
    let counts: Vec<&[u8]> = counts.iter().map(|bytes| &**bytes).collect();
    on_threads(py, 1, || distributed::merge_counts(&counts))
}

/// Counts the shingles of documents that vote, by part of the table.
#[pyfunction]
pub fn weigh(
    py: Python<'_>,
    tokens: Vec<PyBackedBytes>,
    classes: Vec<u32>,
    cells_log2: u32,
) -> PyResult<Vec<(u32, Vec<u8>)>> {
    let rows: Vec<(&[u8], u32)> = tokens.iter().map(|bytes| &**bytes).zip(classes).collect();
    on_threads(py, 1, || distributed::weigh(&rows, cells_log2))
}

/// Merges the counts of one part of the table of shingles.
#[pyfunction]
pub fn merge_cells(
    py: Python<'_>,
    counts: Vec<PyBackedBytes>,
    is_complete: bool,
) -> PyResult<Vec<u8>> {
    let counts: Vec<&[u8]> = counts.iter().map(|bytes| &**bytes).collect();
    on_threads(py, 1, || distributed::merge_cells(&counts, is_complete))
}

/// The words of a document, for the sample that shows which words are common.
#[pyfunction]
pub fn words_of(py: Python<'_>, tokens: PyBackedBytes) -> PyResult<Vec<u8>> {
    on_threads(py, 1, || distributed::words_of(&tokens))
}

/// The learned state that all counts together make, as bytes.
#[pyfunction]
pub fn finish(
    py: Python<'_>,
    counts: Vec<PyBackedBytes>,
    cells: Vec<PyBackedBytes>,
    words: Vec<PyBackedBytes>,
    cells_log2: u32,
    cleans: bool,
) -> PyResult<Vec<u8>> {
    fn all(list: &[PyBackedBytes]) -> Vec<&[u8]> {
        list.iter().map(|bytes| &**bytes).collect()
    }
    let (counts, cells, words) = (all(&counts), all(&cells), all(&words));
    on_threads(py, 1, || distributed::finish(&counts, &cells, &words, cells_log2, cleans))
}
