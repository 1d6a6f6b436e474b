//! `report.html`: one offline page to look at, made from the tables.
//!
//! In: an output folder. Out: the page. It holds no script and loads nothing; every text of a
//! stranger is escaped and stands in an element, never in an attribute. It shows the largest and
//! the oddest; whoever wants all of it reads the tables.

mod diff;
mod html;
mod page_data;
mod sections;

use std::path::Path;

use crate::Error;

use html::Html;
use page_data::PageData;

/// The page of an output folder: bytes that depend on its tables alone.
pub fn page(out: &Path) -> Result<String, Error> {
    let gathered = PageData::from_tables(out)?;
    let mut html = Html::default();
    html.raw(HEAD);
    html.raw("<header><h1>Copydesk</h1><p>");
    html.text(&format!("Report of a run of version {}.", gathered.version));
    html.raw("</p></header>\n<main>\n");
    sections::figures(&mut html, &gathered.counts);
    sections::clusters(&mut html, &gathered);
    sections::sites(&mut html, &gathered);
    sections::rules(&mut html, &gathered);
    sections::problems(&mut html, &gathered);
    html.raw("</main>\n</body>\n</html>\n");
    Ok(html.finish())
}

/// All that stands before the first word. The policy forbids whatever an escape might have missed.
const HEAD: &str = concat!(
    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n",
    "<meta http-equiv=\"Content-Security-Policy\" ",
    "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n",
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n",
    "<title>Copydesk report</title>\n<style>\n",
    include_str!("page/style.css"),
    "</style>\n</head>\n<body>\n",
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tables::tests::{all, write_run};

    #[test]
    fn the_page_shows_the_run_and_obeys_no_stranger() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path().join("out");
        write_run(&out, all(), 4);
        let articles = out.join("articles.csv");
        let table = std::fs::read_to_string(&articles).unwrap();
        std::fs::write(&articles, table.replace("=1+1", "<script>alert(1)</script>\u{202e}"))
            .unwrap();
        let html = page(&out).unwrap();
        for part in ["Quay Times", "Share buttons.", "the file is empty", "<ins>", "3 documents"] {
            assert!(html.contains(part), "{part}");
        }
        assert!(html.contains("&lt;script&gt;alert(1)"));
        assert!(!html.contains("<script") && !html.contains('\u{202e}'));
        assert_eq!(html, page(&out).unwrap());
        for tag in ["section", "table", "tr", "td", "details", "p", "bdi", "ul", "li", "ins", "del"]
        {
            let opened = html.matches(&format!("<{tag}>")).count()
                + html.matches(&format!("<{tag} ")).count();
            assert_eq!(opened, html.matches(&format!("</{tag}>")).count(), "{tag}");
        }
    }
}
