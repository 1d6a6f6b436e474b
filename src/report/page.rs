//! `report.html`: one offline page to look at, made from the tables.
//!
//! In: an output folder. Out: the page. It holds no script and loads nothing. Every text from the
//! corpus is escaped, and is inside an element, never in an attribute. It shows the largest entries
//! and the unusual ones; the tables have all of them.

mod diff;
mod page_data;
mod shown;
mod view;

use std::path::Path;

use askama::Template;

use crate::Error;

use page_data::PageData;
use view::ReportPage;

/// The page of an output folder. Its bytes depend on the tables only.
///
/// # Errors
/// [`Error::Input`] when a table cannot be read.
pub fn page(out: &Path) -> Result<String, Error> {
    let data = PageData::from_tables(out)?;
    let page = ReportPage::new(&data).render();
    page.map_err(|error| Error::Usage(format!("report.html cannot be made: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tables::tests::{all, write_run};

    #[test]
    fn the_page_shows_the_run_and_escapes_the_texts() {
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
        assert!(html.contains("&#60;script&#62;alert(1)"));
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
