//! Tests of the page, on the files of a run over invented stories.

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::*;
use crate::report::tables::tests::{all, write_run};

fn written() -> (tempfile::TempDir, std::path::PathBuf) {
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("out");
    write_run(&out, all(), 4);
    (home, out)
}

/// The values of all blocks of a kind.
fn opened(html: &str, kind: &str) -> Vec<Value> {
    let start = format!("<script type=\"text/plain\" class=\"{kind}\">");
    html.split(&start)
        .skip(1)
        .map(|rest| payload::opened(rest.split('<').next().unwrap()))
        .collect()
}

#[test]
fn the_page_holds_the_run_and_shows_it_without_a_script() {
    let (_home, out) = written();
    let html = page(&out).unwrap();
    for part in ["Quay Times", "the file is empty", "unique stories", "noscript"] {
        assert!(html.contains(part), "{part}");
    }
    let first = &opened(&html, "first")[0];
    assert_eq!(first["clusters"][0][2], 3);
    assert_eq!(first["clusters"][0][11].as_array().unwrap().len(), 3);
    assert_eq!(first["run"]["counts"]["processed"], 4);
    assert_eq!(first["sites"][0].as_array().unwrap().len(), 11);
    assert_eq!(
        html.matches("Printed first</th>").count(),
        1,
        "the part without a script has it, too"
    );
    assert_eq!(first["examples"]["share"][0], "Share \\ this\r\n\u{1b}");
    assert_eq!(html, page(&out).unwrap(), "the same tables give the same bytes");
}

#[test]
fn the_texts_and_their_edits_lead_back_to_the_original() {
    let (_home, out) = written();
    let texts = opened(&page(&out).unwrap(), "texts");
    let text = &texts[0][0];
    assert!(text[0].as_str().unwrap().ends_with("opens again, = says its mayor."));
    assert_eq!(text[1][0][3], "Share \\ this\r\n\u{1b}");
    assert_eq!(text[1][0][2], "share");
}

#[test]
fn hostile_texts_are_nowhere_markup() {
    let (_home, out) = written();
    for table in ["articles.csv", "sites.csv", "clusters.csv", "problems.csv"] {
        let path = out.join(table);
        let hostile = "</script><script>alert(1)</script><svg onload=alert(2)>\u{202e}";
        let text = std::fs::read_to_string(&path).unwrap();
        let text = text.replace("Quay Times", hostile).replace("the file is empty", hostile);
        std::fs::write(&path, text).unwrap();
    }
    let html = page(&out).unwrap();
    assert!(html.contains("&#60;script&#62;alert(1)"));
    assert!(!html.contains("<script>alert") && !html.contains("<svg onload"));
    assert!(!html.contains('\u{202e}'));
    // Of the elements that run or load something there is the one script, and it has no address.
    let scripts =
        html.matches("<script").count() - html.matches("<script type=\"text/plain\"").count();
    assert_eq!(scripts, 1);
    let html_without_names = html.replace("http://www.w3.org/2000/svg", "");
    for address in [" src=", "http:", "https:", "javascript:"] {
        assert!(!html_without_names.contains(address), "{address}");
    }
    assert_eq!(opened(&html, "first").len(), 1);
}

#[test]
fn the_policy_names_the_script_and_the_style_that_the_page_has() {
    let (_home, out) = written();
    let html = page(&out).unwrap();
    for (tag, end) in [("<script>", "</script>"), ("<style>", "</style>")] {
        let body = html.split(tag).nth(1).unwrap().split(end).next().unwrap();
        let hash = payload::base64(&Sha256::digest(body.as_bytes()));
        assert!(html.contains(&format!("'sha256-{hash}'")), "{tag}");
    }
    assert!(html.contains("default-src 'none'") && !html.contains("unsafe"));
}

#[test]
fn texts_over_the_budget_are_left_out_and_counted() {
    let (_home, out) = written();
    let all = PageData::read(&out).unwrap();
    assert_eq!(all.texts.starts.last(), Some(&4));
    let none = PageData::within(&out, 10).unwrap();
    assert!(none.texts.blocks.is_empty());
    let first = payload::opened(&none.first);
    assert_eq!((&first["with_members"], &first["with_texts"]), (&1.into(), &0.into()));
}

#[test]
fn the_script_writes_texts_as_texts() {
    for forbidden in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("] {
        assert!(!view::SCRIPT.contains(forbidden), "{forbidden}");
    }
}
