//! The learned state of a corpus as a Python object, which can be pickled.
//!
//! In: bytes or a file. Out: [`LearnedState`]. It learns nothing.

use std::path::PathBuf;

use copydesk::destination::{Destination, Overwrite};
use copydesk::document::learned;
use copydesk::pipeline::distributed::{load_state, name_of_state, save_state};
use pyo3::prelude::*;

use crate::error::raised;

/// What a corpus teaches: the same file as `copydesk learn` writes.
#[pyclass(frozen, module = "copydesk")]
pub struct LearnedState {
    pub state: learned::LearnedState,
    /// The SHA-256 that names the state.
    #[pyo3(get)]
    name: String,
}

impl LearnedState {
    pub fn of(state: learned::LearnedState) -> LearnedState {
        LearnedState { name: name_of_state(&state), state }
    }
}

#[pymethods]
impl LearnedState {
    /// A state from the bytes of `to_bytes`.
    #[new]
    fn new(py: Python<'_>, bytes: &[u8]) -> PyResult<LearnedState> {
        let state = load_state(bytes).map_err(|error| raised(py, &error))?;
        Ok(LearnedState::of(state))
    }

    /// Reads a file of `save` or of `copydesk learn`.
    #[staticmethod]
    fn load(py: Python<'_>, path: PathBuf) -> PyResult<LearnedState> {
        let state = py.detach(|| copydesk::learned::load(&path));
        state.map(LearnedState::of).map_err(|error| raised(py, &error))
    }

    /// Writes a file for `copydesk run --learned`. Replaces an older state, and other files with `force`.
    #[pyo3(signature = (path, *, force=false))]
    fn save(&self, py: Python<'_>, path: PathBuf, force: bool) -> PyResult<()> {
        let overwrite = if force { Overwrite::Any } else { Overwrite::OwnFiles };
        let written = py.detach(|| {
            let place = Destination::open(&path, copydesk::learned::SIGNATURE, overwrite)?;
            copydesk::learned::save(&self.state, place)
        });
        written.map(|_| ()).map_err(|error| raised(py, &error))
    }

    /// The state as bytes for the constructor.
    fn to_bytes(&self, py: Python<'_>) -> PyResult<Vec<u8>> {
        py.detach(|| save_state(&self.state)).map_err(|error| raised(py, &error))
    }

    fn __getnewargs__(&self, py: Python<'_>) -> PyResult<(Vec<u8>,)> {
        Ok((self.to_bytes(py)?,))
    }

    fn __repr__(&self) -> String {
        format!("LearnedState({:?})", self.name)
    }

    fn __eq__(&self, other: &LearnedState) -> bool {
        self.name == other.name
    }

    fn __hash__(&self) -> u64 {
        u64::from_str_radix(self.name.get(..16).unwrap_or_default(), 16).unwrap_or_default()
    }
}
