//! Values as the page shows them.
//!
//! In: cells of the tables. Out: texts that a template may escape and write. It writes no markup.

use std::fmt::{self, Write as _};

use super::super::terminal::visible;

/// A text from the corpus. Control characters and those that change the direction of writing are
/// spelled out; the template escapes the rest.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Foreign<'d> {
    text: &'d str,
    /// Whether the text was cut.
    is_cut: bool,
}

impl<'d> Foreign<'d> {
    pub fn new(text: &'d str) -> Foreign<'d> {
        Foreign { text, is_cut: false }
    }

    /// The first `length` characters of a text.
    pub fn cut(text: &'d str, length: usize) -> Foreign<'d> {
        match text.char_indices().nth(length) {
            Some((at, _)) => Foreign { text: text.get(..at).unwrap_or_default(), is_cut: true },
            None => Foreign::new(text),
        }
    }
}

impl fmt::Display for Foreign<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&visible(&self.text.replace('\t', " ")))?;
        if self.is_cut { f.write_char('…') } else { Ok(()) }
    }
}

/// A ratio as a bar and as a percentage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// Of the bar's width.
    pub percent: u32,
    pub text: String,
}

impl Share {
    /// Reads a ratio as the tables have it: `0.1234` is 12.3 %. The digits are taken as they are,
    /// without floating point.
    pub fn of(ratio: &str) -> Option<Share> {
        let digits: String = ratio.chars().filter(char::is_ascii_digit).collect();
        let value: u32 = digits.parse().ok().filter(|_| digits.len() == 5)?;
        let text = format!("{}.{} %", value / 100, value / 10 % 10);
        Some(Share { percent: value.min(10_000) / 100, text })
    }
}

/// The day of a date; the tables have the time.
pub fn day(date: &str) -> &str {
    date.split('T').next().unwrap_or(date)
}

/// Digits with a narrow space between every three.
pub fn grouped(number: impl fmt::Display) -> String {
    let digits = number.to_string();
    let length = digits.len();
    let mut text = String::with_capacity(length * 2);
    for (at, c) in digits.char_indices() {
        if at > 0 && (length - at).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(c);
    }
    text
}

/// Names with their numbers, the largest first, as one line.
pub fn list<'n>(entries: impl IntoIterator<Item = (&'n String, &'n u64)>) -> String {
    let mut entries: Vec<_> = entries.into_iter().filter(|(_, number)| **number > 0).collect();
    entries.sort_by_key(|&(name, number)| (std::cmp::Reverse(number), name));
    let parts = entries.iter().map(|(name, number)| format!("{name} {}", grouped(number)));
    visible(&parts.collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_and_spelled_out() {
        assert_eq!(Foreign::new("a\tb\u{1b}\u{202e}").to_string(), "a b\\u001b\\u202e");
        assert_eq!(Foreign::cut("abcdef", 3).to_string(), "abc…");
        assert_eq!(Foreign::cut("abc", 3).to_string(), "abc");
    }

    #[test]
    fn numbers_and_ratios_are_legible() {
        assert_eq!(grouped(1_234_567), "1\u{202f}234\u{202f}567");
        let share = |ratio| Share::of(ratio).map(|share| (share.percent, share.text));
        assert_eq!(share("0.1234"), Some((12, "12.3 %".into())));
        assert_eq!(share("1.0000"), Some((100, "100.0 %".into())));
        assert_eq!(share("<b>"), None);
        assert_eq!(day("2023-03-14T10:00:00Z"), "2023-03-14");
    }
}
