//! Decodes the character references of HTML in a byline.
//!
//! In: a byline as a page has it. Out: the same text with `&eacute;` and `&#233;` decoded. Unknown references
//! stay.

use crate::entity;

/// The text with the character references of HTML decoded, so that their semicolons do not divide it.
pub(super) fn without_references(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        plain.push_str(before);
        // Browsers read this one without its semicolon too.
        if let Some(after) = after.strip_prefix("nbsp").filter(|rest| !rest.starts_with(';')) {
            plain.push(' ');
            rest = after;
            continue;
        }
        let reference = after.split_once(';').and_then(|(name, after)| {
            let c = match name.strip_prefix('#') {
                Some(number) => number.parse().ok().and_then(char::from_u32),
                None => entity::named(name),
            };
            Some((c?, after))
        });
        match reference {
            Some((c, after)) => {
                plain.push(if c.is_whitespace() { ' ' } else { c });
                rest = after;
            }
            None => {
                plain.push('&');
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    plain
}
