//! Checks that a dateline in capitals names a place, and finds datelines that no rule describes.
//!
//! In: a layout and the spans that rules have found. Out: the spans without labels such as "ENDLESS QUARREL —", and
//! with the datelines that [`super::dateline_parts`] reads. The text itself tells a label: a place is
//! written with a capital in it, a label's words are not.

use std::collections::HashSet;
use std::ops::Range;

use super::dateline_parts::{dateline, is_known, place_line};
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
const RULES: [&str; 2] = [CAPITALS, "dateline-capitals-es"];
const CAPITALS: &str = "dateline-capitals";
/// The paragraphs with datelines that make a digest.
const DIGEST_PARTS: usize = 3;
/// The shortest word that is looked up.
const WORD_CHARS: usize = 4;

/// Drops datelines whose words the text writes without a capital, those that are the name of the site, and
/// those with a figure that is no date.
pub(super) fn check(
    layout: &Layout<'_>,
    site: Option<&str>,
    language: Option<&str>,
    found: &mut Findings,
) {
    let site = site.map(key);
    // Other languages write labels in capitals before a dash more often than places.
    let names = |value: &str| matches!(language, None | Some("en")) || is_known(value);
    let fills = |(.., finding): &(usize, Range<usize>, Finding)| is_dateline(finding);
    let digest = found.spans.iter().any(fills) && is_digest(layout, language);
    found.spans.retain(|(_, span, finding)| match &finding.field {
        Some((FieldName::Dateline, _)) if digest => false,
        Some((FieldName::Dateline, value)) if Some(key(value)) == site || has_age(value) => false,
        Some((FieldName::Dateline, value)) if RULES.contains(&&*finding.rule) => {
            (&*finding.rule != CAPITALS || names(value))
                && is_place(value, layout.text.get(span.end..).unwrap_or_default())
        }
        _ => true,
    });
}

/// Whether several paragraphs have different datelines with an agency or a date: they are parts of a digest, or
/// the teasers of other stories.
fn is_digest(layout: &Layout<'_>, language: Option<&str>) -> bool {
    let prose = layout.rows.iter().filter(|row| row.prose).map(|row| row.line.text);
    let dated = prose.filter_map(|text| dateline(text, language)).filter(|d| !d.place_only);
    let values: HashSet<&str> = dated.map(|dateline| dateline.value).collect();
    values.len() >= DIGEST_PARTS
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
        let part = if dateline.place_only {
            layout.rows.iter().any(others)
        } else {
            is_digest(layout, language)
        };
        if part {
            return;
        }
        let rest = row.line.text.get(dateline.end..).unwrap_or_default();
        if dateline.place_only && !is_known(dateline.value) && !is_place(dateline.value, rest) {
            return;
        }
        let start = row.line.span.start;
        let value = finding(dateline.value);
        found.spans.push((index, start..start + dateline.end, value));
        return;
    }
}

fn is_dateline(finding: &Finding) -> bool {
    matches!(finding.field, Some((FieldName::Dateline, _)))
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

    /// The datelines of a text after the check of those that rules found at the starts of its paragraphs.
    fn checked(text: &str, rule: &str, language: &str) -> Vec<String> {
        let layout = Layout::new(text);
        let mut found = Findings::default();
        for (index, row) in layout.rows.iter().enumerate().filter(|(_, row)| row.prose) {
            let Some((value, _)) = row.line.text.split_once(" - ") else { continue };
            let start = row.line.span.start;
            let finding = Finding { rule: rule.into(), ..finding(value) };
            found.spans.push((index, start..start + value.len() + 3, finding));
        }
        check(&layout, None, Some(language), &mut found);
        found.spans.into_iter().filter_map(|(.., f)| f.field.map(|(_, value)| value)).collect()
    }

    #[test]
    fn a_label_in_capitals_is_no_place_in_other_languages() {
        let rest = "A ponte de Calder será reconstruída antes do verão, disse na segunda-feira a prefeita da vila.";
        let of = |label: &str, language| checked(&format!("{label} - {rest}"), CAPITALS, language);
        assert_eq!(of("GENEBRA", "pt"), ["GENEBRA"]);
        assert!(of("BRIGA NOVA", "pt").is_empty());
        assert_eq!(of("HARROW FALLS", "en"), ["HARROW FALLS"]);
    }

    #[test]
    fn a_digest_has_no_dateline() {
        let part = |place: &str| {
            format!(
                "{place} (AP) - The bridge of Harrow Falls will be rebuilt by the summer, the mayor said."
            )
        };
        let two = format!("{}\n{}", part("LONDON"), part("PARIS"));
        assert_eq!(checked(&two, "dateline-agency", "en").len(), 2);
        let three = format!("{two}\n{}", part("ROME"));
        assert!(checked(&three, "dateline-agency", "en").is_empty());
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
