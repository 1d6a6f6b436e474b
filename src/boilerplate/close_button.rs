//! Finds the close button of a picture that a page lays over its story, with the picture's caption
//! and credit.
//!
//! In: a layout. Out: [`Findings`]. The button, the caption and the credit are lines of their own, or
//! one line. A caption goes only between a button and a credit. It knows the button's word in the
//! languages of the rulebook and no names of outlets.

use super::finding::{Basis, Finding, Findings};
use super::layout::{Layout, Row};
use crate::document::EditKind;

/// The id and the meaning of these findings.
pub(super) const RULE: (&str, &str) =
    ("photo-close-button", "A close button, with the caption and credit of its picture.");

/// The word of a close button.
const BUTTONS: [&str; 14] = [
    "CLOSE",
    "SCHLIESSEN",
    "SCHLIEẞEN",
    "FERMER",
    "CERRAR",
    "FECHAR",
    "CHIUDI",
    "SLUITEN",
    "TUTUP",
    "KAPAT",
    "ЗАКРЫТЬ",
    "إغلاق",
    "اغلاق",
    "بستن",
];
/// Most words of a credit, of a caption, and of a line with all three.
const CREDIT_WORDS: usize = 9;
const CAPTION_WORDS: usize = 45;
const LINE_WORDS: usize = 70;

/// Adds close buttons with their captions and credits.
pub(super) fn find_close_buttons(layout: &Layout<'_>, found: &mut Findings) {
    for (index, row) in layout.rows.iter().enumerate() {
        let body = row.body().trim_end();
        if is_button(body) {
            let end = block_end(layout, index);
            // A word in lower case may be a line of the story.
            if end > index + 1 || body.chars().all(|c| !c.is_lowercase()) {
                (index..end).for_each(|line| add_line(line, found));
            }
            continue;
        }
        let Some(rest) = after_button(body) else { continue };
        let words = rest.split_whitespace().count();
        if row.prose_before == 0 && words <= LINE_WORDS && ends_with_credit(rest) {
            add_line(index, found);
        } else if row.prose_before == 0 && !found.lines.contains_key(&index) {
            let start = row.line.span.start + row.bullet;
            let end = start + body.len() - rest.len();
            found.spans.push((index, start..end, finding()));
        }
    }
}

fn finding() -> Finding {
    Finding {
        rule: RULE.0.into(),
        basis: Basis::Structure,
        also: Vec::new(),
        kind: "photo".to_owned(),
        edit: EditKind::Remove,
        field: None,
        evidence: "a close button".to_owned(),
    }
}

/// Adds a line, also if a rule took a credit for a byline.
fn add_line(index: usize, found: &mut Findings) {
    if found.lines.get(&index).is_none_or(|finding| finding.field.is_some()) {
        found.lines.insert(index, finding());
    }
}

fn is_button(text: &str) -> bool {
    let upper = || text.to_uppercase();
    text.len() <= 24 && BUTTONS.iter().any(|button| *button == text || *button == upper())
}

/// What follows a button in capitals at the start of a line, if it begins like a sentence.
fn after_button(text: &str) -> Option<&str> {
    let (word, rest) = text.split_once(char::is_whitespace)?;
    let rest = rest.trim_start();
    let begins = rest.starts_with(|c: char| !c.is_lowercase() && c.is_alphanumeric());
    let second = rest.split_whitespace().next()?;
    // A headline in capitals may begin with the word.
    let in_capitals = second.chars().count() > 1 && second.chars().all(|c| !c.is_lowercase());
    let cased = word.chars().any(char::is_uppercase);
    (BUTTONS.contains(&word) && begins && !(cased && in_capitals)).then_some(rest)
}

/// The line after the block of a button: the button alone, or with a credit and a caption before it.
fn block_end(layout: &Layout<'_>, button: usize) -> usize {
    let row = |index: usize| layout.rows.get(index);
    let credit = |index: usize| row(index).is_some_and(|row| is_credit(row.body()));
    let caption = |row: &Row<'_>| row.words <= CAPTION_WORDS;
    if credit(button + 1) {
        button + 2
    } else if row(button + 1).is_some_and(caption) && credit(button + 2) {
        button + 3
    } else {
        button + 1
    }
}

/// Whether a text is a name and an outlet: "Ada Rill, Harrow Post".
fn is_credit(text: &str) -> bool {
    let text = text.trim();
    let Some((name, outlet)) = text.split_once(", ").or_else(|| text.split_once('/')) else {
        return false;
    };
    let capital = |word: &str| word.starts_with(|c: char| c.is_uppercase());
    let small = |word: &str| {
        matches!(
            word,
            "of" | "the" | "and" | "&" | "de" | "la" | "le" | "del" | "der" | "van" | "von"
        )
    };
    let mut names = name.split_whitespace();
    let mut outlets = outlet.split_whitespace();
    text.split_whitespace().count() <= CREDIT_WORDS
        && (2..=4).contains(&name.split_whitespace().count())
        && names.all(|word| capital(word) || small(word))
        && outlet.starts_with(char::is_uppercase)
        && outlets.all(|word| capital(word) || small(word) || word.starts_with("via"))
        && !text.ends_with(['.', '!', '?', ':', ','])
}

/// Whether a text is a caption of one or two sentences and then a credit.
fn ends_with_credit(text: &str) -> bool {
    text.match_indices(['.', '!', '?', '”', '"'])
        .any(|(at, mark)| text.get(at + mark.len()..).is_some_and(is_credit))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROSE: &str = "The mill at Harrow Falls burned for six hours on Monday night before the brigade had \
                         the flames under control, and nobody was hurt.";

    fn rest(text: &str) -> String {
        let layout = Layout::new(text);
        let mut found = Findings::default();
        find_close_buttons(&layout, &mut found);
        let mut text = text.to_owned();
        for change in found.changes(&layout).into_iter().rev() {
            text.replace_range(change.span, "");
        }
        text.trim().to_owned()
    }

    #[test]
    fn the_block_goes_as_lines_and_as_one_line() {
        for block in [
            "CLOSE\n\nThe mill burned for six hours on Monday.\n\nAda Rill, Harrow Post",
            "CLOSE\n\nAda Rill, Harrow Post",
            "CLOSE The mill burned for six hours on Monday. Ada Rill, Harrow Post",
            "FERMER\n\nLe moulin a brûlé pendant six heures.\n\nAda Rill, Gazette de la Vallée",
            "Cerrar\n\nEl molino ardió durante seis horas.\n\nAda Rill/El Valle",
            "CLOSE",
        ] {
            assert_eq!(rest(&format!("{block}\n\n{PROSE}")), PROSE, "{block}");
        }
    }

    #[test]
    fn a_button_before_a_sentence_goes_alone() {
        assert_eq!(rest(&format!("CLOSE {PROSE}")), PROSE);
    }

    #[test]
    fn prose_with_the_word_stays() {
        for text in [
            format!("CLOSE CALL AT THE MILL\n\n{PROSE}"),
            format!("{PROSE}\n\nClose\n\nThe mill stands empty now."),
            format!("{PROSE}\n\nClose the mill, the letter said."),
        ] {
            assert_eq!(rest(&text), text);
        }
    }
}
