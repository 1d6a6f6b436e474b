//! The sections of the page.
//!
//! In: what was gathered. Out: their markup.

use super::super::counts::Counts;
use super::diff::{Side, difference};
use super::html::Html;
use super::page_data::{Cells, MOST_ROWS, PageData, get};

pub fn figures(html: &mut Html, counts: &Counts) {
    html.raw("<section>\n<ul class=\"figures\">\n");
    let removed = counts.removals + counts.fields;
    let figures = [
        (counts.found, "documents found"),
        (counts.processed, "processed"),
        (counts.skipped, "skipped"),
        (counts.failed, "failed"),
        (removed, "lines removed"),
        (counts.repairs, "repairs"),
        (counts.clusters, "clusters"),
        (counts.copies, "copies"),
        (counts.unique + counts.clusters, "stories without their copies"),
    ];
    for (number, name) in figures {
        html.raw("<li><b>");
        html.text(&grouped(number));
        html.raw("</b> ");
        html.text(name);
        html.raw("</li>\n");
    }
    html.raw("</ul>\n");
    let kinds = counts.removed_by_kind.iter().map(|(kind, &number)| (kind.as_str(), number));
    list(html, "Removed, by kind", kinds);
    let relations = counts.pairs_by_relation.iter().map(|(name, &number)| (name.as_str(), number));
    list(html, "Verified pairs, by relation", relations);
    html.raw("</section>\n");
}

/// A line of names with numbers, the largest first.
fn list<'n>(html: &mut Html, title: &str, entries: impl Iterator<Item = (&'n str, u64)>) {
    let mut entries: Vec<_> = entries.filter(|(_, number)| *number > 0).collect();
    entries.sort_by_key(|&(name, number)| (std::cmp::Reverse(number), name));
    if entries.is_empty() {
        return;
    }
    html.raw("<p><b>");
    html.text(title);
    html.raw(":</b> ");
    let parts: Vec<String> =
        entries.iter().map(|(name, number)| format!("{name} {}", grouped(*number))).collect();
    html.text(&parts.join(", "));
    html.raw("</p>\n");
}

pub fn clusters(html: &mut Html, gathered: &PageData) {
    html.raw("<section>\n<h2>Clusters</h2>\n");
    if gathered.largest.is_empty() {
        html.raw("<p>No story stands here more than once.</p>\n");
    } else {
        html.raw("<h3>The largest</h3>\n");
        gathered.largest.iter().for_each(|row| cluster(html, row, gathered));
    }
    if !gathered.least_alike.is_empty() {
        html.raw("<h3>Others, with the member least like its representative</h3>\n");
        gathered.least_alike.iter().for_each(|row| cluster(html, row, gathered));
    }
    html.raw("</section>\n");
}

fn cluster(html: &mut Html, row: &Cells, gathered: &PageData) {
    let id = get(row, "cluster_id");
    html.raw("<details>\n<summary>");
    let headline = if get(row, "headline").is_empty() { id } else { get(row, "headline") };
    html.short(headline, 110);
    html.raw(" <small>");
    html.text(&format!("{} documents, {}", get(row, "size"), get(row, "relations")));
    if !get(row, "min_similarity").is_empty() {
        html.text(&format!(", similarity from {}", get(row, "min_similarity")));
    }
    html.raw("</small></summary>\n<p><small>");
    html.text(&format!("Cluster {id}; representative: {}.", get(row, "representative_rule")));
    html.raw("</small></p>\n");
    html.table(&["Document", "Site", "Published", "Headline", "Relation", "#Similarity"]);
    let members = gathered.members.get(id).map(Vec::as_slice).unwrap_or_default();
    for member in members {
        html.raw("<tr>");
        html.cell(&place(member));
        html.cell(get(member, "site"));
        html.date(get(member, "published"));
        html.cell(get(member, "headline"));
        let is_first = get(member, "role") == "representative";
        html.cell(if is_first { "representative" } else { get(member, "relation") });
        html.share(get(member, "similarity"));
        html.raw("</tr>\n");
    }
    html.raw("</table>\n");
    let more = get(row, "size").parse::<usize>().unwrap_or(0).saturating_sub(members.len());
    if more > 0 {
        html.raw("<p><small>");
        html.text(&format!("and {more} more"));
        html.raw("</small></p>\n");
    }
    compare(html, id, gathered);
    html.raw("</details>\n");
}

/// The representative against the member that is least like it, word by word.
fn compare(html: &mut Html, cluster: &str, gathered: &PageData) {
    let Some((representative, least)) = gathered.compared.get(cluster) else { return };
    let text = |article: &Cells| gathered.texts.get(get(article, "article_id"));
    let (Some(first), Some(second)) = (text(representative), text(least)) else { return };
    html.raw("<p><b>From the representative to ");
    html.foreign(&place(least));
    html.raw("</b></p>\n<p class=\"diff\">");
    let found = difference(first, second);
    for (side, run) in &found.runs {
        match side {
            Side::Both => html.text(run),
            Side::First => {
                html.raw("<del>");
                html.text(run);
                html.raw("</del>");
            }
            Side::Second => {
                html.raw("<ins>");
                html.text(run);
                html.raw("</ins>");
            }
        }
        html.raw(" ");
    }
    html.raw(if found.is_cut { "…</p>\n" } else { "</p>\n" });
}

pub fn sites(html: &mut Html, gathered: &PageData) {
    if gathered.sites.is_empty() {
        return;
    }
    html.raw("<section>\n<h2>Sites</h2>\n");
    html.table(&[
        "Site",
        "#Articles",
        "#Problems",
        "#Lines removed",
        "#Characters removed",
        "#Learned lines",
        "#Copies",
        "From",
        "To",
    ]);
    for site in &gathered.sites {
        html.raw("<tr>");
        html.cell(get(site, "site"));
        ["articles", "problems", "lines_removed"].iter().for_each(|c| html.number(get(site, c)));
        html.share(get(site, "chars_removed_share"));
        html.number(get(site, "learned_lines"));
        html.share(get(site, "duplicate_share"));
        ["first_published", "last_published"].iter().for_each(|c| html.date(get(site, c)));
        html.raw("</tr>\n");
    }
    html.raw("</table>\n");
    rest(html, gathered.counts.sites, gathered.sites.len(), "sites.csv");
    html.raw("</section>\n");
}

pub fn rules(html: &mut Html, gathered: &PageData) {
    if gathered.rules.is_empty() {
        return;
    }
    html.raw("<section>\n<h2>Rules and repairs</h2>\n");
    html.table(&["Rule", "Kind", "#Documents", "#Edits", "#Characters", "Why", "For example"]);
    for rule in &gathered.rules {
        let id = get(rule, "rule_id");
        html.raw("<tr>");
        html.cell(id);
        html.cell(get(rule, "kind"));
        ["articles", "edits", "chars"].iter().for_each(|column| html.number(get(rule, column)));
        html.cell(get(rule, "why"));
        html.raw("<td><code>");
        html.short(gathered.examples.get(id).map_or("", String::as_str), 90);
        html.raw("</code></td></tr>\n");
    }
    html.raw("</table>\n</section>\n");
}

pub fn problems(html: &mut Html, gathered: &PageData) {
    html.raw("<section>\n<h2>Problems</h2>\n");
    let counts = &gathered.counts;
    if gathered.problems.is_empty() {
        html.raw("<p>Everything that was found was read.</p>\n</section>\n");
        return;
    }
    for (title, codes) in [("Skipped", &counts.skipped_by_code), ("Failed", &counts.failed_by_code)]
    {
        list(html, title, codes.iter().map(|(code, &number)| (code.as_str(), number)));
    }
    html.table(&["File", "Outcome", "Reason", "Message"]);
    for problem in &gathered.problems {
        html.raw("<tr>");
        html.cell(&place(problem));
        ["outcome", "code", "message"].iter().for_each(|column| html.cell(get(problem, column)));
        html.raw("</tr>\n");
    }
    html.raw("</table>\n");
    rest(html, counts.skipped + counts.failed, gathered.problems.len(), "problems.csv");
    html.raw("</section>\n");
}

/// Says how many rows the page left out.
fn rest(html: &mut Html, all: u64, shown: usize, file: &str) {
    let more = all.saturating_sub(shown as u64);
    if shown >= MOST_ROWS && more > 0 {
        html.raw("<p><small>");
        html.text(&format!("and {} more in {file}", grouped(more)));
        html.raw("</small></p>\n");
    }
}

fn place(row: &Cells) -> String {
    let mut place = get(row, "source_path").to_owned();
    for (mark, column) in [("!", "member"), ("#", "record")] {
        if !get(row, column).is_empty() {
            place.push_str(mark);
            place.push_str(get(row, column));
        }
    }
    place
}

fn grouped(number: u64) -> String {
    super::html::grouped(&number.to_string())
}
