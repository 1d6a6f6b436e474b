//! Finds a name that is written twice in a row, as in the links that pages put behind a name.
//!
//! In: a line. Out: [`DoubledName`]s: "Orla FinchOrla Mae FinchTunnel leak ..." has one. A page
//! shows the first mention; the second begins a hidden block of links. It does not find the block's
//! end and removes nothing.

use std::ops::Range;

use super::letter::{is_letter, is_letter_or_digit};
use super::word_key::{letters_end, next_letter};

/// A name that is followed by itself, perhaps in a longer form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoubledName {
    /// The end of the first mention, in bytes of the line.
    pub first_end: usize,
    /// The end of the second mention.
    pub second_end: usize,
}

/// Most words of the second mention.
const MENTION_WORDS: usize = 6;
/// Fewest letters of a word in capitals.
const CAPITALS: usize = 3;
/// Fewest letters of a surname.
const SURNAME_LETTERS: usize = 3;

/// A word of a line, or a part of one between a small letter and a capital.
#[derive(Debug, Clone)]
struct Piece<'a> {
    text: &'a str,
    end: usize,
    /// Whether it follows another piece without a space.
    glued: bool,
    /// The punctuation mark that follows it directly.
    mark: Option<char>,
}

impl Piece<'_> {
    fn is_capitalised(&self) -> bool {
        self.text.starts_with(char::is_uppercase)
    }

    /// A short word in small letters within a name: de, van.
    fn is_particle(&self) -> bool {
        self.text.chars().all(char::is_lowercase) && self.text.chars().count() <= 3
    }

    /// A short title behind a name: "Jr."
    fn is_title(&self) -> bool {
        self.is_capitalised() && self.mark == Some('.') && self.text.chars().count() == 2
    }
}

/// The words of a line that are three or more capitals, with white space before them.
pub fn capital_words(line: &str) -> Vec<Range<usize>> {
    // Capitals are ASCII, or begin with the bytes of Latin, Greek, Cyrillic and Armenian letters.
    let possible = |b: u8| b.is_ascii_uppercase() || matches!(b, 0x80..=0xBF | 0xC3..=0xD5);
    let mut run = 0;
    let mut follows = line.bytes().map(|byte| {
        run = if possible(byte) { run + 1 } else { 0 };
        run
    });
    if !follows.any(|run| run >= CAPITALS) {
        return Vec::new();
    }
    let is_capitals = |run: &Range<usize>| {
        let word = line.get(run.clone()).unwrap_or_default();
        let before = line.get(..run.start).and_then(|before| before.chars().next_back());
        before.is_some_and(char::is_whitespace)
            && word.chars().all(char::is_uppercase)
            && word.chars().count() >= CAPITALS
    };
    runs(line).into_iter().filter(is_capitals).collect()
}

/// The doubled names of a line, in order.
pub fn doubled_names(line: &str) -> Vec<DoubledName> {
    let pieces = pieces(line);
    let mut found: Vec<DoubledName> = Vec::new();
    for at in 1..pieces.len() {
        let name = doubled(&pieces, at);
        let follows = |n: &DoubledName| found.last().is_none_or(|f| f.second_end < n.first_end);
        if let Some(name) = name.filter(follows) {
            found.push(name);
        }
    }
    found
}

/// The doubled name whose first mention ends with the piece at `at`.
fn doubled(pieces: &[Piece<'_>], at: usize) -> Option<DoubledName> {
    let surname = pieces.get(at).filter(|piece| piece.is_capitalised())?;
    if surname.mark.is_some() || surname.text.chars().count() < SURNAME_LETTERS {
        return None;
    }
    // The word before the surname, which may be of several pieces itself: McCrum.
    let start = (0..=at).rev().find(|&at| pieces.get(at).is_some_and(|piece| !piece.glued))?;
    let given = pieces.get(..start)?.iter().rev().find(|piece| !piece.is_particle())?;
    let mut rest = pieces.get(at + 1..)?;
    let mut first_end = surname.end;
    // "Jr." belongs to the first mention.
    if let [title, others @ ..] = rest
        && title.is_title()
    {
        (rest, first_end) = (others, title.end + 1);
    }
    let again = rest.iter().take(MENTION_WORDS).position(|piece| piece.text == surname.text)?;
    let (between, second) = (rest.get(..again)?, rest.get(again)?);
    // Something must follow: a name that ends a sentence twice is prose.
    let next = rest.get(again + 1)?;
    let is_given = |piece: &Piece<'_>| given.mark.is_none() && is_like(piece, given);
    let starts_again = between.first()?.glued || between.iter().any(is_given) || next.glued;
    let is_name = |piece: &Piece<'_>| {
        (piece.is_capitalised() || piece.is_particle())
            && piece.mark.is_none_or(|mark| matches!(mark, '.' | ')' | '(' | '"' | '”'))
    };
    let fits = given.is_capitalised()
        && starts_again
        && between.iter().all(is_name)
        && second.mark.is_none();
    fits.then_some(DoubledName { first_end, second_end: second.end })
}

/// Whether one given name is a form of another: Jon, Jonathan.
fn is_like(one: &Piece<'_>, other: &Piece<'_>) -> bool {
    one.text.starts_with(other.text) || other.text.starts_with(one.text)
}

/// The pieces of a line: runs of letters, divided again before a capital behind a small letter.
fn pieces(line: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    for run in runs(line) {
        let punctuation = line.get(run.end..).and_then(|rest| rest.chars().next());
        let mark = punctuation.filter(|c| !c.is_whitespace() && !is_letter_or_digit(*c));
        let text = line.get(run.clone()).unwrap_or_default();
        let mut from = 0;
        let mut small = false;
        for (at, c) in text.char_indices() {
            if small && c.is_uppercase() {
                let piece = text.get(from..at).unwrap_or_default();
                let (end, glued) = (run.start + at, from > 0);
                pieces.push(Piece { text: piece, end, glued, mark: None });
                from = at;
            }
            small = c.is_lowercase();
        }
        let text = text.get(from..).unwrap_or_default();
        pieces.push(Piece { text, end: run.end, glued: from > 0, mark });
    }
    pieces
}

/// The runs of letters of a line, with apostrophes and hyphens between letters.
fn runs(line: &str) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::with_capacity(line.len() / 5);
    let mut start = next_letter(line, 0, is_letter);
    while start < line.len() {
        let mut end = letters_end(line, start, is_letter);
        while let Some(joint) = joint_at(line, end)
            && let next = letters_end(line, end + joint, is_letter)
            && next > end + joint
        {
            end = next;
        }
        runs.push(start..end);
        start = next_letter(line, end, is_letter);
    }
    runs
}

/// The length of the apostrophe or hyphen at a position.
fn joint_at(line: &str, at: usize) -> Option<usize> {
    match line.as_bytes().get(at..)? {
        [b'\'' | b'-', ..] => Some(1),
        [0xE2, 0x80, 0x99, ..] => Some('’'.len_utf8()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(line: &str) -> Vec<&str> {
        doubled_names(line).into_iter().map(|n| &line[n.first_end..n.second_end]).collect()
    }

    #[test]
    fn a_name_with_its_longer_form_is_found() {
        let line = "Sen. Orla FinchOrla Mae FinchTunnel leak worries villages MORE said so.";
        assert_eq!(seconds(line), ["Orla Mae Finch"]);
        let line = "asked Ada McCrumAdaline (Ada) Rose McCrumHarbour vote nears MORE and left";
        assert_eq!(seconds(line), ["Adaline (Ada) Rose McCrum"]);
        let line = "Sen. Jon Tarn Jonathan (Jon) TarnRed tape costs towns MORE voted no";
        assert_eq!(seconds(line), [" Jonathan (Jon) Tarn"]);
        let line = "with Jón Ærøy Jón Karl Ærøy Høring om havnen MERE i dag";
        assert_eq!(seconds(line), [" Jón Karl Ærøy"]);
    }

    #[test]
    fn the_first_mention_may_be_shorter_and_have_a_title() {
        let line = "President Rill Ada Rose RillCOUNTY splits over dam MORE said";
        assert_eq!(seconds(line), [" Ada Rose Rill"]);
        let line = "his son Karl Tarn Jr. Karl (Kit) Tarn2024 hopefuls meet MORE and";
        assert_eq!(seconds(line), [" Karl (Kit) Tarn"]);
        let line = "Mayor Bo de Lind Bo de LindSchools open again MORE said";
        assert_eq!(seconds(line), [" Bo de Lind"]);
    }

    #[test]
    fn repetition_in_prose_is_not_a_doubled_name() {
        for line in [
            "She moved from New Corley, New Corley County, to the coast.",
            "Orla Finch said that Finch is a common name in the county.",
            "Dear Orla Finch, Orla Finch writes back.",
            "the deputy Attorney General Bo Tarn, Attorney General Ada Rill and her son Kit",
            "They shouted: Orla Finch! Orla Finch! Orla Finch!",
        ] {
            assert!(seconds(line).is_empty(), "{line}");
        }
    }
}
