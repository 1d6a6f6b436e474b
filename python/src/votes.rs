//! The steps of a distributed run that decide who votes, and what is connected.
//!
//! In: columns as lists. Out: columns as lists, or rows. They need no rules and no models.

use copydesk::pipeline::distributed::{self, Link, LinkRow, PairRow, StoryRow};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;

use crate::error::on_threads;

/// Columns of facts: place, tokens, SHA-256, site, language.
type Facts = (Vec<u64>, Vec<u32>, Vec<Vec<u8>>, Vec<Option<String>>, Vec<Option<String>>);

/// What learning needs to know of documents.
#[pyfunction]
pub fn facts(py: Python<'_>, cards: Vec<PyBackedBytes>) -> PyResult<Facts> {
    let cards: Vec<&[u8]> = cards.iter().map(|card| &**card).collect();
    let mut all = Facts::default();
    for fact in on_threads(py, 1, || distributed::facts(&cards))? {
        all.0.push(fact.place);
        all.1.push(fact.tokens);
        all.2.push(fact.sha256.to_vec());
        all.3.push(fact.site);
        all.4.push(fact.language);
    }
    Ok(all)
}

/// Columns of links: a, b, share of an excerpt or -1 for copies.
type Links = (Vec<u64>, Vec<u64>, Vec<i64>);

/// The links of pairs: of each the shared shingles or nothing for exact copies, whether capped, and both cards.
#[pyfunction]
pub fn links(
    py: Python<'_>,
    rows: Vec<(Option<u32>, bool, PyBackedBytes, PyBackedBytes)>,
) -> PyResult<Links> {
    // The cards have the places.
    let pair = |shared, is_capped| PairRow { a: 0, b: 0, shared, is_capped };
    let rows = rows.iter().map(|(shared, is_capped, one, two)| match *shared {
        None => LinkRow::Exact(one, two),
        Some(shared) => LinkRow::Pair(pair(shared, *is_capped), one, two),
    });
    let rows: Vec<LinkRow<'_>> = rows.collect();
    let mut all = Links::default();
    for Link { a, b, share } in on_threads(py, 1, || distributed::links(&rows))? {
        all.0.push(a);
        all.1.push(b);
        all.2.push(share.map_or(-1, |share| share as i64));
    }
    Ok(all)
}

/// Of each excerpt its container. All links of an excerpt must come together.
#[pyfunction]
pub fn containers(a: Vec<u64>, b: Vec<u64>, share: Vec<i64>) -> Vec<(u64, u64)> {
    let share = share.into_iter().map(|share| u64::try_from(share).ok());
    let links = a.into_iter().zip(b).zip(share).map(|((a, b), share)| Link { a, b, share });
    distributed::containers(&links.collect::<Vec<_>>())
}

/// The place of the document that votes for each story. All documents of a story must come together.
#[pyfunction]
pub fn voters(place: Vec<u64>, story: Vec<u64>, tokens: Vec<u32>) -> Vec<u64> {
    let rows = place.into_iter().zip(story).zip(tokens);
    let row = |((place, story), tokens)| StoryRow { place, story, tokens };
    distributed::voters(&rows.map(row).collect::<Vec<_>>())
}

/// Of so many voters, how many show which words are common: the first by SHA-256, then by place.
#[pyfunction]
pub fn sample_of_words(voters: u64) -> u64 {
    distributed::sample_of_words(voters)
}

/// The size of the table of shingles for voters of so many tokens, as a power of two.
#[pyfunction]
pub fn cells_log2(tokens: u64) -> u32 {
    distributed::cells_log2(tokens)
}

/// The classes of sites: of each document the number of its site, and its SHA-256.
#[pyfunction]
pub fn classes_of_sites(sites: Vec<Option<u32>>, sha256: Vec<PyBackedBytes>) -> Vec<u32> {
    sites
        .into_iter()
        .zip(&sha256)
        .map(|(site, hash)| distributed::class_of_site(site, hash))
        .collect()
}

/// For each place of a pair, the first of all places that pairs connect it with.
#[pyfunction]
pub fn connected(py: Python<'_>, pairs: Vec<(u64, u64)>) -> PyResult<Vec<(u64, u64)>> {
    on_threads(py, 1, || Ok(distributed::connected(&pairs)))
}

/// A bucket for each component, which comes as its first place and its size.
#[pyfunction]
pub fn buckets(components: Vec<(u64, u64)>, buckets: u32) -> Vec<(u64, u32)> {
    distributed::buckets(&components, buckets)
}
