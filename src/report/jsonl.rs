//! `articles.jsonl`, `unique.jsonl` and `originals.jsonl`: one line per document, with its text.
//!
//! In: a document. Out: its line; missing fields are `null`, strings are exact. What a record carries is
//! at the end, and missing without it.

use serde::Serialize;

use crate::document::CleanArticle;

use super::articles::Document;
use super::labels;

/// The keys are in the order of `data/columns.toml`.
#[derive(Debug, Serialize)]
struct Line<'d> {
    article_id: String,
    source_path: &'d str,
    member: Option<&'d str>,
    record: Option<u64>,
    source_id: Option<&'d str>,
    url: Option<&'d str>,
    site: Option<&'d str>,
    headline: Option<&'d str>,
    byline: Option<&'d str>,
    dateline: Option<&'d str>,
    published: Option<&'d str>,
    language: Option<&'d str>,
    status: &'static str,
    cluster_id: Option<String>,
    role: &'static str,
    text: &'d str,
}

#[derive(Debug, Serialize)]
struct OriginalLine<'d> {
    article_id: String,
    source_path: &'d str,
    member: Option<&'d str>,
    record: Option<u64>,
    encoding: &'d str,
    text: &'d str,
}

/// Adds the line of `articles.jsonl`.
pub fn write(bytes: &mut Vec<u8>, document: &Document<'_>) {
    let CleanArticle { article, text, status, .. } = document.clean;
    let fields = &article.fields;
    let line = Line {
        article_id: document.id.to_string(),
        source_path: &article.id.path,
        member: article.id.member.as_deref(),
        record: article.id.record,
        source_id: fields.source_id.as_deref(),
        url: fields.url.as_deref(),
        site: fields.site.as_deref(),
        headline: fields.headline.as_deref(),
        byline: fields.byline.as_deref(),
        dateline: fields.dateline.as_deref(),
        published: fields.published.as_deref(),
        language: fields.language.as_deref(),
        status: labels::status(*status),
        cluster_id: document.membership.map(|m| m.id.to_string()),
        role: document.role(),
        text,
    };
    push(bytes, &line);
    if let Some(carried) = &fields.carried {
        // The object ends before the line break.
        bytes.truncate(bytes.len().saturating_sub(2));
        bytes.extend_from_slice(b",\"carried\":");
        bytes.extend_from_slice(carried.as_bytes());
        bytes.extend_from_slice(b"}\n");
    }
}

/// Adds the line of `originals.jsonl`.
pub fn write_original(bytes: &mut Vec<u8>, document: &Document<'_>) {
    let article = &document.clean.article;
    let line = OriginalLine {
        article_id: document.id.to_string(),
        source_path: &article.id.path,
        member: article.id.member.as_deref(),
        record: article.id.record,
        encoding: &article.encoding,
        text: &article.original,
    };
    push(bytes, &line);
}

fn push(bytes: &mut Vec<u8>, line: &impl Serialize) {
    // Writing texts and numbers into memory cannot fail.
    let _ = serde_json::to_writer(&mut *bytes, line);
    bytes.push(b'\n');
}
