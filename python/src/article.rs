//! Cleaning of single texts, pages and records.
//!
//! In: a text, a page or a record as JSON. Out: a [`CleanArticle`] with its fields and edits. It reads only the files
//! that the options name.

use std::ffi::OsString;

use copydesk::Error;
use copydesk::cli::plan_of;
use copydesk::document::{self, DocumentId, Fields, Format, RawDocument};
use copydesk::parse::{ParseSettings, parse};
use copydesk::pipeline;
use copydesk::report;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;

use crate::error::raised;
use crate::learned::LearnedState;

/// One recorded edit.
#[pyclass(frozen, get_all, skip_from_py_object, module = "copydesk")]
#[derive(Clone)]
pub struct Edit {
    /// remove, repair, field or suggest.
    kind: String,
    rules: Vec<String>,
    /// Counts from 1 in the original.
    line: u32,
    /// Bytes of the original as UTF-8.
    start: usize,
    end: usize,
    before: String,
    after: String,
    evidence: String,
}

#[pymethods]
impl Edit {
    fn __repr__(&self) -> String {
        format!("Edit(kind={:?}, rules={:?}, line={})", self.kind, self.rules, self.line)
    }
}

/// A cleaned text, its fields and its edits.
#[pyclass(frozen, get_all, skip_from_py_object, module = "copydesk")]
#[derive(Clone)]
pub struct CleanArticle {
    text: String,
    /// The text before cleaning; of a page the lines that a reader sees.
    original: String,
    /// cleaned, nothing_left, too_short, stub or listing.
    status: String,
    headline: Option<String>,
    standfirst: Option<String>,
    byline: Option<String>,
    dateline: Option<String>,
    contributors: Option<String>,
    update_note: Option<String>,
    site: Option<String>,
    url: Option<String>,
    /// ISO 8601.
    published: Option<String>,
    language: Option<String>,
    source_id: Option<String>,
    rewritten_score: u32,
    /// Of a page, the probability that the text is its story and nothing else.
    extraction_confidence: Option<f64>,
    edits: Vec<Edit>,
}

#[pymethods]
impl CleanArticle {
    fn __repr__(&self) -> String {
        let edits = self.edits.len();
        format!("CleanArticle(status={:?}, {} bytes, {edits} edits)", self.status, self.text.len())
    }

    fn __str__(&self) -> String {
        self.text.clone()
    }
}

impl From<document::CleanArticle> for CleanArticle {
    fn from(clean: document::CleanArticle) -> CleanArticle {
        let document::CleanArticle { article, edits, text, status, .. } = clean;
        let fields = article.fields;
        CleanArticle {
            text,
            original: article.original,
            status: report::word(status),
            headline: fields.headline,
            standfirst: fields.standfirst,
            byline: fields.byline,
            dateline: fields.dateline,
            contributors: fields.contributors,
            update_note: fields.update_note,
            site: fields.site,
            url: fields.url,
            published: fields.published,
            language: fields.language,
            source_id: fields.source_id,
            rewritten_score: clean.rewritten_score,
            extraction_confidence: clean
                .extraction_confidence
                .map(|thousandths| f64::from(thousandths) / 1000.0),
            edits: edits.into_iter().map(Edit::from).collect(),
        }
    }
}

impl From<document::Edit> for Edit {
    fn from(edit: document::Edit) -> Edit {
        Edit {
            kind: report::word(edit.kind),
            rules: edit.rules.iter().map(ToString::to_string).collect(),
            line: edit.line,
            start: edit.span.start,
            end: edit.span.end,
            before: edit.before,
            after: edit.after,
            evidence: edit.evidence,
        }
    }
}

/// Rules, models and a learned state, opened once for many texts.
#[pyclass(frozen, module = "copydesk")]
pub struct Cleaner {
    cleaner: pipeline::Cleaner,
    parsing: ParseSettings,
    plan: pipeline::Plan,
}

#[pymethods]
impl Cleaner {
    /// A cleaner with the options of `copydesk run`, as arguments.
    #[new]
    #[pyo3(signature = (arguments, state=None))]
    fn new(py: Python<'_>, arguments: Vec<String>, state: Option<&LearnedState>) -> PyResult<Self> {
        let state = state.map(|state| state.state.clone());
        let open = || {
            let plan = plan_of(with_places(arguments))?;
            let cleaner = pipeline::Cleaner::open(&plan.cleaning)?;
            let parsing = ParseSettings::new(&plan.input, false)?;
            let cleaner = match state {
                Some(state) => cleaner.with_learned(state),
                None => cleaner,
            };
            Ok(Cleaner { cleaner, parsing, plan })
        };
        py.detach(open).map_err(|error: Error| raised(py, &error))
    }

    /// Cleans a plain text.
    fn clean_text(&self, py: Python<'_>, text: PyBackedStr) -> PyResult<CleanArticle> {
        let bytes = text.as_bytes().to_vec();
        self.clean(py, Format::Text, bytes, Fields::default(), Some("utf-8".to_owned()))
    }

    /// Cleans a page, of which the bytes say their encoding.
    fn clean_html(
        &self,
        py: Python<'_>,
        page: Vec<u8>,
        url: Option<String>,
        encoding: Option<String>,
    ) -> PyResult<CleanArticle> {
        self.clean(py, Format::Html, page, Fields { url, ..Fields::default() }, encoding)
    }

    /// Cleans a record, a JSON object.
    fn clean_record(&self, py: Python<'_>, record: PyBackedStr) -> PyResult<CleanArticle> {
        let bytes = record.as_bytes().to_vec();
        self.clean(py, Format::Json, bytes, Fields::default(), None)
    }

    /// Cleans records, JSON objects. Of each the clean article, or the reason why there is none.
    fn clean_records(
        &self,
        py: Python<'_>,
        records: Vec<PyBackedStr>,
    ) -> Vec<(Option<CleanArticle>, Option<String>)> {
        py.detach(|| {
            let one = |record: &PyBackedStr| {
                let bytes = record.as_bytes().to_vec();
                match self.cleaned(Format::Json, bytes, Fields::default(), None) {
                    Ok(clean) => (Some(clean.into()), None),
                    Err(message) => (None, Some(message)),
                }
            };
            records.iter().map(one).collect()
        })
    }
}

impl Cleaner {
    fn clean(
        &self,
        py: Python<'_>,
        format: Format,
        bytes: Vec<u8>,
        fields: Fields,
        encoding: Option<String>,
    ) -> PyResult<CleanArticle> {
        let clean = py.detach(|| self.cleaned(format, bytes, fields, encoding));
        match clean {
            Ok(clean) => Ok(clean.into()),
            Err(message) => {
                let message = format!("the text cannot be cleaned: {message}");
                Err(raised(py, &Error::Usage(message)))
            }
        }
    }

    fn cleaned(
        &self,
        format: Format,
        bytes: Vec<u8>,
        fields: Fields,
        declared_encoding: Option<String>,
    ) -> Result<document::CleanArticle, String> {
        let id = DocumentId { root: "".into(), path: "text".into(), member: None, record: None };
        let raw = RawDocument { id, format, bytes, declared_encoding, fields };
        let article = parse(raw, &self.parsing).map_err(|problem| problem.message.to_string())?;
        Ok(pipeline::distributed::clean_article(article, &self.cleaner, &self.plan))
    }
}

/// Options as arguments of `copydesk run`, which needs an input and an output.
pub fn with_places(options: Vec<String>) -> impl Iterator<Item = OsString> {
    let places = ["-", "--no-config", "-o", "out"].map(OsString::from);
    places.into_iter().chain(options.into_iter().map(OsString::from))
}
