//! Splits a line into numbers, words and single marks, with their bytes.
//!
//! In: a line. Out: its tokens without white space. Latin, Arabic, Persian, Devanagari, Bengali,
//! Thai and full-width digits are numbers.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

/// The kind of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A run of digits: its value, saturating, and its count of digits.
    Number(u64, usize),
    Word,
    Mark(char),
}

#[derive(Debug, Clone)]
pub(super) struct Token {
    pub kind: Kind,
    pub span: Range<usize>,
}

/// The value of a decimal digit in the scripts of news.
pub(super) fn digit(c: char) -> Option<u64> {
    let zero = match c {
        '0'..='9' => '0',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6f0}'..='\u{6f9}' => '\u{6f0}',
        '\u{966}'..='\u{96f}' => '\u{966}',
        '\u{9e6}'..='\u{9ef}' => '\u{9e6}',
        '\u{e50}'..='\u{e59}' => '\u{e50}',
        '\u{ff10}'..='\u{ff19}' => '\u{ff10}',
        _ => return None,
    };
    Some(u64::from(c as u32 - zero as u32))
}

/// Characters that follow a number of a date and belong to no word.
const UNITS: [char; 13] =
    ['年', '月', '日', '년', '월', '일', '時', '时', '點', '点', '分', '시', '분'];

/// The tokens of a line, in order.
pub(super) fn tokens(line: &str) -> Vec<Token> {
    let mut found: Vec<Token> = Vec::new();
    for (at, c) in line.char_indices() {
        let span = at..at + c.len_utf8();
        let kind = if let Some(value) = digit(c) {
            Kind::Number(value, 1)
        } else if UNITS.contains(&c) {
            Kind::Mark(c)
        } else if c.is_alphabetic() || is_mark(c) {
            Kind::Word
        } else if c.is_whitespace() || is_invisible(c) {
            continue;
        } else {
            Kind::Mark(c)
        };
        match found.last_mut() {
            Some(last) if last.span.end == at => match (last.kind, kind) {
                (Kind::Number(value, digits), Kind::Number(more, _)) => {
                    let value = value.saturating_mul(10).saturating_add(more);
                    last.kind = Kind::Number(value, digits + 1);
                    last.span.end = span.end;
                }
                (Kind::Word, Kind::Word) => last.span.end = span.end,
                _ => found.push(Token { kind, span }),
            },
            _ => found.push(Token { kind, span }),
        }
    }
    found
}

/// Combining marks in names of months, such as the virama of Hindi and the tone marks of Thai.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}') || (c >= '\u{591}' && is_combining_mark(c))
}

/// Direction marks and zero-width characters, which surround digits in Arabic and Persian.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_words_and_marks() {
        let kinds: Vec<_> = tokens("1st ۱۲ x:").into_iter().map(|t| t.kind).collect();
        let expected =
            [Kind::Number(1, 1), Kind::Word, Kind::Number(12, 2), Kind::Word, Kind::Mark(':')];
        assert_eq!(kinds, expected);
    }
}
