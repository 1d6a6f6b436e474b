//! Whole corpora: the commands `run` and `learn`, and the command line itself.
//!
//! In: arguments of the command line. Out: what a run counted, or a learned state. The work is on threads that end with
//! the call.

use std::ffi::OsString;
use std::path::PathBuf;

use copydesk::cli;
use copydesk::pipeline::{self, Finished};
use pyo3::prelude::*;

use crate::error::{on_threads, raised};
use crate::learned::LearnedState;

/// Cleans and clusters a corpus. Returns the summary, the counts as JSON, and whether nothing failed.
#[pyfunction]
pub fn run(
    py: Python<'_>,
    arguments: Vec<OsString>,
    threads: usize,
) -> PyResult<(String, String, bool)> {
    let plan = cli::plan_of(arguments).map_err(|error| raised(py, &error))?;
    let finished = on_threads(py, threads, || pipeline::run(&plan, &()))?;
    Ok(told(&finished))
}

/// What a finished run says of itself.
pub fn told(finished: &Finished) -> (String, String, bool) {
    let counts = serde_json::to_string(&finished.counts).unwrap_or_default();
    (finished.summary(), counts, finished.is_success())
}

/// Learns from a corpus. `scratch` is a folder for temporary files.
#[pyfunction]
pub fn learn(
    py: Python<'_>,
    arguments: Vec<OsString>,
    scratch: PathBuf,
    threads: usize,
) -> PyResult<LearnedState> {
    let plan = cli::plan_of(arguments).map_err(|error| raised(py, &error))?;
    let state = on_threads(py, threads, || pipeline::learn(&plan, &scratch, &()))?;
    Ok(LearnedState::of(state))
}

/// The command `copydesk`. Returns its exit code.
#[pyfunction]
pub fn main(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    py.detach(|| cli::main_with(arguments))
}
