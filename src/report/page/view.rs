//! The page as its templates take it.
//!
//! In: the rows that were gathered. Out: one struct whose fields the templates in `templates/`
//! name. It decides what is shown and how it is worded; the markup is in the templates.

use std::fmt;

use askama::Template;

use super::super::counts::Counts;
use super::diff::{Side, difference};
use super::page_data::{Cells, MOST_ROWS, PageData, get};
use super::shown::{Foreign, Share, day, grouped, list};

/// Characters of a headline in the line of its cluster.
const HEADLINE: usize = 110;

/// Characters of the example of a rule.
const EXAMPLE: usize = 90;

/// All of the page.
#[derive(Template)]
#[template(path = "report.html")]
pub struct ReportPage<'d> {
    version: Foreign<'d>,
    figures: Vec<Figure>,
    removed: String,
    relations: String,
    largest: Vec<ClusterView<'d>>,
    least_alike: Vec<ClusterView<'d>>,
    sites: Vec<SiteView<'d>>,
    more_sites: Option<String>,
    rules: Vec<RuleView<'d>>,
    skipped: String,
    failed: String,
    problems: Vec<ProblemView<'d>>,
    more_problems: Option<String>,
}

struct Figure {
    number: String,
    name: &'static str,
}

struct ClusterView<'d> {
    id: Foreign<'d>,
    headline: Foreign<'d>,
    size: &'d str,
    relations: Foreign<'d>,
    similarity: &'d str,
    rule: Foreign<'d>,
    members: Vec<MemberView<'d>>,
    /// Members that are not listed.
    more: usize,
    comparison: Option<Comparison<'d>>,
}

struct MemberView<'d> {
    place: Place<'d>,
    site: Foreign<'d>,
    published: Foreign<'d>,
    headline: Foreign<'d>,
    relation: &'d str,
    similarity: Option<Share>,
}

/// The representative and the member that differs most from it, word by word.
struct Comparison<'d> {
    with: Place<'d>,
    runs: Vec<Run>,
    is_cut: bool,
}

struct Run {
    side: Side,
    words: String,
}

struct SiteView<'d> {
    name: Foreign<'d>,
    articles: String,
    problems: String,
    lines_removed: String,
    chars_removed: Option<Share>,
    learned_lines: String,
    copies: Option<Share>,
    from: Foreign<'d>,
    to: Foreign<'d>,
}

struct RuleView<'d> {
    id: Foreign<'d>,
    kind: Foreign<'d>,
    documents: String,
    edits: String,
    chars: String,
    why: Foreign<'d>,
    example: Foreign<'d>,
}

struct ProblemView<'d> {
    place: Place<'d>,
    outcome: Foreign<'d>,
    code: Foreign<'d>,
    message: Foreign<'d>,
}

impl<'d> ReportPage<'d> {
    pub fn new(data: &'d PageData) -> ReportPage<'d> {
        let counts = &data.counts;
        let failures = counts.skipped + counts.failed;
        ReportPage {
            version: Foreign::new(&data.version),
            figures: figures(counts),
            removed: list(&counts.removed_by_kind),
            relations: list(&counts.pairs_by_relation),
            largest: data.largest.iter().map(|row| ClusterView::new(row, data)).collect(),
            least_alike: data.least_alike.iter().map(|row| ClusterView::new(row, data)).collect(),
            sites: data.sites.iter().map(SiteView::new).collect(),
            more_sites: more(counts.sites, data.sites.len()),
            rules: data.rules.iter().map(|row| RuleView::new(row, data)).collect(),
            skipped: list(&counts.skipped_by_code),
            failed: list(&counts.failed_by_code),
            problems: data.problems.iter().map(ProblemView::new).collect(),
            more_problems: more(failures, data.problems.len()),
        }
    }
}

fn figures(counts: &Counts) -> Vec<Figure> {
    let figures = [
        (counts.found, "documents found"),
        (counts.processed, "processed"),
        (counts.skipped, "skipped"),
        (counts.failed, "failed"),
        (counts.removals + counts.fields, "lines removed"),
        (counts.repairs, "repairs"),
        (counts.clusters, "clusters"),
        (counts.copies, "copies"),
        (counts.unique_stories, "unique stories"),
    ];
    let figure = |(number, name)| Figure { number: grouped(number), name };
    figures.into_iter().map(figure).collect()
}

/// How many rows a table has beyond those that are shown.
fn more(all: u64, shown: usize) -> Option<String> {
    let more = all.saturating_sub(shown as u64);
    (shown >= MOST_ROWS && more > 0).then(|| grouped(more))
}

impl<'d> ClusterView<'d> {
    fn new(row: &'d Cells, data: &'d PageData) -> ClusterView<'d> {
        let id = get(row, "cluster_id");
        let headline = Some(get(row, "headline")).filter(|headline| !headline.is_empty());
        let members = data.members.get(id).map(Vec::as_slice).unwrap_or_default();
        let size: usize = get(row, "size").parse().unwrap_or(0);
        ClusterView {
            id: Foreign::new(id),
            headline: Foreign::cut(headline.unwrap_or(id), HEADLINE),
            size: get(row, "size"),
            relations: Foreign::new(get(row, "relations")),
            similarity: get(row, "min_similarity"),
            rule: Foreign::new(get(row, "representative_rule")),
            members: members.iter().map(MemberView::new).collect(),
            more: size.saturating_sub(members.len()),
            comparison: comparison(id, data),
        }
    }
}

fn comparison<'d>(cluster: &str, data: &'d PageData) -> Option<Comparison<'d>> {
    let (representative, least) = data.compared.get(cluster)?;
    let text = |article: &Cells| data.texts.get(get(article, "article_id"));
    let found = difference(text(representative)?, text(least)?);
    let run = |(side, words): (Side, String)| Run { side, words: Foreign::new(&words).to_string() };
    Some(Comparison {
        with: Place::new(least),
        runs: found.runs.into_iter().map(run).collect(),
        is_cut: found.is_cut,
    })
}

impl<'d> MemberView<'d> {
    fn new(row: &'d Cells) -> MemberView<'d> {
        let is_representative = get(row, "role") == "representative";
        MemberView {
            place: Place::new(row),
            site: Foreign::new(get(row, "site")),
            published: Foreign::new(day(get(row, "published"))),
            headline: Foreign::new(get(row, "headline")),
            relation: if is_representative { "representative" } else { get(row, "relation") },
            similarity: Share::of(get(row, "similarity")),
        }
    }
}

impl<'d> SiteView<'d> {
    fn new(row: &'d Cells) -> SiteView<'d> {
        SiteView {
            name: Foreign::new(get(row, "site")),
            articles: grouped(get(row, "articles")),
            problems: grouped(get(row, "problems")),
            lines_removed: grouped(get(row, "lines_removed")),
            chars_removed: Share::of(get(row, "chars_removed_share")),
            learned_lines: grouped(get(row, "learned_lines")),
            copies: Share::of(get(row, "duplicate_share")),
            from: Foreign::new(day(get(row, "first_published"))),
            to: Foreign::new(day(get(row, "last_published"))),
        }
    }
}

impl<'d> RuleView<'d> {
    fn new(row: &'d Cells, data: &'d PageData) -> RuleView<'d> {
        let id = get(row, "rule_id");
        let example = data.examples.get(id).map_or("", String::as_str);
        RuleView {
            id: Foreign::new(id),
            kind: Foreign::new(get(row, "kind")),
            documents: grouped(get(row, "articles")),
            edits: grouped(get(row, "edits")),
            chars: grouped(get(row, "chars")),
            why: Foreign::new(get(row, "why")),
            example: Foreign::cut(example, EXAMPLE),
        }
    }
}

impl<'d> ProblemView<'d> {
    fn new(row: &'d Cells) -> ProblemView<'d> {
        ProblemView {
            place: Place::new(row),
            outcome: Foreign::new(get(row, "outcome")),
            code: Foreign::new(get(row, "code")),
            message: Foreign::new(get(row, "message")),
        }
    }
}

/// Where a document was found: `PATH!MEMBER#RECORD`.
#[derive(Clone, Copy)]
struct Place<'d> {
    row: &'d Cells,
}

impl<'d> Place<'d> {
    fn new(row: &'d Cells) -> Place<'d> {
        Place { row }
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Foreign::new(get(self.row, "source_path")).fmt(f)?;
        for (mark, column) in [('!', "member"), ('#', "record")] {
            if !get(self.row, column).is_empty() {
                write!(f, "{mark}{}", Foreign::new(get(self.row, column)))?;
            }
        }
        Ok(())
    }
}
