//! Finds the weather forecast that a site prints above its stories.
//!
//! In: a layout and the lines that rules have found. Out: findings that remove the forecast and the names of
//! its days. The date below it fills no field: it says when the forecast was made. A story about the weather
//! has its figures below its first paragraph, and keeps them.

use super::finding::{Basis, Finding, Findings};
use super::layout::{Layout, words};
use super::rule::FieldName;
use crate::document::EditKind;

/// The name of what this module finds.
pub(super) const RULE: &str = "forecast-line";
/// The kind of its findings.
pub(super) const KIND: &str = "forecast";
/// Lines at the top that are read.
const TOP_LINES: usize = 12;
/// Lines above a date in which a forecast stands.
const FORECAST_LINES: usize = 2;
/// The longest line of a forecast, in bytes.
const FORECAST_BYTES: usize = 400;
/// Paragraphs of the story, at least.
const STORY_LINES: usize = 2;
/// The most words of the name of a day.
const DAY_WORDS: usize = 2;

/// Removes the forecast above the story, and takes its date from the fields.
pub(super) fn take(layout: &Layout<'_>, found: &mut Findings) {
    drop_dates(layout, found);
    let rows: Vec<(usize, &str, bool)> = layout
        .rows
        .iter()
        .enumerate()
        .map(|(index, row)| {
            (index, row.body().trim(), row.prose && !found.lines.contains_key(&index))
        })
        .filter(|(_, text, _)| !text.is_empty())
        .collect();
    let is_whole = |text: &str| is_forecast(text) && has_temperature(text) && has_wind(text);
    let is_story = |(_, text, prose): &&(usize, &str, bool)| *prose && !is_forecast(text);
    let top = rows.iter().take_while(|row| !is_story(row)).take(TOP_LINES).count();
    let forecasts = rows.iter().take(top).filter(|(_, text, _)| is_whole(text)).count();
    if forecasts == 0 || rows.iter().filter(is_story).count() < STORY_LINES {
        return;
    }
    let text_at = |at: usize| rows.get(at).map_or("", |(_, text, _)| *text);
    let is_day = |at: usize| words(text_at(at)) <= DAY_WORDS && is_whole(text_at(at + 1));
    for (at, &(index, text, _)) in rows.iter().take(top).enumerate() {
        let is_place = is_postal_code(text) && (is_day(at + 1) || is_whole(text_at(at + 1)));
        if is_whole(text) || is_day(at) || is_place {
            found.lines.entry(index).or_insert_with(finding);
        }
    }
}

/// Keeps the dates below a forecast out of the fields.
fn drop_dates(layout: &Layout<'_>, found: &mut Findings) {
    for (&index, finding) in &mut found.lines {
        let dated = matches!(finding.field, Some((FieldName::Published | FieldName::Modified, _)));
        let above = layout.rows.get(..index).unwrap_or_default().iter().rev();
        let mut above = above.filter(|row| !row.line.text.trim().is_empty()).take(FORECAST_LINES);
        if dated && above.any(|row| is_forecast(row.line.text)) {
            finding.field = None;
            finding.edit = EditKind::Remove;
            finding.kind = KIND.to_owned();
            finding.evidence = "the date of a weather forecast".to_owned();
        }
    }
}

fn finding() -> Finding {
    Finding {
        rule: RULE.into(),
        basis: Basis::Structure,
        also: Vec::new(),
        kind: KIND.to_owned(),
        edit: EditKind::Remove,
        field: None,
        evidence: "temperatures and winds, above the story".to_owned(),
    }
}

/// Whether a line forecasts the weather: temperatures or winds in figures with their units.
fn is_forecast(text: &str) -> bool {
    text.len() <= FORECAST_BYTES
        && text.contains(|c: char| c.is_ascii_digit())
        && (has_temperature(text) || has_wind(text))
}

/// Whether a line has "High" or "Low" before degrees.
fn has_temperature(text: &str) -> bool {
    let words: Vec<&str> = words_of(text).collect();
    let figure = |word: &str| word.chars().any(|c| c.is_ascii_digit());
    let degrees = |word: &&str| {
        figure(word)
            && (word.trim_end_matches('.').ends_with(['F', 'C']) || word.contains(['°', 'º']))
    };
    words.iter().enumerate().any(|(at, word)| {
        let label = matches!(word.to_lowercase().as_str(), "high" | "low" | "highs" | "lows");
        label && words.iter().skip(at + 1).take(2).any(degrees)
    })
}

/// Whether a line has winds and a unit of speed, or says that they are light.
fn has_wind(text: &str) -> bool {
    let is_wind = |word: &str| ["wind", "winds"].iter().any(|wind| word.eq_ignore_ascii_case(wind));
    let is_speed = |word: &str| {
        matches!(word.trim_end_matches('.'), "mph" | "km/h" | "kph" | "knots" | "light" | "calm")
    };
    words_of(text).any(is_wind) && words_of(text).any(is_speed)
}

/// Whether a line is the postal code of a place in parentheses.
fn is_postal_code(text: &str) -> bool {
    let inner = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    inner.is_some_and(|code| code.len() == 5 && code.bytes().all(|byte| byte.is_ascii_digit()))
}

fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split([' ', ',', ';']).filter(|word| !word.is_empty())
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

    const STORY: &str = "The council of Harrow Falls voted on Tuesday to rebuild the bridge in spring.\n\
        Nobody had asked what it would cost, and nobody will until the ballots are counted there.\n\
        Work will begin in April and last two summers, according to the engineer of the county.";

    fn removed(text: &str) -> Vec<usize> {
        let layout = Layout::new(text);
        let mut found = Findings::default();
        take(&layout, &mut found);
        found.lines.into_keys().collect()
    }

    #[test]
    fn a_forecast_above_the_story_goes_with_the_names_of_its_days() {
        let forecast = "Today\nClear skies. High 78F. Winds NW at 10 to 15 mph.\nTonight\n\
            Clear skies. Low 48F. Winds NNW at 10 to 15 mph.\nBridge to be rebuilt in spring";
        assert_eq!(removed(&format!("{forecast}\n{STORY}")), [0, 1, 2, 3]);
    }

    #[test]
    fn light_winds_and_the_code_of_the_place_belong_to_a_forecast() {
        let forecast = "(61701)\nTonight\nClear skies. Low 48F. Winds light and variable.";
        assert_eq!(removed(&format!("{forecast}\n{STORY}")), [0, 1, 2]);
        assert_eq!(removed(&format!("(61701)\nTonight\n{STORY}")), [] as [usize; 0]);
    }

    #[test]
    fn a_story_about_the_weather_keeps_its_figures() {
        let figures = "Tuesday will be clear. High 78F. Winds NW at 10 to 15 mph.";
        assert_eq!(removed(&format!("{STORY}\n{figures}")), [] as [usize; 0]);
        assert_eq!(removed(figures), [] as [usize; 0]);
    }
}
