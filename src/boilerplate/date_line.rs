//! Finds a date alone on its line above the story, in any language that dates are read in.
//!
//! In: a layout and the lines that rules have found. Out: more [`Findings`], which fill the publication date.
//! Rules find dates with other words around them. A date that belongs to a weather forecast fills nothing.

use super::finding::{Basis, Finding, Findings};
use super::layout::{Layout, Row};
use super::rule::FieldName;
use crate::date::{self, DayMonth};
use crate::document::EditKind;

/// The name of what this module finds.
pub(super) const RULE: &str = "date-line";
/// Lines at the top that are read.
const TOP_LINES: usize = 12;
/// The longest line, in bytes.
const LONGEST: usize = 120;
/// The most words of a label before the date.
const LABEL_WORDS: usize = 3;
/// Dates before it are those of events.
const EARLIEST: &str = "1990";

/// Takes the first line that is a date, if no rule found one.
pub(super) fn take(layout: &Layout<'_>, found: &mut Findings) {
    let dated = |finding: &Finding| matches!(finding.field, Some((FieldName::Published, _)));
    if found.lines.values().any(dated) {
        return;
    }
    let top =
        layout.rows.iter().enumerate().take(TOP_LINES).take_while(|(_, row)| row.prose_before == 0);
    let open = top.filter(|(index, row)| !row.prose && !found.lines.contains_key(index));
    let Some((index, text)) = open
        .map(|(index, row)| (index, row.body().trim()))
        .find(|(_, text)| text.len() <= LONGEST && is_date(text))
    else {
        return;
    };
    // Dates that recur divide the text, as in a chronicle.
    let recurs = |row: &Row<'_>| row.prose_before > 0 && !row.prose && is_date(row.body().trim());
    if layout.rows.iter().any(|row| row.line.text.len() <= LONGEST && recurs(row)) {
        return;
    }
    found.lines.insert(
        index,
        Finding {
            rule: RULE.into(),
            basis: Basis::Structure,
            also: Vec::new(),
            kind: "timestamp".to_owned(),
            edit: EditKind::Field,
            field: Some((FieldName::Published, text.to_owned())),
            evidence: "published, above the story".to_owned(),
        },
    );
}

/// Keeps the dates below a weather forecast out of the fields: they say when the forecast was made.
pub(super) fn drop_forecasts(layout: &Layout<'_>, found: &mut Findings) {
    for (&index, finding) in &mut found.lines {
        let dated = matches!(finding.field, Some((FieldName::Published | FieldName::Modified, _)));
        let above = layout.rows.get(..index).unwrap_or_default().iter().rev();
        let mut above = above.filter(|row| !row.line.text.trim().is_empty()).take(FORECAST_LINES);
        if dated && above.any(|row| is_forecast(row.line.text)) {
            finding.field = None;
            finding.edit = EditKind::Remove;
            finding.evidence = "the date of a weather forecast".to_owned();
        }
    }
}

/// Lines above a date in which a forecast stands.
const FORECAST_LINES: usize = 2;
/// The longest line of a forecast, in bytes.
const FORECAST_BYTES: usize = 400;

/// Whether a line forecasts the weather: temperatures or winds in figures with their units.
fn is_forecast(text: &str) -> bool {
    if text.len() > FORECAST_BYTES || !text.contains(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let words: Vec<&str> = text.split([' ', ',', ';']).filter(|word| !word.is_empty()).collect();
    let figure = |word: &str| word.chars().any(|c| c.is_ascii_digit());
    let degrees = |word: &&str| {
        figure(word)
            && (word.trim_end_matches('.').ends_with(['F', 'C']) || word.contains(['°', 'º']))
    };
    let temperature = words.iter().enumerate().any(|(at, word)| {
        let label = matches!(word.to_lowercase().as_str(), "high" | "low" | "highs" | "lows");
        label && words.iter().skip(at + 1).take(2).any(degrees)
    });
    let wind = words
        .iter()
        .any(|word| word.eq_ignore_ascii_case("wind") || word.eq_ignore_ascii_case("winds"))
        && words
            .iter()
            .any(|word| matches!(word.trim_end_matches('.'), "mph" | "km/h" | "kph" | "knots"));
    temperature || wind
}

/// Whether a text is a date, perhaps with a label and a colon before it.
fn is_date(text: &str) -> bool {
    let Some(found) = date::find(text, DayMonth::DayFirst) else { return false };
    let before = text.get(..found.span.start).unwrap_or_default().trim();
    let after = text.get(found.span.end..).unwrap_or_default();
    let bare = |part: &str| !part.contains(char::is_alphanumeric);
    let label = before.ends_with([':', '：']) && before.split_whitespace().count() <= LABEL_WORDS;
    (bare(before) || label) && bare(after) && *found.iso >= *EARLIEST
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forecast_has_temperatures_or_winds() {
        for text in [
            "A few clouds. Low 74F. Winds S at 5 to 10 mph.",
            "Rain early. High 61°F.",
            "Winds light and variable, later 30 km/h",
        ] {
            assert!(is_forecast(text), "{text}");
        }
        for text in ["The high court sat on 3 May", "Winds of change blew in 1960", "Low turnout"] {
            assert!(!is_forecast(text), "{text}");
        }
    }

    #[test]
    fn a_date_line_has_no_other_words() {
        for text in
            ["18. dubna 2023", "Julkaistu: 18.4.2023 klo 7.30", "18 เมษายน 2566", "(18 April 2023)"]
        {
            assert!(is_date(text), "{text}");
        }
        for text in
            ["The storm of 18 April 2023", "18 April 2023: the day the bridge fell", "3 June 1987"]
        {
            assert!(!is_date(text), "{text}");
        }
    }
}
