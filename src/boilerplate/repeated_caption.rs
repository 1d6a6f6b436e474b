//! Finds captions that say again what a paragraph of the story says.
//!
//! In: a layout. Out: [`Findings`]. Such a line is no sentence, is between paragraphs, and nearly all
//! of its runs of three words are in one paragraph. So the story loses nothing with it, in any
//! language that puts spaces between words. It does not look above the first paragraph, where a
//! headline or a standfirst may repeat the story. A quotation stays, in quotation marks here or in the
//! paragraph: the source may show a post or a letter, and then what is said of it.

use std::collections::HashSet;
use std::hash::BuildHasherDefault;

use super::finding::{Basis, Finding, Findings};
use super::layout::{Layout, Row};
use crate::document::EditKind;
use crate::document::learned::word_evidence::HashedAlready;
use crate::key::{ends_sentence, word_key};

/// The id and the meaning of these findings.
pub(super) const RULE: (&str, &str) =
    ("photo-caption-repeated", "A caption that a paragraph of the story repeats.");

/// Fewest and most words of such a line.
const WORDS: std::ops::RangeInclusive<usize> = 10..=60;
/// Most words of a label before a colon.
const LABEL_WORDS: usize = 4;
/// Fewest runs of three words behind the label, and the percent of them in one paragraph.
const RUNS: usize = 8;
const SHARE: usize = 80;

/// The words of a line that are looked for in the paragraph.
const QUOTED_WORDS: usize = 3;

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
    let paragraphs: Vec<(&str, Runs)> = layout
        .rows
        .iter()
        .filter(is_paragraph)
        .map(|row| (row.line.text, runs(row.line.text).into_iter().collect()))
        .collect();
    for (index, runs) in candidates {
        let shared = |paragraph: &Runs| runs.iter().filter(|r| paragraph.contains(r)).count();
        let best = paragraphs.iter().map(|(text, runs)| (shared(runs), *text));
        let (most, paragraph) = best.max_by_key(|(shared, _)| *shared).unwrap_or((0, ""));
        let line = layout.rows.get(index).map(|row| without_label(row.body())).unwrap_or_default();
        if most * 100 >= runs.len() * SHARE && !is_quoted(line, paragraph) {
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

/// Whether a line is a quotation, or a paragraph has the beginning of it inside quotation marks.
fn is_quoted(line: &str, paragraph: &str) -> bool {
    let bare = line.trim_start_matches(|c: char| c.is_whitespace() || is_quote(c));
    let posted = line.contains("(@") || line.contains(" — ") || line.contains(" – ");
    if line.trim_start().starts_with(is_quote) || posted {
        return true;
    }
    let first: usize = bare.split_inclusive(' ').take(QUOTED_WORDS).map(str::len).sum();
    let first = bare.get(..first).unwrap_or_default().trim_end().to_lowercase();
    let lower = paragraph.to_lowercase();
    let Some(before) = lower.find(&first).and_then(|at| lower.get(..at)) else { return false };
    let (mut open, mut straight) = (false, false);
    for c in before.chars() {
        match c {
            '“' | '«' | '„' => open = true,
            '”' | '»' => open = false,
            '"' => straight = !straight,
            _ => {}
        }
    }
    open || straight || before.ends_with(is_quote)
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '‘' | '\'' | '«' | '»' | '„' | '‹')
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
    fn captions_go() {
        assert!(gone(
            "Heavy load: Ada Rill carried the brass bell of the old mill through the flooded streets"
        ));
    }

    #[test]
    fn quotations_stay() {
        let said = "I was afraid that the bell had gone down with the mill, but it was hanging in the plum tree";
        for line in [said.to_owned(), format!("‘{said}’"), format!("{said} — Ada Rill (@rill)")]
        {
            assert!(!gone(&line), "{line}");
        }
        let told = "Ada Rill carried the brass bell of the old mill through the flooded streets of Harrow Falls";
        for line in [format!("‘{told}’"), format!("{told} — Jo Reed (@reed)")] {
            assert!(!gone(&line), "{line}");
        }
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
