//! The Python extension `copydesk._native`.
//!
//! In: strings, bytes and lists from Python. Out: the same, and the classes below. It decides nothing: each function
//! calls the library. The GIL is released while it works. No thread outlives a call, so a process may fork.

mod article;
mod corpus;
mod error;
mod executor;
mod fingerprint;
mod learned;
mod steps;
mod votes;

use pyo3::prelude::*;

/// The parts of copydesk that are written in Rust.
#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    error::add(module)?;
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_class::<article::Edit>()?;
    module.add_class::<article::CleanArticle>()?;
    module.add_class::<article::Cleaner>()?;
    module.add_class::<fingerprint::Fingerprint>()?;
    module.add_class::<fingerprint::Match>()?;
    module.add_class::<learned::LearnedState>()?;
    module.add_class::<executor::Executor>()?;
    module.add_class::<steps::Job>()?;
    module.add_class::<steps::Output>()?;
    module.add_function(wrap_pyfunction!(fingerprint::fingerprint, module)?)?;
    module.add_function(wrap_pyfunction!(fingerprint::r#match, module)?)?;
    module.add_function(wrap_pyfunction!(corpus::run, module)?)?;
    module.add_function(wrap_pyfunction!(corpus::learn, module)?)?;
    module.add_function(wrap_pyfunction!(corpus::main, module)?)?;
    module.add_function(wrap_pyfunction!(steps::first_copies, module)?)?;
    module.add_function(wrap_pyfunction!(steps::postings, module)?)?;
    module.add_function(wrap_pyfunction!(steps::pair_lists, module)?)?;
    module.add_function(wrap_pyfunction!(steps::choose, module)?)?;
    module.add_function(wrap_pyfunction!(steps::merge_counts, module)?)?;
    module.add_function(wrap_pyfunction!(steps::weigh, module)?)?;
    module.add_function(wrap_pyfunction!(steps::merge_cells, module)?)?;
    module.add_function(wrap_pyfunction!(steps::words_of, module)?)?;
    module.add_function(wrap_pyfunction!(steps::finish, module)?)?;
    module.add_function(wrap_pyfunction!(votes::facts, module)?)?;
    module.add_function(wrap_pyfunction!(votes::links, module)?)?;
    module.add_function(wrap_pyfunction!(votes::containers, module)?)?;
    module.add_function(wrap_pyfunction!(votes::voters, module)?)?;
    module.add_function(wrap_pyfunction!(votes::sample_of_words, module)?)?;
    module.add_function(wrap_pyfunction!(votes::cells_log2, module)?)?;
    module.add_function(wrap_pyfunction!(votes::classes_of_sites, module)?)?;
    module.add_function(wrap_pyfunction!(votes::connected, module)?)?;
    module.add_function(wrap_pyfunction!(votes::buckets, module)?)?;
    Ok(())
}
