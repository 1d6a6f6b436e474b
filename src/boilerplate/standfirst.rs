//! Finds the standfirst: the sentence or two between the headline and the story.
//!
//! In: a layout, the line of the headline, and what was found. Out: the standfirst. The text keeps it. Contacts,
//! credits of pictures and buttons are none.

use super::finding::Findings;
use super::headline_form::{is_of_the_page, is_sentence, is_summary_head};
use super::layout::{Layout, words};
use crate::key::ends_sentence;

/// Lines below the headline that are read.
const LINES: usize = 8;
/// Marks with which a standfirst can begin.
const OPENING_MARKS: &str = "\"'“‘«„¿¡$€£(";
/// The most words of a standfirst that is as long as a paragraph.
const PROSE_WORDS: usize = 40;
/// The words of a standfirst.
const STANDFIRST_WORDS: std::ops::RangeInclusive<usize> = 7..=60;

/// The sentence or two between the headline and the story. It has no full stop at its end, or a byline or a
/// date follows it: a finished sentence without them is the first of the story. In other languages than English a
/// finished sentence directly below the headline is one, too. The text keeps it.
pub(super) fn standfirst(
    layout: &Layout<'_>,
    headline: usize,
    english: bool,
    found: &Findings,
) -> Option<String> {
    let rest = || layout.rows.iter().enumerate().skip(headline + 1).take(LINES);
    let prose = rest().find(|(index, row)| row.prose && !found.lines.contains_key(index))?.0;
    let open = |index: &usize| !found.lines.contains_key(index) && !found.has_span(*index);
    let dressed = |index: usize| {
        (index + 1..=index + 2).any(|index| {
            let kind = found.lines.get(&index).map(|finding| finding.kind.as_str());
            matches!(kind, Some("byline" | "timestamp"))
        })
    };
    let fits = |index: usize| {
        let text = layout.rows.get(index).map(|row| row.body().trim()).unwrap_or_default();
        let sentence = ends_sentence(text) || is_sentence(text);
        (sentence && can_be_standfirst(text)).then(|| text.to_owned())
    };
    let mut above = (headline + 1..prose).filter(open);
    if let Some(first) = above.next() {
        let body = layout.rows.get(first).map(|row| row.body().trim()).unwrap_or_default();
        let directly = !english && first == headline + 1;
        let set_apart = !ends_sentence(body) || dressed(first) || directly;
        // More lines are a list or a menu.
        return if above.count() <= 1 && set_apart { fits(first) } else { None };
    }
    let short = |text: &String| words(text) <= PROSE_WORDS;
    fits(prose).filter(|text| short(text) && dressed(prose) && open(&prose))
}

/// Whether a text has the length of a standfirst and is no contact, credit, button or label.
pub(super) fn can_be_standfirst(text: &str) -> bool {
    let contact = text.contains(['@', '©']) || text.contains("www.");
    let begins = text.starts_with(|c: char| c.is_alphanumeric() || OPENING_MARKS.contains(c));
    STANDFIRST_WORDS.contains(&words(text))
        && begins
        && !contact
        && !is_summary_head(text)
        && !is_of_the_page(text)
        && !text.ends_with([':', ',', ';', '|'])
}

#[cfg(test)]
mod tests {
    use super::super::finding::{Basis, Finding};
    use super::*;
    use crate::document::EditKind;

    const PROSE: &str = "The council of Harrow Falls voted on Monday to rebuild the bridge that the flood took in spring.";

    /// The standfirst of a text whose first line is the headline and whose lines with "By" are bylines.
    fn of_language(below: &str, english: bool) -> Option<String> {
        let text = format!("Bridge to return\n{below}\n{PROSE}\n{PROSE}");
        let layout = Layout::new(&text);
        let mut found = Findings::default();
        for (index, row) in layout.rows.iter().enumerate() {
            if index == 0 || row.line.text.starts_with("By ") {
                let finding = Finding {
                    rule: "byline-by".into(),
                    basis: Basis::Structure,
                    also: Vec::new(),
                    kind: "byline".to_owned(),
                    edit: EditKind::Field,
                    field: None,
                    evidence: String::new(),
                };
                found.lines.insert(index, finding);
            }
        }
        standfirst(&layout, 0, english, &found)
    }

    fn of(below: &str) -> Option<String> {
        of_language(below, true)
    }

    #[test]
    fn a_line_without_a_full_stop_or_above_a_byline_is_one() {
        let line = "The mayor says that work on the bridge will begin in April";
        assert_eq!(of(line).as_deref(), Some(line));
        let finished = format!("{line}.");
        assert_eq!(of(&format!("{finished}\nBy Ines Falk")), Some(finished));
    }

    #[test]
    fn the_first_sentence_of_the_story_is_none() {
        let line = "The mayor says that work on the bridge will begin.";
        assert_eq!(of(line), None);
        assert_eq!(of_language(line, false).as_deref(), Some(line));
    }

    #[test]
    fn contacts_credits_and_buttons_are_none() {
        for line in [
            "Write to the author at ines.falk@harrow.example if you know who she is",
            "Read more of what they are saying on www.harrow.example in the morning",
            "The picture is © of the council, and it was taken in April by Ines Falk",
            "Ada Rill has carried the bell since it was found in the mill. Ines Falk / Special",
            "The mayor listens as it is read to the council. VALLEY PRESS/Ines Falk",
            "If you are already a subscriber, it is time to activate your account",
            "% of readers said that it was a good day for the ferry",
            "The mayor says that there are two ways in which it will be paid:",
        ] {
            assert_eq!(of(line), None, "{line}");
        }
    }
}
