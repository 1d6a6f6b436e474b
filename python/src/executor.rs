//! The steps of a distributed run that need the settings of the job.
//!
//! In: columns as lists. Out: columns as lists. `copydesk/spark` moves them between machines.

use copydesk::pipeline::distributed::{self, DecideRow, Record, Row, Task, VerifyRow};
use pyo3::prelude::*;
use pyo3::pybacked::{PyBackedBytes, PyBackedStr};

use crate::error::on_threads;

/// Columns of documents: place, card, sample, tokens, hash of the text, body, problem.
type Documents = (
    Vec<u64>,
    Vec<Option<Vec<u8>>>,
    Vec<Option<Vec<u8>>>,
    Vec<Option<Vec<u8>>>,
    Vec<i64>,
    Vec<Option<Vec<u8>>>,
    Vec<Option<Vec<u8>>>,
);

/// The card, the sample and the tokens of a document.
type Parts = (PyBackedBytes, PyBackedBytes, PyBackedBytes);

/// What one process needs to take part in a job.
#[pyclass(frozen, module = "copydesk._native")]
pub struct Executor {
    executor: distributed::Executor,
}

#[pymethods]
impl Executor {
    #[new]
    #[pyo3(signature = (job, state=None))]
    fn new(py: Python<'_>, job: &[u8], state: Option<PyBackedBytes>) -> PyResult<Executor> {
        let open = || {
            let job = distributed::Job::from_bytes(job)?;
            distributed::Executor::new(job, state.as_deref())
        };
        Ok(Executor { executor: on_threads(py, 1, open)? })
    }

    /// Reads the documents of a task.
    fn read(&self, py: Python<'_>, task: (u64, u64, u32, u32)) -> PyResult<Documents> {
        let (first, files, part, parts) = task;
        let task = Task { first, files, part, parts };
        on_threads(py, 1, || Ok(columns(self.executor.read(task)?)))
    }

    /// Reads records: place, name and JSON.
    fn read_records(
        &self,
        py: Python<'_>,
        records: Vec<(u64, String, PyBackedStr)>,
    ) -> PyResult<Documents> {
        let records = records.into_iter().map(|(place, name, json)| Record {
            place,
            name,
            json: json.as_bytes().to_vec(),
        });
        let records = records.collect();
        on_threads(py, 1, || Ok(columns(self.executor.read_records(records)?)))
    }

    /// Counts what articles teach.
    fn count(
        &self,
        py: Python<'_>,
        articles: Vec<PyBackedBytes>,
        has_vote: Vec<bool>,
        languages: Vec<(String, u64)>,
    ) -> PyResult<Vec<u8>> {
        let rows: Vec<(&[u8], bool)> = articles.iter().map(|a| &**a).zip(has_vote).collect();
        on_threads(py, 1, || self.executor.count(&rows, &languages))
    }

    /// Cleans articles.
    fn clean(
        &self,
        py: Python<'_>,
        places: Vec<u64>,
        articles: Vec<PyBackedBytes>,
    ) -> PyResult<Documents> {
        let rows: Vec<(u64, &[u8])> =
            places.into_iter().zip(articles.iter().map(|article| &**article)).collect();
        on_threads(py, 1, || Ok(columns(self.executor.clean(&rows)?)))
    }

    /// Compares pairs of documents.
    fn verify(
        &self,
        py: Python<'_>,
        pairs: Vec<(u64, u64)>,
        one: Vec<Parts>,
        two: Vec<Parts>,
    ) -> PyResult<Vec<(u64, u64, Vec<u8>)>> {
        let rows: Vec<VerifyRow<'_>> = pairs
            .iter()
            .zip(one.iter().zip(&two))
            .map(|((a, b), (one, two))| VerifyRow {
                a: *a,
                b: *b,
                one: [&one.0, &one.1, &one.2],
                two: [&two.0, &two.1, &two.2],
            })
            .collect();
        on_threads(py, 1, || self.executor.verify(&rows))
    }

    /// Clusters documents: of each its first copy, its card, and its sample and tokens; and compared pairs.
    fn decide(
        &self,
        py: Python<'_>,
        documents: Vec<(u64, PyBackedBytes, Option<PyBackedBytes>, Option<PyBackedBytes>)>,
        pairs: Vec<(u64, u64, PyBackedBytes)>,
    ) -> PyResult<Vec<u8>> {
        let mut rows: Vec<DecideRow<'_>> = Vec::with_capacity(documents.len() + pairs.len());
        for (first, card, sample, tokens) in &documents {
            let body = sample.as_deref().zip(tokens.as_deref()).map(|(s, t)| [s, t]);
            rows.push(DecideRow::Document { first: *first, card, body });
        }
        for (a, b, compared) in &pairs {
            rows.push(DecideRow::Pair { a: *a, b: *b, compared });
        }
        on_threads(py, 1, || self.executor.decide(&rows)?.to_bytes())
    }
}

fn columns(rows: Vec<Row>) -> Documents {
    let mut all = Documents::default();
    for Row { place, document, problem } in rows {
        all.0.push(place);
        let (document, body) = document.unzip();
        all.4.push(document.as_ref().map_or(0, |document| document.text_hash));
        let (card, sample, tokens) = match document {
            Some(row) => (Some(row.card), Some(row.sample), Some(row.tokens)),
            None => (None, None, None),
        };
        all.1.push(card);
        all.2.push(sample);
        all.3.push(tokens);
        all.5.push(body);
        all.6.push(problem);
    }
    all
}
