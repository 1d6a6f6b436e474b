//! The page as a template.
//!
//! In: the data of the page. Out: `report.html`. Its policy allows one style sheet and one script, by
//! their hashes, and nothing else. The data are text for the script. Without a script, the page shows
//! the core figures, the sites and the problems.

use askama::Template;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::data::PageData;
use super::payload::base64;
use super::shown::{Foreign, day, grouped, share};

/// The script of the page. Its parts share one scope.
pub const SCRIPT: &str = concat!(
    "'use strict';\n(() => {\n",
    include_str!("../../../templates/workbench/elements.js"),
    include_str!("../../../templates/workbench/data.js"),
    include_str!("../../../templates/workbench/plots.js"),
    include_str!("../../../templates/workbench/run.js"),
    include_str!("../../../templates/workbench/compare.js"),
    include_str!("../../../templates/workbench/documents.js"),
    include_str!("../../../templates/workbench/cluster.js"),
    include_str!("../../../templates/workbench/stories.js"),
    include_str!("../../../templates/workbench/sites.js"),
    include_str!("../../../templates/workbench/decide.js"),
    include_str!("../../../templates/workbench/figures.js"),
    include_str!("../../../templates/workbench/start.js"),
    "})();\n",
);
const STYLE: &str = include_str!("../../../templates/workbench/style.css");

/// Rows of a list in the part without a script.
const MOST_ROWS: usize = 150;

/// All of the page.
#[derive(Template)]
#[template(path = "report.html")]
pub struct ReportPage<'d> {
    policy: String,
    style: &'static str,
    script: &'static str,
    title: String,
    version: Foreign<'d>,
    figures: Vec<Figure>,
    sites: Vec<SiteView<'d>>,
    more_sites: Option<String>,
    problems: Vec<ProblemView<'d>>,
    more_problems: Option<String>,
    first: &'d str,
    rows: &'d [String],
    texts: &'d [String],
}

struct Figure {
    number: String,
    name: &'static str,
}

struct SiteView<'d> {
    name: Foreign<'d>,
    articles: String,
    problems: String,
    lines_removed: String,
    chars_removed: String,
    copies: String,
    wire: String,
    first: String,
    from: Foreign<'d>,
    to: Foreign<'d>,
}

struct ProblemView<'d> {
    place: String,
    outcome: Foreign<'d>,
    code: Foreign<'d>,
    message: Foreign<'d>,
}

impl<'d> ReportPage<'d> {
    pub fn new(data: &'d PageData) -> ReportPage<'d> {
        let count = |name: &str| {
            let counts = data.run.get("counts");
            counts.and_then(|counts| counts.get(name)?.as_u64()).unwrap_or(0)
        };
        let lost = count("skipped") + count("failed");
        ReportPage {
            policy: policy(),
            style: STYLE,
            script: SCRIPT,
            title: title(&data.run),
            version: Foreign::new(data.run.get("copydesk").and_then(Value::as_str).unwrap_or("")),
            figures: figures(&count),
            sites: data.sites.iter().take(MOST_ROWS).map(|row| SiteView::new(row)).collect(),
            more_sites: more(data.sites.len() as u64),
            problems: data
                .problems
                .iter()
                .take(MOST_ROWS)
                .map(|row| ProblemView::new(row))
                .collect(),
            more_problems: more(lost),
            first: &data.first,
            rows: &data.rows.blocks,
            texts: &data.texts.blocks,
        }
    }
}

/// The policy of the page: one style sheet, one script, nothing from elsewhere.
fn policy() -> String {
    let hash = |text: &str| base64(&Sha256::digest(text.as_bytes()));
    format!(
        "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        hash(SCRIPT),
        hash(STYLE)
    )
}

/// The names of the inputs.
fn title(run: &Value) -> String {
    let names = run.get("inputs").and_then(Value::as_array).into_iter().flatten();
    let names: Vec<&str> = names.filter_map(Value::as_str).collect();
    Foreign::new(&names.join(", ")).to_string()
}

fn figures(count: &dyn Fn(&str) -> u64) -> Vec<Figure> {
    let figures = [
        ("found", "documents found"),
        ("processed", "processed"),
        ("skipped", "skipped"),
        ("failed", "failed"),
        ("changed", "documents changed"),
        ("repairs", "repairs"),
        ("clusters", "clusters"),
        ("copies", "copies"),
        ("unique_stories", "unique stories"),
    ];
    figures.map(|(key, name)| Figure { number: grouped(count(key)), name }).into()
}

/// How many rows a table has beyond those that are shown.
fn more(all: u64) -> Option<String> {
    let more = all.saturating_sub(MOST_ROWS as u64);
    (more > 0).then(|| grouped(more))
}

fn cell(row: &[String], at: usize) -> &str {
    row.get(at).map_or("", String::as_str)
}

impl<'d> SiteView<'d> {
    fn new(row: &'d [String]) -> SiteView<'d> {
        SiteView {
            name: Foreign::new(cell(row, 0)),
            articles: grouped(cell(row, 1)),
            problems: grouped(cell(row, 2)),
            lines_removed: grouped(cell(row, 3)),
            chars_removed: share(cell(row, 4)),
            copies: share(cell(row, 6)),
            wire: share(cell(row, 9)),
            first: share(cell(row, 10)),
            from: Foreign::new(day(cell(row, 7))),
            to: Foreign::new(day(cell(row, 8))),
        }
    }
}

impl<'d> ProblemView<'d> {
    fn new(row: &'d [String]) -> ProblemView<'d> {
        let mut place = Foreign::new(cell(row, 0)).to_string();
        for (mark, at) in [('!', 1), ('#', 2)] {
            if !cell(row, at).is_empty() {
                place.push(mark);
                place.push_str(&Foreign::new(cell(row, at)).to_string());
            }
        }
        ProblemView {
            place,
            outcome: Foreign::new(cell(row, 3)),
            code: Foreign::new(cell(row, 5)),
            message: Foreign::new(cell(row, 6)),
        }
    }
}
