//! Text cells of the tables for spreadsheet programs.
//!
//! In: a cell of text. Out: the cell as a spreadsheet program shows it unchanged. Numbers and words of
//! closed lists do not pass through here.
//!
//! A program that opens a CSV file turns some texts into formulas, numbers or dates: `=1+1`, `007`,
//! `3/4`, `May 5`. Such a cell gets an apostrophe in front, so that it stays a text. A cell that is too
//! long is cut.

use std::borrow::Cow;

/// UTF-16 units in one cell of a spreadsheet.
pub const LONGEST: usize = 32_767;

/// Digits of a number that a spreadsheet keeps.
const EXACT_DIGITS: usize = 15;

/// The names of months in English. A spreadsheet knows their beginnings of three letters and more.
const MONTHS: &str = "january february march april may june july august september october november \
    december";

/// A cell that a spreadsheet shows as it is.
pub(super) fn guard(cell: &str) -> Cow<'_, str> {
    let guarded = is_formula(cell) || is_converted(cell.trim());
    let room = LONGEST - usize::from(guarded);
    let cut = if cell.len() <= room { cell } else { shortened(cell, room) };
    if guarded { Cow::Owned(format!("'{cut}")) } else { Cow::Borrowed(cut) }
}

fn is_formula(cell: &str) -> bool {
    let visible = cell.chars().find(|&c| {
        matches!(c, '\t' | '\r' | '\n') || !(c.is_whitespace() || c.is_control() || is_invisible(c))
    });
    visible.is_some_and(|c| {
        matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n')
            || matches!(c, '\u{ff1d}' | '\u{ff0b}' | '\u{ff0d}' | '\u{ff20}')
    })
}

/// Characters without a shape that may precede the first visible one.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fffd}' | '\u{fe00}'..='\u{fe0f}')
}

/// Whether a spreadsheet would make a number or a date of a text, and show another text for it.
fn is_converted(text: &str) -> bool {
    // Longer texts are neither.
    if text.is_empty() || text.len() > 40 || !text.contains(|c: char| c.is_ascii_digit()) {
        return false;
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.len() > EXACT_DIGITS || (text.len() > 1 && text.starts_with('0'));
    }
    let is_numeric = |byte: u8| byte.is_ascii_digit() || b"/.:-,%eE $".contains(&byte);
    if text.bytes().all(is_numeric) {
        return !is_iso_day(text);
    }
    names_month(text)
}

/// Whether a text is a day or a time of ISO 8601, which a spreadsheet may have as a date.
fn is_iso_day(text: &str) -> bool {
    let shape = |byte: u8| if byte.is_ascii_digit() { b'0' } else { byte };
    text.get(..10).is_some_and(|day| day.bytes().map(shape).eq(*b"0000-00-00")) && text.len() == 10
}

/// Whether a text is a month with a day or a year: `May 5`, `5-Mar`, `March 2020`.
fn names_month(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let parts: Vec<&str> =
        lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let is_month =
        |part: &&&str| part.len() > 2 && MONTHS.split(' ').any(|month| month.starts_with(**part));
    let is_number = |part: &&&str| part.bytes().all(|byte| byte.is_ascii_digit());
    // `mar5` is a date, too.
    let joined = parts.iter().any(|part| {
        let letters = part.trim_end_matches(|c: char| c.is_ascii_digit());
        letters.len() < part.len() && is_month(&&letters) && letters.len() <= 9
    });
    let (months, numbers) =
        (parts.iter().filter(is_month).count(), parts.iter().filter(is_number).count());
    parts.len() <= 3
        && ((months == 1 && numbers + 1 == parts.len()) || (joined && parts.len() == 1))
}

/// The beginning of a text that has at most so many UTF-16 units.
pub fn shortened(text: &str, mut units: usize) -> &str {
    let end = text.char_indices().find(|(_, c)| match units.checked_sub(c.len_utf16()) {
        Some(left) => {
            units = left;
            false
        }
        None => true,
    });
    end.map_or(text, |(at, _)| text.get(..at).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_look_like_numbers_and_dates_stay_texts() {
        let texts = [
            "007",
            "00",
            "3/4",
            "1-2",
            "12:30",
            "1.10",
            "1e5",
            "1234567890123456",
            "10/11/2023",
            "May 5",
            "5 May",
            "March 2020",
            "5-Mar-21",
            "mar5",
            "50%",
            "1,000",
        ];
        for text in texts {
            assert_eq!(guard(text), format!("'{text}"), "{text}");
        }
    }

    #[test]
    fn other_texts_are_unchanged() {
        for text in [
            "0",
            "7",
            "2023",
            "2023-03-14",
            "May",
            "Mary 5",
            "Bridge 7 closed",
            "marble",
            "a1b2",
            "",
        ] {
            assert_eq!(guard(text), text, "{text}");
        }
    }
}
