//! Fingerprints of texts, and what two texts have in common.
//!
//! In: texts. Out: a [`Fingerprint`], a [`Match`]. It reads no file.

use copydesk::fingerprint::Fingerprinter;
use copydesk::{document, report};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;

/// What matching keeps of a text.
#[pyclass(frozen, get_all, module = "copydesk")]
pub struct Fingerprint {
    /// SHA-256 of the text with white space joined, as hexadecimal digits.
    sha256: String,
    /// Tokens of headline and text.
    tokens: usize,
    headline_tokens: u32,
    /// The keys of the sampled shingles.
    sample: Vec<u32>,
    /// Whether the text is a notice in place of a story.
    is_stub: bool,
}

/// What two copies of a story have in common.
#[pyclass(frozen, get_all, module = "copydesk")]
pub struct Match {
    /// exact, near, excerpt or update.
    relation: String,
    /// From 0 to 1.
    similarity: f64,
    shared_shingles: u32,
    shingles_a: u32,
    shingles_b: u32,
    /// The threshold that admitted the pair.
    admitted_by: String,
}

#[pymethods]
impl Match {
    fn __repr__(&self) -> String {
        format!("Match(relation={:?}, similarity={})", self.relation, self.similarity)
    }
}

/// The fingerprint of a text, with the default sampling.
#[pyfunction]
#[pyo3(signature = (text, headline=None))]
pub fn fingerprint(
    py: Python<'_>,
    text: PyBackedStr,
    headline: Option<PyBackedStr>,
) -> Fingerprint {
    let print = py.detach(|| Fingerprinter::default().fingerprint(headline.as_deref(), &text));
    Fingerprint {
        sha256: copydesk::learned::hexadecimal(&print.sha256),
        tokens: print.tokens.len(),
        headline_tokens: print.headline_tokens,
        sample: print.sample,
        is_stub: print.is_stub,
    }
}

/// Compares two texts. None if they are not copies of one story.
#[pyfunction]
pub fn r#match(py: Python<'_>, a: PyBackedStr, b: PyBackedStr) -> PyResult<Option<Match>> {
    let found = crate::error::on_threads(py, 1, || Ok(copydesk::matches(&a, &b)))?;
    Ok(found.map(|found: document::Match| Match {
        relation: report::word(found.relation),
        similarity: f64::from(found.weighted_similarity) / 10_000.0,
        shared_shingles: found.shared_shingles,
        shingles_a: found.shingles_a,
        shingles_b: found.shingles_b,
        admitted_by: report::word(found.admitted_by),
    }))
}
