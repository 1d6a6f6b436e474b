//! The layout of a text: its lines, which of them are prose, and how much prose is around each.
//!
//! In: a text. Out: [`Layout`]. It decides nothing.

use std::ops::Range;

use memchr::memchr_iter;

use crate::edit::{self, Line};

use super::expression::is_common;
use super::rule::{Place, Rule};
use crate::key::{before_closing, ends_sentence};

/// A paragraph has at least this many letters and ends like a sentence, ...
const PROSE_LETTERS: usize = 80;
/// ... or has this many with any ending.
const LONG_LETTERS: usize = 240;

/// One line and its position among the prose.
#[derive(Debug)]
pub(super) struct Row<'a> {
    pub line: Line<'a>,
    /// Bytes of bullets and white space at the beginning of the line.
    pub bullet: usize,
    /// Words of the body.
    pub words: usize,
    pub prose: bool,
    /// Whether all characters of the line are common ones.
    pub common: bool,
    /// Paragraphs of prose before the line and after it.
    pub prose_before: u32,
    pub prose_after: u32,
}

impl<'a> Row<'a> {
    /// The line without its bullet.
    pub fn body(&self) -> &'a str {
        self.line.text.get(self.bullet..).unwrap_or_default()
    }

    /// A part of a row as a row of its own, at the same position among the prose.
    pub fn of_part(row: &Row<'a>, part: Range<usize>) -> Option<Row<'a>> {
        let text = row.line.text.get(part.clone())?.trim_end();
        let start = row.line.span.start + part.start;
        let line = Line { number: row.line.number, span: start..start + text.len(), text };
        let bullet = bullet(text);
        let words = words(text.get(bullet..).unwrap_or_default());
        let (prose_before, prose_after) = (row.prose_before, row.prose_after);
        let common = row.common;
        Some(Row { line, bullet, words, prose: false, common, prose_before, prose_after })
    }

    /// Whether a rule's conditions of position and length are met.
    pub fn suits(&self, rule: &Rule) -> bool {
        self.is_at(rule.place)
            && !(rule.above_prose && self.prose_before > 0)
            && !(rule.below_prose && self.prose_after > 0)
            && rule.max_words.is_none_or(|max| self.words <= max)
            && rule.min_words.is_none_or(|min| self.words >= min)
    }

    pub fn is_at(&self, place: Place) -> bool {
        match place {
            Place::Head => self.prose_before <= 1,
            Place::Tail => self.prose_after <= 3,
            Place::Anywhere => true,
        }
    }
}

/// The lines of a text in order.
#[derive(Debug)]
pub(super) struct Layout<'a> {
    pub text: &'a str,
    pub rows: Vec<Row<'a>>,
}

impl<'a> Layout<'a> {
    pub fn new(text: &'a str) -> Self {
        let mut before = 0;
        let mut rows: Vec<Row<'a>> = edit::lines(text)
            .into_iter()
            .map(|line| {
                let prose = is_prose(line.text);
                let bullet = bullet(line.text);
                let words = words(line.text.get(bullet..).unwrap_or_default());
                let (common, prose_before) = (is_common(line.text), before);
                let row = Row { bullet, words, prose, common, prose_before, prose_after: 0, line };
                before += u32::from(prose);
                row
            })
            .collect();
        let mut after = 0;
        for row in rows.iter_mut().rev() {
            row.prose_after = after;
            after += u32::from(row.prose);
        }
        Layout { text, rows }
    }

    /// The lines as [`edit::remove_lines`] takes them.
    pub fn lines(&self) -> Vec<Line<'a>> {
        self.rows.iter().map(|row| row.line.clone()).collect()
    }
}

/// The words of a trimmed text, counted by its spaces: a double space counts as one more word. Two Chinese
/// or Japanese characters count as a word.
pub(super) fn words(text: &str) -> usize {
    if text.is_empty() {
        return 0;
    }
    memchr_iter(b' ', text.as_bytes()).count() + 1.max(ideographs(text) / IDEOGRAPHS)
}

/// Chinese and Japanese characters that make a word.
const IDEOGRAPHS: usize = 2;

/// The number of Chinese and Japanese characters with their punctuation, U+3000 to U+9FFF. In UTF-8
/// these and no others begin with such bytes.
fn ideographs(text: &str) -> usize {
    text.bytes().filter(|byte| (0xe3..=0xe9).contains(byte)).count()
}

/// The length of a text in letters. A Chinese, Japanese or Korean character says as much as two.
pub(super) fn letters(text: &str) -> usize {
    let korean = text.bytes().filter(|byte| (0xea..=0xed).contains(byte)).count();
    text.chars().count() + ideographs(text) + korean
}

/// Whether a line is a paragraph and not a label, a headline or a list item.
fn is_prose(text: &str) -> bool {
    if text.len() < PROSE_LETTERS {
        return false;
    }
    let letters = letters(text);
    letters >= LONG_LETTERS || (letters >= PROSE_LETTERS && ends_sentence(text))
}

/// Whether a text has no small letters and more than half of its letters are capitals. The rest are of scripts
/// without case: a Latin acronym makes no line in Arabic or Hindi one in capitals.
pub(super) fn is_in_capitals(text: &str) -> bool {
    let count = |of: fn(char) -> bool| text.chars().filter(|c| of(*c)).count();
    count(char::is_lowercase) == 0 && count(char::is_uppercase) * 2 > count(char::is_alphabetic)
}

/// Whether a text ends as a question does in its script: with a mark, that of Greek being a semicolon, or with a
/// particle in Chinese and Japanese. Armenian has its mark within the word.
pub(super) fn is_question(text: &str) -> bool {
    let end = before_closing(text);
    let greek = || text.contains(|c| matches!(c, 'α'..='ω'));
    end.ends_with(['?', '？', '؟', '⸮', '፧', '\u{37e}', '吗', '呢'])
        || end.ends_with(';') && greek()
        || end.trim_end_matches('。').ends_with('か')
        || end.contains('՞')
}

/// Bytes of bullets, arrows and white space before the first word; 0 if the line has nothing else.
fn bullet(text: &str) -> usize {
    let rest = text.trim_start_matches(|c: char| {
        c.is_whitespace()
            || matches!(c, '•' | '·' | '⦁' | '▪' | '■' | '□' | '●' | '○' | '◆' | '◇' | '►' | '▶')
            || matches!(
                c,
                '▸' | '»' | '›' | '→' | '*' | '|' | '>' | '-' | '–' | '—' | '+' | '\u{fe0f}'
            )
    });
    if rest.is_empty() { 0 } else { text.len() - rest.len() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_knows_the_prose_around_it() {
        let prose = "The council voted on Monday to rebuild the bridge that the river took in the spring of last year.";
        let text = format!("Bridge to return\n{prose}\n• Read more\n{prose}");
        let layout = Layout::new(&text);
        let around: Vec<_> =
            layout.rows.iter().map(|r| (r.prose, r.prose_before, r.prose_after)).collect();
        assert_eq!(around, [(false, 0, 2), (true, 0, 1), (false, 1, 1), (true, 1, 0)]);
        assert_eq!(layout.rows[2].body(), "Read more");
    }

    #[test]
    fn chinese_and_japanese_have_words_and_prose() {
        assert_eq!((words("Bridge to return"), words("桥梁将重建 Bridge")), (3, 3));
        assert_eq!((words(""), words("桥"), words("港务委员会投票决定新建旋转桥")), (0, 1, 7));
        let prose = "工程师在会上说，轴承已经磨损，四台电动机中有两台在寒冷天气里不再转动，委员会将在秋天决定。";
        assert!(Layout::new(prose).rows[0].prose);
        let korean =
            "기술자들은 회의에서 베어링이 닳았고 모터 네 대 가운데 두 대가 돌지 않는다고 말했다.";
        assert!(Layout::new(korean).rows[0].prose);
        assert!(!Layout::new("港务委员会投票决定新建旋转桥").rows[0].prose);
    }

    #[test]
    fn a_line_of_bullets_is_its_own_body() {
        assert_eq!(Layout::new("***").rows[0].body(), "***");
    }
}
