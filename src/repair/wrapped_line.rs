//! A line of a text that may have been wrapped at a fixed width.
//!
//! In: a line. Out: its width, and how it begins and ends. Whether its break is a wrap is not
//! decided here.

use std::ops::Range;

/// A line with its span in the text, its width and that of its first word in characters.
pub(super) struct Line<'t> {
    pub body: &'t str,
    pub span: Range<usize>,
    pub width: usize,
    pub first_word: usize,
}

impl Line<'_> {
    pub fn begins_small(&self) -> bool {
        self.body.starts_with(char::is_lowercase)
    }

    pub fn ends_sentence(&self) -> bool {
        ends_sentence(self.body)
    }

    /// Whether the line ends in a hyphen after a letter or digit.
    pub fn ends_in_hyphen(&self) -> bool {
        let head = self.body.strip_suffix(['-', '\u{2010}']);
        head.is_some_and(|head| head.ends_with(char::is_alphanumeric))
    }

    /// Whether the first word of the next line would have made this one too wide.
    pub fn overflows(&self, next: &Line<'_>, width: usize) -> bool {
        self.width + 1 + next.first_word > width
            || (self.ends_in_hyphen() && next.begins_small() && self.width + 12 > width)
    }

    /// The list marker that the line begins with.
    pub fn bullet(&self) -> Option<char> {
        let mut characters = self.body.chars();
        let first = characters.next()?;
        let bullet = matches!(first, '-' | '*' | '•' | '·' | '–' | '—' | '+' | '>' | '#' | '|');
        (bullet && characters.next().is_none_or(char::is_whitespace)).then_some(first)
    }

    /// Whether the line begins a numbered item or is indented.
    pub fn begins_item(&self) -> bool {
        let digits = self.body.bytes().take_while(u8::is_ascii_digit).count();
        let rest = self.body.get(digits..).unwrap_or_default();
        let number =
            (1..=3).contains(&digits) && (rest.starts_with(". ") || rest.starts_with(") "));
        number || self.body.starts_with(char::is_whitespace)
    }
}

/// Whether a line or word ends a sentence.
pub(super) fn ends_sentence(body: &str) -> bool {
    let body = body.trim_end_matches(['"', '”', '’', '\'', ')', ']']);
    body.ends_with(['.', '!', '?', ':', '…', '。'])
}
