//! Which characters can be seen, and names that are safe in a message.
//!
//! In: a character, or a name from the input. Out: whether it is visible; the name without invisible
//! characters. Texts are not changed.

/// Whether a character is visible.
pub(super) fn is_visible(c: char) -> bool {
    !(c.is_whitespace()
        || c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffd}' | '\u{e0000}'..='\u{e0fff}'))
}

/// A name from the input, made safe for a message.
pub(super) fn printable(name: &str) -> String {
    let plain = |c: char| if is_visible(c) || c == ' ' { c } else { '\u{fffd}' };
    name.chars().take(40).map(plain).collect()
}
