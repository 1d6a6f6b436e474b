//! How sure the line model must be of a line before it goes.
//!
//! In: a layout, what was found before the model was asked, and the verdicts of the model. Out: the
//! lines that go. The model learned from pages that are full of boilerplate. A text that was cleaned
//! before has little of it, and there the same probability means less. A line that says what the story says, or that
//! introduces what stays, is hardly boilerplate. No word means anything by itself here.

use std::cell::OnceCell;

use super::classifier::Verdict;
use super::echo::Told;
use super::finding::Findings;
use super::layout::{Layout, Row};
use super::prose::prose_words;
use crate::document::EditKind;
use crate::key::ends_sentence;

/// A verdict of this probability, in thousandths, is as good as a rule.
pub(super) const CERTAIN: u16 = 950;
/// One line in this many is certain boilerplate in a text that is not clean. Lines that fill fields do
/// not count: every story has a headline and a date.
const CLEAN_SHARE: usize = 8;
/// The least probability of a sentence beside a line that stays, and of a paragraph there in a clean
/// text.
const SENTENCE: u16 = 920;
/// Fewest words of a line that introduces what follows.
const INTRODUCTION_WORDS: usize = 3;
/// The least probability of a sentence among lines that go, and of a paragraph there in a clean text.
const BLOCK: u16 = 800;
/// The least probability of a label in a clean text, beside a line that stays.
const LABEL: u16 = 800;
/// The least probability of a label or paragraph in any text where its neighbours speak for it: both
/// stay, or one is a paragraph that stays in the middle of the story. Below it a fifth of such lines
/// were item headings, quoted posts and sub-headings.
const AMID: u16 = 860;
/// The least probability of any other label.
const UNSURE: u16 = 700;
/// The least probability of a label among short lines most of which stay.
const LISTED: u16 = 900;
/// The words of a long paragraph, and its least probability in any text.
const PARAGRAPH_WORDS: usize = 80;
const PARAGRAPH: u16 = 900;
/// Characters from which on a line counts as a paragraph.
const PARAGRAPH_CHARS: usize = 80;
/// Words of a sentence, at least.
const SENTENCE_WORDS: usize = 3;
/// Lines on each side that show whether a line is an item of a list.
const LIST_REACH: usize = 4;
/// Short lines among them, at least.
const LIST_LINES: usize = 4;
/// Words of an item, at most.
const ITEM_WORDS: usize = 12;

/// The indices of the lines that the model removes.
pub(super) fn lines_to_remove(
    layout: &Layout<'_>,
    found: &Findings,
    verdicts: &[Verdict],
) -> Vec<usize> {
    let goes: Vec<bool> = (0..layout.rows.len())
        .map(|i| found.lines.contains_key(&i) || verdicts.get(i).is_some_and(|v| v.goes))
        .collect();
    let certain = |i: &usize| {
        let sure = |v: &Verdict| v.goes && v.thousandths() >= CERTAIN;
        match found.lines.get(i) {
            Some(finding) => finding.edit != EditKind::Field,
            None => verdicts.get(*i).is_some_and(sure),
        }
    };
    let clean = (0..goes.len()).filter(certain).count() * CLEAN_SHARE < goes.len();
    let text = Text { layout, goes, clean, told: OnceCell::new() };
    let asked = verdicts.iter().enumerate().filter(|(i, v)| v.goes && !found.lines.contains_key(i));
    asked.filter(|(i, v)| v.thousandths() >= text.needed(*i)).map(|(i, _)| i).collect()
}

/// The lines of a text, and which of them would go.
struct Text<'l, 'a> {
    layout: &'l Layout<'a>,
    goes: Vec<bool>,
    clean: bool,
    /// What the paragraphs tell that stay.
    told: OnceCell<Told>,
}

impl Text<'_, '_> {
    /// The probability, in thousandths, from which on a line goes.
    fn needed(&self, index: usize) -> u16 {
        let Some(row) = self.layout.rows.get(index) else { return u16::MAX };
        let neighbours = [index.checked_sub(1), Some(index + 1)];
        let mut staying = neighbours.into_iter().flatten().filter_map(|i| Some(!self.goes.get(i)?));
        let (any, all) = (staying.clone().any(|stays| stays), staying.all(|stays| stays));
        if self.introduces(index, row) {
            return CERTAIN;
        }
        match shape(row) {
            Shape::Sentence if any => SENTENCE,
            Shape::Paragraph if any && self.clean => SENTENCE,
            Shape::Sentence | Shape::Paragraph => {
                let long = prose_words(row.line.text) >= PARAGRAPH_WORDS;
                let alone = if any { AMID } else { 0 };
                let sentence = matches!(shape(row), Shape::Sentence);
                let block = if self.clean || sentence { BLOCK } else { 0 };
                if long { PARAGRAPH } else { alone.max(block) }
            }
            Shape::Label if row.prose_before == 0 && self.is_told(row) => LISTED,
            Shape::Label if all && self.in_list(index) => CERTAIN,
            Shape::Label if self.in_list(index) => LISTED,
            Shape::Label if all || self.is_beside_the_story(index, row) => AMID,
            Shape::Label if any && self.clean => LABEL,
            Shape::Label => UNSURE,
        }
    }

    /// Whether a line of a few words ends with a colon and what it introduces stays.
    fn introduces(&self, index: usize, row: &Row<'_>) -> bool {
        row.words >= INTRODUCTION_WORDS
            && row.body().trim_end().ends_with([':', '：'])
            && self.goes.get(index + 1) == Some(&false)
    }

    /// Whether the paragraphs that stay say what a line says.
    fn is_told(&self, row: &Row<'_>) -> bool {
        let told = self.told.get_or_init(|| {
            let rows = self.layout.rows.iter().zip(&self.goes);
            Told::by(rows.filter(|(row, goes)| row.prose && !**goes).map(|(row, _)| row.line.text))
        });
        told.echoes(row.body())
    }

    /// Whether a line is in the middle of the story, next to a paragraph that stays.
    fn is_beside_the_story(&self, index: usize, row: &Row<'_>) -> bool {
        let stays = |at: usize| {
            let paragraph = self.layout.rows.get(at).is_some_and(|row| row.prose);
            paragraph && self.goes.get(at) == Some(&false)
        };
        let beside = index.checked_sub(1).is_some_and(stays) || stays(index + 1);
        beside && row.prose_before > 0 && row.prose_after > 0
    }

    /// Whether most short lines around a line stay: the items of a list go together or not at all.
    fn in_list(&self, index: usize) -> bool {
        let from = index.saturating_sub(LIST_REACH);
        let around = (from..=index + LIST_REACH).filter(|&i| i != index);
        let items = around.filter_map(|i| {
            let row = self.layout.rows.get(i)?;
            let item = row.words <= ITEM_WORDS && row.line.text.len() < PARAGRAPH_CHARS;
            item.then_some(!self.goes.get(i)?)
        });
        let (all, stay) =
            items.fold((0, 0), |(all, stay), stays| (all + 1, stay + usize::from(stays)));
        all >= LIST_LINES && stay * 3 >= all * 2
    }
}

/// What a line looks like.
enum Shape {
    /// It ends like a sentence. In scripts with case most of its words begin with a small letter.
    Sentence,
    /// It is as long as a paragraph.
    Paragraph,
    Label,
}

fn shape(row: &Row<'_>) -> Shape {
    let body = row.body();
    let capitals = body.split_whitespace().filter(|w| w.starts_with(char::is_uppercase)).count();
    // Without spaces a line is one word.
    let words = row.words.max(body.len() / 20);
    if ends_sentence(body) && words >= SENTENCE_WORDS && capitals * 2 <= row.words {
        return Shape::Sentence;
    }
    let long = body.chars().nth(PARAGRAPH_CHARS - 1).is_some();
    if long { Shape::Paragraph } else { Shape::Label }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines that go if the model would remove the lines of `asked` with a probability.
    fn removed(text: &str, asked: &[usize], score: i32) -> Vec<usize> {
        let layout = Layout::new(text);
        let verdict = |i| Verdict { score, goes: asked.contains(&i) };
        let verdicts: Vec<Verdict> = (0..layout.rows.len()).map(verdict).collect();
        lines_to_remove(&layout, &Findings::default(), &verdicts)
    }

    const STORY: &str = "The council of Harrow Falls voted on Tuesday to rebuild the bridge in spring.\n\
        Nobody had asked what it would cost.\nLoading video\n\
        Work will begin in April and last two summers, according to the engineer of the county.";
    /// Log-odds in 1/1024: about .88 and .99.
    const LIKELY: i32 = 2048;
    const SURE: i32 = 4800;

    #[test]
    fn a_sentence_of_a_clean_text_needs_more_than_a_label() {
        assert_eq!(removed(STORY, &[1, 2], LIKELY), [2]);
        assert_eq!(removed(STORY, &[1, 2], SURE), [1, 2]);
    }

    #[test]
    fn a_line_that_introduces_what_stays_needs_certainty() {
        let text = format!("{STORY}\nThe numbers of the draw:\n4, 8, 15 and 16, the county said.");
        assert!(!removed(&text, &[4], LIKELY).contains(&4));
        assert!(removed(&text, &[4], SURE).contains(&4));
        assert!(removed(&text, &[4, 5], LIKELY).contains(&4), "what follows goes too");
        let label = format!("{STORY}\nShare:\n4, 8, 15 and 16, the county said.");
        assert!(removed(&label, &[4], LIKELY).contains(&4), "a label of one word");
    }

    #[test]
    fn a_line_above_the_story_that_says_the_same_needs_more() {
        let told = "The council of Harrow Falls voted on Tuesday to rebuild the bridge that the river took.";
        let of = |line: &str| removed(&format!("{line}\n{told}\n{STORY}"), &[0], LIKELY);
        assert_eq!(of("Harrow Falls council votes to rebuild bridge"), [] as [usize; 0]);
        assert_eq!(of("Get the news of the county every morning"), [0]);
    }

    #[test]
    fn a_heading_beside_a_paragraph_of_the_story_needs_more() {
        let long =
            "Nobody had asked what it would cost, and nobody will until the ballots are counted.";
        let text = format!("{long}\nThe ferry company\n{long}\n{long}");
        let unsure = LIKELY - 700;
        assert_eq!(removed(&text, &[1], unsure), [] as [usize; 0]);
        assert_eq!(removed(&text, &[1], SURE), [1]);
    }

    #[test]
    fn a_row_of_a_table_stays_with_the_rows_beside_it() {
        let rows = ["Harrow 4", "Calder 3", "Merrow 3", "Larch 2", "Quay 2", "Moor 1"];
        let table = format!("{STORY}\n{}", rows.join("\n"));
        assert_eq!(removed(&table, &[6, 9], LIKELY), [] as [usize; 0]);
        assert_eq!(removed(&table, &[4, 5, 6, 7, 8, 9], LIKELY), [4, 5, 6, 7, 8, 9]);
    }

    #[test]
    fn a_label_among_lines_that_go_needs_more_than_a_guess() {
        let text = format!("{STORY}\nLoading video\nMore like this\nShare the page");
        assert!(!removed(&text, &[4, 5, 6], 600).contains(&5));
        assert!(removed(&text, &[4, 5, 6], 1000).contains(&5));
    }

    #[test]
    fn an_item_does_not_go_from_the_middle_of_a_list() {
        let names =
            ["Ines Falk", "Jane Roe", "Piet Lomax", "Una Marr", "Karel Oakes", "Jost Greel"];
        let list = format!("{STORY}\n{}", names.join("\n"));
        assert_eq!(removed(&list, &[6], LIKELY), [] as [usize; 0]);
    }
}
