//! Decodes the character references of a page.
//!
//! In: text between tags, or the value of an attribute. Out: the text with `&name;`, `&#39;` and
//! `&#x27;` decoded as the HTML Standard says ("13.2.5.72 Character reference state", WHATWG); control
//! characters become spaces. Unknown names are left unchanged.

use std::borrow::Cow;

use htmlize::Context;

/// Decodes all references of a text.
pub(super) fn decode(text: &str) -> Cow<'_, str> {
    decode_in(text, Context::General)
}

/// Decodes all references of an attribute. Without a semicolon a name is read only if the text ends
/// there: "?a=1&copy=2" has a parameter.
pub(super) fn decode_attribute(text: &str) -> Cow<'_, str> {
    decode_in(text, Context::Attribute)
}

fn decode_in(text: &str, context: Context) -> Cow<'_, str> {
    match htmlize::unescape_in(text, context) {
        Cow::Owned(decoded) if decoded.contains(is_unseen) => {
            Cow::Owned(decoded.replace(is_unseen, " "))
        }
        decoded => decoded,
    }
}

/// Whether a character is a control character that no text has.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{1}'..='\u{8}' | '\u{b}' | '\u{e}'..='\u{1f}' | '\u{7f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_decoded_as_browsers_do() {
        let text = "A&amp;B &lt;3 &eacute;t&#233;&#xe9; &#8217;s&#146; &nosuch; &copy 2 AT&T x&y &nbspz &#0;&#99999999999;&#7;";
        let expect =
            "A&B <3 été\u{e9} \u{2019}s\u{2019} &nosuch; © 2 AT&T x&y \u{a0}z \u{fffd}\u{fffd} ";
        assert_eq!(decode(text), expect);
        assert_eq!(decode("&&&;&#;&#x;"), "&&&;&#;&#x;");
        assert!(matches!(decode("plain"), Cow::Borrowed(_)));
    }

    #[test]
    fn names_without_a_semicolon_are_parameters_in_attributes() {
        assert_eq!(decode_attribute("/s?a=1&copy=2&amp;b=3"), "/s?a=1&copy=2&b=3");
        assert_eq!(decode("a=1&copy=2"), "a=1©=2");
    }
}
