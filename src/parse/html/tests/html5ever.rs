//! Holds the rendered text of real pages against the tree of html5ever.
//!
//! In: files of JSON lines with pages in the field `html`, named by `COPYDESK_PAGES` and divided by
//! colons; they may be compressed with zstd. Out: a failed test if any text is lost, or if more than one
//! page in 300 shows text that a browser hides. Shown text is meant there: an element without an end tag
//! does not hide the rest of a page.

use std::io::{BufRead, BufReader};

use html5ever::tendril::TendrilSink;
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{NodeData, RcDom};
use serde_json::Value;

use super::super::element_kind::{is_raw_or_void, is_reading, is_unseen};
use super::super::render::render_with_tools;
use crate::document::markup::Tag;

#[test]
#[ignore = "needs files of pages in COPYDESK_PAGES"]
fn the_text_is_that_of_the_tree() {
    let files = std::env::var("COPYDESK_PAGES").expect("COPYDESK_PAGES names files");
    let (mut pages, mut more, mut lost) = (0, Vec::new(), Vec::new());
    for file in files.split(':') {
        let file = std::fs::File::open(file).unwrap();
        for line in BufReader::new(zstd::Decoder::new(file).unwrap()).lines() {
            let record: Value = serde_json::from_str(&line.unwrap()).unwrap();
            let Some(page) = record["html"].as_str().map(without_toolbar) else { continue };
            let expected = characters(&tree_text(&page));
            let found = characters(&render_with_tools(&page).unwrap_or_default().text);
            pages += 1;
            if expected == found {
                continue;
            }
            let head = expected.iter().zip(&found).take_while(|(a, b)| a == b).count();
            let both = expected.iter().rev().zip(found.iter().rev());
            let tail = both.take_while(|(a, b)| a == b).count();
            let list = if head + tail >= expected.len() { &mut more } else { &mut lost };
            list.push(record["id"].to_string());
        }
    }
    println!("{pages} pages, {} with more text", more.len());
    assert!(lost.is_empty(), "text is lost or moved in {lost:?}");
    assert!(pages > 0 && more.len() * 300 <= pages, "{pages} pages, more text in {more:?}");
}

/// The page without the toolbar of a web archive.
fn without_toolbar(page: &str) -> String {
    let begin = page.find("<!-- BEGIN WAYBACK TOOLBAR INSERT -->");
    let end = page.find("<!-- END WAYBACK TOOLBAR INSERT -->");
    match (begin, end) {
        (Some(begin), Some(end)) if begin < end => [&page[..begin], &page[end..]].concat(),
        _ => page.to_owned(),
    }
}

/// The visible text of the tree that html5ever builds, as browsers with scripts build it.
fn tree_text(page: &str) -> String {
    let builder = TreeBuilderOpts { scripting_enabled: true, ..TreeBuilderOpts::default() };
    let options = ParseOpts { tree_builder: builder, ..ParseOpts::default() };
    let tree = parse_document(RcDom::default(), options).one(page);
    let mut text = String::new();
    let mut left = vec![tree.document.clone()];
    while let Some(node) = left.pop() {
        match &node.data {
            NodeData::Text { contents } => text.push_str(&contents.borrow()),
            NodeData::Element { name, .. } if is_hidden(Tag::of(name.local.as_bytes())) => continue,
            _ => {}
        }
        left.extend(node.children.borrow().iter().rev().cloned());
    }
    text
}

/// Whether the text of an element is not part of the lines.
fn is_hidden(tag: Tag) -> bool {
    let shown = matches!(tag, Tag::Xmp | Tag::Plaintext);
    tag == Tag::Head || !shown && (is_raw_or_void(tag) || is_unseen(tag) || is_reading(tag))
}

/// The characters of a text that are seen. Cells of a row are divided by bars.
fn characters(text: &str) -> Vec<char> {
    let seen = |c: &char| {
        !c.is_whitespace() && !c.is_control() && !matches!(c, '|' | '\u{200b}' | '\u{feff}')
    };
    text.chars().filter(seen).collect()
}
