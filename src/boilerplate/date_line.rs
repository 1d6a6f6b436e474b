//! Finds a date alone on its line above the story, in any language that dates are read in.
//!
//! In: a layout and the lines that rules have found. Out: more [`Findings`], which fill the publication date.
//! Rules find dates with other words around them.

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
