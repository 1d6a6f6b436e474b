//! What markup says of a line, as features.
//!
//! In: the markup of a line, or none. Out: a block of values; all of them [`ABSENT`] for a text
//! that never had markup, so that one model serves both. It reads no HTML.

use crate::document::LineMarkup;

/// The value of every markup feature of a line without markup.
const ABSENT: i32 = -1;

/// Tags in the order of their codes; others share the code behind the last.
const TAGS: [&str; 14] = [
    "p",
    "li",
    "div",
    "span",
    "a",
    "h1",
    "h2",
    "h3",
    "h4",
    "td",
    "figcaption",
    "blockquote",
    "pre",
    "button",
];

/// The markup block of one line.
pub(super) fn put(markup: Option<&LineMarkup>, put: &mut impl FnMut(&'static str, i32)) {
    let tag = |m: &LineMarkup| TAGS.iter().position(|t| *t == m.tag).unwrap_or(TAGS.len()) as i32;
    put("markup tag", markup.map_or(ABSENT, tag));
    put("markup link share", markup.map_or(ABSENT, |m| i32::from(m.link_share)));
    put("markup depth", markup.map_or(ABSENT, |m| i32::from(m.depth.min(200))));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_without_markup_says_nothing() {
        let mut values = Vec::new();
        put(None, &mut |_, value| values.push(value));
        assert!(values.iter().all(|&value| value == ABSENT) && !values.is_empty());
        let markup = LineMarkup { tag: "li".into(), link_share: 900, ..LineMarkup::default() };
        values.clear();
        put(Some(&markup), &mut |_, value| values.push(value));
        assert_eq!(values[..2], [1, 900]);
    }
}
