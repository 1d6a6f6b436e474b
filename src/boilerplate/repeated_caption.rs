//! Finds captions and pull quotes that say again what a paragraph of the story says.
//!
//! In: a layout. Out: [`Findings`]. Such a line is no sentence, is between paragraphs, and nearly all
//! of its runs of three words are in one paragraph. So the story loses nothing with it, in any
//! language that puts spaces between words. It does not look above the first paragraph, where a
//! headline or a standfirst may repeat the story.

use std::collections::HashSet;
use std::hash::BuildHasherDefault;

use super::finding::{Basis, Finding, Findings};
use super::layout::{Layout, Row, ends_sentence};
use crate::document::EditKind;
use crate::document::learned::word_evidence::HashedAlready;
use crate::key::word_key;

/// The id and the meaning of these findings.
pub(super) const RULE: (&str, &str) =
    ("photo-caption-repeated", "A caption or a pull quote that a paragraph of the story repeats.");

/// Fewest and most words of such a line.
const WORDS: std::ops::RangeInclusive<usize> = 10..=60;
/// Most words of a label before a colon.
const LABEL_WORDS: usize = 4;
/// Fewest runs of three words behind the label, and the percent of them in one paragraph.
const RUNS: usize = 8;
const SHARE: usize = 80;

/// Hashes of runs of words.
type Runs = HashSet<u64, BuildHasherDefault<HashedAlready>>;

/// Adds the lines that repeat a paragraph.
pub(super) fn find_repeated_captions(layout: &Layout<'_>, found: &mut Findings) {
    let candidates: Vec<(usize, Vec<u64>)> = layout
        .rows
        .iter()
        .enumerate()
        .filter(|(index, row)| is_candidate(row) && !found.lines.contains_key(index))
        .map(|(index, row)| (index, runs(without_label(row.body()))))
        .filter(|(_, runs)| runs.len() >= RUNS)
        .collect();
    if candidates.is_empty() {
        return;
    }
    let is_paragraph = |row: &&Row<'_>| row.prose && ends_sentence(row.line.text);
    let paragraphs: Vec<Runs> = layout
        .rows
        .iter()
        .filter(is_paragraph)
        .map(|row| runs(row.line.text).into_iter().collect())
        .collect();
    for (index, runs) in candidates {
        let shared = |paragraph: &Runs| runs.iter().filter(|r| paragraph.contains(r)).count();
        let most = paragraphs.iter().map(shared).max().unwrap_or(0);
        if most * 100 >= runs.len() * SHARE {
            let evidence = format!("{most} of {} runs of words are in one paragraph", runs.len());
            found.lines.insert(index, finding(evidence));
        }
    }
}

fn finding(evidence: String) -> Finding {
    Finding {
        rule: RULE.0.into(),
        basis: Basis::Structure,
        also: Vec::new(),
        kind: "photo".to_owned(),
        edit: EditKind::Remove,
        field: None,
        evidence,
    }
}

fn is_candidate(row: &Row<'_>) -> bool {
    let body = row.body();
    WORDS.contains(&row.words)
        && row.prose_before > 0
        && row.prose_after > 0
        && !ends_sentence(body)
        && !body.ends_with([':', ',', ';', '-', '–', '—'])
        && !is_headline_case(body)
}

/// Whether most of the longer words begin with a capital, as in headlines and headings.
fn is_headline_case(text: &str) -> bool {
    let longer = text.split_whitespace().filter(|word| word.chars().count() >= 4);
    let (mut all, mut capitals) = (0, 0);
    for word in longer {
        all += 1;
        capitals += usize::from(word.starts_with(char::is_uppercase));
    }
    capitals * 10 >= all * 6
}

/// A line without a short label before a colon.
fn without_label(text: &str) -> &str {
    match text.split_once(": ") {
        Some((label, rest)) if label.split_whitespace().count() <= LABEL_WORDS => rest,
        _ => text,
    }
}

/// Hashes of the runs of three words of a text.
fn runs(text: &str) -> Vec<u64> {
    let words = text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’'));
    let keys: Vec<u64> = words.filter(|word| !word.is_empty()).map(word_key).collect();
    let run = |three: &[u64]| match three {
        [a, b, c] => a.rotate_left(17) ^ b.rotate_left(5) ^ c.wrapping_mul(3),
        _ => 0,
    };
    keys.windows(3).map(run).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = "Ada Rill carried the brass bell of the old mill through the flooded streets of Harrow \
                         Falls on Monday, and the whole town followed her to the church.";
    const SECOND: &str = "“I was afraid that the bell had gone down with the mill, but it was hanging in the plum \
                          tree,” said Ms Rill, who is 71.";

    fn gone(line: &str) -> bool {
        let text = format!("{FIRST}\n\n{line}\n\n{SECOND}");
        let layout = Layout::new(&text);
        let mut found = Findings::default();
        find_repeated_captions(&layout, &mut found);
        found.lines.keys().eq([1].iter())
    }

    #[test]
    fn captions_and_pull_quotes_go() {
        assert!(gone(
            "Heavy load: Ada Rill carried the brass bell of the old mill through the flooded streets"
        ));
        assert!(gone(
            "‘I was afraid that the bell had gone down with the mill, but it was hanging in the plum tree’"
        ));
    }

    #[test]
    fn other_lines_stay() {
        for line in [
            "Ada Rill with the brass bell in the kitchen of her new house above the dam",
            "The brass bell of the old mill",
            "Ada Rill Carried the Brass Bell of the Old Mill Through the Flooded Streets",
            "Ada Rill carried the brass bell of the old mill through the flooded streets of the town twice.",
        ] {
            assert!(!gone(line), "{line}");
        }
        let text = format!(
            "Ada Rill carried the brass bell of the old mill through the flooded streets\n\n{FIRST}\n\n{SECOND}"
        );
        let mut found = Findings::default();
        find_repeated_captions(&Layout::new(&text), &mut found);
        assert!(found.lines.is_empty());
    }
}
