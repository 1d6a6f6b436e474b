//! Reads the labelled lines above a story: "HEADLINE: Ferry stops", "Date: 3 May 2023".
//!
//! In: a layout and the known fields. Out: more [`Findings`], and headline, site and address if they were missing.
//! Exports of archives, front matter and scrapers write such lines. They count together: two fields, one of them the
//! headline, with an address, a date or a source. Where the labels are those of a book or an event, nothing is read.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use serde::Deserialize;

use super::finding::{Basis, Finding, Findings};
use super::layout::{Layout, Row};
use super::rule::FieldName;
use crate::document::{EditKind, Fields};

/// The rule of the removals, and what it stands for.
pub(super) const RULE: &str = "labelled-line";
pub(super) const KIND: &str = "header";

/// Lines above the story that are read, at most.
const TOP_LINES: usize = 30;
/// The longest label, in characters.
const LABEL_CHARS: usize = 24;
/// The longest value of a line that is not the text, in characters.
const VALUE_CHARS: usize = 400;

/// What a label names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Label {
    Headline,
    Byline,
    Published,
    Site,
    Url,
    Dateline,
    Text,
    Other,
    Foreign,
}

#[derive(Debug, Default, Deserialize)]
struct Words {
    headline: Vec<String>,
    byline: Vec<String>,
    published: Vec<String>,
    site: Vec<String>,
    url: Vec<String>,
    dateline: Vec<String>,
    text: Vec<String>,
    other: Vec<String>,
    foreign: Vec<String>,
    #[cfg(test)]
    example: Vec<tests::Example>,
}

/// The names of the fields of records in other languages than English.
#[derive(Debug, Default, Deserialize)]
struct RecordNames {
    names: BTreeMap<String, Vec<String>>,
}

static LABELS: LazyLock<HashMap<String, Label>> = LazyLock::new(|| {
    lists()
        .into_iter()
        .flat_map(|(names, label)| names.into_iter().map(move |name| (name, label)))
        .collect()
});

/// All labels. Tests read the files, so that these never fall back to empty lists.
fn lists() -> Vec<(Vec<String>, Label)> {
    let words: Words =
        toml::from_str(include_str!("../../data/labelled-lines.toml")).unwrap_or_default();
    let records: RecordNames =
        toml::from_str(include_str!("../../data/record-names.toml")).unwrap_or_default();
    let mut lists = vec![
        (words.headline, Label::Headline),
        (words.byline, Label::Byline),
        (words.published, Label::Published),
        (words.site, Label::Site),
        (words.url, Label::Url),
        (words.dateline, Label::Dateline),
        (words.text, Label::Text),
        (words.other, Label::Other),
        (words.foreign, Label::Foreign),
    ];
    for (field, names) in records.names {
        let label = match field.as_str() {
            "title" => Label::Headline,
            "author" => Label::Byline,
            "date" => Label::Published,
            "site" => Label::Site,
            "url" => Label::Url,
            "text" => Label::Text,
            "language" => Label::Other,
            _ => continue,
        };
        let spaced = names.into_iter().map(|name| name.replace('_', " "));
        lists.push((spaced.collect(), label));
    }
    lists
}

/// A line with a label.
struct Labelled<'t> {
    row: usize,
    label: Label,
    value: &'t str,
}

/// Takes the labelled lines above the story, and those of the same record below it.
pub(super) fn take(layout: &Layout<'_>, known: &Fields, found: &mut Findings, filled: &mut Fields) {
    let (lines, fences) = labelled_lines(layout);
    if !is_record(&lines, known) {
        return;
    }
    for row in fences {
        found.lines.insert(row, finding("the frame of the lines with labels", None));
    }
    for line in &lines {
        take_line(layout, line, found, filled);
    }
    let below = layout.rows.iter().enumerate().rev().take_while(|(_, row)| !row.prose);
    for (row, _) in below.filter(|(row, _)| lines.iter().all(|line| line.row < *row)) {
        let of_record = labelled(layout, row).is_some_and(|line| line.label != Label::Foreign);
        if of_record {
            found.lines.insert(row, finding("below the story", None));
        }
    }
}

/// The labelled lines at the top, and the rows of the marks around them. An unknown label counts between known ones.
fn labelled_lines<'t>(layout: &Layout<'t>) -> (Vec<Labelled<'t>>, Vec<usize>) {
    let (mut lines, mut fences, mut unknown) = (Vec::new(), Vec::new(), Vec::new());
    for (row, text) in layout.rows.iter().enumerate().take(TOP_LINES) {
        let text = text.line.text.trim();
        if text.is_empty() {
            continue;
        }
        if is_fence(text) {
            fences.push(row);
            if fences.len() == 2 {
                break;
            }
            continue;
        }
        match labelled(layout, row) {
            Some(line) => {
                lines.append(&mut unknown);
                let is_text = line.label == Label::Text;
                lines.push(line);
                if is_text {
                    break;
                }
            }
            None => match unknown_label(text) {
                Some(value) if unknown.len() < 2 => {
                    unknown.push(Labelled { row, label: Label::Other, value });
                }
                _ => break,
            },
        }
    }
    // A single mark is that of the text.
    if fences.len() < 2
        && fences.iter().any(|fence| lines.first().is_none_or(|line| *fence > line.row))
    {
        fences.clear();
    }
    (lines, fences)
}

/// Whether the lines are a record of the story: its headline, and what tells where it is from.
fn is_record(lines: &[Labelled<'_>], known: &Fields) -> bool {
    let mut counts: BTreeMap<Label, usize> = BTreeMap::new();
    for line in lines {
        *counts.entry(line.label).or_default() += 1;
    }
    let has = |label| counts.contains_key(&label);
    let fields = counts.keys().filter(|label| !matches!(label, Label::Other | Label::Text)).count();
    let headline = lines.iter().find(|line| line.label == Label::Headline);
    // A headline of the record that is another than the labelled one makes it the title of a work.
    let agrees = match (&known.headline, headline) {
        (Some(known), Some(line)) => super::header::key(known) == super::header::key(line.value),
        _ => true,
    };
    let origin = [Label::Published, Label::Site, Label::Url, Label::Text].into_iter().any(has);
    !has(Label::Foreign)
        && agrees
        && counts.get(&Label::Headline).is_none_or(|count| *count == 1)
        && (has(Label::Headline) && origin && fields + usize::from(has(Label::Text)) >= 2
            || has(Label::Text) && fields >= 2)
}

fn take_line(layout: &Layout<'_>, line: &Labelled<'_>, found: &mut Findings, filled: &mut Fields) {
    let value = line.value.to_owned();
    let evidence = |field: &str| finding(&format!("{field}, above the story"), None);
    let field = |field: FieldName| {
        let evidence = format!("{}, above the story", field.name());
        finding(&evidence, Some((field, value.clone())))
    };
    let found_line = match line.label {
        Label::Text if line.value.is_empty() => finding("the label of the text", None),
        Label::Text => {
            // The text is in the same line: only the label goes.
            let Some(row) = layout.rows.get(line.row) else { return };
            let start = row.line.span.start;
            let label = finding("the label of the text", None);
            let end = start + row.line.text.find(line.value).unwrap_or(0);
            found.spans.push((line.row, start..end, label));
            return;
        }
        Label::Headline => {
            filled.headline.get_or_insert(value);
            Finding { edit: EditKind::Field, ..evidence("headline") }
        }
        Label::Url => {
            filled.url.get_or_insert(value);
            Finding { edit: EditKind::Field, ..evidence("url") }
        }
        Label::Byline => field(FieldName::Byline),
        Label::Published => field(FieldName::Published),
        Label::Site => field(FieldName::Site),
        Label::Dateline => field(FieldName::Dateline),
        Label::Other | Label::Foreign => evidence("a field without a column"),
    };
    found.lines.insert(line.row, found_line);
}

/// A row that begins with a known label.
fn labelled<'t>(layout: &Layout<'t>, row: usize) -> Option<Labelled<'t>> {
    let text = layout.rows.get(row).map(|row: &Row<'t>| row.line.text.trim())?;
    let (label, value) = divided(text)?;
    let folded = label.to_lowercase().replace(['-', '_'], " ");
    let label = *LABELS.get(folded.as_str())?;
    let fits = label == Label::Text || value.chars().count() <= VALUE_CHARS;
    // Without a value only the text's label stands.
    (fits && (!value.is_empty() || matches!(label, Label::Text | Label::Other)))
        .then_some(Labelled { row, label, value })
}

/// The value of a line that has the form of a labelled one.
fn unknown_label(text: &str) -> Option<&str> {
    let (label, value) = divided(text)?;
    let plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.');
    let short = value.chars().count() <= LABEL_CHARS * 3;
    (label.chars().all(plain) && label.split(' ').count() <= 2 && short).then_some(value)
}

/// The label and the value of a line, without the quotation marks around the value.
fn divided(text: &str) -> Option<(&str, &str)> {
    let at = text.find([':', '：', '\t'])?;
    let (label, rest) = text.split_at_checked(at)?;
    let label = label.trim().trim_matches(['*', '#']).trim();
    let value =
        rest.get(rest.chars().next()?.len_utf8()..)?.trim().trim_start_matches("**").trim_start();
    let quoted = ['"', '\''].into_iter().find_map(|mark| {
        value.strip_prefix(mark)?.strip_suffix(mark).filter(|inside| !inside.contains(mark))
    });
    (!label.is_empty() && label.chars().count() <= LABEL_CHARS)
        .then_some((label, quoted.unwrap_or(value)))
}

/// A line of marks around front matter.
fn is_fence(text: &str) -> bool {
    text.len() >= 3 && (text.bytes().all(|b| b == b'-') || text.bytes().all(|b| b == b'+'))
}

fn finding(evidence: &str, field: Option<(FieldName, String)>) -> Finding {
    Finding {
        rule: RULE.into(),
        basis: Basis::Structure,
        also: Vec::new(),
        kind: KIND.to_owned(),
        edit: if field.is_some() { EditKind::Field } else { EditKind::Remove },
        field,
        evidence: evidence.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::boilerplate::{Context, Rulebook, decide};
    use crate::document::RuleId;
    use crate::edit::Draft;

    #[derive(Debug, Default, Deserialize)]
    #[serde(default)]
    pub struct Example {
        text: String,
        headline: Option<String>,
        byline: Option<String>,
        dateline: Option<String>,
        published: Option<String>,
        site: Option<String>,
        url: Option<String>,
        none: bool,
    }

    const STORY: &str = "The ferry will not sail before May, the harbour office said on Tuesday, because the pier is broken \
         and the parts for it are late.\n\nNobody was hurt when the pier gave way, but two boats sank and the \
         market lost a week of trade.";

    fn decided(text: &str) -> (String, Fields, Vec<RuleId>) {
        let headlines = crate::document::learned::Headlines::default();
        let context = Context {
            rulebook: Rulebook::built_in(),
            headlines: &headlines,
            site: None,
            model: None,
            model_last: false,
            language: None,
            day_month: crate::date::DayMonth::Unknown,
        };
        let decision = decide(text, &Fields::default(), &context);
        let rules = decision.changes.iter().map(|change| change.rule.clone()).collect();
        let mut draft = Draft::new(text);
        draft.apply(decision.changes);
        (draft.finish().0.trim().to_owned(), decision.fields, rules)
    }

    #[test]
    fn the_examples_hold() {
        let words: Words = toml::from_str(include_str!("../../data/labelled-lines.toml")).unwrap();
        assert!(words.example.len() >= 9);
        for example in &words.example {
            let (text, fields, rules) = decided(&example.text.replace("STORY", STORY));
            if example.none {
                assert!(!rules.iter().any(|rule| **rule == *RULE), "{}", example.text);
                continue;
            }
            assert_eq!(text, STORY, "{}", example.text);
            assert_eq!(fields.headline, example.headline, "{}", example.text);
            assert_eq!(fields.byline, example.byline, "{}", example.text);
            assert_eq!(fields.dateline, example.dateline, "{}", example.text);
            assert_eq!(fields.published, example.published, "{}", example.text);
            assert_eq!(fields.site, example.site, "{}", example.text);
            assert_eq!(fields.url, example.url, "{}", example.text);
        }
    }

    #[test]
    fn every_label_is_in_lower_case_and_in_one_list() {
        let lists = lists();
        let all: Vec<&String> = lists.iter().flat_map(|(names, _)| names).collect();
        assert!(lists.len() >= 16 && lists.iter().all(|(names, _)| !names.is_empty()));
        assert_eq!(all.len(), LABELS.len(), "a label is in two lists");
        for label in all {
            assert_eq!(*label, label.to_lowercase());
            assert!(label.chars().count() <= LABEL_CHARS, "{label}");
        }
    }

    #[test]
    fn a_title_of_another_work_and_a_talk_are_the_storys() {
        let known =
            |headline: &str| Fields { headline: Some(headline.to_owned()), ..Fields::default() };
        let layout = Layout::new("Title: The Long Night\nDate: 3 May 2023\n\nRain fell.");
        let (lines, _) = labelled_lines(&layout);
        assert!(is_record(&lines, &known("The long night")));
        assert!(!is_record(&lines, &known("A film about the war")));
        let layout =
            Layout::new("Date: 3 May 2023\nTime: 10 am\nWhere: town hall\nSource: the mayor");
        assert!(!is_record(&labelled_lines(&layout).0, &Fields::default()));
    }
}
