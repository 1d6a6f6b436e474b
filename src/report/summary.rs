//! The closing summary: one screen about a run.
//!
//! In: counts and times. Out: a text. It prints nothing.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::clock::StageTime;
use super::counts::Counts;
use super::terminal::visible;

/// Characters of a list before the rest is only counted.
const LONGEST_LIST: usize = 50;

/// The facts that the summary shows.
#[derive(Debug, Clone, Copy)]
pub struct Summary<'a> {
    pub counts: &'a Counts,
    pub total: &'a StageTime,
    /// The output folder as the user named it.
    pub out: &'a str,
    /// The file or folder with the unique stories, if there is one.
    pub unique: Option<&'a str>,
    /// Failures that the last run did not have, if there was one.
    pub new_failures: Option<u64>,
    /// Whether the exit code is 0.
    pub is_success: bool,
}

/// The text of the summary. It ends with a line break and has no other control characters.
pub fn summary(summary: &Summary<'_>) -> String {
    let Summary { counts, total, .. } = summary;
    let mut text = String::new();
    let _ = writeln!(
        text,
        "Found {} in {:.1} s ({} of memory at most).\n",
        many(counts.found, "document"),
        total.wall_seconds,
        size(total.peak_memory_bytes)
    );
    let mut line = |name: &str, number: u64, note: String| {
        let note = if note.is_empty() { note } else { format!("   {note}") };
        let _ = writeln!(text, "  {name:<14}{:>9}{note}", grouped(number));
    };
    line("processed", counts.processed, status_note(counts));
    line("skipped", counts.skipped, list(&counts.skipped_by_code));
    line("failed", counts.failed, list(&counts.failed_by_code));
    let shares = share(counts.chars_raw.saturating_sub(counts.chars_clean), counts.chars_raw);
    let changed = format!("in {}; {shares} of the characters", many(counts.changed, "document"));
    line("removed", counts.removals + counts.fields, list(&counts.removed_by_kind));
    line("repaired", counts.repairs, String::new());
    line("edits", counts.removals + counts.fields + counts.repairs, changed);
    if counts.suggestions > 0 {
        line("suggested", counts.suggestions, "not applied".to_owned());
    }
    if counts.held_back > 0 {
        let note = format!("words of prose that stay, in {}", many(counts.held_back, "document"));
        line("held back", counts.words_held_back, note);
    }
    if let Some(most) = counts.lost_most.first() {
        line("lost most", most.percent, format!("% of {}", place(&most.place)));
    }
    if let Some(most) = counts.most_doubtful.first() {
        let note = format!("pages; most of all {}", place(&most.place));
        line("doubtful", counts.doubtful, note);
    }
    let copies = format!(
        "with {}; the largest has {}",
        if counts.copies == 1 { "1 copy".to_owned() } else { grouped(counts.copies) + " copies" },
        many(counts.largest_cluster, "document")
    );
    line("clusters", counts.clusters, if counts.clusters > 0 { copies } else { String::new() });
    line("unique stories", counts.unique_stories, unique_note(counts));
    if counts.ambiguous_dates > 0 {
        let _ = writeln!(
            text,
            "\n{} a date that reads two ways, as 03/04/2021, and no other date of their source\n\
             shows the order of day and month: `--date-order dmy` or `mdy` settles it.",
            if counts.ambiguous_dates == 1 {
                "1 document has".to_owned()
            } else {
                grouped(counts.ambiguous_dates) + " documents have"
            }
        );
    }
    text.push('\n');
    if counts.failed > 0 {
        let failed = format!("{} of {} failed", grouped(counts.failed), grouped(counts.found));
        let new = summary.new_failures.map(|new| format!(" {} of them new", grouped(new)));
        let (new, code) = (new.unwrap_or_default(), u8::from(!summary.is_success));
        let comma = if new.is_empty() { "" } else { "," };
        let _ = writeln!(
            text,
            "{failed}{comma}{new}: problems.csv says why. The exit code is {code}.\n"
        );
    }
    next_steps(&mut text, summary);
    text
}

fn next_steps(text: &mut String, Summary { counts, out, unique, .. }: &Summary<'_>) {
    let out = visible(out);
    let _ = writeln!(text, "The output is in {out}:");
    let mut step = |file: &str, what: &str| {
        let _ = writeln!(text, "  {file:<15} {what}");
    };
    step(
        "report.html",
        "a page to look at: stories side by side, texts before and after, pairs to judge",
    );
    if let Some(unique) = unique {
        step(unique, "the unique stories: clean texts without their copies");
    }
    step("articles.csv", "every document with its fields and its cluster");
    if counts.clusters > 0 {
        step("clusters.csv", "every story that has copies");
    }
    if counts.removals + counts.fields + counts.repairs > 0 {
        step("edits.csv", "every change to a text, with its rule");
    }
    if counts.failed + counts.skipped > 0 {
        step("problems.csv", "what was not processed, and why");
    }
    let _ = writeln!(text, "To see what happened to one document: copydesk explain {out} ID");
}

fn unique_note(counts: &Counts) -> String {
    let mut note = String::new();
    if counts.clusters > 0 {
        note = format!(
            "{} without copies, {} from clusters",
            grouped(counts.unique),
            grouped(counts.clusters)
        );
    }
    if counts.unique_without_text > 0 {
        let comma = if note.is_empty() { "" } else { "; " };
        let left_out = many(counts.unique_without_text, "document");
        note.push_str(&format!("{comma}{left_out} without text left out"));
    }
    note
}

fn status_note(counts: &Counts) -> String {
    let parts = [
        ("cleaned", counts.cleaned),
        ("too short for near copies", counts.too_short),
        ("a page in place of a story", counts.stubs),
        ("a list of stories", counts.listings),
        ("with no text left", counts.nothing_left),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(_, number)| *number > 0)
        .map(|(name, number)| format!("{} {name}", grouped(number)))
        .collect();
    parts.join(", ")
}

/// The place of a document, cut at its beginning to fit a line.
fn place(place: &str) -> String {
    let from = place.char_indices().rev().nth(LONGEST_LIST).map_or(0, |(at, _)| at);
    visible(place.get(from..).unwrap_or_default())
}

/// The largest entries with their numbers.
fn list(sums: &BTreeMap<String, u64>) -> String {
    let mut entries: Vec<(&str, u64)> = sums.iter().map(|(name, &n)| (name.as_str(), n)).collect();
    entries.sort_by_key(|&(name, number)| (std::cmp::Reverse(number), name));
    let (mut parts, mut rest, mut length) = (Vec::new(), 0, 0);
    for (name, number) in entries {
        let part = format!("{name} {}", grouped(number));
        length += part.chars().count();
        if length <= LONGEST_LIST { parts.push(part) } else { rest += number }
    }
    if rest > 0 {
        parts.push(format!("others {}", grouped(rest)));
    }
    visible(&parts.join(", "))
}

fn many(number: u64, thing: &str) -> String {
    format!("{} {thing}{}", grouped(number), if number == 1 { "" } else { "s" })
}

/// A number with a comma between every three digits.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn share(part: u64, whole: u64) -> String {
    let tenths = (u128::from(part) * 1000 + u128::from(whole) / 2).checked_div(u128::from(whole));
    tenths.map_or("0 %".to_owned(), |tenths| format!("{}.{} %", tenths / 10, tenths % 10))
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1_000_000_000 => format!("{} MB", bytes / 1_000_000),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::counts::Doubt;

    #[test]
    fn it_fits_on_a_screen_and_says_where_to_look() {
        let kinds = (0..30).map(|n| (format!("kind{n:02}"), n)).collect();
        let counts = Counts {
            found: 1_234_567,
            processed: 1_234_560,
            failed: 7,
            failed_by_code: [("bad_json\u{1b}[2J".to_owned(), 7)].into(),
            removals: 435,
            removed_by_kind: kinds,
            chars_raw: 2000,
            chars_clean: 1999,
            clusters: 1,
            copies: 1,
            largest_cluster: 2,
            doubtful: 12,
            most_doubtful: vec![Doubt { confidence: 31, place: "pages/".repeat(20) }],
            ..Counts::default()
        };
        let total = StageTime {
            within: None,
            name: "total".into(),
            wall_seconds: 12.34,
            cpu_seconds: 20.0,
            peak_memory_bytes: 1_500_000_000,
        };
        let text = summary(&Summary {
            counts: &counts,
            total: &total,
            out: "out\u{7}",
            unique: Some("unique.jsonl"),
            new_failures: Some(2),
            is_success: false,
        });
        assert!(
            text.starts_with("Found 1,234,567 documents in 12.3 s (1.5 GB of memory at most).")
        );
        assert!(text.contains("kind29 29") && text.contains("others 300"));
        assert!(text.contains("0.1 % of the characters"));
        assert!(text.contains("doubtful             12   pages; most of all "));
        for part in
            ["problems.csv", "report.html", "unique.jsonl", "7 of 1,234,567 failed, 2 of them new"]
        {
            assert!(text.contains(part), "{part}");
        }
        assert!(text.lines().count() <= 24 && text.lines().all(|line| line.chars().count() <= 100));
        assert!(!text.contains(|c: char| c.is_control() && c != '\n'));
    }
}
