//! Text that is safe to print on a terminal.
//!
//! In: any text. Out: the text without characters that control a terminal.

use std::fmt::Write as _;

/// The text with control characters, and those that change the direction of writing, as `\uXXXX`.
pub fn visible(text: &str) -> String {
    let obeyed =
        |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if obeyed(c) {
            let _ = write!(shown, "\\u{:04x}", u32::from(c));
        } else {
            shown.push(c);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_spelled_out() {
        assert_eq!(visible("a\u{202e}b\n"), "a\\u202eb\\u000a");
        assert_eq!(visible("\u{1b}[2Jقال"), "\\u001b[2Jقال");
    }
}
