//! Values as the part of the page without a script shows them.
//!
//! In: cells of the tables. Out: texts that a template may escape and write. It writes no markup.

use std::fmt;

use super::super::terminal::visible;

/// A text from the corpus. Control characters and those that change the direction of writing are
/// spelled out; the template escapes the rest.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Foreign<'d> {
    text: &'d str,
}

impl<'d> Foreign<'d> {
    pub fn new(text: &'d str) -> Foreign<'d> {
        Foreign { text }
    }
}

impl fmt::Display for Foreign<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&visible(&self.text.replace('\t', " ")))
    }
}

/// The day of a date; the tables have the time.
pub fn day(date: &str) -> &str {
    date.split('T').next().unwrap_or(date)
}

/// A ratio as a percentage: `0.1234` is 12.3 %. The digits are taken as they are, without floating
/// point. Another cell is empty.
pub fn share(ratio: &str) -> String {
    let digits: String = ratio.chars().filter(char::is_ascii_digit).collect();
    let value: Option<u32> = digits.parse().ok().filter(|_| digits.len() == 5);
    value.map_or_else(String::new, |v| format!("{}.{} %", v / 100, v / 10 % 10))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_spelled_out() {
        assert_eq!(Foreign::new("a\tb\u{1b}\u{202e}").to_string(), "a b\\u001b\\u202e");
    }

    #[test]
    fn numbers_and_ratios_are_legible() {
        assert_eq!(grouped(1_234_567), "1\u{202f}234\u{202f}567");
        assert_eq!(share("0.1234"), "12.3 %");
        assert_eq!(share("1.0000"), "100.0 %");
        assert_eq!(share("<b>"), "");
        assert_eq!(day("2023-03-14T10:00:00Z"), "2023-03-14");
    }
}
