//! Checks that a dateline in capitals names a place, and finds datelines that no rule describes.
//!
//! In: a layout and the spans that rules have found. Out: the spans without labels such as "ENDLESS QUARREL —", and
//! with the datelines that [`super::dateline_parts`] reads. The text itself tells a label: a place is
//! written with a capital in it, a label's words are not.

use super::dateline_parts::{dateline, place_line};
use super::finding::{Basis, Finding, Findings};
use super::header::key;
use super::layout::{Layout, Row};
use super::rule::FieldName;
use crate::date;
use crate::document::EditKind;

/// The name of what this module finds.
pub(super) const RULE: &str = "dateline-parts";
/// Lines at the top that are read.
const TOP_LINES: usize = 16;
/// The most words of a line that is a dateline.
const LINE_WORDS: usize = 9;

/// The rules whose finds are checked: the others have a region, a date or an agency.
const RULES: [&str; 2] = ["dateline-capitals", "dateline-capitals-es"];
/// The shortest word that is looked up.
const WORD_CHARS: usize = 4;

/// Drops datelines whose words the text writes without a capital, those that are the name of the site, and
/// those with a figure that is no date.
pub(super) fn check(layout: &Layout<'_>, site: Option<&str>, found: &mut Findings) {
    let site = site.map(key);
    found.spans.retain(|(_, span, finding)| match &finding.field {
        Some((FieldName::Dateline, value)) if Some(key(value)) == site || has_age(value) => false,
        Some((FieldName::Dateline, value)) if RULES.contains(&&*finding.rule) => {
            is_place(value, layout.text.get(span.end..).unwrap_or_default())
        }
        _ => true,
    });
}

/// Whether a value ends with a figure and a word that is no month, such as an age: "Jo Reed, 84 years".
fn has_age(value: &str) -> bool {
    let Some((_, behind)) = value.rsplit_once(", ") else { return false };
    let words: Vec<&str> = behind.split_whitespace().collect();
    let figure = |word: &&str| word.chars().all(|c| c.is_ascii_digit());
    matches!(words.as_slice(), [number, word] if figure(number) && !figure(word)
        && !date::is_date_word(word.trim_end_matches('.')))
}

/// Finds the dateline before one of the first two paragraphs, or on the line above the story, if no rule
/// found one.
pub(super) fn take(layout: &Layout<'_>, language: Option<&str>, found: &mut Findings) {
    let is_dateline = |finding: &Finding| matches!(finding.field, Some((FieldName::Dateline, _)));
    if found.lines.values().any(is_dateline) || found.spans.iter().any(|(.., f)| is_dateline(f)) {
        return;
    }
    let top = layout.rows.iter().enumerate().take(TOP_LINES);
    let open = |found: &Findings, index: usize| {
        !found.lines.contains_key(&index) && !found.has_span(index)
    };
    for (index, row) in top.take_while(|(_, row)| row.prose_before <= 1) {
        if !open(found, index) {
            continue;
        }
        if !row.prose {
            let alone = row.prose_before <= 1 && row.prose_after > 0 && row.words <= LINE_WORDS;
            if let Some(value) = place_line(row.line.text).filter(|_| alone) {
                found.lines.insert(index, finding(value));
                return;
            }
            continue;
        }
        let Some(dateline) = dateline(row.line.text, language) else { continue };
        // Places at the start of several paragraphs are the parts of a digest.
        let others = |other: &Row<'_>| {
            other.prose
                && other.line.span != row.line.span
                && super::dateline_parts::dateline(other.line.text, language)
                    .is_some_and(|found| found.place_only)
        };
        if dateline.place_only && layout.rows.iter().any(others) {
            return;
        }
        let start = row.line.span.start;
        let value = finding(dateline.value);
        found.spans.push((index, start..start + dateline.end, value));
        return;
    }
}

fn finding(value: &str) -> Finding {
    Finding {
        rule: RULE.into(),
        basis: Basis::Structure,
        also: Vec::new(),
        kind: "dateline".to_owned(),
        edit: EditKind::Field,
        field: Some((FieldName::Dateline, super::finding::tidy(value))),
        evidence: "dateline, before the story".to_owned(),
    }
}

/// Whether a name in capitals is a place, by how the rest of the text writes it.
fn is_place(name: &str, rest: &str) -> bool {
    let words: Vec<String> = name
        .split([' ', '/', '-'])
        .filter(|word| word.chars().count() >= WORD_CHARS)
        .map(str::to_lowercase)
        .collect();
    let written = |word: &String| {
        let (mut small, mut capital) = (0, 0);
        for (at, _) in rest.match_indices(word.as_str()) {
            small += u32::from(is_word(rest, at, word.len()));
        }
        let mut letters = word.chars();
        if let Some(first) = letters.next() {
            let title = first.to_uppercase().chain(letters).collect::<String>();
            let places = rest.match_indices(&title);
            capital = places.filter(|(at, _)| is_word(rest, *at, title.len())).count();
        }
        (small, capital)
    };
    let counts: Vec<(u32, usize)> = words.iter().map(written).collect();
    let label = |(small, capital): &(u32, usize)| *small > 0 && *capital == 0;
    counts.is_empty() || !counts.iter().all(label)
}

/// Whether the bytes at a place are a whole word.
fn is_word(text: &str, at: usize, length: usize) -> bool {
    let before = text.get(..at).and_then(|text| text.chars().next_back());
    let after = text.get(at + length..).and_then(|text| text.chars().next());
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    !letter(before) && !letter(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_no_date() {
        assert!(has_age("Jo Reed, 84 years") && has_age("Joana Reis, 84 anos"));
        for value in
            ["Calder, 3 mars", "CALDER, 3 mar.", "Calder, March 3", "MADRID, 3", "Calder, Ohio"]
        {
            assert!(!has_age(value), "{value}");
        }
    }

    #[test]
    fn the_text_tells_a_place_from_a_label() {
        assert!(is_place("CALDER", "The mayor of Calder spoke."));
        assert!(is_place("WASHINGTON", "The mayor spoke."));
        assert!(is_place("PORT CALDER", "The port of Calder is shut."));
        assert!(!is_place("QUARREL", "The quarrel over the bridge goes on."));
        assert!(!is_place("ENDLESS QUARREL", "The quarrel over the bridge is endless."));
    }
}
